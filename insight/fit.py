"""`python -m insight.fit`: builds insight/data/model.npz from the coded comments in insight/data/training.

The same data give the same file. The development set takes no part. Needs scikit-learn, which reading does not.
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
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import KFold

from insight.evidence import default_themes
from insight.features import letter_ngrams, word_ngrams
from insight.model import CONCERN, SENTIMENTS, SUGGESTION, dense_features, sparse_features
from insight.safeguarding import signs

_FOLDS = 5
_FEWEST_WORD, _FEWEST_LETTERS = 3, 12
_STEADINESS = 1.0
_GENERAL_WEIGHT = 4.0
"""The few comments on courses and other things, and the shortest ones, stand for a wide world."""
_ORDINARY_FLAGGED = 0.022
"""The share of ordinary comments that the concern head may flag."""
_FOLDER = Path(str(resources.files("insight"))) / "data"


@dataclass(frozen=True)
class Rows:
    """The training rows and their features; `of` says which file each came from."""

    texts: list[str]
    coded: list[dict[str, Any]]
    of: NDArray[np.str_]
    words: list[str]
    letters: list[str]
    rarity: NDArray[np.float32]
    features: csr_matrix
    width: int


def rows(name: str) -> list[dict[str, Any]]:
    """The coded rows of insight/data/training/<name>.jsonl."""
    lines = (_FOLDER / "training" / f"{name}.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def main() -> None:
    """Fits every head, stores the model and its training figures."""
    read = _gathered()
    heads: list[str] = []
    columns: list[NDArray[np.float64]] = []
    bias: list[float] = []
    thresholds: list[float] = []
    figures: dict[str, Any] = {"rows": dict(Counter(read.of.tolist())), "folds": _FOLDS}
    for name, known, told in _tasks(read):
        weight = np.where(np.isin(read.of[known], ("general", "short")), _GENERAL_WEIGHT, 1.0)
        beside = _unseen(read.features[known], told, weight)
        model = _head(read.features[known], told, weight)
        if name == "sentiment":
            order = [list(model.classes_).index(label) for label in SENTIMENTS]
            heads += SENTIMENTS
            columns += [model.coef_[place] for place in order]
            bias += [model.intercept_[place] for place in order]
            thresholds += [0.0] * len(SENTIMENTS)
            found = model.classes_[beside.argmax(axis=1)]
            figures[name] = _by_source(read.of[known], told, found)
        else:
            heads.append(name)
            columns.append(model.coef_[0])
            bias.append(model.intercept_[0])
            limit = _limit(name, told, beside[:, 1], read.of[known])
            thresholds.append(limit)
            figures[name] = _yes_or_no(told, beside[:, 1] >= limit)
            if name == CONCERN:
                figures["concern with patterns"] = _with_patterns(read, known, told, beside[:, 1] >= limit)
        sys.stderr.write(f"{name}: {figures[name]}\n")
    _store(read, heads, np.stack(columns, axis=1), bias, thresholds)
    text = json.dumps(figures, indent=1, ensure_ascii=False)
    (_FOLDER / "model.json").write_text(text + "\n", "utf-8")


def _gathered() -> Rows:
    coded: list[dict[str, Any]] = []
    of: list[str] = []
    for name in ("comments", "short", "languages", "general", "safeguarding"):
        found = rows(name)
        coded += found
        of += [name] * len(found)
    texts = [row["text"] for row in coded]
    words = _vocabulary([set(word_ngrams(text)) for text in texts], _FEWEST_WORD)
    letters = _vocabulary([set(letter_ngrams(text)) for text in texts], _FEWEST_LETTERS)
    grams = sorted(words), sorted(letters)
    rarity = [math.log((1 + len(texts)) / (1 + n)) + 1 for some, all_ in zip(grams, (words, letters), strict=True)
              for n in (all_[gram] for gram in some)]  # fmt: skip
    weighed = np.asarray(rarity, dtype=np.float16).astype(np.float32)
    places = {gram: i for i, gram in enumerate(grams[0])}, {gram: len(words) + i for i, gram in enumerate(grams[1])}
    dense = dense_features(texts)
    features = hstack([csr_matrix(dense), sparse_features(texts, *places, weighed)]).tocsr()
    return Rows(texts, coded, np.asarray(of), *grams, weighed, features, dense.shape[1])


def _vocabulary(held: Sequence[set[str]], fewest: int) -> dict[str, int]:
    spread = Counter(gram for grams in held for gram in grams)
    return {gram: count for gram, count in spread.items() if count >= fewest and "\n" not in gram}


def _tasks(read: Rows) -> list[tuple[str, NDArray[np.int64], NDArray[Any]]]:
    """Per head its name, the rows that are coded for it, and how."""

    def of(*names: str) -> NDArray[np.int64]:
        return np.flatnonzero(np.isin(read.of, names))

    both = of("comments", "short", "languages", "general")
    tasks = [
        ("sentiment", both, np.asarray([read.coded[i]["sentiment"] for i in both])),
        (SUGGESTION, both, np.asarray([read.coded[i]["suggestion"] for i in both])),
    ]
    safe = of("safeguarding", "comments", "short")
    tasks.append((CONCERN, safe, np.asarray([read.coded[i].get("flag", False) for i in safe])))
    coded = of("comments", "short", "languages")
    tasks += [(t.id, coded, np.asarray([t.id in read.coded[i]["themes"] for i in coded])) for t in default_themes()]
    return tasks


def _head(features: csr_matrix, told: NDArray[Any], weight: NDArray[np.float64]) -> LogisticRegression:
    solver = "lbfgs" if len(set(told.tolist())) > 2 else "liblinear"
    balance = "balanced" if solver == "lbfgs" else None
    model = LogisticRegression(C=_STEADINESS, solver=solver, max_iter=400, class_weight=balance, random_state=0)
    return model.fit(features, told, sample_weight=weight)


def _unseen(features: csr_matrix, told: NDArray[Any], weight: NDArray[np.float64]) -> NDArray[np.float64]:
    """The probabilities for each row by a head that was fitted on the other folds."""
    result = np.zeros((len(told), len(set(told.tolist()))))
    for fitting, left in KFold(_FOLDS, shuffle=True, random_state=0).split(told):
        result[left] = _head(features[fitting], told[fitting], weight[fitting]).predict_proba(features[left])
    return result


def _limit(name: str, told: NDArray[Any], chance: NDArray[np.float64], of: NDArray[np.str_]) -> float:
    """The threshold with the best F1; for concerns the lowest that leaves ordinary comments in peace."""
    if name == CONCERN:
        return float(np.quantile(chance[of == "comments"], 1 - _ORDINARY_FLAGGED))
    steps = np.arange(0.25, 0.66, 0.025)
    return float(steps[int(np.argmax([f1_score(told, chance >= step) for step in steps]))])


def _by_source(of: NDArray[np.str_], told: NDArray[Any], found: NDArray[Any]) -> dict[str, float]:
    return {
        name: round(float(f1_score(told[of == name], found[of == name], average="macro")), 3)
        for name in dict.fromkeys(of.tolist())
    }


def _yes_or_no(told: NDArray[Any], found: NDArray[Any]) -> dict[str, float]:
    right = int((told & found).sum())
    return {
        "f1": round(float(f1_score(told, found)), 3),
        "precision": round(right / max(1, int(found.sum())), 3),
        "recall": round(right / max(1, int(told.sum())), 3),
    }


def _with_patterns(
    read: Rows, known: NDArray[np.int64], told: NDArray[Any], found: NDArray[np.bool_]
) -> dict[str, float]:
    flagged = found | np.asarray([bool(signs(read.texts[i])) for i in known])
    ordinary = read.of[known] == "comments"
    coded = _yes_or_no(told[~ordinary], flagged[~ordinary])
    return {**coded, "ordinary flagged": round(float(flagged[ordinary].mean()), 3)}


def _store(
    read: Rows, heads: list[str], weights: NDArray[np.float64], bias: list[float], thresholds: list[float]
) -> None:
    dense, sparse = weights[: read.width], weights[read.width :]
    scale = np.abs(sparse).max(axis=0) / 127
    with (_FOLDER / "model.npz").open("wb") as file:
        np.savez_compressed(
            file,
            heads=np.asarray("\n".join(heads)),
            words=np.asarray("\n".join(read.words)),
            letters=np.asarray("\n".join(read.letters)),
            rarity=read.rarity.astype(np.float16),
            dense=dense.astype(np.float16),
            sparse=np.rint(sparse / scale).astype(np.int8),
            scale=scale.astype(np.float32),
            bias=np.asarray(bias, dtype=np.float32),
            thresholds=np.asarray(thresholds, dtype=np.float32),
        )


if __name__ == "__main__":
    main()
