"""Putting options in order: a place for each, or for as many as one cares about. Pure.

What was typed is one "place:option" a line.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from surveys.questions.asked import AskedQuestion
from surveys.questions.faults import NOT_AN_OPTION, Fault, fault


def read(question: AskedQuestion, sent: Callable[[str], Sequence[str]]) -> str:
    """The places given, in order."""
    given = [(place.strip(), option) for option in question.choices for place in sent(f"{question.name}-{option}")[-1:]]
    found = [(place, option) for place, option in given if place]
    return "\n".join(f"{place}:{option}" for place, option in sorted(found, key=lambda pair: (len(pair[0]), pair[0])))


def places(typed: str) -> dict[str, str]:
    """The place of each option, as typed."""
    pairs = (line.partition(":") for line in typed.split("\n") if line)
    return {option: place for place, _, option in pairs}


def places_of(question: AskedQuestion) -> range:
    """The places that can be given."""
    count = len(question.options)
    return range(1, (min(question.most, count) if question.most else count) + 1)


def wrong(question: AskedQuestion, typed: str) -> Fault | None:
    """A place given twice or left out between others, or one that there is not."""
    given = places(typed)
    allowed = {str(place) for place in places_of(question)}
    lines = [line for line in typed.split("\n") if line]
    if len(given) != len(lines) or not set(given) <= set(question.choices) or not set(given.values()) <= allowed:
        return NOT_AN_OPTION
    if len(set(given.values())) != len(given):
        return fault("Give each place once: %(question)s")
    if {int(place) for place in given.values()} != set(range(1, len(given) + 1)):
        return fault("Start with 1 and leave no place out: %(question)s")
    return None


def kept(question: AskedQuestion, typed: str) -> str:
    """What of it goes into the draft: places that there are, of options that there are."""
    allowed = {str(place) for place in places_of(question)}
    found = places(typed)
    return "\n".join(
        f"{place}:{option}" for option, place in found.items() if place in allowed and option in question.choices
    )


def told(question: AskedQuestion, typed: str) -> str:
    """The order, in words, for a last look."""
    labels = dict(question.options)
    found = sorted(places(typed).items(), key=lambda pair: (len(pair[1]), pair[1]))
    return "; ".join(f"{place}. {labels.get(option, option)}" for option, place in found)
