"""The whole analysis of a survey's comments: each comment read by every part of this package, then all of
them together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from insight.intent import is_good_news, is_non_answer
from insight.language import language
from insight.redaction import Span, redactions
from insight.safeguarding import Flag, safeguarding
from insight.sentiment import Sentiment, sentiment
from insight.suggestion import suggestions
from insight.summary import Material, Summary, summarise
from insight.themes import Theme, ThemeHit, default_themes
from insight.themes import themes as find_themes


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
) -> Analysis:
    """Read the comments by the school's `themes` (by default insight.default_themes()).

    `names` are the roll's, to be redacted wherever they stand; `population` is how many people were
    asked. Raises ValueError
    when two comments share an id.
    """
    if len({comment.id for comment in comments}) < len(comments):
        raise ValueError("two comments share an id")
    chosen = default_themes() if themes is None else tuple(themes)
    roll = tuple(names)
    read = _read(comments, chosen, roll)
    open_to_all = [
        (comment, result) for comment, result in zip(comments, read, strict=True) if not result.safeguarding.flag
    ]
    material = [
        Material(r.id, comment.text, r.sentiment, r.suggestion, r.themes, r.redactions)
        for comment, r in open_to_all
        if not r.non_answer
    ]
    return Analysis(read, summarise(material, len(open_to_all), chosen, population))


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
        strict=True,
    )
    read = []
    for comment, code, suggests, judged, hits, flag in parts:
        empty = is_non_answer(comment.text) and not is_good_news(comment.text, comment.question)
        spans = tuple(redactions(comment.text, names))
        held = () if empty else tuple(hits)
        read.append(CommentAnalysis(comment.id, code, empty, suggests and not empty, judged, held, flag, spans))
    return tuple(read)


def warm() -> None:
    """Read lexicons, model and encoder (about 2 s, 250 MB), so that the first comment need not wait for them."""
    _read([Comment("", "Warm.")], default_themes(), ())
