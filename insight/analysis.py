"""The whole analysis of a survey's comments: each comment read by every part of this package, then all of
them together."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from insight.corrections import NONE, Correction, corrected_sentiment, corrected_themes
from insight.intent import is_good_news, is_non_answer
from insight.language import language
from insight.quoting import Material
from insight.redaction import Span, corrected, redactions_of_all
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
    no suggestion. `checked`: written in English, or somebody who knows its language confirmed how it was read."""

    id: str
    language: str
    non_answer: bool
    suggestion: bool
    sentiment: Sentiment
    themes: tuple[ThemeHit, ...]
    safeguarding: Flag
    redactions: tuple[Span, ...]
    checked: bool = True


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
) -> Analysis:
    """Read the comments by the school's `themes` (by default insight.default_themes()).

    `names` are the roll's, to be redacted wherever they stand; `population` is how many people were
    asked; `corrections` by people, by comment id, always win. Raises ValueError when two comments share an id, or a
    correction is of none of them.
    """
    return conclude(comments, read(comments, themes, names, progress), themes, population, corrections)


def read(
    comments: Sequence[Comment],
    themes: Sequence[Theme] | None = None,
    names: Iterable[str] = (),
    progress: Progress = lambda done: None,
) -> tuple[CommentAnalysis, ...]:
    """Each comment as the machine reads it by itself: what may be kept, since it hangs on nothing but the comment, the
    themes and the names."""
    chosen = default_themes() if themes is None else tuple(themes)
    roll = tuple(names)
    found: list[CommentAnalysis] = []
    for start in range(0, len(comments), _AT_ONCE):
        found += _read(comments[start : start + _AT_ONCE], chosen, roll)
        progress(len(found))
    return tuple(found)


def conclude(
    comments: Sequence[Comment],
    readings: Sequence[CommentAnalysis],
    themes: Sequence[Theme] | None = None,
    population: int | None = None,
    corrections: Mapping[str, Correction] | None = None,
) -> Analysis:
    """What the comments say together, from the machine's `readings` of each and what people corrected in them.

    Raises ValueError as `analyse` does.
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
        Material(r.id, comment.text, r.sentiment, r.suggestion, r.themes, r.redactions, known.get(r.id, NONE).barred)
        for comment, r in open_to_all
        if r.checked and not r.non_answer
    ]
    apart = Counter(r.language for _, r in open_to_all if not r.checked and not r.non_answer)
    return Analysis(settled, summarise(material, len(open_to_all), chosen, population), dict(apart))


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


def _read(comments: Sequence[Comment], themes: Sequence[Theme], names: tuple[str, ...]) -> tuple[CommentAnalysis, ...]:
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
    found = []
    for comment, code, suggests, felt, hits, flag, spans in parts:
        empty = is_non_answer(comment.text) and not is_good_news(comment.text, comment.question)
        held = () if empty else tuple(hits)
        found.append(
            CommentAnalysis(
                comment.id, code, empty, suggests and not empty, felt, held, flag, tuple(spans), checked=code == "en"
            )
        )
    return tuple(found)


def warm() -> None:
    """Read lexicons, model and encoder (about 2 s, 250 MB), so that the first comment need not wait for them."""
    _read([Comment("", "Warm.")], default_themes(), ())
