"""The summary: what the comments say together. Findings in the order of their weight, each number and
sentence with what it rests on.

Comments flagged for safeguarding never reach this module's results. The sentences are English templates.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from insight.general import general_lexicon
from insight.polarity import Label
from insight.quoting import Material, Quote, Voice, quotes_of, said_in
from insight.reading import comparable
from insight.statistics import Share, share_of
from insight.terms import holding, key_phrases, phrase_spread
from insight.themes import Theme
from insight.topics import ALONE, topics

_FEWEST_EMERGENT = 4
_TOPIC_SIZE = 20
"""About how many comments an emergent topic is looked for among."""
_MOST_EMERGENT = 40
_COHERENT = 0.5
"""Share of an emergent topic's comments that must hold one of the phrases that name it, or they would not name it."""
_FEW = 50
"""Comments under which every phrase may be in many of them."""
_EVERYWHERE = 0.05
"""A phrase in more of all comments than this tells no topic from another."""
_LABELS: tuple[Label, ...] = ("negative", "mixed", "positive", "neutral")


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


def summarise(
    material: Sequence[Material], comments: int, themes: Sequence[Theme], population: int | None = None
) -> Summary:
    """The summary of the answered, unflagged comments. `population`: how many people were asked, where
    that is known."""
    background = phrase_spread([said_in(m, 0, len(m.text)) for m in material])
    voices: defaultdict[str, list[Voice]] = defaultdict(list)
    for m in material:
        for hit in m.themes:
            voices[hit.theme].append(Voice(m, hit.sentiment.label, hit.start, hit.end))
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
    name them. Those of one name are one."""
    groups: defaultdict[int, list[Voice]] = defaultdict(list)
    wanted = min(_MOST_EMERGENT, max(2, len({comparable(m.text) for m in loose}) // _TOPIC_SIZE))
    for m, topic in zip(loose, topics([m.text for m in loose], wanted), strict=True):
        if topic != ALONE:
            groups[topic].append(Voice(m, m.sentiment.label, 0, len(m.text)))
    usual = Counter({phrase: count for phrase, count in background.items() if count <= _EVERYWHERE * size[0]})
    named: dict[str, list[Voice]] = {}
    for voices in groups.values():
        texts = [said_in(v.material, v.start, v.end) for v in voices]
        phrases = [p for p in key_phrases(texts, background, 8) if (p in usual or size[0] < _FEW) and _tells(p)][:3]
        if phrases and holding(texts, phrases) >= _COHERENT * len(voices):
            named.setdefault(", ".join(phrases), []).extend(voices)
    return [
        _finding(label, label, True, voices, size, background)
        for label, voices in named.items()
        if len(voices) >= _FEWEST_EMERGENT
    ]


def _tells(phrase: str) -> bool:
    """Whether a phrase says what something is about, and not only how it was."""
    return any(word not in general_lexicon() for word in phrase.split())


def _finding(
    theme: str,
    name: str,
    emergent: bool,
    voices: Sequence[Voice],
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
    chosen = quotes_of(voices, theme)
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
        key_phrases=key_phrases([said_in(v.material, v.start, v.end) for v in voices], background),
    )


def _ranked(finding: Finding, rank: int) -> Finding:
    values = {field: getattr(finding, field) for field in Finding.__slots__}
    return Finding(**{**values, "rank": rank})


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
    verb = "speaks" if share.count == 1 else "speak"
    told = [
        Sentence(f"{share.count:,} of {share.n:,} comments {verb} of “{name}” ({_likely(share)}).", everyone),
    ]
    for label in _LABELS:
        if ids[label]:
            told.append(Sentence(f"{_part(len(ids[label]), share.count)} {label}.", ids[label]))
    if asking:
        told.append(Sentence(f"{_part(len(asking), share.count)} making a suggestion.", asking))
    told.extend(Sentence(f"In one parent's words: “{quote.text}”", (quote.comment_id,)) for quote in chosen[:1])
    return tuple(told)


def _likely(share: Share) -> str:
    """ "10%, likely 9% to 12%"; "under 1%"."""
    low, middle, high = (round(100 * value) for value in (share.interval.low, share.share, share.interval.high))
    if not middle:
        return "under 1%"
    return f"{middle}%, likely {low}% to {high}%"


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
