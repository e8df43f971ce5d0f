"""Anybody: a comment as it would stand if those who are named in it had any other name. What is said of somebody must
not be read by where their name comes from."""

from collections.abc import Sequence

from insight.name_model import meet
from insight.name_places import listed
from insight.name_signs import possible
from insight.naming import people
from insight.reading import capped

_PERSON, _SURNAME = "Sam", "Smith"
_PUT_ASIDE = "[name]"


def anonymous(texts: Sequence[str]) -> list[str]:
    """The texts with one name for everybody; titles stay."""
    meet([word for text in texts for word in possible(capped(text))])
    return [_anonymous(text) for text in texts]


def _anonymous(text: str) -> str:
    pieces, place = [], 0
    for start, end in people(text):
        title, _, name = text[start:end].partition(" ")
        titled = bool(name) and title.lower().rstrip(".") in listed("titles")
        pieces += [text[place:start], f"{title} {_SURNAME}" if titled else _PERSON]
        place = end
    return "".join([*pieces, text[place:]]).replace(_PUT_ASIDE, _PERSON)
