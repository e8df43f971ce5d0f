"""Those who send at the same moment are screened together, each for themselves, and nothing of it stays."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from uuid import uuid4

import pytest

from insight import Flag
from surveys.answering import screening
from surveys.answering.screening import screened
from surveys.batches.rules import Contents

QUESTION = uuid4()


def saying(*texts: str) -> Contents:
    return Contents({}, tuple((QUESTION, text) for text in texts))


class Reader:
    """Stands in for the model: waits until it may go on, and flags what says "hurt"."""

    def __init__(self) -> None:
        self.calls: list[list[str]] = []
        self.go_on = threading.Event()

    def __call__(self, texts: Sequence[str], *, remember: bool) -> list[Flag]:
        self.calls.append(list(texts))
        assert not remember
        assert self.go_on.wait(10)
        if "unreadable" in texts:
            raise ValueError("unreadable")
        return [Flag("hurt" in text, ("hurt",) if "hurt" in text else ()) for text in texts]


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch) -> Reader:
    found = Reader()
    monkeypatch.setattr(screening, "safeguarding", found)
    return found


async def test_who_comes_while_others_are_screened_is_screened_with_all_who_wait(reader: Reader) -> None:
    first = asyncio.create_task(screened(saying("one")))
    await asyncio.sleep(0.05)
    others = [asyncio.create_task(screened(saying(f"{number} fine", f"{number} hurt"))) for number in range(4)]
    await asyncio.sleep(0.05)
    reader.go_on.set()
    assert (await first).disclosures == ()
    for number, found in enumerate(await asyncio.gather(*others)):
        assert found.contents.comments == ((QUESTION, f"{number} fine"),)
        assert found.disclosures == ((QUESTION, f"{number} hurt", ("hurt",)),)
    assert [len(call) for call in reader.calls] == [1, 8]


async def test_a_text_that_cannot_be_read_is_the_trouble_of_its_writer_alone(reader: Reader) -> None:
    everybody = [asyncio.create_task(screened(saying(text))) for text in ("one", "two", "unreadable", "hurt")]
    await asyncio.sleep(0.05)
    reader.go_on.set()
    one, two, unreadable, hurt = await asyncio.gather(*everybody, return_exceptions=True)
    assert isinstance(unreadable, ValueError)
    assert not isinstance(one, BaseException) and not isinstance(two, BaseException)
    assert not isinstance(hurt, BaseException) and hurt.disclosures


async def test_who_comes_at_the_moment_that_the_others_are_done_is_not_forgotten(reader: Reader) -> None:
    reader.go_on.set()
    await screened(saying("one"))
    async with asyncio.timeout(5):  # without a turn of the loop in between
        assert (await screened(saying("hurt"))).disclosures


async def test_nothing_stays_of_those_who_were_screened_or_went_away(reader: Reader) -> None:
    gone = asyncio.create_task(screened(saying("gone")))
    stays = asyncio.create_task(screened(saying("stays")))
    await asyncio.sleep(0.05)
    gone.cancel()
    reader.go_on.set()
    assert (await stays).contents.comments == ((QUESTION, "stays"),)
    assert (await screened(saying())).disclosures == ()
    await asyncio.sleep(0.05)
    assert not screening._waiting
    assert not screening._at_work
