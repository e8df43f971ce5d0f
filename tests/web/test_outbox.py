"""The demonstration's outbox: a page at a time, one reader's letters at a time."""

from __future__ import annotations

import re
from types import SimpleNamespace
from uuid import UUID

import pytest
from httpx import AsyncClient

from common import db
from tests.cast import a_parent, a_school


async def _letters(school: UUID, person: UUID, address: str, count: int, kind: str = "poll_opened") -> None:
    await db.rows(
        "INSERT INTO outbox_mail (id, school, person, address, kind, parameters, queued_at, shown_subject, shown_body)"
        " SELECT gen_random_uuid(), $1, $2, $3, $5, '{}', now() - n * interval '1 minute', 'Letter ' || n, 'Text'"
        " FROM generate_series(1, $4::int) AS n",
        school,
        person,
        address,
        count,
        kind,
    )


@pytest.fixture
def _demo(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.home.settings", lambda: SimpleNamespace(demo=True))


def _subjects(text: str) -> list[str]:
    return re.findall(r"<h2[^>]*>Letter (\d+)</h2>", text)


@pytest.mark.usefixtures("_demo")
async def test_many_letters_come_a_page_at_a_time_the_newest_first(client: AsyncClient) -> None:
    school = await a_school()
    pat = await a_parent(school)
    await _letters(school, pat.id, "pat@example.org", 45)

    first, last = await client.get("/demo/outbox"), await client.get("/demo/outbox?page=3")

    assert _subjects(first.text) == [str(number) for number in range(1, 21)]
    assert 'href="/demo/outbox?page=2"' in first.text
    assert _subjects(last.text) == ["41", "42", "43", "44", "45"]
    assert "Older letters" not in last.text
    for nowhere in ("0", "4", "-1", "x", "٣", "9" * 40):
        assert _subjects((await client.get("/demo/outbox", params={"page": nowhere})).text)[0] == "1"


@pytest.mark.usefixtures("_demo")
async def test_the_letters_of_one_person_are_shown_alone(client: AsyncClient) -> None:
    school = await a_school()
    pat, sam = await a_parent(school, "Pat Okafor"), await a_parent(school, "Sam Taylor")
    await _letters(school, pat.id, "pat+a@example.org", 21)
    await _letters(school, sam.id, "sam@example.org", 2)

    answer = await client.get("/demo/outbox", params={"to": "pat+a@example.org"})

    assert "sam@example.org," not in answer.text
    assert "page=2&amp;to=pat%2Ba%40example.org" in answer.text
    assert "Sam Taylor (2)" in answer.text


@pytest.mark.usefixtures("_demo")
async def test_nobody_learns_from_a_name_or_a_number_that_there_is_a_concern(client: AsyncClient) -> None:
    school = await a_school()
    lead = await a_parent(school, "Lena Lead")
    await _letters(school, lead.id, "lead@example.org", 1, "concern_raised")

    for path in ("/demo/outbox", "/demo/outbox?to=lead@example.org"):
        answer = await client.get(path)
        assert "Lena" not in answer.text
        assert "0 letters" in answer.text
