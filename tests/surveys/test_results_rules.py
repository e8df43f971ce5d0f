"""What results may say of closed answers, channels and groups of comments."""

from __future__ import annotations

import pytest

import insight
from surveys.results.rules import AGREEING, Paged, agree_row, grouped, page_number, turnout
from surveys.rules import AgreePoint, Channel

WORDS = {point: point.value for point in AgreePoint}


def counts(*numbers: int) -> dict[AgreePoint, int]:
    return {point: number for point, number in zip(AgreePoint, numbers, strict=False) if number}


def test_dont_knows_stand_in_the_bar_and_not_in_the_share_that_agrees() -> None:
    row = agree_row("Safe", counts(30, 30, 15, 5, 20), WORDS, None)
    assert row.n == 100
    assert sum(share.percent for share in row.shares) == pytest.approx(100)
    assert row.agree_percent == pytest.approx(75)
    assert row.low is not None
    assert row.high is not None
    assert row.low < 75 < row.high


def test_when_everybody_on_the_roll_answered_nothing_is_uncertain() -> None:
    all_of_them, half = (agree_row("Safe", counts(30, 30, 15, 5), WORDS, roll) for roll in (80, 160))
    assert (all_of_them.low, all_of_them.high) == (75, 75)
    assert half.low is not None
    assert half.low < 75


def test_a_roll_that_fewer_stand_on_than_answered_is_no_population() -> None:
    assert agree_row("Safe", counts(30, 30), WORDS, 40) == agree_row("Safe", counts(30, 30), WORDS, None)


@pytest.mark.parametrize(("opinions", "dont_knows", "suppressed"), [(4, 0, True), (4, 50, True), (5, 0, False)])
def test_under_five_opinions_nothing_is_shown(opinions: int, dont_knows: int, suppressed: bool) -> None:
    row = agree_row("Safe", counts(opinions, 0, 0, 0, dont_knows), WORDS, None)
    assert row.suppressed is suppressed
    if suppressed:
        assert (row.n, row.shares, row.agree_percent, row.low, row.high) == (0, (), None, None, None)


def test_both_kinds_of_agreement_agree() -> None:
    assert set(AGREEING) == {AgreePoint.STRONGLY_AGREE, AgreePoint.AGREE}


def test_the_rate_is_of_the_parents_on_the_roll_and_not_there_when_it_cannot_be_true() -> None:
    assert turnout({Channel.LINK: 30}, 120, 80).rate == 0.25
    assert turnout({Channel.LINK: 130}, 120, 80).rate is None
    assert turnout({Channel.LINK: 30}, None, None).rate is None


def test_a_small_channel_takes_another_with_it_so_that_no_subtraction_tells() -> None:
    shown = turnout({Channel.LINK: 90, Channel.PAPER: 20, Channel.PHONE: 2}, 200, 150).channels
    assert shown == {Channel.LINK: 90, Channel.PAPER: None, Channel.PHONE: None}


def analysis_of(*texts: str) -> insight.Summary:
    comments = [insight.Comment(str(number), text) for number, text in enumerate(texts)]
    return insight.analyse(comments).summary


PASSED_ROUND = "School dinners are cold and horrible and the queue takes the whole of lunch."


def test_themes_under_ten_comments_are_not_told_apart_from_themes_of_nobody() -> None:
    homework = [f"Too much homework in week {number}." for number in range(10)]
    groups = grouped(analysis_of(*homework, *[PASSED_ROUND] * 9), ("homework", "meals", "uniform"))
    assert groups.shown == {"homework": 10}
    assert groups.quiet == ("meals", "uniform")
    assert groups.unassigned is None
    assert groups.repeated == 8


def test_under_ten_comments_in_all_nothing_is_grouped() -> None:
    groups = grouped(analysis_of(*[f"Too much homework in week {number}." for number in range(9)]), ("homework",))
    assert (groups.shown, groups.quiet, groups.repeated) == ({}, (), 0)


@pytest.mark.parametrize(("total", "pages"), [(0, 1), (50, 1), (51, 2), (3000, 60)])
def test_comments_come_fifty_a_page(total: int, pages: int) -> None:
    assert Paged(1, total).pages == pages


@pytest.mark.parametrize("typed", ["", "0", "-1", "x", "²", "9" * 30])
def test_a_page_that_is_none_is_the_first(typed: str) -> None:
    assert page_number(typed) == 1
