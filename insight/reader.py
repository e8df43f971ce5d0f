"""Reading comments: each by itself, by every part of this package. What may be kept, since it hangs on nothing but the
comment, the themes and the names."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from insight.intent import is_good_news, is_non_answer
from insight.language import language
from insight.redaction import Span, redactions_of_all
from insight.safeguarding import Flag, safeguarding
from insight.sentiment import Sentiment, sentiment
from insight.sharing import Shared
from insight.suggestion import suggestions
from insight.themes import Theme, ThemeHit, default_themes
from insight.themes import themes as find_themes

if TYPE_CHECKING:
    from insight.model import Remembered

_AT_ONCE = 1_000
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


def read(
    comments: Sequence[Comment],
    themes: Sequence[Theme] | None = None,
    names: Iterable[str] = (),
    progress: Progress = lambda done: None,
    processes: int | None = None,
) -> tuple[CommentAnalysis, ...]:
    """Each comment as the machine reads it by itself.

    `processes`: 1 or 2 of them share the work, which changes nothing else; without it 2 where there is much of it and
    more than one processor.
    """
    from insight.model import learn  # numpy and scipy take their time to import

    chosen = default_themes() if themes is None else tuple(themes)
    same: dict[tuple[str, str], int] = {}
    places = [same.setdefault((comment.text, comment.question), len(same)) for comment in comments]
    different = list(same)
    batches = [different[start : start + _AT_ONCE] for start in range(0, len(different), _AT_ONCE)]

    def told(done: int) -> None:
        progress(len(comments) * done // max(1, len(batches)))

    def kept(brought: "tuple[list[CommentAnalysis], Remembered]") -> list[CommentAnalysis]:
        learn(brought[1])
        return brought[0]

    shared = Shared(read_batch, kept, batches, chosen, tuple(names), elsewhere=read_and_forget)
    found = [one for batch in shared.results(told, processes) for one in batch]
    return tuple(replace(found[place], id=comment.id) for place, comment in zip(places, comments, strict=True))


def read_batch(
    asked: Sequence[tuple[str, str]], themes: tuple[Theme, ...], names: tuple[str, ...]
) -> "tuple[list[CommentAnalysis], Remembered]":
    """The readings, without ids, of texts with the questions that they answer, and what another process had better
    remember of them. Each part of this package reads all texts at once: together they are read many times faster."""
    from insight.model import remembered

    texts = [text for text, _ in asked]
    parts = zip(
        asked,
        language(texts),
        suggestions(texts),
        sentiment(texts, [question for _, question in asked]),
        find_themes(texts, themes),
        safeguarding(texts),
        redactions_of_all(texts, names),
        strict=True,
    )
    found = []
    for (text, question), code, suggests, felt, hits, flag, spans in parts:
        empty = is_non_answer(text) and not is_good_news(text, question)
        held = () if empty else tuple(hits)
        english = code == "en"
        found.append(CommentAnalysis("", code, empty, suggests and not empty, felt, held, flag, tuple(spans), english))
    loose = [text for text, one in zip(texts, found, strict=True) if not one.themes and not one.non_answer]
    return found, remembered(texts, loose)


def read_and_forget(
    asked: Sequence[tuple[str, str]], themes: tuple[Theme, ...], names: tuple[str, ...]
) -> "tuple[list[CommentAnalysis], Remembered]":
    """`read_batch` in a process that nobody will ask about these texts again."""
    from insight.model import forget

    found = read_batch(asked, themes, names)
    forget()
    return found


def warm() -> None:
    """Read lexicons, model and encoder (about 2 s, 250 MB), so that the first comment need not wait for them."""
    read_batch([("Warm.", "")], default_themes(), ())
