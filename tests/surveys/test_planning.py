"""What is planned for a draft, opening on time, and asking the same again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from httpx import AsyncClient

from common import db
from common.errors import NotFound
from surveys.building.planning import ask_again, open_due_surveys
from surveys.building.queries import questionnaire, survey_facts
from surveys.building.ready_made import ready_made
from surveys.building.services import create_survey
from surveys.rules import SurveyState
from tests.cast import a_head_teacher, a_school, send, sign_in
from tests.surveys.answered import answer
from tests.surveys.scene import a_draft_survey, an_open_survey


async def test_a_survey_asked_again_has_the_same_questions_and_knows_of_the_first(client: AsyncClient) -> None:
    school = await a_school()
    await sign_in(client, await a_head_teacher(school))
    before = await an_open_survey(school)
    assert "The same as: Autumn parent survey" in (await client.get("/surveys/new")).text
    form = {"title": "Next autumn", "template": str(before.survey), "closes_at": "", "form_key": uuid4().hex}
    form["anonymity"] = "anonymous"
    first, second = await send(client, "/surveys/new", **form), await send(client, "/surveys/new", **form)
    assert first.headers["location"] == second.headers["location"]
    survey = UUID(first.headers["location"].split("/")[2].split("?")[0])
    again = await questionnaire(school, survey, "en")
    told = [(question.key, question.text, question.required) for question in again.questions]
    assert told == [(question.key, question.text, question.required) for question in before.questions]
    assert [section.title for section in again.sections] == [section.title for section in before.sections]
    line = await db.row("SELECT wave_of, series, code FROM survey WHERE id = $1", survey)
    assert line is not None
    assert line["wave_of"] == line["series"] == before.survey
    assert line["code"] != before.code
    assert await db.value("SELECT count(*) FROM question_version WHERE school = $1", school) == 16


async def test_another_schools_survey_is_not_copied(rollback: None) -> None:
    asked = await an_open_survey(await a_school())
    with pytest.raises(NotFound):
        await ask_again(school=await a_school("Another"), source=asked.survey, title="Mine", closes_at=None, by=None)


async def test_a_plan_is_kept_shown_and_fixed_once_the_survey_has_opened(client: AsyncClient) -> None:
    school = await a_school()
    await sign_in(client, await a_head_teacher(school))
    template = ready_made()["event-feedback"]
    survey = await create_survey(school=school, title="The fair", template=template, closes_at=None, by=None)
    later = (datetime.now(UTC) + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    plan = {"opens_at": later, "target": "120", "breakdowns": "question:event_came"}
    assert (await send(client, f"/surveys/{survey}/plan", **plan)).status_code == 303
    facts = await survey_facts(school, survey)
    assert (facts.target, facts.breakdowns) == (120, ("question:event_came",))
    shown = (await client.get(f"/surveys/{survey}/plan")).text
    assert f'value="{later}"' in shown
    assert 'value="120"' in shown
    bad = await send(client, f"/surveys/{survey}/plan", opens_at="2001-01-01T00:00", target="many", breakdowns="x")
    assert bad.status_code == 422
    for words in ("from now to a year from now", "Enter a whole number", 'value="many"'):
        assert words in bad.text
    assert (await send(client, f"/surveys/{survey}/open")).status_code == 303
    assert (await send(client, f"/surveys/{survey}/plan", **plan)).status_code == 409


async def test_a_draft_opens_on_time_and_one_that_cannot_stays_a_draft(rollback: None) -> None:
    school = await a_school()
    survey, early = await a_draft_survey(school), await a_draft_survey(school)
    empty = await create_survey(school=school, title="Empty", template=ready_made()["blank"], closes_at=None, by=None)
    await db.rows("UPDATE survey SET opens_at = clock_timestamp() - interval '1 second'")
    await db.rows("UPDATE survey SET opens_at = clock_timestamp() + interval '1 hour' WHERE id = $1", early)
    await open_due_surveys()
    states = [(await survey_facts(school, one)).state for one in (survey, early, empty)]
    assert states == [SurveyState.OPEN, SurveyState.DRAFT, SurveyState.DRAFT]


async def test_results_say_how_many_answers_were_hoped_for(client: AsyncClient) -> None:
    school = await a_school()
    await sign_in(client, await a_head_teacher(school))
    asked = await an_open_survey(school)
    await db.rows("UPDATE survey SET target = 120")
    await answer(asked, {asked.questions[0].id: "agree"}, times=12)
    page = " ".join((await client.get(f"/surveys/{asked.survey}/results")).text.split())
    assert "answers hoped for" in page
    assert "120" in page
