"""Findings in the governors' report: which question, whose words, and how many are not there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from common.dates import day_in_words
from common.i18n import gettext as _
from common.i18n import ngettext
from surveys.comments.wording.queries import Wording
from surveys.results.queries import FindingFacts


@dataclass(frozen=True)
class Published:
    """The published findings with their words, and how many findings have not been published."""

    findings: Sequence[tuple[FindingFacts, Wording]]
    drafts: int


NOTHING_PUBLISHED = Published((), 0)


def findings_note(said: Published) -> str:
    """What is to be known before the findings: how they came to be, and how many there are beside them."""
    shown = ngettext(
        "%(num)s finding was published and stands here.",
        "%(num)s findings were published and stand here.",
        len(said.findings),
    )
    kept = ngettext("%(num)s more has not been published.", "%(num)s more have not been published.", said.drafts)
    how = _(
        "A machine sorted the comments and counted them; it makes mistakes. People reviewed what stands here; words of"
        " their own are marked. Names are taken out."
    )
    return " ".join([how, shown, kept] if said.drafts else [how, shown])


def finding_on_paper(finding: FindingFacts, wording: Wording, zone: str) -> dict[str, Any]:
    """A finding as `results.typ` sets it; `own` marks a person's words."""
    sentences = [sentence.text for sentence in finding.sentences]
    return {
        "headline": finding.headline,
        "own": wording.own(finding.headline),
        "asked": _("Asked: “%(question)s”", question=finding.question_text),
        "whose": _whose(finding, wording, zone),
        "sentences": [{"text": text, "own": wording.own(text)} for text in sentences],
        # A sentence may quote the first already.
        "quotes": [quote.text for quote in finding.quotes if not any(quote.text in one for one in sentences)],
    }


def _whose(finding: FindingFacts, wording: Wording, zone: str) -> str:
    """Whose words a finding is in, and who published it."""
    told = []
    if wording.edited:
        told.append(
            _(
                "The machine counted. What is marked * is in the words of %(name)s, %(day)s.",
                name=wording.edited.made_by or _("somebody who has left"),
                day=day_in_words(wording.edited.made_at, zone),
            )
        )
        if wording.own(finding.headline):
            told.append(_("The machine’s headline: “%(headline)s”.", headline=wording.machine_headline))
        left_out = wording.left_out([sentence.text for sentence in finding.sentences])
        if left_out:
            told.append(
                ngettext(
                    "%(num)s of the machine’s sentences was changed or left out.",
                    "%(num)s of the machine’s sentences were changed or left out.",
                    left_out,
                )
            )
    if finding.published_at:
        told.append(
            _(
                "Reviewed and published to the council by %(name)s on %(day)s.",
                name=finding.published_by or _("somebody who has left"),
                day=day_in_words(finding.published_at, zone),
            )
        )
    return " ".join(told)
