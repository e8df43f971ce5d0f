"""A council prepares surveys of its own; leadership lets them out."""

from __future__ import annotations

from uuid import UUID, uuid4

from httpx import AsyncClient

from surveys.building.queries import survey_facts
from surveys.building.services import open_survey
from surveys.rules import SurveyState
from tests.cast import a_council, send, sign_in
from tests.surveys.scene import a_draft_survey


async def test_a_chair_prepares_a_survey_and_leadership_opens_it(client: AsyncClient) -> None:
    council = await a_council()
    await sign_in(client, council.chair)
    form = {
        "title": "Lunch",
        "template": "event-feedback",
        "closes_at": "",
        "form_key": uuid4().hex,
        "anonymity": "anonymous",
    }
    made = await send(client, "/surveys/new", **form)
    assert made.status_code == 303
    at = made.headers["location"].split("?")[0]
    survey = await survey_facts(council.school, UUID(at.split("/")[2]))
    page = (await client.get(at)).text
    assert "ask the school’s leadership to open it" in page
    assert f"{at}/open" not in page
    for path in ("/questions", "/plan", "/languages", "/preview/1", "/questions/new"):
        assert (await client.get(at + path)).status_code == 200
    assert "Open by itself" not in (await client.get(f"{at}/plan")).text
    assert (await send(client, f"{at}/plan", opens_at="2027-01-01T10:00", target="40")).status_code == 303
    facts = await survey_facts(council.school, survey.id)
    assert (facts.opens_at, facts.target) == (None, 40)
    for path in ("/open", "/close"):
        assert (await send(client, at + path)).status_code == 403
    assert (await client.get(f"{at}/results")).status_code == 403
    await sign_in(client, council.head)
    assert f"prepared by {council.chair.name}" in (await client.get("/surveys")).text
    assert (await send(client, f"{at}/open")).status_code == 303
    assert (await survey_facts(council.school, survey.id)).state is SurveyState.OPEN
    await sign_in(client, council.chair)
    assert (await client.get(at)).status_code == 200
    assert (await send(client, f"{at}/plan", target="50")).status_code == 404


async def test_a_council_sees_and_changes_no_survey_but_its_officers_own(client: AsyncClient) -> None:
    council = await a_council()
    theirs = await a_draft_survey(council.school, "Leadership’s draft")
    await sign_in(client, council.chair)
    assert "Leadership’s draft" not in (await client.get("/surveys")).text
    for path in ("", "/questions", "/plan"):
        assert (await client.get(f"/surveys/{theirs}{path}")).status_code == 404
    assert (await send(client, f"/surveys/{theirs}/pages", title="Mine")).status_code == 404
    await open_survey(council.school, theirs, by=None)
    copy = {
        "title": "Copy",
        "template": str(theirs),
        "closes_at": "",
        "form_key": uuid4().hex,
        "anonymity": "anonymous",
    }
    assert (await send(client, "/surveys/new", **copy)).status_code == 422
    await sign_in(client, council.members[0])
    assert (await client.get("/surveys")).status_code == 403
