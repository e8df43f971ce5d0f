"""Fitting and the kernel: the quick ways give what the plain ones do."""

import numpy as np
import pytest

from insight import fit
from insight.fit import HEADS, LOOSENESS, Coded, Solved, inverted
from insight.heads import CONCERN, SENTIMENTS
from insight.kernel import KERNEL, TONGUES, Machine, Seen, alike

ROWS = 40


@pytest.fixture
def draw() -> np.random.Generator:
    return np.random.default_rng(7)


def some_seen(draw: np.random.Generator, rows: int) -> Seen:
    widths = (16, 16, 16, 24, 12, 22)
    return Seen(*(draw.normal(size=(rows, width)).astype(np.float32) for width in widths))


def test_a_machine_gives_what_likeness_to_every_coded_comment_does(draw: np.random.Generator) -> None:
    coded, texts = some_seen(draw, 1_500), some_seen(draw, 9)
    weights = draw.normal(size=(1_500, 5)).astype(np.float32)
    machine = Machine.of(coded, KERNEL, weights)
    np.testing.assert_allclose(machine.scores(texts), alike(texts, coded, KERNEL) @ weights, atol=2e-3)
    np.testing.assert_allclose(
        machine.beside(TONGUES, weights).scores(texts), alike(texts, coded, TONGUES) @ weights, atol=2e-3
    )


def test_texts_far_from_every_coded_comment_overflow_nothing(draw: np.random.Generator) -> None:
    coded, far = some_seen(draw, 20), some_seen(draw, 3)
    far = Seen(*(1_000 * getattr(far, name) for name in Seen.__slots__))
    with np.errstate(over="raise", invalid="raise"):
        assert np.isfinite(Machine.of(coded, KERNEL, np.ones((20, 2), dtype=np.float32)).scores(far)).all()


def test_a_table_is_inverted_by_quarters(draw: np.random.Generator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fit, "_WHOLE", 30)
    rows = draw.normal(size=(101, 150))
    gram = rows @ rows.T + np.eye(101)
    np.testing.assert_allclose(inverted(gram) @ gram, np.eye(101), atol=1e-8)


def some_coded(draw: np.random.Generator) -> Coded:
    told = np.full((ROWS, len(HEADS)), np.nan)
    told[:, : len(SENTIMENTS)] = draw.integers(0, 2, size=(ROWS, len(SENTIMENTS)))
    told[: ROWS // 2, HEADS.index(CONCERN)] = draw.integers(0, 2, size=ROWS // 2)
    hand = np.asarray(list("AABBBCDDEE") * (ROWS // 10))
    return Coded([""] * ROWS, [{}] * ROWS, np.asarray(["comments"] * ROWS), hand, told, draw.uniform(1, 3, size=ROWS))


def plain_score(near: fit.Matrix64, coded: Coded, head: int, place: int, seen: fit.Places) -> float:
    """By a fit to the rows `seen`, with the bias of all that are coded; that of a concern is nought."""
    told = coded.told[:, head]
    bias = 0.0 if head == HEADS.index(CONCERN) else np.nanmean(told)
    gram = near[np.ix_(seen, seen)] + np.diag(fit._LOOSER * LOOSENESS / coded.weight[seen])  # so few rows as here
    return float(near[place, seen] @ np.linalg.solve(gram, told[seen] - bias) + bias)


@pytest.mark.parametrize("place", [0, 3, 17])
@pytest.mark.parametrize("head", [0, HEADS.index(CONCERN)])
def test_a_row_is_scored_by_fits_that_left_it_out(draw: np.random.Generator, place: int, head: int) -> None:
    coded, rows = some_coded(draw), draw.normal(size=(ROWS, 8))
    near = rows @ rows.T
    found = Solved(near, coded, np.arange(ROWS), (*SENTIMENTS, CONCERN))
    taught = np.flatnonzero(~np.isnan(coded.told[:, head]))
    others = taught[coded.hand[taught] != coded.hand[place]]
    assert found.unseen[place, head] == pytest.approx(plain_score(near, coded, head, place, others))
    alone = taught[taught != place]
    assert found.alone[place, head] == pytest.approx(plain_score(near, coded, head, place, alone))


def test_a_row_that_a_head_was_not_taught_is_scored_by_all_that_taught_it(draw: np.random.Generator) -> None:
    coded, rows = some_coded(draw), draw.normal(size=(ROWS, 8))
    near, head = rows @ rows.T, HEADS.index(CONCERN)
    found = Solved(near, coded, np.arange(ROWS), (*SENTIMENTS, CONCERN))
    expected = plain_score(near, coded, head, ROWS - 1, np.arange(ROWS // 2))
    assert found.unseen[ROWS - 1, head] == found.alone[ROWS - 1, head] == pytest.approx(expected)
