"""Name places: what around a word speaks of a child there ("my lad jack", "poppy needs", "harry and jack never"). By
them alone everyday words in small letters can be names."""

from functools import cache

from insight.lexicon import load
from insight.reading import Token
from insight.vocabulary import is_verb

_NOTHING = Token("", "^", 0, 0, False)
TOGETHER = ("and", "n", "&", ",")
_ASIDE = (",", "(", "-", "–", "—", ":")
_ENDS = ".!?…;\n"
_IS = ("is", "was")
_NEAR = 8
"""Words after a name among which "he" or "her" may mean its bearer."""


@cache
def listed(kind: str) -> frozenset[str]:
    """The words of one list of insight/data/names.toml."""
    words = load("names")[kind]
    return frozenset(words.split() if isinstance(words, str) else words)


@cache
def first_names() -> frozenset[str]:
    """All listed first names, those that are everyday words too."""
    return listed("given") | listed("doubtful")


def has_room(found: tuple[Token, ...], place: int) -> bool:
    """Whether the words around an everyday word that is also a first name leave room for a child. Sees off nearly all
    of its kind before anything costs time; what is left, the fitted model judges."""
    word, before = found[place].bare, _at(found, place - 1)
    if before.bare in listed("no_room"):
        return False
    led = not before.is_word or before.word in _leading()
    if not (led or _kin_before(found, place) or _called(found, place)):  # "the pass mark is"
        return False
    if _acts_after(found, place) or _called(found, place):
        return True
    if is_verb(word) or word in listed("verbs_too"):  # "my son will", "my son hope to"
        return _kin_before(found, place) and _paired(found, place)
    signs = set(of_child(found, place))
    if word in listed("given"):
        return bool(signs & _OF_FAMILIAR) or before.word in listed("leading")
    return bool(signs & _OF_EVERYDAY) or ("child_near" in signs and bool(signs & _BESIDE_CHILD))


_OF_EVERYDAY = frozenset(("kin_before", "paired", "asked_child"))
_BESIDE_CHILD = frozenset(("verb_after", "asked_of", "told_before"))
_OF_FAMILIAR = _OF_EVERYDAY | _BESIDE_CHILD | {"endeared", "owns"}


@cache
def _leading() -> frozenset[str]:
    """What may stand before a child who is the subject or the object."""
    kinds = ("kin", "kin_of_several", "naming", "endearments", "asked_of", "told", "leading")
    return frozenset(TOGETHER).union(*(listed(kind) for kind in kinds))


def of_child(found: tuple[Token, ...], place: int) -> list[str]:
    """The signs of a child that stand around a word."""
    before, after = _at(found, place - 1), _at(found, place + 1)
    acts = _acts_after(found, place)
    dated = found[place].bare in listed("seasons") and not acts  # "since June he has"
    signs = {
        "called": _called(found, place),
        "kin_before": _kin_before(found, place),
        "acts_after": acts,
        "paired": _paired(found, place),
        "endeared": before.bare in listed("endearments"),
        "asked_of": before.word in listed("asked_of") and after.word in listed("asked"),
        "asked_child": before.word in listed("asked_of") and after.word in listed("asked_child"),
        "told_before": before.word in listed("told") and not dated,
        "owns": found[place].word != found[place].bare and after.is_word,
        "no_room": before.bare in listed("no_room"),
        "child_near": not dated and _child_near(found, place),
        "verb_after": is_verb(after.word),
    }
    return [sign for sign, holds in signs.items() if holds]


def _at(found: tuple[Token, ...], place: int) -> Token:
    return found[place] if 0 <= place < len(found) else _NOTHING


def _called(found: tuple[Token, ...], place: int) -> bool:
    """ "a boy called jack", "his name is jack"; not "he gets called ginger"."""
    before, first = _at(found, place - 1).word, _at(found, place - 2).word
    return (before in _IS and first == "name") or (before in listed("naming") and first not in listed("not_naming"))


def _kin_before(found: tuple[Token, ...], place: int) -> bool:
    """ "my lad jack", "my son, jack", "the twins lily and rose" of both; not "my sons mark"."""
    several = _at(found, place + 1).word in TOGETHER and _at(found, place + 2).bare in first_names()
    while _at(found, place - 1).word in TOGETHER and _at(found, place - 2).bare in first_names():
        place, several = place - 2, True
    before, first = _at(found, place - 1).word, _at(found, place - 2).word
    if before in _ASIDE:
        before, first = first, _at(found, place - 3).word
    if before == "one":
        return first in listed("little_ones")
    return before in listed("kin") or (several and before in listed("kin_of_several"))


def _acts_after(found: tuple[Token, ...], place: int) -> bool:
    """ "poppy needs", "jack never gets", "lily is in year 3", "jack's been"."""
    after, then = _at(found, place + 1), _at(found, place + 2)
    if after.word in listed("often"):
        after, then = then, _at(found, place + 3)
    dated = found[place].bare in listed("seasons")  # "summer is too hot"
    is_so = after.word in _IS and then.word in listed("states") and not dated
    shortened = found[place].word != found[place].bare and after.word in ("been", "being", "in", "not", "always", "so")
    return after.word in listed("acts") or is_so or shortened


def _child_near(found: tuple[Token, ...], place: int) -> bool:
    """Whether "he" or "her" follows in the same sentence, but not at once ("Hope she settles")."""
    if _at(found, place + 1).word in listed("children"):
        return False
    for token in found[place + 1 : place + 1 + _NEAR]:
        if token.word in listed("children"):
            return True
        if token.word[0] in _ENDS:
            return False
    return False


def _paired(found: tuple[Token, ...], place: int) -> bool:
    """ "harry and jack", where the other at least is a name first; "june and her sister"."""
    ends = ((place + 1, place + 2), (place - 1, place - 2))
    others = [_at(found, other).bare for joint, other in ends if _at(found, joint).word in TOGETHER]
    if _at(found, place + 1).word == "and" and _at(found, place + 2).word in ("his", "her"):
        return True
    return any(other in listed("given") and other != found[place].bare for other in others)
