"""Comments in a CSV file, analysed without a database: what `quorate analyse` makes of it, and its JSON."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from insight import Analysis, Comment, CommentAnalysis, Finding, GroupFinding, analyse
from web.comment_file import CommentFile, read_comments


@dataclass(frozen=True, slots=True)
class FileReading:
    """A file and what the analysis made of its rows. `group_column`: by which groups are compared, if they are."""

    file: CommentFile
    result: Analysis
    group_column: str | None

    def groups(self) -> list[GroupFinding]:
        """How often each group speaks of each theme beside all others, clearest differences first."""
        found = [row for finding in self.result.summary.findings for row in finding.groups]
        return sorted(found, key=lambda row: (row.adjusted_p, -abs(row.effect), row.group, row.theme))

    def clear_differences(self) -> list[GroupFinding]:
        """Those of the groups' differences that chance hardly explains."""
        return [row for row in self.groups() if row.finding != "no clear difference"]


def read_file(path: Path, column: str, id_column: str | None, group_column: str | None) -> FileReading:
    """The file read and analysed, with a progress bar where somebody is looking.

    Without `id_column` rows are numbered c1, c2…; the column's name counts as the question asked. Raises CsvFault.
    """
    file = read_comments(path, column, id_column, group_column)
    rows = file.rows
    comments = [Comment(row.id, row.text, column) for row in rows]
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("Reading the comments", total=len(rows))
        result = analyse(
            comments,
            progress=lambda done: bar.update(task, completed=done),
            groups={row.id: row.group for row in rows} if group_column is not None else None,
        )
    return FileReading(file, result, group_column)


def analyse_file(
    path: Path, column: str, id_column: str | None, group_column: str | None
) -> Iterator[dict[str, object]]:
    """One object a row, in the file's order, then one with the summary: the contract of `quorate analyse`.

    The summary's `comments` are all rows, its other figures leave out those flagged for safeguarding. Raises CsvFault
    before the first object.
    """
    return objects(read_file(path, column, id_column, group_column))


def objects(reading: FileReading) -> Iterator[dict[str, object]]:
    """What `analyse_file` gives, of a file that has been read."""
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
        "comments": len(reading.file.rows),
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
    if reading.group_column is not None:
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
