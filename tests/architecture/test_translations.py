"""Text that a person reads can be extracted for translation, and its places are named."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
METHODS = [("**.py", "python"), ("templates/**.html", "jinja2")]
SKIPPED = (".venv", "node_modules", "build", "var", "tests")


def _messages() -> list[tuple[str, int, str]]:
    found = extract_from_dir(
        ROOT,
        METHODS,
        keywords={"_": None, "gettext": None, "ngettext": (1, 2)},
        directory_filter=lambda folder: not any(part in SKIPPED for part in Path(folder).relative_to(ROOT).parts[:1]),
        options_map={"templates/**.html": {"trimmed": "true", "silent": "false", "extensions": "jinja2.ext.do"}},
    )
    return [
        (name, line, text)
        for name, line, message, *_ in found
        for text in (message if isinstance(message, tuple) else (message,))
    ]


def test_every_page_gives_its_words_to_the_translators() -> None:
    files = {name for name, _, _ in _messages()}
    pages = {str(path.relative_to(ROOT)) for path in (ROOT / "templates").rglob("*.html")}
    wordless = {
        page
        for page in pages - files
        if "components/" not in page and re.search(r">\s*[A-Za-z]{3}", (ROOT / page).read_text())
    }
    assert not wordless, wordless
    assert len(files) > 10


def test_places_in_messages_are_named_so_that_a_translator_may_move_them() -> None:
    assert not [where for *where, text in _messages() if re.search(r"%[sd]|\{\}", text)]
