"""What findings say of the last time: how many spoke of a theme when the same question was asked before."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from common import db
from surveys.building.rules import Questionnaire
from surveys.results import before
from surveys.results.before import said_before
from surveys.results.queries import finding, findings_of_survey
from surveys.results.services import ask_analysis
from tests.cast import a_school
from tests.surveys.comments import HOMEWORK, read_comments, some_comments, text_question
from tests.surveys.scene import an_open_survey

FEW, MANY = HOMEWORK[:12], HOMEWORK
OTHERS = tuple(
    f"{said}, {when}"
    for said in ("The gates were shut again", "The hall is freezing cold", "The uniform itches")
    for when in ("in the autumn term.", "all through spring.", "since the summer.", "every single week.", "as before.")
)


async def a_later_one(asked: Questionnaire) -> tuple[UUID, UUID]:
    """The survey closed, and the next of its series with the same last question: survey and question."""
    survey, section, question = uuid4(), uuid4(), uuid4()
    await db.rows("UPDATE survey SET state = 'closed', closed_at = now() WHERE id = $1", asked.survey)
    await db.rows(
        "INSERT INTO survey (id, school, title, state, code, wave_of, created_at) SELECT $2, school, 'Next', 'closed',"
        " 'nextone', id, created_at + interval '1 day' FROM survey WHERE id = $1",
        asked.survey,
        survey,
    )
    await db.rows(
        "INSERT INTO survey_section (id, school, survey, position) VALUES ($1, $2, $3, 1)",
        section,
        asked.school,
        survey,
    )
    await db.rows(
        "INSERT INTO survey_question (id, school, survey, section, version, position, required)"
        " SELECT $2, school, $3, $4, version, position, required FROM survey_question WHERE id = $1",
        text_question(asked),
        question,
        survey,
        section,
    )
    return survey, question


async def commented(asked: Questionnaire, survey: UUID, question: UUID, texts: tuple[str, ...]) -> None:
    await db.insert_many(
        "INSERT INTO comment (id, school, survey, question, channel, text)"
        " VALUES (gen_random_uuid(), $1, $2, $3, 'link', $4)",
        [(asked.school, survey, question, text) for text in texts],
    )


async def sentences(asked: Questionnaire, survey: UUID, question: UUID) -> str:
    """All that the finding on homework says, once the comments are read."""
    from common import jobs

    assert await ask_analysis(asked.school, question)
    await jobs.run_pending()
    [homework] = [one for one in await findings_of_survey(asked.school, survey) if one.theme == "homework"]
    return " ".join(said.text for said in (await finding(asked.school, homework.id)).sentences)


async def test_a_finding_says_how_many_spoke_of_it_the_last_time(rollback: None) -> None:
    asked = await an_open_survey(await a_school())
    await some_comments(asked, MANY)
    await read_comments(asked)
    survey, question = await a_later_one(asked)
    await commented(asked, survey, question, (*FEW, *(f"{text} Number {n}." for n in range(3) for text in OTHERS)))
    said = await sentences(asked, survey, question)
    assert "less often than the last time, when 14 of 14 comments spoke of it" in said


async def test_the_same_share_as_before_is_no_change(rollback: None) -> None:
    asked = await an_open_survey(await a_school())
    await some_comments(asked, MANY)
    await read_comments(asked)
    survey, question = await a_later_one(asked)
    await commented(asked, survey, question, FEW)
    assert "no clear change since the last time" in await sentences(asked, survey, question)


async def test_nothing_is_compared_with_what_another_method_read(
    rollback: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = await an_open_survey(await a_school())
    await some_comments(asked, MANY)
    await read_comments(asked)
    survey, question = await a_later_one(asked)
    assert set(await said_before(asked.school, survey, question)) == {"homework"}
    monkeypatch.setattr(before, "method", lambda: "another")
    assert await said_before(asked.school, survey, question) == {}


async def test_nor_a_theme_that_the_school_altered_since(rollback: None) -> None:
    asked = await an_open_survey(await a_school())
    await some_comments(asked, MANY)
    await read_comments(asked)
    survey, question = await a_later_one(asked)
    await db.rows(
        "INSERT INTO school_theme (id, school, theme, name, phrases, made_at)"
        " VALUES ($1, $2, 'homework', 'Homework', '[]', now() + interval '1 minute')",
        uuid4(),
        asked.school,
    )
    assert await said_before(asked.school, survey, question) == {}


async def test_the_first_survey_has_no_last_time(rollback: None) -> None:
    asked = await an_open_survey(await a_school())
    await some_comments(asked, MANY)
    await read_comments(asked)
    assert await said_before(asked.school, asked.survey, text_question(asked)) == {}
