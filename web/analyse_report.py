"""The report of `quorate analyse --html`: one file, to be read in a browser, printed and passed on."""

from __future__ import annotations

import base64
import os
from dataclasses import dataclass
from pathlib import Path
from textwrap import shorten

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from common import i18n
from insight import Campaign, Finding, default_themes
from insight.findings import FEW, LABELS, likely
from insight.redaction import blank_out
from surveys.spoken import english_name
from web.analyse_csv import FileReading
from web.analyse_text import READ_EACH, cut_note, encoding_note, not_compared, part, to_be_read
from web.comment_file import CsvFault

_TEMPLATES = Path(__file__).parents[1] / "templates"
_STYLE = Path(__file__).parent / "static_src" / "analysis-report.css"
_SHOWN = 220


@dataclass(frozen=True, slots=True)
class BarPart:
    """One feeling's part of a theme's bar: where it begins and how wide it is, in hundredths of the bar."""

    label: str
    start: float
    width: float


def check_target(path: Path, comments: Path) -> None:
    """Raises CsvFault where no report can be written to `path`, or it would be written over the `comments`: said before
    they are read, which can take long."""
    try:
        if path.is_dir():
            raise CsvFault(f"{path}: this is a folder; name the file for the report")
        if not path.parent.is_dir():
            raise CsvFault(f"{path}: there is no folder “{path.parent}”")
        if path.exists() and comments.exists() and path.samefile(comments):
            raise CsvFault(f"{path}: the report would be written over the comments; name another file")
        if not os.access(path if path.exists() else path.parent, os.W_OK):
            raise CsvFault(f"{path}: this may not be written")
    except OSError as fault:
        raise CsvFault(f"{path}: {fault.strerror}") from fault


def write_report(reading: FileReading, path: Path) -> None:
    """Write the report. Raises CsvFault when the file cannot be written."""
    try:
        path.write_text(render_report(reading), "utf-8")
    except OSError as fault:
        raise CsvFault(f"{path}: {fault.strerror}") from fault


def render_report(reading: FileReading) -> str:
    """The report as a page that needs no other file. What parents wrote is escaped; comments flagged for safeguarding
    are in none of it."""
    summary = reading.result.summary
    page = (
        _environment()
        .get_template("web/analysis_report.html")
        .render(
            reading=reading,
            style=base64.b64encode(_STYLE.read_bytes()).decode(),
            summary=summary,
            non_answers=summary.comments - summary.answered - sum(reading.result.apart.values()),
            languages=sorted(reading.result.apart.items(), key=lambda pair: (-pair[1], pair[0])),
            repeated=sum(len(campaign.comment_ids) for campaign in summary.campaigns),
            campaigns=[_passed_round(reading, campaign) for campaign in summary.campaigns],
            themes=[finding for finding in summary.findings if not finding.emergent],
            emergent=[finding for finding in summary.findings if finding.emergent],
            names={theme.id: theme.name for theme in default_themes()},
            headings={theme.id: theme.heading for theme in default_themes()},
            few=[finding for finding in to_be_read(reading) if not finding.serious],
        )
    )
    return page.lstrip() + "\n"


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
    )
    environment.install_gettext_callables(i18n.gettext, i18n.plural, newstyle=True)  # type: ignore[attr-defined]
    environment.globals.update(
        bar=bar,
        likely=likely,
        part=part,
        english_name=english_name,
        encoding_note=encoding_note,
        cut_note=cut_note,
        not_compared=not_compared,
        read_each=READ_EACH,
        fewest_shared=FEW,
    )
    return environment


def _passed_round(reading: FileReading, campaign: Campaign) -> tuple[int, str, str]:
    """How many sent the text, which comment speaks for them, and how it begins, names put aside."""
    place = next(place for place, row in enumerate(reading.file.rows) if row.id == campaign.speaker)
    text = blank_out(reading.file.rows[place].text, reading.result.comments[place].redactions)
    return len(campaign.comment_ids), campaign.speaker, shorten(text, _SHOWN, placeholder=" …")


def bar(finding: Finding) -> list[BarPart]:
    """The parts of a theme's bar in order, those without comments left out."""
    parts: list[BarPart] = []
    start = 0.0
    for label in LABELS:
        width = 100 * getattr(finding, label) / finding.count
        if width:
            parts.append(BarPart(label, round(start, 2), round(width, 2)))
        start += width
    return parts
