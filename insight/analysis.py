"""The whole analysis of a survey's comments: each comment read by every part of this package, then all of
them together."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from insight.corrections import NONE, Correction, corrected_sentiment, corrected_themes
from insight.intent import is_good_news, is_non_answer
from insight.language import language
from insight.quoting import Material
from insight.redaction import Span, redactions_of_all
from insight.safeguarding import Flag, safeguarding
from insight.sentiment import Sentiment, sentiment
from insight.suggestion import suggestions
from insight.summary import Summary, summarise
from insight.themes import Theme, ThemeHit, default_themes
from insight.themes import themes as find_themes

_AT_ONCE = 2_000
"""Comments read together: many times faster than one by one, and no more memory for a hundred thousand of them."""

Progress = Callable[[int], None]
"""Told after each batch how many comments have been read."""


@dataclass(frozen=True, slots=True)
class Comment:
    """What one person wrote. `question` is what they were asked: "none" means one thing after "any
    concerns?", another elsewhere."""

    id: str
    text: str
    question: str = ""


@dataclass(frozen=True, slots=True)
class CommentAnalysis:
    """One comment as read. Offsets count characters of the original text. A non-answer has no themes and
    no suggestion."""

    id: str
    language: str
    non_answer: bool
    suggestion: bool
    sentiment: Sentiment
    themes: tuple[ThemeHit, ...]
    safeguarding: Flag
    redactions: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Analysis:
    """Every comment's reading in the order given, and the summary, which knows nothing of those flagged
    for safeguarding."""

    comments: tuple[CommentAnalysis, ...]
    summary: Summary


def analyse(
    comments: Sequence[Comment],
    themes: Sequence[Theme] | None = None,
    names: Iterable[str] = (),
    population: int | None = None,
    corrections: Mapping[str, Correction] | None = None,
    progress: Progress = lambda done: None,
) -> Analysis:
    """Read the comments by the school's `themes` (by default insight.default_themes()).

    `names` are the roll's, to be redacted wherever they stand; `population` is how many people were
    asked; `corrections` by people, by comment id, always win. Raises ValueError when two comments share an id, or a
    correction is of none of them.
    """
    ids = {comment.id for comment in comments}
    if len(ids) < len(comments):
        raise ValueError("two comments share an id")
    known = corrections or {}
    if not known.keys() <= ids:
        raise ValueError(f"corrections of comments that are not there: {', '.join(sorted(known.keys() - ids))}")
    chosen = default_themes() if themes is None else tuple(themes)
    roll = tuple(names)
    read: list[CommentAnalysis] = []
    for start in range(0, len(comments), _AT_ONCE):
        read += _read(comments[start : start + _AT_ONCE], chosen, roll, known)
        progress(len(read))
    open_to_all = [
        (comment, result) for comment, result in zip(comments, read, strict=True) if not result.safeguarding.flag
    ]
    material = [
        Material(r.id, comment.text, r.sentiment, r.suggestion, r.themes, r.redactions, known.get(r.id, NONE).barred)
        for comment, r in open_to_all
        if not r.non_answer
    ]
    return Analysis(tuple(read), summarise(material, len(open_to_all), chosen, population))


def _read(
    comments: Sequence[Comment],
    themes: Sequence[Theme],
    names: tuple[str, ...],
    corrections: Mapping[str, Correction],
) -> tuple[CommentAnalysis, ...]:
    """Each part of this package reads all comments at once: together they are read many times faster."""
    texts = [comment.text for comment in comments]
    parts = zip(
        comments,
        language(texts),
        suggestions(texts),
        sentiment(texts, [comment.question for comment in comments]),
        find_themes(texts, themes),
        safeguarding(texts),
        redactions_of_all(texts, names),
        strict=True,
    )
    read = []
    for comment, code, suggests, judged, hits, flag, spans in parts:
        empty = is_non_answer(comment.text) and not is_good_news(comment.text, comment.question)
        correction = corrections.get(comment.id, NONE)
        felt = corrected_sentiment(judged, correction)
        held = corrected_themes(comment.text, () if empty else hits, felt, correction)
        read.append(CommentAnalysis(comment.id, code, empty, suggests and not empty, felt, held, flag, tuple(spans)))
    return tuple(read)


def warm() -> None:
    """Read lexicons, model and encoder (about 2 s, 250 MB), so that the first comment need not wait for them."""
    _read([Comment("", "Warm.")], default_themes(), (), {})
