"""The words of meetings, motions and minutes, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping

from common.i18n import gettext as _
from common.i18n import ngettext
from governance.meetings.putting import Room, Taking, Voters
from governance.minutes.matters import ElectionReported
from governance.motions.rules import Verb
from governance.rules import EventKind, ItemPurpose, MeetingKind, Quorum
from votes.rules import MotionResult
from votes.words import margin_in_words, outcome_in_words


def meeting_kind_name(kind: MeetingKind) -> str:
    """What a kind of meeting is called."""
    return {
        MeetingKind.ORDINARY: _("Ordinary meeting"),
        MeetingKind.AGM: _("Annual general meeting"),
        MeetingKind.EGM: _("Extraordinary general meeting"),
    }[kind]


def purpose_name(purpose: ItemPurpose) -> str:
    """Why an item is on the agenda."""
    return {
        ItemPurpose.INFORMATION: _("For information"),
        ItemPurpose.DISCUSSION: _("For discussion"),
        ItemPurpose.DECISION: _("For decision"),
    }[purpose]


def disposal_name(verb: Verb) -> str:
    """What may happen to a motion in place of a vote."""
    return {
        Verb.POSTPONE: _("Postpone it to a later meeting"),
        Verb.REFER: _("Refer it to another body or group"),
        Verb.SET_ASIDE: _("Set it aside"),
        Verb.RULE_OUT: _("Rule it out of order"),
    }[verb]


def taking_name(taking: Taking) -> str:
    """How a vote is taken, as the clerk chooses it."""
    return {
        Taking.SECRET_VOTE: _("Secret vote"),
        Taking.SHOW_OF_HANDS: _("Show of hands"),
        Taking.ROLL_CALL: _("Roll call"),
        Taking.WRITTEN_RESOLUTION: _("Written resolution"),
    }[taking]


def taking_hint(taking: Taking, days: int) -> str:
    """What choosing it means. `days`: how long a written resolution may be signed."""
    return {
        Taking.SECRET_VOTE: _("Each votes on their own phone or computer. Nobody learns who voted how."),
        Taking.SHOW_OF_HANDS: _("Open. Hands are counted in the room and you type the totals."),
        Taking.ROLL_CALL: _("Open. You call each name and record the answer. The minutes say it by name."),
        Taking.WRITTEN_RESOLUTION: _(
            "Open. Members sign with their names over up to %(days)s days. It takes a majority of all, and passes as "
            "soon as enough have signed.",
            days=days,
        ),
    }[taking]


def voters_name(voters: Voters, room: Room) -> str:
    """Who votes, with how many they are now."""
    size = room.size(voters)
    return {
        Voters.MEMBERS: ngettext("All %(num)s voting member", "All %(num)s voting members", size),
        Voters.PRESENT: ngettext(
            "Only the %(num)s voting member present", "Only the %(num)s voting members present", size
        ),
        Voters.PARENTS: ngettext(
            "Every parent and carer of the school (%(num)s person)",
            "Every parent and carer of the school (%(num)s people)",
            size,
        ),
        Voters.HOUSEHOLDS: ngettext(
            "Every household of the school, with one vote each (%(num)s household)",
            "Every household of the school, with one vote each (%(num)s households)",
            size,
        ),
    }[voters]


def quorum_words(numbers: Mapping[str, object]) -> str:
    """The quorum line of the minutes, from what was counted at the time."""
    count = {name: numbers.get(name, 0) for name in ("present", "needed", "parents", "others")}
    if numbers.get("met"):
        return _("There was a quorum: %(present)s voting members present, %(needed)s needed.", **count)
    if int(str(count["present"])) < int(str(count["needed"])):
        return _("There was no quorum: %(present)s voting members present, %(needed)s needed.", **count)
    return _(
        "There was no quorum: parents did not outnumber the others (%(parents)s parents, %(others)s others).", **count
    )


def quorum_now_words(found: Quorum) -> str:
    """Why a meeting cannot decide at the moment."""
    if not found.enough:
        return _(
            "There is no quorum: %(present)s voting members are present, %(needed)s are needed.",
            present=found.present,
            needed=found.needed,
        )
    return _(
        "There is no quorum: parents do not outnumber the others (%(parents)s parents, %(others)s others).",
        parents=found.parents,
        others=found.others,
    )


def notice_words(numbers: Mapping[str, object]) -> str:
    """How much notice was given, and whether it was enough."""
    given, needed = max(0, int(str(numbers.get("given", 0)))), int(str(numbers.get("needed", 0)))
    if given >= needed:
        return ngettext("%(num)s clear day of notice was given.", "%(num)s clear days of notice were given.", given)
    return ngettext(
        "%(num)s clear day of notice was given, %(short)s fewer than the %(needed)s that the rules ask for.",
        "%(num)s clear days of notice were given, %(short)s fewer than the %(needed)s that the rules ask for.",
        given,
        short=needed - given,
        needed=needed,
    )


def happening_words(kind: EventKind, name: str | None, text: str, numbers: Mapping[str, object]) -> str:
    """One thing that happened, as the minutes say it."""
    who = name or _("a member")
    plain = {
        EventKind.MOVED: _("Moved by %(name)s.", name=who),
        EventKind.SECONDED: _("Seconded by %(name)s.", name=who),
        EventKind.PUT: _put_words(numbers, text),
        EventKind.WITHDRAWN: _("Withdrawn by %(name)s.", name=who),
        EventKind.POSTPONED: _("Postponed to a later meeting."),
        EventKind.REFERRED: _("Referred."),
        EventKind.SET_ASIDE: _("Set aside."),
        EventKind.RULED_OUT: _("Ruled out of order."),
        EventKind.QUORUM_LOST: _("The quorum was lost. %(line)s", line=quorum_words(numbers)),
        EventKind.QUORUM_REGAINED: _("The quorum was regained. %(line)s", line=quorum_words(numbers)),
        EventKind.ADJOURNED: _("The meeting was adjourned. %(reason)s", reason=text).strip(),
        EventKind.RESUMED: _("The meeting was resumed. %(line)s", line=quorum_words(numbers)),
        EventKind.CANCELLED: _("The meeting was cancelled. %(reason)s", reason=text),
        EventKind.MINUTES_APPROVED: _("The minutes of “%(title)s” were approved.", title=text),
    }
    if kind is EventKind.NOTE:
        return text
    sentence = plain[kind]
    reasoned = kind in (EventKind.POSTPONED, EventKind.REFERRED, EventKind.SET_ASIDE, EventKind.RULED_OUT)
    return f"{sentence} {text}".strip() if reasoned else sentence


def _put_words(numbers: Mapping[str, object], void: str) -> str:
    """To whose vote a motion was put, and how it was taken; `void`: why an earlier vote on it had no result."""
    roll = numbers.get("roll", "")
    who = {
        Voters.MEMBERS: _("Put to the vote of %(roll)s voting members.", roll=roll),
        Voters.PRESENT: _("Put to the vote of the %(roll)s voting members present.", roll=roll),
        Voters.PARENTS: _("Put to the vote of %(roll)s parents and carers.", roll=roll),
        Voters.HOUSEHOLDS: _("Put to the vote of %(roll)s households, with one vote each.", roll=roll),
    }[Voters(str(numbers.get("voters", Voters.MEMBERS.value)))]
    taken = {
        Taking.SECRET_VOTE: _("It was a secret vote."),
        Taking.SHOW_OF_HANDS: _("It was a show of hands."),
        Taking.ROLL_CALL: _("It was a roll call."),
        Taking.WRITTEN_RESOLUTION: _("It was a written resolution, which members signed."),
    }
    taking = numbers.get("taking")
    words = f"{who} {taken[Taking(str(taking))]}" if taking else who
    if not void:
        return words
    return _("An earlier vote on it ended without a result: %(reason)s", reason=void) + " " + words


def figures_words(result: MotionResult) -> str:
    """A declared result with its counts, and by how many votes it was over or short; a casting vote is told apart."""
    if result.casting_vote is None:
        return result_words(result)
    part = _("%(cast)s of %(entitled)s voted.", cast=result.cast, entitled=result.entitled)
    return f"{outcome_in_words(result)} {part}"


def elected_words(election: ElectionReported) -> str:
    """Who was elected, and what stays vacant."""
    names = ", ".join(election.elected) or _("nobody")
    how = (
        _("Elected: %(names)s.", names=names)
        if election.poll
        else _("Elected without a vote, since no more stood than there were seats: %(names)s.", names=names)
    )
    if not election.vacant:
        return how
    vacant = ngettext("%(num)s seat stays vacant.", "%(num)s seats stay vacant.", election.vacant)
    return f"{how} {vacant}"


def result_words(result: MotionResult) -> str:
    """A declared result with its counts, who took part, and by how many votes it was over or short."""
    part = _("%(cast)s of %(entitled)s voted.", cast=result.cast, entitled=result.entitled)
    return f"{outcome_in_words(result)} {part} {margin_in_words(result)}"
