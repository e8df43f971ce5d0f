"""What a comment is for: a suggestion, a question, or no answer at all."""

import re
from collections.abc import Sequence
from functools import cache

from insight.lexicon import PhraseTable, load
from insight.memory import remembered
from insight.reading import Token, sentences, tokens, words

_QUESTION = re.compile(r"\?\s*\W*$")
_LONGEST_NON_ANSWER = 9


@remembered
def asks(text: str) -> bool:
    """Whether the text asks for or proposes something that the school could do."""
    found = tokens(text)
    weak = {index for match in _weak_requests().find(found) for index in range(match.first, match.last)}
    if any(weak.isdisjoint(range(match.first, match.last)) for match in _requests().find(found)):
        return True
    return any(
        _commands([token for token in found if part.start <= token.start < part.end], text[part.start : part.end])
        for part in sentences(text)
    )


def _commands(found: Sequence[Token], sentence: str) -> bool:
    """Whether one sentence opens as a request does: "Send one message a month", "Could parents come
    in?"."""
    rows = load("requests")
    opening = [token.bare for token in found if token.is_word][:4]
    said = [word for word in opening if word not in ("so", "just", "and", "also", "or", "maybe")]
    if is_question(sentence):
        commands = " ".join(said).startswith(tuple(f"{opening} " for opening in rows["openings"]))
    else:
        commands = len(said) > 1 and said[0] in rows["imperatives"]
    return commands and not _weak_requests().find(found[:6])


def is_question(text: str) -> bool:
    """Whether the text ends as a question."""
    return bool(_QUESTION.search(text[-40:]))


@remembered
def is_non_answer(text: str) -> bool:
    """Whether the text says nothing: empty, signs only, "n/a", "none", "nothing to add", "see above"."""
    said = words(text)
    if not said or (len(said) == 1 and len(said[0]) == 1 and said[0].isascii()):
        return True
    if len(said) > _LONGEST_NON_ANSWER:
        return False
    rows = load("requests")["non_answer"]
    return set(said) <= set(rows["words"]) and not set(said).isdisjoint(rows["marks"])


def is_good_news(text: str, question: str) -> bool:
    """Whether a bare "none" answers a question for concerns: there, nothing to report is an answer, and a
    good one."""
    rows = load("requests")
    if not _concerns().find(tokens(question)):
        return False
    return " ".join(words(text)) in rows["nothing"]


@cache
def _requests() -> PhraseTable[None]:
    return PhraseTable((phrase, None) for phrase in load("requests")["requests"])


@cache
def _weak_requests() -> PhraseTable[None]:
    return PhraseTable((phrase, None) for phrase in load("requests")["weak"])


@cache
def _concerns() -> PhraseTable[None]:
    return PhraseTable((phrase, None) for phrase in load("requests")["concerns"])
