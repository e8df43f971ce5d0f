"""`python -m insight.fit`: builds insight/data/model.npz from the coded comments in insight/data/training.

The same data give the same file. The development set takes no part. Takes about a minute.
"""

import json
import math
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve
from scipy.sparse import csr_matrix

from insight.evidence import default_themes
from insight.features import letter_ngrams, word_ngrams
from insight.kernel import GRAMS_WEIGHT, KERNEL, TONGUES, Matrix, Scale, Seen, alike, look, ngrams
from insight.model import CONCERN, OTHERS, SCHOOL, SENTIMENTS, SUGGESTION

LOOSENESS = 0.1
"""How much of what sets single comments apart is put down to chance."""
_SPARSE_WEIGHT = 3.0
"""The few comments on courses and other things, and the shortest ones, stand for a wide world; so do the concerns."""
_EVEN = 0.25
"""How far frequent sentiments are held back, so that rare ones are found as well."""
_FEWEST_WORD, _FEWEST_LETTERS = 2, 5
_FOLDER = Path(str(resources.files("insight"))) / "data"
FILES = ("comments", "written", "written_more", "short", "general", "safeguarding", "languages")
HEADS = (*SENTIMENTS, *OTHERS, *(theme.id for theme in default_themes()))

Matrix64 = NDArray[np.float64]
Places = NDArray[np.int64]


@dataclass(frozen=True)
class Coded:
    """The training rows, and what they were told to be by head (HEADS, in columns); NaN where a head was not coded.

    `of` says which file each came from, `hand` by whom it was written: nobody's comments are judged by a fit that saw
    others of theirs."""

    texts: list[str]
    rows: list[dict[str, Any]]
    of: NDArray[np.str_]
    hand: NDArray[np.str_]
    told: Matrix64
    weight: NDArray[np.float64]

    def where(self, *names: str) -> Places:
        """The places of the rows of these files."""
        return np.flatnonzero(np.isin(self.of, names))


def coded_rows(name: str) -> list[dict[str, Any]]:
    """The coded rows of insight/data/training/<name>.jsonl."""
    lines = (_FOLDER / "training" / f"{name}.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def main() -> None:
    """Fits every head, stores the model and its training figures."""
    from insight.appraisal import appraise  # it needs this module

    coded = gathered()
    english = coded.where(*(name for name in FILES if name != "languages"))
    raw = look(coded.texts)
    scale = Scale.of(raw.rows(english.tolist()))
    seen = Seen.stored(raw.scaled(scale).packed())  # as coarse as it will be read back
    spread = [_spread([fn(coded.texts[i]) for i in english]) for fn in (word_ngrams, letter_ngrams)]
    grams, lists, rarity = _counted(coded.texts, spread, len(english))
    near = alike(seen, seen, KERNEL).astype(np.float64) + GRAMS_WEIGHT * (grams @ grams.T).toarray()
    beside = alike(seen, seen, TONGUES).astype(np.float64)
    counts = np.asarray([(coded.told[coded.where("comments"), place]).mean() for place in range(len(SENTIMENTS))])
    prior = (_EVEN * counts).astype(np.float32)
    everything = np.arange(len(coded.texts))
    own, tongues = solved(near, coded, english), solved(beside, coded, everything)
    figures, limits = appraise(coded, near, beside, raw, prior)
    _store(seen, scale, (own, tongues), grams, lists, rarity, prior, limits)
    text = json.dumps(figures, indent=1, ensure_ascii=False)
    (_FOLDER / "model.json").write_text(text + "\n", "utf-8")
    sys.stderr.write(text + "\n")


def gathered() -> Coded:
    """All training rows in the order of FILES."""
    pairs = [(name, row) for name in FILES for row in coded_rows(name)]
    of = np.asarray([name for name, _ in pairs])
    told = np.full((len(pairs), len(HEADS)), np.nan)
    for place, (name, row) in enumerate(pairs):
        told[place] = [_told(name, row, head) for head in HEADS]
    weight = np.where(np.isin(of, ("short", "general", "safeguarding")), _SPARSE_WEIGHT, 1.0)
    hand = np.asarray([row["id"][0] if name != "languages" else row["language"] for name, row in pairs])
    return Coded([row["text"] for _, row in pairs], [row for _, row in pairs], of, hand, told, weight)


def _told(name: str, row: dict[str, Any], head: str) -> float:
    if head in SENTIMENTS:
        return float(row["sentiment"] == head) if "sentiment" in row else math.nan
    if head == CONCERN:
        return float(row.get("flag", False)) if name != "general" else math.nan
    if head == SUGGESTION:
        return float(row["suggestion"]) if "suggestion" in row else math.nan
    if head == SCHOOL:
        return float(name != "general") if name != "safeguarding" else math.nan
    return float(head in row.get("themes", ())) if name != "safeguarding" else math.nan


def solved(near: Matrix64, coded: Coded, known: Places, heads: Sequence[str] = HEADS) -> tuple[Matrix64, Matrix64]:
    """Weights over all rows and a bias for each of HEADS, from the rows `known` that it is coded for; 0 for others than
    `heads`."""
    weights = np.zeros((len(coded.texts), len(HEADS)))
    bias = np.zeros(len(HEADS))
    for rows, columns in alike_coded(coded, known, heads):
        told = coded.told[np.ix_(rows, columns)]
        bias[columns] = told.mean(axis=0)
        factor = cho_factor(_gram(near, coded, rows), overwrite_a=True, check_finite=False)
        weights[np.ix_(rows, columns)] = cho_solve(factor, told - bias[columns])
    return weights, bias


def left_out(near: Matrix64, coded: Coded, known: Places, heads: Sequence[str]) -> Matrix64:
    """The score of each row `known` by a fit that saw all others, at the cost of a single one."""
    scores = np.zeros((len(coded.texts), len(HEADS)))
    for rows, columns in alike_coded(coded, known, heads):
        told = coded.told[np.ix_(rows, columns)]
        size = len(rows)
        inverse = cho_solve(cho_factor(_gram(near, coded, rows), overwrite_a=True, check_finite=False), np.eye(size))
        scores[np.ix_(rows, columns)] = told - inverse @ (told - told.mean(axis=0)) / np.diag(inverse)[:, None]
    return scores


def alike_coded(coded: Coded, known: Places, heads: Sequence[str]) -> list[tuple[Places, Places]]:
    """The heads in groups that are coded for the same rows, with these rows."""
    groups: dict[bytes, list[int]] = {}
    for head in (HEADS.index(name) for name in heads):
        groups.setdefault(np.isnan(coded.told[known, head]).tobytes(), []).append(head)
    return [(known[~np.isnan(coded.told[known, columns[0]])], np.asarray(columns)) for columns in groups.values()]


def _gram(near: Matrix64, coded: Coded, rows: Places) -> Matrix64:
    gram: Matrix64 = near[np.ix_(rows, rows)]
    gram[np.diag_indices_from(gram)] += LOOSENESS / coded.weight[rows]
    return gram


def _spread(counted: Sequence[Counter[str]]) -> Counter[str]:
    return Counter(gram for grams in counted for gram in grams if "\n" not in gram)


def _counted(
    texts: list[str], spread: Sequence[Counter[str]], size: int
) -> tuple[csr_matrix, tuple[list[str], list[str]], NDArray[np.float16]]:
    """The n-grams that are common enough: their weights in each text, their spelling, how rare they are."""
    words, letters = (
        sorted(gram for gram, count in counts.items() if count >= fewest)
        for counts, fewest in zip(spread, (_FEWEST_WORD, _FEWEST_LETTERS), strict=True)
    )
    counts = [spread[0][gram] for gram in words] + [spread[1][gram] for gram in letters]
    rarity = np.asarray([math.log((1 + size) / (1 + count)) + 1 for count in counts], dtype=np.float16)
    places = {gram: i for i, gram in enumerate(words)}, {gram: len(words) + i for i, gram in enumerate(letters)}
    return ngrams(texts, *places, rarity.astype(np.float32))[0], (words, letters), rarity


def _store(
    seen: Seen,
    scale: Scale,
    heads: tuple[tuple[Matrix64, Matrix64], tuple[Matrix64, Matrix64]],
    grams: csr_matrix,
    lists: tuple[list[str], list[str]],
    rarity: NDArray[np.float16],
    prior: Matrix,
    limits: dict[str, float],
) -> None:
    (own, bias), (tongues, foreign_bias) = heads
    by_gram = GRAMS_WEIGHT * (grams.T @ own)
    step = np.abs(by_gram).max(axis=0) / 127
    arrays: dict[str, Any] = {
        "names": np.asarray("\n".join(HEADS)),
        "words": np.asarray("\n".join(lists[0])),
        "letters": np.asarray("\n".join(lists[1])),
        "rarity": rarity,
        "english": own.astype(np.float32),
        "tongues": tongues.astype(np.float32),
        "grams": np.rint(by_gram / step).astype(np.int8),
        "step": step.astype(np.float32),
        "bias": np.stack([bias, foreign_bias]).astype(np.float32),
        "prior": prior,
        "thresholds": np.asarray([limits.get(name, 0.0) for name in HEADS], dtype=np.float32),
    }
    arrays |= {f"{name}_scale": rows for name, rows in scale._asdict().items()} | seen.packed()
    with (_FOLDER / "model.npz").open("wb") as file:
        np.savez_compressed(file, **arrays)


if __name__ == "__main__":
    main()
