"""Bundles for the tests of the verifier: of real polls, taken apart, and handed to it."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from uuid import UUID

from tests.cast import a_parent, a_school
from tests.votes.stage import an_open_poll, cast_all, declare
from votes import bundle, verify
from votes.casting import cast_ballot
from votes.queries import poll_facts
from votes.rules import Choice

Files = dict[str, bytes]


async def a_declared_poll(*choices: Choice, **settings: object) -> tuple[UUID, UUID]:
    """School and poll: everybody chose as said, the first of them having voted against before; two did not vote."""
    school = await a_school()
    parents = [await a_parent(school, f"Parent {number}") for number in range(len(choices) + 2)]
    poll = await an_open_poll(school, [parent.id for parent in parents], **settings)
    voters = [parent.id for parent in parents[: len(choices)]]
    await cast_ballot(school, poll, voters[0], Choice.AGAINST)
    await cast_all(school, poll, dict(zip(voters, choices, strict=True)))
    await declare(school, poll)
    return school, poll


async def bundle_of(school: UUID, poll: UUID) -> bytes:
    """The full bundle of a declared poll."""
    return await bundle.full_bundle(school, await poll_facts(school, poll))


async def public_bundle_of(school: UUID, poll: UUID) -> bytes:
    """The bundle that everybody gets whom the poll concerns."""
    return await bundle.public_bundle(school, await poll_facts(school, poll))


def files_of(held: bytes) -> Files:
    """What is in it, by name."""
    with zipfile.ZipFile(io.BytesIO(held)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def verified(tmp_path: Path, held: bytes, **given_too: str) -> str:
    """What the verifier says of it. Raises its Fault."""
    path = tmp_path / "bundle.zip"
    path.write_bytes(held)
    return verify.verify(str(path), **given_too)
