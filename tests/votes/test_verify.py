"""The offline verifier accepts a true bundle and names the first fault of each that was tampered with."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from httpx import AsyncClient
from hypothesis import given, settings
from hypothesis import strategies as st
from nacl.signing import SigningKey

from common import sealing
from tests.cast import a_parent, a_school, sign_in
from tests.votes.bundles import a_declared_poll, bundle_of, files_of, verified
from tests.votes.stage import an_open_poll, declare
from votes import verify
from votes.bundle import VERIFIER
from votes.casting import cast_ballot
from votes.count.majority import count_motion, with_casting_vote
from votes.queries import poll_facts
from votes.receipts import final_receipts
from votes.rules import Choice, DecisionRule, MajorityRule, VoteBase
from votes.services import cast_casting_vote

F, A, X, B = Choice.FOR, Choice.AGAINST, Choice.ABSTAIN, Choice.SPOILT


# ---- true bundles ----


async def test_a_true_bundle_agrees_and_is_the_same_bytes_each_time(rollback: None, tmp_path: Path) -> None:
    school, poll = await a_declared_poll(F, F, F, A, X, B)
    bundle = await bundle_of(school, poll)
    assert bundle == await bundle_of(school, poll)
    receipts = await final_receipts(school, poll)
    head = (await poll_facts(school, poll)).head
    assert head is not None
    key = bytes(sealing.signing_key().verify_key).hex()
    said = verified(tmp_path, bundle, key=key, root=head.root, receipt=receipts[2])
    assert "carried with 6 ballots of 8" in said
    assert "Your receipt is among them." in said
    names = b"".join(files_of(bundle).values())
    assert b"Parent 1" not in names


@pytest.mark.parametrize(
    ("choices", "rules"),
    [
        ((F, F, A), {"decision": DecisionRule(MajorityRule.TWO_THIRDS)}),
        ((F, F, A), {"decision": DecisionRule(MajorityRule.ABSOLUTE)}),
        ((F, A), {"quorum": 3}),
        ((X, B, B), {"decision": DecisionRule(MajorityRule.THREE_QUARTERS, base=VoteBase.CAST)}),
        ((F, F), {"decision": DecisionRule(MajorityRule.CUSTOM, 1, 1)}),
    ],
)
async def test_every_rule_is_counted_as_it_was(
    rollback: None, tmp_path: Path, choices: tuple[Choice, ...], rules: dict[str, Any]
) -> None:
    school, poll = await a_declared_poll(*choices, **rules)
    assert verified(tmp_path, await bundle_of(school, poll)).startswith("Everything agrees")


@pytest.mark.parametrize("choice", [F, A])
async def test_a_casting_vote_is_checked_too(rollback: None, tmp_path: Path, choice: Choice) -> None:
    school, poll = await a_declared_poll(F, A, casting_vote=True)
    await cast_casting_vote(school, poll, (await a_parent(school)).id, choice)
    said = verified(tmp_path, await bundle_of(school, poll))
    assert ("carried" if choice is F else "lost") in said


async def test_it_runs_by_itself_under_a_plain_python(rollback: None, tmp_path: Path) -> None:
    school, poll = await a_declared_poll(F, F, A)
    (tmp_path / "verify.py").write_bytes(VERIFIER.read_bytes())
    (tmp_path / "b.zip").write_bytes(await bundle_of(school, poll))
    run = [sys.executable, "-I", "-S", "verify.py", "b.zip"]
    done = subprocess.run(run, cwd=tmp_path, capture_output=True, text=True)  # noqa: S603, ASYNC221
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Everything agrees")
    (tmp_path / "b.zip").write_bytes(b"no zip")
    done = subprocess.run(run, cwd=tmp_path, capture_output=True, text=True)  # noqa: S603, ASYNC221
    assert done.returncode == 1
    assert "cannot be read as a zip file" in done.stderr
    done = subprocess.run(run[:-1], cwd=tmp_path, capture_output=True, text=True)  # noqa: S603, ASYNC221
    assert done.returncode == 2


def test_it_needs_nothing_newer_than_python_3_9_and_nothing_but_the_standard_library() -> None:
    tree = ast.parse(VERIFIER.read_text(), feature_version=(3, 9))
    roots = {name.name.split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    roots |= {(node.module or "").split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert roots <= sys.stdlib_module_names
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.Match)]


async def test_the_command_says_so_in_a_sentence_and_its_exit_status(rollback: None, tmp_path: Path) -> None:
    from web.cli import main

    school, poll = await a_declared_poll(F, F, A)
    bundle = await bundle_of(school, poll)
    (tmp_path / "b.zip").write_bytes(bundle)
    good = CliRunner().invoke(main, ["verify", str(tmp_path / "b.zip")])
    assert (good.exit_code, good.output.count("\n")) == (0, 1)
    (tmp_path / "b.zip").write_bytes(bundle[:-40])
    assert CliRunner().invoke(main, ["verify", str(tmp_path / "b.zip")]).exit_code == 1
    assert CliRunner().invoke(main, ["verify", str(tmp_path / "none.zip")]).exit_code == 1


# ---- its parts against those of the program ----


@settings(deadline=None)
@given(st.binary(min_size=32, max_size=32), st.binary(max_size=200), st.integers(0, 511))
def test_its_signature_check_agrees_with_the_library_and_sees_every_flipped_bit(
    seed: bytes, text: bytes, bit: int
) -> None:
    key = SigningKey(seed)
    signature = key.sign(text).signature
    public = bytes(key.verify_key)
    assert verify.signature_holds(public, text, signature)
    flipped = (int.from_bytes(signature, "big") ^ 1 << bit).to_bytes(64, "big")
    assert not verify.signature_holds(public, text, flipped)
    assert not verify.signature_holds(public, text + b"x", signature)


RULES = st.builds(
    DecisionRule,
    st.sampled_from(MajorityRule),
    numerator=st.integers(4, 6),
    denominator=st.integers(6, 7),
    base=st.sampled_from(VoteBase),
)
BALLOTS = st.dictionaries(st.sampled_from([*Choice, "unreadable"]), st.integers(1, 30))


@given(RULES, BALLOTS, st.integers(0, 20), st.none() | st.integers(1, 40), st.booleans(), st.sampled_from([F, A]))
def test_it_counts_as_the_program_counts(
    rule: DecisionRule, ballots: dict[str, int], absent: int, quorum: int | None, even: bool, choice: Choice
) -> None:
    if even and F in ballots:
        ballots = {**ballots, A: ballots[F]}
    entitled = sum(ballots.values()) + absent
    result = count_motion(ballots, rule, entitled, present=entitled, quorum=quorum)
    poll = {
        "rule": {
            "majority": rule.majority.value,
            "numerator": rule.numerator,
            "denominator": rule.denominator,
            "base": rule.base.value,
        },
        "roll_size": entitled,
        "present": entitled,
        "quorum": quorum,
    }
    assert verify.count(poll, ballots, None) == result.as_json()
    if result.one_vote_decides:
        settled = with_casting_vote(result, rule, choice).as_json()
        assert verify.count(poll, ballots, choice.value) == settled


# ---- the pages ----


async def test_the_bundle_and_the_verifier_are_on_the_page_of_the_result_and_nowhere_before(
    client: AsyncClient,
) -> None:
    school = await a_school()
    parent = await a_parent(school)
    poll = await an_open_poll(school, [parent.id])
    await sign_in(client, parent)
    assert (await client.get(f"/polls/{poll}/bundle.zip")).status_code == 404
    await cast_ballot(school, poll, parent.id, F)
    await declare(school, poll)
    page = (await client.get(f"/polls/{poll}")).text
    assert f"/polls/{poll}/bundle.zip" in page
    assert f"/polls/{poll}/verifier" in page
    got = await client.get(f"/polls/{poll}/bundle.zip")
    assert got.headers["content-type"] == "application/zip"
    assert got.content == await bundle_of(school, poll)
    code = await client.get(f"/polls/{poll}/verifier")
    assert code.content == VERIFIER.read_bytes()
    assert 'filename="verify.py"' in code.headers["content-disposition"]
    await sign_in(client, await a_parent(school, "Outsider"))
    assert (await client.get(f"/polls/{poll}/bundle.zip")).status_code == 404
    assert (await client.get(f"/polls/{poll}/verifier")).status_code == 404
