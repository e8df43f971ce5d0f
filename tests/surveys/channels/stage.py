"""What the tests of channels share: an ambassador, printed forms, and how a form is keyed."""

from __future__ import annotations

from uuid import UUID, uuid4

from common import db
from people.rules import Actor, Role
from surveys.answering.codes import spaced
from surveys.building.queries import questionnaire
from surveys.building.ready_made import ready_made
from surveys.building.rules import Questionnaire
from surveys.building.services import create_survey, open_survey
from surveys.channels.paper.services import print_forms
from surveys.rules import Anonymity
from tests.cast import a_parent, a_person


async def an_ambassador(school: UUID) -> Actor:
    """Somebody who collects answers and may do nothing else."""
    return await a_person(school, "Amina Yusuf", Role.AMBASSADOR)


async def some_codes(asked: Questionnaire, number: int = 1) -> list[str]:
    """The codes of forms that were just printed."""
    return [form.code for form in await print_forms(asked.school, asked, number, None)]


def keyed(asked: Questionnaire, code: str, key: str = "2", comment: str = "", page: str = "") -> dict[str, str]:
    """The fields of the keying page: the same key for each statement and a comment in each box."""
    fields = {question.name: comment if question.is_text else key for question in asked.questions}
    return {"code": spaced(code).lower(), "form_key": page or uuid4().hex, "looked_at": "", **fields}


async def sealed_answers(survey: UUID) -> int:
    """How many answers of a survey have arrived."""
    return int(await db.value("SELECT COALESCE(sum(arrived), 0) FROM answer_batch WHERE survey = $1", survey))


async def a_confidential_survey(school: UUID, persons: int = 2, *, email: bool = False) -> Questionnaire:
    """An open survey with an invitation for each of some parents."""
    parents = [await a_parent(school, f"Parent {number}") for number in range(max(persons, 1))]
    if not email:
        await db.rows("UPDATE person SET email = NULL WHERE id = ANY($1)", [parent.id for parent in parents])
    survey = await create_survey(
        school=school,
        title="Autumn parent survey",
        template=ready_made()["whole-school"],
        closes_at=None,
        by=None,
        anonymity=Anonymity.CONFIDENTIAL,
    )
    await open_survey(school, survey, by=None)
    if not persons:  # it does not open for nobody
        await db.rows("DELETE FROM person WHERE id = $1", parents[0].id)
    return await questionnaire(school, survey, "en")
