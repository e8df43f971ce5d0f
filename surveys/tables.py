"""Surveys, their questions, sealed answers, opened answers and comments, and what was read in the comments."""

from __future__ import annotations

from typing import Any

from piccolo.columns import (
    JSONB,
    UUID,
    Boolean,
    Bytea,
    Date,
    DoublePrecision,
    ForeignKey,
    Integer,
    Text,
    Timestamptz,
)
from piccolo.columns.base import OnDelete
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.columns.defaults.uuid import UUID4
from piccolo.table import Table

from people.tables import Person, School

# ---- what is asked ----


class Survey(Table, tablename="survey"):
    """A survey: draft, open, closed, published. `code` is its short link; the roll is counted at opening."""

    id = UUID(primary_key=True, default=UUID4())
    school = ForeignKey(School, null=False, default=None, on_delete=OnDelete.cascade)
    title = Text(null=False, default=None)
    template = Text(null=True, default=None)
    state = Text(null=False, default="draft")
    anonymity = Text(null=False, default="anonymous")
    code = Text(null=False, default=None, unique=True)
    privacy_notice = Text(null=False, default="1", help_text="The version of the notice that respondents were shown")
    wave_of: ForeignKey[Any] = ForeignKey("self", null=True, default=None, on_delete=OnDelete.set_null)
    created_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.set_null)
    created_at = Timestamptz(null=False, default=TimestamptzNow())
    opened_at = Timestamptz(null=True, default=None)
    closes_at = Timestamptz(null=True, default=None)
    closed_at = Timestamptz(null=True, default=None)
    roll_parents = Integer(null=True, default=None)
    roll_households = Integer(null=True, default=None)


class Question(Table, tablename="question"):
    """A question of the school's bank: its identity from year to year, whatever its wording."""

    id = UUID(primary_key=True, default=UUID4())
    school = ForeignKey(School, null=False, default=None, on_delete=OnDelete.cascade)
    key = Text(null=False, default=None)
    kind = Text(null=False, default=None)


class QuestionVersion(Table, tablename="question_version"):
    """One wording of a question."""

    id = UUID(primary_key=True, default=UUID4())
    school = ForeignKey(School, null=False, default=None, on_delete=OnDelete.cascade)
    question = ForeignKey(Question, null=False, default=None, on_delete=OnDelete.cascade)
    number = Integer(null=False, default=1)


class QuestionText(Table, tablename="question_text"):
    """The words of a version in one language."""

    id = UUID(primary_key=True, default=UUID4())
    school = ForeignKey(School, null=False, default=None, on_delete=OnDelete.cascade)
    version = ForeignKey(QuestionVersion, null=False, default=None, on_delete=OnDelete.cascade)
    language = Text(null=False, default="en")
    text = Text(null=False, default=None)
    help = Text(null=False, default="")


class SurveySection(Table, tablename="survey_section"):
    """A group of questions that share a page."""

    id = UUID(primary_key=True, default=UUID4())
    school = ForeignKey(School, null=False, default=None, on_delete=OnDelete.cascade)
    survey = ForeignKey(Survey, null=False, default=None, on_delete=OnDelete.cascade)
    position = Integer(null=False, default=None)


class SectionText(Table, tablename="section_text"):
    """The heading of a section in one language."""

    id = UUID(primary_key=True, default=UUID4())
    school = ForeignKey(School, null=False, default=None, on_delete=OnDelete.cascade)
    section = ForeignKey(SurveySection, null=False, default=None, on_delete=OnDelete.cascade)
    language = Text(null=False, default="en")
    title = Text(null=False, default=None)


class SurveyQuestion(Table, tablename="survey_question"):
    """A version of a question in its place in a survey."""

    id = UUID(primary_key=True, default=UUID4())
    school = ForeignKey(School, null=False, default=None, on_delete=OnDelete.cascade)
    survey = ForeignKey(Survey, null=False, default=None, on_delete=OnDelete.cascade)
    section = ForeignKey(SurveySection, null=False, default=None, on_delete=OnDelete.cascade)
    version = ForeignKey(QuestionVersion, null=False, default=None, on_delete=OnDelete.restrict)
    position = Integer(null=False, default=None)
    required = Boolean(null=False, default=False)


# ---- answers, sealed until their batch is opened ----


class SurveyDraft(Table, tablename="survey_draft"):
    """A half-finished answer under a key that only its browser's cookie holds. Carries a day, not a time."""

    token_hash = Text(primary_key=True, default=None)
    school = ForeignKey(School, null=False, default=None, on_delete=OnDelete.cascade)
    survey = ForeignKey(Survey, null=False, default=None, on_delete=OnDelete.cascade)
    encrypted = Bytea(null=False, default=None)
    touched_on = Date(null=False, default=None)


class SpentDevice(Table, tablename="spent_device"):
    """A browser that has answered: once a device, and a repeated submission is the same submission."""

    id = UUID(primary_key=True, default=UUID4())
    school = ForeignKey(School, null=False, default=None, on_delete=OnDelete.cascade)
    survey = ForeignKey(Survey, null=False, default=None, on_delete=OnDelete.cascade)
    token_hash = Text(null=False, default=None)


class AnswerBatch(Table, tablename="answer_batch"):
    """Ten arrivals under one key. Full, it is opened and shuffled when the next is full; the last two at the close."""

    id = UUID(primary_key=True, default=UUID4())
    school = ForeignKey(School, null=False, default=None, on_delete=OnDelete.cascade)
    survey = ForeignKey(Survey, null=False, default=None, on_delete=OnDelete.cascade)
    group_key = Text(null=False, default="")
    number = Integer(null=False, default=None)
    public_key = Bytea(null=False, default=None)
    arrived = Integer(null=False, default=0)
    state = Text(null=False, default="collecting")


class SealedAnswer(Table, tablename="sealed_answer"):
    """One respondent's answers, sealed to the batch's key and padded to one size."""

    id = UUID(primary_key=True, default=UUID4())
    school = ForeignKey(School, null=False, default=None, on_delete=OnDelete.cascade)
    batch = ForeignKey(AnswerBatch, null=False, default=None, on_delete=OnDelete.cascade)
    sealed = Bytea(null=False, default=None)


class Response(Table, tablename="response"):
    """One respondent's closed answers, opened. Random id, no time, no comment beside it."""

    id = UUID(primary_key=True, default=UUID4())
    school = ForeignKey(School, null=False, default=None, on_delete=OnDelete.cascade)
    survey = ForeignKey(Survey, null=False, default=None, on_delete=OnDelete.cascade)
    channel = Text(null=False, default="link")


class Answer(Table, tablename="answer"):
    """One closed answer of a response."""

    id = UUID(primary_key=True, default=UUID4())
    school = ForeignKey(School, null=False, default=None, on_delete=OnDelete.cascade)
    response = ForeignKey(Response, null=False, default=None, on_delete=OnDelete.cascade)
    question = ForeignKey(SurveyQuestion, null=False, default=None, on_delete=OnDelete.cascade)
    value = Text(null=False, default=None)


# ---- comments ----


class Comment(Table, tablename="comment"):
    """What somebody wrote, apart from their closed answers. `external_id` names an imported row, once a question."""

    id = UUID(primary_key=True, default=UUID4())
    school = ForeignKey(School, null=False, default=None, on_delete=OnDelete.cascade)
    survey = ForeignKey(Survey, null=False, default=None, on_delete=OnDelete.cascade)
    question = ForeignKey(SurveyQuestion, null=False, default=None, on_delete=OnDelete.cascade)
    channel = Text(null=False, default="link")
    text = Text(null=False, default=None)
    external_id = Text(null=True, default=None)


class Concern(Table, tablename="concern"):
    """A comment that a designated safeguarding lead should see today. Nobody else learns that it exists."""

    id = UUID(primary_key=True, default=UUID4())
    school = ForeignKey(School, null=False, default=None, on_delete=OnDelete.cascade)
    survey = ForeignKey(Survey, null=False, default=None, on_delete=OnDelete.cascade)
    question = ForeignKey(SurveyQuestion, null=False, default=None, on_delete=OnDelete.cascade)
    text = Text(null=False, default=None)
    reasons = JSONB(null=False, default="[]")
    external_id = Text(null=True, default=None)
    raised_at = Timestamptz(null=False, default=TimestamptzNow())
    state = Text(null=False, default="new")
    acknowledged_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.set_null)
    acknowledged_at = Timestamptz(null=True, default=None)


class ConcernEntry(Table, tablename="concern_entry"):
    """What a designated lead did and decided about a concern, how it came out and why. Added to, never changed."""

    id = UUID(primary_key=True, default=UUID4())
    school = ForeignKey(School, null=False, default=None, on_delete=OnDelete.cascade)
    concern = ForeignKey(Concern, null=False, default=None, on_delete=OnDelete.cascade)
    written_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.set_null)
    written_at = Timestamptz(null=False, default=TimestamptzNow())
    action = Text(null=False, default=None)
    decision = Text(null=False, default="")
    outcome = Text(null=False, default="")
    reasons = Text(null=False, default="")


# ---- what was read in the comments ----


class CommentAnalysis(Table, tablename="comment_analysis"):
    """One reading of all comments on a question. `input_hash` says of which; `summary` holds what is no finding."""

    id = UUID(primary_key=True, default=UUID4())
    school = ForeignKey(School, null=False, default=None, on_delete=OnDelete.cascade)
    question = ForeignKey(SurveyQuestion, null=False, default=None, on_delete=OnDelete.cascade)
    state = Text(null=False, default="queued")
    input_hash = Text(null=False, default="")
    comments = Integer(null=False, default=0)
    answered = Integer(null=False, default=0)
    unassigned = DoublePrecision(null=False, default=0.0)
    summary = JSONB(null=False, default="{}", help_text="Counts by theme, topics that no theme took, repeated comments")
    problem = Text(null=False, default="", help_text="Why it failed")
    asked_at = Timestamptz(null=False, default=TimestamptzNow())
    finished_at = Timestamptz(null=True, default=None)


class CommentReading(Table, tablename="comment_reading"):
    """What was read in one comment. `shown` is its text with names taken out: the only text that pages show."""

    id = UUID(primary_key=True, default=UUID4())
    school = ForeignKey(School, null=False, default=None, on_delete=OnDelete.cascade)
    analysis = ForeignKey(CommentAnalysis, null=False, default=None, on_delete=OnDelete.cascade)
    comment = ForeignKey(Comment, null=False, default=None, on_delete=OnDelete.cascade)
    shown = Text(null=False, default=None)
    language = Text(null=False, default="en")
    non_answer = Boolean(null=False, default=False)
    suggestion = Boolean(null=False, default=False)
    sentiment = Text(null=False, default=None)
    score = DoublePrecision(null=False, default=0.0)


class ThemeAssignment(Table, tablename="theme_assignment"):
    """A theme spoken of in a comment, where, and who says so."""

    id = UUID(primary_key=True, default=UUID4())
    school = ForeignKey(School, null=False, default=None, on_delete=OnDelete.cascade)
    analysis = ForeignKey(CommentAnalysis, null=False, default=None, on_delete=OnDelete.cascade)
    comment = ForeignKey(Comment, null=False, default=None, on_delete=OnDelete.cascade)
    theme = Text(null=False, default=None)
    sentiment = Text(null=False, default=None)
    assigned_by = Text(null=False, default="machine")


class Finding(Table, tablename="finding"):
    """A theme with its numbers, sentences and quotes. Draft, reviewed, published. What a motion can rest on."""

    id = UUID(primary_key=True, default=UUID4())
    school = ForeignKey(School, null=False, default=None, on_delete=OnDelete.cascade)
    survey = ForeignKey(Survey, null=False, default=None, on_delete=OnDelete.cascade)
    question = ForeignKey(SurveyQuestion, null=False, default=None, on_delete=OnDelete.cascade)
    analysis = ForeignKey(CommentAnalysis, null=True, default=None, on_delete=OnDelete.set_null)
    theme = Text(null=False, default=None)
    rank = Integer(null=False, default=0)
    headline = Text(null=False, default=None)
    sentences = JSONB(null=False, default="[]", help_text="[{text, comments: [id]}]")
    quotes = JSONB(null=False, default="[]", help_text="[{comment, text}]")
    numbers = JSONB(null=False, default="{}", help_text="n, count, share, low, high, and counts by sentiment")
    state = Text(null=False, default="draft")
    published_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.set_null)
    published_at = Timestamptz(null=True, default=None)


class FindingComment(Table, tablename="finding_comment"):
    """A comment that a finding rests on."""

    id = UUID(primary_key=True, default=UUID4())
    school = ForeignKey(School, null=False, default=None, on_delete=OnDelete.cascade)
    finding = ForeignKey(Finding, null=False, default=None, on_delete=OnDelete.cascade)
    comment = ForeignKey(Comment, null=False, default=None, on_delete=OnDelete.cascade)
