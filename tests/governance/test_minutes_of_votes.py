"""What the minutes tell of votes: how each was taken, by whom by name, what was changed, and elections since."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import UUID

from httpx import AsyncClient

from common import clock, db
from governance.meetings.exits import adjourn_meeting, resume_meeting
from governance.meetings.floor import move_motion, put_motion, second_motion
from governance.meetings.putting import Putting, Taking
from governance.meetings.services import close_meeting, open_meeting
from tests.cast import Council, a_council, sign_in
from tests.governance.stage import a_meeting, a_submitted_motion, an_open_meeting, everybody_present
from tests.votes.elections_stage import an_open_election, voted
from tests.votes.named.stage import lines_of, walk
from tests.votes.stage import declare
from votes.changes.services import extend_poll
from votes.named.rules import Hands
from votes.named.services import declare_open_vote, record_hands, record_names
from votes.rules import Choice
from votes.services import cast_casting_vote


def words(html: str) -> str:
    """The text of a page in one line."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


async def put(council: Council, taking: Taking) -> tuple[UUID, UUID]:
    """The meeting, and the poll on a motion that was put in it so."""
    motion = await a_submitted_motion(council)
    meeting = await an_open_meeting(council, motion)
    first, second = council.members[:2]
    await move_motion(first, meeting, motion, first.id)
    await second_motion(second, meeting, motion, second.id)
    return meeting, await put_motion(council.clerk, meeting, motion, Putting(taking))


async def minutes(client: AsyncClient, council: Council, meeting: UUID) -> str:
    await sign_in(client, council.members[3])
    return words((await client.get(f"/meetings/{meeting}/minutes")).text)


async def test_a_roll_call_stands_by_name(client: AsyncClient) -> None:
    council = await a_council()
    meeting, poll = await put(council, Taking.ROLL_CALL)
    line = await lines_of(poll)
    said: dict[UUID, Choice | None] = {line[person.id]: Choice.FOR for person in council.members[:3]}
    said |= {line[council.members[3].id]: Choice.AGAINST, line[council.members[4].id]: Choice.ABSTAIN}
    await record_names(council.school, poll, said, council.clerk.id)
    assert "Who voted how" not in await minutes(client, council, meeting)
    await declare_open_vote(council.school, poll, council.clerk.id)
    await walk(council.school, poll)
    told = await minutes(client, council, meeting)
    assert "It was a roll call." in told
    assert "For Member 1, Member 2, Member 3 Against Member 4 Abstained Member 5 Did not vote Chidi Obi" in told


async def test_a_show_of_hands_stands_with_its_totals_and_the_casting_vote_apart(client: AsyncClient) -> None:
    council = await a_council()
    meeting, poll = await put(council, Taking.SHOW_OF_HANDS)
    await record_hands(council.school, poll, Hands(3, 3, 0), council.clerk.id)
    await declare_open_vote(council.school, poll, council.clerk.id)
    await walk(council.school, poll)
    await cast_casting_vote(council.school, poll, council.clerk.id, Choice.AGAINST)
    told = await minutes(client, council, meeting)
    assert "It was a show of hands." in told
    assert "3 for, 3 against, 0 abstained" in told
    assert "Casting vote: The votes were equal." in told
    assert "Who voted how" not in told


async def test_a_secret_vote_says_so_names_nobody_and_tells_that_it_was_given_more_time(client: AsyncClient) -> None:
    council = await a_council()
    meeting, poll = await put(council, Taking.SECRET_VOTE)
    later = clock.now() + timedelta(days=9)
    await extend_poll(council.school, poll, council.clerk.id, later, "Half the council was ill.")
    await declare(council.school, poll)
    told = await minutes(client, council, meeting)
    assert "It was a secret vote." in told
    assert "More time: it closes on" in told
    assert "Half the council was ill." in told
    assert "Who voted how" not in told


async def _held(meeting: UUID, ago: str) -> None:
    await db.rows(
        "UPDATE meeting SET opened_at = now() - $2::text::interval - interval '1 hour',"
        " closed_at = now() - $2::text::interval WHERE id = $1",
        meeting,
        ago,
    )


async def test_elections_since_the_last_meeting_are_reported_once(client: AsyncClient) -> None:
    council = await a_council()
    before = await an_open_meeting(council, starts_at=clock.now() - timedelta(days=30))
    await close_meeting(council.clerk, before)
    await _held(before, "20 days")
    voters = [member.id for member in council.members]
    poll = await an_open_election(council.school, voters, body=council.body)
    await voted(council.school, poll, dict.fromkeys(voters, "2 1"))
    await walk(council.school, poll)
    await db.rows("UPDATE poll SET declared_at = now() - interval '1 day' WHERE id = $1", poll)
    meeting = await an_open_meeting(council)
    told = await minutes(client, council, meeting)
    assert "Matters reported Election: Parent council election. Elected: Bola Cole." in told
    assert "Matters reported" not in await minutes(client, council, before)
    await close_meeting(council.clerk, meeting)
    await _held(meeting, "1 second")
    assert "Matters reported" not in await minutes(client, council, await an_open_meeting(council))


async def test_adjourning_and_an_early_opening_are_told(client: AsyncClient) -> None:
    council = await a_council()
    meeting = await a_meeting(council)
    await everybody_present(council, meeting)
    await open_meeting(council.clerk, meeting, early="Everybody was there already.", zone="Europe/London")
    await adjourn_meeting(council.clerk, meeting, None, "The fire alarm rang.")
    await resume_meeting(council.clerk, meeting)
    told = await minutes(client, council, meeting)
    assert "Opened before its day Everybody was there already." in told
    assert "The meeting was adjourned. The fire alarm rang." in told
    assert "The meeting was resumed. There was a quorum: 6" in told
