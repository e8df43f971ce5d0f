"""How well comments are read, measured on comments coded by people. Floors: what was measured, less a margin."""

import csv
import time

import pytest

import insight
from insight.encoder import encode
from tests.insight.reference import FOLDER, rows

pytestmark = pytest.mark.reference


def test_names_are_covered_and_clean_comments_mostly_left_alone() -> None:
    coded = rows("uk_training/names.jsonl")
    covered = names = clean = touched = 0
    for row in coded:
        spans = insight.redactions(row["text"])
        people = [span for span in row["spans"] if span["type"] == "PERSON"]
        names += len(people)
        covered += sum(any(s.start <= p["start"] and s.end >= p["end"] for s in spans) for p in people)
        clean += not row["spans"]
        touched += bool(spans) and not row["spans"]
    print(f"names covered {covered / names:.3f}, clean touched {touched / clean:.3f}")  # noqa: T201
    assert covered / names > 0.88
    assert touched / clean < 0.16


def test_languages_are_recognised() -> None:
    coded = [row for row in rows("comments/langid_open/data.jsonl") if row["kind"] == "sentences"]
    found = insight.language([row["text"] for row in coded])
    assert sum(row["label"] == code for row, code in zip(coded, found, strict=True)) / len(coded) > 0.92
    english = [row["text"] for row in rows("uk_training/comments.jsonl")]
    assert insight.language(english).count("en") / len(english) > 0.99


def test_three_thousand_real_comments_cost_little_more_than_encoding_them() -> None:
    """Ratios travel between machines; times do not."""
    path = FOLDER / "comments" / "real_comments.csv"
    if not path.exists():
        pytest.skip(f"no reference data at {path}")
    with path.open(encoding="utf-8") as file:
        comments = [insight.Comment(row["id"], row["comment"]) for row in csv.DictReader(file)]
    started = time.process_time()
    encode([f"{comment.text}." for comment in comments])
    encoded = time.process_time()
    insight.analyse(comments)
    analysed = time.process_time()
    insight.analyse(comments)
    assert analysed - encoded < 4 * (encoded - started)
    assert time.process_time() - analysed < 0.4 * (analysed - encoded)
