"""A rule set in plain words, line by line, with where its default comes from."""

from __future__ import annotations

from dataclasses import dataclass

from common.i18n import gettext as _
from common.i18n import ngettext
from governance.rules import RuleNumbers
from people.rules import BodyKind
from votes.rules import MajorityRule, VoteBase
from votes.words import rule_in_words, rule_of_counting


@dataclass(frozen=True)
class RuleRow:
    """One rule: what it is about, what it says, and where the number that a new body starts with comes from."""

    about: str
    says: str
    source: str


def rule_rows(rules: RuleNumbers, kind: BodyKind) -> list[RuleRow]:
    """Every rule of a set, in the order in which a meeting meets them."""
    return [*_meeting_rows(rules, kind), *_decision_rows(rules, kind), *_vote_rows(rules)]


def _days(days: int) -> str:
    return ngettext("%(num)s clear day", "%(num)s clear days", days)


def _meeting_rows(rules: RuleNumbers, kind: BodyKind) -> list[RuleRow]:
    ours = _("No source settles it; it is our suggestion.")
    quorum = {
        BodyKind.PTA: _("6 is one parents' association's published quorum; practice varies."),
        BodyKind.GOVERNING_BOARD: _("Half, rounded up: School Governance Regulations, SI 2013/1624."),
    }.get(kind, _("The body's own constitution sets it; half is our suggestion."))
    return [
        RuleRow(_("Notice of a meeting"), _days(rules.notice_clear_days), ours),
        RuleRow(
            _("Notice of a general meeting"),
            _days(rules.general_notice_clear_days),
            _("21 days is good practice for parents' associations (PTA+ magazine)."),
        ),
        RuleRow(_("Quorum"), quorum_rule(rules), quorum),
        RuleRow(
            _("Parents outnumber the others present"),
            _("Yes") if rules.parents_outnumber else _("Not asked for"),
            _("Scottish Schools (Parental Involvement) Act 2006 s7; SI 2007/1330 reg 3."),
        ),
    ]


def quorum_rule(rules: RuleNumbers) -> str:
    """What makes a quorum, as the rules say it."""
    count = (
        ngettext("%(num)s voting member", "%(num)s voting members", rules.quorum_count) if rules.quorum_count else ""
    )
    share = ""
    if rules.quorum_share:
        part, whole = rules.quorum_share
        share = _("%(part)s in %(whole)s of the voting members, rounded up", part=part, whole=whole)
    if count and share:
        return _("%(count)s, or %(share)s, whichever is more", count=count, share=share)
    return count or share or _("1 voting member")


def _decision_rows(rules: RuleNumbers, kind: BodyKind) -> list[RuleRow]:
    casting = (
        _("The chair has a second or casting vote: SI 2013/1624.")
        if kind is BodyKind.GOVERNING_BOARD
        else _("Common in constitutions; without it a tie is lost.")
    )
    return [
        RuleRow(
            _("What carries a motion"), rule_in_words(rules.decision), _("More than half of votes: Robert's Rules.")
        ),
        RuleRow(
            _("If the votes are equal"),
            _("The chair may give a casting vote.") if rules.casting_vote else _("The motion is lost."),
            casting,
        ),
        RuleRow(
            _("To rescind without notice"),
            _("At least two thirds, or what carries a motion if that is more."),
            _("Robert's Rules."),
        ),
    ]


def _vote_rows(rules: RuleNumbers) -> list[RuleRow]:
    ours = _("No source settles it; it is our suggestion.")
    hours = ngettext("%(num)s hour", "%(num)s hours", rules.poll_hours)
    days = ngettext("%(num)s day", "%(num)s days", rules.resolution_days)
    proxies = (
        ngettext("For %(num)s other at most", "For %(num)s others at most", rules.most_proxies)
        if rules.most_proxies
        else _("None")
    )
    return [
        RuleRow(_("How long a vote stays open"), hours, ours),
        RuleRow(_("Votes are secret unless the clerk chooses otherwise"), _yes(rules.secret_by_default), ours),
        RuleRow(_("Proxies"), proxies, _("Never in elections of parent governors (SI 2012/1034).")),
        RuleRow(
            _("A paper ballot replaces a vote cast online"),
            _yes(rules.in_person_overrides),
            _("Some elections hold the vote in person to be the last word; off is our suggestion."),
        ),
        RuleRow(
            _("How long a written resolution may be signed"),
            days,
            _("28 days from being sent out: Charity Commission's foundation constitution for a CIO, clause 19."),
        ),
        RuleRow(_("How elections are counted"), rule_of_counting(rules.counting), ours),
    ]


def _yes(value: bool) -> str:
    return _("Yes") if value else _("No")


def majority_name(majority: MajorityRule) -> str:
    """A kind of majority, as the form offers it."""
    return {
        MajorityRule.SIMPLE: _("More than half"),
        MajorityRule.ABSOLUTE: _("More than half of everybody who may vote, or who is present"),
        MajorityRule.TWO_THIRDS: _("At least two thirds"),
        MajorityRule.THREE_QUARTERS: _("At least three quarters"),
        MajorityRule.CUSTOM: _("Another fraction"),
    }[majority]


def base_name(base: VoteBase) -> str:
    """Of what a majority is taken, as the form offers it."""
    return {
        VoteBase.VALID: _("Of the votes for and against: abstentions do not count either way"),
        VoteBase.CAST: _("Of all ballots handed in: an abstention works like a vote against"),
        VoteBase.ENTITLED: _("Of everybody who may vote: not voting works like a vote against"),
        VoteBase.PRESENT: _("Of everybody present: not voting works like a vote against"),
    }[base]
