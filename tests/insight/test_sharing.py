"""Two processes read what one would, and what one of them leaves undone the other does."""

import os
import signal
from itertools import count

import pytest

import insight
from insight import reader
from insight.sharing import Shared
from tests.insight.strategies import SCRAPS

pytestmark = pytest.mark.slow


def doubled(batch: list[int], more: int) -> list[int]:
    """What stands in for work here."""
    return [2 * number + more for number in batch]


def turned(found: list[int]) -> list[int]:
    """What is kept of what was found."""
    return found[::-1]


def dies(batch: list[int], parent: int) -> list[int]:
    """Work in which the second process ends."""
    if os.getpid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)
    return doubled(batch, 0)


def test_two_processes_read_what_one_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "_AT_ONCE", 20)
    numbers = count()
    comments = [insight.Comment(f"c{next(numbers)}", f"{a} {b}") for a in SCRAPS for b in SCRAPS]
    told: list[int] = []
    both = insight.read(comments, names=["Okafor"], progress=told.append, processes=2)
    assert both == insight.read(comments, names=["Okafor"], processes=1)
    assert told[-1] == len(comments)
    assert told == sorted(told)


def test_results_come_in_the_order_of_the_batches() -> None:
    batches = [[number, number + 1] for number in range(50)]
    found = Shared(doubled, turned, batches, 5).results(lambda done: None, processes=2)
    assert found == [turned(doubled(batch, 5)) for batch in batches]


def test_what_a_process_that_dies_leaves_undone_is_done() -> None:
    shared = Shared(dies, turned, [[number] for number in range(9)], os.getpid())
    found = shared.results(lambda done: None, processes=2)
    assert found == [[2 * number] for number in range(9)]
