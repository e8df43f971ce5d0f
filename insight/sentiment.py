"""Sentiment: what a comment's overall stance toward the school is, and why."""

from collections.abc import Iterable, Sequence

from insight.intent import is_good_news, is_non_answer
from insight.memory import remembered
from insight.polarity import Label, Sentiment, stance

__all__ = ["Label", "Sentiment", "judge", "sentiment"]

_NO_COMPLAINT = Sentiment("positive", 0.3, ("nothing to report",))
_NOTHING_SAID = Sentiment("neutral", 0.0)
_FAINT = 0.04
"""A neutral text leans to one side by no more than this."""
_EXPLAINED = 2_000
"""Characters in which the words that explain a judgement are looked for."""


def sentiment(texts: Iterable[str], questions: Sequence[str] | None = None) -> list[Sentiment]:
    """Each text's sentiment. With the `questions` that they answer (one a text), "none" to "any
    concerns?" is good news."""
    from insight.model import readings  # numpy and scipy take their time to import

    rows = list(texts)
    asked = [""] * len(rows) if questions is None else list(questions)
    readings(rows)  # together, which is many times faster than one by one
    return [judge(text, question) for text, question in zip(rows, asked, strict=True)]


@remembered
def judge(text: str, question: str = "") -> Sentiment:
    """One text's sentiment: the likeliest label, and as score how much likelier praise is than complaint.
    Non-answers are neutral."""
    from insight.model import readings

    if is_good_news(text, question):
        return _NO_COMPLAINT
    if is_non_answer(text):
        return _NOTHING_SAID
    likely = readings([text])[0].sentiment
    label = max(likely, key=lambda name: likely[name])
    score = likely["positive"] - likely["negative"]
    if label == "neutral":
        score *= _FAINT
    elif label != "mixed" and (score > 0) != (label == "positive"):
        score = 0.01 if label == "positive" else -0.01
    because = stance(text[:_EXPLAINED]).because
    return Sentiment(label, round(score, 3), because)
