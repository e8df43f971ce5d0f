"""The file of a named survey: who said what, in their own words too. Of no other survey is there such a file."""

from __future__ import annotations

from collections import defaultdict
from uuid import UUID

from common import db, i18n
from common.errors import NotFound
from surveys.building.queries import questionnaire
from surveys.building.rules import SurveyFacts
from surveys.publishing.rules import NotAllIn, in_one_cell
from surveys.results.asked import closed_questions
from surveys.rules import Anonymity, SurveyState

_SAID = """
SELECT p.id, p.name, a.question, a.value FROM response r JOIN person p ON p.id = r.person
  LEFT JOIN answer a ON a.response = r.id WHERE r.school = $1 AND r.survey = $2
UNION ALL
SELECT p.id, p.name, c.question, c.text FROM comment c JOIN person p ON p.id = c.person
 WHERE c.school = $1 AND c.survey = $2
 ORDER BY 2, 1
"""


async def named_rows(school: UUID, facts: SurveyFacts) -> list[list[str]]:
    """A heading and a row for each person, by name, a column for each question.

    Raises NotFound for a survey that is not named, NotAllIn while answers wait sealed.
    """
    if facts.anonymity is not Anonymity.NAMED:
        raise NotFound()
    waiting = "SELECT EXISTS (SELECT 1 FROM answer_batch WHERE survey = $1 AND state IN ('collecting', 'full'))"
    if facts.state not in (SurveyState.CLOSED, SurveyState.PUBLISHED) or await db.value(waiting, facts.id):
        raise NotAllIn()
    asked = await questionnaire(school, facts.id, i18n.DEFAULT_LANGUAGE)
    closed = {question.id: question for question in await closed_questions(school, facts.id, i18n.DEFAULT_LANGUAGE)}
    people: dict[UUID, str] = {}
    said: defaultdict[UUID, defaultdict[UUID, list[str]]] = defaultdict(lambda: defaultdict(list))
    for line in await db.rows(_SAID, school, facts.id):
        people[line["id"]] = line["name"]
        if line["question"] is not None:
            said[line["id"]][line["question"]].append(line["value"])

    def cell(person: UUID, question: UUID) -> str:
        values = said[person][question]
        return in_one_cell(closed[question], values) if question in closed else "\n".join(values)

    heading = ["name", *(question.text for question in asked.questions)]
    rows = [[name, *(cell(person, question.id) for question in asked.questions)] for person, name in people.items()]
    return [heading, *rows]
