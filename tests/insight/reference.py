"""Where comments coded by people are kept beside the checkout, for tests marked `reference`."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(os.environ.get("QUORATE_REFERENCE", Path(__file__).parents[2] / ".." / "shared" / "reference"))


def rows(name: str) -> list[dict[str, Any]]:
    """The rows of a JSON-lines file of the reference data; skips the test where it is absent."""
    path = FOLDER / name
    if not path.exists():
        pytest.skip(f"no reference data at {path}: set QUORATE_REFERENCE to its folder")
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def macro_f1(pairs: list[tuple[str, str]], labels: tuple[str, ...]) -> float:
    """The mean over labels of F1, from pairs of (what a person said, what was found)."""
    scores = []
    for label in labels:
        right = sum(1 for told, found in pairs if told == found == label)
        both = sum(1 for told, _ in pairs if told == label) + sum(1 for _, found in pairs if found == label)
        scores.append(2 * right / both if both else 0.0)
    return sum(scores) / len(scores)
