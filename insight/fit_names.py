"""Fitting what finds names, from the comments in insight/data/training: `python -m insight.fit_names`.

The same data give the same file. Takes about a minute.
"""

import json
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix, hstack

from insight.encoder import encode
from insight.general import parts_of_speech
from insight.name_model import liking
from insight.name_places import listed
from insight.name_signs import Candidate, candidates
from insight.naming import figures, ruled, whole
from insight.vocabulary import is_english

Rows = list[dict[str, Any]]
Weights = NDArray[np.float64]
Figures = dict[str, dict[str, list[float]]]

_DATA = Path(__file__).parent / "data"
_SOURCES = ("names", "names_more", "names_in_small_letters", "comments")
_LOOSENESS, _LIKENESS_LOOSENESS = 0.3, 10.0
_FOLDS = 5
_THRESHOLD = 0.5
"""Probability from which a word is a name: chosen by cross-validation, see the figures beside the weights."""
_TRIED = (0.4, 0.45, 0.5, 0.55, 0.6)
_FAINTEST = 0.005
_EVERY = 60
"""One everyday word in so many stands for all that are no names."""


def read_rows() -> list[Rows]:
    """The coded comments of each source; the names in the comments on schools are listed apart from them."""
    sources = [_lines(name) for name in _SOURCES]
    marked = {row["id"]: row["spans"] for row in _lines("names_in_comments")}
    sources[-1] = [{**row, "spans": marked.get(row["id"], [])} for row in sources[-1]]
    return sources


def _lines(name: str) -> Rows:
    lines = (_DATA / "training" / f"{name}.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def likeness_head() -> tuple[Weights, float, dict[str, float]]:
    """Weights and bias of how like a first name a word is by its encoding, and, for the words it is fitted on, what
    it says when it has not seen them."""
    given = sorted(listed("given") - listed("doubtful"))
    others = (
        sorted(listed("places"))
        + [
            word
            for word in sorted(parts_of_speech())
            if is_english(word) and word not in listed("given") and word not in listed("doubtful")
        ][::_EVERY]
    )
    words = [word.capitalize() for word in given + others]
    told = np.asarray([1.0] * len(given) + [0.0] * len(others))
    encoded = csr_matrix(encode(words).astype(np.float64))
    unseen = np.zeros(len(words))
    for fold in range(_FOLDS):
        out = np.arange(len(words)) % _FOLDS == fold
        weights, bias = logistic(encoded[~out], told[~out], _LIKENESS_LOOSENESS)
        unseen[out] = encoded[out] @ weights + bias
    weights, bias = logistic(encoded, told, _LIKENESS_LOOSENESS)
    return weights, bias, dict(zip(words, unseen.tolist(), strict=True))


def logistic(table: csr_matrix, told: Weights, looseness: float) -> tuple[Weights, float]:
    """Weights and bias of a logistic regression with a ridge penalty of 1/(2·looseness)."""
    signed = np.where(told > 0, 1.0, -1.0)

    def loss(point: Weights) -> tuple[float, Weights]:
        weights, bias = point[:-1], point[-1]
        margin = signed * (table @ weights + bias)
        pull = -signed / (1 + np.exp(np.clip(margin, -500, 500)))
        value = float(np.logaddexp(0, -margin).sum() + weights @ weights / (2 * looseness))
        return value, np.append(table.T @ pull + weights / looseness, pull.sum())

    found = minimize(loss, np.zeros(table.shape[1] + 1), jac=True, method="L-BFGS-B", options={"maxiter": 1_000})
    return found.x[:-1], float(found.x[-1])


class _Fitter:
    """The candidates of some comments as rows of numbers."""

    def __init__(self, rows: Rows) -> None:
        weights, bias, self.unseen = likeness_head()
        self.likeness, self.likeness_bias = weights, bias
        self.found = [one for row in rows for one in seen(row["text"])]
        self.of_row = [place for place, row in enumerate(rows) for _ in seen(row["text"])]
        self.told = np.asarray([float(inside(row, one)) for row in rows for one in seen(row["text"])])
        words = sorted({one.word for one in self.found})
        self.encoded = dict(zip(words, encode(words), strict=True))

    def signs(self) -> list[dict[str, float]]:
        spread = Counter(sign for one in self.found for sign in one.signs)
        rows = []
        for one in self.found:
            odds = self.unseen.get(one.word)
            if odds is None:
                odds = float(self.encoded[one.word] @ self.likeness + self.likeness_bias)
            kept = {sign: value for sign, value in one.signs.items() if spread[sign] > 1}
            rows.append(kept | liking(one.signs, odds))
        return rows

    def table(self) -> tuple[csr_matrix, list[str]]:
        """The signs and the encoding, a row a candidate; and the signs' names, which are the first columns."""
        rows = self.signs()
        names = sorted({sign for row in rows for sign in row})
        column = {name: place for place, name in enumerate(names)}
        starts = np.cumsum([0] + [len(row) for row in rows])
        cells = [column[sign] for row in rows for sign in row]
        values = [value for row in rows for value in row.values()]
        signs = csr_matrix((values, cells, starts), shape=(len(rows), len(names)))
        beside = np.asarray([self.encoded[one.word] for one in self.found], dtype=np.float64)
        return csr_matrix(hstack([signs, csr_matrix(beside)])), names


def seen(text: str) -> list[Candidate]:
    """The candidates of a text that are no part of a famous name."""
    famous = figures(text)
    found = candidates(text, ruled(text))
    return [one for one in found if not any(start <= one.start < end for start, end in famous)]


def inside(row: dict[str, Any], one: Candidate) -> bool:
    """Whether a person marked this word as a name."""
    spans = [span for span in row["spans"] if span["type"] == "PERSON"]
    return any(span["start"] <= one.start and one.end <= span["end"] for span in spans)


def main() -> None:
    """Fits, writes insight/data/names.json and prints the figures."""
    sources = read_rows()
    rows = [row for source in sources for row in source]
    fitter = _Fitter(rows)
    table, names = fitter.table()
    folds = np.asarray(fitter.of_row) % _FOLDS
    chances = np.zeros(len(fitter.told))
    for fold in range(_FOLDS):
        weights, bias = logistic(table[folds != fold], fitter.told[folds != fold], _LOOSENESS)
        chances[folds == fold] = 1 / (1 + np.exp(-(table[folds == fold] @ weights + bias)))
    measured = _measured(sources, fitter, chances)
    weights, bias = logistic(table, fitter.told, _LOOSENESS)
    _write(fitter, names, weights, bias, measured)
    sys.stdout.write(json.dumps(measured) + "\n")


def _write(fitter: _Fitter, names: list[str], weights: Weights, bias: float, measured: Figures) -> None:
    stored = {
        "figures": measured,
        "threshold": round(float(np.log(_THRESHOLD / (1 - _THRESHOLD))), 4),
        "bias": round(bias, 4),
        "likeness_bias": round(fitter.likeness_bias, 4),
        "signs": {
            name: round(float(value), 3) for name, value in zip(names, weights, strict=False) if abs(value) > 5e-3
        },
        "meaning": [round(float(value), 4) for value in weights[len(names) :]],
        "likeness": [round(float(value), 4) for value in fitter.likeness],
    }
    text = json.dumps(stored, ensure_ascii=False, separators=(",", ":"))
    (_DATA / "names.json").write_text(text + "\n", "utf-8")


def _measured(sources: Sequence[Rows], fitter: _Fitter, chances: Weights) -> Figures:
    """By source and threshold: names wholly covered and clean comments touched, in comments that the fit had not
    seen."""
    found: Figures = {}
    by_row: dict[int, list[tuple[Candidate, float]]] = {}
    for place, one, chance in zip(fitter.of_row, fitter.found, chances, strict=True):
        by_row.setdefault(place, []).append((one, chance))
    first = 0
    for name, rows in zip(_SOURCES, sources, strict=True):
        for threshold in _TRIED:
            taken = [_read(row["text"], by_row.get(place, []), threshold) for place, row in enumerate(rows, first)]
            found.setdefault(name, {})[str(threshold)] = _scores(rows, taken)
        first += len(rows)
    return found


def _read(text: str, judged: Sequence[tuple[Candidate, float]], threshold: float) -> set[int]:
    """The characters that would be hidden."""
    named = {one.word for one, chance in judged if chance >= threshold}
    taken = [(one.start, one.end) for one, _ in judged if one.word in named]
    return {place for start, end in whole(text, taken, ruled(text, sure_only=True)) for place in range(start, end)}


def _scores(rows: Rows, taken: Sequence[set[int]]) -> list[float]:
    covered, touched = [], []
    for row, places in zip(rows, taken, strict=True):
        for span in row["spans"]:
            if span["type"] == "PERSON":
                letters = {i for i in range(span["start"], span["end"]) if row["text"][i].isalnum()}
                covered.append(letters <= places)
        if not row["spans"]:
            touched.append(bool(places))
    return [round(float(np.mean(covered)), 4), round(float(np.mean(touched)), 4)]


if __name__ == "__main__":
    main()
