"""Sentiment: the mistakes seen in other tools are not made here."""

import pytest
from hypothesis import given, settings
from textblob import TextBlob

import insight
from insight.analyser import SchoolSentimentAnalyzer
from tests.insight.strategies import comments


@pytest.mark.parametrize(
    "text",
    [
        "The communication isn't great",
        "It could be better",
        "The head is rubbish",
        "my son is being bullied",
        "The school has gone downhill",
        "😡",
        "Not happy with the homework at all",
        "The teaching is not good enough.",
        "Nobody replies to e-mails",
        "a total shambles",
    ],
)
def test_complaints_are_negative(text: str) -> None:
    [found] = insight.sentiment([text])
    assert found.label == "negative"
    assert found.score < 0
    assert found.because


@pytest.mark.parametrize(
    "text",
    [
        "Thank you for all your hard work",
        "chuffed with his report",
        "👍",
        "She skips in every morning",
        "I can't fault the teachers",
        "The SENCo is worth her weight in gold",
        "No complaints from us",
    ],
)
def test_praise_is_positive(text: str) -> None:
    [found] = insight.sentiment([text])
    assert found.label == "positive"
    assert found.score > 0


def test_praise_and_complaint_together_are_mixed() -> None:
    [found] = insight.sentiment(["The teachers are lovely but the communication is terrible."])
    assert found.label == "mixed"


def test_not_the_worst_is_no_praise() -> None:
    assert insight.sentiment(["not the worst"])[0].label != "positive"


@pytest.mark.parametrize("text", ["Please can we have a chess club", "Is there a breakfast club?", "n/a", "", "None"])
def test_requests_questions_and_non_answers_are_neutral(text: str) -> None:
    assert insight.sentiment([text])[0].label == "neutral"


def test_none_is_good_news_only_where_concerns_were_asked_for() -> None:
    asked = insight.sentiment(["None", "None"], ["Do you have any concerns?", "What do you like most?"])
    assert [found.label for found in asked] == ["positive", "neutral"]


def test_negation_does_not_reach_across_a_comma() -> None:
    assert insight.sentiment(["No, it is brilliant"])[0].label == "positive"


def test_the_analyser_works_inside_textblob() -> None:
    blob = TextBlob("The trip was brilliant", analyzer=SchoolSentimentAnalyzer())
    assert blob.sentiment.label == "positive"


@pytest.mark.slow
@settings(deadline=None)
@given(comments)
def test_scores_stay_within_one_and_reasons_are_in_the_text(text: str) -> None:
    [found] = insight.sentiment([text])
    assert -1 <= found.score <= 1
    assert found.label in ("positive", "negative", "mixed", "neutral")
    assert abs(found.score) < 0.05 or found.label != "neutral"
    assert all(phrase in text for phrase in found.because)
