"""`make evaluate`: how well comments are read, by source, beside TextBlob and VADER in the same run.

The development set is in the repository and no fitting saw it; the open sets are measured where they lie beside it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from textblob import TextBlob
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

import insight
from tests.evaluate_texts import measure_texts
from tests.insight.reference import FOLDER, macro_f1

TRAINING = Path(insight.__file__).parent / "data" / "training"
DEVELOPMENT = TRAINING / "development.jsonl"
SOURCES = {
    "A": "inner London",
    "B": "Yorkshire",
    "C": "suburban",
    "D": "coast, Wales, Scotland",
    "E": "long",
    "F": "short",
}
TWO_CLASSES = ("kotzias_amazon", "kotzias_yelp", "kotzias_imdb", "vader_amazon", "vader_tweets")
FOUR = ("positive", "negative", "mixed", "neutral")
_RESAMPLED = 500
_CLEAR = 0.05

Score = Callable[[Sequence[str]], list[float]]


def by_quorate(texts: Sequence[str]) -> list[float]:
    """Our score of each text."""
    return [found.score for found in insight.sentiment(texts)]


def by_textblob(texts: Sequence[str]) -> list[float]:
    """TextBlob's own polarity of each text."""
    return [float(TextBlob(text).sentiment.polarity) for text in texts]


def by_vader(texts: Sequence[str]) -> list[float]:
    """VADER's compound score of each text."""
    judge = SentimentIntensityAnalyzer()
    return [float(judge.polarity_scores(text)["compound"]) for text in texts]


PEERS: dict[str, Score] = {"Quorate": by_quorate, "TextBlob": by_textblob, "VADER": by_vader}


def three_way(score: float) -> str:
    """A score as one of three classes, by VADER's usual cut."""
    return "positive" if score > _CLEAR else "negative" if score < -_CLEAR else "neutral"


def interval(measure: Callable[[Sequence[Any]], float], pairs: Sequence[Any]) -> str:
    """The measure with its 95 % interval, by drawing the rows anew."""
    draw = np.random.default_rng(0)
    values = [measure([pairs[i] for i in draw.integers(0, len(pairs), len(pairs))]) for _ in range(_RESAMPLED)]
    low, high = np.quantile(values, (0.025, 0.975))
    return f"{measure(pairs):.3f} ({low:.3f} to {high:.3f})"


def sample_f1(pairs: Sequence[tuple[set[str], set[str]]]) -> float:
    """The mean over comments of the F1 of their themes; no themes told and none found is right."""
    return sum(2 * len(a & b) / (len(a) + len(b)) if a or b else 1.0 for a, b in pairs) / len(pairs)


def f1(pairs: Sequence[tuple[bool, bool]]) -> float:
    """F1 of yes."""
    right = sum(a and b for a, b in pairs)
    return 2 * right / max(1, sum(a for a, _ in pairs) + sum(b for _, b in pairs))


def development() -> None:
    """Sentiment, suggestions and themes on the development set, whole and by source."""
    rows = _rows(DEVELOPMENT)
    texts = [row["text"] for row in rows]
    labels = [found.label for found in insight.sentiment(texts)]
    themes = [{hit.theme for hit in hits} for hits in insight.themes(texts)]
    told = [(row["sentiment"], label) for row, label in zip(rows, labels, strict=True)]
    say(
        f"development set, {len(rows)} comments: sentiment macro-F1 {interval(lambda p: macro_f1(list(p), FOUR), told)}"
    )
    for name, score in list(PEERS.items())[1:]:
        pairs = [(row["sentiment"], three_way(value)) for row, value in zip(rows, score(texts), strict=True)]
        say(f"  {name}: {macro_f1(pairs, FOUR):.3f}")
    asked = [(row["suggestion"], found) for row, found in zip(rows, insight.suggestions(texts), strict=True)]
    say(f"  suggestions F1 {interval(f1, asked)}")
    spoken = [(set(row["themes"]), found) for row, found in zip(rows, themes, strict=True)]
    say(f"  themes sample-F1 {interval(sample_f1, spoken)}; {np.mean([len(found) for found in themes]):.2f} a comment")
    for letter, source in SOURCES.items():
        mine = [place for place, row in enumerate(rows) if row["id"].startswith(letter)]
        say(
            f"  {source} ({len(mine)}): sentiment {macro_f1([told[i] for i in mine], FOUR):.3f}, "
            f"suggestions {f1([asked[i] for i in mine]):.3f}, themes {sample_f1([spoken[i] for i in mine]):.3f}"
        )


def two_readers() -> None:
    """How far two readers agree who code the same comments by the same rules. Both were language models: two people may
    agree less."""
    first = {row["id"]: row for name in ("written", "hands") for row in _rows(TRAINING / f"{name}.jsonl")}
    pairs = [(first[row["id"]], row) for row in _rows(TRAINING / "second_reading.jsonl")]
    felt = macro_f1([(a["sentiment"], b["sentiment"]) for a, b in pairs], FOUR)
    asked = f1([(a["suggestion"], b["suggestion"]) for a, b in pairs])
    spoken = sample_f1([(set(a["themes"]), set(b["themes"])) for a, b in pairs])
    say(f"two readers of {len(pairs):,} comments: sentiment {felt:.3f}, suggestions {asked:.3f}, themes {spoken:.3f}")


def open_sets() -> None:
    """Two classes on products, restaurants, films and tweets; three on courses."""
    means: dict[str, list[float]] = {name: [] for name in PEERS}
    for name in TWO_CLASSES:
        rows = [row for row in _rows(FOLDER / "comments" / name / "data.jsonl") if row["label"] in ("pos", "neg")]
        texts = [row["text"] for row in rows]
        for peer, score in PEERS.items():
            pairs = [(r["label"], "pos" if s > 0 else "neg") for r, s in zip(rows, score(texts), strict=True)]
            means[peer].append(macro_f1(pairs, ("pos", "neg")))
    for peer, values in means.items():
        say(f"two classes, {peer}: mean {np.mean(values):.3f} ({', '.join(f'{value:.3f}' for value in values)})")
    rows = _rows(FOLDER / "comments" / "oats_coursera_sentences" / "data.jsonl")
    texts = [row["text"] for row in rows]
    for peer, score in PEERS.items():
        pairs = [(r["label"], three_way(s)[:3]) for r, s in zip(rows, score(texts), strict=True)]
        say(f"courses, three classes, {peer}: macro-F1 {macro_f1(pairs, ('pos', 'neg', 'neu')):.3f}")


def say(line: str) -> None:
    """Onto standard output."""
    sys.stdout.write(line + "\n")


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def main() -> None:
    """Prints the figures."""
    development()
    two_readers()
    if (FOLDER / "comments").exists():
        open_sets()
        measure_texts(FOLDER, say)
    else:
        say(f"open sets: none at {FOLDER}")


if __name__ == "__main__":
    main()
