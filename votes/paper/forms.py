"""Reading the forms of the desk and of the bundles; a keyed bundle is read line by line, each fault by its line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from common.forms import FormData, FormErrors, FormReader
from votes.ballots import MOST_CANDIDATES, BallotPaper
from votes.errors import BadBallot
from votes.paper.rules import MOST_IN_BUNDLE, Difference, keyed_ballot
from votes.roll import SHORTEST_NAME

SHOWN_FAULTS = 5
LONGEST_LINE = 4 * MOST_CANDIDATES


def parse_name(data: FormData) -> str | FormErrors:
    """Part of the name of somebody who is looked for."""
    reader = FormReader(data)
    name = reader.line("name", missing="Enter a part of the name.")
    if name and len(name) < SHORTEST_NAME:
        reader.error("name", "Enter at least %(letters)s letters.", letters=SHORTEST_NAME)
    return reader.errors() or name


def parse_take_back(data: FormData) -> str | FormErrors:
    """Why an unused paper is taken back."""
    reader = FormReader(data)
    reason = reader.line("reason", missing="Say why the paper is taken back.", longest=300)
    return reader.errors() or reason


@dataclass(frozen=True)
class NewBundle:
    """A bundle as it is entered."""

    number: int
    papers: int


def parse_bundle(data: FormData) -> NewBundle | FormErrors:
    """A bundle's number, which the page gives, and its hand count."""
    reader = FormReader(data)
    number = reader.integer("number", 1, 10_000, missing="This form has lost its bundle's number. Load the page again.")
    papers = _papers(reader)
    return reader.errors() or NewBundle(number or 0, papers)


def _papers(reader: FormReader) -> int:
    return reader.integer("papers", 1, MOST_IN_BUNDLE, missing="Enter how many papers you counted.") or 0


def parse_hand_count(data: FormData) -> int | FormErrors:
    """How many papers a bundle holds after all."""
    reader = FormReader(data)
    papers = _papers(reader)
    return reader.errors() or papers


def parse_removal(data: FormData) -> str | FormErrors:
    """Why a bundle is taken out of the reckoning."""
    reader = FormReader(data)
    reason = reader.line("removal", missing="Say why this bundle is removed.", longest=300)
    return reader.errors() or reason


@dataclass(frozen=True)
class Keyed:
    """What somebody keyed of a bundle."""

    ballots: tuple[str, ...]
    finished: bool


def parse_keying(data: FormData, paper: BallotPaper, papers: int) -> Keyed | FormErrors:
    """A bundle as keyed: one paper a line. Each line that no paper can say is named by its number.

    `finish` is what the second of two buttons says; then there must be as many lines as papers.
    """
    reader = FormReader(data)
    finished = reader.choice("finish", ("yes",)) is not None
    typed = reader.text("ballots", missing="Key at least one paper.", longest=LONGEST_LINE * MOST_IN_BUNDLE)
    ballots, faults = [], []
    for number, line in enumerate(typed.split("\n") if typed else (), start=1):
        try:
            ballots.append(keyed_ballot(line[:LONGEST_LINE], paper))
        except BadBallot:
            faults.append((number, " ".join(line.split())[:40]))
    _name_faults(reader, faults)
    if finished and not reader.errors() and len(ballots) != papers:
        reader.error(
            "ballots",
            "You keyed %(keyed)s papers, and by hand count the bundle holds %(papers)s. Count the papers again; if the "
            "hand count was wrong, correct it below.",
            keyed=len(ballots),
            papers=papers,
        )
    return reader.errors() or Keyed(tuple(ballots), finished)


def _name_faults(reader: FormReader, faults: Sequence[tuple[int, str]]) -> None:
    """One message for the one box, with the first few faults in it: a summary links to a field once."""
    if not faults:
        return
    named = "; ".join(f"{number}: “{line}”" for number, line in faults[:SHOWN_FAULTS])
    if len(faults) == 1:
        reader.error("ballots", "No paper can say what this line says. Line %(lines)s.", lines=named)
    else:
        reader.error(
            "ballots",
            "No paper can say what these %(number)s lines say. Lines %(lines)s.",
            number=len(faults),
            lines=named + (" …" if len(faults) > SHOWN_FAULTS else ""),
        )


@dataclass(frozen=True)
class Settled:
    """What the papers that differed say on another look, and why."""

    readings: dict[int, str]
    reason: str


def parse_settlement(data: FormData, paper: BallotPaper, differ: Sequence[Difference]) -> Settled | FormErrors:
    """For each paper that differs (fields `paper_7`), what it says on another look: keyed once more."""
    reader = FormReader(data)
    readings = {}
    for difference in differ:
        name = f"paper_{difference.number}"
        typed = reader.line(name, missing="Look at this paper again and key what it says.", longest=LONGEST_LINE)
        try:
            readings[difference.number] = keyed_ballot(typed, paper)
        except BadBallot:
            if typed:
                reader.error(name, "No paper can say that.")
    reason = reader.line("reason", missing="Say how the differences came about.", longest=500)
    return reader.errors() or Settled(readings, reason)


def parse_explanation(data: FormData, extra: int) -> str | FormErrors:
    """Where `extra` papers came from that nobody was given; nothing is asked where there are none."""
    reader = FormReader(data)
    missing = "Write down where the extra papers came from. Everybody whom the vote concerns sees it."
    explanation = reader.line("explanation", missing=missing if extra else None, longest=1000)
    return reader.errors() or explanation
