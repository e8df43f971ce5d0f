"""What tests of votes leave outside the rolled-back transaction: key files, and for races a committed school."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from uuid import UUID

import pytest

from common import sealing
from tests.cast import a_school
from tests.votes.stage import take_away


@pytest.fixture(autouse=True)
def _keys_taken_away() -> Iterator[None]:
    before = sealing.key_names()
    yield
    for name in sealing.key_names() - before:
        if name.startswith("poll-"):
            sealing.destroy_key(name)


@pytest.fixture
async def committed_school(database: str) -> AsyncIterator[UUID]:
    """A school outside the rolled-back transaction, taken away afterwards."""
    school = await a_school()
    yield school
    await take_away(school)
