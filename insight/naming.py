"""Naming: which words of a text name people. Titles and initials give names away; of other words rules and a fitted
model decide together, by known first names, by how the sentence treats the word, and by what it means."""

import re
from functools import cache

from insight.language import language
from insight.lexicon import PhraseTable, load
from insight.memory import remembered
from insight.name_places import listed as _words
from insight.name_places import of_child
from insight.name_signs import Candidate, candidates, doubtful_places, possible, word_end
from insight.reading import Token, tokens
from insight.vocabulary import is_english, is_verb

_INITIALS = re.compile(r"\w\.\w\.")
_NOTHING = Token("", "", 0, 0, False)
_JOINTS = frozenset(("", " ", "-", "‐", "'", "’", ".", ". ", "- ", "' "))


Span = tuple[int, int]


@remembered
def people(text: str) -> tuple[Span, ...]:
    """Start and end of each name in order, its title inside, a possessive 's outside."""
    from insight.name_model import are_names  # numpy takes its time to import

    doubtful, certain = bool(possible(text)), _may_be_certain(text)
    if not doubtful and not certain:
        return ()
    famous, english = figures(text), language([text]) == ["en"]
    sure = ruled(text, sure_only=True) if certain else []
    if not english:
        sure = [span for span in sure if _ends_large(text, span)]
    by_rule = ruled(text) if doubtful else []
    found = [one for one in candidates(text, by_rule) if not _within(one.start, famous)]
    if not english:
        found = [one for one in found if _speaks_for_itself(one, text)]
    # Around a known name in another language stand no words that the model has met, so it need not agree.
    named = {
        one.word for one, named in zip(found, are_names(found), strict=True) if named or (not english and _known(one))
    }
    return tuple(whole(text, [(one.start, one.end) for one in found if one.word in named], sure))


def in_doubt(text: str) -> list[str]:
    """The listed first names that stand in a text where somebody may be meant, as they are spelt there."""
    famous, found = figures(text), tokens(text)
    here = [place for place in doubtful_places(text) if not _within(found[place].start, famous)]
    return [text[found[place].start : word_end(found[place])] for place in here]


def _speaks_for_itself(one: Candidate, text: str) -> bool:
    """Whether a word in a language of which we know no words may be a name: "Dużo zadań" opens with a capital as every
    sentence does, "una" is no Una, and scripts without capitals show nothing."""
    if "kin_before" in one.signs or "called" in one.signs:  # English, whatever the language was taken for
        return True
    return text[one.start].isupper() and "shouted" not in one.signs and (_known(one) or "opens" not in one.signs)


def _known(one: Candidate) -> bool:
    return "given" in one.signs and "doubtful" not in one.signs


def _ends_large(text: str, span: Span) -> bool:
    """Whether what follows a title has a capital: "Pani Nowak", and not "la señora del comedor"."""
    return text[span[0] : span[1]].split()[-1][0].isupper()


def whole(text: str, taken: list[Span], sure: list[Span]) -> list[Span]:
    """Names as they stand: the words `taken` for names with the surnames and initials that follow them, and those that
    are `sure`."""
    beside = [(start, end) for start, end in taken if not _within(start, sure)]
    return _joined_up(text, sorted(sure + _Reader(text).carried_on(beside)))


def ruled(text: str, sure_only: bool = False) -> list[Span]:
    """The names that the rules find; `sure_only` those with a title, and initials."""
    return _Reader(text).names(sure_only)


def _may_be_certain(text: str) -> bool:
    """Whether a title stands in the text, or what may be initials."""
    return bool(_INITIALS.search(text)) or any(token.bare in _words("titles") for token in tokens(text))


def figures(text: str) -> list[Span]:
    """Where people of history, books and the news stand, who are nobody's child, and sayings in which nobody stands."""
    found = tokens(text)
    return [(found[match.first].start, found[match.last - 1].end) for match in _figures().find(found)]


def _within(place: int, spans: list[Span]) -> bool:
    return any(start <= place < end for start, end in spans)


def _joined_up(text: str, spans: list[Span]) -> list[Span]:
    """Names with nothing but a space or a hyphen between them are one."""
    result: list[Span] = []
    for start, end in spans:
        if result and (start < result[-1][1] or text[result[-1][1] : start] in _JOINTS - {". "}):
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return result


class _Reader:
    """One text while its names are looked for. What finds a name answers where it ends (a token's place), or 0."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.found = tokens(text)

    def names(self, sure_only: bool = False) -> list[Span]:
        famous = {match.first: match.last for match in _figures().find(self.found)}
        spans = []
        place = 0
        while place < len(self.found):
            last = 0
            if place not in famous:
                last = self._titled(place) or self._initials(place)
                last = last or (0 if sure_only else self._plain(place))
            if last:
                closing = self.found[last - 1]
                spans.append((self.found[place].start, closing.end - len(closing.word) + len(closing.bare)))
            place = last or famous.get(place, place + 1)
        return spans

    def carried_on(self, taken: list[Span]) -> list[Span]:
        """The spans with the surnames, hyphens and initials that follow them."""
        place_of = {token.start: place for place, token in enumerate(self.found)}
        result = []
        for start, end in taken:
            last = self.found[self._carried_on(place_of[start] + 1) - 1]
            result.append((start, max(end, last.end - len(last.word) + len(last.bare))))
        return result

    def at(self, place: int) -> Token:
        """The token there, or one that is nothing beyond either end."""
        return self.found[place] if 0 <= place < len(self.found) else _NOTHING

    def _titled(self, place: int) -> int:
        """ "Mrs Okafor", "mr k", "Rev. Angela Moss", "Mr and Mrs Ferreira"."""
        title = self.at(place).bare
        if title not in _words("titles"):
            return 0
        strong = title in _words("strong_titles")
        after = place + 1
        if self.at(after).word == "." and self.at(after).start == self.at(place).end:
            after += 1
        if strong and self.at(after).word == "and" and self.at(after + 1).bare in _words("strong_titles"):
            after += 2
        name = self.at(after)
        if not name.word[:1].isalpha() or not self._joined(after):
            return 0
        unusual = not is_english(name.bare) or (len(name.bare) == 1 and title in _words("before_initials"))
        if not self._capital(name):
            return after + 1 if strong and unusual else 0
        if strong and name.bare in _words("given") and self._capital(self.at(after + 1)) and self._joined(after + 1):
            return self._carried_on(after + 2)
        if strong or name.bare in _words("given") or (unusual and self._capital(self.at(place))):
            return self._carried_on(after + 1)
        return 0

    def _initials(self, place: int) -> int:
        """ "T.J." """
        four = self.found[place : place + 4]
        together = len(four) == 4 and four[3].end - four[0].start == 4
        if together and four[1].word == four[3].word == "." and self._capital(four[0]) and self._capital(four[2]):
            return place + 4
        return 0

    def _plain(self, place: int) -> int:
        """ "Aoife-Rose", "Ewa Zielińska", "Poppy F"."""
        token = self.at(place)
        name = token.bare
        if not token.word[:1].isalpha() or name in _words("places") or name in _words("calendar"):
            return 0
        doubtful = name in _words("doubtful")
        sure = name in _words("given") and not doubtful
        if not self._capital(token):
            return place + 1 if sure and len(name) > 3 and not is_english(name) else 0
        if sure:
            return self._carried_on(place + 1)
        if len(name) > 2 and self.text[token.start : token.end].isupper():
            return 0
        if doubtful:
            return self._carried_on(place + 1) if self._doubtful_is_person(place) else 0
        if len(name) < 2 or "'" in name or name.endswith("days") or is_english(name) or is_english(name.rstrip("s")):
            return 0
        last = self._carried_on(place + 1)
        full = last > place + 1 and self.at(place - 1).word not in _words("not_before")
        return last if full or self._unknown_is_person(place) else 0

    def _doubtful_is_person(self, place: int) -> bool:
        """Whether an everyday word with a capital is somebody: "Dawn opens up", "my lad Chase"."""
        before, after = self.at(place - 1).word, self.at(place + 1).word
        if before in _words("not_before") or after in _words("not_after"):
            return False
        if self.at(place).bare in _words("seasons"):  # "May has" two bank holidays
            return not {"called", "kin_before", "child_near"}.isdisjoint(of_child(self.found, place))
        acts = after in _words("verbs") or is_verb(after)
        return (acts and after not in _words("not_verbs_of_doubtful")) or before in _words("closest")

    def _unknown_is_person(self, place: int) -> bool:
        """Whether a word that English does not know is somebody: "Jhunel is", "Stoyan's", "with Nimco"."""
        token, before, after = self.at(place), self.at(place - 1), self.at(place + 1)
        if before.word in _words("not_before") or after.word in _words("not_after"):
            return False
        if token.word != token.bare or after.word in _words("verbs") or is_verb(after.word):
            return True
        return before.word in _words("relations") if before.is_word else after.word == ","

    def _carried_on(self, place: int) -> int:
        """On over hyphens, initials, particles and capitalised words that nobody would take for anything else."""
        while self.at(place - 1).word == self.at(place - 1).bare:
            token, before, after = self.at(place), self.at(place - 1), self.at(place + 1)
            stop = token.word == "." and len(before.word) == 1 and token.start == before.end
            particle = token.word in _words("particles") and (self._capital(after) or after.word in _words("particles"))
            if not (stop or particle or (self._capital(token) and self._joined(place) and self._belongs(place))):
                break
            place += 1
        return place

    def _belongs(self, place: int) -> bool:
        """Whether a capitalised word after a name is part of it."""
        token = self.at(place)
        hyphen = self.text[self.at(place - 1).end : token.start] in ("-", "‐")
        initial = len(token.bare) == 1 and token.bare != "i"
        known = is_english(token.bare) or token.bare in _words("places") or token.bare in _words("calendar")
        return hyphen or initial or not known or token.bare in _words("given")

    def _joined(self, place: int) -> bool:
        """Whether nothing but a space, a hyphen or a full stop lies between this token and the one before."""
        return self.text[self.at(place - 1).end : self.at(place).start] in _JOINTS

    def _capital(self, token: Token) -> bool:
        return token.is_word and self.text[token.start].isupper()


@cache
def _figures() -> PhraseTable[None]:
    return PhraseTable((words, None) for kind in ("figures", "sayings") for words in load("names")[kind])
