"""Reading the forms of elections: a vacancy, a statement, somebody put forward, a photo, a term, a reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from litestar.datastructures import UploadFile

from common.forms import FieldError, FormData, FormErrors, FormReader
from people.rules import Capacity, normal_address
from votes.ballots import MOST_CANDIDATES
from votes.count.result import Rule
from votes.elections.photos import MOST_BYTES
from votes.elections.rules import LONGEST_STATEMENT, MOST_WORDS, rule_fits, usual_rule, words_in
from votes.elections.terms import VacancyTerms
from votes.electorates import Electorate
from votes.rules import Custody, RollUnit

USUAL = "usual"
"""The choice of a counting rule that goes by the number of seats."""
OPTIONS = ("ron", "paper", "in_person_overrides")
MOST_PROXIES = 10


def parse_vacancy(
    data: FormData, zone: str, now: datetime, *, body: UUID | None, groups: Mapping[str, Electorate]
) -> VacancyTerms | FormErrors:
    """A vacancy. `groups`: who can be chosen to stand and vote, by key; every bad field is named."""
    reader = FormReader(data)
    for kept in ("key", "seen"):  # they come back with the form
        reader.raw(kept)
    title = reader.line("title", missing="Enter what the election is for, such as: two parents for the council.")
    text = reader.text("text", missing="Say what the work is, and for how long.", longest=4000)
    seats = reader.integer("seats", 1, MOST_CANDIDATES - 1, missing="Enter how many are to be elected.") or 1
    standing = reader.choice("standing", groups.keys(), missing="Choose who may stand.")
    voting = reader.choice("voting", groups.keys(), missing="Choose who votes.")
    unit = reader.choice("unit", list(RollUnit), missing="Choose who has one vote.")
    counting, custody = _counting(reader, seats), _custody(reader)
    words = reader.integer("statement_words", 1, MOST_WORDS, missing="Enter how many words a statement may have.")
    nominations, voting_until = parse_times(reader, zone, now)
    ticked = _options(reader)
    proxies = _proxies(reader, unit)
    lot_source = reader.line("lot_source") or None
    errors = reader.errors()
    if errors or nominations is None or voting_until is None:
        return errors or FormErrors((), reader.typed)
    return VacancyTerms(
        **{name: name in ticked for name in OPTIONS},
        title=title,
        text=text,
        body=body,
        seats=seats,
        standing=groups[standing or ""],
        voting=groups[voting or ""],
        unit=RollUnit(unit or ""),
        counting=counting,
        custody=Custody(custody),
        lot_source=lot_source,
        most_proxies=proxies,
        statement_words=words or 1,
        nominations_close_at=nominations,
        voting_closes_at=voting_until,
    )


def _options(reader: FormReader) -> list[str]:
    ticked = reader.choices("options", OPTIONS)
    if "in_person_overrides" in ticked and "paper" not in ticked:
        reader.error("options", "A paper ballot can only replace one cast here where there are paper ballots.")
    return ticked


def _proxies(reader: FormReader, unit: str | None) -> int:
    most = reader.integer("most_proxies", 0, MOST_PROXIES) or 0
    if most and unit == RollUnit.HOUSEHOLD:
        reader.error("most_proxies", "Any adult of a household casts its vote, so households have no proxies.")
    return most


def _custody(reader: FormReader) -> str:
    both = (Custody.CONFIDENTIAL, Custody.SECRET)
    return reader.choice("custody", both, missing="Choose who keeps the key of the box.") or Custody.CONFIDENTIAL


def _counting(reader: FormReader, seats: int) -> Rule:
    chosen = reader.choice("counting", (USUAL, *Rule), missing="Choose how votes are counted.") or USUAL
    rule = usual_rule(seats) if chosen == USUAL else Rule(chosen)
    if not rule_fits(rule, seats):
        reader.error("counting", "The alternative vote fills one seat. For several, choose the usual way.")
    return rule


def parse_times(reader: FormReader, zone: str, now: datetime) -> tuple[datetime | None, datetime | None]:
    """When nominations and when voting close: both to come, one after the other."""
    nominations = reader.moment("nominations_close_at", zone, missing="Enter when nominations close.")
    voting = reader.moment("voting_closes_at", zone, missing="Enter when voting closes.")
    if nominations and nominations <= now:
        reader.error("nominations_close_at", "Nominations must close at a time that is still to come.")
    if nominations and voting and voting <= nominations:
        reader.error("voting_closes_at", "Voting must close after nominations do.")
    return nominations, voting


def parse_later(data: FormData, zone: str, now: datetime) -> tuple[datetime, datetime] | FormErrors:
    """New times for nominations and the vote."""
    reader = FormReader(data)
    nominations, voting = parse_times(reader, zone, now)
    errors = reader.errors()
    if errors or nominations is None or voting is None:
        return errors or FormErrors((), reader.typed)
    return nominations, voting


def parse_closing(data: FormData, zone: str, now: datetime) -> datetime | FormErrors:
    """When the vote closes that is about to be opened."""
    reader = FormReader(data)
    closes = reader.moment("voting_closes_at", zone, missing="Enter when voting closes.")
    if closes and closes <= now:
        reader.error("voting_closes_at", "Voting must close at a time that is still to come.")
    errors = reader.errors()
    return errors or closes or FormErrors((), reader.typed)


@dataclass(frozen=True)
class StatementAsked:
    """A statement, and whether it is only to be shown as voters would see it."""

    text: str
    preview: bool


def parse_statement(data: FormData, most: int) -> StatementAsked | FormErrors:
    """Why people should choose somebody, in `most` words."""
    reader = FormReader(data)
    text = reader.text(
        "statement", missing="Write a few words on why people should choose you.", longest=LONGEST_STATEMENT
    )
    words = words_in(text)
    if words > most:
        reader.error("statement", "Your statement has %(words)s words. Everybody has %(most)s.", words=words, most=most)
    return reader.errors() or StatementAsked(text, preview=reader.raw("do") == "preview")


@dataclass(frozen=True)
class NomineeAsked:
    """Somebody to be put forward."""

    name: str
    address: str


def parse_nominee(data: FormData) -> NomineeAsked | FormErrors:
    """Whom somebody puts forward."""
    reader = FormReader(data)
    name = reader.line("name", missing="Enter the name of whom you would like to put forward.")
    typed = reader.line("email", missing="Enter their e-mail address, so that we can ask them.", longest=254)
    address = normal_address(typed)
    if typed and address is None:
        reader.error("email", "Enter an e-mail address such as name@example.org.")
    return reader.errors() or NomineeAsked(name, address or "")


@dataclass(frozen=True)
class PaperNomination:
    """A nomination form on paper: who, and their statement; consent is their signature."""

    person: UUID
    statement: str


def parse_paper_nomination(data: FormData, who: Mapping[str, str], most: int) -> PaperNomination | FormErrors:
    """What is on a signed nomination form. `who`: the names of those who may stand, by id."""
    reader = FormReader(data)
    person = reader.choice("person", who.keys(), missing="Choose who signed the form.")
    statement = reader.text("statement", longest=LONGEST_STATEMENT)
    words = words_in(statement)
    if words > most:
        reader.error("statement", "The statement has %(words)s words. Everybody has %(most)s.", words=words, most=most)
    if "yes" not in reader.choices("consent", ("yes",)):
        reader.error("consent", "Somebody stands only if they have said so: on the form, with their signature.")
    return reader.errors() or PaperNomination(UUID(person or ""), statement)


async def parse_photo(data: FormData) -> bytes | FormErrors:
    """The file of a photo, as it was sent; what is in it is looked at later."""
    sent = data.get("photo")
    held = await sent.read(MOST_BYTES + 1) if isinstance(sent, UploadFile) else b""
    if not held:
        return FormErrors((FieldError("photo", "Choose a photo on your device."),), {})
    return held


def parse_reason(data: FormData) -> str | FormErrors:
    """Why an election is cancelled."""
    reader = FormReader(data)
    reason = reader.line("reason", missing="Say why. Everybody whom the election concerns sees it.", longest=500)
    return reader.errors() or reason


@dataclass(frozen=True)
class TermAsked:
    """From when and until when those elected sit, and as what."""

    starts_on: date
    ends_on: date | None
    capacity: Capacity


def parse_term(data: FormData) -> TermAsked | FormErrors:
    """The term of those elected; its end may be left open."""
    reader = FormReader(data)
    starts_on = _day(reader, "starts_on", missing="Enter the first day of the term.")
    ends_on = _day(reader, "ends_on")
    if starts_on and ends_on and ends_on < starts_on:
        reader.error("ends_on", "The last day of the term must come after the first.")
    capacity = reader.choice("capacity", list(Capacity), missing="Choose as what they sit.")
    errors = reader.errors()
    if errors or starts_on is None:
        return errors or FormErrors((), reader.typed)
    return TermAsked(starts_on, ends_on, Capacity(capacity or ""))


def _day(reader: FormReader, name: str, missing: str | None = None) -> date | None:
    typed = reader.raw(name)
    if not typed:
        if missing:
            reader.error(name, missing)
        return None
    try:
        return date.fromisoformat(typed)
    except ValueError:
        reader.error(name, "Enter a date, such as 2026-11-30.")
        return None
