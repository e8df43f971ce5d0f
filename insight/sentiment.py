"""Sentiment: what a comment's overall stance toward the school is, and why."""

from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from insight.intent import is_good_news, is_non_answer
from insight.polarity import Label, Sentiment

if TYPE_CHECKING:
    from insight.analyser import SchoolSentimentAnalyzer

__all__ = ["Label", "Sentiment", "judge", "sentiment"]

_NO_COMPLAINT = Sentiment("positive", 0.3, ("nothing to report",))
_NOTHING_SAID = Sentiment("neutral", 0.0)


def sentiment(texts: Iterable[str], questions: Sequence[str] | None = None) -> list[Sentiment]:
    """Each text's sentiment. With the `questions` that they answer (one a text), "none" to "any
    concerns?" is good news."""
    rows = list(texts)
    asked = [""] * len(rows) if questions is None else list(questions)
    return [judge(text, question) for text, question in zip(rows, asked, strict=True)]


@lru_cache(maxsize=16_384)
def judge(text: str, question: str = "") -> Sentiment:
    """One text's sentiment. Non-answers are neutral."""
    if is_good_news(text, question):
        return _NO_COMPLAINT
    if is_non_answer(text):
        return _NOTHING_SAID
    return _analyser().analyze(text)


@cache
def _analyser() -> "SchoolSentimentAnalyzer":
    from insight.analyser import SchoolSentimentAnalyzer  # textblob takes a second or more to import

    return SchoolSentimentAnalyzer()
