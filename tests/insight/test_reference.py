"""How well comments are read, measured on comments coded by people. Floors: what was measured, less a margin."""

import csv
import time

import pytest

import insight
from insight.encoder import encode
from tests.insight.reference import FOLDER

pytestmark = pytest.mark.reference


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
    assert analysed - encoded < 6 * (encoded - started)
    assert time.process_time() - analysed < 0.4 * (analysed - encoded)
