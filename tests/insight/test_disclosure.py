"""Disclosure: somebody who keeps every table of every page, file and day cannot work out a group that is too small."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from insight.disclosure import Labels, Part, given_away, may_follow, merged, pinned, safe_parts

pytestmark = pytest.mark.slow

THRESHOLD = 5
Cells = dict[Labels, dict[str, int]]
YEARS, LANGUAGES, ANSWERS = ("3", "4", "5"), ("en", "ar"), ("yes", "no")

people = st.lists(
    st.tuples(st.sampled_from(YEARS), st.sampled_from(LANGUAGES), st.sampled_from(ANSWERS)), min_size=5, max_size=45
)


def cells_of(rows: Sequence[tuple[str, ...]]) -> Cells:
    """Counts of the last item by the others."""
    found: defaultdict[Labels, dict[str, int]] = defaultdict(dict)
    for *labels, answer in rows:
        counts = found[tuple(labels)]
        counts[answer] = counts.get(answer, 0) + 1
    return dict(found)


def weak_parts(cells: Cells, threshold: int) -> list[tuple[Part, ...]]:
    """The planted weak version: every small group of a breakdown is left out, and nothing else is looked at."""
    found = []
    for at in range(len(next(iter(cells)))):
        sizes: defaultdict[str, int] = defaultdict(int)
        for labels, counts in cells.items():
            sizes[labels[at]] += sum(counts.values())
        found.append(tuple(frozenset([group]) for group, size in sizes.items() if size >= threshold))
    return found


def spanned(rows: list[list[int]], wanted: list[int]) -> bool:
    """Whether `wanted` is a sum of multiples of the rows, by elimination in fractions."""
    basis: list[list[Fraction]] = []
    for row in [*rows, wanted]:
        rest = [Fraction(value) for value in row]
        for line in basis:
            lead = next(at for at, value in enumerate(line) if value)
            rest = [value - rest[lead] / line[lead] * other for value, other in zip(rest, line, strict=True)]
        if not any(rest):
            if row is wanted:
                return True
            continue
        basis.append(rest)
    return False


def subtracted(cells: Cells, parts: Sequence[Sequence[Part]], threshold: int) -> list[tuple[Labels, ...]]:
    """Every set of people under the threshold whose answers are a sum or difference of shown ones and the total."""
    atoms = list(cells)
    rows = [[1] * len(atoms)]
    rows += [[int(atom[at] in part) for atom in atoms] for at, those in enumerate(parts) for part in those]
    sizes = {atom: sum(cells[atom].values()) for atom in atoms}
    small = [atom for atom in atoms if sizes[atom] < threshold]
    return [
        chosen
        for length in range(1, threshold)
        for chosen in combinations(small, length)
        if sum(sizes[atom] for atom in chosen) < threshold and spanned(rows, [int(atom in chosen) for atom in atoms])
    ]


def bounded(cells: Cells, parts: Sequence[Sequence[Part]], labels: Sequence[Sequence[str]]) -> dict[Labels, set[str]]:
    """What bounds tell: groups (by one or several breakdowns, "" for any), and answers certain to be given in them.

    The attacker solves for every cell of the whole grid of groups that there could be, none below zero.
    """
    from scipy.optimize import linprog

    grid = list(product(*labels))
    found: dict[Labels, set[str]] = {}
    for answer in ANSWERS:
        sums = [([1] * len(grid), sum(counts.get(answer, 0) for counts in cells.values()))]
        for at, those in enumerate(parts):
            for part in those:
                count = sum(counts.get(answer, 0) for atom, counts in cells.items() if atom[at] in part)
                sums.append(([int(atom[at] in part) for atom in grid], count))
        left, right = [row for row, _ in sums], [count for _, count in sums]
        for group in product(*(("", *those) for those in labels)):
            inside = [int(all(g in ("", own) for g, own in zip(group, atom, strict=True))) for atom in grid]
            least = linprog(inside, A_eq=left, b_eq=right, method="highs").fun
            most = -linprog([-value for value in inside], A_eq=left, b_eq=right, method="highs").fun
            if least > 0.5 and most - least < 0.5:
                found.setdefault(group, set()).add(answer)
    return found


def size(cells: Cells, group: Labels) -> int:
    return sum(
        sum(counts.values())
        for atom, counts in cells.items()
        if all(g in ("", own) for g, own in zip(group, atom, strict=True))
    )


@settings(max_examples=150, deadline=None)
@given(people)
def test_no_sum_or_difference_of_shown_tables_is_a_small_group(rows: list[tuple[str, ...]]) -> None:
    cells = cells_of(rows)
    parts = safe_parts(cells, THRESHOLD)
    assert subtracted(cells, parts, THRESHOLD) == []


@settings(max_examples=40, deadline=None)
@given(people)
def test_no_bounds_on_shown_tables_pin_an_answer_of_a_small_group(rows: list[tuple[str, ...]]) -> None:
    cells = cells_of(rows)
    parts = safe_parts(cells, THRESHOLD)
    certain = bounded(cells, parts, (YEARS, LANGUAGES))
    assert [group for group in certain if 0 < size(cells, group) < THRESHOLD] == []


@settings(max_examples=60, deadline=None)
@given(people)
def test_every_shown_part_is_large_enough_and_parts_are_everybody(rows: list[tuple[str, ...]]) -> None:
    cells = cells_of(rows)
    for at, parts in enumerate(safe_parts(cells, THRESHOLD)):
        groups = [group for part in parts for group in part]
        assert len(groups) == len(set(groups))
        if parts:
            assert set(groups) == {labels[at] for labels in cells}
        for part in parts:
            assert sum(sum(c.values()) for labels, c in cells.items() if labels[at] in part) >= THRESHOLD


SMALL_YEAR = cells_of([("3", "en", "yes")] * 20 + [("4", "en", "yes")] * 15 + [("5", "ar", "no")] * 2)
HIDDEN_BY_LANGUAGE = cells_of(
    [("3", "ar", "no")] * 3 + [("3", "en", "yes")] * 9 + [("4", "en", "yes")] * 9 + [("4", "ar", "yes")] * 9
)


def test_the_attack_breaks_a_weak_version() -> None:
    """The control: leaving small groups out, and nothing more, is undone by both attacks."""
    assert (("5", "ar"),) in subtracted(SMALL_YEAR, weak_parts(SMALL_YEAR, THRESHOLD), THRESHOLD)
    certain = bounded(HIDDEN_BY_LANGUAGE, weak_parts(HIDDEN_BY_LANGUAGE, THRESHOLD), (YEARS, LANGUAGES))
    assert certain[("3", "ar")] == {"no"}
    assert size(HIDDEN_BY_LANGUAGE, ("3", "ar")) < THRESHOLD


@pytest.mark.parametrize("cells", [SMALL_YEAR, HIDDEN_BY_LANGUAGE])
def test_what_breaks_the_weak_version_does_not_break_ours(cells: Cells) -> None:
    parts = safe_parts(cells, THRESHOLD)
    assert subtracted(cells, parts, THRESHOLD) == []
    certain = bounded(cells, parts, (YEARS, LANGUAGES))
    assert [group for group in certain if 0 < size(cells, group) < THRESHOLD] == []


def test_large_groups_are_shown_as_they_are() -> None:
    rows = [(year, language, answer) for year in YEARS for language in LANGUAGES for answer in ANSWERS] * 6
    assert safe_parts(cells_of(rows), THRESHOLD) == [
        tuple(frozenset([year]) for year in YEARS),
        tuple(frozenset([language]) for language in LANGUAGES),
    ]


def test_a_class_is_not_the_rest_of_its_year() -> None:
    """Year 3 less class 3A would be the three of class 3B."""
    rows = [("3", "3A", "yes")] * 9 + [("3", "3B", "no")] * 3 + [("4", "4A", "yes")] * 12 + [("4", "4B", "no")] * 12
    cells = cells_of(rows)
    years, classes = safe_parts(cells, THRESHOLD)
    assert years
    assert subtracted(cells, [years, classes], THRESHOLD) == []
    assert frozenset(["3A"]) not in classes


def test_given_away_is_a_difference_of_sets_and_not_a_sum_of_large_ones() -> None:
    assert given_away([[0, 1], [1]], [3, 20], THRESHOLD)
    assert not given_away([[0, 1], [1]], [5, 20], THRESHOLD)
    assert not given_away([[0, 1], [2]], [3, 20, 9], THRESHOLD)
    assert given_away([[0, 1], [1, 2], [0, 2]], [4, 20, 20], THRESHOLD)


def test_an_answer_in_one_part_alone_counts_only_where_two_breakdowns_meet() -> None:
    parts: Mapping[int, Sequence[Part]] = {0: [frozenset(["3"]), frozenset(["4"])]}
    assert not pinned(HIDDEN_BY_LANGUAGE, parts, THRESHOLD)
    assert pinned(HIDDEN_BY_LANGUAGE, {**parts, 1: [frozenset(["en"]), frozenset(["ar"])]}, THRESHOLD)


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from("abcdefg"), st.integers(0, 30), min_size=1), st.integers(1, 10))
def test_merged_groups_are_all_large_or_all_in_one(sizes: dict[str, int], threshold: int) -> None:
    parts = merged(sizes, threshold)
    assert sorted(group for part in parts for group in part) == sorted(group for group, n in sizes.items() if n)
    assert len(parts) <= 1 or all(sum(sizes[group] for group in part) >= threshold for part in parts)


@settings(deadline=None)
@given(st.lists(st.integers(0, 12), min_size=1, max_size=30))
def test_what_came_in_between_any_two_days_that_were_shown_is_nobody_or_enough(arrivals: list[int]) -> None:
    seen, total = [0], 0
    for came in arrivals:
        total += came
        if may_follow(seen[-1], total, THRESHOLD):
            seen.append(total)
    assert all(later == earlier or later - earlier >= THRESHOLD for earlier, later in combinations(seen, 2))
