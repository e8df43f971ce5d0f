"""The editor: adding, changing, moving and copying questions, conditions, translations, and what is locked when."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from httpx import AsyncClient

from common import db
from surveys.building.editing.queries import edited_sections
from surveys.building.editing.rules import EditedQuestion, options_from
from surveys.building.editing.stumbling import Stumble, stumbles
from surveys.building.queries import questionnaire, survey_facts
from surveys.building.ready_made import ready_made
from surveys.building.services import create_survey, open_survey
from surveys.rules import SurveyState
from tests.cast import a_head_teacher, a_parent, a_school, send, sign_in
from tests.surveys.scene import a_draft_survey, an_open_survey


async def a_survey_from(school: UUID, name: str) -> UUID:
    return await create_survey(school=school, title="A survey", template=ready_made()[name], closes_at=None, by=None)


async def questions_of(school: UUID, survey: UUID) -> list[EditedQuestion]:
    return [question for section in await edited_sections(school, survey) for question in section.questions]


async def texts_of(school: UUID, survey: UUID) -> list[str]:
    return [question.wording.text for question in await questions_of(school, survey)]


async def page_of(school: UUID, survey: UUID, number: int = 0) -> UUID:
    return (await edited_sections(school, survey))[number].id


def a_form(**own: str) -> dict[str, str]:
    return {"text": "Which club?", "kind": "single", "options": "Chess\nChoir", "form_key": uuid4().hex, **own}


async def test_a_question_is_added_once_with_options_one_a_line_and_shown_to_parents(client: AsyncClient) -> None:
    school = await a_school()
    await sign_in(client, await a_head_teacher(school))
    survey = await a_survey_from(school, "blank")
    form = a_form(section=str(await page_of(school, survey)), why="To plan rooms.", other="yes")
    for _ in range(2):
        answer = await send(client, f"/surveys/{survey}/questions/new", **form)
        assert answer.status_code == 303
    asked = (await questionnaire(school, survey, "en")).questions
    assert [question.text for question in asked] == ["Which club?"]
    assert asked[0].options == (("chess", "Chess"), ("choir", "Choir"), ("other", "Something else"))
    shown = await client.get(f"/surveys/{survey}/preview/1")
    for words in ("Which club?", "Chess", "Something else", "To plan rooms."):
        assert words in shown.text
    assert (await send(client, f"/surveys/{survey}/preview/1", q1="none-such")).status_code == 422
    assert await db.value("SELECT count(*) FROM survey_draft") == 0


async def test_a_survey_without_questions_does_not_open_and_says_what_is_missing(client: AsyncClient) -> None:
    school = await a_school()
    await sign_in(client, await a_head_teacher(school))
    survey = await a_survey_from(school, "blank")
    assert (await send(client, f"/surveys/{survey}/open")).status_code == 409
    assert "It asks nothing yet." in (await client.get(f"/surveys/{survey}/questions")).text
    assert (await survey_facts(school, survey)).state is SurveyState.DRAFT


@pytest.mark.parametrize("name", sorted(set(ready_made()) - {"blank"}))
async def test_every_ready_made_survey_opens_and_has_nothing_to_stumble_over(rollback: None, name: str) -> None:
    school = await a_school()
    survey = await a_survey_from(school, name)
    assert stumbles(await edited_sections(school, survey), ("en",)) == ()
    await open_survey(school, survey, by=None)


async def test_bad_questions_name_their_fields_and_keep_what_was_typed(client: AsyncClient) -> None:
    school = await a_school()
    await sign_in(client, await a_head_teacher(school))
    survey = await a_survey_from(school, "blank")
    section = str(await page_of(school, survey))
    few = await send(client, f"/surveys/{survey}/questions/new", **a_form(section=section, options="Only one"))
    assert few.status_code == 422
    assert "Enter at least two options" in few.text
    assert "Only one" in few.text
    many = "\n".join(f"Option {number}" for number in range(61))
    assert (
        await send(client, f"/surveys/{survey}/questions/new", **a_form(section=section, options=many))
    ).status_code == 422
    assert (
        await send(client, f"/surveys/{survey}/questions/new", **a_form(section=section, text=""))
    ).status_code == 422
    assert await texts_of(school, survey) == []


async def test_questions_move_over_pages_are_copied_and_removed(client: AsyncClient) -> None:
    school = await a_school()
    await sign_in(client, await a_head_teacher(school))
    survey = await a_draft_survey(school)
    before = await questions_of(school, survey)

    async def press(question: EditedQuestion, what: str) -> None:
        answer = await send(client, f"/surveys/{survey}/questions/{question.id}/{what}", form_key="same")
        assert answer.status_code == 303

    await press(before[1], "up")
    assert (await texts_of(school, survey))[:2] == [before[1].wording.text, before[0].wording.text]
    await press(before[3], "down")  # the last of the first page becomes the first of the second
    sections = await edited_sections(school, survey)
    assert sections[1].questions[0].id == before[3].id
    for _ in range(2):
        await press(before[0], "duplicate")
    assert (await texts_of(school, survey)).count(before[0].wording.text) == 2
    await press(before[5], "remove")
    assert before[5].wording.text not in await texts_of(school, survey)
    assert [question.position for question in await questions_of(school, survey)] == list(range(1, 17))


async def test_two_editors_at_once_lose_nothing(client: AsyncClient) -> None:
    school = await a_school()
    await sign_in(client, await a_head_teacher(school))
    survey = await a_draft_survey(school)
    question = (await questions_of(school, survey))[0]
    path = f"/surveys/{survey}/questions/{question.id}"
    seen = {"stamp": question.wording.stamp, "required": "yes", "dont_know": "yes"}
    assert (await send(client, path, text="My child likes coming to school.", **seen)).status_code == 303
    late = await send(client, path, text="My child is glad to come here.", **seen)
    assert late.status_code == 409
    for words in ("My child likes coming to school.", "My child is glad to come here.", "Nothing is lost"):
        assert words in late.text
    assert (await texts_of(school, survey))[0] == "My child likes coming to school."
    now = (await questions_of(school, survey))[0].wording.stamp
    assert (
        await send(client, path, text="My child is glad to come here.", **{**seen, "stamp": now})
    ).status_code == 303
    assert (await texts_of(school, survey))[0] == "My child is glad to come here."


async def test_new_words_do_not_reach_another_survey_that_asks_the_same(client: AsyncClient) -> None:
    school = await a_school()
    await sign_in(client, await a_head_teacher(school))
    last_year, survey = await an_open_survey(school), await a_draft_survey(school)
    question = (await questions_of(school, survey))[0]
    form = {"stamp": question.wording.stamp, "required": "yes", "dont_know": "yes", "text": "My child likes it here."}
    await send(client, f"/surveys/{survey}/questions/{question.id}", **form)
    assert (await questionnaire(school, last_year.survey, "en")).questions[0].text == last_year.questions[0].text
    assert await db.value("SELECT count(*) FROM question WHERE school = $1", school) == 16
    assert (await questions_of(school, survey))[0].key == "happy"


async def test_of_an_open_survey_a_slip_can_be_corrected_and_nothing_else(client: AsyncClient) -> None:
    school = await a_school()
    await sign_in(client, await a_head_teacher(school))
    asked = await an_open_survey(school)
    await client.get(f"/s/{asked.code}/1")  # kept in memory from now on
    question = (await questions_of(school, asked.survey))[0]
    path, form = f"/surveys/{asked.survey}/questions/{question.id}", {"required": "yes", "dont_know": "yes"}
    other = await send(client, path, text="The food is good.", stamp=question.wording.stamp, **form)
    assert other.status_code == 409
    slip = "My child enjoys coming to this school!"
    assert (await send(client, path, text=slip, stamp=question.wording.stamp, **form)).status_code == 303
    assert slip in (await client.get(f"/s/{asked.code}/1")).text
    assert (await questionnaire(school, asked.survey, "en")).questions[0].id == asked.questions[0].id
    for what in ("up", "remove", "duplicate"):
        assert (await send(client, f"{path}/{what}")).status_code == 409
    assert len(await texts_of(school, asked.survey)) == 16


async def test_a_condition_that_looks_forward_is_refused_also_after_a_move(client: AsyncClient) -> None:
    school = await a_school()
    await sign_in(client, await a_head_teacher(school))
    survey = await a_survey_from(school, "event-feedback")
    first, second, *_ = await questions_of(school, survey)
    assert (await send(client, f"/surveys/{survey}/questions/{second.id}/up")).status_code == 409
    path = f"/surveys/{survey}/questions/{first.id}/condition"
    for on, value in (("event_rating", "1"), (first.key, "no"), ("none-such", "x")):
        assert (await send(client, path, of=on, any_of=value)).status_code == 409
    assert (await questions_of(school, survey))[0].condition is None
    shown = await client.get(f"/surveys/{survey}/questions/{second.id}/condition")
    assert "Yes, in person" in shown.text


async def test_a_question_from_the_bank_keeps_its_identity(client: AsyncClient) -> None:
    school = await a_school()
    await sign_in(client, await a_head_teacher(school))
    await a_draft_survey(school)
    survey = await a_survey_from(school, "blank")
    section = str(await page_of(school, survey))
    assert "My child is safe here." in (await client.get(f"/surveys/{survey}/bank?page={section}")).text
    for _ in range(2):
        assert (await send(client, f"/surveys/{survey}/bank", section=section, key="safe")).status_code == 303
    assert [question.key for question in await questions_of(school, survey)] == ["safe"]


async def test_pages_are_added_named_moved_and_removed_only_when_empty(client: AsyncClient) -> None:
    school = await a_school()
    await sign_in(client, await a_head_teacher(school))
    survey = await a_draft_survey(school)
    await send(client, f"/surveys/{survey}/pages", title="And last", form_key="once")
    await send(client, f"/surveys/{survey}/pages", title="And last", form_key="once")
    sections = await edited_sections(school, survey)
    assert [section.title for section in sections][-1] == "And last"
    assert len(sections) == 6
    last = f"/surveys/{survey}/pages/{sections[-1].id}"
    assert (await send(client, f"{last}/name", title="Closing")).status_code == 303
    assert (await send(client, f"{last}/up")).status_code == 303
    assert [section.title for section in await edited_sections(school, survey)][4] == "Closing"
    assert (await send(client, f"/surveys/{survey}/pages/{sections[0].id}/remove")).status_code == 409
    assert (await send(client, f"{last}/remove")).status_code == 303
    assert len(await edited_sections(school, survey)) == 5


async def test_only_builders_edit_and_only_their_own_schools_surveys(client: AsyncClient) -> None:
    school = await a_school()
    survey = await a_draft_survey(school)
    question = (await questions_of(school, survey))[0]
    paths = ["questions", "questions/new", f"questions/{question.id}", "bank", "languages", "preview/1"]
    head = await a_head_teacher(school)
    await sign_in(client, await a_parent(school))
    assert {(await client.get(f"/surveys/{survey}/{path}")).status_code for path in paths} == {403}
    assert (await send(client, f"/surveys/{survey}/questions/{question.id}/remove")).status_code == 403
    await sign_in(client, head)
    await db.rows("UPDATE school SET host = 'testserver.local' WHERE id = $1", school)
    elsewhere = await a_draft_survey(await a_school("Another school"))
    assert {(await client.get(f"/surveys/{elsewhere}/{path}")).status_code for path in paths} == {404}


def test_an_option_that_keeps_most_of_its_words_keeps_its_id() -> None:
    before = (("once_a_term", "Once a term"), ("never", "Never"))
    assert options_from("Never\nOnce a term!\nEvery day\nevery day ", before) == (
        ("never", "Never"),
        ("once_a_term", "Once a term!"),
        ("every_day", "Every day"),
        ("every_day_2", "every day"),
    )
    assert options_from("Other", ()) == (("other_option", "Other"),)


async def test_what_a_parent_would_stumble_over_is_told(rollback: None) -> None:
    school = await a_school()
    survey = await a_survey_from(school, "event-feedback")
    await db.rows("UPDATE question_text SET text = '' WHERE text = 'Did you come?'")
    await db.rows("UPDATE question_text SET text = 'What kept you away?' WHERE text LIKE 'Which times%'")
    found = {one.what for one in stumbles(await edited_sections(school, survey), ("en", "ar"))}
    assert found == {Stumble.NO_WORDS, Stumble.SAME_WORDS, Stumble.NOT_TRANSLATED}
