"""Comments in a CSV file, analysed without a database: what `quorate analyse` reads and prints."""

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from insight import Analysis, Comment, CommentAnalysis, Finding, GroupFinding, analyse

_LARGEST_FIELD = 10_000_000
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


class CsvFault(Exception):
    """The file cannot be read as asked; the message names the file, the line and the field."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the file as far as it matters here."""

    id: str
    text: str
    group: str | None


@dataclass(frozen=True, slots=True)
class FileReading:
    """A file's rows and what the analysis made of them. `grouped`: a column to compare groups by was named."""

    path: Path
    rows: Sequence[Row]
    result: Analysis
    grouped: bool

    def groups(self) -> list[GroupFinding]:
        """How often each group speaks of each theme beside all others, clearest differences first."""
        found = [row for finding in self.result.summary.findings for row in finding.groups]
        return sorted(found, key=lambda row: (row.adjusted_p, -abs(row.effect), row.group, row.theme))


def read_file(path: Path, column: str, id_column: str | None, group_column: str | None) -> FileReading:
    """The file read and analysed, with a progress bar where somebody is looking.

    Without `id_column` rows are numbered c1, c2…; the column's name counts as the question asked. Raises CsvFault.
    """
    rows = _read(path, column, id_column, group_column)
    comments = [Comment(row.id, row.text, column) for row in rows]
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("Reading the comments", total=len(rows))
        result = analyse(
            comments,
            progress=lambda done: bar.update(task, completed=done),
            groups={row.id: row.group for row in rows} if group_column else None,
        )
    return FileReading(path, rows, result, group_column is not None)


def analyse_file(
    path: Path, column: str, id_column: str | None, group_column: str | None
) -> Iterator[dict[str, object]]:
    """One object a row, in the file's order, then one with the summary: the contract of `quorate analyse`.

    The summary's `comments` are all rows, its other figures leave out those flagged for safeguarding. Raises CsvFault
    before the first object.
    """
    return _objects(read_file(path, column, id_column, group_column))


def print_analysis(reading: FileReading, *, as_json: bool) -> None:
    """Write the analysis to standard output: JSON lines, or the summary in words.

    The summary says nothing of possible disclosures, so that without JSON their ids go to standard error.
    """
    if as_json:
        for found in _objects(reading):
            click.echo(json.dumps(found, ensure_ascii=False))
        return
    click.echo(render_text(_summary_object(reading)))
    say_flagged(reading)


def say_flagged(reading: FileReading) -> None:
    """The ids of possible disclosures, to standard error."""
    flagged = [comment.id for comment in reading.result.comments if comment.safeguarding.flag]
    if flagged:
        click.echo(f"For the designated safeguarding lead only, to be read today: {', '.join(flagged)}", err=True)


def render_text(summary: Mapping[str, Any]) -> str:
    """The summary (the value under "summary") for people to read in a terminal."""
    lines = [f"{summary['comments']} comments, {summary['answered']} of them answers that can be summarised."]
    if "campaigns" in summary:
        lines.append(f"Texts that were sent more than once are counted once, which makes {summary['voices']} voices.")
    apart = ", ".join(f"{count} in {language}" for language, count in sorted(summary.get("apart", {}).items()))
    if apart:
        lines.append(f"Counted apart, since nobody has checked how a machine read them: {apart}.")
    for theme in summary["themes"]:
        feelings = ", ".join(f"{theme[label]} {label}" for label in ("negative", "mixed", "positive", "neutral"))
        lines += ["", f"{theme['id']}: {theme['count']} ({feelings}; {theme['suggestions']} with a suggestion)"]
        lines += [f"  “{quote['text']}” ({quote['id']})" for quote in theme["quotes"]]
    for topic in summary["emergent"]:
        lines += ["", f"Also mentioned: {topic['label']} ({len(topic['ids'])})"]
    clear = [row for row in summary.get("groups", ()) if row["finding"] != "no clear difference"]
    if clear:
        lines += ["", "Groups that differ clearly from the others:"]
    for row in clear:
        lines.append(
            f"  {row['group']}, {row['theme']}: {row['share']:.0%} against {row['others']:.0%} ({row['finding']})"
        )
    if "groups" in summary and not clear:
        lines += ["", "No clear difference between groups."]
    lines += ["", f"No theme took {summary['unassigned']:.0%} of the answers."]
    return "\n".join(lines)


def _read(path: Path, column: str, id_column: str | None, group_column: str | None) -> list[Row]:
    text, encoding = _decoded(path)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    lines = _lines(reader, path)
    header = next(lines, (1, []))[1]
    if id_column is None and "id" in header:
        id_column = "id"
    places = {}
    for name in (column, id_column, group_column):
        if name is not None:
            places[name] = _place(path, encoding, header, name)
    rows: list[Row] = []
    seen: dict[str, int] = {}
    for number, fields in lines:
        if not fields:
            continue
        if len(fields) != len(header):
            raise CsvFault(f"{path}, line {number}: {len(fields)} fields where the header has {len(header)}")
        id_ = fields[places[id_column]] if id_column else f"c{len(rows) + 1}"
        if id_ in seen:
            raise CsvFault(f"{path}, line {number}, field “{id_column}”: {id_!r} is already on line {seen[id_]}")
        seen[id_] = number
        group = fields[places[group_column]].strip() or None if group_column else None
        rows.append(Row(id_, fields[places[column]], group))
    return rows


def _lines(reader: Any, path: Path) -> Iterator[tuple[int, list[str]]]:
    """Each record with the number of the line that it begins on."""
    csv.field_size_limit(_LARGEST_FIELD)
    while True:
        number = reader.line_num + 1
        try:
            yield number, next(reader)
        except StopIteration:
            return
        except csv.Error as fault:
            raise CsvFault(f"{path}, line {number}: {fault}") from fault


def _place(path: Path, encoding: str, header: list[str], name: str) -> int:
    names = [field.strip() for field in header]
    if names.count(name) == 1:
        return names.index(name)
    if name in names:
        raise CsvFault(f"{path}, line 1: two columns are called “{name}”")
    listed = ", ".join(f"“{field}”" for field in names)
    raise CsvFault(f"{path}, line 1 (read as {encoding}): no column “{name}”; there are {listed}")


def _decoded(path: Path) -> tuple[str, str]:
    """The file's text and the encoding that it was read in. Raises CsvFault."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise CsvFault(f"{path}: there is no such file") from None
    except OSError as fault:
        raise CsvFault(f"{path}: {fault.strerror}") from fault
    if not data.strip():
        raise CsvFault(f"{path}: the file is empty")
    marked = next((encoding for mark, encoding in _MARKS if data.startswith(mark)), None)
    for encoding in (marked,) if marked else ("utf-8", "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError as fault:
            failed = data.count(b"\n", 0, fault.start) + 1
            continue
        if "\0" in text:
            line = text.count("\n", 0, text.index("\0")) + 1
            raise CsvFault(f"{path}, line {line}: a NUL byte (read as {encoding}); this is no text file")
        return text, encoding
    raise CsvFault(f"{path}, line {failed}: neither UTF-8, UTF-16 nor Windows-1252 text")


def _objects(reading: FileReading) -> Iterator[dict[str, object]]:
    for comment in reading.result.comments:
        yield _comment_object(comment)
    yield {"summary": _summary_object(reading)}


def _comment_object(comment: CommentAnalysis) -> dict[str, object]:
    return {
        "id": comment.id,
        "language": comment.language,
        "non_answer": comment.non_answer,
        "suggestion": comment.suggestion,
        "sentiment": {"label": comment.sentiment.label, "score": comment.sentiment.score},
        "themes": [
            {
                "id": hit.theme,
                "start": hit.start,
                "end": hit.end,
                "sentiment": {"label": hit.sentiment.label, "score": hit.sentiment.score},
            }
            for hit in comment.themes
        ],
        "safeguarding": {"flag": comment.safeguarding.flag, "reasons": list(comment.safeguarding.reasons)},
        "redactions": [{"start": span.start, "end": span.end, "type": span.type} for span in comment.redactions],
    }


def _summary_object(reading: FileReading) -> dict[str, object]:
    summary = reading.result.summary
    found: dict[str, object] = {
        "comments": len(reading.rows),
        "answered": summary.answered,
        "themes": [_finding_object(finding) for finding in summary.findings if not finding.emergent],
        "emergent": [
            {"label": f.theme, "ids": list(f.comment_ids), "key_phrases": list(f.key_phrases)}
            for f in summary.findings
            if f.emergent
        ],
        "unassigned": round(summary.unassigned, 4),
        "duplicates": [list(ids) for ids in summary.duplicates],
    }
    if reading.result.apart:
        found["apart"] = dict(reading.result.apart)
    if summary.campaigns:
        found["voices"] = summary.voices
        found["campaigns"] = [
            {"id": campaign.speaker, "comments": len(campaign.comment_ids), "ids": list(campaign.comment_ids)}
            for campaign in summary.campaigns
        ]
    if reading.grouped:
        found["groups"] = [_group_object(row) for row in reading.groups()]
    return found


def _finding_object(finding: Finding) -> dict[str, object]:
    return {
        "id": finding.theme,
        "count": finding.count,
        "positive": finding.positive,
        "negative": finding.negative,
        "mixed": finding.mixed,
        "neutral": finding.neutral,
        "suggestions": finding.suggestions,
        "quotes": [
            {"id": quote.comment_id, "start": quote.start, "end": quote.end, "text": quote.text}
            for quote in finding.quotes
        ],
        "key_phrases": list(finding.key_phrases),
    }


def _group_object(row: GroupFinding) -> dict[str, object]:
    return {
        "group": row.group,
        "theme": row.theme,
        "share": round(row.share, 4),
        "interval": [round(row.interval.low, 4), round(row.interval.high, 4)],
        "others": round(row.others, 4),
        "adjusted_p": round(row.adjusted_p, 6),
        "effect": round(row.effect, 4),
        "finding": row.finding,
    }
