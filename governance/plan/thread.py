"""The thread: from what families said, by theme, finding and motion, to the vote and the minutes; read both ways."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from common.errors import NotFound
from common.i18n import gettext as _
from common.i18n import ngettext
from governance.meetings.queries import meetings_with
from governance.motions.queries import Evidence, MotionFacts, evidence_of, motion_facts, motions_resting_on
from governance.rules import sees_body
from governance.words import result_words
from people.permissions import Permission, may
from people.rules import Actor
from surveys.results.evidence import shown_comment
from surveys.results.queries import FindingFacts, QuoteLine, finding
from surveys.results.rules import FindingState
from votes.queries import PollFacts
from votes.standing import Standing, own_vote

SAMPLE_QUOTES = 2


@dataclass(frozen=True)
class Step:
    """One link of the chain. `kind`, `state` and `place` are words of the thread_step component.

    `href` is None where the reader may not open the thing itself; `when` is when it happened, or will.
    """

    kind: str
    title: str
    text: str = ""
    href: str | None = None
    when: datetime | None = None
    state: str | None = None
    quotes: tuple[QuoteLine, ...] = ()
    place: str = "done"


@dataclass(frozen=True)
class Thread:
    """What the thread is of, and its chains: one, or one for each finding that a comment is part of."""

    title: str
    chains: tuple[tuple[Step, ...], ...]


async def thread_of_motion(person: Actor, motion: UUID) -> Thread:
    """Back from a motion to what it rests on, and on to its vote and minutes. Raises NotFound."""
    facts = await motion_facts(person, motion)
    steps: list[Step] = []
    for evidence in await evidence_of(person.school, motion):
        steps += await _steps_to_evidence(person, evidence)
    own = await _steps_of_motion(person, facts)
    return Thread(facts.title, ((*steps, _here(own[0]), *own[1:]),))


async def thread_of_finding(person: Actor, finding_id: UUID) -> Thread:
    """Back from a finding to the comments, and on to every motion that rests on it. Raises NotFound."""
    facts = await _open_finding(person, finding_id)
    if facts is None:
        raise NotFound()
    steps = _steps_to_finding(facts)
    steps[-1] = _here(steps[-1])
    return Thread(facts.headline, ((*steps, *await _steps_onward(person, finding_id)),))


async def thread_of_comment(person: Actor, comment: UUID) -> Thread:
    """On from one comment to each finding that it is part of and what came of it. Raises NotFound."""
    if not may(person, Permission.SEE_FINDINGS):
        raise NotFound()
    shown = await shown_comment(person.school, comment, drafts=may(person, Permission.SEE_RESULTS))
    start = Step(
        "comment",
        _("One comment"),
        text=_("In answer to “%(question)s”, %(survey)s.", question=shown.question_text, survey=shown.survey_title),
        href=f"/comments/{comment}",
        quotes=(QuoteLine(comment, shown.text),),
        place="here",
    )
    chains = []
    for line in shown.findings:
        facts = await _open_finding(person, line.id)
        if facts is not None:
            chains.append((start, *_steps_to_finding(facts)[1:], *await _steps_onward(person, line.id)))
    ahead = Step("finding", _("No finding rests on this comment yet"), place="ahead")
    return Thread(_("One comment"), tuple(chains) or ((start, ahead),))


def _here(step: Step) -> Step:
    return replace(step, place="here")


async def _open_finding(person: Actor, finding_id: UUID) -> FindingFacts | None:
    """The finding, if the reader may open it: leadership always, the council once it is published."""
    facts = await finding(person.school, finding_id)
    needed = Permission.SEE_FINDINGS if facts.state is FindingState.PUBLISHED else Permission.SEE_RESULTS
    return facts if may(person, needed) else None


async def _steps_to_evidence(person: Actor, evidence: Evidence) -> list[Step]:
    """The steps up to a finding, which here says what it said when it was attached."""
    facts = await _open_finding(person, evidence.finding)
    if facts is None:
        hidden = _("This rests on a finding from a survey, which the council and the school's leadership can read.")
        return [Step("finding", _("Evidence from a survey"), text=hidden)]
    steps = _steps_to_finding(facts)
    return [*steps[:-1], replace(steps[-1], title=evidence.headline)]


def _steps_to_finding(facts: FindingFacts) -> list[Step]:
    numbers = facts.numbers
    counts = _(
        "%(negative)s negative, %(positive)s positive, %(mixed)s mixed, %(neutral)s neutral;"
        " %(suggestions)s with a suggestion.",
        negative=numbers.negative,
        positive=numbers.positive,
        mixed=numbers.mixed,
        neutral=numbers.neutral,
        suggestions=numbers.suggestions,
    )
    page = f"/findings/{facts.id}"
    return [
        Step(
            "comment",
            ngettext("%(num)s comment", "%(num)s comments", numbers.count),
            text=_("In answer to “%(question)s”, %(survey)s.", question=facts.question_text, survey=facts.survey_title),
            href=f"{page}/comments",
            quotes=facts.quotes[:SAMPLE_QUOTES],
        ),
        Step("theme", facts.theme_name, text=counts, href=f"{page}/comments"),
        Step(
            "finding",
            facts.headline,
            text=_(
                "%(count)s of the %(n)s comments that could be read speak of this.", count=numbers.count, n=numbers.n
            ),
            href=page,
            when=facts.published_at,
            state=facts.standing,
        ),
    ]


async def _steps_onward(person: Actor, finding_id: UUID) -> list[Step]:
    steps: list[Step] = []
    for motion in await motions_resting_on(person, finding_id):
        steps += await _steps_of_motion(person, motion)
    return steps or [Step("motion", _("No motion rests on this yet"), place="ahead")]


async def _steps_of_motion(person: Actor, motion: MotionFacts) -> list[Step]:
    title = _("Motion %(number)s: %(title)s", number=motion.number, title=motion.title)
    raised = _("Raised by %(name)s, for the %(body)s.", name=motion.raised_by_name, body=motion.body_name)
    wordings = ngettext("%(num)s wording.", "%(num)s wordings.", motion.version)
    step = Step(
        "motion",
        title if motion.number is not None else motion.title,
        text=f"{raised} {wordings}" if motion.version > 1 else raised,
        href=f"/motions/{motion.id}",
        when=motion.raised_at,
        state=motion.standing,
    )
    return [step, await _step_of_vote(person, motion), *await _steps_of_minutes(person, motion)]


async def _step_of_vote(person: Actor, motion: MotionFacts) -> Step:
    poll = motion.poll
    if poll is None:
        return Step("vote", _("Not voted on yet"), place="ahead")
    on_roll = (await own_vote(person.school, poll.id, person.id)).standing is not Standing.NOT_ENTITLED
    opens = on_roll or may(person, Permission.RUN_POLLS)
    return Step(
        "vote",
        _("Vote of %(roll)s members", roll=poll.roll_size),
        text=_vote_words(poll),
        href=f"/polls/{poll.id}" if opens else None,
        when=poll.declared_at or poll.closes_at,
        state=str(poll.state),
        place="done" if poll.over else "ahead",
    )


def _vote_words(poll: PollFacts) -> str:
    if poll.result is not None:
        return result_words(poll.result)
    return _("The count follows when voting has closed.")


async def _steps_of_minutes(person: Actor, motion: MotionFacts) -> list[Step]:
    if not sees_body(person, motion.body):
        return []
    return [
        Step(
            "minutes",
            meeting.title,
            href=f"/meetings/{meeting.id}/minutes",
            when=meeting.starts_at,
            state=meeting.minutes_state,
        )
        for meeting in await meetings_with(person.school, motion.id)
        if not meeting.is_before
    ]
