"""A thief takes everything after the declaration, and links voters to choices no better than by chance."""

from __future__ import annotations

import random
import re
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest

from common import db, jobs, sealing
from people.rules import Actor
from tests.cast import a_parent, a_school, send, sign_in
from tests.thief import Line, Loot, Scene, Trail, a_site_of_its_own, best
from tests.votes.elections_stage import an_open_election
from tests.votes.stage import an_open_poll, state_of
from votes.keys import key_name
from votes.rules import Choice
from votes.services import close_poll

pytestmark = pytest.mark.crash
VOTERS = 300
CHANCE, BOUND = 75, 120
"""A quarter of 300 by chance, whatever the thief guesses, since each choice was made by 75. The standard deviation is
7.5; some hundred strategies, many of them alike, are bound by six of them."""
NAMES = tuple(f"Candidate {letter}" for letter in "ABCDEFGHIJKL")


@dataclass(frozen=True)
class Paper:
    """A kind of poll: the form's field, four things to say on it, and how these look wherever they may lie."""

    field: str
    ballots: tuple[str, ...]
    words: re.Pattern[bytes]

    def said(self, found: bytes) -> str:
        """Which of the four a find of `words` is."""
        return next((ballot for ballot in self.ballots if ballot in found.decode()), "for")

    async def opened(self, school: UUID, persons: Sequence[UUID]) -> UUID:
        """A poll of this kind."""
        if self is MOTION:
            return await an_open_poll(school, persons)
        return await an_open_election(school, persons, names=NAMES, seats=4)  # one a ranking: no ties


MOTION = Paper("choice", tuple(Choice), re.compile(rb'\tfor(?=[^a-z])|"ballot": ?"for"|against|abstain|spoilt'))
# Long enough that their bytes are nowhere by chance.
RANKED = (
    "7 3 11 2 9 5 10 1 8 4 6 12",
    "2 9 12 4 6 1 8 10 5 3 7 11",
    "11 8 3 5 1 12 7 6 2 10 9 4",
    "5 12 1 10 7 4 3 9 11 6 8 2",
)
ELECTION = Paper("ballot", RANKED, re.compile("|".join(RANKED).encode()))


def _choices(paper: Paper) -> list[str]:
    found = list(paper.ballots) * (VOTERS // 4)
    random.SystemRandom().shuffle(found)
    return found


async def _vote(scene: Scene, poll: UUID, paper: Paper, parents: Sequence[Actor], choices: Sequence[str]) -> list[str]:
    """All vote through the site, in order; every tenth had chosen something else before. Their receipts."""
    receipts = []
    for number, (parent, choice) in enumerate(zip(parents, choices, strict=True)):
        await sign_in(scene.browser, parent)
        for cast in (random.choice(paper.ballots), choice) if number % 10 == 0 else (choice,):  # noqa: S311
            sent = await send(scene.browser, f"/polls/{poll}/ballots", **{paper.field: cast})
            assert sent.status_code == 303
        shown = (await scene.browser.get(sent.headers["location"])).text
        receipts.append(re.findall(r'q-receipt__value">([0-9a-f]{64})', shown)[0])
    return receipts


def _says(paper: Paper, line: Line) -> list[Hashable]:
    words: list[Hashable] = [text for text in line.columns.values() if text in paper.ballots]
    ballots = line.columns.get("ballots", 1)
    return words[:1] * ballots if isinstance(ballots, int) else []


def _words(paper: Paper, loot: Loot) -> dict[str, list[tuple[int, Hashable]]]:
    return {
        name: [(match.start(), paper.said(match[0])) for match in paper.words.finditer(stream)]
        for name, stream in loot.streams.items()
    }


async def _marks(parents: Sequence[Actor], receipts: Sequence[str]) -> dict[str, int]:
    """Person, line of the roll, session and receipt of each voter, as a thief knows them from the rows."""
    number = {parent.id: place for place, parent in enumerate(parents)}
    marks = {str(person): place for person, place in number.items()}
    marks |= {receipt: place for place, receipt in enumerate(receipts)}
    for line in await db.rows("SELECT id::text AS mark, person FROM entitlement"):
        marks[line["mark"]] = number[line["person"]]
    for line in await db.rows("SELECT token_hash AS mark, person FROM signed_in_session"):
        marks[line["mark"]] = number[line["person"]]
    return marks


async def _write_plainly(parents: Sequence[Actor], choices: Sequence[str]) -> None:
    """What a careless program does: who has voted and what was chosen, under random ids, in one transaction."""
    await db.rows("CREATE TABLE careless_roll (id uuid, person uuid)")
    await db.rows("CREATE TABLE careless_box (id uuid, ballot text)")
    for parent, choice in zip(parents, choices, strict=True):
        async with db.transaction():
            await db.rows("INSERT INTO careless_roll VALUES ($1, $2)", uuid4(), parent.id)
            await db.rows("INSERT INTO careless_box VALUES ($1, $2)", uuid4(), str(choice))


@pytest.mark.parametrize("paper", [MOTION, ELECTION], ids=["motion", "election"])
async def test_who_takes_all_tables_logs_and_files_links_voters_to_choices_by_chance_alone(paper: Paper) -> None:
    async with a_site_of_its_own(f"{paper.field}-probe") as scene:
        school = await a_school()
        parents = [await a_parent(school, f"Parent {number}") for number in range(VOTERS)]
        random.SystemRandom().shuffle(parents)
        choices = _choices(paper)
        poll = await paper.opened(school, [parent.id for parent in parents])
        key = sealing.private_key(key_name(poll))
        receipts = await _vote(scene, poll, paper, parents, choices)
        assert await db.value("SELECT count(DISTINCT length(sealed)) FROM envelope") == 1
        before = await scene.steal(poll)
        assert paper.words.search(before.streams["wal"]) is None
        assert not before.holds(key)

        await close_poll(school, poll, None)
        await jobs.run_pending()
        assert await state_of(poll) == "declared"
        loot = await scene.steal(poll)
        assert not loot.holds(key)
        trail = Trail(await _marks(parents, receipts), lambda _, line: _says(paper, line), VOTERS)
        guesses = [*trail.by_order(loot), *trail.by_nearness(loot, _words(paper, loot))]
        assert len(guesses) > 200
        hits, how = best(guesses, choices)
        assert hits <= BOUND, f"{hits} of {VOTERS} (chance: {CHANCE}) by {how}"

        # The same thief finds out everybody where the choice is written plainly: the strategies can succeed.
        await _write_plainly(parents, choices)
        careless = await scene.steal(poll)
        assert best(trail.by_order(careless), choices)[0] == VOTERS
        assert best(trail.by_nearness(careless, _words(paper, careless)), choices)[0] > 0.9 * VOTERS
