"""The kernel: what is seen of a text, and how alike two texts are by it. Shared by fitting and reading."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from insight.encoder import Encoded
from insight.evidence import default_themes, evidence, strength
from insight.features import runs_of, signals, spelt_words, word_ngrams
from insight.tone import tones

Matrix = NDArray[np.float32]
Places = NDArray[np.int64]
_NONE: Places = np.zeros(0, dtype=np.int64)
_READ = 2_000
_STRONGEST = 3.0
_TINY = 1e-9
_KEPT = 160
"""Of the encoder's 512 directions those along which coded comments differ most: the rest tells none apart."""
_AT_ONCE = 512
"""Coded comments compared together: few enough to stay in the processor's own memory."""


class View(NamedTuple):
    """One way of comparing: how much it weighs and how fast likeness falls with distance."""

    weight: float
    steepness: float


class Scale(NamedTuple):
    """Of the coded comments: mean and spread of each number, in two rows; and of the encoder's vectors the mean and
    the directions along which they differ most, in rows."""

    inner: Matrix
    signals: Matrix
    tones: Matrix
    whole_axes: Matrix
    inner_axes: Matrix
    clauses_axes: Matrix

    @classmethod
    def of(cls, seen: "Seen") -> "Scale":
        """The scale of these texts."""
        spread = [_mean_and_spread(rows) for rows in (seen.inner, seen.signals, seen.tones)]
        return cls(*spread, *(_axes(rows) for rows in (seen.whole, _even(seen.inner, spread[0]), seen.clauses)))


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
        """The same with each kind of number on one scale, so that distances mean something, and the encoder's vectors
        along the directions that tell comments apart."""
        signals_, tones_ = (
            (rows - of[0]) / of[1] for rows, of in ((self.signals, scale.signals), (self.tones, scale.tones))
        )
        return Seen(
            _along(self.whole, scale.whole_axes),
            _along(_even(self.inner, scale.inner), scale.inner_axes),
            _along(self.clauses, scale.clauses_axes),
            signals_,
            tones_,
            self.evidence,
        )

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
        vectors = (stored[name].astype(np.float32) * stored[f"{name}_step"] for name in ("whole", "inner", "clauses"))
        return cls(*vectors, *(stored[name].astype(np.float32) for name in ("signals", "tones", "evidence")))


def look(texts: Sequence[str], encoded: Encoded) -> Seen:
    """What is seen of each text, not yet scaled."""
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


def alike(some: Seen, others: Seen, views: Mapping[str, View]) -> Matrix:
    """How alike each of `some` (rows) is to each of `others` (columns), n-grams apart."""
    total = np.zeros((len(some.whole), len(others.whole)), dtype=np.float32)
    for name, view in views.items():
        mine, theirs = getattr(some, name), getattr(others, name)
        near = (2 * view.steepness) * (mine @ theirs.T)
        near -= view.steepness * (_squared(mine)[:, None] + _squared(theirs))
        total += view.weight * np.exp(near, out=near)
    if "signals" in views:
        total += (EVIDENCE_WEIGHT / _EVIDENCE_UNIT) * (some.evidence @ others.evidence.T)
    return total


class Compared(NamedTuple):
    """A view of the coded comments, made ready: in columns what gives, multiplied by what `_asked` makes of a text, the
    exponent 2sxy - sx² - sy² + log w of w exp(-s(x-y)²)."""

    name: str
    weight: float
    steepness: float
    columns: Matrix


class Machine(NamedTuple):
    """`alike(texts, coded, views) @ weights` without its large table: many times faster."""

    views: tuple[Compared, ...]
    evidence: Matrix
    weights: Matrix

    @classmethod
    def of(cls, coded: Seen, views: Mapping[str, View], weights: Matrix) -> "Machine":
        """A machine of its own. `weights` of the coded comments (rows) for each head."""
        made = tuple(Compared(name, *view, _answering(getattr(coded, name), view)) for name, view in views.items())
        return cls(made, (EVIDENCE_WEIGHT / _EVIDENCE_UNIT) * (coded.evidence.T @ weights), weights)

    def beside(self, views: Mapping[str, View], weights: Matrix) -> "Machine":
        """One with `views` that this one has too, in the same proportion to each other, whose tables it shares: most of
        a machine."""
        made = tuple(one for one in self.views if one.name in views)
        [times] = {round(views[one.name].weight / one.weight, 6) for one in made}
        return Machine(made, np.zeros_like(self.evidence), np.float32(times) * weights)

    def scores(self, texts: Seen) -> Matrix:
        """Of each text (rows) for each head (columns)."""
        found: Matrix = texts.evidence @ self.evidence
        return found + self._near(self.views, [getattr(texts, view.name) for view in self.views])

    def glance(self, clauses: Matrix, scale: Scale) -> Matrix:
        """Of the encoder's vectors of clauses (rows) what one view, that of whole texts, makes for each head (columns):
        enough to tell in which clause of a text most is said of something."""
        views = [view for view in self.views if view.name == "whole"]
        return self._near(views, [_along(clauses, scale.whole_axes)])

    def _near(self, views: Sequence[Compared], rows: Sequence[Matrix]) -> Matrix:
        """The weights of the coded comments, each as far as it is near in these `views`."""
        asked = [_asked(mine, view.steepness) for mine, view in zip(rows, views, strict=True)]
        total = np.zeros((len(asked[0]), self.weights.shape[1]), dtype=np.float32)
        for start in range(0, len(self.weights), _AT_ONCE):
            part = slice(start, start + _AT_ONCE)
            near = np.zeros((len(total), len(self.weights[part])), dtype=np.float32)
            for mine, view in zip(asked, views, strict=True):
                power = mine @ view.columns[:, part]
                near += np.exp(power, out=power)
            total += near @ self.weights[part]
        return total


def _asked(rows: Matrix, steepness: float) -> Matrix:
    return np.column_stack([rows, -steepness * _squared(rows), np.ones(len(rows), dtype=np.float32)])


def _answering(rows: Matrix, view: View) -> Matrix:
    # Column by column, since that is how a text or two are compared with all of them twice as fast.
    ones = np.ones(len(rows), dtype=np.float32)
    beside = np.float32(np.log(view.weight)) - view.steepness * _squared(rows)
    return np.ascontiguousarray(np.column_stack([2 * view.steepness * rows, ones, beside]).T)


def ngrams(
    texts: Sequence[str], words: Mapping[str, int], letters: Mapping[str, int], rarity: Matrix
) -> tuple[csr_matrix, list[float]]:
    """Damped counts of the known n-grams weighed by rarity, words and letters each of length one; and of each text the
    share of its n-grams of words that are known."""
    held, runs = _Counted([], [], []), _Counted([], [], [])
    familiar = []
    known: dict[str, Places] = {}
    for text in texts:
        counted = word_ngrams(text)
        single = [gram for gram in counted if " " not in gram]
        familiar.append(sum(gram in words for gram in single) / max(1, len(single)))
        found = [(words[gram], times) for gram, times in counted.items() if gram in words]
        held.add([place for place, _ in found], [times for _, times in found])
        runs.add(*_letters(text, letters, known))
    return held.weighed(rarity) + runs.weighed(rarity), familiar


class _Counted(NamedTuple):
    """By text how many n-grams were met, which, and how often each; one may be met more than once."""

    sizes: list[int]
    which: list[Places]
    times: list[Places]

    def add(self, which: Sequence[int] | Places, times: Sequence[int] | Places) -> None:
        self.sizes.append(len(which))
        self.which.append(np.asarray(which, dtype=np.int64))
        self.times.append(np.asarray(times, dtype=np.int64))

    def weighed(self, rarity: Matrix) -> csr_matrix:
        """In rows of length one (or nothing)."""
        starts = np.concatenate(([0], np.cumsum(self.sizes)))
        shape = (len(self.sizes), len(rarity))
        times = np.concatenate(self.times).astype(np.float32)
        rows = csr_matrix((times, np.concatenate(self.which), starts), shape=shape)
        rows.sum_duplicates()
        rows.data = (1 + np.log(rows.data)) * rarity[rows.indices]
        lengths = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
        rows.data /= np.repeat(np.maximum(lengths, _TINY), np.diff(rows.indptr))
        return rows


def _letters(text: str, letters: Mapping[str, int], runs: dict[str, Places]) -> tuple[Places, Places]:
    """The columns of the known runs of letters of a text's words, and how often each word stands in it. `runs` holds
    those of the words met before."""
    spelt = spelt_words(text)
    for word in spelt:
        if word not in runs:
            runs[word] = np.asarray([letters[run] for run in runs_of(word) if run in letters], dtype=np.int64)
    if not spelt:
        return _NONE, _NONE
    parts = [runs[word] for word in spelt]
    return np.concatenate(parts), np.repeat(list(spelt.values()), [len(part) for part in parts])


def _squared(rows: Matrix) -> Matrix:
    found: Matrix = np.einsum("ij,ij->i", rows, rows)
    return found


def _even(rows: Matrix, scale: Matrix) -> Matrix:
    """Each number on one scale, each row at length 1."""
    found: Matrix = (rows - scale[0]) / scale[1]
    found /= np.maximum(np.linalg.norm(found, axis=1, keepdims=True), _TINY)
    return found


def _axes(rows: Matrix) -> Matrix:
    """The mean, and below it the principal axes."""
    mean = rows.mean(axis=0, dtype=np.float64)
    spread = (rows - mean).T @ (rows - mean)
    directions = np.linalg.eigh(spread)[1][:, ::-1][:, :_KEPT].T
    return np.vstack([mean, directions]).astype(np.float16).astype(np.float32)  # as it will be stored


def _along(rows: Matrix, axes: Matrix) -> Matrix:
    found: Matrix = (rows - axes[0]) @ axes[1:].T
    return found


def _mean_and_spread(rows: Matrix) -> Matrix:
    found: Matrix = np.stack([rows.mean(axis=0), rows.std(axis=0) + 1e-6]).astype(np.float32)
    return found


def _matrix(rows: Sequence[Sequence[float]]) -> Matrix:
    return np.asarray(rows, dtype=np.float32)
