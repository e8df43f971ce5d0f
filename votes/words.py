"""Decision rules and results in plain words, in the reader's language: for pages, letters and minutes."""

from __future__ import annotations

from common.i18n import gettext as _
from common.i18n import ngettext
from votes.ballots import BallotPaper, Marking
from votes.count.result import Rule
from votes.queries import CandidateLine, ElectionFacts, PollFacts
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


def counting_in_words(election: ElectionFacts) -> str:
    """How an election is counted, in a sentence or two."""
    return seats_in_words(election.seats) + " " + rule_of_counting(election.rule)


def seats_in_words(seats: int) -> str:
    """How many are to be elected."""
    return ngettext("%(num)s person is to be elected.", "%(num)s people are to be elected.", seats)


def rule_of_counting(rule: Rule) -> str:
    """A counting rule as a voter needs to understand it."""
    return {
        Rule.PLURALITY: _("Whoever has the most votes is elected."),
        Rule.APPROVAL: _("Voters mark everybody whom they would accept. Whoever is marked most is elected."),
        Rule.SCORE: _("Voters give each name points from 0 to 5. Whoever has the most points is elected."),
        Rule.IRV: _(
            "Voters put the names in order. Whoever comes last is taken out and their votes move on to the next "
            "choice, until somebody has more than half."
        ),
        Rule.SCOTTISH_STV: _(
            "Voters put the names in order. Each seat takes an equal share of votes; votes that a winner does not "
            "need, and those of whoever comes last, move on to the next choice (single transferable vote, as in "
            "Scotland)."
        ),
        Rule.MEEK_STV: _(
            "Voters put the names in order. Each seat takes an equal share of votes; what winners do not need moves on "
            "in fractions, worked out by computer (single transferable vote, Meek's rule)."
        ),
        Rule.SCHULZE: _(
            "Voters put the names in order. Each name is compared with each other one; whoever would win against all "
            "others is elected (Schulze's rule)."
        ),
        Rule.RANKED_PAIRS: _(
            "Voters put the names in order. Each name is compared with each other one, the clearest preferences first; "
            "whoever would win against all others is elected (ranked pairs)."
        ),
    }[rule]


def how_to_mark(paper: BallotPaper) -> str:
    """What a voter does on the paper of an election."""
    if paper.marking is Marking.SCORES:
        return _("Give each name from 0 to 5 points. A name without points counts as 0.")
    if paper.marking is Marking.MARKS:
        if paper.rule is Rule.APPROVAL:
            return _("Mark everybody whom you would accept: one, several or all.")
        return ngettext("Mark %(num)s name at most.", "Mark %(num)s names at most.", paper.most_marks)
    if paper.equal_ranks:
        return _("Choice 1 is who you like best. Go on as far as you like; two names may have the same place.")
    return (
        _(
            "Choice 1 is who you like best, choice 2 who comes next. Go on as far as you like; a later choice never "
            "harms an earlier one."
        )
        if paper.rule in (Rule.IRV, Rule.SCOTTISH_STV, Rule.MEEK_STV)
        else _("Choice 1 is who you like best, choice 2 who comes next. Go on as far as you like.")
    )


def place_name(place: int) -> str:
    """What a place on a ranked ballot is called."""
    return _("Choice %(number)s", number=place)


def candidate_name(poll: PollFacts, candidate: CandidateLine) -> str:
    """A name on the paper; "re-open nominations" in the reader's language."""
    ron = poll.election is not None and poll.election.ron and candidate.number == len(poll.election.candidates)
    return _("Re-open nominations") if ron else candidate.name


def quorum_in_words(quorum: int) -> str:
    """How many ballots it takes for the vote to count."""
    return ngettext("At least %(num)s ballot must be handed in.", "At least %(num)s ballots must be handed in.", quorum)


def result_in_words(poll: PollFacts) -> str:
    """What was declared, in a few sentences: of a motion or an election."""
    if poll.election is None:
        assert poll.result is not None
        return outcome_in_words(poll.result) + "\n" + margin_in_words(poll.result)
    names, vacant = poll.election.elected, poll.election.vacant
    said = _("Elected: %(names)s.", names=", ".join(names)) if names else _("Nobody is elected.")
    if not vacant:
        return said
    return said + " " + ngettext("%(num)s seat stays vacant.", "%(num)s seats stay vacant.", vacant)


def decided_in_words(poll: PollFacts) -> str:
    """By which rule a poll is decided, of a motion or an election."""
    return counting_in_words(poll.election) if poll.election else rule_in_words(poll.decision)


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
