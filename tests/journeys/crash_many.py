"""`python -m tests.journeys.crash_many --kills 50 [--seed N]`: kill -9 of web, worker and PostgreSQL while people vote.

Round after round, two polls are opened, voted in, closed, opened and counted: one in confidential custody, one whose
key three people hold. In each part of a round somebody is killed at a random moment. Afterwards every vote that was
acknowledged is counted, exactly once; nobody lifted a hand for the first poll, and for the second two sheets were
typed.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from common import db
from tests.journeys.crash_stage import Guest, Troupe, ask, connect_own, insist, wait_for

VICTIMS = ("web", "worker", "PostgreSQL")
PARTS = ("opening", "casting", "casting again", "closing", "counting", "typing the sheets")
CHOICES = ("for", "against", "abstain", "spoilt")
VOTERS = 16


@dataclass
class Box:
    """A poll and what its voters were told."""

    poll: UUID
    acknowledged: dict[int, str] = field(default_factory=dict)
    """By voter: the choice that the site said it has."""
    doubtful: dict[int, set[str]] = field(default_factory=dict)
    """By voter: choices that were sent and neither acknowledged nor refused."""


class Play:
    """One site, one school, and rounds of polls."""

    def __init__(self, troupe: Troupe, kills: int, seed: int) -> None:
        self.troupe, self.chance, self.left = troupe, random.Random(seed), kills  # noqa: S311
        self.victims = self._victims()
        self.again = 0

    def _victims(self) -> Iterator[str]:
        """Each of the three equally often, in random order."""
        while True:
            yield from self.chance.sample(VICTIMS, len(VICTIMS))

    def _next(self) -> str | None:
        if self.left == 0:
            return None
        self.left -= 1
        return next(self.victims)

    async def prepare(self) -> None:
        """A school with voters, a returning officer and their sessions."""
        from people.rules import Role
        from people.services import start_session
        from tests.cast import a_parent, a_person, a_school

        self.school = await a_school()
        officer = await a_person(self.school, "Rita Officer", Role.RETURNING_OFFICER)
        self.officer = Guest(self.troupe.site.url, await start_session(self.school, officer.id))
        self.by = officer.id
        self.persons = [(await a_parent(self.school, f"Parent {number}")).id for number in range(VOTERS)]
        self.guests = [Guest(self.troupe.site.url, await start_session(self.school, person)) for person in self.persons]

    async def _part(self, part: str, work: object, within: float) -> object:
        victim = self._next()
        return await self.troupe.while_killing(work, victim, part, within, self.chance)  # type: ignore[arg-type]

    async def round(self) -> None:
        """Two polls from their opening to their declaration."""
        from tests.votes.stage import a_poll
        from votes.rules import Custody

        boxes = [
            Box(await insist(lambda kept=kept: a_poll(self.school, self.persons, custody=kept)))  # type: ignore[misc]
            for kept in (Custody.CONFIDENTIAL, Custody.SECRET)
        ]
        plain, secret = boxes
        await self._part("opening", self._open(plain, secret), 0.6)
        await self._part("casting", self._everybody(boxes, 1.5), 2.0)
        closing = self._close(boxes)
        # The last change their minds while the poll is being closed: these are taken or refused, nothing between.
        await self._part("casting again", self._everybody(boxes, 1.0), 1.0)
        await self._part("closing", asyncio.wait_for(self._both(closing, self._everybody(boxes, 0.5)), 400), 0.6)
        await self._part("counting", self._declared(plain), 0.5)
        await self._part("typing the sheets", self._type_sheets(secret), 0.5)
        await self._declared(secret)
        for box in boxes:
            await self._check(box)

    async def _both(self, closing: object, casting: object) -> None:
        await asyncio.gather(closing, casting)  # type: ignore[call-overload]

    async def _open(self, plain: Box, secret: Box) -> None:
        from votes.custody.rules import Holder
        from votes.custody.services import make_sheets, open_under_sheets
        from votes.services import open_poll

        holders = [Holder(name, None) for name in ("Ruth", "Sam", "Tess")]
        await insist(lambda: open_poll(self.school, plain.poll, self.by))
        self.key = await insist(lambda: make_sheets(self.school, secret.poll, self.by, holders))
        await insist(lambda: open_under_sheets(self.school, secret.poll, self.by, self.key.fingerprint))

    async def _everybody(self, boxes: list[Box], seconds: float) -> None:
        acts = [
            self._cast(box, voter, self.chance.choice(CHOICES), self.chance.uniform(0, seconds))
            for box in boxes
            for voter in range(VOTERS)
        ]
        await asyncio.gather(*acts)

    async def _cast(self, box: Box, voter: int, choice: str, after: float) -> None:
        await asyncio.sleep(after)
        page, doubtful = f"/polls/{box.poll}", box.doubtful.setdefault(voter, set())

        async def press() -> int:
            doubtful.add(choice)
            return (await self.guests[voter].press(page, f"{page}/ballots", {"choice": choice})).status

        status = await insist(press)
        if status == 303:
            box.acknowledged[voter] = choice
            doubtful.clear()
        elif status != 409:
            raise AssertionError(f"a ballot was answered {status}")

    async def _close(self, boxes: list[Box]) -> None:
        for box in boxes:
            page = f"/polls/{box.poll}"
            await asyncio.sleep(self.chance.uniform(0, 0.3))
            status = await insist(lambda page=page: self.officer.press(page, f"{page}/close", {}))  # type: ignore[misc]
            assert status.status == 303, status.status

    async def _declared(self, box: Box) -> None:
        await wait_for("SELECT state = 'declared' FROM poll WHERE id = $1", box.poll)

    async def _type_sheets(self, box: Box) -> None:
        await wait_for("SELECT state = 'reconciled' FROM poll WHERE id = $1", box.poll)
        page = f"/polls/{box.poll}"
        words = {f"sheet_{place}": " ".join(self.key.sheets[place - 1]) for place in (1, 2)}

        presses = 0

        async def press() -> int:
            nonlocal presses
            presses += 1
            return (await self.officer.press(page, f"{page}/count", words)).status

        assert await insist(press) == 303
        self.again += presses > 1

    async def _check(self, box: Box) -> None:
        lines = await insist(lambda: db.rows("SELECT ballot, ballots FROM tallied_ballot WHERE poll = $1", box.poll))
        tally = Counter({line["ballot"]: line["ballots"] for line in lines})
        receipts = "SELECT count(*) FROM receipt_entry WHERE poll = $1 AND state = 'counted'"
        # Everybody was acknowledged before the close; a last change of mind may have been taken without an answer.
        assert len(box.acknowledged) == VOTERS
        assert tally.total() == await ask(receipts, box.poll) == VOTERS, tally
        assert await ask("SELECT count(*) FROM envelope WHERE poll = $1", box.poll) == 0
        certain = Counter(choice for voter, choice in box.acknowledged.items() if not box.doubtful[voter])
        at_most = certain + Counter(
            choice
            for voter, doubtful in box.doubtful.items()
            for choice in ({box.acknowledged[voter]} | doubtful if doubtful else ())
        )
        for choice in CHOICES:
            assert certain[choice] <= tally[choice] <= at_most[choice], (certain, tally, at_most)


async def play(kills: int, seed: int, folder: Path) -> str:
    """Plays rounds until so many were killed and the last round is over; what happened, in a sentence."""
    started, troupe = time.monotonic(), Troupe(folder)
    try:
        await troupe.begin()
        await connect_own(db.start_embedded(folder))
        plays, rounds = Play(troupe, kills, seed), 0
        await insist(plays.prepare)
        while plays.left:
            await plays.round()
            rounds += 1
            sys.stderr.write(f"round {rounds}: {len(troupe.killed)} killed, {time.monotonic() - started:.0f} s\n")
        failed = await ask("SELECT count(*) FROM pgqueuer WHERE status = 'failed'")
        assert failed == 0, f"{failed} jobs were given up"
        whom = ", ".join(f"{name} {sum(line.startswith(name) for line in troupe.killed)}" for name in VICTIMS)
        return (
            f"{len(troupe.killed)} kills ({whom}) in {rounds} rounds and {time.monotonic() - started:.0f} s,"
            f" seed {seed}: {rounds * 2} polls with {rounds * 2 * VOTERS} voters, every acknowledged vote counted once;"
            f" of {rounds} secret polls {plays.again} needed their sheets again"
        )
    except BaseException:
        sys.stderr.write("\n".join([f"seed {seed}", *troupe.killed, ""]))
        raise
    finally:
        try:
            await db.disconnect()
        finally:
            troupe.end()


def main() -> None:
    """Reads the command line; a folder of its own, so that its server and its keys are nobody else's."""
    reader = argparse.ArgumentParser(prog="python -m tests.journeys.crash_many", description=__doc__)
    reader.add_argument("--kills", type=int, default=50)
    reader.add_argument("--seed", type=int, default=random.randrange(10**6))  # noqa: S311
    order = reader.parse_args()
    sys.stderr.write(f"seed {order.seed}\n")
    logging.getLogger("asyncpg").setLevel(logging.ERROR)  # our own pool sees every death too
    from tests.conftest import VAR

    folder = VAR.parent / f"crash-{os.getpid()}"
    folder.mkdir(parents=True)
    os.environ["QUORATE_DATA_DIR"] = str(folder)
    os.environ.pop("DATABASE_URL", None)
    sys.stdout.write(asyncio.run(play(order.kills, order.seed, folder)) + "\n")


if __name__ == "__main__":
    main()
