"""Reading the ballot, the casting vote and the receipt to check."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from common.forms import FormData, FormErrors, FormReader
from votes.ballots import BLANK, HIGHEST_SCORE, BallotPaper, Marking
from votes.evidence import Receipt, read_receipt
from votes.rules import Choice


def parse_choice(data: FormData) -> str | FormErrors:
    """The choice on a motion's ballot. It is blank because the voter says so, never because nothing was chosen."""
    reader = FormReader(data)
    chosen = reader.choice("choice", list(Choice), missing="Choose how to vote, or choose to hand in a blank ballot.")
    # What was chosen never goes back to the page.
    reader.typed.clear()
    return reader.errors() or Choice(chosen or "")


def parse_ballot(
    data: FormData, paper: BallotPaper, names: Sequence[str], withdrawn: Collection[int]
) -> str | FormErrors:
    """An election's ballot in its one written form. What was marked goes back to the page when something is wrong.

    Fields: `blank`; `rank_1` … (a place, or nothing) under ranks, `mark` under marks, `score_1` … under scores. A place
    given twice (where the rule takes no equal ranks) and a place left out between two others are named at their field.
    """
    reader = FormReader(data)
    blank = reader.choice("blank", ("yes",)) is not None
    read = {Marking.RANKS: _ranks, Marking.MARKS: _marks, Marking.SCORES: _scores}[paper.marking]
    standing = [number for number in range(1, len(names) + 1) if number not in withdrawn]
    text = read(reader, paper, names, standing)
    if blank and text:
        reader.error("blank", "Either mark the paper or hand it in blank, not both.")
    if not blank and not text and not reader.errors():
        first = {Marking.MARKS: "mark"}.get(paper.marking, f"{paper.marking.value.rstrip('s')}_{standing[0]}")
        reader.error(first, "Mark the paper, or choose to hand in a blank ballot.")
    return reader.errors() or (BLANK if blank else text)


def _ranks(reader: FormReader, paper: BallotPaper, names: Sequence[str], standing: Sequence[int]) -> str:
    places: dict[int, list[int]] = {}
    for number in standing:
        place = reader.integer(f"rank_{number}", 1, len(standing))
        if place is not None:
            if place in places and not paper.equal_ranks:
                other = names[places[place][0] - 1]
                reader.error(f"rank_{number}", "You gave %(other)s this place already: each place once.", other=other)
            places.setdefault(place, []).append(number)
    for before, place in enumerate(sorted(places)):
        if not paper.equal_ranks and place != before + 1:
            reader.error(
                f"rank_{places[place][0]}", "Nobody has place %(place)s. Leave no place out.", place=before + 1
            )
            break
    return " ".join("=".join(str(number) for number in places[place]) for place in sorted(places))


def _marks(reader: FormReader, paper: BallotPaper, names: Sequence[str], standing: Sequence[int]) -> str:
    marked = reader.choices("mark", [str(number) for number in standing])
    if len(marked) > paper.most_marks:
        reader.error(
            "mark", "You marked %(marked)s names; at most %(most)s.", marked=len(marked), most=paper.most_marks
        )
    return " ".join(sorted(marked, key=int))


def _scores(reader: FormReader, paper: BallotPaper, names: Sequence[str], standing: Sequence[int]) -> str:
    given = {number: reader.integer(f"score_{number}", 0, HIGHEST_SCORE) for number in standing}
    if all(score is None for score in given.values()):
        return ""
    return " ".join(str(given.get(number) or 0) for number in range(1, len(names) + 1))


def parse_sealed_ballot(data: FormData) -> str | FormErrors:
    """The ballot that the preview showed: it travels with the page, since nothing plain is kept here.

    Whether the poll's paper takes it is checked when it is cast.
    """
    reader = FormReader(data)
    text = reader.line("ballot", missing="Mark the paper, or choose to hand in a blank ballot.")
    reader.typed.clear()
    return reader.errors() or text


def parse_casting_vote(data: FormData) -> Choice | FormErrors:
    """What the chair's casting vote was."""
    reader = FormReader(data)
    both = (Choice.FOR, Choice.AGAINST)
    chosen = reader.choice("casting_vote", both, missing="Choose whether the casting vote was for or against.")
    return reader.errors() or Choice(chosen or "")


def parse_receipt(data: FormData) -> Receipt | FormErrors:
    """The receipt that somebody typed or pasted, with or without its signature."""
    reader = FormReader(data)
    typed = reader.text("receipt", missing="Enter your receipt.", longest=500)
    receipt = read_receipt(typed)
    if typed and receipt is None:
        reader.error("receipt", "A receipt begins with 64 characters, all of them digits or letters from a to f.")
    return reader.errors() or receipt or Receipt("")
