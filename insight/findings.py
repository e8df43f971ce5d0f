"""Findings: what is held of one theme across all comments, and the English sentences that say it. Each number and
sentence comes with what it rests on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from insight.groups import GroupFinding
from insight.polarity import Label
from insight.quoting import Quote, Voice
from insight.statistics import Difference, Share

LABELS: tuple[Label, ...] = ("negative", "mixed", "positive", "neutral")
FEW = 5
"""Comments from which "mostly", or a percentage, means something."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the summary and the comments that it rests on."""

    text: str
    comment_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Before:
    """What was said of a theme the last time: by `count` of `n` comments."""

    count: int
    n: int


@dataclass(frozen=True, slots=True)
class Finding:
    """One theme, or one emergent topic, across all comments: `count` of `n` answered comments speak of it.

    A text that was sent many times is counted once in all figures but `comments`; all of its comments are among
    `comment_ids`. `asked` are quotes of those who ask for something. `serious`: a matter of safety or wellbeing that
    is mostly complained of, however few do. `change` is against the last time, where that is known, `clear_change`
    whether chance hardly explains it; `groups` are all groups that could be compared.
    """

    theme: str
    headline: str
    emergent: bool
    rank: int
    n: int
    count: int
    share: Share
    positive: int
    negative: int
    mixed: int
    neutral: int
    suggestions: int
    comment_ids: tuple[str, ...]
    quotes: tuple[Quote, ...]
    sentences: tuple[Sentence, ...]
    key_phrases: tuple[str, ...]
    comments: int
    asked: tuple[Quote, ...] = ()
    serious: bool = False
    groups: tuple[GroupFinding, ...] = ()
    change: Difference | None = None
    clear_change: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """What a finding's sentences are made from. `ids` are by feeling, `copies` those that repeat another's words."""

    name: str
    share: Share
    ids: Mapping[Label, tuple[str, ...]]
    asking: tuple[str, ...]
    copies: tuple[str, ...]
    quotes: tuple[Quote, ...]
    asked: tuple[Quote, ...]
    groups: tuple[GroupFinding, ...]
    before: Before | None
    change: Difference | None
    clear_change: bool

    @property
    def everyone(self) -> tuple[str, ...]:
        """All that are counted."""
        return tuple(id_ for label in LABELS for id_ in self.ids[label])


def by_label(voices: Sequence[Voice]) -> dict[Label, tuple[str, ...]]:
    """The comments of each feeling."""
    return {label: tuple(v.material.id for v in voices if v.label == label) for label in LABELS}


def headline(name: str, ids: Mapping[Label, tuple[str, ...]]) -> str:
    """ "Homework: mostly negative (40 of 61)" or "Homework: all negative (40 comments)"; of few only how many."""
    count = sum(map(len, ids.values()))
    if count < FEW:
        return f"{name}: {count} comment{'s' if count != 1 else ''}"
    label = max(LABELS, key=lambda key: len(ids[key]))
    if len(ids[label]) == count > 1:
        return f"{name}: all {label} ({count} comments)"
    if 2 * len(ids[label]) > count:
        return f"{name}: mostly {label} ({len(ids[label])} of {count})"
    return f"{name}: views differ ({count} comments)"


def sentences(told: Told) -> tuple[Sentence, ...]:
    """How many, how they feel, what they ask, what one of them says, who says it more and what changed."""
    count = told.share.count
    lines = [Sentence(_spoken_of(told.name, told.share), told.everyone)]
    if told.copies:
        lines.append(Sentence(_repeated(len(told.copies)), told.copies))
    for label in LABELS:
        if told.ids[label]:
            lines.append(Sentence(f"{_part(len(told.ids[label]), count)} {label}.", told.ids[label]))
    if told.asking:
        lines.append(Sentence(f"{_part(len(told.asking), count)} making a suggestion.", told.asking))
    lines.extend(Sentence(f"In one parent's words: “{quote.text}”", (quote.comment_id,)) for quote in told.quotes[:1])
    lines.extend(Sentence(f"One parent asks: “{quote.text}”", (quote.comment_id,)) for quote in told.asked[:1])
    lines.extend(Sentence(text, told.everyone) for text in (*_by_group(told), *_since(told)))
    return tuple(lines)


def _spoken_of(name: str, share: Share) -> str:
    comments = "comment" if share.n == 1 else "comments"
    verb = "speaks" if share.count == 1 else "speak"
    said = f"{share.count:,} of {share.n:,} {comments} {verb} of “{name}”"
    return f"{said}." if share.n < FEW else f"{said} ({likely(share)})."


def _repeated(count: int) -> str:
    if count == 1:
        return "1 more says the same as one of these in the same or nearly the same words, and is not counted again."
    return (
        f"{count:,} more say the same as one of these in the same or nearly the same words, and are not counted again."
    )


def _by_group(told: Told) -> list[str]:
    """Who says it more or less, or that nobody clearly does."""
    if not told.groups:
        return []
    clear = [row for row in told.groups if row.finding != "no clear difference"]
    if not clear:
        return ["There is no clear difference between groups in how often they speak of it."]
    return [
        f"{row.group}: {row.share:.0%} of comments speak of it, {row.finding} than among the others ({row.others:.0%})."
        for row in clear
    ]


def _since(told: Told) -> list[str]:
    """What became of it since the last time."""
    if told.before is None or told.change is None:
        return []
    was = f"the last time, when {told.before.count:,} of {told.before.n:,} comments spoke of it"
    if not told.clear_change:
        return [f"There is no clear change since {was}."]
    return [f"It is spoken of {'more' if told.change.effect > 0 else 'less'} often than {was}."]


def likely(share: Share) -> str:
    """ "10%, likely 9% to 12%"; "0.9%, likely 0.6% to 1.4%" where whole numbers would be the same; "under 1%"; of
    too few comments for a percentage "1 of 3"."""
    if share.n < FEW:
        return f"{share.count} of {share.n}"
    values = (share.share, share.interval.low, share.interval.high)
    if not round(100 * share.share):
        return "under 1%"
    digits = 1 if len({round(100 * value) for value in values}) < len(values) and share.share < 1 else 0
    middle, low, high = (f"{100 * value:.{digits}f}%" for value in values)
    return middle if low == high else f"{middle}, likely {low} to {high}"


def _part(count: int, whole: int) -> str:
    """ "All 12 of these are", "3 of these 12 are", "1 of these 12 is"."""
    if count == whole:
        return f"All {whole} of these are" if whole > 1 else "It is"
    return f"{count} of these {whole} {'is' if count == 1 else 'are'}"
