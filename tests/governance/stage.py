"""What the tests of governance start from: a published finding, a meeting to come, a meeting that is open."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from common import clock, db
from governance.meetings.items import put_on_agenda
from governance.meetings.services import open_meeting, plan_meeting, take_attendance
from governance.motions.services import raise_motion, submit_motion
from governance.rules import AttendanceStatus, MeetingKind
from people.rules import Actor
from surveys.tables import (
    Comment,
    CommentAnalysis,
    CommentReading,
    Finding,
    FindingComment,
    Question,
    QuestionText,
    QuestionVersion,
    Survey,
    SurveyQuestion,
    SurveySection,
    ThemeAssignment,
)
from tests.cast import Council

NUMBERS = {"n": 40, "count": 12, "share": 0.3, "low": 0.2, "high": 0.42}
FEELINGS = {"positive": 1, "negative": 9, "mixed": 1, "neutral": 1, "suggestions": 5}
WORDS = "Letters come home too late to plan anything."


async def a_comment(school: UUID, state: str = "published", text: str = WORDS) -> tuple[UUID, UUID]:
    """A comment and the finding, in `state`, that rests on it: their ids."""
    survey = Survey(school=school, title="Autumn survey", state="closed", code=uuid4().hex[:8])
    await survey.save()
    question = Question(school=school, key=f"better-{uuid4().hex[:6]}", kind="long_text")
    await question.save()
    version = QuestionVersion(school=school, question=question.id)
    await version.save()
    await QuestionText(school=school, version=version.id, text="What could be better?").save()
    section = SurveySection(school=school, survey=survey.id, position=1)
    await section.save()
    asked = SurveyQuestion(school=school, survey=survey.id, section=section.id, version=version.id, position=1)
    await asked.save()
    comment = Comment(school=school, survey=survey.id, question=asked.id, text=text)
    await comment.save()
    return comment.id, await _finding(school, survey.id, asked.id, comment.id, state, text)


async def _finding(school: UUID, survey: UUID, question: UUID, comment: UUID, state: str, text: str) -> UUID:
    analysis = CommentAnalysis(school=school, question=question, state="done", comments=40, answered=40)
    await analysis.save()
    await db.rows(
        """UPDATE comment_analysis SET finished_at = now(), summary = '{"shown": ["communication"]}' WHERE id = $1""",
        analysis.id,
    )
    reading = {"school": school, "analysis": analysis.id, "comment": comment}
    await CommentReading(**reading, shown=text, sentiment="negative").save()
    await ThemeAssignment(**reading, theme="communication", sentiment="negative").save()
    finding = Finding(
        school=school,
        survey=survey,
        question=question,
        analysis=analysis.id,
        theme="communication",
        headline="Families want letters sooner",
        quotes=[{"comment": str(comment), "text": text}],
        numbers=NUMBERS | FEELINGS,
        state=state,
        published_at=clock.now() if state == "published" else None,
    )
    await finding.save()
    await FindingComment(school=school, finding=finding.id, comment=comment).save()
    return finding.id


async def a_finding(school: UUID, state: str = "published") -> UUID:
    """A finding in `state`."""
    return (await a_comment(school, state))[1]


async def a_meeting(council: Council, starts_at: datetime | None = None, title: str = "Autumn meeting") -> UUID:
    """A planned meeting of the council, a month ahead."""
    return await plan_meeting(
        council.clerk,
        council.body,
        kind=MeetingKind.ORDINARY,
        title=title,
        place="Library",
        starts_at=starts_at or clock.now() + timedelta(days=30),
    )


async def everybody_present(council: Council, meeting: UUID) -> None:
    """Marks the chair and all members as present."""
    there = (council.chair, *council.members)
    await take_attendance(council.clerk, meeting, {person.id: AttendanceStatus.PRESENT for person in there})


async def an_open_meeting(council: Council, *motions: UUID, starts_at: datetime | None = None) -> UUID:
    """A meeting with these motions on its agenda, everybody there, opened."""
    meeting = await a_meeting(council, starts_at)
    for motion in motions:
        await put_on_agenda(council.clerk, meeting, motion)
    await everybody_present(council, meeting)
    await open_meeting(council.clerk, meeting)
    return meeting


async def a_submitted_motion(council: Council, by: Actor | None = None, finding: UUID | None = None) -> UUID:
    """A motion that waits for a meeting."""
    person = by or council.members[0]
    motion = await raise_motion(
        person, council.body, "Letters a week ahead", "That the school sends letters home a week ahead.", finding
    )
    await submit_motion(person, motion)
    return motion
