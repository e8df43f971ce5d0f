"""The demonstration's surveys: one that was held and read some terms ago, and the same questions asked again now."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from uuid import UUID, uuid4

from common import db, i18n, jobs
from people.roll import roll_groups
from surveys.answering.services import submit
from surveys.building.editing.sections import choose_languages
from surveys.building.plan.rules import Grouping
from surveys.building.plan.services import ask_about
from surveys.building.queries import questionnaire
from surveys.building.ready_made import ready_made
from surveys.building.services import close_survey, create_survey, open_survey
from surveys.concerns.rules import Entry
from surveys.concerns.services import keep_record
from surveys.results.queries import findings_of_survey
from surveys.results.services import ask_analyses, publish_finding
from surveys.rules import AgreePoint
from web.demo.cast import HEAD, SAFEGUARDING_LEAD
from web.demo.people import SEED
from web.demo.stage import Stage, forget_letters, put_back_concerns, put_back_findings, put_back_survey

COMMENTS = Path(__file__).parent / "comments.json"
READY_MADE = "whole-school"
LANGUAGES = ("ar", "bn", "pl", "pt", "so")
"""What families of the demonstration speak at home beside English."""
WELL, BETTER = "going_well", "do_better"
PUBLISHED = ("communication", "homework")
"""The themes of which the findings are published: motions rest on them."""

FIRST_ANSWERS, SECOND_ANSWERS = 196, 68
FIRST_OPENED, FIRST_CLOSED, FIRST_PUBLISHED = -168, -147, -133
SECOND_OPENED, SECOND_CLOSES = -12, 16

LIKING: Mapping[str, float] = {
    "happy": 0.9,
    "safe": 1.0,
    "behaviour": 0.45,
    "bullying": 0.15,
    "expectations": 0.6,
    "doing_well": 0.55,
    "subjects": 0.7,
    "send_support": 0.0,
    "curriculum_information": -0.3,
    "progress_information": -0.2,
    "concerns": -0.05,
    "clubs": 0.35,
    "wider_development": 0.5,
    "recommend": 0.75,
}
"""How families feel about each statement, in standard deviations: messages home are the sore point."""

ABOUT = "about_year"
MOODS: Mapping[str, float] = {"reception": 0.4, "year_1": 0.3, "year_5": -0.5, "year_6": -0.35}
"""Families of the youngest are happier than those of the oldest."""
DONT_KNOW: Mapping[str, float] = {"bullying": 0.31, "send_support": 0.46, "concerns": 0.14, "clubs": 0.08}
POINTS = (
    (1.0, AgreePoint.STRONGLY_AGREE),
    (-0.25, AgreePoint.AGREE),
    (-1.1, AgreePoint.DISAGREE),
)


@dataclass(frozen=True)
class Wave:
    """A survey that was held, and its published findings by theme."""

    survey: UUID
    findings: Mapping[str, UUID]


async def hold_first_survey(stage: Stage) -> Wave:
    """Opened, answered, closed, read; two findings published, the rest left for review."""
    head = await stage.person(HEAD)
    survey = await _open(stage, head.id, stage.term(FIRST_OPENED), closes_in_days=30, by_year=True)
    await _answer(stage, survey, "first", FIRST_ANSWERS)
    await close_survey(stage.school, survey, head.id)
    await forget_letters()
    await jobs.run_pending()
    findings = await _publish(stage, survey, head.id)
    await _see_to_concerns(stage, survey)
    await put_back_survey(survey, stage.day(stage.weekday(FIRST_OPENED), 8), stage.day(stage.weekday(FIRST_CLOSED), 18))
    await put_back_findings(
        survey, stage.day(FIRST_CLOSED + 1, 9, 30), stage.day(stage.weekday(FIRST_PUBLISHED), 16, 40)
    )
    await put_back_concerns(survey, stage.day(FIRST_OPENED + 6, 11, 17))
    return Wave(survey, findings)


async def hold_second_survey(stage: Stage, first: UUID) -> None:
    """The same questions again, open now: some answers have been opened, the latest are still sealed."""
    head = await stage.person(HEAD)
    survey = await _open(stage, head.id, stage.term(SECOND_OPENED), closes_in_days=SECOND_CLOSES)
    await db.rows("UPDATE survey SET wave_of = $2 WHERE id = $1", survey, first)
    await _answer(stage, survey, "second", SECOND_ANSWERS)
    await jobs.run_pending()
    await put_back_survey(survey, stage.day(stage.weekday(SECOND_OPENED), 8), None)
    await put_back_concerns(survey, stage.day(-1, 20, 48))


async def _open(stage: Stage, by: UUID, title: str, *, closes_in_days: int, by_year: bool = False) -> UUID:
    survey = await create_survey(
        school=stage.school,
        title=title,
        template=ready_made()[READY_MADE],
        closes_at=stage.day(closes_in_days, 18),
        by=by,
    )
    await choose_languages(stage.school, survey, LANGUAGES, by)
    if by_year:
        await ask_about(stage.school, survey, Grouping.YEAR, await roll_groups(stage.school), by)
    await open_survey(stage.school, survey, by)
    return survey


async def _answer(stage: Stage, survey: UUID, wave: str, answers: int) -> None:
    """So many families answer, each as from a device of their own."""
    keys = {
        line["id"]: line["key"]
        for line in await db.rows(
            "SELECT s.id, q.key FROM survey_question s JOIN question_version v ON v.id = s.version"
            " JOIN question q ON q.id = v.question WHERE s.survey = $1 ORDER BY s.position",
            survey,
        )
    }
    asked = await questionnaire(stage.school, survey, i18n.DEFAULT_LANGUAGE)
    random = Random(f"{SEED} {wave}")  # noqa: S311 - a story, not a secret
    years = _years([value for question in asked.questions if question.key == ABOUT for value in question.choices])
    async with db.transaction():  # one commit in place of hundreds
        for answer in _answers(random, list(keys.values()), _comments(wave), [next(years) for _ in range(answers)]):
            await submit(asked, secrets.token_urlsafe(32), {question: answer[key] for question, key in keys.items()})


def _comments(wave: str) -> dict[str, list[str]]:
    """The wave's comments by question, in their order."""
    found: dict[str, list[str]] = {WELL: [], BETTER: []}
    for line in json.loads(COMMENTS.read_text("utf-8")):
        if line["wave"] == wave:
            found[WELL if line["question"] == "well" else BETTER].append(line["text"])
    return found


def _answers(
    random: Random, keys: Sequence[str], comments: Mapping[str, list[str]], years: Sequence[str]
) -> Iterator[dict[str, str]]:
    """What each family says: statements that hang together, and comments by those who felt like writing."""
    count = len(years)
    written = {
        key: dict(zip(random.sample(range(count), min(count, len(texts))), texts, strict=False))
        for key, texts in comments.items()
    }
    for family, year in enumerate(years):
        mood = random.gauss(0, 0.75) + MOODS.get(year, 0.0)
        answer = {key: _point(random, key, mood) for key in keys if key in LIKING}
        yield answer | {ABOUT: year} | {key: texts.get(family, "") for key, texts in written.items()}


def _years(choices: Sequence[str]) -> Iterator[str]:
    """In which year a family's child is: the youngest answer more readily, and one in twelve does not say."""
    random = Random(f"{SEED} years")  # noqa: S311 - a story, not a secret
    weights = [max(2, 9 - place) for place in range(len(choices))]
    while True:
        yield random.choices(choices, weights)[0] if choices and random.random() > 1 / 12 else ""


def _point(random: Random, key: str, mood: float) -> str:
    if random.random() < DONT_KNOW.get(key, 0.02):
        return AgreePoint.DONT_KNOW
    feeling = LIKING.get(key, 0.0) + mood + random.gauss(0, 0.6)
    return next((point for least, point in POINTS if feeling > least), AgreePoint.STRONGLY_DISAGREE)


async def _publish(stage: Stage, survey: UUID, head: UUID) -> dict[str, UUID]:
    """Has the comments read, and publishes what they say about messages home and homework."""
    await ask_analyses(stage.school, survey)
    await jobs.run_pending()
    better = await db.value(
        "SELECT s.id FROM survey_question s JOIN question_version v ON v.id = s.version"
        " JOIN question q ON q.id = v.question WHERE s.survey = $1 AND q.key = $2",
        survey,
        BETTER,
    )
    themes = {
        finding.theme: finding.id
        for finding in await findings_of_survey(stage.school, survey)
        if finding.question_id == better
    }
    for theme in PUBLISHED:
        await publish_finding(stage.school, themes[theme], head)
    return {theme: themes[theme] for theme in PUBLISHED}


async def _see_to_concerns(stage: Stage, survey: UUID) -> None:
    """The concerns of the closed survey have been looked into."""
    lead = stage.roll.named(SAFEGUARDING_LEAD)
    for line in await db.rows("SELECT id FROM concern WHERE survey = $1", survey):
        entry = Entry(
            key=uuid4(),
            action="Read within two hours. Spoke with the class teachers of every child it could be about.",
            decision="Not enough to name a family. Teachers keep a closer eye; early help offered in the newsletter.",
            outcome="Nothing further came up in the weeks that followed.",
            reasons="The survey is anonymous and the comment names nobody; a search would break our word.",
            closes=True,
        )
        await keep_record(stage.school, line["id"], lead, entry)
