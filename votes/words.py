"""Decision rules and results in plain words, in the reader's language: for pages, letters and minutes."""

from __future__ import annotations

from common.i18n import gettext as _
from common.i18n import ngettext
from votes.rules import Choice, DecisionRule, MajorityRule, MotionResult, VoteBase


def choice_name(choice: Choice) -> str:
    """What a choice is called on the ballot."""
    return {
        Choice.FOR: _("For"),
        Choice.AGAINST: _("Against"),
        Choice.ABSTAIN: _("Abstain"),
        Choice.SPOILT: _("Hand in a blank ballot"),
    }[choice]


def _share(decision: DecisionRule) -> str:
    if decision.numerator == decision.denominator:
        return _("all")
    named = {
        MajorityRule.SIMPLE: _("more than half"),
        MajorityRule.ABSOLUTE: _("more than half"),
        MajorityRule.TWO_THIRDS: _("at least two thirds"),
        MajorityRule.THREE_QUARTERS: _("at least three quarters"),
    }
    return named.get(decision.majority) or _(
        "at least %(part)s in %(whole)s", part=decision.numerator, whole=decision.denominator
    )


def rule_in_words(decision: DecisionRule) -> str:
    """'Carried if more than half of the votes for and against are for. …'."""
    share = _share(decision)
    return {
        VoteBase.VALID: _(
            "Carried if %(share)s of the votes for and against are for. Abstentions and blank ballots do not count "
            "either way.",
            share=share,
        ),
        VoteBase.CAST: _(
            "Carried if %(share)s of all ballots handed in are for. An abstention or a blank ballot works like a vote "
            "against.",
            share=share,
        ),
        VoteBase.ENTITLED: _(
            "Carried if %(share)s of everybody who may vote are for. Not voting works like a vote against.",
            share=share,
        ),
        VoteBase.PRESENT: _(
            "Carried if %(share)s of everybody present are for. Not voting works like a vote against.", share=share
        ),
    }[decision.base]


def quorum_in_words(quorum: int) -> str:
    """How many ballots it takes for the vote to count."""
    return ngettext("At least %(num)s ballot must be handed in.", "At least %(num)s ballots must be handed in.", quorum)


def outcome_in_words(result: MotionResult) -> str:
    """'Carried' or 'Lost', and the figures."""
    figures = {"for_": result.for_, "against": result.against, "abstain": result.abstain, "spoilt": result.spoilt}
    if result.carried:
        return _("Carried: %(for_)s for, %(against)s against, %(abstain)s abstained, %(spoilt)s blank.", **figures)
    return _("Lost: %(for_)s for, %(against)s against, %(abstain)s abstained, %(spoilt)s blank.", **figures)


def margin_in_words(result: MotionResult) -> str:
    """By how many votes it was carried or fell short, or what else decided."""
    if not result.quorate:
        return ngettext(
            "Too few took part: %(cast)s of the %(num)s ballot that is needed.",
            "Too few took part: %(cast)s of the %(num)s ballots that are needed.",
            result.quorum or 0,
            cast=result.cast,
        )
    if result.casting_vote is Choice.FOR:
        return _("The votes were equal. The chair's casting vote, given apart from the ballots, was for.")
    if result.casting_vote is Choice.AGAINST:
        return _("The votes were equal. The chair's casting vote, given apart from the ballots, was against.")
    return _spare(result) if result.carried else _short(result)


def _spare(result: MotionResult) -> str:
    margin, beyond = result.margin, result.cast - (result.quorum or 0)
    if margin > beyond:  # with so many ballots fewer there would have been no quorum
        spare = ngettext("It had %(num)s vote to spare", "It had %(num)s votes to spare", margin)
        return ngettext(
            "%(spare)s, and %(num)s ballot more than had to be handed in.",
            "%(spare)s, and %(num)s ballots more than had to be handed in.",
            beyond,
            spare=spare,
        )
    if margin == 0:
        return _("It had no vote to spare: with one vote for fewer, it would have been lost.")
    return ngettext(
        "It had %(num)s vote to spare: with one vote for fewer, it would still have been carried.",
        "It had %(num)s votes to spare: with that many votes for fewer, it would still have been carried.",
        margin,
    )


def _short(result: MotionResult) -> str:
    if result.needed is None:
        return ngettext(
            "Everybody had to be for it; %(num)s ballot was not.",
            "Everybody had to be for it; %(num)s ballots were not.",
            -result.margin,
        )
    short = ngettext(
        "It fell short by %(num)s vote: one more vote for would have carried it.",
        "It fell short by %(num)s votes: that many more votes for would have carried it.",
        -result.margin,
    )
    if result.for_ == result.against == 0:
        return _("Nobody voted for or against, and a motion without a vote for is lost.") + " " + short
    return _("The votes were equal, and a tie is lost.") + " " + short if result.tied else short
