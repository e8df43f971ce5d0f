"""The fitted model: what a text most likely says, by linear heads over its encoding, its n-grams and the lexicons.

Built by `python -m insight.fit` from the comments in insight/data/training. Needs numpy and scipy: import this module
only where texts are really to be read.
"""

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from threading import Lock

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.special import expit

from insight.encoder import encode
from insight.evidence import default_themes, evidence, strength
from insight.features import letter_ngrams, signals, word_ngrams
from insight.polarity import Label

SENTIMENTS: tuple[Label, ...] = ("positive", "negative", "mixed", "neutral")
SUGGESTION = "suggestion"
CONCERN = "concern"
ENCODING_WEIGHT = 2.0
_KEPT = 20_000
_AT_ONCE = 2_000
_known: OrderedDict[str, "Reading"] = OrderedDict()
_reading = Lock()


@dataclass(frozen=True, slots=True)
class Reading:
    """What the heads make of one text, as probabilities: of each sentiment (together 1), of a suggestion, of a
    concern for the safeguarding lead, and of each theme of insight.default_themes()."""

    sentiment: Mapping[Label, float]
    suggestion: float
    concern: float
    themes: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Model:
    """Weights of the heads, one column each; `dense` for encoding, signals and theme evidence, `sparse` for n-grams.

    `thresholds` hold, by head, the probability from which it says yes.
    """

    heads: tuple[str, ...]
    words: Mapping[str, int]
    letters: Mapping[str, int]
    rarity: NDArray[np.float32]
    dense: NDArray[np.float32]
    sparse: NDArray[np.float32]
    bias: NDArray[np.float32]
    thresholds: Mapping[str, float]


def readings(texts: Sequence[str]) -> list[Reading]:
    """Each text's reading, remembered by content."""
    with _reading:
        return _readings(texts)


def _readings(texts: Sequence[str]) -> list[Reading]:
    missing = list(dict.fromkeys(text for text in texts if text not in _known))
    fresh: dict[str, Reading] = {}
    for start in range(0, len(missing), _AT_ONCE):
        batch = missing[start : start + _AT_ONCE]
        fresh.update(zip(batch, _read(batch), strict=True))
    result = [fresh[text] if text in fresh else _known[text] for text in texts]
    _known.update(fresh)
    while len(_known) > _KEPT:
        _known.popitem(last=False)
    return result


def threshold(head: str) -> float:
    """The probability from which a head says yes: chosen on comments that its fitting did not see."""
    return fitted().thresholds[head]


def knows(head: str) -> bool:
    """Whether the model has a head of that name."""
    return head in fitted().thresholds


def dense_features(texts: Sequence[str]) -> NDArray[np.float32]:
    """Encoding, signals and evidence for each default theme, a row a text."""
    chosen = default_themes()
    beside = []
    for text in texts:
        held = evidence(text, chosen)
        shown = [min(strength(held[theme.id]), 3.0) if theme.id in held else 0.0 for theme in chosen]
        beside.append(signals(text) + shown)
    return np.hstack([ENCODING_WEIGHT * encode(texts), np.asarray(beside, dtype=np.float32)])


def sparse_features(
    texts: Iterable[str], words: Mapping[str, int], letters: Mapping[str, int], rarity: NDArray[np.float32]
) -> csr_matrix:
    """Damped counts of the known n-grams weighed by rarity; words and letters each of length one."""
    starts, cells, values = [0], [], []
    total = 0
    for text in texts:
        for grams, places in ((word_ngrams(text), words), (letter_ngrams(text), letters)):
            held = [(places[gram], times) for gram, times in grams.items() if gram in places]
            if held:
                columns = np.asarray([place for place, _ in held])
                weights = (1 + np.log([times for _, times in held])) * rarity[columns]
                cells.append(columns)
                total += len(columns)
                values.append(weights / np.linalg.norm(weights))
        starts.append(total)
    size = (len(starts) - 1, len(rarity))
    if not cells:
        return csr_matrix(size, dtype=np.float32)
    return csr_matrix((np.concatenate(values), np.concatenate(cells), starts), shape=size, dtype=np.float32)


@cache
def fitted() -> Model:
    """The model as stored in insight/data/model.npz."""
    with resources.files("insight").joinpath("data", "model.npz").open("rb") as file, np.load(file) as stored:
        heads = tuple(str(stored["heads"]).split("\n"))
        words, letters = (str(stored[name]).split("\n") for name in ("words", "letters"))
        return Model(
            heads=heads,
            words={gram: place for place, gram in enumerate(words)},
            letters={gram: len(words) + place for place, gram in enumerate(letters)},
            rarity=stored["rarity"].astype(np.float32),
            dense=stored["dense"].astype(np.float32),
            sparse=stored["sparse"].astype(np.float32) * stored["scale"],
            bias=stored["bias"],
            thresholds=dict(zip(heads, stored["thresholds"].tolist(), strict=True)),
        )


def _read(texts: Sequence[str]) -> list[Reading]:
    model = fitted()
    scores = dense_features(texts) @ model.dense + model.bias
    scores += sparse_features(texts, model.words, model.letters, model.rarity) @ model.sparse
    first = len(SENTIMENTS)
    powers = np.exp(scores[:, :first] - scores[:, :first].max(axis=1, keepdims=True))
    stances = (powers / powers.sum(axis=1, keepdims=True)).tolist()
    chances = expit(scores[:, first:]).tolist()
    names = model.heads[first:]
    result = []
    for stance, row in zip(stances, chances, strict=True):
        rest = dict(zip(names, row, strict=True))
        result.append(
            Reading(dict(zip(SENTIMENTS, stance, strict=True)), rest.pop(SUGGESTION), rest.pop(CONCERN), rest)
        )
    return result
