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

from people.tables import Household, Person, School

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
    opens_at = Timestamptz(null=True, default=None)
    target = Integer(null=True, default=None, help_text="How many answers are hoped for")
    series = UUID(null=True, default=None, help_text="The first survey of those that ask the same from year to year")
    languages = JSONB(null=False, default='["en"]', help_text="In which it can be answered, English first")
    titles = JSONB(null=False, default="{}", help_text="Its name in other languages than English, by language")
    breakdowns = JSONB(null=False, default="[]", help_text="Declared before opening: [{kind, of}]")
    revision = Integer(null=False, default=1, help_text="Raised by every change of wording")


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
    definition = JSONB(
        null=False, default="{}", help_text="{options, other, low, high, step, dont_know, most, longest}"
    )


class QuestionText(Table, tablename="question_text"):
    """The words of a version in one language."""

    id = UUID(primary_key=True, default=UUID4())
    school = ForeignKey(School, null=False, default=None, on_delete=OnDelete.cascade)
    version = ForeignKey(QuestionVersion, null=False, default=None, on_delete=OnDelete.cascade)
    language = Text(null=False, default="en")
    text = Text(null=False, default=None)
    help = Text(null=False, default="")
    why = Text(null=False, default="", help_text="Why we ask")
    options = JSONB(null=False, default="{}", help_text="Words by option id")
    unread = Boolean(null=False, default=False, help_text="By somebody who speaks it, beside today's English")


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
    condition = JSONB(null=True, default=None, help_text="{question: key of an earlier one, any_of: [values]}")
    grid = Text(null=True, default=None, help_text="What questions share that stand together in one grid")


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
    """One respondent's closed answers, opened. Random id, no time, no comment beside it; the person if it is named.

    `channel` is right as a count alone: of answers opened together, the channels are shuffled apart from the answers.
    """

    id = UUID(primary_key=True, default=UUID4())
    school = ForeignKey(School, null=False, default=None, on_delete=OnDelete.cascade)
    survey = ForeignKey(Survey, null=False, default=None, on_delete=OnDelete.cascade)
    channel = Text(null=False, default="link")
    group_key = Text(null=False, default="", help_text="{kind: label} of the roll's groups that it was mixed within")
    person = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.set_null)


class Answer(Table, tablename="answer"):
    """One value of a closed answer: several of one question where several were chosen or ranked."""

    id = UUID(primary_key=True, default=UUID4())
    school = ForeignKey(School, null=False, default=None, on_delete=OnDelete.cascade)
    response = ForeignKey(Response, null=False, default=None, on_delete=OnDelete.cascade)
    question = ForeignKey(SurveyQuestion, null=False, default=None, on_delete=OnDelete.cascade)
    value = Text(null=False, default=None)


# ---- how people come to a survey ----


class InvitePlan(Table, tablename="invite_plan"):
    """Who is invited to a survey: chosen while it is a draft, true from its opening on."""

    id = UUID(primary_key=True, default=UUID4())
    school = ForeignKey(School, null=False, default=None, on_delete=OnDelete.cascade)
    survey = ForeignKey(Survey, null=False, default=None, on_delete=OnDelete.cascade, unique=True)
    audience = JSONB(
        null=False,
        default="{}",
        help_text="{years, classes, languages}: of such a year or class, speaking such a language",
    )
    per_household = Boolean(null=False, default=False)
    remind_after = Integer(null=True, default=None, help_text="How many days after the opening")
    remind_before = Integer(null=True, default=None, help_text="How many days before the closing date")


class Invitation(Table, tablename="invitation"):
    """That a parent or a household may answer once. Spent by a finished answer, on a day and not at a time."""

    id = UUID(primary_key=True, default=UUID4())
    school = ForeignKey(School, null=False, default=None, on_delete=OnDelete.cascade)
    survey = ForeignKey(Survey, null=False, default=None, on_delete=OnDelete.cascade)
    person = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.cascade)
    household = ForeignKey(Household, null=True, default=None, on_delete=OnDelete.cascade)
    group_key = Text(null=False, default="", help_text="With whom its answer is mixed; fixed at opening")
    sent_at = Timestamptz(null=True, default=None)
    spent_at = Date(null=True, default=None)


class InvitationLink(Table, tablename="invitation_link"):
    """A personal link, minted as its letter is sent: only its hash. Any of an invitation's links spends it."""

    id = UUID(primary_key=True, default=UUID4())
    school = ForeignKey(School, null=False, default=None, on_delete=OnDelete.cascade)
    invitation = ForeignKey(Invitation, null=False, default=None, on_delete=OnDelete.cascade)
    person = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.cascade)
    token_hash = Text(null=False, default=None, unique=True)


class SurveyReminder(Table, tablename="survey_reminder"):
    """A reminder that fell due or was asked for, and when it was sent. To whom it went is kept nowhere."""

    id = UUID(primary_key=True, default=UUID4())
    school = ForeignKey(School, null=False, default=None, on_delete=OnDelete.cascade)
    survey = ForeignKey(Survey, null=False, default=None, on_delete=OnDelete.cascade)
    which = Text(null=False, default="by_hand")
    sent_at = Timestamptz(null=True, default=None)


class InviteStop(Table, tablename="invite_stop"):
    """An address to which a school sends no more invitations: its owner asked for that, or letters came back."""

    id = UUID(primary_key=True, default=UUID4())
    school = ForeignKey(School, null=False, default=None, on_delete=OnDelete.cascade)
    address = Text(null=False, default=None)
    why = Text(null=False, default="asked")
    since = Date(null=False, default=None)


class PaperForm(Table, tablename="paper_form"):
    """A printed form with a code of its own, so that paper and web never count the same family's answer twice."""

    id = UUID(primary_key=True, default=UUID4())
    school = ForeignKey(School, null=False, default=None, on_delete=OnDelete.cascade)
    survey = ForeignKey(Survey, null=False, default=None, on_delete=OnDelete.cascade)
    code_hash = Text(null=False, default=None, unique=True)
    state = Text(null=False, default="printed")
    invitation = ForeignKey(Invitation, null=True, default=None, on_delete=OnDelete.cascade)
    language = Text(null=False, default="en")
    printed_on = Date(null=True, default=None)


class FormKeying(Table, tablename="form_keying"):
    """What was keyed from a form the first time, under a key that only the code on the paper gives. Once a form."""

    id = UUID(primary_key=True, default=UUID4())
    school = ForeignKey(School, null=False, default=None, on_delete=OnDelete.cascade)
    form = ForeignKey(PaperForm, null=False, default=None, on_delete=OnDelete.cascade, unique=True)
    encrypted = Bytea(null=False, default=None)
    keyed_on = Date(null=False, default=None)


class Kiosk(Table, tablename="kiosk"):
    """A device that was handed over for people to answer on, one after the other, until it ends or a PIN ends it."""

    id = UUID(primary_key=True, default=UUID4())
    school = ForeignKey(School, null=False, default=None, on_delete=OnDelete.cascade)
    survey = ForeignKey(Survey, null=False, default=None, on_delete=OnDelete.cascade)
    token_hash = Text(null=False, default=None, unique=True)
    pin_hash = Text(null=False, default=None)
    started_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.set_null)
    started_at = Timestamptz(null=False, default=TimestamptzNow())
    ends_at = Timestamptz(null=False, default=None)
    ended_at = Timestamptz(null=True, default=None)


class AmbassadorEntry(Table, tablename="ambassador_entry"):
    """That somebody entered an answer for a parent, in which language and with whose consent. Never which answer."""

    id = UUID(primary_key=True, default=UUID4())
    school = ForeignKey(School, null=False, default=None, on_delete=OnDelete.cascade)
    survey = ForeignKey(Survey, null=False, default=None, on_delete=OnDelete.cascade)
    by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.set_null)
    channel = Text(null=False, default="gate")
    language = Text(null=False, default="en")
    consent_at = Date(null=False, default=None)
    class_name = Text(null=True, default=None)
    year = Text(null=True, default=None)


class VoiceTask(Table, tablename="voice_task"):
    """A group that is hardly heard, taken on by somebody who asks its families. `of`: a year, class or language."""

    id = UUID(primary_key=True, default=UUID4())
    school = ForeignKey(School, null=False, default=None, on_delete=OnDelete.cascade)
    survey = ForeignKey(Survey, null=False, default=None, on_delete=OnDelete.cascade)
    kind = Text(null=False, default=None)
    of = Text(null=False, default=None)
    taken_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.set_null)
    taken_at = Timestamptz(null=False, default=TimestamptzNow())
    note = Text(null=False, default="")
    done_at = Timestamptz(null=True, default=None)


# ---- what was shown ----


class ShownResult(Table, tablename="shown_result"):
    """A table of results as somebody saw it: every later one is checked against it, so that none can be subtracted."""

    id = UUID(primary_key=True, default=UUID4())
    school = ForeignKey(School, null=False, default=None, on_delete=OnDelete.cascade)
    survey = ForeignKey(Survey, null=False, default=None, on_delete=OnDelete.cascade)
    scope = Text(null=False, default=None)
    hash = Text(null=False, default=None)
    cells = JSONB(null=False, default="[]")
    shown_at = Timestamptz(null=False, default=TimestamptzNow())


# ---- comments ----


class Comment(Table, tablename="comment"):
    """What somebody wrote, apart from their closed answers. `external_id` names an imported row, once a question.

    `person` is none but in a named survey; `channel` is right as a count alone.
    """

    id = UUID(primary_key=True, default=UUID4())
    school = ForeignKey(School, null=False, default=None, on_delete=OnDelete.cascade)
    survey = ForeignKey(Survey, null=False, default=None, on_delete=OnDelete.cascade)
    question = ForeignKey(SurveyQuestion, null=False, default=None, on_delete=OnDelete.cascade)
    channel = Text(null=False, default="link")
    text = Text(null=False, default=None)
    external_id = Text(null=True, default=None)
    person = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.set_null)


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
    """What was read in one comment. `shown` is its text with names taken out: the only text that pages show. `english`
    is what a person gave for it, names taken out too; `checked` is false for what only a machine read in another
    language."""

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
    english = Text(null=True, default=None)
    checked = Boolean(null=False, default=True)


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
    machine = JSONB(null=False, default="{}", help_text="{headline, sentences} as the machine wrote them")
    published_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.set_null)
    published_at = Timestamptz(null=True, default=None)


class FindingComment(Table, tablename="finding_comment"):
    """A comment that a finding rests on."""

    id = UUID(primary_key=True, default=UUID4())
    school = ForeignKey(School, null=False, default=None, on_delete=OnDelete.cascade)
    finding = ForeignKey(Finding, null=False, default=None, on_delete=OnDelete.cascade)
    comment = ForeignKey(Comment, null=False, default=None, on_delete=OnDelete.cascade)


# ---- what people said of the readings: added to, never changed; of each aspect the last entry holds ----


class CommentCorrection(Table, tablename="comment_correction"):
    """What a person said of one aspect of a comment's reading. Without a comment: a name, in all of the school's.

    `subject` is the theme or the words that it is about, `value` what holds from then on, "" for the machine's reading.
    """

    id = UUID(primary_key=True, default=UUID4())
    school = ForeignKey(School, null=False, default=None, on_delete=OnDelete.cascade)
    comment = ForeignKey(Comment, null=True, default=None, on_delete=OnDelete.cascade)
    aspect = Text(null=False, default=None)
    subject = Text(null=False, default="")
    value = Text(null=False, default="")
    made_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.set_null)
    made_at = Timestamptz(null=False, default=TimestamptzNow())


class CommentTranslation(Table, tablename="comment_translation"):
    """A comment in English, as somebody gave it who knows its language and saw it with names taken out."""

    id = UUID(primary_key=True, default=UUID4())
    school = ForeignKey(School, null=False, default=None, on_delete=OnDelete.cascade)
    comment = ForeignKey(Comment, null=False, default=None, on_delete=OnDelete.cascade)
    text = Text(null=False, default=None)
    made_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.set_null)
    made_at = Timestamptz(null=False, default=TimestamptzNow())


class TranslatorLanguage(Table, tablename="translator_language"):
    """A language that a person says they can translate from."""

    id = UUID(primary_key=True, default=UUID4())
    school = ForeignKey(School, null=False, default=None, on_delete=OnDelete.cascade)
    person = ForeignKey(Person, null=False, default=None, on_delete=OnDelete.cascade)
    language = Text(null=False, default=None)


class SchoolTheme(Table, tablename="school_theme"):
    """A theme as the school wants it from then on: a name of its own, more phrases, not looked for, or a new one."""

    id = UUID(primary_key=True, default=UUID4())
    school = ForeignKey(School, null=False, default=None, on_delete=OnDelete.cascade)
    theme = Text(null=False, default=None)
    name = Text(null=False, default=None)
    phrases = JSONB(null=False, default="[]", help_text="The school's own, beside those of the usual theme")
    active = Boolean(null=False, default=True)
    made_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.set_null)
    made_at = Timestamptz(null=False, default=TimestamptzNow())


class MachineReading(Table, tablename="machine_reading"):
    """What the machine alone reads in a comment, kept so that a correction has nothing read again but itself."""

    comment = ForeignKey(Comment, primary_key=True, null=False, default=None, on_delete=OnDelete.cascade)
    school = ForeignKey(School, null=False, default=None, on_delete=OnDelete.cascade)
    made_from = Text(null=False, default=None, help_text="A hash of all that it hangs on")
    read = JSONB(null=False, default="{}")


class CodingSample(Table, tablename="coding_sample"):
    """Comments drawn at random, for a person to code before they see how the machine read them."""

    id = UUID(primary_key=True, default=UUID4())
    school = ForeignKey(School, null=False, default=None, on_delete=OnDelete.cascade)
    question = ForeignKey(SurveyQuestion, null=False, default=None, on_delete=OnDelete.cascade)
    seed = Integer(null=False, default=None)
    drawn_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.set_null)
    drawn_at = Timestamptz(null=False, default=TimestamptzNow())


class CodedComment(Table, tablename="coded_comment"):
    """A comment of a sample: what the machine alone read in it when it was drawn, and what a person says of it."""

    id = UUID(primary_key=True, default=UUID4())
    school = ForeignKey(School, null=False, default=None, on_delete=OnDelete.cascade)
    sample = ForeignKey(CodingSample, null=False, default=None, on_delete=OnDelete.cascade)
    comment = ForeignKey(Comment, null=False, default=None, on_delete=OnDelete.cascade)
    position = Integer(null=False, default=None)
    machine = JSONB(null=False, default="{}", help_text="{themes, sentiment}")
    themes = JSONB(null=True, default=None)
    sentiment = Text(null=True, default=None)
    coded_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.set_null)
    coded_at = Timestamptz(null=True, default=None)


class FindingEdit(Table, tablename="finding_edit"):
    """A finding in a person's words. Without a headline: the machine's words again. `reading` is what they had read."""

    id = UUID(primary_key=True, default=UUID4())
    school = ForeignKey(School, null=False, default=None, on_delete=OnDelete.cascade)
    finding = ForeignKey(Finding, null=False, default=None, on_delete=OnDelete.cascade)
    headline = Text(null=True, default=None)
    sentences = JSONB(null=False, default="[]", help_text="[{text, comments: [id]}]")
    reading = UUID(null=True, default=None)
    made_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.set_null)
    made_at = Timestamptz(null=False, default=TimestamptzNow())
