"""The desk, the bundles and the reckoning as people meet them, and who may not."""

from __future__ import annotations

import re
from uuid import UUID

import pytest
from httpx import AsyncClient

from common import db
from people.rules import Actor, Office, Role
from tests.cast import Council, a_body, a_council, a_member, a_parent, a_person, send, sign_in
from tests.votes.paper.stage import a_bundle, a_paper_election, a_paper_poll, audited, give_papers, line_of
from tests.votes.stage import an_open_poll, state_of
from votes.casting import cast_ballot
from votes.rules import Choice, PollState
from votes.scrutiny.forms import NewScrutineer
from votes.scrutiny.services import name_scrutineer
from votes.services import close_poll


async def _open(client: AsyncClient, *, overrides: bool = False) -> tuple[Council, UUID]:
    """An open poll of the members, with the clerk signed in."""
    council = await a_council(5)
    roll = [council.chair.id, *(member.id for member in council.members)]
    poll = await a_paper_poll(council.school, roll, body=council.body, overrides=overrides)
    await sign_in(client, council.clerk)
    return council, poll


async def _closed(client: AsyncClient, papers: int) -> tuple[Council, UUID, Actor]:
    """A closed poll with so many papers given out, the clerk signed in, and a second who may key."""
    council, poll = await _open(client)
    other = await a_person(council.school, "Olu Ray", Role.RETURNING_OFFICER)
    await give_papers(council.school, poll, council.clerk.id, [member.id for member in council.members[:papers]])
    await close_poll(council.school, poll, None)
    return council, poll, other


async def test_the_desk_finds_a_name_looks_up_one_person_and_gives_out_one_paper(client: AsyncClient) -> None:
    council, poll = await _open(client)
    await cast_ballot(council.school, poll, council.members[0].id, Choice.FOR)
    found = (await client.get(f"/polls/{poll}/papers", params={"name": "member"})).text
    assert all(f"Member {number}" in found for number in range(1, 6))
    assert "voted" not in found.split("q-muted")[0]
    line = await line_of(poll, council.members[1].id)
    looked = await send(client, f"/polls/{poll}/papers/{line}")
    assert looked.status_code == 200
    assert "A paper ballot may be given out." in looked.text
    for _ in range(2):
        given = await send(client, f"/polls/{poll}/papers/{line}/issue")
        assert given.headers["location"] == f"/polls/{poll}/papers?done=paper-given-out"
    assert "given out already" in (await send(client, f"/polls/{poll}/papers/{line}")).text
    assert len(await audited(poll, "give_out_paper")) == 1
    voted = await line_of(poll, council.members[0].id)
    assert "A vote was cast online already." in (await send(client, f"/polls/{poll}/papers/{voted}")).text
    refused = await send(client, f"/polls/{poll}/papers/{voted}/issue")
    assert refused.status_code == 409


async def test_whoever_holds_a_paper_finds_the_vote_in_their_list(client: AsyncClient) -> None:
    council, poll = await _open(client)
    await give_papers(council.school, poll, council.clerk.id, [council.members[0].id])
    await sign_in(client, council.members[0])
    listed = (await client.get("/polls")).text
    assert f'href="/polls/{poll}"' in listed
    assert "On paper" in listed


async def test_the_desk_says_beforehand_that_a_paper_takes_an_envelope_out(client: AsyncClient) -> None:
    council, poll = await _open(client, overrides=True)
    await cast_ballot(council.school, poll, council.members[0].id, Choice.FOR)
    line = await line_of(poll, council.members[0].id)
    assert (
        "taken out of the box unopened and cannot be put back"
        in (await send(client, f"/polls/{poll}/papers/{line}")).text
    )


async def test_taking_a_paper_back_needs_a_reason(client: AsyncClient) -> None:
    council, poll = await _open(client)
    line = await line_of(poll, council.members[0].id)
    await give_papers(council.school, poll, council.clerk.id, [council.members[0].id])
    nothing = await send(client, f"/polls/{poll}/papers/{line}/return", reason=" ")
    assert nothing.status_code == 422
    assert "Say why the paper is taken back." in nothing.text
    back = await send(client, f"/polls/{poll}/papers/{line}/return", reason="unused")
    assert back.headers["location"].endswith("done=paper-taken-back")


async def test_names_that_are_too_short_or_unknown_are_told_apart(client: AsyncClient) -> None:
    _, poll = await _open(client)
    short = await client.get(f"/polls/{poll}/papers", params={"name": "M"})
    assert short.status_code == 422
    assert "Enter at least 2 letters." in short.text
    assert (
        "Nobody on the roll has a name like that."
        in (await client.get(f"/polls/{poll}/papers", params={"name": "Zoe"})).text
    )


@pytest.mark.parametrize("path", ["papers", "papers/blank", "papers/roll", "bundles"])
async def test_only_who_runs_the_poll_sees_its_papers(client: AsyncClient, path: str) -> None:
    council, poll = await _open(client)
    await sign_in(client, council.chair)
    assert (await client.get(f"/polls/{poll}/{path}")).status_code == 403
    other_body = await a_body(council.school, name="PTA")
    other_clerk = await a_member(council.school, other_body, "Otto Clerk", Office.CLERK)
    await sign_in(client, other_clerk)
    assert (await client.get(f"/polls/{poll}/{path}")).status_code == 404


async def test_a_parent_cannot_give_out_a_paper(client: AsyncClient) -> None:
    council, poll = await _open(client)
    line = await line_of(poll, council.members[0].id)
    await sign_in(client, await a_parent(council.school, "Other Parent"))
    assert (await send(client, f"/polls/{poll}/papers/{line}/issue")).status_code == 403
    assert await db.value("SELECT count(*) FROM paper_issue WHERE poll = $1", poll) == 0


async def test_a_poll_without_paper_has_no_desk(client: AsyncClient) -> None:
    council, _ = await _open(client)
    online = await an_open_poll(council.school, [council.chair.id], body=council.body)
    assert (await client.get(f"/polls/{online}/papers")).status_code == 409


async def test_the_ballot_paper_has_the_names_in_order_and_no_code_and_the_roll_has_names_only(
    client: AsyncClient,
) -> None:
    council, poll = await _open(client)
    election = await a_paper_election(council.school, [council.chair.id, council.members[0].id], council.body)
    paper = (await client.get(f"/polls/{election}/papers/blank")).text
    assert paper.index("Ada Hall") < paper.index("Ben Ito") < paper.index("Cem Kaya")
    assert "Write 1 beside your first choice" in paper
    shown = paper[paper.index('id="main"') :]
    assert not re.findall(r"[0-9a-f]{8}-[0-9a-f]{4}", re.sub(r'href="[^"]*"', "", shown))
    assert paper == (await client.get(f"/polls/{election}/papers/blank")).text
    roll = (await client.get(f"/polls/{poll}/papers/roll")).text
    assert "Destroy this list after the close." in roll
    assert "Member 5" in roll


async def test_two_people_key_a_bundle_settle_it_and_the_count_goes_on(client: AsyncClient) -> None:
    council, poll, other = await _closed(client, 3)
    home = (await client.get("/")).text
    assert f'href="/polls/{poll}/bundles"' in home
    assert "3 paper ballots were given out." in (await client.get(f"/polls/{poll}")).text
    for _ in range(2):
        assert (await send(client, f"/polls/{poll}/bundles", number="1", papers="3")).status_code == 303
    listed = (await client.get(f"/polls/{poll}/bundles")).text
    bundle = re.findall(rf"/polls/{poll}/bundles/([0-9a-f-]{{36}})", listed)
    assert len(set(bundle)) == 1
    assert "1 bundle is not agreed yet." in listed
    here = f"/polls/{poll}/bundles/{bundle[0]}"
    saved = await send(client, f"{here}/keying", ballots="f\r\na")
    assert saved.headers["location"] == f"{here}?done=bundle-saved"
    assert "for\nagainst</textarea>" in (await client.get(here)).text
    first = await send(client, f"{here}/keying", ballots="f\na\nb", finish="yes")
    assert first.headers["location"].endswith("bundles?done=bundle-keyed")
    await sign_in(client, other)
    unseen = (await client.get(here)).text
    assert "against" not in unseen[unseen.index("<textarea") :].split("</textarea>")[0]
    second = await send(client, f"{here}/keying", ballots="f\nf\nb", finish="yes")
    assert second.headers["location"] == here
    differs = (await client.get(here)).text
    assert "Paper 2" in differs
    assert "Read as “against” and as “for”." in differs
    assert council.clerk.name not in differs
    nothing = await send(client, f"{here}/settlement", paper_2="x", reason="")
    assert nothing.status_code == 422
    assert "No paper can say that." in nothing.text
    settled = await send(client, f"{here}/settlement", paper_2="a", reason="The cross is beside Against.")
    assert settled.headers["location"].endswith("done=bundle-agreed")
    assert "Everything agrees: go on to the count" in (await client.get(f"/polls/{poll}/bundles")).text
    for _ in range(2):
        gone = await send(client, f"/polls/{poll}/reconciliation")
        assert gone.headers["location"].startswith(f"/polls/{poll}")
    assert await state_of(poll) == PollState.RECONCILED
    assert f'href="/polls/{poll}/bundles"' not in (await client.get("/")).text


async def test_every_line_that_no_paper_can_say_is_named_by_its_number_and_what_was_typed_stays(
    client: AsyncClient,
) -> None:
    council = await a_council(3)
    poll = await a_paper_election(council.school, [member.id for member in council.members], council.body)
    await sign_in(client, council.clerk)
    await close_poll(council.school, poll, None)
    bundle = await a_bundle(council.school, poll, council.clerk.id, 4)
    here = f"/polls/{poll}/bundles/{bundle}/keying"
    wrong = await send(client, here, ballots="3 1 2\n1 1\nb\n9", finish="yes")
    assert wrong.status_code == 422
    assert "No paper can say what these 2 lines say. Lines 2: “1 1”; 4: “9”." in wrong.text
    assert "3 1 2\n1 1\nb\n9</textarea>" in wrong.text
    few = await send(client, here, ballots="3 1 2\n1", finish="yes")
    assert "You keyed 2 papers, and by hand count the bundle holds 4." in few.text
    empty = await send(client, here, ballots="", finish="yes")
    assert "Key at least one paper." in empty.text


async def test_a_bundle_is_corrected_and_removed_with_a_reason(client: AsyncClient) -> None:
    council, poll, _ = await _closed(client, 2)
    bundle = await a_bundle(council.school, poll, council.clerk.id, 2)
    here = f"/polls/{poll}/bundles/{bundle}"
    assert (await send(client, f"{here}/hand-count", papers="none")).status_code == 422
    await send(client, f"{here}/hand-count", papers="1")
    assert "1 paper</h1>" in (await client.get(here)).text
    assert (await send(client, f"{here}/removal", removal="")).status_code == 422
    for _ in range(2):
        removed = await send(client, f"{here}/removal", removal="entered twice")
    assert removed.status_code in (303, 404)
    assert "1 paper by hand count" not in (await client.get(f"/polls/{poll}/bundles")).text
    zero = await send(client, f"/polls/{poll}/bundles", number="1", papers="0")
    assert zero.status_code == 422


async def test_extra_papers_stop_the_count_until_they_are_explained_and_everybody_sees_it(client: AsyncClient) -> None:
    council, poll, other = await _closed(client, 1)
    bundle = await a_bundle(council.school, poll, council.clerk.id, 2)
    for keyer in (council.clerk, other):
        await sign_in(client, keyer)
        await send(client, f"/polls/{poll}/bundles/{bundle}/keying", ballots="f\nf", finish="yes")
    assert "1 more paper came back than was given out." in (await client.get(f"/polls/{poll}/bundles")).text
    refused = await send(client, f"/polls/{poll}/reconciliation", explanation="")
    assert refused.status_code == 422
    assert "Write down where the extra papers came from." in refused.text
    assert await state_of(poll) == PollState.CLOSED
    await send(client, f"/polls/{poll}/reconciliation", explanation="Given out from the printed roll.")
    await sign_in(client, council.chair)
    page = (await client.get(f"/polls/{poll}")).text
    assert "1 more paper ballot came back than was given out, and was counted." in page
    assert "Given out from the printed roll." in page


async def test_one_who_alone_may_key_is_told_so(client: AsyncClient) -> None:
    council, poll = await _open(client)
    await give_papers(council.school, poll, council.clerk.id, [council.members[0].id])
    await close_poll(council.school, poll, None)
    assert "only one may for this vote: Clare Byrne" in (await client.get(f"/polls/{poll}/bundles")).text


async def test_without_papers_one_click_goes_on(client: AsyncClient) -> None:
    council, poll = await _open(client)
    await close_poll(council.school, poll, None)
    assert "No papers: go on to the count" in (await client.get(f"/polls/{poll}/bundles")).text
    await send(client, f"/polls/{poll}/reconciliation")
    assert await state_of(poll) == PollState.RECONCILED


async def test_a_scrutineer_keys_as_the_second_person_and_does_nothing_else(client: AsyncClient) -> None:
    council = await a_council(3)
    voters = [member.id for member in council.members]
    poll = await a_paper_poll(council.school, voters, body=council.body)
    await give_papers(council.school, poll, council.clerk.id, voters[:1])
    await close_poll(council.school, poll, None)
    bundle = await a_bundle(council.school, poll, council.clerk.id, 1)
    teller = await a_parent(council.school, "Tess Teller", email="tess@example.org")
    await sign_in(client, teller)
    assert (await client.get(f"/polls/{poll}/bundles")).status_code in (403, 404)
    await name_scrutineer(council.school, poll, council.clerk.id, NewScrutineer("Tess Teller", "tess@example.org"))
    page = (await client.get(f"/polls/{poll}/bundles")).text
    assert "Tess Teller" in page and "Enter this bundle" not in page and "go on to the count" not in page
    path = f"/polls/{poll}/bundles/{bundle}"
    assert "Remove this bundle" not in (await client.get(path)).text
    assert (await send(client, f"{path}/keying", ballots="f", finish="yes")).status_code == 303
    for act, fields in (("hand-count", {"papers": 2}), ("removal", {"removal": "so"})):
        assert (await send(client, f"{path}/{act}", **fields)).status_code in (403, 404)
    assert (await send(client, f"/polls/{poll}/reconciliation")).status_code in (403, 404)
