"""PrefLib's ordinal files (.soc, .soi, .toc, .toi), read only where they say what the voters said."""

from __future__ import annotations

import re
from http import HTTPStatus

from common.errors import QuorateError
from votes.count.ballots import Ballot, Election, one_form

_LINE = re.compile(r"(\d+)\s*:\s*(.*)")
_CHOICE = re.compile(r"\{([\d\s,]*)\}|(\d+)")


class PrefLibFault(QuorateError):
    """A PrefLib file that cannot be read, or that would count what nobody voted; `line` is where, from 1."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY

    def __init__(self, line: int, message: str, **parameters: object) -> None:
        self.line = line
        super().__init__("line %(line)s: " + message, line=line, **parameters)


def read_preflib(text: str, kind: str, seats: int = 1) -> Election:
    """The election in a PrefLib file of `kind` "soc", "soi", "toc" or "toi"; the file knows no number of seats.

    In a file whose ballots PrefLib altered (modification type other than "original"), equal ranks may have been forced
    into a strict order and missing ones filled in, and so another person may win: it is refused, as is a strict file
    (.soc, .soi) that does not say that it is original. Raises PrefLibFault.
    """
    names: dict[int, str] = {}
    ballots: dict[Ballot, int] = {}
    title, candidates, modified = "", 0, ""
    for number, line in enumerate(text.splitlines(), 1):
        key, _, value = (part.strip() for part in line.lstrip("#").partition(":"))
        if not line.strip():
            continue
        if not line.startswith("#"):
            ballot, times = _ballot(number, line, candidates)
            ballots[ballot] = ballots.get(ballot, 0) + times
        elif key == "TITLE":
            title = value
        elif key == "MODIFICATION TYPE":
            modified = value
        elif key == "NUMBER ALTERNATIVES":
            candidates = _whole(number, value)
        elif key.startswith("ALTERNATIVE NAME "):
            names[_whole(number, key.removeprefix("ALTERNATIVE NAME "))] = value
    if modified != "original" and (modified or kind in ("soc", "soi")):
        raise PrefLibFault(1, "the ballots were altered (%(how)s), so the result may differ", how=modified or "unknown")
    if not candidates or sorted(names) != list(range(1, candidates + 1)):
        raise PrefLibFault(1, "the file does not name every alternative")
    return Election(title, tuple(names[number] for number in range(1, candidates + 1)), seats, ballots)


def _whole(line: int, word: str) -> int:
    if not re.fullmatch(r"\d{1,9}", word):
        raise PrefLibFault(line, "%(word)s is no number", word=ascii(word[:40]))
    return int(word)


def _ballot(line: int, text: str, candidates: int) -> tuple[Ballot, int]:
    found = _LINE.fullmatch(text.strip())
    if found is None or _CHOICE.sub("", found[2]).strip(", "):
        raise PrefLibFault(line, "a ballot reads like 5: 1,{2,3}")
    groups = [
        [_whole(line, word.strip()) for word in (several if several is not None else one).split(",") if word.strip()]
        for several, one in ((match[1], match[2]) for match in _CHOICE.finditer(found[2]))
    ]
    named = [candidate for group in groups for candidate in group]
    if len(set(named)) != len(named):
        raise PrefLibFault(line, "a candidate is named twice")
    if not all(1 <= candidate <= candidates for candidate in named):
        raise PrefLibFault(line, "a candidate is named that there is not")
    if (times := _whole(line, found[1])) < 1:
        raise PrefLibFault(line, "a line stands for no ballot")
    return one_form(groups), times
