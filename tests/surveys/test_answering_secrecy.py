"""What the database tells of an answer: before it is opened nothing, then neither who, nor when, nor with what."""

from __future__ import annotations

from itertools import product
from statistics import mean
from uuid import UUID

import pytest
from httpx import AsyncClient
from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

from common import db, jobs
from people.rules import Role
from surveys.answering.passes import Pass, pass_of
from surveys.answering.routes import COOKIE
from surveys.answering.services import submit_answers
from surveys.batches.rules import Contents
from surveys.batches.services import seal_into_batch
from surveys.building.rules import Questionnaire
from surveys.building.services import close_survey
from surveys.rules import AgreePoint
from tests.cast import a_person, a_school, send
from tests.surveys.scene import a_token, an_open_survey, answers_to, fields, fill_in

pytestmark = pytest.mark.slow

DISCLOSURE = "My daughter told me that her uncle hits her with a belt."
SECRET = "Marmalade sandwiches on Fridays"


async def _everything() -> str:
    """Every row of every table as text; bytes as what they spell."""
    tables = await db.rows(
        "SELECT table_schema, table_name FROM information_schema.tables"
        " WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')"
    )
    found = []
    for table in tables:
        for line in await db.rows(f'SELECT * FROM "{table["table_schema"]}"."{table["table_name"]}"'):  # noqa: S608
            for value in line.values():
                found.append(value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value))
    return "\n".join(found)


async def test_no_table_holds_a_word_of_an_answer_or_of_a_draft(client: AsyncClient) -> None:
    asked = await an_open_survey(await a_school())
    choices = {question.name: "strongly_disagree" for question in asked.questions if not question.is_text}
    await fill_in(client, asked, {**choices, "q15": SECRET})
    drafted = await _everything()
    cookie = client.cookies.get(COOKIE, path=f"/s/{asked.code}")
    assert cookie is not None
    await send(client, f"/s/{asked.code}/check")
    for rows in (drafted, await _everything()):
        assert asked.title in rows  # the probe sees what is there
        assert SECRET not in rows
        assert "strongly_disagree" not in rows
        assert cookie not in rows


def _pass(token: str, survey: UUID) -> Pass:
    own = pass_of(token, survey)
    assert own is not None
    return own


async def test_a_draft_opens_with_its_own_cookie_alone(client: AsyncClient) -> None:
    asked = await an_open_survey(await a_school())
    await send(client, f"/s/{asked.code}/5", **fields(asked, 5, q15=SECRET))
    row = await db.row("SELECT token_hash, encrypted FROM survey_draft")
    token = client.cookies.get(COOKIE, path=f"/s/{asked.code}")
    assert row is not None
    assert token is not None
    own = _pass(token, asked.survey)
    assert SECRET.encode() in SecretBox(own.draft_key).decrypt(row["encrypted"])
    other = [_pass(a_token(), asked.survey).draft_key, _pass(token, UUID(int=1)).draft_key]
    for key in [*other, own.draft_root, bytes.fromhex(own.draft_id(5)), bytes.fromhex(own.mark)]:
        with pytest.raises(CryptoError):
            SecretBox(key).decrypt(row["encrypted"])
    assert len({own.mark, *own.draft_ids(5)}) == 6


async def test_short_and_long_drafts_and_answers_look_the_same(client: AsyncClient) -> None:
    school = await a_school()
    asked = await an_open_survey(school)
    for comments in (("", ""), ("Short.", ""), ("😀" * 5000, '"' * 5000), ("হ" * 5000, "\n\\" * 2000)):
        await submit_answers(school, asked.survey, a_token(), answers_to(asked, "agree", comments))
    assert await db.value("SELECT count(DISTINCT length(sealed)) FROM sealed_answer") == 1
    await send(client, f"/s/{asked.code}/1", **fields(asked, 1))
    await send(client, f"/s/{asked.code}/5", **fields(asked, 5, q15="Only a little."))
    assert await db.value("SELECT length(encrypted) FROM survey_draft") == 1024 + 40


async def test_a_possible_disclosure_goes_to_the_lead_and_nowhere_else(client: AsyncClient) -> None:
    school = await a_school()
    lead = await a_person(school, "Dana Lead", Role.SAFEGUARDING_LEAD)
    asked = await an_open_survey(school)
    await fill_in(client, asked, {"q15": "Lovely teachers.", "q16": DISCLOSURE})
    assert await db.value("SELECT count(*) FROM concern") == 0
    sent = await send(client, f"/s/{asked.code}/check")
    assert sent.headers["location"] == f"/s/{asked.code}/done"
    concern = await db.row("SELECT text, question FROM concern")
    assert concern == {"text": DISCLOSURE, "question": asked.questions[15].id}
    letters = await db.rows("SELECT person, kind, parameters FROM outbox_mail")
    assert letters == [{"person": lead.id, "kind": "concern_raised", "parameters": {}}]
    for number in range(9):
        await submit_answers(school, asked.survey, a_token(), answers_to(asked, "agree", (f"Fine {number}.", "")))
    await close_survey(school, asked.survey, by=None)
    await jobs.run_pending()
    texts = {line["text"] for line in await db.rows("SELECT text FROM comment")}
    assert texts == {"Lovely teachers.", *(f"Fine {number}." for number in range(9))}
    assert await db.value("SELECT count(*) FROM response") == 10
    assert DISCLOSURE not in str(await db.rows("SELECT * FROM audit_entry"))


async def test_the_thanks_are_the_same_with_and_without_a_disclosure(client: AsyncClient) -> None:
    asked = await an_open_survey(await a_school())
    pages = []
    for comment in ("Lovely teachers.", DISCLOSURE):
        client.cookies.delete(COOKIE)
        await fill_in(client, asked, {"q16": comment})
        answer = await send(client, f"/s/{asked.code}/check", follow="")
        pages.append((answer.status_code, (await client.get(answer.headers["location"])).text))
    assert pages[0] == pages[1]


# ---- the order of arrival ----

_POINTS = list(product(AgreePoint, repeat=2))


async def _arrive(school: UUID, asked: Questionnaire, number: int) -> None:
    """The `number`th arrival, recognisable by its first two answers and by its comment."""
    first, second = _POINTS[number]
    closed = {asked.questions[0].id: first.value, asked.questions[1].id: second.value}
    contents = Contents(closed, ((asked.questions[14].id, str(number)),))
    await seal_into_batch(school, asked.survey, contents, asked.sealed_size)


async def _found(asked: Questionnaire, order: str) -> tuple[list[int], list[int]]:
    """The arrival numbers of responses and of comments, as a reader of the tables meets them."""
    responses = await db.rows(
        "SELECT a.value AS first, b.value AS second FROM response r"  # noqa: S608
        " JOIN answer a ON a.response = r.id AND a.question = $2 JOIN answer b ON b.response = r.id AND b.question = $3"
        f" WHERE r.survey = $1 ORDER BY r.{order}",
        asked.survey,
        asked.questions[0].id,
        asked.questions[1].id,
    )
    comments = await db.rows(f"SELECT text FROM comment WHERE survey = $1 ORDER BY {order}", asked.survey)  # noqa: S608
    numbers = {(first.value, second.value): number for number, (first, second) in enumerate(_POINTS)}
    return [numbers[line["first"], line["second"]] for line in responses], [int(line["text"]) for line in comments]


def _correlation(places: list[int]) -> float:
    """Spearman's, of a list of 0…n−1 with its order."""
    n = len(places)
    return 1 - 6 * sum((place - number) ** 2 for number, place in enumerate(places)) / (n * (n * n - 1))


async def test_rows_of_opened_batches_carry_no_order_of_arrival(rollback: None) -> None:
    """Over 25 surveys, each of whose last nineteen are opened together: rows lie, and are named, by chance."""
    school = await a_school()
    seen: dict[str, list[float]] = {}
    for _ in range(25):
        asked = await an_open_survey(school)
        for number in range(19):
            await _arrive(school, asked, number)
        await close_survey(school, asked.survey, by=None)
        await jobs.run_pending()
        for order in ("ctid", "id"):
            responses, comments = await _found(asked, order)
            assert sorted(responses) == sorted(comments) == list(range(19))
            place_of = {number: place for place, number in enumerate(responses)}
            seen.setdefault(f"responses by {order}", []).append(_correlation(responses))
            seen.setdefault(f"comments by {order}", []).append(_correlation(comments))
            together = [place_of[number] for number in comments]
            seen.setdefault(f"comments beside responses by {order}", []).append(_correlation(together))
    # The mean of 25 such correlations of nineteen has a standard deviation of 0.047.
    assert {what: round(mean(found), 2) for what, found in seen.items() if abs(mean(found)) > 0.26} == {}
