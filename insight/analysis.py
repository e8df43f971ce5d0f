"""The whole analysis of a survey's comments: each as it was read and as people corrected it, then all of them
together."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from insight.corrections import NONE, Correction, corrected_sentiment, corrected_themes
from insight.findings import Before
from insight.quoting import Material
from insight.reader import Comment, CommentAnalysis, Progress, read
from insight.redaction import corrected
from insight.summary import Summary, summarise
from insight.themes import Theme, default_themes


@dataclass(frozen=True, slots=True)
class Analysis:
    """Every comment's reading in the order given, and the summary, which knows nothing of those flagged
    for safeguarding. Answers in other languages that nobody has checked are counted `apart`, by language."""

    comments: tuple[CommentAnalysis, ...]
    summary: Summary
    apart: Mapping[str, int] = field(default_factory=dict)


def analyse(
    comments: Sequence[Comment],
    themes: Sequence[Theme] | None = None,
    names: Iterable[str] = (),
    population: int | None = None,
    corrections: Mapping[str, Correction] | None = None,
    progress: Progress = lambda done: None,
    processes: int | None = None,
    groups: Mapping[str, str | None] | None = None,
    before: Mapping[str, Before] | None = None,
) -> Analysis:
    """Read the comments by the school's `themes` (by default insight.default_themes()).

    `names` are the roll's, to be redacted wherever they stand; `population` is how many people were
    asked; `corrections` by people, by comment id, always win; `processes` as for `read`, `groups` and
    `before` as for `conclude`. Raises ValueError when two comments share an id, or a correction is of none of them.
    """
    found = read(comments, themes, names, progress, processes)
    return conclude(comments, found, themes, population, corrections, groups, before)


def conclude(
    comments: Sequence[Comment],
    readings: Sequence[CommentAnalysis],
    themes: Sequence[Theme] | None = None,
    population: int | None = None,
    corrections: Mapping[str, Correction] | None = None,
    groups: Mapping[str, str | None] | None = None,
    before: Mapping[str, Before] | None = None,
) -> Analysis:
    """What the comments say together, from the machine's `readings` of each and what people corrected in them.

    `groups` are the comments' groups, to be compared, `before` what was said of each theme the last time; both weigh
    in the order of the findings. Raises ValueError as `analyse` does.
    """
    ids = {comment.id for comment in comments}
    if len(ids) < len(comments):
        raise ValueError("two comments share an id")
    known = corrections or {}
    if not known.keys() <= ids:
        raise ValueError(f"corrections of comments that are not there: {', '.join(sorted(known.keys() - ids))}")
    chosen = default_themes() if themes is None else tuple(themes)
    settled = tuple(_settled(c, r, known.get(c.id)) for c, r in zip(comments, readings, strict=True))
    open_to_all = [(c, r) for c, r in zip(comments, settled, strict=True) if not r.safeguarding.flag]
    material = [
        _material(comment, read, known.get(read.id))
        for comment, read in open_to_all
        if read.checked and not read.non_answer
    ]
    apart = Counter(r.language for _, r in open_to_all if not r.checked and not r.non_answer)
    return Analysis(settled, summarise(material, len(open_to_all), chosen, population, groups, before), dict(apart))


def _material(comment: Comment, read: CommentAnalysis, correction: Correction | None) -> Material:
    known = correction or NONE
    return Material(
        id=read.id,
        text=comment.text,
        sentiment=read.sentiment,
        suggestion=read.suggestion,
        themes=read.themes,
        redactions=read.redactions,
        barred=known.barred,
        alone=known.alone,
        corrected=correction is not None,
    )


def _settled(comment: Comment, read: CommentAnalysis, correction: Correction | None) -> CommentAnalysis:
    """The machine's reading with what people said of it in its place."""
    known = correction or NONE
    language = known.language or read.language
    checked = language == "en" or known.checked
    if correction is None and checked == read.checked:
        return read
    empty = read.non_answer if known.non_answer is None else known.non_answer
    felt = corrected_sentiment(read.sentiment, known)
    return CommentAnalysis(
        id=read.id,
        language=language,
        non_answer=empty,
        suggestion=not empty and (read.suggestion if known.suggestion is None else known.suggestion),
        sentiment=felt,
        themes=() if empty else corrected_themes(comment.text, read.themes, felt, known),
        safeguarding=read.safeguarding,
        redactions=tuple(corrected(comment.text, read.redactions, known.hidden, known.plain)),
        checked=checked,
    )
