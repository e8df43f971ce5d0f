"""The summary: what the comments say together. Findings in the order of their weight.

Comments flagged for safeguarding never reach this module's results.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from insight.duplicates import speakers
from insight.findings import Before, Finding, Sentence, Told, by_label, headline, sentences
from insight.general import general_lexicon
from insight.groups import GroupFinding, compare_groups
from insight.quoting import Material, Voice, asked_of, quotes_of, said_in, some
from insight.ranking import is_serious, ranked
from insight.reading import comparable
from insight.statistics import Difference, benjamini_hochberg, difference, share_of
from insight.terms import holding, key_phrases, phrase_spread
from insight.themes import Theme
from insight.topics import ALONE, topics

__all__ = ["Campaign", "Finding", "Sentence", "Summary", "summarise"]

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
_SPREAD_OVER = 10_000
"""Comments, at most, on which it is counted how often phrases stand in comments; a tenth of it for one theme."""
_OFTEN = 3
"""Voices that must use a phrase for it to be called often said."""
_CLEAR = 0.05
"""Adjusted p under which a change is called one."""


@dataclass(frozen=True, slots=True)
class Campaign:
    """A text that was sent more than once, in the same or nearly the same words, and counts as one voice: the comment
    that speaks for it, and all that say it, that one first."""

    speaker: str
    comment_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """All comments together. `answered` of the `comments` say something, in `voices` voices: each of the `campaigns`
    is one. `unassigned` is the share of voices that no theme took. `duplicates` say the same, however short."""

    comments: int
    answered: int
    findings: tuple[Finding, ...]
    unassigned: float
    duplicates: tuple[tuple[str, ...], ...]
    voices: int
    campaigns: tuple[Campaign, ...]


@dataclass(frozen=True, slots=True)
class _Whole:
    """What every finding is seen against: all voices (`n`), the people asked, the phrases of all, the copies of each
    speaker, the group of each voice's comments, and the last time."""

    n: int
    population: int | None
    background: Counter[str]
    copies: Mapping[str, tuple[str, ...]]
    groups: Mapping[str, tuple[GroupFinding, ...]]
    before: Mapping[str, Before]
    changes: Mapping[str, tuple[Difference, bool]]


def summarise(
    material: Sequence[Material],
    comments: int,
    themes: Sequence[Theme],
    population: int | None = None,
    groups: Mapping[str, str | None] | None = None,
    before: Mapping[str, Before] | None = None,
) -> Summary:
    """The summary of the answered, unflagged comments. `population`: how many people were asked, where that is known;
    `groups`: each comment's group, where they are to be compared; `before`: what was said of each theme the last time.
    """
    voices, campaigns = _voices(material)
    copies = {campaign.speaker: campaign.comment_ids[1:] for campaign in campaigns}
    loose = [m for m in voices if not m.themes]
    by_theme: defaultdict[str, list[Voice]] = defaultdict(list)
    for m in voices:
        for hit in m.themes:
            by_theme[hit.theme].append(Voice(m, hit.sentiment.label, hit.start, hit.end))
    spoken_of = [theme for theme in themes if by_theme[theme.id]]
    whole = _Whole(
        n=len(voices),
        population=None if population is None else max(population, len(voices)),
        background=phrase_spread([said_in(m, 0, len(m.text)) for m in some(voices, _SPREAD_OVER)]),
        copies=copies,
        groups=_compared(voices, campaigns, groups, [theme.id for theme in spoken_of]) if groups else {},
        before=before or {},
        changes=_changes({t.id: len(by_theme[t.id]) for t in spoken_of}, len(voices), before or {}),
    )
    found = [_finding(t.id, t.name, False, by_theme[t.id], whole) for t in spoken_of]
    return Summary(
        comments=comments,
        answered=len(material),
        findings=ranked([*found, *_emergent(loose, whole)]),
        unassigned=len(loose) / len(voices) if voices else 0.0,
        duplicates=_duplicates(material, campaigns),
        voices=len(voices),
        campaigns=campaigns,
    )


def _voices(material: Sequence[Material]) -> tuple[list[Material], tuple[Campaign, ...]]:
    """One comment for each voice, and the texts that were sent more than once. Where a person corrected one of them,
    that one speaks for all; where one may not be quoted, none may."""
    apart = {place for place, m in enumerate(material) if m.alone}
    together: defaultdict[int, list[int]] = defaultdict(list)
    for place, speaker in enumerate(speakers([m.text for m in material], apart)):
        together[speaker].append(place)
    voices, campaigns = [], []
    for speaker, places in together.items():
        chosen = next((place for place in places if material[place].corrected), speaker)
        barred = any(material[place].barred for place in places)
        one = material[chosen]
        voices.append(one if one.barred == barred else replace(one, barred=barred))
        if len(places) > 1:
            rest = tuple(material[place].id for place in places if place != chosen)
            campaigns.append(Campaign(material[chosen].id, (material[chosen].id, *rest)))
    return voices, tuple(sorted(campaigns, key=lambda campaign: -len(campaign.comment_ids)))


def _compared(
    voices: Sequence[Material],
    campaigns: Sequence[Campaign],
    groups: Mapping[str, str | None],
    themes: Sequence[str],
) -> dict[str, tuple[GroupFinding, ...]]:
    """Each theme's share by group. A text that was sent many times counts once in each group that sent it."""
    held = {m.id: [hit.theme for hit in m.themes] for m in voices}
    group_of = {id_: groups.get(id_) for id_ in held}
    for campaign in campaigns:
        heard = {group_of[campaign.speaker]}
        for id_ in campaign.comment_ids[1:]:
            if groups.get(id_) not in heard:
                heard.add(groups.get(id_))
                group_of[id_], held[id_] = groups.get(id_), held[campaign.speaker]
    found: defaultdict[str, list[GroupFinding]] = defaultdict(list)
    for row in compare_groups(group_of, held, themes):
        found[row.theme].append(row)
    return {theme: tuple(rows) for theme, rows in found.items()}


def _changes(counts: Mapping[str, int], n: int, before: Mapping[str, Before]) -> dict[str, tuple[Difference, bool]]:
    """How much more or less each theme is spoken of than the last time, and whether chance hardly explains it, by
    Fisher's exact test, adjusted for all themes."""
    themes = [theme for theme in counts if theme in before and before[theme].n]
    found = [difference(counts[theme], n, before[theme].count, before[theme].n) for theme in themes]
    adjusted = benjamini_hochberg([one.p for one in found])
    return {theme: (one, p < _CLEAR) for theme, one, p in zip(themes, found, adjusted, strict=True)}


def _emergent(loose: Sequence[Material], whole: _Whole) -> list[Finding]:
    """The topics among the comments that no theme took, as far as several people raise them and words can
    name them. Those of one name are one."""
    groups: defaultdict[int, list[Voice]] = defaultdict(list)
    wanted = min(_MOST_EMERGENT, max(2, len({comparable(m.text) for m in loose}) // _TOPIC_SIZE))
    for m, topic in zip(loose, topics([m.text for m in loose], wanted), strict=True):
        if topic != ALONE:
            groups[topic].append(Voice(m, m.sentiment.label, 0, len(m.text)))
    named: dict[str, list[Voice]] = {}
    for voices in groups.values():
        texts = [said_in(v.material, v.start, v.end) for v in voices]
        phrases = [p for p in key_phrases(texts, whole.background, 8) if _is_rare(p, whole) and _tells(p)][:3]
        if phrases and holding(texts, phrases) >= _COHERENT * len(voices):
            named.setdefault(", ".join(phrases), []).extend(voices)
    return [
        _finding(label, label, True, voices, whole)
        for label, voices in named.items()
        if len(voices) >= _FEWEST_EMERGENT
    ]


def _is_rare(phrase: str, whole: _Whole) -> bool:
    """Whether a phrase can tell one topic from another."""
    seen = min(whole.n, _SPREAD_OVER)
    return seen < _FEW or whole.background[phrase] <= _EVERYWHERE * seen


def _tells(phrase: str) -> bool:
    """Whether a phrase says what something is about, and not only how it was."""
    return any(word not in general_lexicon() for word in phrase.split())


def _finding(theme: str, name: str, emergent: bool, voices: Sequence[Voice], whole: _Whole) -> Finding:
    told = _told(theme, name, emergent, voices, whole)
    ids = told.ids
    return Finding(
        theme=theme,
        headline=headline(name, ids),
        emergent=emergent,
        rank=0,
        n=whole.n,
        count=len(voices),
        share=told.share,
        positive=len(ids["positive"]),
        negative=len(ids["negative"]),
        mixed=len(ids["mixed"]),
        neutral=len(ids["neutral"]),
        suggestions=len(told.asking),
        comment_ids=(*(v.material.id for v in voices), *told.copies),
        quotes=told.quotes,
        sentences=sentences(told),
        key_phrases=key_phrases(
            [said_in(v.material, v.start, v.end) for v in some(voices, _SPREAD_OVER // 10)],
            whole.background,
            least=_OFTEN,
        ),
        comments=len(voices) + len(told.copies),
        asked=told.asked,
        serious=bool(told.quotes) and is_serious(theme, len(ids["negative"]), len(ids["mixed"]), len(voices)),
        groups=told.groups,
        change=told.change,
        clear_change=told.clear_change,
    )


def _told(theme: str, name: str, emergent: bool, voices: Sequence[Voice], whole: _Whole) -> Told:
    named = name.split(", ") if emergent else ()
    chosen = quotes_of(voices, theme, named)
    change, clear = whole.changes.get(theme, (None, False))
    return Told(
        name=name,
        share=share_of(len(voices), whole.n, whole.population),
        ids=by_label(voices),
        asking=tuple(v.material.id for v in voices if v.material.suggestion),
        copies=tuple(id_ for v in voices for id_ in whole.copies.get(v.material.id, ())),
        quotes=chosen,
        asked=asked_of(voices, theme, {quote.comment_id for quote in chosen}, named),
        groups=whole.groups.get(theme, ()),
        before=whole.before.get(theme),
        change=change,
        clear_change=clear,
    )


def _duplicates(material: Sequence[Material], campaigns: Sequence[Campaign]) -> tuple[tuple[str, ...], ...]:
    """Ids of comments that say the same, word for word but for case and punctuation, or as a campaign does."""
    campaign_of = {id_: campaign.speaker for campaign in campaigns for id_ in campaign.comment_ids}
    same: defaultdict[tuple[bool, str], list[str]] = defaultdict(list)
    for m in material:
        speaker = campaign_of.get(m.id)
        same[(True, speaker) if speaker is not None else (False, comparable(m.text))].append(m.id)
    return tuple(tuple(ids) for ids in same.values() if len(ids) > 1)
