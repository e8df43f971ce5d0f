"""Ballot files in the .blt format of Hill, Wichmann and Woodall (1987), read with every fault named by its line."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from http import HTTPStatus

from common.errors import QuorateError
from votes.count.ballots import MOST_CANDIDATES, Ballot, Election, one_form

MOST_BALLOTS = 10**10
LONGEST_NAME = 500

_QUOTED = re.compile(r'\s*"((?:[^"\\]|\\.)*)"')
_WHOLE_LINE = re.compile(r'\s*"(.*)"\s*$')
_CONTINUES = frozenset(b"0123456789=-")
_WHOLE_NUMBER = re.compile(rb"[0-9]{1,30}")


class BltFault(QuorateError):
    """A ballot file that cannot be read; `line` is where, from 1."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY

    def __init__(self, line: int, message: str, **parameters: object) -> None:
        self.line = line
        super().__init__("line %(line)s: " + message, line=line, **parameters)


def read_blt(data: bytes) -> Election:
    """The election in a .blt file. Raises BltFault.

    Taken besides the original format: comments from `#` to the end of the line, `=` between equal ranks, `-` for a rank
    left empty (the next ones move up), a ballot's own id in brackets in place of a number of ballots, lists `[nick …]`,
    `[tie …]` (an order drawn by lot beforehand) and `[withdrawn …]`, backslash escapes and plain quotation marks inside
    names, two notes after the title, and anything unquoted behind them. A ballot ends with 0 and may run over several
    lines; the title may be "" but must be there, since without it nobody could tell whose name is missing.
    UTF-8, else Windows-1252.
    """
    return _Reader(data).read()


@dataclass
class _Reader:
    data: bytes
    number: int = 0
    candidates: int = 0
    seats: int = 0
    nicknames: dict[bytes, int] = field(default_factory=dict)
    withdrawn: set[int] = field(default_factory=set)
    lot: tuple[int, ...] | None = None
    began: dict[bytes, int] = field(default_factory=dict)
    """Lines on which ballots begin that were put into another form."""

    def read(self) -> Election:
        if self.data.startswith(b"\xef\xbb\xbf"):
            self.data = self.data[3:]
        if b"\n" not in self.data:
            self.data = self.data.replace(b"\r", b"\n")
        lines = io.BytesIO(self.data)
        self._head(lines)
        ballots = self._ballots(lines)
        names = self._names(lines)
        return Election(
            title=names[self.candidates],
            candidates=tuple(names[: self.candidates]),
            seats=self.seats,
            ballots=ballots,
            withdrawn=frozenset(self.withdrawn),
            lot=self.lot,
        )

    def _lines(self, lines: io.BytesIO) -> Iterator[bytes]:
        """The lines that say something, without comments, with `number` on each."""
        for line in lines:
            self.number += 1
            if b"#" in line:
                line = line.partition(b"#")[0]
            line = line.strip()
            if line:
                yield line

    def _head(self, lines: io.BytesIO) -> None:
        first = next(self._lines(lines), b"")
        parts = first.split()
        if len(parts) < 2 or not all(_WHOLE_NUMBER.fullmatch(part) for part in parts[:2]):
            raise BltFault(self.number or 1, "a ballot file begins with the number of candidates and of seats")
        self.candidates, self.seats = int(parts[0]), int(parts[1])
        if not 1 <= self.candidates <= MOST_CANDIDATES:
            raise BltFault(self.number, "there must be 1 to %(most)s candidates", most=MOST_CANDIDATES)
        if not 1 <= self.seats <= MOST_CANDIDATES:
            raise BltFault(self.number, "there must be 1 to %(most)s seats", most=MOST_CANDIDATES)
        self.nicknames = {b"%d" % number: number for number in range(1, self.candidates + 1)}
        if len(parts) > 2:
            self._withdraw(parts[2:])

    def _withdraw(self, parts: list[bytes]) -> None:
        for part in parts:
            if not part.startswith(b"-"):
                raise BltFault(self.number, "%(word)s is no withdrawn candidate, like -2", word=_shown(part))
            self.withdrawn.add(self._candidate(part[1:]))

    def _candidate(self, word: bytes) -> int:
        found = self.nicknames.get(word)
        if found is None:
            raise BltFault(self.number, "there is no candidate %(word)s", word=_shown(word))
        return found

    def _option(self, line: bytes) -> None:
        if not line.endswith(b"]"):
            raise BltFault(self.number, "the list is not closed by ]")
        name, *words = line[1:-1].split() or [b""]
        if name == b"nick":
            if len(words) != self.candidates or len(set(words)) != len(words):
                raise BltFault(self.number, "there must be one nickname for each candidate")
            self.nicknames |= {word: number for number, word in enumerate(words, 1)}
        elif name == b"tie":
            lot = tuple(self._candidate(word) for word in words)
            if len(set(lot)) != len(lot):
                raise BltFault(self.number, "the lot names a candidate twice")
            self.lot = lot
        elif name == b"withdrawn":
            self.withdrawn |= {self._candidate(word) for word in words}
        else:
            raise BltFault(self.number, "a list [%(name)s …] is not known", name=_shown(name))

    def _ballots(self, lines: io.BytesIO) -> dict[Ballot, int]:
        """Distinct ballots with their numbers. Alike lines are added up first and then read once."""
        tally: dict[bytes, int] = {}
        total, begun = 0, False
        each = self._lines(lines)
        for line in each:
            if (line[:1].isdigit() and line != b"0") or line[:1] == b"(":
                if line[-2:] != b" 0" or b"\t" in line or line[:1] == b"(":
                    line = self._whole_ballot(line, each)
                weight, _, rest = line.partition(b" ")
                number = 1 if weight == b"1" else self._weight(weight)
                total += number
                if total > MOST_BALLOTS:
                    raise BltFault(self.number, "there are more than %(most)s ballots", most=MOST_BALLOTS)
                if rest in tally:
                    tally[rest] += number
                else:
                    tally[rest] = number
                begun = True
            elif line == b"0":
                return self._read_tally(tally)
            elif line.startswith(b"[") and not begun:
                self._option(line)
            elif line.startswith(b"-") and not begun:
                self._withdraw(line.split())
            elif line.startswith(b'"'):
                raise BltFault(self.number, "the ballots are not ended by a line with a single 0")
            else:
                raise BltFault(self.number, "a line of ballots begins with how many there are")
        raise BltFault(self.number, "the file ends before a line with a single 0 ends the ballots")

    def _whole_ballot(self, line: bytes, each: Iterator[bytes]) -> bytes:
        """A ballot on one line: with single spaces, an id in brackets as the number 1, and what follows until its 0.

        A line with a single 0 ends no ballot: it is far likelier that the ballot's own is missing.
        """
        began = self.number
        if line[:1] == b"(":
            if b")" not in line:
                raise BltFault(self.number, "the ballot's id is not closed by )")
            line = b"1 " + line.partition(b")")[2]
        words = line.split()
        while words[-1] != b"0" or len(words) < 2:
            more = next(each, b"0").split()
            if more == [b"0"] or not set(more[0]) <= _CONTINUES:
                raise BltFault(began, "the ballot does not end with 0")
            words += more
        self.began.setdefault(b" ".join(words[1:]), began)
        return b" ".join(words)

    def _weight(self, word: bytes) -> int:
        if not _WHOLE_NUMBER.fullmatch(word) or int(word) < 1:
            raise BltFault(self.number, "%(word)s is no number of ballots", word=_shown(word))
        return int(word)

    def _read_tally(self, tally: dict[bytes, int]) -> dict[Ballot, int]:
        """Turns lines into ballots, letting go of the lines on the way."""
        ballots: dict[Ballot, int] = {}
        nicknames = self.nicknames
        for rest in list(tally):
            number = tally.pop(rest)
            words = rest.split()
            try:
                ballot: Ballot = tuple([nicknames[word] for word in words[:-1]])
                plain = words[-1] == b"0" and len(set(ballot)) == len(ballot)
            except (KeyError, IndexError):
                plain = False
            if not plain:
                ballot = self._odd_ballot(rest, words)
            ballots[ballot] = ballots.get(ballot, 0) + number
        return ballots

    def _odd_ballot(self, rest: bytes, words: list[bytes]) -> Ballot:
        """A ballot with equal ranks; any other raises BltFault with the line on which it first stands."""
        if not words or words[-1] != b"0":
            raise BltFault(self._line_of(rest), "the ballot does not end with 0")
        joined = re.sub(rb"\s*=\s*", b"=", b" ".join([word for word in words[:-1] if word != b"-"]))
        groups: list[list[int]] = []
        seen: set[int] = set()
        for words_of_group in joined.split():
            groups.append([])
            for word in words_of_group.split(b"="):
                candidate = self.nicknames.get(word)
                if candidate is None:
                    raise BltFault(self._line_of(rest), "there is no candidate %(word)s", word=_shown(word))
                if candidate in seen:
                    raise BltFault(self._line_of(rest), "candidate %(word)s is named twice", word=_shown(word))
                seen.add(candidate)
                groups[-1].append(candidate)
        return one_form(groups)

    def _line_of(self, rest: bytes) -> int:
        if rest in self.began:
            return self.began[rest]
        for number, line in enumerate(io.BytesIO(self.data), 1):
            if number > 1 and line.partition(b"#")[0].split()[1:] == rest.split():
                return number
        return self.number

    def _names(self, lines: io.BytesIO) -> list[str]:
        """The quoted texts after the ballots: the candidates, the title, and either no note or two."""
        names: list[str] = []
        for raw in lines:
            self.number += 1
            rest = _decoded(raw)
            while rest.strip() and not rest.strip().startswith("#"):
                found = _QUOTED.match(rest)
                if found is None and len(names) > self.candidates:
                    break
                if found is None:
                    raise BltFault(self.number, "a name must stand between quotation marks")
                rest_after = rest[found.end() :].strip()
                if rest_after and rest_after[0] not in '"#' and rest_after.endswith('"'):
                    # “James "Jim" Smith” without backslashes: all of the line is one name.
                    found = _WHOLE_LINE.match(rest) or found
                names.append(re.sub(r'\\(["\\])', r"\1", found[1]).strip())
                if len(names[-1]) > LONGEST_NAME:
                    raise BltFault(self.number, "a name is longer than %(most)s characters", most=LONGEST_NAME)
                rest = rest[found.end() :]
        # A name too few would make the title a candidate, a name too many would make a candidate the title.
        if len(names) - self.candidates not in (1, 3):
            raise BltFault(
                self.number,
                "for %(candidates)s candidates there must be as many names and a title, not %(names)s",
                names=len(names),
                candidates=self.candidates,
            )
        return names


def _decoded(line: bytes) -> str:
    try:
        return line.decode()
    except UnicodeDecodeError:
        return line.decode("cp1252", errors="replace")


def _shown(word: bytes) -> str:
    """A word of the file, safe to print."""
    return ascii(_decoded(word[:40]))[1:-1]


def write_blt(election: Election) -> str:
    """The election as a .blt file, ballots in the order of their preferences, so that equal elections are equal files.

    Raises ValueError for a name with a line break or another control character in it.
    """
    lines = [f"{len(election.candidates)} {election.seats}"]
    if election.withdrawn:
        lines.append(" ".join(f"-{number}" for number in sorted(election.withdrawn)))
    if election.lot:
        lines.append(f"[tie {' '.join(map(str, election.lot))}]")
    rows = [(_words(ballot), number) for ballot, number in election.ballots.items()]
    rows.sort(key=lambda row: [[int(one) for one in word.split("=")] for word in row[0]])
    lines += [" ".join([str(number), *words, "0"]) for words, number in rows]
    lines += ["0", *[_quoted(name) for name in (*election.candidates, election.title)]]
    return "\n".join(lines) + "\n"


def _words(ballot: Ballot) -> list[str]:
    return ["=".join(map(str, choice)) if isinstance(choice, tuple) else str(choice) for choice in ballot]


def _quoted(name: str) -> str:
    if any(ord(letter) < 32 or ord(letter) == 127 for letter in name):
        raise ValueError("a name has a control character in it")
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
