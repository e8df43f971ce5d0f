"""Comments for the tests of results and findings: enough on homework to be shown, too few on meals, one disclosure."""

from __future__ import annotations

from uuid import UUID, uuid4

from common import db, jobs
from surveys.building.rules import Questionnaire
from surveys.results.services import ask_analysis

HOMEWORK = tuple(f"Homework is awful and far too much, week {number} was terrible." for number in range(1, 15))
NAMING = "Mrs Okafor gives too much homework and it is terrible."
MEALS = tuple(f"School dinners are cold and horrible, on day {number}." for number in range(1, 5))
EMPTY = ("n/a", "none", "N/A")
DISCLOSURE = "My boy has bruises because his dad hits him with a belt."
ALL = (*HOMEWORK, NAMING, *MEALS, *EMPTY)


def text_question(asked: Questionnaire) -> UUID:
    """The last free-text question of a survey."""
    return [question.id for question in asked.questions if question.is_text][-1]


async def some_comments(asked: Questionnaire, texts: tuple[str, ...] = ALL) -> list[UUID]:
    """Comments on the survey's last question, as opened batches leave them."""
    ids = [uuid4() for _ in texts]
    await db.insert_many(
        "INSERT INTO comment (id, school, survey, question, channel, text) VALUES ($1, $2, $3, $4, 'link', $5)",
        [(i, asked.school, asked.survey, text_question(asked), text) for i, text in zip(ids, texts, strict=True)],
    )
    return ids


async def read_comments(asked: Questionnaire) -> UUID:
    """Asks for the reading of the last question's comments and has it done."""
    analysis = await ask_analysis(asked.school, text_question(asked))
    assert analysis is not None
    await jobs.run_pending()
    return analysis


async def some_responses(asked: Questionnaire, values: list[str]) -> None:
    """Opened responses, each with the same answer to every statement."""
    for value in values:
        response = uuid4()
        await db.rows(
            "INSERT INTO response (id, school, survey, channel) VALUES ($1, $2, $3, 'link')",
            response,
            asked.school,
            asked.survey,
        )
        await db.insert_many(
            "INSERT INTO answer (id, school, response, question, value) VALUES (gen_random_uuid(), $1, $2, $3, $4)",
            [(asked.school, response, question.id, value) for question in asked.questions if not question.is_text],
        )
