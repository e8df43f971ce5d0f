"""What elections before the vote are called, in the reader's language: states, custodies, counting rules to choose."""

from __future__ import annotations

from common.i18n import gettext as _
from votes.count.result import Rule
from votes.elections.rules import NominationState, VacancyState
from votes.rules import Custody


def vacancy_state_name(state: VacancyState) -> str:
    """How far an election is."""
    return {
        VacancyState.DRAFT: _("Draft"),
        VacancyState.NOMINATING: _("Nominations open"),
        VacancyState.NOMINATED: _("Nominations closed"),
        VacancyState.VOTING: _("Vote"),
        VacancyState.UNCONTESTED: _("Elected without a vote"),
        VacancyState.CANCELLED: _("Cancelled"),
    }[state]


def nomination_state_name(state: NominationState) -> str:
    """Whether somebody stands."""
    return {
        NominationState.PROPOSED: _("Has not answered yet"),
        NominationState.STANDING: _("Stands"),
        NominationState.DECLINED: _("Said no"),
        NominationState.WITHDRAWN: _("Withdrew"),
    }[state]


def counting_name(rule: Rule) -> str:
    """The short name of a counting rule."""
    return {
        Rule.PLURALITY: _("Most votes (a cross for each seat)"),
        Rule.APPROVAL: _("Approval"),
        Rule.SCORE: _("Points"),
        Rule.IRV: _("Alternative vote"),
        Rule.SCOTTISH_STV: _("Single transferable vote"),
        Rule.MEEK_STV: _("Single transferable vote, Meek's rule"),
        Rule.SCHULZE: _("Schulze's rule"),
        Rule.RANKED_PAIRS: _("Ranked pairs"),
    }[rule]


def custody_in_words(custody: Custody) -> str:
    """Who could open the box, as a voter needs to know it."""
    if custody is Custody.SECRET:
        return _(
            "Secret: the key is on three sheets of paper, and two of the three people who hold them must meet to open "
            "the box."
        )
    return _("Confidential: the computer keeps the key, opens the box after the close and destroys the key.")


def custody_advice(custody: Custody) -> str:
    """When to choose it, as a secretary needs to know it."""
    if custody is Custody.SECRET:
        return _("Choose it where the school itself must not be able to look.")
    return _("Right for most elections: nobody needs to do anything.")
