"""Results on paper and as a picture: what `results.typ` and `chart.typ` set, gathered from what is shown."""

from __future__ import annotations

from typing import Any

from common import i18n
from common.i18n import gettext as _
from people.rules import SchoolFacts
from surveys.building.rules import SurveyFacts
from surveys.publishing.queries import ShownTables
from surveys.publishing.reported import NOTHING_PUBLISHED, Published, finding_on_paper, findings_note
from surveys.results.distributions import Distribution
from surveys.results.rules import AGREEING
from surveys.rules import QuestionKind, SurveyState


def paper_of(
    school: SchoolFacts, facts: SurveyFacts, tables: ShownTables, said: Published = NOTHING_PUBLISHED
) -> dict[str, Any]:
    """The data of the paper: who answered first, every question that is shown, and findings that were published."""
    shown = [found for found in tables.totals if not found.suppressed]
    left_out = len(tables.totals) - len(shown)
    return {
        "title": facts.title,
        "school": school.name,
        "body": _("What families said"),
        "language": i18n.current_language.get(),
        "dated": (facts.closed_at or facts.created_at).isoformat(),
        "lead": _who(tables),
        "note": _(
            "Shares are of those who gave an answer, “Don’t know” apart. The range beside each is where the share among"
            " all parents on the roll likely lies, if those who did not answer are like those who did."
        ),
        "agree": _("agree"),
        "agree_note": _("In brackets: how many had an opinion."),
        "questions": [_question(found) for found in shown],
        "left_out": _("%(n)s questions are left out, since too few answered them.", n=left_out) if left_out else "",
        "open": _("The survey is still open: more answers may come.") if facts.state is SurveyState.OPEN else "",
        "findings": [finding_on_paper(finding, wording, school.timezone) for finding, wording in said.findings],
        "findings_heading": _("What families wrote"),
        "findings_note": findings_note(said),
    }


def _who(tables: ShownTables) -> str:
    who = tables.turnout
    if who.rate is None or who.parents is None:
        return _("%(n)s answers.", n=who.responses)
    return _(
        "%(n)s answers from %(parents)s parents on the roll: %(rate)s%%. Those who did not answer may think otherwise.",
        n=who.responses,
        parents=who.parents,
        rate=round(100 * who.rate),
    )


def _question(found: Distribution) -> dict[str, Any]:
    bars = [
        {
            "label": bar.label,
            "percent": round(bar.percent, 2),
            "figure": f"{bar.percent:.0f}%",
            "range": f"{bar.low:.0f}–{bar.high:.0f}%" if bar.low != bar.high else "",
            "people": str(bar.count),
        }
        for bar in found.bars
    ]
    places = [
        {
            "label": place.label,
            "percent": round(100 * place.first / place.n, 2),
            "figure": f"{place.mean:.1f}",
            "range": _("mean place"),
            "people": _("%(first)s put it first", first=place.first),
        }
        for place in found.places
    ]
    people = _("%(n)s people gave an answer", n=found.of)
    if found.dont_know:
        people += "; " + _("%(n)s more ticked “Don’t know”", n=found.dont_know)
    if found.mean:
        people += "; " + _("mean %(mean)s", mean=f"{found.mean.mean:.1f}")
    return {"text": found.text, "people": people, "bars": bars or places, "agree": _agree(found), "of": str(found.of)}


def _agree(found: Distribution) -> str:
    """The share of those with an opinion who agree, of a statement; '' for any other question."""
    if found.kind is not QuestionKind.AGREE_SCALE or not found.bars:
        return ""
    agreeing = sum(bar.count for bar in found.bars[: len(AGREEING)])
    return f"{100 * agreeing / found.of:.0f}%"
