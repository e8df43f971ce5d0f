"""`python -m tests.journeys.crash_surveys --kills 20 [--seed N]`: kill -9 of web, worker, PostgreSQL as people answer.

Thirty-two people answer one survey, each in words of their own, while somebody is killed again and again; so is
PostgreSQL while the survey is closed, and with eight kills or more the worker that opens the last answers. Some people
go away when their last button gets no answer.
Afterwards every answer that was acknowledged is there, exactly once, and no answer is there twice.
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
from pathlib import Path

from common import db
from tests.journeys.crash_stage import Troupe, Unanswered, ask, connect_own, insist, wait_for
from tests.load import Answer, Visitor

VICTIMS = ("web", "PostgreSQL", "worker")
PEOPLE, HURRIED = 32, 4
"""How many answer; every so manieth of them presses the last button once, whatever comes of it."""
CHOICES = ("strongly_agree", "agree", "disagree", "strongly_disagree", "dont_know")
ARRIVING = 6.0
MANY = 8


class Respondent:
    """Somebody at a phone of their own, who says something that nobody else says."""

    def __init__(self, url: str, number: int) -> None:
        self.visitor, self.number = Visitor(url), number
        self.choice = CHOICES[number % len(CHOICES)]
        self.words = f"More notice of trips and of closing days would help us, says number {number}."
        self.told: bool | None = False
        """Whether the site said that it has the answer; None where it was left open."""

    async def answer(self, code: str, sections: list[list[str]], boxes: set[str]) -> None:
        """Every page once. Whoever has answered already is told so on any of them."""
        self.visitor.close()
        path, answer = f"/s/{code}", await self._ask(f"/s/{code}", None)
        for number, names in enumerate(sections, start=1):
            sent = {name: self.words if name in boxes else self.choice for name in names}
            answer = answer if self._done(answer) else await self._ask(f"{path}/{number}", sent)
        self.told = None
        answer = answer if self._done(answer) else await self._ask(f"{path}/check", {})
        if not self._done(answer) or (await self._ask(f"{path}/done", None)).status != 200:
            raise AssertionError(f"number {self.number} was answered {answer.status} {answer.headers.get('location')}")
        self.told = True

    async def _ask(self, path: str, sent: dict[str, str] | None) -> Answer:
        answer = await (self.visitor.get(path) if sent is None else self.visitor.post(path, sent))
        if answer.status >= 500:
            raise Unanswered(answer.status)
        return answer

    @staticmethod
    def _done(answer: Answer) -> bool:
        return answer.headers.get("location", "").endswith("/done")


class Play:
    """One site, one survey, and everybody who answers it."""

    def __init__(self, troupe: Troupe, kills: int, seed: int) -> None:
        self.troupe, self.kills, self.chance = troupe, kills, random.Random(seed)  # noqa: S311

    async def prepare(self) -> None:
        """A school and its open survey."""
        from tests.cast import a_school
        from tests.surveys.scene import an_open_survey

        self.school = await a_school()
        self.asked = await an_open_survey(self.school)
        self.people = [Respondent(self.troupe.site.url, number) for number in range(PEOPLE)]

    async def answered(self) -> None:
        """Everybody answers while somebody is killed again and again."""
        answering = asyncio.gather(*(self._answer(person) for person in self.people))
        kills = self.kills - (2 if self.kills >= MANY else 1)
        try:
            for number in range(kills):
                await asyncio.sleep(self.chance.uniform(0.3, 2 * ARRIVING / kills))
                self.troupe.kill(VICTIMS[number % len(VICTIMS)], "answering")
            await answering
        finally:
            answering.cancel()

    async def _answer(self, person: Respondent) -> None:
        sections = [[question.name for question in section.questions] for section in self.asked.sections]
        boxes = {question.name for question in self.asked.questions if question.is_text}
        await asyncio.sleep(self.chance.uniform(0, ARRIVING))

        async def once() -> None:
            if person.told is not None or person.number % HURRIED:
                await person.answer(self.asked.code, sections, boxes)

        await insist(once)

    async def closed(self) -> None:
        """The survey is closed and all of it opened, and somebody is killed."""
        from surveys.building.services import close_survey

        closing = insist(lambda: close_survey(self.school, self.asked.survey, None))
        await self.troupe.while_killing(closing, "PostgreSQL", "closing", 0.2, self.chance)
        done = "SELECT NOT EXISTS (SELECT 1 FROM sealed_answer) AND (SELECT state = 'closed' FROM survey WHERE id = $1)"
        # What a killed worker was at is taken up when its heartbeat is half a minute old.
        victim = "worker" if self.kills >= MANY else None
        await self.troupe.while_killing(wait_for(done, self.asked.survey), victim, "opening", 0.5, self.chance)

    async def checked(self) -> str:
        """What was acknowledged is there, once; what was left open is there once or never; nothing else is there."""
        lines = await insist(
            lambda: db.rows("SELECT text, count(DISTINCT question) AS boxes, count(*) AS n FROM comment GROUP BY text")
        )
        found = {line["text"]: (line["boxes"], line["n"]) for line in lines}
        told = [person for person in self.people if person.told]
        open_ones = [person for person in self.people if person.told is None]
        stored = told + [person for person in open_ones if person.words in found]
        assert all(person.told or (person.told is None and not person.number % HURRIED) for person in self.people)
        assert found == {person.words: (2, 2) for person in stored}, found
        assert await ask("SELECT count(*) FROM response") == len(stored)
        assert await ask("SELECT count(*) FROM spent_device") == len(stored)
        values = await insist(lambda: db.rows("SELECT value, count(*) AS n FROM answer GROUP BY value"))
        closed = sum(not question.is_text for question in self.asked.questions)
        ticked = Counter(person.choice for person in stored)
        assert {line["value"]: line["n"] for line in values} == {value: closed * n for value, n in ticked.items()}
        return f"{len(told)} of {PEOPLE} acknowledged and {len(stored) - len(told)} more stored, each once"


async def play(kills: int, seed: int, folder: Path) -> str:
    """Plays it through; what happened, in a sentence."""
    started, troupe = time.monotonic(), Troupe(folder)
    try:
        await troupe.begin()
        await connect_own(db.start_embedded(folder))
        plays = Play(troupe, kills, seed)
        await insist(plays.prepare)
        await plays.answered()
        await plays.closed()
        said = await plays.checked()
        whom = ", ".join(f"{name} {sum(line.startswith(name) for line in troupe.killed)}" for name in VICTIMS)
        return f"{len(troupe.killed)} kills ({whom}) in {time.monotonic() - started:.0f} s, seed {seed}: {said}"
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
    reader = argparse.ArgumentParser(prog="python -m tests.journeys.crash_surveys", description=__doc__)
    reader.add_argument("--kills", type=int, default=20)
    reader.add_argument("--seed", type=int, default=random.randrange(10**6))  # noqa: S311
    order = reader.parse_args()
    logging.getLogger("asyncpg").setLevel(logging.ERROR)  # our own pool sees every death too
    from tests.conftest import VAR

    folder = VAR.parent / f"crash-{os.getpid()}"
    folder.mkdir(parents=True)
    os.environ["QUORATE_DATA_DIR"] = str(folder)
    os.environ.pop("DATABASE_URL", None)
    sys.stdout.write(asyncio.run(play(order.kills, order.seed, folder)) + "\n")


if __name__ == "__main__":
    main()
