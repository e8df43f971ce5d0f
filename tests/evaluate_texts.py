"""How well texts are read apart from their stance: languages, names, quotes and topics. Called by tests/evaluate.py."""

from __future__ import annotations

import json
import math
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import insight
from insight.reading import comparable, words

Say = Callable[[str], None]
_QUOTED = 2
"""Sentences a summary: what the people who summarised Opinosis wrote."""


def measure_texts(folder: Path, say: Say) -> None:
    """Everything here, where the reference data lies in `folder`."""
    languages(folder, say)
    names(folder, say)
    summaries(folder, say)
    grouped(folder, say)


def languages(folder: Path, say: Say) -> None:
    """Sentences told right, word pairs and words of English kept as English."""
    rows = _rows(folder / "comments" / "langid_open" / "data.jsonl")
    told = list(zip(rows, insight.language([row["text"] for row in rows]), strict=True))
    right = [row["label"] == code for row, code in told if row["kind"] == "sentences"]
    short = [code == "en" for row, code in told if row["label"] == "en" and row["kind"] != "sentences"]
    parents = [row["text"] for row in _rows(folder / "uk_training" / "comments.jsonl")]
    kept = [code == "en" for code in insight.language(parents)]
    homes = _rows(folder / "uk_training" / "languages.jsonl")
    named = [
        row["language"] == code for row, code in zip(homes, insight.language([r["text"] for r in homes]), strict=True)
    ]
    say(
        f"language: sentences {_mean(right):.3f}, comments of families {_mean(named):.3f}; "
        f"kept as English: parents' comments {_mean(kept):.4f}, one or two words {_mean(short):.3f}"
    )


def names(folder: Path, say: Say) -> None:
    """Names wholly covered, and comments without any that were touched."""
    for name, rows in (
        ("names in parents' comments", _rows(folder / "uk_training" / "names.jsonl")),
        ("names elsewhere", [_spans_as_ours(row) for row in _rows(folder / "comments" / "names_open" / "data.jsonl")]),
    ):
        covered, touched = name_scores(rows)
        say(f"{name}: covered {covered:.3f}, clean comments touched {touched:.3f}")


def name_scores(rows: Sequence[dict[str, Any]]) -> tuple[float, float]:
    """The share of names that the redactions cover from end to end, and of comments without any that they touch."""
    covered, touched = [], []
    for row in rows:
        found = {place for span in insight.redactions(row["text"]) for place in range(span.start, span.end)}
        covered += [
            found.issuperset(range(span["start"], span["end"])) for span in row["spans"] if span["type"] == "PERSON"
        ]
        if not row["spans"]:
            touched.append(bool(found))
    return _mean(covered), _mean(touched)


def summaries(folder: Path, say: Say) -> None:
    """The quotes of each Opinosis topic against what people wrote of it."""
    rows = _rows(folder / "comments" / "opinosis_open" / "data.jsonl")
    first, second = [], []
    for row in rows:
        text = " ".join(row["sentences"][i] for i in insight.quotes(row["sentences"], _QUOTED))
        first.append(_mean([rouge(text, gold, 1) for gold in row["golds"]]))
        second.append(_mean([rouge(text, gold, 2) for gold in row["golds"]]))
    say(f"summaries of Opinosis: ROUGE-1 {_mean(first):.3f}, ROUGE-2 {_mean(second):.3f}")


def rouge(text: str, gold: str, n: int) -> float:
    """ROUGE-n (Lin 2004): F1 of the word sequences of length n that both hold."""
    found, told = (_sequences(words(part), n) for part in (text, gold))
    both = sum((found & told).values())
    return 2 * both / max(1, sum(found.values()) + sum(told.values()))


def grouped(folder: Path, say: Say) -> None:
    """Topics against the intents and tags that people gave, with their number told and without."""
    for name in ("banking77_test", "stackoverflow20"):
        rows = _rows(folder / "comments" / name / "data.jsonl")
        texts, labels = [row["text"] for row in rows], [row["label"] for row in rows]
        for k in (len(set(labels)), None):
            started = time.perf_counter()
            found = insight.topics(texts, k)
            took = time.perf_counter() - started
            say(
                f"topics of {name}, k {k or f'found as {len(set(found))}'}: NMI {agreement(labels, found):.3f}, "
                f"{took:.0f} s; alone {_mean([label == -1 for label in found]):.3f}; twins split {_split(texts, found)}"
            )


def agreement(told: Sequence[Hashable], found: Sequence[Hashable]) -> float:
    """Normalised mutual information of two groupings, by the mean of their entropies."""
    n = len(told)
    both, left, right = Counter(zip(told, found, strict=True)), Counter(told), Counter(found)
    mutual = sum(c / n * math.log(c * n / (left[a] * right[b])) for (a, b), c in both.items())
    entropy = sum(-c / n * math.log(c / n) for counts in (left, right) for c in counts.values())
    return 2 * mutual / entropy if entropy else 1.0


def _split(texts: Sequence[str], found: Sequence[int]) -> int:
    held: defaultdict[str, set[int]] = defaultdict(set)
    for text, label in zip(texts, found, strict=True):
        held[comparable(text)].add(label)
    return sum(len(labels) > 1 for labels in held.values())


def _sequences(said: Sequence[str], n: int) -> Counter[tuple[str, ...]]:
    return Counter((word,) for word in said) if n == 1 else Counter(pairwise(said))


def _spans_as_ours(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "spans": [{"start": start, "end": end, "type": kind} for start, end, kind in row["spans"]]}


def _mean(values: Sequence[float]) -> float:
    return sum(values) / max(1, len(values))


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]
