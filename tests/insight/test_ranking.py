"""Ranking: what many complain of comes first, what is serious near it, and what changed or differs weighs more."""

import insight
from insight import Before

HOMEWORK = ("Far too much homework again.", "Homework takes the whole weekend.", "The homework is pointless.")
BULLYING = (
    "He is called names every day and nobody stops the bullying.",
    "The bullying on the field goes on and on, it is awful.",
)
PRAISED = {
    "Lunches are delicious": "meals",
    "The breakfast club is brilliant": "wraparound",
    "The uniform is smart and cheap": "uniform",
    "The summer fair was a lovely day": "community",
    "The new playground is fantastic": "facilities",
    "The trip to the museum was wonderful": "clubs_trips",
}


def summary(texts: list[str], **options: object) -> insight.Summary:
    comments = [insight.Comment(f"c{i}", text) for i, text in enumerate(texts)]
    return insight.analyse(comments, **options).summary  # type: ignore[arg-type]


def test_what_many_complain_of_comes_before_what_many_praise() -> None:
    found = summary([*HOMEWORK, *(["Lunches are delicious."] * 8)]).findings
    assert [finding.theme for finding in found[:2]] == ["homework", "meals"]


def test_a_few_serious_complaints_stand_no_lower_than_fifth() -> None:
    texts = [f"{praise}, thank you {i}." for praise in PRAISED for i in range(60)]
    found = summary([*texts, *BULLYING]).findings
    bullying = next(finding for finding in found if finding.theme == "bullying")
    assert bullying.serious
    assert bullying.rank <= 5
    assert [finding.rank for finding in found] == list(range(1, len(found) + 1))


def test_parents_requests_are_quoted_apart_from_the_other_quotes() -> None:
    asking = "Please could we have less homework at the weekend.", "Could homework be set on Mondays instead, please?"
    texts = [*HOMEWORK, *(f"{text} It is far too much, week {i}." for i in range(4) for text in HOMEWORK), *asking]
    homework = summary(texts).findings[0]
    assert homework.asked
    assert all("?" in quote.text or "Please" in quote.text for quote in homework.asked)
    assert not {quote.comment_id for quote in homework.asked} & {quote.comment_id for quote in homework.quotes}


def test_a_clear_rise_since_the_last_time_is_said_and_an_unclear_one_too() -> None:
    texts = [f"{HOMEWORK[i % 3]} {i}" for i in range(40)] + [f"Lunches are delicious, day {i}." for i in range(40)]
    before = {"homework": Before(10, 100), "meals": Before(45, 90)}
    homework, meals = (
        next(finding for finding in summary(texts, before=before).findings if finding.theme == theme)
        for theme in ("homework", "meals")
    )
    assert homework.clear_change
    assert homework.sentences[-1].text == (
        "It is spoken of more often than the last time, when 10 of 100 comments spoke of it."
    )
    assert not meals.clear_change
    assert meals.sentences[-1].text.startswith("There is no clear change")


def test_who_says_it_more_is_said_in_words() -> None:
    texts = [f"{HOMEWORK[i % 3]} {i}" for i in range(30)] + [f"Lunches are delicious, day {i}." for i in range(30)]
    groups = {f"c{i}": "Year 6" if i < 30 else "Year 1" for i in range(60)}
    homework = summary(texts, groups=groups).findings[0]
    assert "Year 6: 100% of comments speak of it, higher than among the others (0%)." in [
        sentence.text for sentence in homework.sentences
    ]
    mixed = {f"c{i}": "Year 6" if i % 2 else "Year 1" for i in range(60)}
    assert any(
        "no clear difference between groups" in sentence.text
        for sentence in summary(texts, groups=mixed).findings[0].sentences
    )
