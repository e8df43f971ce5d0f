"""How a vote may be taken, by whom, until when: the terms that follow from what the clerk chose."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from governance.meetings.putting import (
    AllMustBeAsked,
    ClosesTooEarly,
    LapsesBefore,
    NoProxiesHere,
    NotTheseVoters,
    PresenceUnknown,
    Putting,
    RemindsTooLate,
    Room,
    Taking,
    TooManyProxies,
    Voters,
    terms_of,
)
from governance.rules import RuleNumbers
from votes.rules import Custody, MajorityRule, VoteBase

NOW = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)
ROOM = Room(RuleNumbers(most_proxies=2), members=12, present=8, parents=560, households=380)
SECRET, HANDS, CALL, WRITTEN = Taking.SECRET_VOTE, Taking.SHOW_OF_HANDS, Taking.ROLL_CALL, Taking.WRITTEN_RESOLUTION


def test_left_to_the_rules_it_is_a_secret_vote_of_all_members() -> None:
    terms = terms_of(Putting(), ROOM, NOW)
    assert (terms.custody, terms.size, terms.quorum) == (Custody.CONFIDENTIAL, 12, 6)
    assert terms.closes_at == NOW + timedelta(hours=72)
    assert not terms.short


def test_nobody_is_given_less_than_five_minutes_and_less_than_a_day_is_warned_of() -> None:
    with pytest.raises(ClosesTooEarly):
        terms_of(Putting(closes_at=NOW + timedelta(minutes=4, seconds=59)), ROOM, NOW)
    assert terms_of(Putting(closes_at=NOW + timedelta(minutes=5)), ROOM, NOW).short
    assert terms_of(Putting(closes_at=NOW + timedelta(hours=23, minutes=59)), ROOM, NOW).short
    assert not terms_of(Putting(closes_at=NOW + timedelta(hours=24)), ROOM, NOW).short
    in_the_room = Putting(voters=Voters.PRESENT, closes_at=NOW + timedelta(minutes=5))
    assert not terms_of(in_the_room, ROOM, NOW).short


def test_hands_and_names_need_no_ballots_beyond_the_meetings_quorum() -> None:
    for taking in (HANDS, CALL):
        terms = terms_of(Putting(taking), ROOM, NOW)
        assert (terms.custody, terms.quorum, terms.present, terms.size) == (Custody.OPEN, None, 8, 12)
    assert terms_of(Putting(HANDS, Voters.PARENTS), ROOM, NOW).present is None


@pytest.mark.parametrize(
    ("taking", "voters"),
    [(CALL, Voters.PARENTS), (WRITTEN, Voters.PRESENT), (HANDS, Voters.HOUSEHOLDS), (HANDS, Voters.PRESENT)],
)
def test_each_way_of_voting_is_for_its_own_voters(taking: Taking, voters: Voters) -> None:
    with pytest.raises(NotTheseVoters):
        terms_of(Putting(taking, voters), ROOM, NOW)


def test_a_majority_of_everybody_entitled_asks_everybody() -> None:
    room = Room(RuleNumbers(majority="absolute"), members=12, present=8)
    with pytest.raises(AllMustBeAsked):
        terms_of(Putting(voters=Voters.PRESENT), room, NOW)
    of_those_there = Room(RuleNumbers(base="present"), members=12, present=8)
    with pytest.raises(PresenceUnknown):
        terms_of(Putting(voters=Voters.PARENTS), of_those_there, NOW)


def test_a_written_resolution_takes_a_majority_of_all_within_28_days() -> None:
    terms = terms_of(Putting(WRITTEN), ROOM, NOW)
    assert terms.decision.base is VoteBase.ENTITLED
    assert terms.closes_at == NOW + timedelta(days=28)
    assert not terms.casting_vote
    with pytest.raises(LapsesBefore):
        terms_of(Putting(WRITTEN, closes_at=NOW + timedelta(days=28, minutes=1)), ROOM, NOW)


def test_proxies_keep_to_the_rules_and_to_secret_votes_of_members() -> None:
    terms_of(Putting(most_proxies=2), ROOM, NOW)
    with pytest.raises(TooManyProxies):
        terms_of(Putting(most_proxies=3), ROOM, NOW)
    for wrong in (Putting(HANDS, most_proxies=1), Putting(voters=Voters.PARENTS, most_proxies=1)):
        with pytest.raises(NoProxiesHere):
            terms_of(wrong, ROOM, NOW)


def test_a_reminder_comes_before_the_close() -> None:
    for at in (NOW, NOW + timedelta(hours=72)):
        with pytest.raises(RemindsTooLate):
            terms_of(Putting(remind_at=at), ROOM, NOW)
    terms_of(Putting(remind_at=NOW + timedelta(hours=71)), ROOM, NOW)


def test_to_rescind_without_notice_takes_two_thirds_or_more_where_the_rules_ask_for_more() -> None:
    def majority(numbers: RuleNumbers) -> MajorityRule:
        room = Room(numbers, members=12, present=8, without_notice=True)
        return terms_of(Putting(), room, NOW).decision.majority

    assert majority(RuleNumbers()) is MajorityRule.TWO_THIRDS
    assert majority(RuleNumbers(majority="three_quarters")) is MajorityRule.THREE_QUARTERS
    custom = RuleNumbers(majority="custom", majority_numerator=3, majority_denominator=5)
    assert majority(custom) is MajorityRule.TWO_THIRDS
