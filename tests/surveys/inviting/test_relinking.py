"""A thief takes everything after a confidential survey, and links people by chance within batch and group."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from email.message import Message
from itertools import product
from uuid import UUID, uuid4

import pytest
from httpx import AsyncClient

from common import db, jobs, sealing
from people.rules import Actor
from surveys.answering.passes import pass_of
from surveys.answering.routes import COOKIE
from surveys.building.queries import questionnaire
from surveys.building.rules import Questionnaire
from surveys.building.services import close_survey, open_survey
from surveys.inviting.services import ask_for_reminder, send_invitations, send_reminders
from surveys.rules import AgreePoint
from tests.cast import a_parent, a_school, send
from tests.common.test_mail import _Server
from tests.surveys.inviting.scene import a_survey, cookie_for, link_in
from tests.surveys.relinking import COMMENT, reader, told_by
from tests.surveys.scene import fill_in
from tests.thief import Loot, Scene, Trail, a_site_of_its_own, best

pytestmark = pytest.mark.crash
FAMILIES = {1: 22, 2: 14, 4: 7, 5: 4, 6: 13}
"""Families of each year who answer. On the roll all years have enough but the fourth, which is one with the fifth."""
SILENT = {1: 3, 2: 3, 4: 1, 5: 7, 6: 3}
PEOPLE = sum(FAMILIES.values())
BOUND = 24
"""By chance one in each of five batches: Poisson with that mean exceeds 24 once in a hundred million."""


def _group(year: int) -> str:
    return "Year 4 or Year 5" if year in (4, 5) else f"Year {year}"


class Batches:
    """Who is opened with whom, and in which order, as the promise has it."""

    def __init__(self, years: Sequence[int]) -> None:
        self.opened: list[tuple[str, int]] = []
        self.own: list[tuple[str, int]] = []
        came: Counter[str] = Counter()
        for year in years:
            group = _group(year)
            self.own.append((group, came[group] // 10))
            came[group] += 1
            if came[group] % 10 == 0 and came[group] > 10:
                self.opened.append((group, came[group] // 10 - 2))
        apart = set(self.opened)
        self.own = [(group, number if (group, number) in apart else 99) for group, number in self.own]
        self.opened += [(group, 99) for group in sorted(came)]
        self.sizes = [self.own.count(batch) for batch in self.opened]

    def of(self, person: int) -> int:
        return self.opened.index(self.own[person])


async def _families(school: UUID) -> tuple[list[Actor], list[int]]:
    """Those who will answer, in the order in which they will, and their years."""
    coming = [year for year, n in FAMILIES.items() for _ in range(n)]
    random.SystemRandom().shuffle(coming)
    people = [await a_parent(school, f"Family {number}", year=year) for number, year in enumerate(coming)]
    for year, n in SILENT.items():
        for number in range(n):
            await a_parent(school, f"Silent {year} {number}", year=year)
    return people, coming


def _links(letters: Sequence[Message]) -> dict[str, str]:
    bodies = {letter["To"]: letter.get_payload(decode=True).decode() for letter in letters}  # type: ignore[union-attr]
    return {address: link_in(body.replace("\r\n", "\n")) for address, body in bodies.items()}


async def _answer(browser: AsyncClient, asked: Questionnaire, link: str, said: Sequence[str], wish: str) -> None:
    browser.cookies.delete(COOKIE)
    await browser.get(f"/i/{link}")
    own = {question.name: point for question, point in zip(asked.questions, said, strict=False)}
    await fill_in(browser, asked, {**own, "q15": f"Thursday clubs, wish {wish}"})
    assert (await send(browser, f"/s/{asked.code}/check")).headers["location"].endswith("/done")


async def _marks(asked: Questionnaire, people: Sequence[Actor], links: Mapping[UUID, str]) -> dict[str, int]:
    """Everything by which a row speaks of a family."""
    marks: dict[str, int] = {}
    for number, person in enumerate(people):
        own = pass_of(cookie_for(links[person.id]), asked.survey)
        assert own is not None
        invitation = await db.value("SELECT id::text FROM invitation WHERE person = $1", person.id)
        marks |= dict.fromkeys([own.mark, str(person.id), invitation, *own.draft_ids(len(asked.sections))], number)
    return marks


def _written(loot: Loot, wishes: Mapping[str, int]) -> dict[str, list[tuple[int, Hashable]]]:
    return {
        name: [(match.start(), wishes[match[1].decode()]) for match in COMMENT.finditer(stream)]
        for name, stream in loot.streams.items()
    }


@dataclass(frozen=True)
class Played:
    """A survey that was held, and the truth about it."""

    asked: Questionnaire
    people: Sequence[Actor]
    links: Mapping[UUID, str]
    said: Sequence[tuple[str, ...]]
    wishes: Sequence[str]
    keys: set[bytes]


async def _opened(people: Sequence[Actor], school: UUID, server: _Server) -> tuple[Questionnaire, dict[UUID, str]]:
    """The survey as it is open, with its letters sent, and each family's link."""
    survey = await a_survey(school)
    await db.rows("UPDATE survey SET breakdowns = $2 WHERE id = $1", survey, [{"kind": "year", "of": ""}])
    await open_survey(school, survey, by=None)
    await send_invitations()
    await jobs.run_pending()
    by_address = _links(server.letters)
    emails = {line["id"]: line["email"] for line in await db.rows("SELECT id, email FROM person")}
    links = {person.id: by_address[emails[person.id]] for person in people}
    return await questionnaire(school, survey, "en"), links


async def _play(scene: Scene, people: Sequence[Actor], school: UUID, server: _Server) -> Played:
    """Everybody answers in turn, and the silent are reminded half-way."""
    asked, links = await _opened(people, school, server)
    own = random.SystemRandom()
    said = own.sample([tuple(point.value for point in points) for points in product(AgreePoint, repeat=4)], PEOPLE)
    wishes = [f"{number:03}" for number in own.sample(range(1000), PEOPLE)]
    keys = set()
    for number, person in enumerate(people):
        await _answer(scene.browser, asked, links[person.id], said[number], wishes[number])
        keys |= {sealing.private_key(name) for name in sealing.key_names() if name.startswith("survey-")}
        if number == PEOPLE // 2:
            await ask_for_reminder(school, asked.survey, uuid4(), None)
            await send_reminders()
        await jobs.run_pending()
    await close_survey(school, asked.survey, by=None)
    await jobs.run_pending()
    return Played(asked, people, links, said, wishes, keys)


async def test_who_takes_everything_links_invited_families_to_answers_by_chance_within_batch_and_group(
    server: _Server,
) -> None:
    async with a_site_of_its_own("inviting-probe") as scene:
        school = await a_school()
        people, years = await _families(school)
        batches = Batches(years)
        played = await _play(scene, people, school, server)
        loot = await scene.steal(played.asked.survey)
        assert not [key for key in played.keys if loot.holds(key)]

        responses = await told_by(played.asked, played.said)
        assert len(responses) == PEOPLE
        marks = await _marks(played.asked, people, played.links)
        whose = {wish: number for number, wish in enumerate(played.wishes)}
        says = reader(responses, whose, played.asked.questions[0].id)
        trail = Trail(marks, says, PEOPLE, batches.of, batches.sizes)
        guesses = [*trail.by_order(loot), *trail.by_nearness(loot, _written(loot, whose))]
        assert len(guesses) > 100
        assert _knows_the_batches(loot, responses, batches)
        hits, how = best(guesses, range(PEOPLE))
        assert hits <= BOUND, f"{hits} of {PEOPLE} (chance: {len(batches.sizes)}) by {how}"

        await _careless_copy(people, played.wishes)
        careless = Trail(marks, says, PEOPLE)
        assert best(careless.by_order(await scene.steal(played.asked.survey)), range(PEOPLE))[0] == PEOPLE


def _knows_the_batches(loot: Loot, responses: Mapping[str, int], batches: Batches) -> bool:
    """Whether the thief, who is told the batches, is told right: else chance would prove nothing."""
    rows = sorted(loot.tables["public.response"], key=lambda line: (line.xmin, line.place))
    found = [batches.of(responses[str(line.columns["id"])]) for line in rows]
    return found == [number for number, size in enumerate(batches.sizes) for _ in range(size)]


async def _careless_copy(people: Sequence[Actor], wishes: Sequence[str]) -> None:
    """What a careless program does: that an invitation is spent and what was said, in one transaction."""
    await db.rows("CREATE TABLE careless_invitation (id uuid, person uuid)")
    await db.rows("CREATE TABLE careless_box (id uuid, text text)")
    for person, wish in zip(people, wishes, strict=True):
        async with db.transaction():
            await db.rows("INSERT INTO careless_invitation VALUES ($1, $2)", uuid4(), person.id)
            await db.rows("INSERT INTO careless_box VALUES ($1, $2)", uuid4(), f"Thursday clubs, wish {wish}")
