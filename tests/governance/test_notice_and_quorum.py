"""Clear days and the quorum, as the rulebook has them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.rules import DEFAULT_RULES, MeetingKind, NoticeCheck, RuleNumbers, clear_days, quorum, quorum_needed
from people.rules import BodyKind, Capacity

LONDON = "Europe/London"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(LONDON))


MOMENTS = st.integers(0, 7300).map(lambda day: at("2020-01-01 12:00") + timedelta(days=day))


@pytest.mark.parametrize(
    ("sent", "meeting", "days"),
    [
        ("2026-11-02 09:00", "2026-11-10 18:30", 7),
        ("2026-11-02 23:59", "2026-11-10 00:01", 7),
        ("2026-11-09 09:00", "2026-11-10 18:30", 0),
        ("2026-11-10 09:00", "2026-11-10 18:30", -1),
        ("2026-10-20 09:00", "2026-10-28 09:00", 7),
    ],
)
def test_neither_the_day_of_sending_nor_the_day_of_the_meeting_counts(sent: str, meeting: str, days: int) -> None:
    assert clear_days(at(sent), at(meeting), LONDON) == days


def test_days_are_the_schools_own_and_not_those_of_utc() -> None:
    late = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)
    assert late.astimezone(ZoneInfo(LONDON)).day == 2
    assert clear_days(late, at("2026-07-10 18:00"), LONDON) == 7


@given(MOMENTS, st.integers(0, 400))
def test_a_meeting_n_days_on_leaves_n_less_one_clear_days(sent: datetime, days: int) -> None:
    assert clear_days(sent.astimezone(UTC), sent + timedelta(days=days), LONDON) == days - 1


def test_a_general_meeting_needs_longer_notice() -> None:
    rules = DEFAULT_RULES[BodyKind.PTA]
    assert (rules.notice_for(MeetingKind.ORDINARY), rules.notice_for(MeetingKind.AGM)) == (7, 21)
    assert NoticeCheck(given=18, needed=21).short_by == 3
    assert NoticeCheck(given=22, needed=21).short_by == 0


@pytest.mark.parametrize(
    ("rules", "members", "needed"),
    [
        (RuleNumbers(quorum_share=(1, 2)), 7, 4),
        (RuleNumbers(quorum_share=(1, 2)), 8, 4),
        (RuleNumbers(quorum_share=(2, 3)), 10, 7),
        (RuleNumbers(quorum_count=6, quorum_share=None), 4, 6),
        (RuleNumbers(quorum_count=3, quorum_share=(1, 2)), 9, 5),
        (RuleNumbers(quorum_count=5, quorum_share=(1, 2)), 6, 5),
        (RuleNumbers(quorum_share=None), 9, 1),
    ],
)
def test_a_quorum_is_the_count_or_the_share_rounded_up_whichever_is_more(
    rules: RuleNumbers, members: int, needed: int
) -> None:
    assert quorum_needed(rules, members) == needed


@given(st.integers(0, 60), st.integers(1, 10), st.integers(1, 10))
def test_a_share_is_never_rounded_down(members: int, part: int, whole: int) -> None:
    numerator, denominator = min(part, whole), max(part, whole)
    needed = quorum_needed(RuleNumbers(quorum_share=(numerator, denominator)), members)
    assert needed * denominator >= members * numerator
    assert needed == 1 or (needed - 1) * denominator < members * numerator


@pytest.mark.parametrize(
    ("parents", "others", "met"), [(4, 3, True), (3, 3, False), (4, 4, False), (5, 0, True), (3, 0, False)]
)
def test_parents_outnumber_the_others_or_there_is_no_quorum(parents: int, others: int, met: bool) -> None:
    present = [Capacity.PARENT] * parents + [Capacity.CO_OPTED] * others
    assert quorum(RuleNumbers(), 8, present).met is met


def test_a_governing_board_needs_no_majority_of_parents() -> None:
    present = [Capacity.STAFF] * 4 + [Capacity.PARENT]
    assert quorum(DEFAULT_RULES[BodyKind.GOVERNING_BOARD], 10, present).met
