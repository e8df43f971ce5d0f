"""What somebody sends who reviews names."""

from __future__ import annotations

from dataclasses import dataclass

from common.forms import FormData, FormErrors, FormReader
from surveys.comments.rules import AS_READ, HIDE, PLAIN

SAYS = {"hide": HIDE, "plain": PLAIN, "machine": AS_READ}
LONGEST = 80


@dataclass(frozen=True)
class NameSaid:
    """Words of a comment, what they are, and whether that holds in all comments of the school."""

    words: str
    value: str
    everywhere: bool


def parse_name(data: FormData, text: str) -> NameSaid | FormErrors:
    """What was said, or what is wrong with it: words that do not stand in the comment."""
    reader = FormReader(data)
    words = reader.line("words", missing="Give the words that are to be taken out.", longest=LONGEST)
    says = reader.choice("says", SAYS, missing="Say whether it is a name.")
    everywhere = reader.raw("everywhere") == "yes"
    if words and len(words) < 2:
        reader.error("words", "Give at least two letters.")
    elif words and words.casefold() not in " ".join(text.split()).casefold():
        reader.error("words", "These words do not stand in the comment as you typed them.")
    return reader.errors() or NameSaid(words, SAYS[says or "machine"], everywhere)
