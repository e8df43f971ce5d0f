"""The summary: what the comments say together. Findings in the order of their weight, each number and
sentence with what it rests on.

Comments flagged for safeguarding never reach this module's results. The sentences are English templates.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from insight.polarity import Label, Sentiment
from insight.quotes import quotes
from insight.reading import comparable, sentences
from insight.redaction import Span, blank_out
from insight.sentiment import sentiment
from insight.statistics import Share, share_of
from insight.terms import key_phrases, phrase_spread
from insight.themes import Theme, ThemeHit, about
from insight.topics import ALONE, topics

_QUOTES = 3
_CONSIDERED = 60
"""Of a theme's sentences, how many are weighed as quotes."""
_SHORTEST_QUOTE, _LONGEST_QUOTE = 40, 180
_APT = 4.0
"""On the theme, of the prevailing feeling and of quotable length."""
_FEWEST_EMERGENT = 3
_COHERENT = 0.4
"""Share of an emergent topic's comments that must hold its first phrase, or nothing could name it."""
_LABELS: tuple[Label, ...] = ("negative", "mixed", "positive", "neutral")


@dataclass(frozen=True, slots=True)
class Material:
    """One answered, unflagged comment as the summary sees it."""

    id: str
    text: str
    sentiment: Sentiment
    suggestion: bool
    themes: tuple[ThemeHit, ...]
    redactions: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """What one comment says, word for word with names put aside; it stands at original[start:end]."""

    comment_id: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the summary and the comments that it rests on."""

    text: str
    comment_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """One theme, or one emergent topic, across all comments: `count` of `n` answered comments speak of
    it."""

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


@dataclass(frozen=True, slots=True)
class Summary:
    """All comments together. `unassigned` is the share of answered comments that no theme took."""

    comments: int
    answered: int
    findings: tuple[Finding, ...]
    unassigned: float
    duplicates: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class _Voice:
    """A comment's part in one finding."""

    material: Material
    label: Label
    start: int
    end: int


def summarise(
    material: Sequence[Material], comments: int, themes: Sequence[Theme], population: int | None = None
) -> Summary:
    """The summary of the answered, unflagged comments. `population`: how many people were asked, where
    that is known."""
    background = phrase_spread([_said(m, 0, len(m.text)) for m in material])
    voices: defaultdict[str, list[_Voice]] = defaultdict(list)
    for m in material:
        for hit in m.themes:
            voices[hit.theme].append(_Voice(m, hit.sentiment.label, hit.start, hit.end))
    size = (len(material), population)
    found = [_finding(t.id, t.name, False, voices[t.id], size, background) for t in themes if voices[t.id]]
    loose = [m for m in material if not m.themes]
    found += _emergent(loose, size, background)
    found.sort(key=lambda f: (-(f.negative + f.mixed / 2), -f.count, f.theme))
    ranked = tuple(_ranked(finding, rank) for rank, finding in enumerate(found, start=1))
    return Summary(
        comments=comments,
        answered=len(material),
        findings=ranked,
        unassigned=len(loose) / len(material) if material else 0.0,
        duplicates=_duplicates(material),
    )


def _emergent(loose: Sequence[Material], size: tuple[int, int | None], background: Counter[str]) -> list[Finding]:
    """The topics among the comments that no theme took, as far as several people raise them and words can
    name them."""
    groups: defaultdict[int, list[_Voice]] = defaultdict(list)
    for m, topic in zip(loose, topics([m.text for m in loose]), strict=True):
        if topic != ALONE:
            groups[topic].append(_Voice(m, m.sentiment.label, 0, len(m.text)))
    found = []
    for voices in groups.values():
        texts = [_said(v.material, v.start, v.end) for v in voices]
        phrases = key_phrases(texts, background)
        holding = phrase_spread(texts)[phrases[0]] if phrases else 0
        if len(voices) >= _FEWEST_EMERGENT and holding >= _COHERENT * len(voices):
            label = ", ".join(phrases[:3])
            found.append(_finding(label, label, True, voices, size, background))
    return found


def _finding(
    theme: str,
    name: str,
    emergent: bool,
    voices: Sequence[_Voice],
    size: tuple[int, int | None],
    background: Counter[str],
) -> Finding:
    n, population = size
    ids: Mapping[Label, tuple[str, ...]] = {
        label: tuple(v.material.id for v in voices if v.label == label) for label in _LABELS
    }
    asking = tuple(v.material.id for v in voices if v.material.suggestion)
    everyone = tuple(v.material.id for v in voices)
    share = share_of(len(voices), n, population if population is None else max(population, n))
    chosen = _quotes(voices, theme)
    return Finding(
        theme=theme,
        headline=_headline(name, ids, len(voices)),
        emergent=emergent,
        rank=0,
        n=n,
        count=len(voices),
        share=share,
        positive=len(ids["positive"]),
        negative=len(ids["negative"]),
        mixed=len(ids["mixed"]),
        neutral=len(ids["neutral"]),
        suggestions=len(asking),
        comment_ids=everyone,
        quotes=chosen,
        sentences=_sentences(name, share, everyone, ids, asking, chosen),
        key_phrases=key_phrases([_said(v.material, v.start, v.end) for v in voices], background),
    )


def _ranked(finding: Finding, rank: int) -> Finding:
    values = {field: getattr(finding, field) for field in Finding.__slots__}
    return Finding(**{**values, "rank": rank})


def _quotes(voices: Sequence[_Voice], theme: str) -> tuple[Quote, ...]:
    """Up to three whole sentences of the prevailing feeling that speak of the theme by themselves; where there are too
    few such, of the rest."""
    mood = Counter(v.label for v in voices).most_common(1)[0][0]
    candidates = [quote for voice in sorted(voices, key=lambda v: v.label != mood) for quote in _quotable(voice)]
    candidates = candidates[:_CONSIDERED]
    texts = [quote.text for quote in candidates]
    apt = about(texts, theme)
    felt = [found.label == mood for found in sentiment(texts)]
    whole = [_SHORTEST_QUOTE <= len(text) <= _LONGEST_QUOTE for text in texts]
    rated = [
        (min(clear, 1.0) * (2 if feels else 1) * (2 if fits else 1), quote)
        for clear, feels, fits, quote in zip(apt, felt, whole, candidates, strict=True)
    ]
    pool = [quote for points, quote in rated if points >= _APT]
    if len({quote.comment_id for quote in pool}) < _QUOTES:
        pool = [quote for _, quote in sorted(rated, key=lambda pair: -pair[0])[: 2 * _QUOTES]]
    chosen: dict[str, Quote] = {}
    for place in quotes([quote.text for quote in pool], 2 * _QUOTES):
        chosen.setdefault(pool[place].comment_id, pool[place])
    return tuple(chosen.values())[:_QUOTES]


def _quotable(voice: _Voice) -> list[Quote]:
    """The voice's sentences about its theme that no redaction cuts in two."""
    m = voice.material
    return [
        Quote(m.id, part.start, part.end, _said(m, part.start, part.end))
        for part in sentences(m.text)
        if part.end > voice.start
        and part.start < voice.end
        and not any(s.start < edge < s.end for s in m.redactions for edge in (part.start, part.end))
    ]


def _said(m: Material, start: int, end: int) -> str:
    """The comment's words from start to end, names and addresses put aside."""
    inside = [s for s in m.redactions if s.start >= start and s.end <= end]
    return blank_out(m.text[start:end], [Span(s.start - start, s.end - start, s.type) for s in inside])


def _headline(name: str, ids: Mapping[Label, tuple[str, ...]], count: int) -> str:
    label = max(_LABELS, key=lambda key: len(ids[key]))
    if 2 * len(ids[label]) > count:
        return f"{name}: mostly {label} ({len(ids[label])} of {count})"
    return f"{name}: views differ ({count} comments)"


def _sentences(
    name: str,
    share: Share,
    everyone: tuple[str, ...],
    ids: Mapping[Label, tuple[str, ...]],
    asking: tuple[str, ...],
    chosen: Sequence[Quote],
) -> tuple[Sentence, ...]:
    """How many, how they feel, what they ask and what one of them says."""
    low, high = round(100 * share.interval.low), round(100 * share.interval.high)
    verb = "speaks" if share.count == 1 else "speak"
    told = [
        Sentence(
            f"{share.count} of {share.n} comments {verb} of “{name}” "
            f"({round(100 * share.share)}%, likely {low}% to {high}%).",
            everyone,
        )
    ]
    for label in _LABELS:
        if ids[label]:
            told.append(Sentence(f"{_part(len(ids[label]), share.count)} {label}.", ids[label]))
    if asking:
        told.append(Sentence(f"{_part(len(asking), share.count)} making a suggestion.", asking))
    told.extend(Sentence(f"In one parent's words: “{quote.text}”", (quote.comment_id,)) for quote in chosen[:1])
    return tuple(told)


def _part(count: int, whole: int) -> str:
    """ "All 12 of these are", "3 of these 12 are", "1 of these 12 is"."""
    if count == whole:
        return f"All {whole} of these are" if whole > 1 else "It is"
    return f"{count} of these {whole} {'is' if count == 1 else 'are'}"


def _duplicates(material: Sequence[Material]) -> tuple[tuple[str, ...], ...]:
    """Ids of comments that say the same word for word, case and punctuation aside."""
    same: defaultdict[str, list[str]] = defaultdict(list)
    for m in material:
        same[comparable(m.text)].append(m.id)
    return tuple(tuple(ids) for ids in same.values() if len(ids) > 1)
