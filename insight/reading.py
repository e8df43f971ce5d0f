"""Reading a comment: what every other module sees of a text. Tokens, sentences and clauses, each with its
offsets.

Offsets always count characters of the text as it was given, so that a span found here can be cut out of
the original. All patterns
run in linear time on a text that was capped first.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from insight.memory import remembered

MAX_CHARACTERS = 10_000
"""What lies beyond is not read: a hostile or pasted text of megabytes must not stop the analysis of the
others."""

EMOJI = "\u2600-\u27bf\u2b50\U0001f300-\U0001faff"
_TOKEN = re.compile(
    rf"([^\W_]+(?:'[^\W_]+)*|[{EMOJI}£]|[:;]-?(?:[()/|]|[Dd](?!\w)))|[.!?…]+|[,;:()\n–—]|(?<=\s)-(?=\s)"
)
"""Its one group holds what counts as a word."""
_WORD_START = re.compile(rf"[^\W_]|[{EMOJI}£]|[:;]-?(?:[()/|]|[Dd](?!\w))")
_SENTENCE_END = re.compile(r"(?<![.!?…])[.!?…]+[\"'”’)\]]*(?=\s|$)|\n+|[。！？]+")
_NUMBERED = re.compile(r"(?:^|\s)1[.)]\s.{1,300}?\s2[.)]\s", re.DOTALL)
"""A list inside a text: "1. more clubs 2. better lunches"."""
_OF_A_CLASS = "".join(
    rf"(?<!{word}\s)" for word in ("year", "years", "yr", "class", "form", "stage", "room", "aged", "set")
)
_NUMBER = re.compile(rf"(?:^|(?<=\s)){_OF_A_CLASS}\d{{1,2}}\.$", re.IGNORECASE)
_BULLET = re.compile(r"[-–—•*·]\s+")
_ABBREVIATION = re.compile(r"\b(?:mr|mrs|ms|dr|st|prof|rev|yr|e\.g|i\.e|etc|approx|no)\.$", re.IGNORECASE)
_TURN = r"(?:but|however|although|though|whereas|except|yet|on the other hand|that said)\b"
_CONTRAST = re.compile(rf"(?:[,;–—-]\s{{0,4}}|(?<!\s)\s+)(?={_TURN})|;\s|(?<!\s)\s+[–—-]\s", re.IGNORECASE)
_CONTRAST_WORD = re.compile(rf"\W{{0,5}}{_TURN}", re.IGNORECASE)
_DUPLICATE_NOISE = re.compile(r"[\W_]+")


class Token(NamedTuple):
    """A word, emoji or punctuation mark: `word` in lower case with straight apostrophes, `bare` without a
    possessive 's."""

    word: str
    bare: str
    start: int
    end: int
    is_word: bool


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch of the text [start, end) that makes one point; `contrast` when it opens with "but",
    "however"…"""

    start: int
    end: int
    contrast: bool = False


def capped(text: str) -> str:
    """The part of a text that is read: its first MAX_CHARACTERS characters, offsets unchanged."""
    return text[:MAX_CHARACTERS]


@remembered
def tokens(text: str) -> tuple[Token, ...]:
    """The text's tokens in order. Punctuation is kept, since a phrase may not run across it."""
    found = []
    for match in _TOKEN.finditer(capped(text).replace("’", "'").replace("‘", "'").replace("`", "'")):
        word = match.group().lower()
        bare = word[:-2] if word.endswith("'s") else word
        found.append(Token(word, bare, *match.span(), match.lastindex == 1))
    return tuple(found)


def words(text: str) -> list[str]:
    """The text's words in lower case, without punctuation."""
    return [token.bare for token in tokens(text) if token.is_word]


def sentences(text: str) -> list[Clause]:
    """Sentence spans, trimmed of surrounding space. A full stop after a title or an abbreviation ends
    none."""
    return list(_sentences(text))


@remembered
def _sentences(text: str) -> tuple[Clause, ...]:
    text = capped(text)
    spans: list[Clause] = []
    start = 0
    numbered = bool(_NUMBERED.search(text))
    for match in _SENTENCE_END.finditer(text):
        number = _NUMBER.search(text, max(start, match.start() - 3), match.start() + 1) if numbered else None
        if number:
            spans.extend(_trimmed(text, start, number.start()))
            start = match.end()
            continue
        if match.group()[0] == "." and _ABBREVIATION.search(text[max(0, match.start() - 8) : match.start() + 1]):
            continue
        spans.extend(_trimmed(text, start, match.end()))
        start = match.end()
    spans.extend(_trimmed(text, start, len(text)))
    return tuple(spans)


def clauses(text: str) -> list[Clause]:
    """Sentences cut again where the speaker turns round ("but", "however", a dash, a semicolon)."""
    return list(_clauses(text))


@remembered
def _clauses(text: str) -> tuple[Clause, ...]:
    spans: list[Clause] = []
    for sentence in sentences(text):
        start = sentence.start
        body = text[sentence.start : sentence.end]
        for match in _CONTRAST.finditer(body):
            cut = sentence.start + match.start()
            spans.extend(_trimmed(text, start, cut))
            start = sentence.start + match.end()
        spans.extend(_trimmed(text, start, sentence.end))
    return tuple(Clause(c.start, c.end, bool(_CONTRAST_WORD.match(text, c.start, c.end))) for c in spans)


def comparable(text: str) -> str:
    """The form in which two comments count as the same: case, accents' encoding, spacing and punctuation
    set aside.

    A text of nothing but signs (an emoji, "-") is compared as it stands.
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    return _DUPLICATE_NOISE.sub(" ", folded).strip() or folded.strip()


def _trimmed(text: str, start: int, end: int) -> Iterator[Clause]:
    """The span without surrounding white space and a bullet before it, or nothing when no word is left in it."""
    body = text[start:end]
    left = len(body) - len(body.lstrip())
    bullet = _BULLET.match(body, left)
    left = bullet.end() if bullet else left
    body = body[left:].rstrip()
    if body and _WORD_START.search(body):
        yield Clause(start + left, start + left + len(body))
