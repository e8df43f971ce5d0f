"""Concerns in the reader's words: why a text was flagged, how far a lead has come, what its writer was promised."""

from __future__ import annotations

from common.i18n import gettext as _
from surveys.concerns.rules import ConcernState
from surveys.rules import Anonymity


def reason_in_words(reason: str) -> str:
    """A reason of `insight.safeguarding` in words; one that is not known here yet is shown by its key."""
    return {
        "physical_harm": _("A child may have been hurt"),
        "sexual_harm": _("Sexual harm"),
        "self_harm": _("Self-harm or suicide"),
        "domestic_abuse": _("Violence or control at home"),
        "neglect": _("Neglect"),
        "hunger": _("Hunger"),
        "exploitation": _("Exploitation"),
        "online_grooming": _("Grooming or threats online"),
        "staff_conduct": _("How a member of staff behaves towards a child"),
        "unsupervised_danger": _("In danger without an adult"),
        "intoxicated_carer": _("A carer who drinks or takes drugs"),
        "carer_unwell": _("A carer who is unwell"),
        "radicalisation": _("Radicalisation"),
        "fgm": _("Female genital mutilation"),
        "forced_marriage_honour": _("Forced marriage or so-called honour"),
        "private_fostering": _("Private fostering"),
        "weapons": _("Weapons"),
        "emotional_abuse": _("Emotional abuse"),
        "harmful_fear": _("A child who is afraid"),
        "several_signs": _("Several signs together"),
        "sounds_like_a_concern": _("Worded like a disclosure"),
    }.get(reason, reason.replace("_", " "))


def state_in_words(state: ConcernState) -> str:
    """How far a lead has come."""
    return {
        ConcernState.NEW: _("New"),
        ConcernState.ACKNOWLEDGED: _("Being followed up"),
        ConcernState.CLOSED: _("Closed"),
    }[state]


def promise_in_words(anonymity: str, *, imported: bool) -> str:
    """What the writer was told about being known, for a lead to weigh."""
    if imported:
        return _("This text was brought in from a file. What its writer was promised is not recorded here.")
    return {
        Anonymity.ANONYMOUS: _(
            "The survey is anonymous. The writer was told that a worry about a child's safety is passed on at once, and"
            " that its time and its words can show who wrote it."
        ),
        Anonymity.CONFIDENTIAL: _("The survey is confidential: the writer may be found only for the child's sake."),
        Anonymity.NAMED: _("The survey is named: the school knows who answered."),
    }[Anonymity(anonymity)]
