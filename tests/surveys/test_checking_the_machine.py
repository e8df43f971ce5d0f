"""How well the machine read comments: drawn at random, coded blind, compared with intervals."""

from __future__ import annotations

import re
from random import Random
from uuid import UUID, uuid4

import pytest
from httpx import AsyncClient

from common import db
from insight.statistics import Interval
from surveys.building.rules import Questionnaire
from surveys.comments.judging.rules import Coded, drawn, figures, macro_f1
from surveys.comments.rules import Aspect, Entry
from surveys.comments.services import correct
from tests.cast import Council, a_council, send, sign_in
from tests.surveys.comments import ALL, MEALS, read_comments, some_comments, text_question
from tests.surveys.scene import an_open_survey

MORE = tuple(f"The gates open late on day {n} and parking is chaos." for n in range(12))


async def a_sample(client: AsyncClient, size: int = 20) -> tuple[Council, Questionnaire, str]:
    """A survey of which comments were drawn, and the sample's address; the head is signed in."""
    council = await a_council(1)
    asked = await an_open_survey(council.school)
    await some_comments(asked, (*ALL, *MORE))
    await read_comments(asked)
    await sign_in(client, council.head)
    key = uuid4().hex
    for _ in range(2):
        answer = await send(
            client,
            f"/surveys/{asked.survey}/comments/check",
            question=str(text_question(asked)),
            size=size,
            form_key=key,
        )
    assert int(await db.value("SELECT count(*) FROM coding_sample")) == 1, "the same form draws once"
    return council, asked, str(answer.headers["location"]).partition("?")[0]


async def next_comment(client: AsyncClient, path: str) -> tuple[str, str]:
    """The address to which the next comment is coded, and the page."""
    page = (await client.get(path)).text
    found = re.search(rf'action="({path}/[0-9a-f-]+)"', page)
    return (found[1] if found else ""), page


async def test_comments_are_coded_blind_one_by_one_and_then_compared(client: AsyncClient) -> None:
    _, _, path = await a_sample(client)
    for number in range(20):
        address, page = await next_comment(client, path)
        assert "Where you differ" not in page or number, "before anything is coded, nothing of the machine is shown"
        assert " checked" not in page
        machine = await db.value("SELECT machine FROM coded_comment WHERE comment = $1", UUID(address[-36:]))
        await send(client, address, sentiment=machine["sentiment"], themes=machine["themes"] if number else ["uniform"])
    address, page = await next_comment(client, path)
    assert not address
    assert "All are coded" in page
    assert "95% (likely" in page, "19 of 20 with the same themes"
    assert page.count("Machine:") == 1


async def test_the_machine_is_judged_by_what_it_read_alone_before_anybody_corrected_it(client: AsyncClient) -> None:
    council, asked, _ = await a_sample(client)
    comment = await db.value("SELECT id FROM comment WHERE text = $1", ALL[0])
    await correct(asked.school, comment, council.head.id, [Entry(Aspect.THEME, "homework", "no")])
    await read_comments(asked)
    answer = await send(
        client,
        f"/surveys/{asked.survey}/comments/check",
        question=str(text_question(asked)),
        size=200,
        form_key=uuid4().hex,
    )
    assert answer.status_code == 303
    assert [
        line["machine"]["themes"]
        for line in await db.rows(
            "SELECT machine FROM coded_comment o"
            " JOIN coding_sample s ON s.id = o.sample WHERE o.comment = $1 ORDER BY s.drawn_at DESC LIMIT 1",
            comment,
        )
    ] == [["homework"]]
    page = (await client.get(f"/surveys/{asked.survey}/comments/check")).text
    assert "changed the themes of 1 and the feeling of 0 of" in page


async def test_of_two_who_code_the_same_comment_the_first_stays(client: AsyncClient) -> None:
    _, _, path = await a_sample(client)
    address, _ = await next_comment(client, path)
    await send(client, address, sentiment="mixed")
    answer = await send(client, address, sentiment="positive")
    assert answer.headers["location"] == f"{path}?done=coded-already"
    assert await db.value("SELECT sentiment FROM coded_comment WHERE comment = $1", UUID(address[-36:])) == "mixed"
    assert (await send(client, f"{path}/{uuid4()}", sentiment="mixed")).status_code == 404


async def test_what_is_wrong_is_said(client: AsyncClient) -> None:
    _, asked, path = await a_sample(client)
    address, _ = await next_comment(client, path)
    answer = await send(client, address, themes=["meals", "uniform", "costs", "send", "homework"])
    assert answer.status_code == 422
    assert "Say how the comment feels." in answer.text
    assert "Choose the 4 themes" in answer.text
    for own in ({"size": "19"}, {"size": "many"}, {"question": str(uuid4())}, {"form_key": "x"}):
        fields = {"question": str(text_question(asked)), "size": "30", "form_key": uuid4().hex, **own}
        assert (await send(client, f"/surveys/{asked.survey}/comments/check", **fields)).status_code == 422
    assert int(await db.value("SELECT count(*) FROM coding_sample")) == 1


async def test_only_leadership_codes(client: AsyncClient) -> None:
    council, asked, path = await a_sample(client)
    address, _ = await next_comment(client, path)
    await sign_in(client, council.chair)
    for refused in (path, f"/surveys/{asked.survey}/comments/check"):
        assert (await client.get(refused)).status_code == 403
    assert (await send(client, address, sentiment="mixed")).status_code == 403


async def test_where_comments_are_few_there_is_nothing_to_draw(client: AsyncClient) -> None:
    council = await a_council(1)
    asked = await an_open_survey(council.school)
    await some_comments(asked, MEALS)
    await read_comments(asked)
    await sign_in(client, council.head)
    assert "There is nothing to draw from yet" in (await client.get(f"/surveys/{asked.survey}/comments/check")).text


def test_the_same_seed_draws_the_same_comments_in_whatever_order_they_come() -> None:
    comments = [f"c{n}" for n in range(100)]
    first = drawn(comments, 20, seed=7)
    assert first == drawn(list(reversed(comments)), 20, seed=7)
    assert first != drawn(comments, 20, seed=8)
    assert len(set(first)) == 20


def test_each_feeling_weighs_the_same() -> None:
    pairs = [("positive", "positive")] * 8 + [("neutral", "positive")] * 2
    assert macro_f1(pairs) == pytest.approx((2 * 8 / 18 + 0) / 2)


def test_fewer_than_twenty_say_nothing() -> None:
    one = Coded(frozenset({"meals"}), frozenset({"meals"}), "mixed", "mixed")
    assert figures((one,) * 19, 1, 100) is None
    told = figures((one,) * 20, 1, 100)
    assert told is not None
    assert (told.themes.mean, told.macro, told.macro_interval) == (1, 1, Interval(1, 1))


@pytest.mark.slow
def test_the_interval_of_the_feelings_covers_what_all_comments_would_say() -> None:
    chance = Random(3)  # noqa: S311 - no secret hangs on it
    labels = ("positive", "negative", "mixed", "neutral")
    felt = [chance.choice(labels) for _ in range(3000)]
    whole = [(one, one if chance.random() < 0.75 else chance.choice(labels)) for one in felt]
    true = macro_f1(whole)
    covered = 0
    for seed in range(100):
        part = (Coded(frozenset(), frozenset(), one, read) for one, read in chance.sample(whole, 60))
        told = figures(tuple(part), seed, 3000)
        assert told is not None
        covered += told.macro_interval.low <= true <= told.macro_interval.high
    assert covered >= 85, covered
