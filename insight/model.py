"""The fitted model: what a text most likely says, by its likeness to comments that people have coded.

A kernel machine: each head is a weighted sum over the coded comments of how alike they are to the text, by the
encoder's vectors, n-grams, lexicons and theme phrases. Built by `python -m insight.fit` from insight/data/training.
Needs numpy and scipy: import this module only where texts are really to be read.
"""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from importlib import resources
from threading import Lock
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from insight.anybody import anonymous, unnamed
from insight.encoder import encode_deeply, encoded_before, keep, one_thread
from insight.encoder import forget as forget_encodings
from insight.heads import BALANCE, CONCERN, ELSEWHERE, OTHERS, SCHOOL, SENTIMENTS, SUGGESTION, of_a_school, stances
from insight.kernel import KERNEL, TONGUES, Machine, Scale, Seen, look, ngrams
from insight.language import language
from insight.polarity import Label

_FAMILIAR = 0.6
"""A text most of whose words are known from English comments is English, without asking further."""
_MAYBE = 0.5
"""How near to its threshold a theme must come to be looked for in the clauses."""
_KEPT = 30_000
"""Readings remembered, 400 bytes each, without the texts."""
_AT_ONCE = 1_000

Matrix = NDArray[np.float32]
_known: OrderedDict[bytes, NDArray[np.float32]] = OrderedDict()
_reading = Lock()


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """What the heads make of one text, as probabilities in the order of their names, and then by theme the place of the
    clause that says most of it, where no phrase of the theme tells."""

    heads: NDArray[np.float32]

    @property
    def sentiment(self) -> dict[Label, float]:
        """Of each sentiment, together 1."""
        return dict(zip(SENTIMENTS, self.heads[: len(SENTIMENTS)].tolist(), strict=True))

    @property
    def suggestion(self) -> float:
        """That it asks for something."""
        return float(self.heads[len(SENTIMENTS) + OTHERS.index(SUGGESTION)])

    @property
    def concern(self) -> float:
        """That the safeguarding lead should see it."""
        return float(self.heads[len(SENTIMENTS) + OTHERS.index(CONCERN)])

    @property
    def themes(self) -> dict[str, float]:
        """Of each theme of insight.default_themes()."""
        names = fitted().themes
        first = len(SENTIMENTS) + len(OTHERS)
        return dict(zip(names, self.heads[first : first + len(names)].tolist(), strict=True))

    def clause(self, theme: str) -> int:
        """Which clause says most of a theme of which no phrase stands in the text, from 0 on; of a theme that the model
        does not know, the first."""
        names = fitted().themes
        return int(self.heads[-len(names) :][names.index(theme)]) if theme in names else 0


class Heads(NamedTuple):
    """By likeness to the coded comments (`machine`) and by n-grams (`grams`, which the kernel sees linearly), a column
    a head."""

    machine: Machine
    grams: Matrix
    bias: Matrix


@dataclass(frozen=True, slots=True)
class Model:
    """`tongues` read what is not English, by the encoder alone. `thresholds` hold, by head, the value from which it
    says yes."""

    names: tuple[str, ...]
    scale: Scale
    english: Heads
    tongues: Heads
    words: Mapping[str, int]
    letters: Mapping[str, int]
    rarity: Matrix
    prior: Matrix
    thresholds: Mapping[str, float]

    @property
    def themes(self) -> tuple[str, ...]:
        """The names of the heads that are themes."""
        return self.names[len(SENTIMENTS) + len(OTHERS) : -len(ELSEWHERE)]

    @property
    def limits(self) -> Matrix:
        """The thresholds of the themes."""
        return np.asarray([self.thresholds[name] for name in self.themes], dtype=np.float32)


def readings(texts: Sequence[str], *, remember: bool = True) -> list[Reading]:
    """Each text's reading, remembered by content.

    Without `remember` nothing of the texts stays in memory, not even their hashes in the order in which they came:
    for those whose order of arrival is a secret.
    """
    if not remember:
        with one_thread():
            return [Reading(row) for row in _read(texts, remember=False)] if texts else []
    keys = [_key(text) for text in texts]
    with _reading:
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in _known}
        fresh = _read_in_batches(missing) if missing else {}
        result = [Reading(fresh[key] if key in fresh else _known[key]) for key in keys]
        _remember(fresh)
    return result


class Remembered(NamedTuple):
    """What one process tells another of texts that it read, by the texts' keys: their readings, and the encodings of
    those that will be compared."""

    readings: Mapping[bytes, NDArray[np.float32]]
    encodings: Mapping[bytes, NDArray[np.float16]]


def remembered(texts: Sequence[str], compared: Sequence[str]) -> Remembered:
    """What this process remembers of these texts."""
    keys = map(_key, texts)
    return Remembered({key: _known[key] for key in keys if key in _known}, encoded_before(compared))


def learn(told: Remembered) -> None:
    """Remembers what another process read."""
    with _reading:
        _remember(told.readings)
    keep(told.encodings)


def forget() -> None:
    """Lets go of every reading and encoding: nobody will ask for them here."""
    with _reading:
        _known.clear()
    forget_encodings()


def _key(text: str) -> bytes:
    return blake2b(text.encode("utf-8", "replace"), digest_size=16).digest()


def _remember(rows: Mapping[bytes, NDArray[np.float32]]) -> None:
    _known.update(rows)
    while len(_known) > _KEPT:
        _known.popitem(last=False)


def _read_in_batches(texts: Mapping[bytes, str]) -> dict[bytes, NDArray[np.float32]]:
    fitted()  # before two threads ask for it at once
    order = list(texts)
    batches = [order[start : start + _AT_ONCE] for start in range(0, len(order), _AT_ONCE)]

    def read(keys: Sequence[bytes]) -> Matrix:
        return _read([texts[key] for key in keys])

    with one_thread():
        if len(batches) == 1:  # no thread, which would have memory of its own
            found = [read(order)]
        else:
            # While one thread multiplies, which leaves Python free, the other counts words.
            with ThreadPoolExecutor(2) as pool:
                found = list(pool.map(read, batches))
    return {key: row for keys, rows in zip(batches, found, strict=True) for key, row in zip(keys, rows, strict=True)}


def threshold(head: str) -> float:
    """The value from which a head says yes: chosen on comments that its fitting did not see."""
    return fitted().thresholds[head]


def knows(head: str) -> bool:
    """Whether the model has a head of that name."""
    return head in fitted().thresholds


def _read(texts: Sequence[str], *, remember: bool = True) -> Matrix:
    """The heads' probabilities in the order of their names, texts in rows."""
    model, plain = fitted(), anonymous(texts)
    found = _looked_at(plain, model, remember)
    likely = stances(*_by_name_or_not(plain, unnamed(texts), found, model, remember), model.prior)
    first = len(SENTIMENTS) + len(OTHERS)
    others, themes = found.scores[:, len(SENTIMENTS) : first], found.scores[:, first : -len(ELSEWHERE)]
    sure = np.clip(np.hstack([others, themes * of_a_school(found.scores)]), 0.0, 1.0)
    without_phrase = (sure[:, len(OTHERS) :] >= _MAYBE * model.limits) & (found.evidence == 0)
    asked = np.flatnonzero(without_phrase.any(axis=1)).tolist()
    return np.hstack([likely, sure, _told_in(found.parts, asked, model)]).astype(np.float32)


class _Looked(NamedTuple):
    """Of texts in rows the scores of all heads, how good or bad everyday tone is, the strength of the themes' phrases,
    and the vectors of each one's clauses."""

    scores: Matrix
    mood: Matrix
    evidence: Matrix
    parts: list[Matrix]


def _looked_at(texts: Sequence[str], model: Model, remember: bool) -> _Looked:
    encoded = encode_deeply(texts, remember=remember)
    raw = look(texts, encoded)
    seen = raw.scaled(model.scale)
    grams, familiar = ngrams(texts, model.words, model.letters, model.rarity)
    scores = model.english.machine.scores(seen)
    scores += grams @ model.english.grams + model.english.bias
    foreign = [place for place, share in enumerate(familiar) if share < _FAMILIAR]
    codes = language([texts[place] for place in foreign])
    foreign = [place for place, code in zip(foreign, codes, strict=True) if code != "en"]
    if foreign:
        scores[foreign] = model.tongues.machine.scores(seen.rows(foreign)) + model.tongues.bias
    scores[foreign, len(SENTIMENTS) + OTHERS.index(SCHOOL)] = np.inf  # everyday tone is known of English alone
    return _Looked(scores, raw.tones[:, BALANCE], raw.evidence, encoded.parts)


def _by_name_or_not(
    plain: Sequence[str], unnamed: Sequence[str], found: _Looked, model: Model, remember: bool
) -> tuple[Matrix, Matrix]:
    """Scores and mood, where somebody with a title is named the mean of what they are with a name and without: who
    thanks a teacher gives the name, so that a complaint with a name sounds half like thanks."""
    titled = [place for place, text in enumerate(plain) if text != unnamed[place]]
    if not titled:
        return found.scores, found.mood
    other = _looked_at([unnamed[place] for place in titled], model, remember)
    scores, mood = found.scores.copy(), found.mood.copy()
    scores[titled] = (scores[titled] + other.scores) / 2
    mood[titled] = (mood[titled] + other.mood) / 2
    return scores, mood


def _told_in(parts: Sequence[Matrix], asked: Sequence[int], model: Model) -> Matrix:
    """By text (rows) and theme (columns) the place of the clause that says most of it, 0 in texts that are not `asked`
    about. `parts` are the vectors of each text's clauses."""
    found = np.zeros((len(parts), len(model.themes)), dtype=np.float32)
    several = [place for place in asked if len(parts[place]) > 1]
    if several:
        told = model.english.machine.glance(np.vstack([parts[place] for place in several]), model.scale)
        told = told[:, len(SENTIMENTS) + len(OTHERS) : -len(ELSEWHERE)]
        ends = np.cumsum([len(parts[place]) for place in several])
        for place, clauses in zip(several, np.split(told, ends[:-1]), strict=True):
            found[place] = clauses.argmax(axis=0)
    return found


@cache
def fitted() -> Model:
    """The model as stored in insight/data/model.npz."""
    with resources.files("insight").joinpath("data", "model.npz").open("rb") as file, np.load(file) as stored:
        names = tuple(str(stored["names"]).split("\n"))
        words, letters = (str(stored[name]).split("\n") for name in ("words", "letters"))
        bias = stored["bias"]
        grams = stored["grams"].astype(np.float32) * stored["step"]
        seen = Seen.stored(stored)
        english = Machine.of(seen, KERNEL, stored["english"])
        tongues = english.beside(TONGUES, stored["tongues"])
        return Model(
            names=names,
            scale=Scale(*(stored[f"{name}_scale"].astype(np.float32) for name in Scale._fields)),
            english=Heads(english, grams, bias[0]),
            tongues=Heads(tongues, grams[:0], bias[1]),
            words={gram: place for place, gram in enumerate(words)},
            letters={gram: len(words) + place for place, gram in enumerate(letters)},
            rarity=stored["rarity"].astype(np.float32),
            prior=stored["prior"],
            thresholds=dict(zip(names, stored["thresholds"].tolist(), strict=True)),
        )
