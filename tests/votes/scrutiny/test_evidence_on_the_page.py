"""All that anybody can check of a result hangs on its page, and each link leads to what it says."""

from __future__ import annotations

import re
from pathlib import Path
from uuid import UUID

from httpx import AsyncClient

from common import db
from tests.cast import a_council, a_parent, a_school, sign_in
from tests.votes.bundles import bundle_of, files_of, public_bundle_of, verified
from tests.votes.elections_stage import an_open_election
from tests.votes.named.stage import an_open_vote, walk
from tests.votes.stage import an_open_poll, cast_all, declare
from votes.casting import cast_ballot
from votes.evidence import public_key
from votes.rules import Choice, OpenMethod
from votes.services import close_poll

F, A = Choice.FOR, Choice.AGAINST
KINDS = {"pdf": "application/pdf", "csv": "text/csv; charset=utf-8", "zip": "application/zip"}


async def _links_lead_somewhere(client: AsyncClient, poll: UUID) -> set[str]:
    page = (await client.get(f"/polls/{poll}")).text
    assert "Check this result" in page
    assert public_key() in page
    paths = set(re.findall(rf'href="(/polls/{poll}/[^"#]+)"', page))
    for path in paths:
        answer = await client.get(path)
        assert answer.status_code == 200, path
        kind = KINDS.get(path.rsplit(".", 1)[-1])
        if kind:
            assert answer.headers["content-type"] == kind
            assert f"{poll}" in answer.headers["content-disposition"]
    return {path.rsplit("/", 1)[-1] for path in paths}


async def test_of_a_motion(client: AsyncClient) -> None:
    school = await a_school()
    parents = [await a_parent(school, f"Parent {n}") for n in range(3)]
    poll = await an_open_poll(school, [parent.id for parent in parents])
    await cast_all(school, poll, {parents[0].id: F, parents[1].id: A, parents[2].id: F})
    await declare(school, poll)
    await sign_in(client, parents[0])
    links = await _links_lead_somewhere(client, poll)
    assert {"recount", "result.pdf", "result.csv", "bundle.zip", "verifier", "secrecy"} <= links
    assert "full-bundle.zip" not in links
    made = [(await client.get(f"/polls/{poll}/result.pdf")).content for _ in range(2)]
    assert made[0] == made[1]
    assert made[0].startswith(b"%PDF-")


async def test_of_an_election_for_whoever_runs_it(client: AsyncClient) -> None:
    council = await a_council(4)
    voters = [member.id for member in council.members]
    poll = await an_open_election(council.school, voters, body=council.body)
    for voter in voters:
        await cast_ballot(council.school, poll, voter, "2 1")
    await declare(council.school, poll)
    await sign_in(client, council.clerk)
    assert "full-bundle.zip" in await _links_lead_somewhere(client, poll)


async def test_of_an_open_vote_which_has_no_box(client: AsyncClient, tmp_path: Path) -> None:
    council = await a_council(2)
    poll = await an_open_vote(council, OpenMethod.ROLL_CALL)
    voters = [council.chair.id, *(member.id for member in council.members)]
    for voter, choice in zip(voters, (F, F, A), strict=True):
        await db.rows(
            "INSERT INTO named_vote (id, school, poll, entitlement, choice, recorded_at)"
            " SELECT gen_random_uuid(), school, poll, id, $3, now() FROM entitlement WHERE poll = $1 AND person = $2",
            poll,
            voter,
            choice.value,
        )
    await close_poll(council.school, poll, None)
    await walk(council.school, poll)
    await sign_in(client, council.members[0])
    links = await _links_lead_somewhere(client, poll)
    assert {"recount", "result.pdf", "bundle.zip"} <= links
    assert "Check your receipt" not in (await client.get(f"/polls/{poll}")).text
    assert "with 3 ballots of 3" in verified(tmp_path, await bundle_of(council.school, poll))
    public = await public_bundle_of(council.school, poll)
    assert public == await bundle_of(council.school, poll)
    assert "head.json" not in files_of(public)
