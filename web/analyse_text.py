"""What `quorate analyse` says to people: the summary in words for a terminal, and what must be said beside it."""

from __future__ import annotations

import errno
import json
from collections.abc import Iterator

import click

from common.i18n import gettext as _
from common.i18n import ngettext
from insight import Finding
from insight.findings import FEW, LABELS
from insight.ranking import is_grave
from insight.reading import MAX_CHARACTERS
from insight.suppression import TEXT_THRESHOLD
from surveys.spoken import english_name
from web.analyse_csv import FileReading, objects
from web.comment_file import CsvFault

READ_EACH = 10
"""Comments on something serious under which each is to be read."""
_CONTROLS = {
    code: 0x2400 + code if code < 0x20 else 0xFFFD
    for code in (*range(0x20), *range(0x7F, 0xA0))
    if chr(code) not in "\n\t"
}
"""Codes that a terminal would obey, and the signs that stand for them."""


def print_analysis(reading: FileReading, *, as_json: bool) -> None:
    """Write the analysis to standard output: JSON lines, or the summary in words. Raises CsvFault where that is full.

    What must be said beside it goes to standard error. The summary says nothing of possible disclosures, so that
    without JSON their ids go there too.
    """
    try:
        if as_json:
            for found in objects(reading):
                click.echo(json.dumps(found, ensure_ascii=False))
        else:
            click.echo(printable(render_text(reading)))
    except OSError as fault:
        if fault.errno == errno.EPIPE:  # nobody reads on, which click ends quietly
            raise
        raise CsvFault(f"standard output: {fault.strerror}") from fault
    _say(encoding_note(reading), cut_note(reading) if as_json else flagged_note(reading))


def say_beside_report(reading: FileReading) -> None:
    """What whoever ran the command must know beside the report, to standard error."""
    _say(encoding_note(reading), cut_note(reading), flagged_note(reading))


def _say(*notes: str) -> None:
    for note in notes:
        if note:
            click.echo(printable(note), err=True)


def printable(text: str) -> str:
    """The text with its control codes made visible, so that what a parent wrote cannot command the terminal."""
    return text.translate(_CONTROLS)


def encoding_note(reading: FileReading) -> str:
    """In which encoding the file was read, where it is not UTF-8."""
    if not reading.file.encoding:
        return ""
    return _(
        "%(file)s was read as %(encoding)s text. If accents or quotation marks look wrong, save it as “CSV UTF-8”.",
        file=reading.file.path.name,
        encoding=reading.file.encoding,
    )


def cut_note(reading: FileReading) -> str:
    """Which comments were read in part only. Those flagged are left out: the lead reads them whole."""
    pairs = zip(reading.file.rows, reading.result.comments, strict=True)
    ids = [row.id for row, read in pairs if len(row.text) > MAX_CHARACTERS and not read.safeguarding.flag]
    if not ids:
        return ""
    return ngettext(
        "%(num)s comment is longer than %(most)s characters. What is beyond was not read, not for safeguarding either:"
        " read it yourself (%(ids)s).",
        "%(num)s comments are longer than %(most)s characters. What is beyond was not read, not for safeguarding"
        " either: read it yourself (%(ids)s).",
        len(ids),
        most=f"{MAX_CHARACTERS:,}",
        ids=", ".join(ids),
    )


def flagged_note(reading: FileReading) -> str:
    """The ids of possible disclosures."""
    flagged = [comment.id for comment in reading.result.comments if comment.safeguarding.flag]
    return f"For the designated safeguarding lead only, to be read today: {', '.join(flagged)}" if flagged else ""


def not_compared(reading: FileReading) -> str:
    """Why no groups were compared, where they should have been; empty where some were."""
    if reading.group_column is None or reading.groups():
        return ""
    if not any(row.group for row in reading.file.rows):
        return _("No groups were compared: the column “%(column)s” is empty.", column=reading.group_column)
    if all(finding.emergent for finding in reading.result.summary.findings):
        return _("No groups were compared: no answer speaks of any of the themes.")
    return _(
        "No groups were compared: each needs at least %(n)s answers, and as many outside it; one that would give away"
        " how many a smaller one has is left out too.",
        n=TEXT_THRESHOLD,
    )


def to_be_read(reading: FileReading) -> list[Finding]:
    """What few speak of, not all of them gladly, and where a single comment may be a child who is not safe or well."""
    return [
        finding
        for finding in reading.result.summary.findings
        if finding.count < READ_EACH and finding.positive < finding.count and is_grave(finding.theme)
    ]


def part(count: int, whole: int) -> str:
    """ "33%", "under 1%"; "3 of 4" where there are too few for a percentage."""
    if whole < FEW:
        return f"{count} of {whole}"
    return "under 1%" if count and not round(100 * count / whole) else f"{count / whole:.0%}"


def render_text(reading: FileReading) -> str:
    """The summary for people to read in a terminal."""
    return "\n".join([*_heading(reading), *_themes(reading), *_groups(reading), *_unassigned(reading)])


def _heading(reading: FileReading) -> Iterator[str]:
    summary, comments = reading.result.summary, len(reading.file.rows)
    if comments == 1:
        yield f"1 comment, which is {'an' if summary.answered else 'no'} answer that can be summarised."
    else:
        answers = "an answer" if summary.answered == 1 else "answers"
        yield f"{comments:,} comments, {summary.answered:,} of them {answers} that can be summarised."
    if summary.campaigns:
        voices = f"{summary.voices:,} voice{'' if summary.voices == 1 else 's'}"
        yield f"Texts that were sent more than once are counted once, which makes {voices}."
    apart = sorted((english_name(language), count) for language, count in reading.result.apart.items())
    if apart:
        listed = ", ".join(f"{count} in {language}" for language, count in apart)
        yield f"Counted apart, since nobody has checked how a machine read them: {listed}."
    cut = cut_note(reading)
    if cut:
        yield cut


def _themes(reading: FileReading) -> Iterator[str]:
    themes = [finding for finding in reading.result.summary.findings if not finding.emergent]
    for theme in themes:
        feelings = ", ".join(f"{getattr(theme, label)} {label}" for label in LABELS)
        yield ""
        yield f"{theme.theme}: {theme.count} ({feelings}; {theme.suggestions} with a suggestion)"
        yield from (f"  “{quote.text}” ({quote.comment_id})" for quote in theme.quotes)
    for topic in reading.result.summary.findings:
        if topic.emergent:
            yield ""
            yield f"Also mentioned: {topic.theme} ({len(topic.comment_ids)})"
    few = to_be_read(reading)
    if few:
        yield ""
        yield "Few speak of this, and each is to be read, since a single case can be serious:"
        yield from (f"  {one.theme} ({len(one.comment_ids)}): {', '.join(one.comment_ids)}" for one in few)


def _groups(reading: FileReading) -> Iterator[str]:
    if reading.group_column is None:
        return
    clear = reading.clear_differences()
    yield ""
    if clear:
        yield "Groups that differ clearly from the others:"
    for row in clear:
        yield f"  {row.group}, {row.theme}: {row.share:.0%} against {row.others:.0%} ({row.finding})"
    if not clear:
        yield not_compared(reading) or "No clear difference between groups."


def _unassigned(reading: FileReading) -> Iterator[str]:
    voices = reading.result.summary.voices
    loose = round(reading.result.summary.unassigned * voices)
    if not voices:
        return
    yield ""
    if not loose:
        yield "Every answer speaks of one of the themes at least."
    elif voices < FEW:
        yield f"Of {voices} answer{'' if voices == 1 else 's'}, {loose} speak{'s' if loose == 1 else ''} of no theme."
    else:
        yield f"{part(loose, voices)} of the answers speak of none of the themes."
