"""Name signs: what tells of each word that may be a name whether it is one. Seen by the fitting and by the reading."""

from collections import Counter
from dataclasses import dataclass
from functools import cache

from insight.general import parts_of_speech
from insight.memory import remembered
from insight.name_places import TOGETHER, first_names, has_room, listed, of_child
from insight.reading import Token, sentences, tokens
from insight.vocabulary import is_english, is_verb

Signs = dict[str, float]

_NOTHING = Token("", "^", 0, 0, False)
_PRONOUN = ("i", "i'm", "i've", "i'd", "i'll")
_SHORTENED = ("'ll", "'ve", "'re", "'d", "n't")
_LONGEST_SHORT_FORM = 4
_GROUPS = frozenset(
    word
    for name in ("class classes", "room rooms", "house houses", "group groups", "form team", "tree trees", "line month")
    for word in name.split()
)
"""What bears the name of a tree, an animal, a scientist or a month."""
_GROUP_REACH = 3


@dataclass(frozen=True, slots=True)
class Candidate:
    """A word that may be a name: text[start:end] without a possessive 's, as it is spelt with a capital, and what
    stands around it."""

    start: int
    end: int
    word: str
    signs: Signs


def candidates(text: str, ruled: list[tuple[int, int]]) -> list[Candidate]:
    """The words of a text that may be names. `ruled` are the spans that the rules took for names."""
    found = tokens(text)
    openings = {part.start for part in sentences(text)}
    small = {token.bare for token in found if token.is_word and text[token.start].islower()}
    large = Counter(token.bare for token in found if token.is_word and text[token.start].isupper())
    result = []
    for place in _places(text):
        token = found[place]
        if place and found[place - 1].bare in ("st", "saint") and text[found[place - 1].start].isupper():
            continue
        signs = _of_word(token, text) | _of_place(found, place, text, token.start in openings or not place)
        by_rule = any(start <= token.start < end for start, end in ruled)
        signs |= _true(rule=by_rule, elsewhere_small=token.bare in small, twice=large[token.bare] > 1)
        end = word_end(token)
        result.append(Candidate(token.start, end, text[token.start : end].capitalize(), signs))
    return result


def word_end(token: Token) -> int:
    """Where the word ends without its possessive 's. (Small letters can be more than the capitals were.)"""
    return token.end - (len(token.word) - len(token.bare))


@remembered
def possible(text: str) -> tuple[str, ...]:
    """The words of a text that may be names, as they are spelt with a capital."""
    found = tokens(text)
    return tuple(text[found[place].start : word_end(found[place])].capitalize() for place in _places(text))


def doubtful_places(text: str) -> list[int]:
    """Which tokens are listed first names, everyday words only where they have room for a child."""
    found = tokens(text)
    known = [place for place in _places(text) if found[place].bare in first_names()]
    return [place for place in known if not _is_everyday(found[place].bare) or has_room(found, place)]


def _is_everyday(word: str) -> bool:
    return word in listed("doubtful") or is_english(word)


@remembered
def _places(text: str) -> tuple[int, ...]:
    """Which tokens may be names. What is one in one place may be one in small letters throughout the text."""
    found, known = tokens(text), first_names()
    rare = [
        place
        for place, token in enumerate(found)
        if (token.bare in known or (token.is_word and not text[token.start].islower()))
        and _may_be_name(text, found, place)
    ]
    spread = {found[p].bare for p in rare if text[found[p].start].islower() and found[p].bare in listed("given")}
    if not spread:
        return tuple(rare)
    named = {p for p, token in enumerate(found) if token.bare in spread and text[token.start].islower()}
    return tuple(sorted(named.union(rare)))


def _may_be_name(text: str, found: tuple[Token, ...], place: int) -> bool:
    token = found[place]
    word = token.bare
    if not token.is_word or not word[:1].isalpha() or word in _PRONOUN or word.endswith(_SHORTENED):
        return False
    if word in listed("titles") or (word in listed("calendar") and word not in listed("doubtful")):
        return False
    if text[token.start].islower():
        return len(word) > 2 and (not _is_everyday(word) or has_room(found, place))
    known = word in first_names()
    spelt = text[token.start : word_end(token)]
    if spelt.isupper() and 1 < len(word) <= _LONGEST_SHORT_FORM and not known:
        return False
    return known or not is_english(word)


def _of_word(token: Token, text: str) -> Signs:
    """What the word itself tells."""
    word = token.bare
    spelt = text[token.start : word_end(token)]
    signs = _true(
        given=word in listed("given"),
        doubtful=word in listed("doubtful"),
        place=word in listed("places"),
        calendar=word in listed("calendar"),
        english=is_english(word),
        english_plural=is_english(word.rstrip("s")),
        plural=word.endswith("s") and word not in listed("given"),
        shouted=spelt.isupper() and len(word) > 1,
        small=spelt[0].islower(),
        small_everyday=spelt[0].islower() and _is_everyday(word),
        one_letter=len(word) == 1,
        two_letters=len(word) == 2,
        possessive=token.word != word,
        hyphen=text[token.end : token.end + 1] in ("-", "‐"),
    )
    return signs | {f"kind={_kind(word)}": 1.0, f"proper={_parts().get(word.capitalize(), '?')}": 1.0}


def _of_place(found: tuple[Token, ...], place: int, text: str, opens: bool) -> Signs:
    """What the words around it tell."""

    def at(where: int) -> Token:
        return found[where] if 0 <= where < len(found) else _NOTHING

    def capital(token: Token) -> bool:
        return bool(token.word) and text[token.start].isupper()

    word, before, after = found[place].bare, at(place - 1), at(place + 1)
    known, common = word in listed("given"), is_english(word)
    other = at(place + 2) if after.word in TOGETHER else at(place - 2) if before.word in TOGETHER else _NOTHING
    beside = capital(other) and other.bare in listed("given")
    both_doubtful = capital(other) and other.bare in listed("doubtful") and word in listed("doubtful")
    signs = _true(
        opens=opens,
        opens_given=opens and known,
        opens_english=opens and common,
        english_inside=common and not opens and capital(found[place]),
        capital_before=capital(before) and not opens,
        capital_after=capital(after),
        given_before=before.bare in listed("given"),
        given_after=capital(after) and after.bare in listed("given"),
        opens_with_verb=opens and is_verb(after.bare),
        beside_given=beside,
        both_doubtful=both_doubtful,
        number_after=after.word.isdigit(),
        titled=before.bare in listed("strong_titles"),
        related=before.bare in listed("closest"),
    )
    around = {
        "before": before.bare,
        "after": after.bare,
        "before2": at(place - 2).bare,
        "after2": at(place + 2).bare,
        "kind_before": _kind(before.bare),
        "kind_after": _kind(after.bare),
    }
    signs |= _of_children(found, place)
    return signs | _of_groups(found, place) | {f"{name}={value}": 1.0 for name, value in around.items()}


def _of_children(found: tuple[Token, ...], place: int) -> Signs:
    """What speaks of a child close by, apart for words that are names first and for those that are everyday words."""
    word, children = found[place].bare, of_child(found, place)
    signs = dict.fromkeys(children, 1.0)
    if _is_everyday(word):
        known = word in listed("given")
        signs |= {f"{sign}_of_{'familiar' if known else 'everyday'}": 1.0 for sign in children}
        alone = not known and not {"kin_before", "child_near"} & set(children)
        signs |= _true(word_alone=alone, season_alone=alone and word in listed("seasons"))
    return signs


def _of_groups(found: tuple[Token, ...], place: int) -> Signs:
    """Whether classes, houses and the like are spoken of close by."""
    after, before = found[place + 1 : place + 1 + _GROUP_REACH], found[max(0, place - _GROUP_REACH) : place]
    return _true(
        group_after=any(token.bare in _GROUPS for token in after),
        groups_after=len(after) == _GROUP_REACH and after[0].word in TOGETHER and after[2].bare in _GROUPS,
        group_before=any(token.bare in _GROUPS for token in before),
    )


def _true(**signs: bool) -> Signs:
    return {name: 1.0 for name, holds in signs.items() if holds}


def _kind(word: str) -> str:
    """The word's usual part of speech."""
    return _parts().get(word) or _parts().get(word.capitalize(), "?")


@cache
def _parts() -> dict[str, str]:
    return dict(parts_of_speech())
