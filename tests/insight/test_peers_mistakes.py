"""What other tools were seen to get wrong about comments on schools: each is right here."""

import pytest

import insight
from insight import Comment


@pytest.mark.parametrize(
    "text",
    [
        "isn't great",
        "The communication isn't great",
        "could be better",
        "It could be better",
        "The head is rubbish",
        "my son is being bullied",
        "My son is being bullied.",
        "gone downhill",
        "The school has gone downhill",
        "😡",
    ],
)
def test_scored_as_praise_or_as_nothing_by_others_it_is_a_complaint(text: str) -> None:
    [found] = insight.sentiment([text])
    assert found.label == "negative"
    assert found.score < 0


@pytest.mark.parametrize("text", ["Thank you for all your hard work", "all your hard work", "chuffed", "👍"])
def test_scored_as_a_complaint_or_as_nothing_by_others_it_is_praise(text: str) -> None:
    [found] = insight.sentiment([text])
    assert found.label == "positive"
    assert found.score > 0


def test_not_the_worst_is_no_praise() -> None:
    assert insight.sentiment(["not the worst"])[0].label != "positive"


def test_non_answers_are_no_neutral_opinions() -> None:
    said = ["none", "n/a", "N/A", "The trip was lovely"]
    found = insight.analyse([Comment(str(place), text) for place, text in enumerate(said)])
    assert [comment.non_answer for comment in found.comments] == [True, True, True, False]
    assert found.summary.answered == 1


def test_none_to_any_concerns_is_good_news() -> None:
    [read] = insight.analyse([Comment("c", "None", "Do you have any concerns?")]).comments
    assert not read.non_answer
    assert read.sentiment.label == "positive"


@pytest.mark.parametrize(
    "text",
    ["ok", "great", "Too much homework", "Nice head", "PE kit", "no complaints", "uniform", "Fab!", "more art pls"],
)
def test_short_english_is_english(text: str) -> None:
    assert insight.language([text]) == ["en"]


def test_identical_comments_are_never_split_between_topics() -> None:
    said = ["The parking is a nightmare", "More trips please", "Hot dinners are cold", "Lovely choir"] * 8
    found = insight.topics(said)
    assert all(len({topic for text, topic in zip(said, found, strict=True) if text == one}) == 1 for one in set(said))


def test_most_comments_are_placed_under_a_theme_and_not_left_over() -> None:
    said = ["Dinners are cold", "Nobody answers e-mails", "Toilets smell", "Too much homework", "He loves maths now"]
    found = insight.analyse([Comment(str(place), f"{text}, {place}.") for place, text in enumerate(said * 4)])
    assert found.summary.unassigned < 0.25


def test_more_than_five_thousand_comments_are_taken() -> None:
    said = ["Dinners are cold", "Nobody answers e-mails", "The toilets smell"]
    found = insight.analyse([Comment(str(n), said[n % 3]) for n in range(6_000)])
    assert len(found.comments) == found.summary.answered == 6_000
