"""Simulated surveys: intervals hold the truth as often as they say, differences are found when planted and not else."""

import numpy as np
import pytest

from insight import compare_groups
from insight.statistics import mean_of, wilson

pytestmark = pytest.mark.slow

THEMES = [f"t{i}" for i in range(22)]
YEARS = [f"Year {i}" for i in range(1, 7)]


def test_intervals_of_shares_cover_the_truth_in_93_to_98_of_100_surveys() -> None:
    draw = np.random.default_rng(1)
    covered = []
    for _ in range(4_000):
        people, share = int(draw.integers(120, 900)), draw.uniform(0.1, 0.9)
        everybody = draw.random(people) < share
        n = int(people * draw.uniform(0.25, 0.8))
        answers = draw.choice(everybody, n, replace=False)
        interval = wilson(int(answers.sum()), n, people)
        covered.append(interval.low <= everybody.mean() <= interval.high)
    assert 0.93 <= np.mean(covered) <= 0.98


def test_intervals_of_means_cover_the_truth_in_93_to_98_of_100_surveys() -> None:
    draw = np.random.default_rng(2)
    covered = []
    for _ in range(3_000):
        people = int(draw.integers(120, 900))
        everybody = draw.choice(5, people, p=draw.dirichlet(np.ones(5) * 2)) + 1
        answers = draw.choice(everybody, int(people * draw.uniform(0.25, 0.8)), replace=False)
        interval = mean_of(answers.tolist(), people).interval
        covered.append(interval.low <= everybody.mean() <= interval.high)
    assert 0.93 <= np.mean(covered) <= 0.98


def survey(draw: np.random.Generator, n: int, shares: dict[str, float]) -> tuple[dict[str, str], dict[str, list[str]]]:
    """Each one's year, drawn at random, and the themes that they speak of at the same shares in every year."""
    years = {f"c{i}": str(draw.choice(YEARS)) for i in range(n)}
    said = {id_: [theme for theme in THEMES if draw.random() < shares[theme]] for id_ in years}
    return years, said


def test_with_nothing_planted_at_most_five_surveys_in_a_hundred_show_a_difference() -> None:
    draw = np.random.default_rng(3)
    shown = []
    for _ in range(150):
        years, said = survey(draw, 300, {theme: draw.uniform(0.03, 0.35) for theme in THEMES})
        shown.append(any(row.finding != "no clear difference" for row in compare_groups(years, said, THEMES)))
    assert np.mean(shown) <= 0.05


def test_a_planted_difference_of_20_points_between_60_and_300_is_found_in_80_of_100_surveys() -> None:
    """Of one theme. (Where it is one of six themes compared at once, the correction for six leaves about 70.)"""
    draw = np.random.default_rng(4)
    found = []
    for _ in range(200):
        groups = {f"c{i}": "Year 3" if i < 60 else "others" for i in range(360)}
        said = {
            id_: ["meals"] if draw.random() < (0.35 if group == "Year 3" else 0.15) else []
            for id_, group in groups.items()
        }
        rows = compare_groups(groups, said, ["meals"])
        found.append(any((row.group, row.finding) == ("Year 3", "higher") for row in rows))
    assert np.mean(found) >= 0.8
