"""How a motion is put to the vote: what the clerk may choose, and the terms that follow from the choice. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from common.errors import Refused
from governance.rules import RuleNumbers, quorum_needed
from votes.rules import Custody, DecisionRule, MajorityRule, OpenMethod, VoteBase

SHORTEST = timedelta(minutes=5)
"""Nobody who is not in the room can read a motion and vote on it in less."""
SHORT = timedelta(hours=24)
"""Below this, somebody who is not in the room may well hear of the vote too late."""
IN_THE_ROOM_FOR = timedelta(hours=12)
"""A vote that is taken in the meeting ends by being declared; one that never is, ends without a result after this."""


class Taking(StrEnum):
    """How a vote is taken."""

    SECRET_VOTE = "secret_vote"  # noqa: S105 - the name of a way to vote
    SHOW_OF_HANDS = "show_of_hands"
    ROLL_CALL = "roll_call"
    WRITTEN_RESOLUTION = "written_resolution"

    @property
    def method(self) -> OpenMethod | None:
        """As the poll says it; None for a secret vote."""
        return None if self is Taking.SECRET_VOTE else OpenMethod(self.value)

    @property
    def in_the_room(self) -> bool:
        """Whether it is taken in the meeting, by the clerk."""
        return self in (Taking.SHOW_OF_HANDS, Taking.ROLL_CALL)


class Voters(StrEnum):
    """Who votes."""

    MEMBERS = "members"
    PRESENT = "present"
    PARENTS = "parents"
    HOUSEHOLDS = "households"

    @property
    def forum(self) -> bool:
        """Whether the whole parent forum votes, and not the body."""
        return self in (Voters.PARENTS, Voters.HOUSEHOLDS)


WHO: dict[Taking, tuple[Voters, ...]] = {
    Taking.SECRET_VOTE: tuple(Voters),
    Taking.SHOW_OF_HANDS: (Voters.MEMBERS, Voters.PARENTS),
    Taking.ROLL_CALL: (Voters.MEMBERS,),
    Taking.WRITTEN_RESOLUTION: (Voters.MEMBERS,),
}
"""Who may vote in which way. In a meeting only those present are counted or called, of the whole body's roll."""


class NotTheseVoters(Refused):
    """That way of voting is for others."""

    message = "A vote taken in this way is one of the voting members of the body."


class AllMustBeAsked(Refused):
    """The rules take the majority of everybody entitled."""

    message = (
        "The rules of this body ask for a majority of everybody who may vote, so all voting members must be asked, "
        "and not only those present."
    )


class PresenceUnknown(Refused):
    """The rules take the majority of those present, which only attendance of members tells."""

    message = (
        "The rules of this body ask for a majority of everybody present, and attendance is taken of its members only. "
        "Let the voting members vote."
    )


class ClosesTooEarly(Refused):
    """A vote that nobody could take part in."""

    message = "Leave people at least 5 minutes to vote."


class LapsesBefore(Refused):
    """A written resolution may be signed for so long and no longer."""

    message = "A written resolution lapses %(days)s days after it was sent out. Choose an earlier time."


class TooManyProxies(Refused):
    """More proxies than the rules allow."""

    message = "The rules of this body let one member vote for at most %(most)s others."


class NoProxiesHere(Refused):
    """Proxies are for secret votes of members."""

    message = "Proxies are only for a secret vote in which each member has one vote."


class RemindsTooLate(Refused):
    """A reminder comes while people can still vote."""

    message = "The reminder must go out after now and before the vote closes."


@dataclass(frozen=True)
class Putting:
    """What the clerk chose. `closes_at`: None leaves it to the rules. `most_proxies`: for how many others one votes."""

    taking: Taking = Taking.SECRET_VOTE
    voters: Voters = Voters.MEMBERS
    custody: Custody = Custody.CONFIDENTIAL
    closes_at: datetime | None = None
    most_proxies: int = 0
    remind_at: datetime | None = None


@dataclass(frozen=True)
class Room:
    """What the terms rest on: the meeting's rules, who is entitled, who is there.

    `without_notice`: that the motion rescinds another and was not on the agenda that notice was given of.
    """

    rules: RuleNumbers
    members: int
    present: int
    parents: int = 0
    households: int = 0
    without_notice: bool = False

    def size(self, voters: Voters) -> int:
        """How many would stand on the roll."""
        return {
            Voters.MEMBERS: self.members,
            Voters.PRESENT: self.present,
            Voters.PARENTS: self.parents,
            Voters.HOUSEHOLDS: self.households,
        }[voters]


@dataclass(frozen=True)
class VoteTerms:
    """What a vote is held under. `quorum`: ballots needed, None where the room's quorum is the only one.

    `short`: that somebody who is not in the room may hear of it too late.
    """

    decision: DecisionRule
    closes_at: datetime
    size: int
    quorum: int | None
    present: int | None
    casting_vote: bool
    custody: Custody
    short: bool
    lapses_at: datetime | None


def terms_of(putting: Putting, room: Room, now: datetime) -> VoteTerms:
    """The terms of a vote put so. Raises the fact that stands against it."""
    taking, voters = putting.taking, putting.voters
    if voters not in WHO[taking]:
        raise NotTheseVoters()
    decision = decision_for(taking, room)
    if voters is Voters.PRESENT and decision.base is VoteBase.ENTITLED:
        raise AllMustBeAsked()
    if voters.forum and decision.base is VoteBase.PRESENT:
        raise PresenceUnknown()
    lapses = now + timedelta(days=room.rules.resolution_days) if taking is Taking.WRITTEN_RESOLUTION else None
    closes_at = _closes_at(putting, room.rules, now, lapses)
    _proxies_fit(putting, room.rules)
    if putting.remind_at is not None and not now < putting.remind_at < closes_at:
        raise RemindsTooLate()
    elsewhere = voters is not Voters.PRESENT and room.size(voters) > room.present
    return VoteTerms(
        decision=decision,
        closes_at=closes_at,
        size=room.size(voters),
        quorum=_quorum(taking, voters, room),
        present=None if voters.forum else room.present,
        casting_vote=room.rules.casting_vote and taking is not Taking.WRITTEN_RESOLUTION,
        custody=Custody.OPEN if taking.method else putting.custody,
        short=not taking.in_the_room and elsewhere and closes_at - now < SHORT,
        lapses_at=lapses,
    )


def decision_for(taking: Taking, room: Room) -> DecisionRule:
    """What carries the motion. In writing the majority is one of everybody entitled (CIO foundation text cl. 19).

    To rescind without notice takes two thirds (Robert's Rules), unless the body's rules ask for more anyway.
    """
    decision = room.rules.decision
    if room.without_notice and 3 * decision.numerator < 2 * decision.denominator:
        decision = DecisionRule(MajorityRule.TWO_THIRDS, base=decision.base)
    if taking is Taking.WRITTEN_RESOLUTION:
        return DecisionRule(decision.majority, decision.numerator, decision.denominator, VoteBase.ENTITLED)
    return decision


def _quorum(taking: Taking, voters: Voters, room: Room) -> int | None:
    """How many ballots it takes: the body's quorum for a vote of the body in which people vote by themselves."""
    if taking is Taking.SECRET_VOTE and not voters.forum:
        return quorum_needed(room.rules, room.members)
    return None


def _closes_at(putting: Putting, rules: RuleNumbers, now: datetime, lapses: datetime | None) -> datetime:
    if putting.taking.in_the_room:
        return now + IN_THE_ROOM_FOR
    closes_at = putting.closes_at or lapses or now + timedelta(hours=rules.poll_hours)
    if closes_at < now + SHORTEST:
        raise ClosesTooEarly()
    if lapses is not None and closes_at > lapses:
        raise LapsesBefore(days=rules.resolution_days)
    return closes_at


def _proxies_fit(putting: Putting, rules: RuleNumbers) -> None:
    if not putting.most_proxies:
        return
    if putting.taking is not Taking.SECRET_VOTE or putting.voters.forum:
        raise NoProxiesHere()
    if putting.most_proxies > rules.most_proxies:
        raise TooManyProxies(most=rules.most_proxies)
