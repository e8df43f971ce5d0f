"""Papers as PDF: a Typst template and plain data in, an accessible file out (tagged, PDF/UA-1).

What a person typed only ever reaches the template as data, never as code.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from itertools import pairwise
from pathlib import Path

import typst

from common.errors import QuorateError
from common.settings import ROOT, settings

TEMPLATES = ROOT / "templates"

UNSHOWN = "\N{WHITE SQUARE}"
"""Stands for a letter that no font here has."""

_MISSING = re.compile(r'the text `"(.+?)"` could not be displayed', re.S)
_ESCAPE = re.compile(r"\\u\{([0-9a-f]{1,6})\}")
_MOST_MISSING = 300


class PaperFault(QuorateError):
    """The paper cannot be set; the message says why."""

    message = "This paper cannot be made: %(reason)s"


def pdf(template: str, data: Mapping[str, object]) -> bytes:
    """The paper that `template` (a .typ file under templates/) makes of `data`, as the bytes of a PDF.

    The template reads the data as JSON from `sys.inputs.data` and sets title and language. The same data give the same
    bytes: the date inside is that of `data["dated"]` (an ISO moment with its offset; 1970 without one), and no font
    of the machine is used. Typst's own have Latin, Greek, Cyrillic, Hebrew, Armenian and Georgian letters and those of
    Arabic itself; other scripts (Urdu's extra letters, Bengali, Gurmukhi, Tamil, Ethiopic, Thai, Chinese, Japanese,
    Korean) need a font file in the folder `fonts` of the data directory. A letter without a font becomes a square, and
    `data.unshown` is then true, so that the paper can say so. Raises PaperFault.
    """
    moment = datetime.fromisoformat(str(data["dated"])) if "dated" in data else None
    timestamp = int(moment.timestamp()) if moment else 0
    shown: dict[str, object] = {"unshown": False, **data}
    missing: set[str] = set()
    while True:
        try:
            return _made(template, _json(shown, missing), timestamp)
        except typst.TypstError as fault:
            new = (_unshown(fault.message) | _leaning(_json(shown, missing))) - missing - {UNSHOWN}
            if not new or len(missing) > _MOST_MISSING:
                raise PaperFault(reason=fault.message) from fault
            missing |= new
            shown["unshown"] = True


def png(template: str, data: Mapping[str, object]) -> bytes:
    """The same as a picture for a newsletter or slides, of the only page that `template` has; 144 dots an inch.

    Letters without a font are left out. Raises PaperFault when there are more pages than one.
    """
    shown = {"unshown": False, **data}
    try:
        made = typst.compile(
            TEMPLATES / template,
            root=TEMPLATES,
            format="png",
            ppi=144,
            font_paths=_fonts(settings().data_dir / "fonts"),
            sys_inputs={"data": _json(shown, set())},
        )
    except typst.TypstError as fault:
        raise PaperFault(reason=fault.message) from fault
    if not isinstance(made, bytes):
        raise PaperFault(reason="it has more pages than one")
    return made


def has_letters(text: str) -> bool:
    """Whether the fonts here have every letter of `text`. Raises PaperFault."""
    source = b'#set text(font: ("Libertinus Serif", "DejaVu Sans Mono"))\n#set document(title: "-")\n#sys.inputs.text'
    try:
        typst.compile(
            source,
            format="pdf",
            font_paths=_fonts(settings().data_dir / "fonts"),
            sys_inputs={"text": text},
            pdf_standards=["ua-1"],
        )
    except typst.TypstError as fault:
        if not _unshown(fault.message):
            raise PaperFault(reason=fault.message) from fault
        return False
    return True


def _unshown(message: str) -> set[str]:
    """The letters that no font has, from what Typst says of them; combining ones stand there as \\u{9bf}."""
    found = _MISSING.search(message)
    text = _ESCAPE.sub(lambda escape: chr(int(escape[1], 16)), found[1]) if found else ""
    return {letter for letter in text if not letter.isascii()}


def _leaning(text: str) -> set[str]:
    """The signs that lean on a letter which is not shown: with it they have lost what they are set on."""
    return {sign for letter, sign in pairwise(text) if letter == UNSHOWN and unicodedata.category(sign)[0] == "M"}


def _made(template: str, data: str, timestamp: int) -> bytes:
    made = typst.compile(
        TEMPLATES / template,
        root=TEMPLATES,
        format="pdf",
        font_paths=_fonts(settings().data_dir / "fonts"),
        sys_inputs={"data": data},
        pdf_standards=["ua-1"],
        timestamp=timestamp,
    )
    if not isinstance(made, bytes):
        raise PaperFault(reason="it has no page")
    return made


@cache
def _fonts(folder: Path) -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, font_paths=[folder] if folder.is_dir() else [])


def _json(data: Mapping[str, object], missing: set[str]) -> str:
    text = json.dumps(data, ensure_ascii=False, sort_keys=True)
    return text.translate(dict.fromkeys(map(ord, missing), UNSHOWN)) if missing else text
