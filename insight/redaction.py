"""Redaction: which stretches of a comment would tell who it is about, and the comment with them put aside."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from insight.lexicon import PhraseTable, load
from insight.reading import Token, capped, tokens
from insight.vocabulary import is_english, is_verb

SpanType = Literal["PERSON", "EMAIL", "PHONE", "ADDRESS"]

_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
_PHONE = re.compile(
    r"(?<![\w£.])(?:\+\d{1,3}|[0O])(?:[ ()-]{0,2}\d){9,12}(?!\w)|(?<!\w)\(?\d{2,3}\)?[ -]\d{3}[ -]\d{3,4}(?!\w)"
)
_CODE = r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b"
_POSTCODE = re.compile(rf"\b{_CODE}", re.IGNORECASE)
_CAPITAL = r"[A-Z][\w'’-]{1,20}"
_STREET = (
    "road|rd|street|st|avenue|ave|lane|close|drive|way|court|crescent|terrace|gardens|grove|place|square|row|hill|mews|walk"
    "|approach|park|rise|view|green|house|flats|parade|croft|fold|wynd|brae|brow"
)
_STREET_NAME = rf"(?:{_CAPITAL} ){{1,3}}(?i:{_STREET})\b"
_TOWN = rf"(?:, {_CAPITAL}(?: {_CAPITAL})?)?(?:,? {_CODE})?"
_FLAT = r"(?:(?i:(?:top floor )?(?:flat|unit|apartment|apt))\.?(?: \w{1,4})?, ?)?"
_ADDRESS = re.compile(rf"\b{_FLAT}\d{{1,4}}[a-z]?,? {_STREET_NAME}{_TOWN}")
_NAMED_HOUSE = re.compile(rf"\b(?:{_FLAT}|The )(?:{_CAPITAL} ){{0,2}}{_CAPITAL}, {_STREET_NAME}{_TOWN}")
_HYPHEN_JOIN = re.compile(r"[-‐'’.]?\s?|\.\s")
_CALENDAR = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september "
    "october november december".split()
)


@dataclass(frozen=True, slots=True)
class Span:
    """text[start:end] tells who is meant."""

    start: int
    end: int
    type: SpanType


def redactions(text: str, names: Iterable[str] = ()) -> list[Span]:
    """The spans to put aside, in order and without overlap.

    `names` are those on the school's roll (full or single); they are found whatever their case. A title is part of a person's
    span, a possessive 's is not.
    """
    read = capped(text)
    spans = [Span(m.start(), m.end(), "EMAIL") for m in _EMAIL.finditer(read)]
    spans += [Span(m.start(), m.end(), "PHONE") for m in _PHONE.finditer(read)]
    spans += [Span(m.start(), m.end(), "ADDRESS") for m in _POSTCODE.finditer(read)]
    spans += [Span(m.start(), m.end(), "ADDRESS") for p in (_ADDRESS, _NAMED_HOUSE) for m in p.finditer(read)]
    spans += [Span(m.start(), m.end(), "PERSON") for m in _roll_pattern(tuple(names)).finditer(read)]
    spans += _people(read)
    return _without_overlap(spans)


def redacted(text: str, names: Iterable[str] = ()) -> str:
    """The text with each span replaced by what it was: "[name]", "[email]", "[phone]", "[address]"."""
    return blank_out(text, redactions(text, names))


def blank_out(text: str, spans: Sequence[Span]) -> str:
    """The text with the given spans replaced. What lies beyond the part that is read is cut off, since nothing looked at it."""
    pieces = []
    place = 0
    read = capped(text)
    for span in spans:
        pieces += [read[place : span.start], _STAND_IN[span.type]]
        place = span.end
    return "".join([*pieces, read[place:]])


_STAND_IN: dict[SpanType, str] = {"PERSON": "[name]", "EMAIL": "[email]", "PHONE": "[phone]", "ADDRESS": "[address]"}


def _people(text: str) -> list[Span]:
    found = tokens(text)
    famous = {match.first: match.last for match in _figures().find(found)}
    spans = []
    index = 0
    while index < len(found):
        if index in famous:
            index = famous[index]
            continue
        last = _titled(text, found, index) or _initials(text, found, index) or _given(text, found, index)
        if last:
            end = found[last - 1].end
            if found[last - 1].word != found[last - 1].bare:
                end -= 2
            spans.append(Span(found[index].start, end, "PERSON"))
            index = last
        else:
            index += 1
    return spans


def _titled(text: str, found: Sequence[Token], index: int) -> int:
    """Where a title with its name ends ("Mrs Okafor", "mr k", "Rev. Angela Moss"), 0 for none."""
    titles = _names()["titles"]
    if found[index].bare not in titles:
        return 0
    strong = found[index].bare in _names()["strong_titles"]
    place = index + 1
    if place < len(found) and found[place].word == "." and found[place].start == found[index].end:
        place += 1
    if (
        strong
        and place + 1 < len(found)
        and found[place].word in ("and", "&")
        and found[place + 1].bare in _names()["strong_titles"]
    ):
        place += 2
    if place >= len(found) or not _joined(text, found[place - 1], found[place]):
        return 0
    if not found[place].is_word or not found[place].word[0].isalpha():
        return 0
    if not text[found[place].start].isupper() and not (strong and not is_english(found[place].bare)):
        return 0
    if not strong and not (
        _capital(text, found[index]) and not is_english(found[place].bare) or _is_given(found[place])
    ):
        return 0
    if not text[found[place].start].isupper():
        return place + 1
    return _surnames(text, found, place + 1)


def _initials(text: str, found: Sequence[Token], index: int) -> int:
    """Where initials alone that stand for somebody end ("T.J."), 0 for none."""
    if index + 3 >= len(found):
        return 0
    first, dot, second, last = found[index : index + 4]
    if len(first.word) == len(second.word) == len(last.word) == 1 and dot.word == last.word == ".":
        together = last.end - first.start == 4
        return index + 4 if together and _capital(text, first) and _capital(text, second) else 0
    return 0


def _given(text: str, found: Sequence[Token], index: int) -> int:
    """Where a name without a title ends ("Aoife-Rose", "Ewa Zielińska", "Poppy F"), 0 for none."""
    token = found[index]
    if (
        not token.is_word
        or not token.word[0].isalpha()
        or token.bare in _names()["places"] | _CALENDAR - {"april", "may", "june", "august"}
    ):
        return 0
    capital = _capital(text, token)
    sure = _is_given(token) and token.bare not in _names()["doubtful"]
    if not capital:
        return index + 1 if sure and not is_english(token.bare) and len(token.bare) > 3 else 0
    if text[token.start : token.end].isupper() and len(token.word) > 2 and not sure:
        return 0
    if sure or (token.bare in _names()["doubtful"] and _treated_as_person(text, found, index, certain=True)):
        return _surnames(text, found, index + 1)
    unknown = not is_english(token.bare) and not is_english(token.bare.rstrip("s")) and len(token.bare) > 1
    unknown = unknown and "'" not in token.bare and not token.bare.endswith("days")
    last = _surnames(text, found, index + 1) if unknown else 0
    full = last > index + 1 and not (index and found[index - 1].word in ("the", "in", "to", "at", "of", "near"))
    return last if unknown and (full or _treated_as_person(text, found, index, certain=False)) else 0


def _treated_as_person(text: str, found: Sequence[Token], index: int, certain: bool) -> bool:
    """Whether the sentence speaks of the word as of somebody: "… is", "…'s", "my son …", "with … and"."""
    token = found[index]
    before = found[index - 1] if index else None
    after = found[index + 1] if index + 1 < len(found) else None
    opens = before is None or not before.is_word
    rows = _names()
    if before is not None and before.word in (
        "the",
        "a",
        "an",
        "in",
        "of",
        "this",
        "every",
        "each",
        "year",
        "at",
        "near",
    ):
        return False
    if (
        after is not None
        and after.is_word
        and after.word in ("class", "day", "school", "term", "fair", "club", "trip", "visit", "concert")
    ):
        return False
    if token.word != token.bare and not certain:
        return True
    if (
        after is not None
        and (after.word in rows["verbs"] or is_verb(after.word))
        and (not certain or after.word not in ("in", "at", "on", "for", "to", "can", "and", "with", "from", "also"))
    ):
        return True
    if certain:
        return bool(
            before
            and before.word
            in (
                "my",
                "son",
                "daughter",
                "girl",
                "boy",
                "lad",
                "called",
                "named",
                "miss",
                "thank",
                "with",
                "granddaughter",
                "grandson",
            )
        )
    return bool(not opens and before and before.word in rows["relations"]) or bool(
        opens and after and after.word == ","
    )


def _surnames(text: str, found: Sequence[Token], place: int) -> int:
    """Carry a name on over hyphens, initials and capitalised words that no one would take for anything else."""
    while place < len(found) and found[place - 1].word == found[place - 1].bare:
        token = found[place]
        if token.word == "." and len(found[place - 1].word) == 1 and token.start == found[place - 1].end:
            place += 1
            continue
        after = found[place + 1] if place + 1 < len(found) else None
        if (
            token.word in _names()["particles"]
            and after is not None
            and (_capital(text, after) or after.word in _names()["particles"])
        ):
            place += 1
            continue
        if not token.is_word or not _capital(text, token) or not _joined(text, found[place - 1], token):
            break
        adjacent = token.start - found[place - 1].end
        hyphen = adjacent == 1 and text[token.start - 1] in "-‐"
        initial = len(token.bare) == 1 and token.bare != "i"
        foreign = not is_english(token.bare) and token.bare not in _names()["places"] | _CALENDAR
        if not (hyphen or initial or foreign or _is_given(token)):
            break
        place += 1
    return place


def _joined(text: str, first: Token, second: Token) -> bool:
    return bool(_HYPHEN_JOIN.fullmatch(text[first.end : second.start])) or text[first.end : second.start].strip(
        " "
    ) in ("", "-")


def _capital(text: str, token: Token) -> bool:
    return text[token.start].isupper()


def _is_given(token: Token) -> bool:
    return token.bare in _names()["given"]


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
def _names() -> dict[str, frozenset[str]]:
    data = load("names")
    return {key: frozenset(value.split() if isinstance(value, str) else value) for key, value in data.items()}


@cache
def _figures() -> PhraseTable[None]:
    return PhraseTable((name, None) for name in load("names")["figures"])


@cache
def _roll_pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    """A pattern for the roll's names, longest first; for none, one that never matches."""
    wanted = sorted({name.strip() for name in names if len(name.strip()) > 1}, key=lambda name: (-len(name), name))
    if not wanted:
        return re.compile(r"(?!)")
    return re.compile(r"\b(?:" + "|".join(re.escape(name) for name in wanted) + r")(?!\w)", re.IGNORECASE)
