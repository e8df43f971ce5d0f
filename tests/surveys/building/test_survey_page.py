"""The page of a draft: what it asks, and whether it can open."""

from __future__ import annotations

from httpx import AsyncClient

from people.rules import Role
from surveys.building.ready_made import ready_made
from surveys.building.services import create_survey
from tests.cast import a_person, a_school, sign_in


async def _page(client: AsyncClient, name: str) -> str:
    school = await a_school()
    survey = await create_survey(school=school, title="Own", template=ready_made()[name], closes_at=None, by=None)
    await sign_in(client, await a_person(school, "Hana Head", Role.LEADERSHIP))
    return (await client.get(f"/surveys/{survey}")).text


async def test_a_survey_that_asks_nothing_says_so_and_offers_no_opening(client: AsyncClient) -> None:
    page = await _page(client, "blank")
    assert "It asks nothing yet, so it cannot open." in page
    assert "/open" not in page
    assert "Statements are answered with" not in page


async def test_a_survey_with_statements_names_the_points_of_its_scale_and_can_open(client: AsyncClient) -> None:
    page = await _page(client, "whole-school")
    assert "Statements are answered with: Strongly agree" in page
    assert "/open" in page
