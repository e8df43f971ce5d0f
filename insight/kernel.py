"""The kernel: what is seen of a text, and how alike two texts are by it. Shared by fitting and reading."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from insight.encoder import encode_deeply
from insight.evidence import default_themes, evidence, strength
from insight.features import runs_of, signals, spelt_words, word_ngrams
from insight.tone import tones

Matrix = NDArray[np.float32]
Places = NDArray[np.int64]
_NONE: Places = np.zeros(0, dtype=np.int64)
_READ = 2_000
_STRONGEST = 3.0
_TINY = 1e-9


class View(NamedTuple):
    """One way of comparing: how much it weighs and how fast likeness falls with distance."""

    weight: float
    steepness: float


class Scale(NamedTuple):
    """Mean and spread of each number over the coded comments, in two rows."""

    inner: Matrix
    signals: Matrix
    tones: Matrix

    @classmethod
    def of(cls, seen: "Seen") -> "Scale":
        """The scale of these texts."""
        return cls(*(_mean_and_spread(rows) for rows in (seen.inner, seen.signals, seen.tones)))


GRAMS_WEIGHT = 0.1
EVIDENCE_WEIGHT = 0.1
_EVIDENCE_UNIT = 4.0
TONGUES: Mapping[str, View] = {"whole": View(1 / 3, 1.0), "inner": View(1 / 3, 1.0), "clauses": View(1 / 3, 1.5)}
"""By the encoder alone, which reads sixteen languages alike."""
KERNEL: Mapping[str, View] = {
    "whole": View(0.2, 1.0),
    "inner": View(0.2, 1.0),
    "clauses": View(0.2, 1.5),
    "signals": View(0.1, 0.02),
    "tones": View(0.1, 0.03),
}
"""With what stands on English words; theme phrases (EVIDENCE_WEIGHT) and n-grams of words and of letters (GRAMS_WEIGHT
each) are compared linearly. All weights together are 1."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What is seen of texts, in rows: three vectors of the encoder, the lexicons' signals, everyday tones, and the
    strength of each theme's phrases."""

    whole: Matrix
    inner: Matrix
    clauses: Matrix
    signals: Matrix
    tones: Matrix
    evidence: Matrix

    def rows(self, places: Sequence[int]) -> "Seen":
        """The texts at these places."""
        return Seen(*(getattr(self, name)[places] for name in self.__slots__))

    def scaled(self, scale: Scale) -> "Seen":
        """The same with the encoder's inner state, signals and tones on one scale, so that distances mean something."""
        inner = (self.inner - scale.inner[0]) / scale.inner[1]
        inner /= np.maximum(np.linalg.norm(inner, axis=1, keepdims=True), _TINY)
        signals_, tones_ = (
            (rows - of[0]) / of[1] for rows, of in ((self.signals, scale.signals), (self.tones, scale.tones))
        )
        return Seen(self.whole, inner, self.clauses, signals_, tones_, self.evidence)

    def packed(self) -> dict[str, NDArray[Any]]:
        """As it is stored: the encoder's vectors in steps of their largest number."""
        found: dict[str, NDArray[Any]] = {}
        for name in ("whole", "inner", "clauses"):
            rows = getattr(self, name)
            step = np.abs(rows).max(axis=1, keepdims=True) / 127 + _TINY
            found |= {name: np.rint(rows / step).astype(np.int8), f"{name}_step": step.astype(np.float32)}
        return found | {name: getattr(self, name).astype(np.float16) for name in ("signals", "tones", "evidence")}

    @classmethod
    def stored(cls, stored: Mapping[str, NDArray[Any]]) -> "Seen":
        """From what `packed` made of it."""
        # Column by column, since that is how a text or two are compared with all of them twice as fast.
        vectors = (
            np.asfortranarray(stored[name].astype(np.float32) * stored[f"{name}_step"])
            for name in ("whole", "inner", "clauses")
        )
        return cls(*vectors, *(stored[name].astype(np.float32) for name in ("signals", "tones", "evidence")))


def look(texts: Sequence[str], *, remember: bool = True) -> Seen:
    """What is seen of each text, not yet scaled."""
    encoded = encode_deeply(texts, remember=remember)
    chosen = default_themes()
    shown = []
    for text in texts:
        held = evidence(text, chosen)
        shown.append([min(strength(held[theme.id]), _STRONGEST) if theme.id in held else 0.0 for theme in chosen])
    return Seen(
        encoded.whole,
        encoded.inner,
        encoded.clauses,
        np.clip(_matrix([signals(text) for text in texts]), -_STRONGEST, _STRONGEST),
        np.clip(_matrix([tones(text[:_READ]) for text in texts]), -_STRONGEST, _STRONGEST),
        _matrix(shown),
    )


def squared_lengths(seen: Seen) -> dict[str, Matrix]:
    """By view the squared length of each text's numbers."""
    return {name: np.einsum("ij,ij->i", getattr(seen, name), getattr(seen, name)) for name in KERNEL}


def alike(some: Seen, others: Seen, views: Mapping[str, View], lengths: Mapping[str, Matrix] | None = None) -> Matrix:
    """How alike each of `some` (rows) is to each of `others` (columns), n-grams apart. `lengths` are the squared ones
    of `others`, where they are known."""
    known = squared_lengths(others) if lengths is None else lengths
    total = np.zeros((len(some.whole), len(others.whole)), dtype=np.float32)
    for name, view in views.items():
        mine, theirs = getattr(some, name), getattr(others, name)
        near = mine @ theirs.T
        near *= 2
        near -= np.einsum("ij,ij->i", mine, mine)[:, None]
        near -= known[name]
        near *= view.steepness
        total += view.weight * np.exp(near, out=near)
    if "signals" in views:
        total += (EVIDENCE_WEIGHT / _EVIDENCE_UNIT) * (some.evidence @ others.evidence.T)
    return total


def ngrams(
    texts: Sequence[str], words: Mapping[str, int], letters: Mapping[str, int], rarity: Matrix
) -> tuple[csr_matrix, list[float]]:
    """Damped counts of the known n-grams weighed by rarity, words and letters each of length one; and of each text the
    share of its n-grams of words that are known."""
    starts, cells, values = [0], [], []
    familiar = []
    total = 0
    runs: dict[str, Places] = {}
    for text in texts:
        counted = word_ngrams(text)
        single = [gram for gram in counted if " " not in gram]
        familiar.append(sum(gram in words for gram in single) / max(1, len(single)))
        held = [(words[gram], times) for gram, times in counted.items() if gram in words]
        found = np.asarray(held, dtype=np.int64).reshape(-1, 2)
        for columns, times in ((found[:, 0], found[:, 1]), _letters(text, letters, runs)):
            if len(columns):
                weights = (1 + np.log(times)) * rarity[columns]
                cells.append(columns)
                values.append(weights / np.sqrt(weights @ weights))
                total += len(columns)
        starts.append(total)
    size = (len(starts) - 1, len(rarity))
    if not cells:
        return csr_matrix(size, dtype=np.float32), familiar
    return csr_matrix((np.concatenate(values), np.concatenate(cells), starts), shape=size, dtype=np.float32), familiar


def _letters(text: str, letters: Mapping[str, int], runs: dict[str, Places]) -> tuple[Places, Places]:
    """The columns of the known runs of letters of a text, and how often each stands in it. `runs` holds those of the
    words met before."""
    spelt = spelt_words(text)
    for word in spelt:
        if word not in runs:
            runs[word] = np.asarray([letters[run] for run in runs_of(word) if run in letters], dtype=np.int64)
    if not spelt:
        return _NONE, _NONE
    parts = [runs[word] for word in spelt]
    each = np.repeat(list(spelt.values()), [len(part) for part in parts])
    columns, which = np.unique(np.concatenate(parts), return_inverse=True)
    return columns, np.bincount(which, weights=each).astype(np.int64)


def _mean_and_spread(rows: Matrix) -> Matrix:
    found: Matrix = np.stack([rows.mean(axis=0), rows.std(axis=0) + 1e-6]).astype(np.float32)
    return found


def _matrix(rows: Sequence[Sequence[float]]) -> Matrix:
    return np.asarray(rows, dtype=np.float32)
