"""Building a survey, opening and closing it, its link and its poster."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from httpx import AsyncClient

from common import db
from surveys.building.queries import questionnaire, survey_facts
from surveys.building.ready_made import ready_made
from surveys.building.rules import CODE_ALPHABET, ClosingDatePassed, NotADraft, NotOpen
from surveys.building.services import close_due_surveys, close_survey, open_survey
from surveys.rules import SurveyState
from tests.cast import a_head_teacher, a_household, a_parent, a_person, a_school, send, sign_in
from tests.surveys.scene import a_draft_survey, an_open_survey

# Other tests' entries cannot be taken away: the log only grows.
AUDITED = "SELECT count(*) FROM audit_entry WHERE subject = (SELECT id::text FROM survey)"


def _new(**changed: str) -> dict[str, str]:
    return {
        "title": "Autumn parent survey",
        "template": "whole-school",
        "closes_at": "",
        "anonymity": "anonymous",
        "form_key": uuid4().hex,
        **changed,
    }


def test_the_whole_school_survey_has_fourteen_statements_and_two_questions_on_five_pages() -> None:
    asked = ready_made()["whole-school"]
    assert len(asked.sections) == 5
    assert sum(question.kind == "agree_scale" for question in asked.questions) == 14
    assert sum(question.kind == "long_text" for question in asked.questions) == 2
    assert len({question.key for question in asked.questions}) == 16


async def test_a_survey_is_made_from_the_ready_made_set_and_shown(client: AsyncClient) -> None:
    school = await a_school()
    await sign_in(client, await a_head_teacher(school))
    assert "There is no survey yet" in (await client.get("/surveys")).text
    assert "Whole-school parent survey" in (await client.get("/surveys/new")).text
    answer = await send(client, "/surveys/new", **_new())
    assert answer.status_code == 303
    shown = await client.get(answer.headers["location"])
    assert "The survey is made, as a draft" in shown.text
    assert "Autumn parent survey" in shown.text
    assert "Pupils at this school behave well." in shown.text
    assert "What should we do better or differently?" in shown.text
    assert "Autumn parent survey" in (await client.get("/surveys")).text
    assert await db.value(f"{AUDITED} AND action = 'create_survey'") == 1


async def test_the_same_form_sent_twice_makes_one_survey(client: AsyncClient) -> None:
    await sign_in(client, await a_head_teacher(await a_school()))
    form = _new()
    first, second = await send(client, "/surveys/new", **form), await send(client, "/surveys/new", **form)
    assert first.headers["location"] == second.headers["location"]
    assert await db.value("SELECT count(*) FROM survey") == 1


async def test_every_bad_field_is_named_and_what_was_typed_stays(client: AsyncClient) -> None:
    await sign_in(client, await a_head_teacher(await a_school()))
    bad = _new(title="", template="none-such", closes_at="2001-02-03T04:05")
    answer = await send(client, "/surveys/new", **bad)
    assert answer.status_code == 422
    for wanted in ("Enter a name for the survey", "Choose one of the options", "from now to a year from now"):
        assert wanted in answer.text
    assert 'value="2001-02-03T04:05"' in answer.text
    assert f'value="{bad["form_key"]}"' in answer.text
    assert (await send(client, "/surveys/new", **_new(closes_at="9999-12-31T23:59"))).status_code == 422


async def test_only_leadership_and_administrators_may_build(client: AsyncClient) -> None:
    school = await a_school()
    survey = await a_draft_survey(school)
    paths = ["/surveys", "/surveys/new", f"/surveys/{survey}", f"/surveys/{survey}/poster", f"/surveys/{survey}/qr.svg"]
    assert {(await client.get(path)).status_code for path in paths} == {303}
    await sign_in(client, await a_parent(school))
    assert {(await client.get(path)).status_code for path in paths} == {403}
    for verb in ("open", "close", "closing-date"):
        assert (await send(client, f"/surveys/{survey}/{verb}")).status_code == 403
    assert (await survey_facts(school, survey)).state is SurveyState.DRAFT


async def test_another_schools_survey_does_not_exist(client: AsyncClient) -> None:
    school = await a_school()
    head = await a_head_teacher(school)
    await db.rows("UPDATE school SET host = 'testserver.local' WHERE id = $1", school)
    elsewhere = await a_draft_survey(await a_school("Another school"))
    await sign_in(client, head)
    assert (await client.get(f"/surveys/{elsewhere}")).status_code == 404
    assert (await send(client, f"/surveys/{elsewhere}/open")).status_code == 404


async def test_opening_counts_the_roll_once_and_makes_a_key(client: AsyncClient) -> None:
    school = await a_school()
    household = await a_household(school)
    for name in ("Ana Silva", "Rui Silva"):
        await a_parent(school, name, household=household)
    await a_parent(school)
    await a_person(school, "An Outsider")
    survey = await a_draft_survey(school)
    await sign_in(client, await a_head_teacher(school))
    for _ in range(2):
        assert (await send(client, f"/surveys/{survey}/open")).status_code == 303
    facts = await survey_facts(school, survey)
    assert (facts.state, facts.roll_parents, facts.roll_households) == (SurveyState.OPEN, 3, 2)
    assert await db.value("SELECT count(*) FROM answer_batch WHERE survey = $1", survey) == 1
    assert await db.value(f"{AUDITED} AND action = 'open_survey'") == 1


async def test_a_question_keeps_its_identity_from_survey_to_survey(rollback: None) -> None:
    school = await a_school()
    first, second = await a_draft_survey(school), await a_draft_survey(school)
    assert await db.value("SELECT count(*) FROM question WHERE school = $1", school) == 16
    assert await db.value("SELECT count(*) FROM question_version WHERE school = $1", school) == 16
    versions = [
        {line["version"] for line in await db.rows("SELECT version FROM survey_question WHERE survey = $1", survey)}
        for survey in (first, second)
    ]
    assert versions[0] == versions[1]


async def test_new_words_for_a_question_are_its_next_version(rollback: None) -> None:
    school = await a_school()
    before = await a_draft_survey(school)
    await db.rows("UPDATE question_text SET text = 'My child likes school.' WHERE text LIKE 'My child enjoys%'")
    after = await a_draft_survey(school)
    assert await db.value("SELECT max(number) FROM question_version WHERE school = $1", school) == 2
    assert await db.value("SELECT count(*) FROM question WHERE school = $1", school) == 16
    assert (await questionnaire(school, before, "en")).questions[0].text == "My child likes school."
    assert (await questionnaire(school, after, "en")).questions[0].text.startswith("My child enjoys")


async def test_a_question_without_words_in_the_readers_language_is_asked_in_english(rollback: None) -> None:
    school = await a_school()
    survey = await a_draft_survey(school)
    english = await questionnaire(school, survey, "en")
    untranslated = await questionnaire(school, survey, "pl")
    assert [question.text for question in untranslated.questions] == [question.text for question in english.questions]
    assert untranslated.questions[0].options[1] == ("agree", "Zgadzam się")
    await db.rows(
        "INSERT INTO question_text (id, school, version, language, text, help)"
        " SELECT gen_random_uuid(), $1, version, 'pl', 'Moje dziecko lubi szkołę.', ''"
        " FROM survey_question WHERE id = $2",
        school,
        english.questions[0].id,
    )
    polish = await questionnaire(school, survey, "pl")
    assert polish.questions[0].text == "Moje dziecko lubi szkołę."
    assert polish.questions[1].text == english.questions[1].text


async def test_a_closed_survey_stays_closed(client: AsyncClient) -> None:
    school = await a_school()
    asked = await an_open_survey(school)
    await sign_in(client, await a_head_teacher(school))
    assert "nobody can answer" in (await client.get(f"/surveys/{asked.survey}/close")).text
    for _ in range(2):
        assert (await send(client, f"/surveys/{asked.survey}/close")).status_code == 303
    assert await db.value(f"{AUDITED} AND action = 'close_survey'") == 1
    assert (await send(client, f"/surveys/{asked.survey}/open")).status_code == 409
    assert (await client.get(f"/surveys/{asked.survey}/close")).status_code == 303
    with pytest.raises(NotADraft):
        await open_survey(school, asked.survey, by=None)


async def test_a_draft_cannot_be_closed(rollback: None) -> None:
    school = await a_school()
    with pytest.raises(NotOpen):
        await close_survey(school, await a_draft_survey(school), by=None)


async def test_the_closing_date_can_be_moved_and_what_is_due_closes_by_itself(client: AsyncClient) -> None:
    school = await a_school()
    asked = await an_open_survey(school)
    await sign_in(client, await a_head_teacher(school))
    later = (datetime.now(UTC) + timedelta(days=10)).strftime("%Y-%m-%dT%H:%M")
    assert (await send(client, f"/surveys/{asked.survey}/closing-date", closes_at=later)).status_code == 303
    assert f'value="{later}"' in (await client.get(f"/surveys/{asked.survey}")).text
    bad = await send(client, f"/surveys/{asked.survey}/closing-date", closes_at="yesterday")
    assert bad.status_code == 422
    assert 'value="yesterday"' in bad.text
    await close_due_surveys()
    assert (await survey_facts(school, asked.survey)).state is SurveyState.OPEN
    await db.rows("UPDATE survey SET closes_at = clock_timestamp() - interval '1 second'")
    await close_due_surveys()
    assert (await survey_facts(school, asked.survey)).state is SurveyState.CLOSED


async def test_a_draft_whose_closing_date_has_passed_is_not_opened(rollback: None) -> None:
    school = await a_school()
    survey = await a_draft_survey(school)
    await db.rows("UPDATE survey SET closes_at = clock_timestamp() - interval '1 minute' WHERE id = $1", survey)
    with pytest.raises(ClosingDatePassed):
        await open_survey(school, survey, by=None)


async def test_the_poster_shows_the_link_and_its_qr_code(client: AsyncClient) -> None:
    school = await a_school()
    asked = await an_open_survey(school)
    await sign_in(client, await a_head_teacher(school))
    assert len(asked.code) == 6
    assert set(asked.code) <= set(CODE_ALPHABET)
    poster = await client.get(f"/surveys/{asked.survey}/poster")
    assert f"testserver.local/s/{asked.code}" in poster.text
    drawn = await client.get(f"/surveys/{asked.survey}/qr.svg")
    assert drawn.headers["content-type"].startswith("image/svg+xml")
    assert b"<svg" in drawn.content
    assert b"style=" not in drawn.content
    await close_survey(school, asked.survey, by=None)
    outdated = await client.get(f"/surveys/{asked.survey}/poster")
    assert (outdated.status_code, outdated.headers["location"]) == (303, f"/surveys/{asked.survey}")
