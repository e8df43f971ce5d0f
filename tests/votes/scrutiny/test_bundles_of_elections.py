"""The bundles of elections: who gets which, that both are accepted, and that they are the same bytes each time."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from uuid import UUID

import pytest

from common import db
from tests.cast import a_person, a_school
from tests.votes.bundles import bundle_of, files_of, public_bundle_of, verified
from tests.votes.elections_stage import an_open_election
from tests.votes.stage import an_open_poll, declare, take_step
from votes import verify
from votes.bundle import VERIFIER
from votes.casting import cast_ballot
from votes.count.result import Rule
from votes.declaring.rules import DrawnLot, PublicValue
from votes.declaring.services import settle_lot
from votes.locks import poll_for_update
from votes.receipts import final_receipts
from votes.rules import Choice
from votes.services import close_poll
from votes.steps import reconcile_locked

pytestmark = pytest.mark.usefixtures("rollback")

BALLOTS = {
    Rule.PLURALITY: ["1", "2", "2", "spoilt"],
    Rule.APPROVAL: ["1 2", "2 3", "3", "3"],
    Rule.SCORE: ["5 0 4", "0 5 4", "0 0 1", "spoilt"],
    Rule.IRV: ["1 2", "2 1", "2 1", "3 1", "3 1"],
    Rule.SCOTTISH_STV: ["1 2 3", "1 3", "3 2", "2", "1"],
    Rule.MEEK_STV: ["1 2 3", "1 3", "3 2", "2", "1"],
    Rule.SCHULZE: ["1=2 3", "2 1", "2 3"],
    Rule.RANKED_PAIRS: ["1=2 3", "2 1", "2 3"],
}


async def _election(rule: Rule, ballots: list[str], **settings: object) -> tuple[UUID, UUID, list[UUID]]:
    school = await a_school()
    voters = [(await a_person(school, f"Voter {n}")).id for n in range(len(ballots) + 1)]
    poll = await an_open_election(school, voters, rule=rule, **settings)  # type: ignore[arg-type]
    for voter, ballot in zip(voters, ballots, strict=False):
        await cast_ballot(school, poll, voter, ballot)
    return school, poll, voters


@pytest.mark.parametrize("rule", list(Rule))
async def test_both_bundles_of_every_rule_agree_and_are_the_same_bytes_each_time(rule: Rule, tmp_path: Path) -> None:
    school, poll, _ = await _election(rule, BALLOTS[rule])
    await declare(school, poll)
    receipts = await final_receipts(school, poll)
    full, public = await bundle_of(school, poll), await public_bundle_of(school, poll)
    assert full == await bundle_of(school, poll)
    assert public == await public_bundle_of(school, poll)
    said = verified(tmp_path, full, receipt=receipts[0])
    assert f"with {len(BALLOTS[rule])} ballots of {len(BALLOTS[rule]) + 1}" in said
    assert "elected" in said
    if rule is Rule.PLURALITY:
        assert public == full
    else:
        assert "The ballots are not in this bundle" in verified(tmp_path, public, receipt=receipts[0])
        assert not {"tally.json", "ballots.blt"} & set(files_of(public))
    assert b"Voter" not in b"".join(files_of(full).values())


async def test_nothing_in_the_public_bundle_lets_one_try_out_which_ballots_there_were() -> None:
    school, poll, _ = await _election(Rule.SCOTTISH_STV, BALLOTS[Rule.SCOTTISH_STV])
    await declare(school, poll)
    files = files_of(await public_bundle_of(school, poll))
    assert "input_sha256" not in json.loads(files["result.json"])["election"]
    assert set(json.loads(files["manifest.json"])["files"]) == set(files) - {"manifest.json", "manifest.sig"}


async def test_orders_that_many_chose_make_the_public_bundle_the_full_one(tmp_path: Path) -> None:
    school, poll, _ = await _election(Rule.IRV, ["1 2"] * 6 + ["2 3"] * 5 + ["spoilt"])
    await declare(school, poll)
    public = await public_bundle_of(school, poll)
    assert public == await bundle_of(school, poll)
    assert "Ada Bell" in verified(tmp_path, public)


@pytest.mark.parametrize("value", [True, False])
async def test_a_lot_is_checked_by_hash_or_as_it_was_drawn(value: bool, tmp_path: Path) -> None:
    settings = {"lot_source": "First ball of Saturday's lottery"} if value else {}
    school, poll, voters = await _election(Rule.IRV, ["1", "2"], ron=True, **settings)
    await close_poll(school, poll, None)
    for _ in range(3):
        await take_step(school, poll)
    lot = PublicValue("17") if value else DrawnLot((2, 4, 3, 1), "Rita drew, Sam watched")
    await settle_lot(school, poll, voters[0], lot)
    await take_step(school, poll)
    verified(tmp_path, await bundle_of(school, poll))
    verified(tmp_path, await public_bundle_of(school, poll))


async def _key_and_count(school: UUID, poll: UUID, bundles: list[dict[str, int]]) -> None:
    """What both who keyed agreed on, and all steps to the declaration."""
    for number, ballots in enumerate(bundles, start=1):
        await db.rows(
            "INSERT INTO paper_batch (id, school, poll, number, papers, ballots, agreed_at)"
            " VALUES (gen_random_uuid(), $1, $2, $3, $4, $5, now())",
            school,
            poll,
            number,
            sum(ballots.values()),
            ballots,
        )
    async with db.transaction():
        await reconcile_locked(await poll_for_update(school, poll))
    for _ in range(3):
        await take_step(school, poll)


async def test_paper_ballots_are_in_the_sum_and_their_bundles_add_up(tmp_path: Path) -> None:
    school, poll, _ = await _election(Rule.SCOTTISH_STV, ["1 2", "2"], paper=True)
    await db.rows("UPDATE poll SET roll_size = 9 WHERE id = $1", poll)
    await close_poll(school, poll, None)
    await _key_and_count(school, poll, [{"1 3": 2, "spoilt": 1}, {"3": 1}])
    full = await bundle_of(school, poll)
    assert "with 6 ballots of 9" in verified(tmp_path, full)
    paper = json.loads(files_of(full)["poll.json"])["paper"]
    assert paper == {"papers": 4, "bundles": [{"number": 1, "papers": 3}, {"number": 2, "papers": 1}]}
    assert "with 6 ballots of 9" in verified(tmp_path, await public_bundle_of(school, poll))


async def test_a_motion_with_paper_ballots_and_an_envelope_that_was_taken_out(tmp_path: Path) -> None:
    school = await a_school()
    voters = [(await a_person(school, f"Voter {number}")).id for number in range(4)]
    poll = await an_open_poll(school, voters)
    taken = (await cast_ballot(school, poll, voters[0], Choice.FOR)).receipt
    await cast_ballot(school, poll, voters[1], Choice.FOR)
    await db.rows("UPDATE poll SET paper = true WHERE id = $1", poll)
    await db.rows("DELETE FROM envelope WHERE receipt = $1", taken.envelope)
    await db.rows(
        "INSERT INTO receipt_entry (id, school, poll, receipt, state)"
        " VALUES (gen_random_uuid(), $1, $2, $3, 'taken_out')",
        school,
        poll,
        taken.envelope,
    )
    await close_poll(school, poll, None)
    await _key_and_count(school, poll, [{"against": 2}])
    full = await bundle_of(school, poll)
    assert full == await public_bundle_of(school, poll)
    assert "is lost with 3 ballots of 4" in verified(tmp_path, full)
    with pytest.raises(verify.Fault, match="was taken out"):
        verified(tmp_path, full, receipt=taken.text)


async def test_somebody_who_withdrew_is_passed_over(tmp_path: Path) -> None:
    school, poll, _ = await _election(Rule.SCOTTISH_STV, ["1 2 3", "1 3", "3 2", "1", "3"])
    await db.rows("UPDATE candidate SET withdrawn_at = now() WHERE poll = $1 AND number = 1", poll)
    await declare(school, poll)
    files = files_of(await bundle_of(school, poll))
    assert json.loads(files["poll.json"])["withdrawn"] == [1]
    assert files["ballots.blt"].startswith(b"3 1\n-1\n")
    assert "Cem Demir" in verified(tmp_path, await bundle_of(school, poll))


async def test_an_election_is_counted_again_by_a_plain_python(tmp_path: Path) -> None:
    school, poll, _ = await _election(Rule.MEEK_STV, BALLOTS[Rule.MEEK_STV])
    await declare(school, poll)
    (tmp_path / "verify.py").write_bytes(VERIFIER.read_bytes())
    (tmp_path / "b.zip").write_bytes(await bundle_of(school, poll))
    python = os.environ.get("QUORATE_OLD_PYTHON") or sys.executable
    run = [python, "-I", "-S", "verify.py", "b.zip"]
    done = subprocess.run(run, cwd=tmp_path, capture_output=True, text=True)  # noqa: S603, ASYNC221
    assert (done.returncode, done.stderr) == (0, "")
