"""How well comments are read on a set that no fitting saw, and by fits that left each row out. Floors: as measured,
less a margin."""

import json
from pathlib import Path
from typing import Any

import pytest

import insight
from tests.evaluate import f1, sample_f1
from tests.insight.reference import macro_f1

DATA = Path(insight.__file__).parent / "data"


@pytest.fixture(scope="module")
def coded() -> list[dict[str, Any]]:
    lines = (DATA / "training" / "development.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def test_sentiment_agrees_with_the_coders(coded: list[dict[str, Any]]) -> None:
    found = insight.sentiment([row["text"] for row in coded])
    pairs = [(row["sentiment"], judged.label) for row, judged in zip(coded, found, strict=True)]
    assert macro_f1(pairs, ("positive", "negative", "mixed", "neutral")) > 0.81


def test_suggestions_agree_with_the_coders(coded: list[dict[str, Any]]) -> None:
    found = insight.suggestions([row["text"] for row in coded])
    assert f1([(row["suggestion"], asks) for row, asks in zip(coded, found, strict=True)]) > 0.85


def test_themes_agree_with_the_coders(coded: list[dict[str, Any]]) -> None:
    hits = insight.themes([row["text"] for row in coded])
    pairs = [(set(row["themes"]), {hit.theme for hit in found}) for row, found in zip(coded, hits, strict=True)]
    assert sample_f1(pairs) > 0.72


def test_few_ordinary_comments_are_flagged(coded: list[dict[str, Any]]) -> None:
    flags = insight.safeguarding([row["text"] for row in coded])
    assert sum(flag.flag for flag in flags) / len(flags) < 0.06


def test_disclosures_were_flagged_by_fits_that_had_not_seen_them() -> None:
    figures = json.loads((DATA / "model.json").read_text("utf-8"))["concerns"]
    assert figures["recall"] > 0.88
    assert figures["precision"] > 0.74
    assert figures["ordinary flagged"] < 0.05


def test_the_development_set_takes_no_part_in_fitting(coded: list[dict[str, Any]]) -> None:
    seen = {
        json.loads(line).get("text")
        for path in (DATA / "training").glob("*.jsonl")
        if path.stem != "development"
        for line in path.read_text("utf-8").splitlines()
    }
    assert len(coded) >= 300
    assert seen.isdisjoint(row["text"] for row in coded if not row["non_answer"])
