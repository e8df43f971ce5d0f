"""`python -m insight.fit`: builds insight/data/model.npz from the coded comments in insight/data/training.

The same data give the same file. The development set takes no part. Takes about ten minutes and 16 GB.
"""

import json
import math
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_factor
from scipy.linalg.lapack import dpotri
from scipy.sparse import csr_matrix

from insight.anybody import anonymous
from insight.encoder import encode_deeply
from insight.evidence import default_themes
from insight.features import letter_ngrams, word_ngrams
from insight.heads import CONCERN, ELSEWHERE, OTHERS, SCHOOL, SENTIMENTS, SUGGESTION
from insight.kernel import GRAMS_WEIGHT, KERNEL, TONGUES, Matrix, Scale, Seen, alike, look, ngrams

LOOSENESS = 0.1
"""How much of what sets single comments apart is put down to chance."""
_WEIGHTS = {"comments": 2.0, "contrasts": 0.25, "short": 3.0, "general": 1.5, "safeguarding": 3.0}
"""The comments by which the coding rules were set weigh more than those coded after them; families of contrasts less,
since their members resemble each other. The few shortest, those on courses and other things, and the concerns stand
for a wide world."""
_FEW, _LOOSER = 4_000, 10.0
"""Heads that few rows teach are fitted more loosely, so many times."""
_EVEN = 0.25
"""How far frequent sentiments are held back, so that rare ones are found as well."""
_FEWEST_WORD, _FEWEST_LETTERS = 2, 5
_WHOLE = 12_000
"""Rows that are inverted in one piece."""
_FOLDER = Path(str(resources.files("insight"))) / "data"
WRITTEN = ("written", "written_more", "hands", "contrasts")
"""What was written since, each file by other people; the first letter of the id tells by whom."""
FOREIGN = ("languages", "languages_more")
"""What families wrote in other languages, each file by other people."""
FILES = ("comments", *WRITTEN, "short", "general", "safeguarding", *FOREIGN)
HEADS = (*SENTIMENTS, *OTHERS, *(theme.id for theme in default_themes()), *ELSEWHERE)

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
    english = coded.where(*(name for name in FILES if name not in FOREIGN))
    texts = anonymous(coded.texts)
    raw = look(texts, encode_deeply(texts))
    scale = Scale.of(raw.rows(english.tolist()))
    seen = Seen.stored(raw.scaled(scale).packed())  # as coarse as it will be read back
    spread = [_spread([fn(texts[i]) for i in english]) for fn in (word_ngrams, letter_ngrams)]
    grams, lists, rarity = _counted(texts, spread, len(english))
    near = alike(seen, seen, KERNEL).astype(np.float64) + GRAMS_WEIGHT * (grams @ grams.T).toarray()
    beside = alike(seen, seen, TONGUES).astype(np.float64)
    counts = np.asarray([(coded.told[coded.where("comments"), place]).mean() for place in range(len(SENTIMENTS))])
    prior = (_EVEN * counts).astype(np.float32)
    about_schools = np.flatnonzero(coded.of != "general")
    own, tongues = Solved(near, coded, english), Solved(beside, coded, about_schools)
    figures, limits = appraise(coded, own, beside, raw, prior)
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
    weight = np.asarray([_WEIGHTS.get(name, 1.0) for name, _ in pairs])
    hand = np.asarray([row["id"][0] if name not in FOREIGN else row["language"] for name, row in pairs])
    return Coded([row["text"] for _, row in pairs], [row for _, row in pairs], of, hand, told, weight)


def _told(name: str, row: dict[str, Any], head: str) -> float:
    if head in SENTIMENTS:
        return float(row["sentiment"] == head) if name not in ("general", "safeguarding") else math.nan
    if head in ELSEWHERE:
        return float(row["sentiment"] == SENTIMENTS[ELSEWHERE.index(head)]) if name == "general" else math.nan
    if head == CONCERN:
        return float(row.get("flag", False)) if name != "general" else math.nan
    if head == SUGGESTION:
        return float(row["suggestion"]) if "suggestion" in row else math.nan
    if head == SCHOOL:
        return float(name != "general") if name != "safeguarding" else math.nan
    return float(head in row.get("themes", ())) if name != "safeguarding" else math.nan


class Fit(NamedTuple):
    """A fit of some heads (`columns` of HEADS) to the `rows` that are coded for them: what they were `told`, their
    `bias`, the weights of the rows (`dual`), and the inverse that these come from."""

    rows: Places
    columns: Places
    told: Matrix64
    bias: Matrix64
    dual: Matrix64
    inverse: Matrix64


def fits(near: Matrix64, coded: Coded, known: Places, heads: Sequence[str] = HEADS) -> Iterator[Fit]:
    """Fits of `heads` to the rows `known`, one after the other, since each takes gigabytes."""
    for rows, columns in _alike_coded(coded, known, heads):
        told = coded.told[np.ix_(rows, columns)]
        # What is like nothing that was coded is no concern; of the coded ones many are, since they were sought.
        bias = np.where(columns == HEADS.index(CONCERN), 0.0, told.mean(axis=0))
        gram: Matrix64 = near[np.ix_(rows, rows)]
        looser = _LOOSER if len(rows) < _FEW else 1.0
        gram[np.diag_indices_from(gram)] += looser * LOOSENESS / coded.weight[rows]
        inverse = inverted(gram)
        yield Fit(rows, columns, told, bias, inverse @ (told - bias), inverse)


def inverted(gram: Matrix64) -> Matrix64:
    """The inverse of a symmetric, positive definite table. By quarters where it is large, since the routine beneath
    counts bytes in 32 bits."""
    size = len(gram)
    if size <= _WHOLE:
        factor, _ = cho_factor(gram, lower=True, check_finite=False)
        half, _ = dpotri(factor, lower=1, overwrite_c=1)
        whole: Matrix64 = np.tril(half) + np.tril(half, -1).T
        return whole
    cut = size // 2
    first = inverted(gram[:cut, :cut])
    across = first @ gram[:cut, cut:]
    second = inverted(gram[cut:, cut:] - gram[cut:, :cut] @ across)
    corner = across @ second
    first += corner @ across.T
    return np.block([[first, -corner], [-corner.T, second]])


class Solved:
    """The fits of all heads put together. `weights` over all rows, a column a head, and `bias`; of each row the score
    by a fit that did not see it (`alone`), and by one that saw nothing of the same hand (`unseen`)."""

    def __init__(self, near: Matrix64, coded: Coded, known: Places, heads: Sequence[str] = HEADS) -> None:
        size = (len(coded.texts), len(HEADS))
        self.weights, self.bias = np.zeros(size), np.zeros(len(HEADS))
        self.alone, self.unseen = np.zeros(size), np.zeros(size)
        for fit in fits(near, coded, known, heads):
            place = np.ix_(fit.rows, fit.columns)
            self.weights[place], self.bias[fit.columns] = fit.dual, fit.bias
            self.alone[place] = fit.told - fit.dual / np.diag(fit.inverse)[:, None]
            self.unseen[place] = fit.told - _missed(fit, coded.hand[fit.rows])
            others = np.setdiff1d(known, fit.rows)
            judged = near[np.ix_(others, fit.rows)] @ fit.dual + fit.bias
            self.alone[np.ix_(others, fit.columns)] = self.unseen[np.ix_(others, fit.columns)] = judged


def _missed(fit: Fit, hand: NDArray[np.str_]) -> Matrix64:
    """How far each row is missed by a fit to the rows of all other hands (with the bias of all): for the rows B of a
    hand (inverse[B, B])⁻¹ dual[B]."""
    missed = np.zeros_like(fit.dual)
    for one in np.unique(hand):
        part = np.flatnonzero(hand == one)
        missed[part] = np.linalg.solve(fit.inverse[np.ix_(part, part)], fit.dual[part])
    return missed


def _alike_coded(coded: Coded, known: Places, heads: Sequence[str]) -> list[tuple[Places, Places]]:
    """The heads in groups that are coded for the same rows, with these rows."""
    groups: dict[bytes, list[int]] = {}
    for head in (HEADS.index(name) for name in heads):
        groups.setdefault(np.isnan(coded.told[known, head]).tobytes(), []).append(head)
    found = [(known[~np.isnan(coded.told[known, columns[0]])], np.asarray(columns)) for columns in groups.values()]
    return [(rows, columns) for rows, columns in found if len(rows)]


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
    heads: tuple[Solved, Solved],
    grams: csr_matrix,
    lists: tuple[list[str], list[str]],
    rarity: NDArray[np.float16],
    prior: Matrix,
    limits: dict[str, float],
) -> None:
    own, tongues = heads
    by_gram = GRAMS_WEIGHT * (grams.T @ own.weights)
    step = np.abs(by_gram).max(axis=0) / 127
    arrays: dict[str, Any] = {
        "names": np.asarray("\n".join(HEADS)),
        "words": np.asarray("\n".join(lists[0])),
        "letters": np.asarray("\n".join(lists[1])),
        "rarity": rarity,
        "english": own.weights.astype(np.float32),
        "tongues": tongues.weights.astype(np.float32),
        "grams": np.rint(by_gram / step).astype(np.int8),
        "step": step.astype(np.float32),
        "bias": np.stack([own.bias, tongues.bias]).astype(np.float32),
        "prior": prior,
        "thresholds": np.asarray([limits.get(name, 0.0) for name in HEADS], dtype=np.float32),
    }
    for name, rows in scale._asdict().items():
        arrays[f"{name}_scale"] = rows.astype(np.float16) if name.endswith("axes") else rows
    arrays |= seen.packed()
    with (_FOLDER / "model.npz").open("wb") as file:
        np.savez_compressed(file, **arrays)


if __name__ == "__main__":
    main()
