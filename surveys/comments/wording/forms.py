"""A finding's words as a person sends them."""

from __future__ import annotations

from dataclasses import dataclass

from common.forms import FormData, FormErrors, FormReader

LONGEST_HEADLINE, LONGEST_SENTENCE = 200, 500
ADDED = "added"


@dataclass(frozen=True)
class Words:
    """The headline and, for each sentence that stood there, its new text ("" to leave it out); `added` is one more.

    `seen` and `reading` say which words and which reading the person had before them.
    """

    headline: str
    sentences: tuple[str, ...]
    added: str
    seen: str
    reading: str


def parse_words(data: FormData, sentences: int) -> Words | FormErrors:
    """The words of a finding with so many sentences, or what is wrong with them."""
    reader = FormReader(data)
    headline = reader.line("headline", missing="Give the finding a headline.", longest=LONGEST_HEADLINE)
    names = [f"sentence_{place}" for place in range(1, sentences + 1)]
    texts = tuple(reader.line(name, longest=LONGEST_SENTENCE) for name in names)
    added = reader.line(ADDED, longest=LONGEST_SENTENCE)
    if not any((*texts, added)):
        reader.error(names[0] if names else ADDED, "Leave at least one sentence.")
    seen, reading = reader.raw("seen"), reader.raw("reading")
    return reader.errors() or Words(headline, texts, added, seen, reading)
