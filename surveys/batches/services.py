"""Writes of batches: sealing an answer into the one that collects, opening what may be opened, destroying keys."""

from __future__ import annotations

import asyncio
import secrets
from collections import Counter
from collections.abc import Iterable, Sequence
from uuid import UUID, uuid4

from common import db, jobs, sealing
from surveys.batches.grouping import merged_keys
from surveys.batches.rules import BATCH_SIZE, BatchState, Contents, Opened, mixed, pack, unpack
from surveys.results.services import ask_analyses
from surveys.rules import Anonymity

_KEY = "survey-"
_shuffle = secrets.SystemRandom().shuffle


def key_name(batch: UUID) -> str:
    """The name of the key file that opens a batch's answers."""
    return f"{_KEY}{batch}"


async def start_batch(school: UUID, survey: UUID, number: int, group: str = "") -> None:
    """Makes the batch of a group that collects from now on, with a key of its own, on disk before the row is."""
    batch = uuid4()
    public_key = await asyncio.to_thread(sealing.make_key, key_name(batch))
    await db.rows(
        "INSERT INTO answer_batch (id, school, survey, group_key, number, public_key, arrived, state)"
        " VALUES ($1, $2, $3, $4, $5, $6, 0, $7)",
        batch,
        school,
        survey,
        group,
        number,
        public_key,
        BatchState.COLLECTING.value,
    )


async def seal_into_batch(school: UUID, survey: UUID, contents: Contents, size: int, group: str = "") -> None:
    """Seals one answer to its group's batch, in the caller's transaction, which holds the survey's row shared.

    The tenth fills the batch: the next one is started, and the one before may be opened.
    """
    batch = await _collecting(school, survey, group)
    sealed = sealing.seal(pack(contents), batch["public_key"], size)
    full = batch["arrived"] + 1 >= BATCH_SIZE
    await db.rows(
        "WITH added AS (INSERT INTO sealed_answer (id, school, batch, sealed) VALUES ($1, $2, $3, $4))"
        " UPDATE answer_batch SET arrived = arrived + 1, state = $5 WHERE id = $3",
        uuid4(),
        school,
        batch["id"],
        sealed,
        (BatchState.FULL if full else BatchState.COLLECTING).value,
    )
    if full:
        await start_batch(school, survey, batch["number"] + 1, group)
        await _ask_to_open_the_one_before(survey, group, batch["number"])


async def _collecting(school: UUID, survey: UUID, group: str) -> db.Row:
    # Whoever waited for a row that another submission then filled gets nothing, and asks again for the new one.
    for attempt in range(100):
        batch = await db.row(
            "SELECT id, number, public_key, arrived FROM answer_batch"
            " WHERE survey = $1 AND group_key = $2 AND state = 'collecting' FOR UPDATE",
            survey,
            group,
        )
        if batch is not None:
            return batch
        if attempt == 0:
            await _start_first_batch(school, survey, group)
    raise RuntimeError("an open survey has no batch that collects")


async def _start_first_batch(school: UUID, survey: UUID, group: str) -> None:
    """Starts the first batch of a group that nobody foresaw when the survey opened, unless it has one."""
    # Looked for before anything is waited for: two who hold what the other waits for would wait for ever.
    if await _has_batches(survey, group):
        return
    await db.rows("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", f"batch|{survey}|{group}")
    if not await _has_batches(survey, group):
        await start_batch(school, survey, 1, group)


async def _has_batches(survey: UUID, group: str) -> bool:
    any_batch = "SELECT EXISTS (SELECT 1 FROM answer_batch WHERE survey = $1 AND group_key = $2)"
    return bool(await db.value(any_batch, survey, group))


async def _ask_to_open_the_one_before(survey: UUID, group: str, number: int) -> None:
    before = await db.value(
        "SELECT id FROM answer_batch WHERE survey = $1 AND group_key = $2 AND number = $3", survey, group, number - 1
    )
    if before is not None:
        await jobs.enqueue("open_batch", once_key=str(before), batch=before)


@jobs.job("open_batch")
async def open_batch(payload: jobs.Payload) -> None:
    """Opens a full batch once the next one is full too. Repeatable: an opened batch is left as it is."""
    batch = UUID(str(payload["batch"]))
    async with db.transaction():
        found = await db.rows(
            "SELECT b.id, b.school, b.survey, b.group_key FROM answer_batch b WHERE b.id = $1 AND b.state = 'full'"
            " AND EXISTS (SELECT 1 FROM answer_batch n WHERE n.survey = b.survey AND n.group_key = b.group_key"
            "  AND n.number = b.number + 1 AND n.state <> 'collecting') FOR UPDATE OF b",
            batch,
        )
        for line in found:
            await _open([line], line["group_key"])
    await destroy_spent_keys()


@jobs.job("open_last_batches")
async def open_last_batches(payload: jobs.Payload) -> None:
    """Opens all that is still sealed of a closed survey, together, and asks for the reading of its comments.

    Groups of which fewer than ten answered are opened with a neighbour, and are one with it from then on. Fewer than
    ten answers in all are never opened, unless they carry their names anyhow.
    """
    survey = UUID(str(payload["survey"]))
    async with db.transaction():
        closed = await db.row(
            "SELECT id, school, anonymity FROM survey WHERE id = $1 AND state IN ('closed', 'published') FOR SHARE",
            survey,
        )
        batches = await db.rows(
            "SELECT id, school, survey, group_key, arrived, state FROM answer_batch WHERE survey = $1"
            " ORDER BY number FOR UPDATE",
            survey,
        )
        waiting = [batch for batch in batches if batch["state"] in (BatchState.COLLECTING, BatchState.FULL)]
        enough = sum(batch["arrived"] for batch in batches) >= BATCH_SIZE
        if closed is not None and (enough or closed["anonymity"] == Anonymity.NAMED):
            await _open_by_group(survey, batches, waiting)
            await ask_analyses(closed["school"], survey)
        elif closed is not None:
            await _done_with(waiting, BatchState.TOO_FEW)
    await destroy_spent_keys()


async def _open_by_group(survey: UUID, batches: Sequence[db.Row], waiting: Sequence[db.Row]) -> None:
    arrived: Counter[str] = Counter()
    for batch in batches:
        arrived[batch["group_key"]] += batch["arrived"]
    wider = merged_keys({group: n for group, n in arrived.items() if n})
    for group in sorted(set(wider.values())):
        await _open([batch for batch in waiting if wider.get(batch["group_key"]) == group], group)
    await _done_with(waiting, BatchState.OPENED)
    for own, group in wider.items():
        if own != group:
            await db.rows("UPDATE response SET group_key = $3 WHERE survey = $1 AND group_key = $2", survey, own, group)


async def _open(batches: Sequence[db.Row], group: str) -> None:
    """Opens batches of a group together."""
    if not batches:
        return
    sealed = await db.rows(
        "SELECT batch, sealed FROM sealed_answer WHERE batch = ANY($1)", [batch["id"] for batch in batches]
    )
    keys = {batch: sealing.private_key(key_name(batch)) for batch in {line["batch"] for line in sealed}}
    contents = [unpack(sealing.open_sealed(line["sealed"], keys[line["batch"]])) for line in sealed]
    await _write(batches[0]["school"], batches[0]["survey"], group, mixed(contents, _shuffle))
    await _done_with(batches, BatchState.OPENED)


async def _write(school: UUID, survey: UUID, group: str, opened: Opened) -> None:
    responses = [(uuid4(), one) for one in opened.responses]
    await db.insert_many(
        "INSERT INTO response (id, school, survey, channel, group_key, person) VALUES ($1, $2, $3, $4, $5, $6)",
        [(response, school, survey, one.channel.value, group, one.person) for response, one in responses],
    )
    await db.insert_many(
        "INSERT INTO answer (id, school, response, question, value) VALUES ($1, $2, $3, $4, $5)",
        [
            (uuid4(), school, response, question, value)
            for response, one in responses
            for question, values in one.closed.items()
            for value in values.split("\n")
        ],
    )
    await db.insert_many(
        "INSERT INTO comment (id, school, survey, question, channel, text, person) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        [(uuid4(), school, survey, one.question, one.channel.value, one.text, one.person) for one in opened.comments],
    )


async def _done_with(batches: Iterable[db.Row], state: BatchState) -> None:
    ended = [batch["id"] for batch in batches]
    await db.rows("DELETE FROM sealed_answer WHERE batch = ANY($1)", ended)
    await db.rows("UPDATE answer_batch SET state = $2 WHERE id = ANY($1)", ended, state.value)


async def destroy_spent_keys() -> None:
    """Destroys the keys of batches that were opened or given up: only after that was committed, so again and again."""
    kept = [UUID(name.removeprefix(_KEY)) for name in sealing.key_names() if name.startswith(_KEY)]
    if not kept:
        return
    spent = await db.rows("SELECT id FROM answer_batch WHERE id = ANY($1) AND state IN ('opened', 'too_few')", kept)
    for batch in spent:
        await asyncio.to_thread(sealing.destroy_key, key_name(batch["id"]))


@jobs.every("forgotten_batches", "*/10 * * * *")
async def open_forgotten_batches() -> None:
    """Asks again for what a lost job left sealed, and destroys the keys that a crash left behind."""
    ready = await db.rows(
        "SELECT b.id FROM answer_batch b JOIN answer_batch n ON n.survey = b.survey AND n.group_key = b.group_key"
        " AND n.number = b.number + 1 WHERE b.state = 'full' AND n.state <> 'collecting'"
    )
    for batch in ready:
        await jobs.enqueue("open_batch", once_key=str(batch["id"]), batch=batch["id"])
    closed = await db.rows(
        "SELECT DISTINCT s.id FROM survey s JOIN answer_batch b ON b.survey = s.id"
        " WHERE s.state IN ('closed', 'published') AND b.state IN ('collecting', 'full')"
    )
    for survey in closed:
        await jobs.enqueue("open_last_batches", once_key=str(survey["id"]), survey=survey["id"])
    await destroy_spent_keys()
