"""Sealed answers: ten to a batch, opened together and shuffled, never lost, never one twice, never fewer than ten."""

from __future__ import annotations

import asyncio
import secrets
from collections import Counter
from collections.abc import AsyncIterator
from contextvars import Context
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common import db, jobs, sealing
from surveys.answering.rules import SurveyClosed, plain_text
from surveys.answering.services import submit_answers
from surveys.batches import services as batches
from surveys.batches.rules import Contents, mixed, pack, sealed_size, unpack
from surveys.batches.services import destroy_spent_keys, open_batch, open_forgotten_batches, open_last_batches
from surveys.building.rules import Questionnaire
from surveys.building.services import close_survey
from surveys.rules import LONGEST_COMMENT
from tests.cast import a_school
from tests.surveys.scene import a_token, an_open_survey, answers_to

pytestmark = pytest.mark.slow


async def _submit(school: UUID, asked: Questionnaire, count: int, first: int = 0) -> None:
    for number in range(first, first + count):
        comments = (f"Lovely lunch number {number}.", f"Please mend lamp {number}.")
        await submit_answers(school, asked.survey, a_token(), answers_to(asked, "agree", comments))


async def _states(survey: UUID) -> list[tuple[int, int, str]]:
    found = await db.rows("SELECT number, arrived, state FROM answer_batch WHERE survey = $1 ORDER BY number", survey)
    return [(line["number"], line["arrived"], line["state"]) for line in found]


async def _responses(survey: UUID) -> int:
    return int(await db.value("SELECT count(*) FROM response WHERE survey = $1", survey))


def _keys_of(found: list[db.Row]) -> set[str]:
    return {f"survey-{line['id']}" for line in found} & sealing.key_names()


async def _keys(survey: UUID) -> set[str]:
    return _keys_of(await db.rows("SELECT id FROM answer_batch WHERE survey = $1", survey))


async def test_a_batch_is_opened_when_the_next_is_full_and_the_last_two_together_at_the_close(rollback: None) -> None:
    school = await a_school()
    asked = await an_open_survey(school)
    await _submit(school, asked, 19)
    await jobs.run_pending()
    assert await _states(asked.survey) == [(1, 10, "full"), (2, 9, "collecting")]
    assert await _responses(asked.survey) == 0
    await _submit(school, asked, 4, first=19)
    await jobs.run_pending()
    assert await _states(asked.survey) == [(1, 10, "opened"), (2, 10, "full"), (3, 3, "collecting")]
    assert await _responses(asked.survey) == 10
    await close_survey(school, asked.survey, by=None)
    await jobs.run_pending()
    assert [state for _, _, state in await _states(asked.survey)] == ["opened"] * 3
    assert await _responses(asked.survey) == 23
    assert await db.value("SELECT count(*) FROM answer") == 23 * 14
    texts = {line["text"] for line in await db.rows("SELECT text FROM comment WHERE survey = $1", asked.survey)}
    assert texts == {
        f"{what} {number}." for what in ("Lovely lunch number", "Please mend lamp") for number in range(23)
    }
    assert await db.value("SELECT count(*) FROM sealed_answer") == 0
    assert await _keys(asked.survey) == set()


async def test_fewer_than_ten_answers_are_never_opened_and_nothing_could_open_them(rollback: None) -> None:
    school = await a_school()
    asked = await an_open_survey(school)
    await _submit(school, asked, 9)
    assert len(await _keys(asked.survey)) == 1
    await close_survey(school, asked.survey, by=None)
    await jobs.run_pending()
    assert await _states(asked.survey) == [(1, 9, "too_few")]
    assert await _responses(asked.survey) == 0
    assert await db.value("SELECT count(*) FROM sealed_answer") == 0
    assert await _keys(asked.survey) == set()


@pytest.mark.parametrize("count", [10, 11, 20])
async def test_ten_answers_are_enough(rollback: None, count: int) -> None:
    school = await a_school()
    asked = await an_open_survey(school)
    await _submit(school, asked, count)
    await close_survey(school, asked.survey, by=None)
    await jobs.run_pending()
    assert await _responses(asked.survey) == count


async def test_opening_again_or_too_early_does_nothing(rollback: None) -> None:
    school = await a_school()
    asked = await an_open_survey(school)
    await _submit(school, asked, 10)
    first = await db.value("SELECT id FROM answer_batch WHERE survey = $1 AND number = 1", asked.survey)
    await open_batch({"batch": str(first)})
    await open_last_batches({"survey": str(asked.survey)})
    assert await _responses(asked.survey) == 0
    await _submit(school, asked, 10, first=10)
    for _ in range(3):
        await open_batch({"batch": str(first)})
    assert await _responses(asked.survey) == 10
    await close_survey(school, asked.survey, by=None)
    for _ in range(3):
        await open_last_batches({"survey": str(asked.survey)})
    assert await _responses(asked.survey) == 20


async def test_a_crash_between_opening_and_destroying_the_key_is_made_good(
    rollback: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    school = await a_school()
    asked = await an_open_survey(school)
    await _submit(school, asked, 20)

    async def crash() -> None:
        raise OSError("the machine stopped")

    with monkeypatch.context() as patched:
        patched.setattr(batches, "destroy_spent_keys", crash)
        with pytest.raises(OSError, match="stopped"):
            await jobs.run_pending()
    assert await _responses(asked.survey) == 10
    assert len(await _keys(asked.survey)) == 3
    await destroy_spent_keys()
    assert len(await _keys(asked.survey)) == 2
    assert await _responses(asked.survey) == 10


async def test_jobs_that_were_lost_are_asked_for_again(rollback: None) -> None:
    school = await a_school()
    asked = await an_open_survey(school)
    await _submit(school, asked, 20)
    await db.rows("DELETE FROM pgqueuer")
    await open_forgotten_batches()
    await jobs.run_pending()
    assert await _responses(asked.survey) == 10
    await close_survey(school, asked.survey, by=None)
    await db.rows("DELETE FROM pgqueuer")
    await open_forgotten_batches()
    await jobs.run_pending()
    assert await _responses(asked.survey) == 20


async def test_an_answer_that_cannot_be_opened_stops_everything_and_loses_nothing(rollback: None) -> None:
    school = await a_school()
    asked = await an_open_survey(school)
    await _submit(school, asked, 20)
    await db.rows("UPDATE sealed_answer SET sealed = set_byte(sealed, 60, get_byte(sealed, 60) # 1)")
    with pytest.raises(sealing.CannotOpen):
        await jobs.run_pending()
    assert await _responses(asked.survey) == 0
    assert await db.value("SELECT count(*) FROM sealed_answer") == 20
    assert len(await _keys(asked.survey)) == 3


# ---- what is sealed ----

_texts = st.text(min_size=1, max_size=200).map(plain_text).filter(bool)


@given(st.dictionaries(st.uuids(), st.sampled_from(["agree", "dont_know"])), st.lists(st.tuples(st.uuids(), _texts)))
def test_what_is_packed_is_unpacked(closed: dict[UUID, str], comments: list[tuple[UUID, str]]) -> None:
    contents = Contents(closed, tuple(comments))
    assert unpack(pack(contents)) == contents


@given(st.characters())
def test_the_longest_answer_fits_into_the_size_of_every_answer(character: str) -> None:
    text = plain_text(f"a{character}b")[1:-1] * LONGEST_COMMENT
    contents = Contents({uuid4(): "strongly_disagree" for _ in range(14)}, ((uuid4(), text), (uuid4(), text)))
    assert len(pack(contents)) < sealed_size(14, 2)


def test_neither_answers_nor_comments_keep_their_place() -> None:
    """In 4,000 batches of ten, each arrival is as likely to come out anywhere as anywhere else (chi-squared)."""
    rounds, question = 4_000, uuid4()
    arrivals = [Contents({question: str(number)}, ((question, str(number)),)) for number in range(10)]
    answers: Counter[tuple[int, int]] = Counter()
    comments: Counter[tuple[int, int]] = Counter()
    together: Counter[tuple[int, int]] = Counter()
    for _ in range(rounds):
        opened = mixed(arrivals, secrets.SystemRandom().shuffle)
        came = [int(answer.closed[question]) for answer in opened.responses]
        wrote = [int(comment.text) for comment in opened.comments]
        answers.update(enumerate(came))
        comments.update(enumerate(wrote))
        together.update(zip(came, wrote, strict=True))
    expected = rounds / 10
    for counts in (answers, comments, together):
        chi_squared = sum((counts[i, j] - expected) ** 2 / expected for i in range(10) for j in range(10))
        assert chi_squared < 200  # 81 degrees of freedom, times 10/9: by chance once in a million runs


# ---- races, on real connections ----


@pytest.fixture
async def committed_school(database: str) -> AsyncIterator[UUID]:
    """A school that other connections can see, taken away afterwards."""
    school = await a_school()
    yield school
    await db.rows("DELETE FROM pgqueuer")
    await db.rows("DELETE FROM concern WHERE school = $1", school)
    await db.rows("DELETE FROM survey WHERE school = $1", school)
    await db.rows("DELETE FROM school WHERE id = $1", school)


async def test_many_at_once_of_a_group_that_nobody_foresaw_never_wait_for_each_other_in_a_ring(
    committed_school: UUID,
) -> None:
    asked = await an_open_survey(committed_school)

    async def one() -> None:
        async with db.transaction():
            await batches.seal_into_batch(committed_school, asked.survey, Contents({}, ()), 1024, group="late")

    await asyncio.gather(*(one() for _ in range(45)))
    found = await db.rows("SELECT arrived FROM answer_batch WHERE group_key = 'late' ORDER BY number")
    assert [batch["arrived"] for batch in found] == [10, 10, 10, 10, 5]


async def test_thirty_two_at_once_are_each_stored_once_in_batches_of_exactly_ten(committed_school: UUID) -> None:
    asked = await an_open_survey(committed_school)

    async def one(number: int) -> None:
        token = a_token()
        answers = answers_to(asked, "agree", (f"From {number}.", ""))
        await asyncio.gather(*(submit_answers(committed_school, asked.survey, token, answers) for _ in range(2)))

    await asyncio.gather(*(one(number) for number in range(32)))
    assert [arrived for _, arrived, _ in await _states(asked.survey)] == [10, 10, 10, 2]
    assert await db.value("SELECT count(*) FROM spent_device WHERE survey = $1", asked.survey) == 32
    await close_survey(committed_school, asked.survey, by=None)
    await jobs.run_pending()
    texts = [line["text"] for line in await db.rows("SELECT text FROM comment WHERE survey = $1", asked.survey)]
    assert sorted(texts) == sorted(f"From {number}." for number in range(32))


async def test_a_submission_against_a_close_is_either_counted_or_told_that_it_is_late(committed_school: UUID) -> None:
    asked = await an_open_survey(committed_school)
    await _submit(committed_school, asked, 10)
    outcomes: list[str] = []

    async def one() -> None:
        await asyncio.sleep(secrets.randbelow(40) / 1000)
        try:
            await submit_answers(committed_school, asked.survey, a_token(), answers_to(asked))
        except SurveyClosed:
            outcomes.append("late")
        else:
            outcomes.append("taken")

    async def close() -> None:
        await asyncio.sleep(0.02)
        await close_survey(committed_school, asked.survey, by=None)
        await open_last_batches({"survey": str(asked.survey)})

    await asyncio.gather(close(), *(one() for _ in range(30)))
    await open_last_batches({"survey": str(asked.survey)})
    assert len(outcomes) == 30
    assert await _responses(asked.survey) == 10 + outcomes.count("taken")
    assert await db.value("SELECT count(*) FROM sealed_answer WHERE school = $1", committed_school) == 0


async def test_a_close_waits_for_the_submission_that_was_first(committed_school: UUID) -> None:
    asked = await an_open_survey(committed_school)
    async with db.transaction():
        await submit_answers(committed_school, asked.survey, a_token(), answers_to(asked))
        # In an empty context, so that it does not join this transaction.
        closing = asyncio.create_task(close_survey(committed_school, asked.survey, by=None), context=Context())
        done, _ = await asyncio.wait([closing], timeout=0.3)
        assert not done
    await closing
    assert await db.value("SELECT sum(arrived) FROM answer_batch WHERE survey = $1", asked.survey) == 1
