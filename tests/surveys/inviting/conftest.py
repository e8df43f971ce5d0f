"""Inviting is tried by day, unless a test says otherwise."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from common import clock
from tests.common.test_mail import server as server
from tests.surveys.inviting.scene import NOON


@pytest.fixture(autouse=True)
def by_day(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(clock, "now", lambda: NOON)
    yield
