"""The names of the kinds of question and of what a parent would stumble over, as gettext keys."""

from __future__ import annotations

from common.i18n import gettext as _
from surveys.rules import QuestionKind


def kind_names() -> dict[str, str]:
    """What each kind of question is called, in the order in which they are offered."""
    return {
        QuestionKind.AGREE_SCALE.value: _("Agree or disagree with a statement"),
        QuestionKind.SINGLE.value: _("Choose one option"),
        QuestionKind.MULTIPLE.value: _("Choose several options"),
        QuestionKind.RATING.value: _("Rate from 1 to 5"),
        QuestionKind.SCALE_0_10.value: _("A number from 0 to 10"),
        QuestionKind.RANKING.value: _("Put options in order"),
        QuestionKind.SHORT_TEXT.value: _("One line in own words"),
        QuestionKind.LONG_TEXT.value: _("Several lines in own words"),
        QuestionKind.NUMBER.value: _("A number"),
        QuestionKind.DATE.value: _("A date"),
        QuestionKind.CONSENT.value: _("Consent: yes or no"),
    }
