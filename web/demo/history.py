"""What has happened at the demonstration school, told in order by the product's own services and then dated back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import web.jobs  # noqa: F401 - the scenes run the jobs that they ask for
from common import clock
from common.clock import at_school
from web.demo.elections import hold_elections
from web.demo.invited import invite_a_year
from web.demo.meetings import hold_council_meeting, hold_pta_meeting, plan_next_meeting
from web.demo.people import Roll
from web.demo.stage import ZONE, Stage, put_back_rules
from web.demo.waves import hold_first_survey, hold_second_survey

RULES_ADOPTED = timedelta(days=400)


async def tell_history(school: UUID, roll: Roll, *, say: Callable[[str], None]) -> None:
    """A survey and its findings, a council meeting that decided on them, and what is under way today."""
    stage = Stage(school, roll, at_school(clock.now(), ZONE).date())
    say("a survey that was held, read and published")
    first = await hold_first_survey(stage)
    say("a meeting of the parent council, with its votes counted")
    await hold_council_meeting(stage, first.findings["communication"])
    say("a meeting of the PTA, a vote under way, a meeting to come")
    await hold_pta_meeting(stage)
    await plan_next_meeting(stage, first.findings["homework"], first.findings["communication"])
    await put_back_rules(school, stage.today - RULES_ADOPTED)
    say("the survey that is open now")
    await hold_second_survey(stage, first.survey)
    say("an election counted yesterday, one being voted on, one that takes nominations")
    await hold_elections(stage)
    say("a survey of one year by personal link")
    await invite_a_year(stage)
