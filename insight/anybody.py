"""Anybody: a comment as it would stand if those who are named in it had any other name. What is said of somebody must
not be read by where their name comes from, nor by their being named."""

from collections.abc import Sequence

from insight.name_model import meet
from insight.name_places import listed
from insight.name_signs import possible
from insight.naming import people
from insight.reading import capped, sentences

_PERSON, _SURNAME, _PUT_ASIDE = "Sam", "Smith", "[name]"
_TITLED = "the teacher"


def anonymous(texts: Sequence[str]) -> list[str]:
    """The texts with one name for everybody; titles stay, with one surname."""
    meet([word for text in texts for word in possible(capped(text))])
    return [_anonymous(text, unnamed=False) for text in texts]


def unnamed(texts: Sequence[str]) -> list[str]:
    """The same with "the teacher" for everybody who has a title. Those who thank a teacher give the name, those who
    complain more often do not, so that "Miss Smith" sounds like praise."""
    return [_anonymous(text, unnamed=True) for text in texts]


def _anonymous(text: str, unnamed: bool) -> str:
    named = people(text)
    openings = {part.start for part in sentences(text)} if named else set()
    pieces, place = [], 0
    for start, end in named:
        title, _, name = text[start:end].partition(" ")
        if not name or title.lower().rstrip(".") not in listed("titles"):
            anybody = _PERSON
        elif unnamed:
            anybody = _TITLED.capitalize() if start in openings else _TITLED
        else:
            anybody = f"{title} {_SURNAME}"
        pieces += [text[place:start], anybody]
        place = end
    return "".join([*pieces, text[place:]]).replace(_PUT_ASIDE, _PERSON)
