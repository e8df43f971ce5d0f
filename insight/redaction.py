"""Redaction: which stretches of a comment would tell who it is about, and the comment with them put
aside."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from insight.name_signs import possible
from insight.naming import people
from insight.reading import capped
from insight.vocabulary import is_english

SpanType = Literal["PERSON", "EMAIL", "PHONE", "ADDRESS"]

_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
_PHONE = re.compile(
    r"(?<![\w£.])(?:\+\d{1,3}|[0O])(?:[ ()-]{0,2}\d){9,12}(?!\w)|(?<!\w)\(?\d{2,3}\)?[ -]\d{3}[ -]\d{3,4}(?!\w)"
)
_CODE = r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b"
_POSTCODE = re.compile(rf"\b{_CODE}", re.IGNORECASE)
_CAPITAL = r"[A-Z][\w'’-]{1,20}"
_ROAD = (
    "road|rd|street|st|avenue|ave|lane|close|drive|way|court|crescent|terrace|gardens|grove|place|square|row|hill|mews|walk"
    "|approach|park|rise|view|green|parade|croft|fold|wynd|brae|brow"
)
_ROAD_NAME = rf"(?:{_CAPITAL} ){{1,3}}(?i:{_ROAD})\b"
_STREET_NAME = rf"(?:{_CAPITAL} ){{1,3}}(?i:{_ROAD}|house|flats)\b"
_TOWN = rf"(?:, {_CAPITAL}(?: {_CAPITAL})?)?(?:,? {_CODE})?"
_FLAT = r"(?:(?i:(?:top floor )?(?:flat|unit|apartment|apt))\.?(?: \w{1,4})?, ?)?"
_ADDRESS = re.compile(rf"\b{_FLAT}\d{{1,4}}[a-z]?,? {_STREET_NAME}{_TOWN}")
_DATE = "(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April|May|June|July|August"
_DATE += "|September|October|November|December|Autumn|Spring|Summer|Winter|Easter|Christmas"
_NAMED_HOUSE = re.compile(rf"\b(?:{_FLAT}|The )(?:{_CAPITAL} ){{0,2}}(?!(?:{_DATE}),){_CAPITAL}, {_ROAD_NAME}{_TOWN}")


@dataclass(frozen=True, slots=True)
class Span:
    """text[start:end] tells who is meant."""

    start: int
    end: int
    type: SpanType


def redactions(text: str, names: Iterable[str] = ()) -> list[Span]:
    """The spans to put aside, in order and without overlap.

    `names` are those on the school's roll (full or single); they are found whatever their case. A title
    is part of a person's
    span, a possessive 's is not.
    """
    read = capped(text)
    spans = [Span(m.start(), m.end(), "EMAIL") for m in _EMAIL.finditer(read)]
    spans += [Span(m.start(), m.end(), "PHONE") for m in _PHONE.finditer(read)]
    spans += [Span(m.start(), m.end(), "ADDRESS") for m in _POSTCODE.finditer(read)]
    spans += [Span(m.start(), m.end(), "ADDRESS") for p in (_ADDRESS, _NAMED_HOUSE) for m in p.finditer(read)]
    spans += [Span(m.start(), m.end(), "PERSON") for m in _roll_pattern(tuple(names)).finditer(read)]
    spans += [Span(start, end, "PERSON") for start, end in people(read)]
    return _without_overlap(spans)


def parts_of_names(names: Iterable[str]) -> list[str]:
    """The names of a roll with those parts of them that tell somebody by themselves: "Okafor" of "Pat Okafor", never
    "Green" of "Anna Green", which is a word first."""
    whole = sorted({name.strip() for name in names})
    parts = {part for name in whole for part in name.split() if len(part) > 2 and not is_english(part.lower())}
    return [*whole, *sorted(parts - set(whole))]


def redactions_of_all(texts: Sequence[str], names: Iterable[str] = ()) -> list[list[Span]]:
    """What `redactions` finds in each text, many times faster than one by one."""
    from insight.name_model import meet  # numpy takes its time to import

    meet([word for text in texts for word in possible(capped(text))])
    roll = tuple(names)
    return [redactions(text, roll) for text in texts]


def redacted(text: str, names: Iterable[str] = ()) -> str:
    """The text with each span replaced by what it was: "[name]", "[email]", "[phone]", "[address]"."""
    return blank_out(text, redactions(text, names))


def corrected(text: str, spans: Sequence[Span], hidden: Iterable[str], plain: Iterable[str]) -> list[Span]:
    """The spans without those whose words are `plain`, and with every place where one of `hidden` stands, whatever
    its case; a word that is both is hidden."""
    harmless = {words.casefold() for words in plain}
    kept = [span for span in spans if text[span.start : span.end].casefold() not in harmless]
    more = [Span(m.start(), m.end(), "PERSON") for m in _roll_pattern(tuple(hidden)).finditer(capped(text))]
    return _without_overlap([*kept, *more])


def blank_out(text: str, spans: Sequence[Span]) -> str:
    """The text with the given spans replaced. What lies beyond the part that is read is cut off, since
    nothing looked at it."""
    pieces = []
    place = 0
    read = capped(text)
    for span in spans:
        pieces += [read[place : span.start], _STAND_IN[span.type]]
        place = span.end
    return "".join([*pieces, read[place:]])


_STAND_IN: dict[SpanType, str] = {"PERSON": "[name]", "EMAIL": "[email]", "PHONE": "[phone]", "ADDRESS": "[address]"}


def _without_overlap(spans: Iterable[Span]) -> list[Span]:
    kept: list[Span] = []
    for span in sorted(spans, key=lambda s: (s.start, -s.end)):
        if kept and span.start < kept[-1].end:
            if span.end > kept[-1].end:
                kept[-1] = Span(kept[-1].start, span.end, kept[-1].type)
            continue
        kept.append(span)
    return kept


@cache
def _roll_pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    """A pattern for the roll's names, longest first; for none, one that never matches."""
    wanted = sorted({name.strip() for name in names if len(name.strip()) > 1}, key=lambda name: (-len(name), name))
    if not wanted:
        return re.compile(r"(?!)")
    return re.compile(r"\b(?:" + "|".join(re.escape(name) for name in wanted) + r")(?!\w)", re.IGNORECASE)
