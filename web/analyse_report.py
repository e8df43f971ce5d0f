"""The report of `quorate analyse --html`: one file, to be read in a browser, printed and passed on."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from textwrap import shorten

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from common.i18n import gettext
from insight import Campaign, Finding, GroupFinding, default_themes
from insight.findings import likely
from insight.redaction import blank_out
from web.analyse_csv import CsvFault, FileReading

_TEMPLATES = Path(__file__).parents[1] / "templates"
_STYLE = Path(__file__).parent / "static_src" / "analysis-report.css"
_SHOWN = 220
_LABELS = ("negative", "mixed", "positive", "neutral")


@dataclass(frozen=True, slots=True)
class BarPart:
    """One feeling's part of a theme's bar: where it begins and how wide it is, in hundredths of the bar."""

    label: str
    start: float
    width: float


def write_report(reading: FileReading, path: Path) -> None:
    """Write the report. Raises CsvFault when the file cannot be written."""
    try:
        path.write_text(render_report(reading), "utf-8")
    except OSError as fault:
        raise CsvFault(f"{path}: {fault.strerror}") from fault


def render_report(reading: FileReading) -> str:
    """The report as a page that needs no other file. What parents wrote is escaped; comments flagged for safeguarding
    are in none of it."""
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    environment.globals["_"] = gettext
    summary = reading.result.summary
    page = environment.get_template("web/analysis_report.html").render(
        file=reading.path.name,
        style=base64.b64encode(_STYLE.read_bytes()).decode(),
        summary=summary,
        non_answers=summary.comments - summary.answered - sum(reading.result.apart.values()),
        languages=sorted(reading.result.apart.items(), key=lambda pair: (-pair[1], pair[0])),
        repeated=sum(len(campaign.comment_ids) for campaign in summary.campaigns),
        campaigns=[_passed_round(reading, campaign) for campaign in summary.campaigns],
        likely=likely,
        themes=[finding for finding in summary.findings if not finding.emergent],
        emergent=[finding for finding in summary.findings if finding.emergent],
        names={theme.id: theme.name for theme in default_themes()},
        headings={theme.id: theme.heading for theme in default_themes()},
        bar=bar,
        grouped=reading.grouped,
        differences=clear_differences(reading.groups()) if reading.grouped else [],
    )
    return page.lstrip() + "\n"


def _passed_round(reading: FileReading, campaign: Campaign) -> tuple[int, str, str]:
    """How many sent the text, which comment speaks for them, and how it begins, names put aside."""
    place = next(place for place, row in enumerate(reading.rows) if row.id == campaign.speaker)
    text = blank_out(reading.rows[place].text, reading.result.comments[place].redactions)
    return len(campaign.comment_ids), campaign.speaker, shorten(text, _SHOWN, placeholder=" …")


def bar(finding: Finding) -> list[BarPart]:
    """The parts of a theme's bar in order, those without comments left out."""
    parts: list[BarPart] = []
    start = 0.0
    for label in _LABELS:
        width = 100 * getattr(finding, label) / finding.count
        if width:
            parts.append(BarPart(label, round(start, 2), round(width, 2)))
        start += width
    return parts


def clear_differences(groups: Sequence[GroupFinding]) -> list[GroupFinding]:
    """Those differences that chance does not explain."""
    return [row for row in groups if row.finding != "no clear difference"]
