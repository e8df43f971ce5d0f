"""Suggestions: which comments ask for or propose something that the school could do."""

from collections.abc import Iterable

from insight.intent import is_non_answer


def suggestions(texts: Iterable[str]) -> list[bool]:
    """Whether each text holds a request or a proposal. A mere implied wish or a rhetorical question is none."""
    from insight.model import SUGGESTION, readings, threshold  # numpy and scipy take their time to import

    rows = list(texts)
    least = threshold(SUGGESTION)
    found = zip(rows, readings(rows), strict=True)
    return [reading.suggestion >= least and not is_non_answer(text) for text, reading in found]
