"""Reads for the results page: who answered, the closed answers, and how far the comments have been read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from common import db
from common.errors import NotFound
from insight.ranking import is_grave
from insight.suppression import CLOSED_THRESHOLD, TEXT_THRESHOLD, total_shown
from surveys.building.queries import questionnaire
from surveys.building.rules import SurveyFacts
from surveys.comments.themes.rules import is_topic
from surveys.results.asked import closed_questions
from surveys.results.distributions import Distribution, distribution
from surveys.results.groups import by_group
from surveys.results.kinds import ClosedQuestion
from surveys.results.queries import FindingFacts, findings_of_survey
from surveys.results.rules import AgreeRow, AnalysisState, Grouped, Turnout, agree_counts, agree_row, turnout
from surveys.results.shown import NOBODY, Totals, totals
from surveys.rules import AgreePoint, Channel, QuestionKind

SHOWN_IN_FULL = 6


@dataclass(frozen=True)
class ClosedSection:
    """The closed questions of one section: statements with their bars, and the others each in its own way."""

    title: str
    rows: tuple[AgreeRow, ...]
    others: tuple[Distribution, ...]


@dataclass(frozen=True)
class ClosedResults:
    """Who answered and what they ticked; no sections while too few answered, or `waiting` until all are in.

    `grouped` says whether answers are shown by group too.
    """

    turnout: Turnout
    sections: tuple[ClosedSection, ...]
    waiting: bool = False
    grouped: bool = False


@dataclass(frozen=True)
class Reading:
    """A reading of the comments on a question; `apart`: some are in languages in which nobody has checked
    them; `voices`: how many say something, a text that was sent more than once being one."""

    id: UUID
    asked: str
    state: AnalysisState
    problem: str
    comments: int
    answered: int
    groups: Grouped
    apart: bool = False
    voices: int = 0

    @property
    def enough(self) -> bool:
        """Whether so many comments say something that anything may be shown."""
        return total_shown(self.answered, TEXT_THRESHOLD) is not None


@dataclass(frozen=True)
class CommentResults:
    """What was written in answer to one question, and what was read in it.

    `received` counts all comments, `imported` those from a file; `done` is the last finished reading, `latest` the last
    one asked for; `newer` says that comments came in since. Of `findings`, those that a newer one supersedes are none.
    `few` are the grave themes that some speak of, not all of them gladly, and too few for a finding: leadership may
    read these comments. `nobody` speaks of the other ones.
    """

    question: UUID
    text: str
    received: int
    imported: int
    newer: bool
    latest: Reading | None
    done: Reading | None
    findings: tuple[FindingFacts, ...]
    few: tuple[str, ...]
    nobody: tuple[str, ...]

    @property
    def quiet(self) -> tuple[str, ...]:
        """The other themes that are not shown, whether few speak of them or nobody."""
        told = {*self.few, *self.nobody}
        return tuple(theme for theme in self.done.groups.quiet if theme not in told) if self.done else ()

    @property
    def under_way(self) -> bool:
        """Whether a reading waits or runs."""
        return self.latest is not None and self.latest.state in (AnalysisState.QUEUED, AnalysisState.RUNNING)

    @property
    def failed(self) -> str | None:
        """Why the last reading failed, if it did."""
        return self.latest.problem if self.latest and self.latest.state is AnalysisState.FAILED else None

    @property
    def _themed(self) -> tuple[FindingFacts, ...]:
        return tuple(finding for finding in self.findings if not is_topic(finding.theme))

    @property
    def weightiest(self) -> tuple[FindingFacts, ...]:
        """The findings on the school's themes that are shown in full."""
        return self._themed[:SHOWN_IN_FULL]

    @property
    def others(self) -> tuple[FindingFacts, ...]:
        """The other findings on the school's themes."""
        return self._themed[SHOWN_IN_FULL:]

    @property
    def topics(self) -> tuple[FindingFacts, ...]:
        """The findings on what came up by itself."""
        return tuple(finding for finding in self.findings if is_topic(finding.theme))

    @property
    def aside(self) -> int:
        """How many comments are no part of the findings: they say nothing, or could not be shown."""
        return max(0, self.received - self.done.answered) if self.done else 0


async def closed_results(
    school: UUID,
    facts: SurveyFacts,
    words: Mapping[AgreePoint, str],
    language: str,
    threshold: int = CLOSED_THRESHOLD,
) -> ClosedResults:
    """The opened answers of a survey. What is still sealed is in none of these numbers. Raises NotFound.

    Where answers will be shown by group, nothing of them is shown before the close: then everything is at once, and no
    difference between two days can be held against the groups.
    """
    who = await came_in(school, facts)
    if not who.enough:
        return ClosedResults(who, ())
    asked = await closed_questions(school, facts.id, language)
    breakdowns = await breakdowns_of(school, facts.id)
    if breakdowns and not await by_group(school, facts.id, asked, breakdowns):
        return ClosedResults(who, (), waiting=True, grouped=True)
    shown = await totals(school, facts.id, who.responses, asked)
    sections = (
        _section(title, tuple(group), shown, words, facts.roll_parents, threshold)
        for title, group in groupby(asked, key=lambda question: question.section)
    )
    return ClosedResults(who, tuple(sections), grouped=bool(breakdowns))


async def came_in(school: UUID, facts: SurveyFacts) -> Turnout:
    """How many answers have been opened, and through which channels they came."""
    came = await db.rows(
        "SELECT channel, count(*) AS n FROM response WHERE school = $1 AND survey = $2 GROUP BY channel",
        school,
        facts.id,
    )
    return turnout({Channel(line["channel"]): line["n"] for line in came}, facts.roll_parents, facts.roll_households)


async def breakdowns_of(school: UUID, survey: UUID) -> list[dict[str, str]]:
    """By what a survey's answers are shown in groups, as declared before it opened."""
    return list(await db.value("SELECT breakdowns FROM survey WHERE school = $1 AND id = $2", school, survey) or [])


def _section(
    title: str,
    asked: tuple[ClosedQuestion, ...],
    shown: Totals,
    words: Mapping[AgreePoint, str],
    roll: int | None,
    threshold: int,
) -> ClosedSection:
    found = {question.id: shown.questions.get(question.id, NOBODY) for question in asked}
    statements = [question for question in asked if question.kind is QuestionKind.AGREE_SCALE]
    return ClosedSection(
        title,
        tuple(agree_row(q.text, agree_counts(found[q.id].values), words, roll, threshold) for q in statements),
        tuple(distribution(q, found[q.id], roll, threshold) for q in asked if q not in statements),
    )


# A concern from a file counts among the rows brought in, so that no difference of numbers tells that there is one.
_RECEIVED = """
SELECT q.id, (SELECT count(*) FROM comment c WHERE c.question = q.id) AS comments,
       (SELECT count(*) FROM comment c WHERE c.question = q.id AND c.channel = 'import') AS imported,
       (SELECT count(*) FROM concern o WHERE o.question = q.id AND o.external_id IS NOT NULL
           AND o.external_id NOT LIKE 'comment:%' AND NOT EXISTS (
             SELECT 1 FROM comment c WHERE c.question = o.question AND c.external_id = o.external_id)) AS elsewhere
  FROM survey_question q WHERE q.school = $1 AND q.survey = $2
"""

_READINGS = """
SELECT DISTINCT ON (a.question, a.state = 'done')
       a.id, a.question, a.state, a.problem, a.comments, a.answered, a.summary,
       a.asked_at, (SELECT t.text FROM survey_question q JOIN question_text t ON t.version = q.version
         WHERE q.id = a.question ORDER BY t.language <> 'en', t.language LIMIT 1) AS asked
  FROM comment_analysis a WHERE a.school = $1 AND a.question = ANY($2)
 ORDER BY a.question, a.state = 'done', a.asked_at DESC, a.id
"""


async def comment_results(school: UUID, survey: UUID, language: str) -> list[CommentResults]:
    """Every free-text question of a survey, in order, with its comments' readings and findings. Raises NotFound."""
    asked = [question for question in (await questionnaire(school, survey, language)).questions if question.is_text]
    received = {line["id"]: line for line in await db.rows(_RECEIVED, school, survey)}
    readings = await db.rows(_READINGS, school, [question.id for question in asked])
    findings = await findings_of_survey(school, survey)
    results = []
    for question in asked:
        own = sorted((line for line in readings if line["question"] == question.id), key=lambda r: r["asked_at"])
        done = next((_reading(line) for line in own if line["state"] == AnalysisState.DONE), None)
        numbers = received[question.id]
        few, nobody = await _grave(done) if done and done.enough else ((), ())
        results.append(
            CommentResults(
                question=question.id,
                text=question.text,
                received=numbers["comments"] + numbers["elsewhere"],
                imported=numbers["imported"] + numbers["elsewhere"],
                newer=bool(numbers["comments"]) and (done is None or done.comments != numbers["comments"]),
                latest=_reading(own[-1]) if own else None,
                done=done,
                findings=tuple(f for f in findings if f.question_id == question.id and not f.superseded),
                few=few,
                nobody=nobody,
            )
        )
    return results


async def _grave(reading: Reading) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Of the grave themes with too few comments for a finding, those that somebody speaks of and is not glad about, and
    those that nobody speaks of."""
    graves = [theme for theme in reading.groups.quiet if is_grave(theme)]
    found = await db.rows(
        "SELECT theme, bool_and(sentiment = 'positive') AS glad FROM theme_assignment"
        " WHERE analysis = $1 AND theme = ANY($2) GROUP BY theme",
        reading.id,
        graves,
    )
    glad = {line["theme"]: line["glad"] for line in found}
    return tuple(t for t in graves if glad.get(t) is False), tuple(t for t in graves if t not in glad)


async def done_readings(school: UUID, survey: UUID) -> dict[UUID, Reading]:
    """The last finished reading of each question that has one."""
    questions = await db.rows("SELECT id FROM survey_question WHERE school = $1 AND survey = $2", school, survey)
    if not questions:
        raise NotFound()
    found = await db.rows(_READINGS, school, [line["id"] for line in questions])
    return {line["question"]: _reading(line) for line in found if line["state"] == AnalysisState.DONE}


def _reading(found: db.Row) -> Reading:
    summary = found["summary"] or {}
    groups = Grouped(
        shown=summary.get("shown", {}),
        quiet=tuple(summary.get("quiet", ())),
        unassigned=summary.get("unassigned"),
        repeated=summary.get("repeated", 0),
    )
    return Reading(
        id=found["id"],
        asked=found["asked"] or "",
        state=AnalysisState(found["state"]),
        problem=found["problem"],
        comments=found["comments"],
        answered=found["answered"],
        groups=groups,
        apart=bool(summary.get("apart")),
        voices=summary.get("voices") or found["answered"],
    )
