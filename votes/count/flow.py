"""Where votes went between stages, as shapes to draw: one bar a stage, top to bottom, and bands from bar to bar.

Every bar is as wide as all valid votes, so that a vote keeps its width on its way down. Whole drawing units only.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from votes.count.explain import plain
from votes.count.result import Action, Count, Stage

WIDTH = 720
BAR = 56
_GAP = 60
"""Between the end of a bar and the words over the next."""

_WORDS = 44
"""Height of the line of words over a bar."""

_NUMBER_FITS = 30
_VOTES_FIT = 74
"""From these widths on there is room in a piece of a bar for a candidate's number, and for their votes."""


class Kind(StrEnum):
    """What a piece of a bar, or a band that leaves it, looks like."""

    CONTINUING = "continuing"
    ELECTED = "elected"
    LEAVING = "leaving"
    LOST = "lost"


@dataclass(frozen=True)
class Piece:
    """A candidate's part of a bar; `candidate` is None for votes that are exhausted or lost by rounding.

    `number` and `votes` are "" where there is no room for them.
    """

    candidate: int | None
    kind: Kind
    x: int
    width: int
    number: str
    votes: str


@dataclass(frozen=True)
class Band:
    """Votes that went from one bar to the next; `moved` to somebody else or to nobody, or stayed."""

    path: str
    moved: bool


@dataclass(frozen=True)
class Bar:
    """A stage: the words go at `words_y`, its pieces at `y`, and `bands` lead down to it from the bar above."""

    stage: int
    action: Action
    subject: str
    elected: tuple[str, ...]
    words_y: int
    y: int
    pieces: tuple[Piece, ...]
    bands: tuple[Band, ...]


@dataclass(frozen=True)
class Flow:
    """The whole drawing. `traced`: that every transfer is drawn; a rule that moves parts of all ballots is not."""

    width: int
    height: int
    bar: int
    bars: tuple[Bar, ...]
    traced: bool

    def __bool__(self) -> bool:
        return bool(self.bars)


Span = tuple[int, int]
"""Votes, in the rule's units, counted from the left end of a bar: where a piece begins and ends."""


def flow(count: Count) -> Flow:
    """The drawing of a count, empty where nothing moves: one stage only, or no stages at all."""
    if len(count.stages) < 2:
        return Flow(WIDTH, 0, BAR, (), traced=True)
    whole = count.valid * 10**count.places
    layouts = [_layout(count, stage) for stage in count.stages]
    bars, y, traced = [], 0, True
    for place, stage in enumerate(count.stages):
        bands: list[Band] = []
        if place:
            moved = _moved(count.stages[place - 1], stage)
            traced &= moved is not None
            bands = _bands(layouts[place - 1], layouts[place], moved or {}, (y + BAR, y + BAR + _GAP + _WORDS), whole)
            y += BAR + _GAP
        bars.append(_bar(count, place, layouts[place], tuple(bands), y, whole))
        y += _WORDS
    return Flow(WIDTH, y + BAR + 4, BAR, tuple(bars), traced)


def _layout(count: Count, stage: Stage) -> dict[int | None, Span]:
    """Who lies where on a bar: candidates in the order of the paper, and last what nobody has."""
    found: dict[int | None, Span] = {}
    at = 0
    for number, total in enumerate(stage.totals, 1):
        if number not in count.withdrawn:
            found[number] = at, at + total
            at += total
    found[None] = at, at + stage.exhausted + stage.rounding_loss
    return found


def _bar(
    count: Count, place: int, layout: dict[int | None, Span], bands: tuple[Band, ...], words_y: int, whole: int
) -> Bar:
    stage = count.stages[place]
    elected = {one for earlier in count.stages[: place + 1] for one in earlier.elected}
    leaving = count.stages[place + 1].subject if place + 1 < len(count.stages) else None
    pieces = []
    for candidate, (start, end) in layout.items():
        x, width = _x(start, whole), _x(end, whole) - _x(start, whole)
        kind = Kind.CONTINUING
        if candidate is None:
            kind = Kind.LOST
        elif candidate in elected:
            kind = Kind.ELECTED
        elif candidate == leaving:
            kind = Kind.LEAVING
        if width:
            number = str(candidate or "") if width >= _NUMBER_FITS else ""
            votes = plain(end - start, count.places).partition(".")[0] if width >= _VOTES_FIT else ""
            pieces.append(Piece(candidate, kind, x, width, number, votes))
    return Bar(
        stage=stage.number,
        action=stage.action,
        subject="" if stage.subject is None else count.name(stage.subject),
        elected=tuple(count.name(one) for one in stage.elected),
        words_y=words_y + 30,
        y=words_y + _WORDS,
        pieces=tuple(pieces),
        bands=bands,
    )


def _moved(before: Stage, after: Stage) -> dict[int | None, dict[int | None, int]] | None:
    """Votes from whom to whom; None where more than one candidate lost votes, so that nobody can say whose went where.

    What rounding loses of a transfer goes the way of the exhausted.
    """
    changes: dict[int | None, int] = {
        number: then - now for number, (now, then) in enumerate(zip(before.totals, after.totals, strict=True), 1)
    }
    changes[None] = after.exhausted + after.rounding_loss - before.exhausted - before.rounding_loss
    losers = [one for one, change in changes.items() if change < 0]
    if len(losers) > 1:
        return None
    return {losers[0]: {one: change for one, change in changes.items() if change > 0}} if losers else {}


def _bands(
    above: dict[int | None, Span],
    below: dict[int | None, Span],
    moved: dict[int | None, dict[int | None, int]],
    heights: Span,
    whole: int,
) -> list[Band]:
    """What stayed first, so that what moved is drawn over it."""
    bands, gone = [], []
    for one, (start, end) in above.items():
        if start == end:
            continue
        stays = min(end - start, below[one][1] - below[one][0])
        bands.append(Band(_path((start, start + stays), (below[one][0], below[one][0] + stays), heights, whole), False))
        at = start + stays
        for to, votes in sorted(moved.get(one, {}).items(), key=lambda pair: (pair[0] is None, pair[0] or 0)):
            right = below[to][1]
            gone.append(Band(_path((at, at + votes), (right - votes, right), heights, whole), True))
            at += votes
    return [band for band in bands + gone if band.path]


def _path(top: Span, bottom: Span, heights: Span, whole: int) -> str:
    """A band between two bars as an SVG path; "" where it would be thinner than a unit at both ends."""
    left, right, to_left, to_right = (_x(at, whole) for at in (*top, *bottom))
    if right <= left and to_right <= to_left:
        return ""
    first, last = heights
    middle = (first + last) // 2
    return (
        f"M{left} {first}C{left} {middle} {to_left} {middle} {to_left} {last}"
        f"H{to_right}C{to_right} {middle} {right} {middle} {right} {first}Z"
    )


def _x(votes: int, whole: int) -> int:
    return votes * WIDTH // whole if whole else 0
