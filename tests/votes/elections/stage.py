"""Vacancies for the tests of elections, and who runs them, stands and votes."""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from httpx import Response
from PIL import Image

from common import clock, db
from people.rules import Actor, BodyKind, Office
from tests.cast import a_body, a_member, a_parent, a_school
from votes.count.result import Rule
from votes.elections.nominations import stand
from votes.elections.queries import VacancyFacts, vacancy_facts
from votes.elections.services import draft_vacancy, open_nominations
from votes.elections.terms import VacancyTerms
from votes.electorates import Electorate
from votes.rules import Custody, RollUnit


@dataclass(frozen=True)
class Hustings:
    """A school with a body, its clerk, and parents who may stand and vote."""

    school: UUID
    body: UUID
    clerk: Actor
    parents: tuple[Actor, ...]


async def a_hustings(parents: int = 5, school: UUID | None = None, kind: BodyKind = BodyKind.PTA) -> Hustings:
    """The clerk is a parent too, as in most PTAs."""
    school = school or await a_school()
    body = await a_body(school, kind, "PTA committee")
    return Hustings(
        school=school,
        body=body,
        clerk=await a_member(school, body, "Clare Byrne", Office.CLERK),
        parents=tuple([await a_parent(school, f"Parent {number} Surname{number}") for number in range(parents)]),
    )


def the_terms(body: UUID | None, **changes: object) -> VacancyTerms:
    """Two seats, for which all parents stand and vote."""
    terms = VacancyTerms(
        title="Two members of the PTA committee",
        text="Meets twice a term, for two years.",
        body=body,
        seats=2,
        standing=Electorate(),
        voting=Electorate(),
        unit=RollUnit.PERSON,
        counting=Rule.SCOTTISH_STV,
        ron=False,
        custody=Custody.CONFIDENTIAL,
        lot_source=None,
        paper=False,
        in_person_overrides=False,
        most_proxies=0,
        statement_words=20,
        nominations_close_at=clock.now() + timedelta(days=7),
        voting_closes_at=clock.now() + timedelta(days=14),
    )
    return replace(terms, **changes)


async def a_vacancy(hustings: Hustings, **changes: object) -> UUID:
    """A draft."""
    return await draft_vacancy(hustings.clerk, the_terms(hustings.body, **changes))


async def nominating(hustings: Hustings, **changes: object) -> UUID:
    """A vacancy for which nominations are open."""
    vacancy = await a_vacancy(hustings, **changes)
    await open_nominations(hustings.clerk, vacancy)
    return vacancy


async def with_candidates(hustings: Hustings, number: int, **changes: object) -> UUID:
    """Nominations are open, and so many of the parents stand."""
    vacancy = await nominating(hustings, **changes)
    for parent in hustings.parents[:number]:
        await stand(parent, vacancy, f"I am {parent.name}.")
    return vacancy


async def facts_of(hustings: Hustings, vacancy: UUID) -> VacancyFacts:
    """The vacancy as it is now."""
    return await vacancy_facts(hustings.school, vacancy)


async def close_at(vacancy: UUID, moment: datetime) -> None:
    """Moves the close of nominations, and the vote's with it."""
    await db.rows(
        "UPDATE vacancy SET nominations_close_at = $2, voting_closes_at = $2::timestamptz + interval '7 days'"
        " WHERE id = $1",
        vacancy,
        moment,
    )


async def letters(school: UUID, kind: str) -> list[UUID]:
    """To whom letters of a kind were posted."""
    found = await db.rows("SELECT person FROM outbox_mail WHERE school = $1 AND kind = $2", school, kind)
    return [line["person"] for line in found]


def a_picture(kind: str = "JPEG", size: tuple[int, int] = (900, 600), **more: object) -> bytes:
    """A photo of nothing."""
    drawn = io.BytesIO()
    Image.new("RGB", size, "teal").save(drawn, kind, **more)
    return drawn.getvalue()


def the_form(body: object, **changes: object) -> dict[str, object]:
    """What somebody types who prepares an election."""
    first, second = clock.now() + timedelta(days=7), clock.now() + timedelta(days=14)
    form: dict[str, object] = {
        "body": str(body),
        "key": uuid4().hex,
        "title": "Two members",
        "text": "Two years.",
        "seats": "2",
        "standing": "parents",
        "voting": "parents",
        "unit": "person",
        "counting": "usual",
        "custody": "confidential",
        "statement_words": "100",
        "nominations_close_at": f"{first:%Y-%m-%dT%H:%M}",
        "voting_closes_at": f"{second:%Y-%m-%dT%H:%M}",
    }
    return {**form, **changes}


def went_to(response: Response) -> str:
    """Where a write led on to."""
    assert response.status_code == 303, response.text
    return str(response.headers["location"])
