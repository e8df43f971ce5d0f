"""Having comments read: once, repeatably, with names taken out, and never over what is published."""

from __future__ import annotations

import asyncio
from uuid import UUID, uuid4

import pytest

import insight
from common import clock, db, jobs
from people.rules import Role
from surveys.answering.services import submit_answers
from surveys.building.services import close_survey
from surveys.results import services
from surveys.results.queries import finding, findings_of_survey
from surveys.results.rules import FindingState
from surveys.results.services import ask_analyses, ask_analysis, ask_for_forgotten_analyses, publish_finding
from tests.cast import a_head_teacher, a_parent, a_person, a_school
from tests.surveys.comments import ALL, DISCLOSURE, HOMEWORK, NAMING, read_comments, some_comments, text_question
from tests.surveys.scene import a_token, an_open_survey, answers_to


async def states() -> list[str]:
    return [line["state"] for line in await db.rows("SELECT state FROM comment_analysis ORDER BY asked_at")]


async def test_a_reading_goes_from_queued_to_done_and_stores_a_reading_of_every_comment(rollback: None) -> None:
    asked = await an_open_survey(await a_school())
    await some_comments(asked)
    await ask_analysis(asked.school, text_question(asked))
    assert await states() == ["queued"]
    await jobs.run_pending()
    done = await db.row("SELECT state, comments, answered FROM comment_analysis")
    assert done is not None
    # "none" to "what should we do better?" is an answer: nothing.
    assert (done["state"], done["comments"]) == ("done", len(ALL))
    assert done["answered"] == len(ALL) - int(await db.value("SELECT count(*) FROM comment_reading WHERE non_answer"))
    assert int(await db.value("SELECT count(*) FROM comment_reading")) == len(ALL)


async def test_names_are_taken_out_of_what_is_shown_those_on_the_roll_too(rollback: None) -> None:
    school = await a_school()
    await a_parent(school, "Zebedee Quill")
    asked = await an_open_survey(school)
    await some_comments(asked, (NAMING, "Ask zebedee quill about the homework, he knows."))
    await read_comments(asked)
    shown = " ".join(line["shown"] for line in await db.rows("SELECT shown FROM comment_reading"))
    assert "Okafor" not in shown
    assert "quill" not in shown
    assert shown.count("[name]") == 2


async def test_the_same_comments_are_never_read_again_and_new_ones_are(
    rollback: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = await an_open_survey(await a_school())
    await some_comments(asked)
    readings: list[int] = []
    real = insight.read
    monkeypatch.setattr(insight, "read", lambda comments, *own: readings.append(len(comments)) or real(comments, *own))
    first = await read_comments(asked)
    assert await read_comments(asked) == first
    assert readings == [len(ALL)]
    await some_comments(asked, ("The gates open late.",))
    assert await read_comments(asked) != first
    assert readings == [len(ALL), 1], "of those that were read before, nothing is read again"
    assert await states() == ["done"], "the earlier reading is superseded"


async def test_asking_twice_asks_once(rollback: None) -> None:
    asked = await an_open_survey(await a_school())
    await some_comments(asked)
    assert await ask_analyses(asked.school, asked.survey) == await ask_analyses(asked.school, asked.survey)
    assert await states() == ["queued"]
    assert await jobs.run_pending() == 1


async def test_nothing_is_asked_where_nobody_wrote_anything(rollback: None) -> None:
    asked = await an_open_survey(await a_school())
    assert await ask_analyses(asked.school, asked.survey) == []
    assert await ask_analysis(asked.school, text_question(asked)) is None


async def test_closing_a_survey_has_its_comments_read(rollback: None) -> None:
    asked = await an_open_survey(await a_school())
    for text in HOMEWORK:
        await submit_answers(asked.school, asked.survey, a_token(), answers_to(asked, comments=("", text)))
    await close_survey(asked.school, asked.survey, by=None)
    await jobs.run_pending()
    assert await states() == ["done"]
    [found] = await findings_of_survey(asked.school, asked.survey)
    assert (found.theme, found.numbers.count) == ("homework", len(HOMEWORK))


async def test_comments_that_come_in_during_a_reading_are_read_after_it(
    rollback: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = await an_open_survey(await a_school())
    await some_comments(asked)
    real = services.store

    async def meanwhile(*arguments: object) -> None:
        if len(await states()) == 1:
            await some_comments(asked, ("The gates open late.",))
        await real(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(services, "store", meanwhile)
    await read_comments(asked)
    assert int(await db.value("SELECT comments FROM comment_analysis WHERE state = 'done'")) == len(ALL) + 1


async def test_a_reading_that_a_dead_worker_left_is_begun_again(rollback: None) -> None:
    asked = await an_open_survey(await a_school())
    await some_comments(asked)
    analysis = await ask_analysis(asked.school, text_question(asked))
    await db.rows("UPDATE comment_analysis SET state = 'running', asked_at = $1", clock.now() - 2 * services.FORGOTTEN)
    await ask_for_forgotten_analyses()
    await jobs.run_pending()
    assert [(line["id"], line["state"]) for line in await db.rows("SELECT id, state FROM comment_analysis")] == [
        (analysis, "done")
    ]


async def test_a_failure_is_kept_with_its_reason_and_can_be_tried_again(
    rollback: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = await an_open_survey(await a_school())
    await some_comments(asked)
    with monkeypatch.context() as broken:
        broken.setattr(insight, "conclude", lambda *_, **__: (_ for _ in ()).throw(MemoryError()))
        await read_comments(asked)
    failed = await db.row("SELECT state, problem FROM comment_analysis")
    assert failed == {"state": "failed", "problem": "MemoryError"}
    await read_comments(asked)
    assert "done" in await states()


async def test_a_published_finding_stays_as_it_is_while_drafts_are_replaced(rollback: None) -> None:
    asked = await an_open_survey(await a_school())
    head = await a_head_teacher(asked.school)
    await some_comments(asked)
    await read_comments(asked)
    [draft] = await findings_of_survey(asked.school, asked.survey)
    await publish_finding(asked.school, draft.id, head.id)
    before = await finding(asked.school, draft.id)
    await some_comments(asked, ("Homework is awful, even on holidays.",))
    await read_comments(asked)
    assert await finding(asked.school, draft.id) == before
    newer = [found for found in await findings_of_survey(asked.school, asked.survey) if found.id != draft.id]
    assert [(found.theme, found.state, found.numbers.count) for found in newer] == [
        ("homework", FindingState.DRAFT, before.numbers.count + 1)
    ]
    await some_comments(asked, ("The gates open late.",))
    await read_comments(asked)
    assert len(await findings_of_survey(asked.school, asked.survey)) == 2, "the draft was replaced, not added to"


async def test_a_draft_that_a_motion_rests_on_already_is_kept(rollback: None) -> None:
    asked = await an_open_survey(await a_school())
    await some_comments(asked)
    await read_comments(asked)
    [draft] = await findings_of_survey(asked.school, asked.survey)
    await db.rows("CREATE TABLE rests_on (finding uuid REFERENCES finding ON DELETE RESTRICT)")
    await db.rows("INSERT INTO rests_on VALUES ($1)", draft.id)
    await some_comments(asked, ("Homework is awful, even on holidays.",))
    await read_comments(asked)
    assert await states() == ["done", "done"], "the reading that the draft rests on is kept with it"
    assert (await finding(asked.school, draft.id)).numbers == draft.numbers


async def test_a_disclosure_that_was_let_through_goes_to_the_leads_and_is_shown_nowhere(rollback: None) -> None:
    asked = await an_open_survey(await a_school())
    await a_person(asked.school, "Dee Lead", Role.SAFEGUARDING_LEAD)
    await some_comments(asked, (*HOMEWORK, f"{DISCLOSURE} And the homework is awful."))
    await read_comments(asked)
    assert int(await db.value("SELECT count(*) FROM concern")) == 1
    assert int(await db.value("SELECT count(*) FROM comment_reading")) == len(HOMEWORK)
    [found] = await findings_of_survey(asked.school, asked.survey)
    assert found.numbers.count == len(HOMEWORK)
    await some_comments(asked, ("The gates open late.",))
    await read_comments(asked)
    assert int(await db.value("SELECT count(*) FROM concern")) == 1, "it is raised once"


async def test_two_workers_at_the_same_reading_store_it_once(database: str) -> None:
    asked = await an_open_survey(await a_school(f"School {uuid4().hex}"))
    try:
        await some_comments(asked)
        analysis = await ask_analysis(asked.school, text_question(asked))
        await asyncio.gather(*(services.analyse_comments({"analysis": analysis}) for _ in range(4)))
        assert await states() == ["done"]
        assert int(await db.value("SELECT count(*) FROM comment_reading")) == len(ALL)
        assert int(await db.value("SELECT count(*) FROM finding")) == 1
    finally:
        await _forget(asked.school)


async def _forget(school: UUID) -> None:
    await db.rows("DELETE FROM pgqueuer WHERE entrypoint = 'analyse_comments'")
    await db.rows("DELETE FROM survey WHERE school = $1", school)
    await db.rows("DELETE FROM school WHERE id = $1", school)
