"""Every kind of closed question has results of its own, and a mean only where it means something."""

from __future__ import annotations

from uuid import uuid4

import pytest
from httpx import AsyncClient

from surveys.results.distributions import Counted, Distribution, distribution
from surveys.results.kinds import ClosedQuestion
from surveys.rules import QuestionKind
from tests.surveys.answered import add_question, answer
from tests.surveys.test_results_page import a_survey, results, text_of


def a_question(kind: QuestionKind, *options: str) -> ClosedQuestion:
    words = tuple((option, option.capitalize()) for option in options)
    return ClosedQuestion(uuid4(), uuid4(), "key", kind, "What?", "Section", words, "", "")


def result(kind: QuestionKind, values: dict[str, int], *options: str, n: int | None = None) -> Distribution:
    return distribution(a_question(kind, *options), Counted(sum(values.values()) if n is None else n, values), None)


def counts(found: Distribution) -> list[tuple[str, int]]:
    return [(bar.label, bar.count) for bar in found.bars]


def test_dont_knows_are_told_apart_and_are_in_no_share() -> None:
    found = result(QuestionKind.SINGLE, {"bus": 6, "walk": 2, "dont_know": 4}, "bus", "walk", "car", "dont_know")
    assert (found.n, found.of, found.dont_know) == (12, 8, 4)
    assert counts(found) == [("Bus", 6), ("Walk", 2), ("Car", 0)]
    assert found.bars[0].percent == 75
    assert found.bars[0].low < 75 < found.bars[0].high
    assert found.mean is None


def test_shares_of_several_answers_are_of_people_and_not_of_answers() -> None:
    found = result(QuestionKind.MULTIPLE, {"sport": 10, "art": 5}, "sport", "art", n=10)
    assert [bar.percent for bar in found.bars] == [100, 50]


@pytest.mark.parametrize("kind", [QuestionKind.RATING, QuestionKind.SCALE_0_10])
def test_a_scale_has_every_point_a_mean_and_a_median(kind: QuestionKind) -> None:
    points = [str(point) for point in (range(1, 6) if kind is QuestionKind.RATING else range(11))]
    found = result(kind, {"3": 5, "5": 5}, *points)
    assert [bar.label for bar in found.bars] == points
    assert found.mean is not None
    assert (found.mean.mean, found.median) == (4, 4)


def test_a_ranking_tells_the_mean_place_and_who_was_put_first_best_first() -> None:
    found = result(QuestionKind.RANKING, {"1:art": 6, "2:sport": 6, "1:sport": 2, "2:art": 2}, "sport", "art", n=8)
    assert [(place.label, place.mean, place.first) for place in found.places] == [("Art", 1.25, 6), ("Sport", 1.75, 2)]


def test_an_option_that_too_few_placed_is_left_out() -> None:
    found = result(QuestionKind.RANKING, {"1:art": 9, "2:sport": 4}, "sport", "art", n=9)
    assert [place.label for place in found.places] == ["Art"]


def test_many_different_numbers_come_in_round_steps_that_tell_no_extreme() -> None:
    found = result(QuestionKind.NUMBER, {str(number): 1 for number in range(3, 98)})
    assert counts(found)[0] == ("0 ≤ … < 10", 7)
    assert sum(count for _, count in counts(found)) == 95
    assert found.median == 50


def test_days_come_by_month_or_year() -> None:
    found = result(QuestionKind.DATE, {"2026-01-09": 4, "2026-01-30": 3, "2026-03-01": 2})
    assert counts(found) == [("2026-01", 7), ("2026-03", 2)]
    assert found.mean is None


def test_too_few_who_say_something_are_not_shown() -> None:
    found = result(QuestionKind.RATING, {"3": 4, "dont_know": 30}, "3", "dont_know")
    assert found.suppressed
    assert (found.n, found.bars, found.dont_know, found.mean) == (0, (), None, None)


async def test_the_page_shows_each_kind_in_a_table_with_its_words(client: AsyncClient) -> None:
    _, asked = await a_survey(client)
    travel = await add_question(asked, "travel", "single", options={"bus": "By bus", "walk": "On foot"}, dont_know=True)
    clubs = await add_question(asked, "which-clubs", "multiple", options={"art": "Art club", "sport": "Sports club"})
    order = await add_question(asked, "order", "ranking", options={"trips": "Trips", "books": "Books"})
    rating, nps = await add_question(asked, "meals", "rating"), await add_question(asked, "nps", "scale_0_10")
    hours, day = await add_question(asked, "hours", "number"), await add_question(asked, "start", "date")
    photo = await add_question(asked, "photo", "consent")
    said = {travel: "bus", clubs: ["art", "sport"], order: ["1:trips", "2:books"], rating: "4", nps: "9", hours: "2.5"}
    await answer(asked, {**said, day: "2026-09-03", photo: "yes"}, times=9)
    await answer(asked, {**said, travel: "dont_know", nps: "3", photo: "no"}, times=3)
    page = await results(client, asked)
    shown = text_of(page)
    for words in (
        "12 answers, 3 of them “Don’t know”",
        "By bus 9 answers 100%",
        "Art club 12 answers 100%",
        "Trips placed by 12 12 12 1.0",
        "mean 7.5",
        "2026-09 9 answers 100%",
        "No, I do not agree 3 answers 25%",
        "several answers could be chosen",
    ):
        assert words in shown, (words, shown)
    assert page.count('<table class="q-bars"') >= 8
