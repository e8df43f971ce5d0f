"""The fitted model: what a text most likely says, by its likeness to comments that people have coded.

A kernel machine: each head is a weighted sum over the coded comments of how alike they are to the text, by the
encoder's vectors, n-grams, lexicons and theme phrases. Built by `python -m insight.fit` from insight/data/training.
Needs numpy and scipy: import this module only where texts are really to be read.
"""

import re
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

from insight.encoder import encode_deeply, encoded_before, keep, one_thread
from insight.encoder import forget as forget_encodings
from insight.kernel import KERNEL, TONGUES, Machine, Scale, Seen, look, ngrams
from insight.language import language
from insight.polarity import Label

SENTIMENTS: tuple[Label, ...] = ("positive", "negative", "mixed", "neutral")
SUGGESTION = "suggestion"
CONCERN = "concern"
SCHOOL = "school"
OTHERS = (SUGGESTION, CONCERN, SCHOOL)
ELSEWHERE = tuple(f"{label} elsewhere" for label in SENTIMENTS)
"""The sentiments once more, as learnt from what is not about parents and schools: the others know nothing of that."""
SHARPNESS = 6.0
"""How fast a lead of one sentiment over the others becomes certainty: calibrated on comments left out of the fit."""
_TONE = 0.3
"""What everyday tone weighs beside the heads in a text that is not about a school at all."""
_APART = 0.65
"""What the heads that know nothing of schools weigh there."""
_STRAY_FROM, _STRAY_FAST = 0.92, 4.0
"""From which likeness to comments on schools downwards a text counts as about something else, and how fast."""
_TAKES_A_SIDE = 0.04
"""How much rarer mixed and neutral are in such texts."""
_HARDLY, _PLAINER, _LEAST = 0.6, 1.5, 0.4
"""The less a text is like comments on schools than `_HARDLY`, the less likely are its themes, down to this part."""
_FAMILIAR = 0.6
"""A text most of whose words are known from English comments is English, without asking further."""
_TOP_NEAR, _TOP_CHANCE = 0.5, 0.22
"""How near to its threshold the likeliest theme of a text must come, and how likely it must be in itself."""
_KEPT = 30_000
"""Readings remembered, 400 bytes each, without the texts."""
_AT_ONCE = 1_000
_TITLED = re.compile(r"\b(Mr|Mrs|Ms|Miss|Mx|Dr)\b(\.?) [A-Z][\w'’-]{1,30}")
_ANYBODY = r"\1\2 Smith"
"""Whom every surname with a title is read as: what is said of somebody must not be read by where their name comes from.
"""
BALANCE = 8
"""Which of insight.tone's numbers is the balance of praise and blame."""

Matrix = NDArray[np.float32]
_known: OrderedDict[bytes, NDArray[np.float32]] = OrderedDict()
_reading = Lock()


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """What the heads make of one text, as probabilities in the order of their names, and then the place of the clause
    that says most of each theme."""

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
        """Which clause of the text says most of a theme, from 0 on; of one that the model does not know, the first."""
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
    model = fitted()
    texts = [_TITLED.sub(_ANYBODY, text) for text in texts]
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
    likely = stances(scores, raw.tones[:, BALANCE], model.prior)
    first = len(SENTIMENTS) + len(OTHERS)
    others, themes = scores[:, len(SENTIMENTS) : first], scores[:, first : -len(ELSEWHERE)]
    spoken_of = themes * of_a_school(scores)
    sure = np.clip(np.hstack([others, spoken_of]), 0.0, 1.0)
    return np.hstack([likely, sure, _told_in(encoded.parts, model)]).astype(np.float32)


def _told_in(parts: Sequence[Matrix], model: Model) -> Matrix:
    """By text (rows) and theme (columns) the place of the clause that says most of it. `parts` are the vectors of each
    text's clauses."""
    found = np.zeros((len(parts), len(model.themes)), dtype=np.float32)
    several = [place for place, clauses in enumerate(parts) if len(clauses) > 1]
    if several:
        told = model.english.machine.glance(np.vstack([parts[place] for place in several]), model.scale)
        told = told[:, len(SENTIMENTS) + len(OTHERS) : -len(ELSEWHERE)]
        ends = np.cumsum([len(parts[place]) for place in several])
        for place, clauses in zip(several, np.split(told, ends[:-1]), strict=True):
            found[place] = clauses.argmax(axis=0)
    return found


def of_a_school(scores: Matrix) -> Matrix:
    """By text (rows) what the likelihood of each theme is multiplied by: the themes are a school's, and words such as
    "class" or "behaviour" mean something else where nobody speaks of one. `scores` of all heads."""
    school = scores[:, [len(SENTIMENTS) + OTHERS.index(SCHOOL)]]
    part: Matrix = np.clip(1 - _PLAINER * (_HARDLY - school), _LEAST, 1.0)
    return part


def stances(scores: Matrix, tone: Matrix, prior: Matrix) -> Matrix:
    """Probabilities of the sentiments from the scores of all heads. The less a text is about a school, the more
    everyday tone counts, and what is known from elsewhere."""
    first = len(SENTIMENTS)
    school = scores[:, first + OTHERS.index(SCHOOL)]
    stray = np.clip(_STRAY_FAST * (_STRAY_FROM - school), 0.0, 1.0)
    apart = (_APART * stray)[:, None]
    lead = (1 - apart) * scores[:, :first] + apart * scores[:, -len(ELSEWHERE) :] - prior
    mood, side = _TONE * tone * stray, -_TAKES_A_SIDE * stray
    lead = lead + np.stack([mood, -mood, side, side], axis=1)
    powers = np.exp(SHARPNESS * (lead - lead.max(axis=1, keepdims=True)))
    result: Matrix = powers / powers.sum(axis=1, keepdims=True)
    return result


def lifted(chances: NDArray[np.float64], limits: NDArray[np.float64]) -> NDArray[np.float64]:
    """Each theme's likelihood over its threshold, texts in rows: 1 or more where it is spoken of. The likeliest of a
    text is lifted to 1 if it comes near, since most comments have a theme."""
    found: NDArray[np.float64] = chances / limits
    top = found.argmax(axis=1)
    rows = np.arange(len(found))
    enough = (found[rows, top] >= _TOP_NEAR) & (chances[rows, top] >= _TOP_CHANCE)
    found[rows, top] = np.where(enough, np.maximum(found[rows, top], 1.0), found[rows, top])
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
