"""What was shown is kept, and nothing is shown later from which somebody's answer could be subtracted."""

from __future__ import annotations

from itertools import pairwise
from uuid import uuid4

from httpx import AsyncClient
from hypothesis import given, settings
from hypothesis import strategies as st

from common import db
from surveys.results.distributions import Counted
from surveys.results.shown import next_cells
from tests.surveys.answered import answer
from tests.surveys.test_results_page import a_survey, results, text_of

arrivals = st.lists(st.dictionaries(st.sampled_from(["yes", "no", "dont_know"]), st.integers(0, 4)), max_size=15)


@settings(deadline=None)
@given(arrivals)
def test_between_two_shown_days_nobody_or_five_people_came(days: list[dict[str, int]]) -> None:
    question = uuid4()
    total: dict[str, int] = {}
    cells: dict[str, object] = {}
    shown = []
    for day in days:
        total = {value: total.get(value, 0) + day.get(value, 0) for value in {*total, *day}}
        cells = next_cells(cells, {question: Counted(sum(total.values()), total)})
        shown.append(cells[str(question)])
    for before, after in pairwise(shown):
        assert after["n"] - before["n"] not in range(1, 5)  # type: ignore[index]
        if after["n"] == before["n"]:  # type: ignore[index]
            assert after["values"] == before["values"] or not after["n"]  # type: ignore[index]


async def test_one_more_answer_changes_nothing_that_is_shown_and_five_do(client: AsyncClient) -> None:
    _, asked = await a_survey(client)
    first, second = asked.questions[0], asked.questions[1]
    await answer(asked, {first.id: "agree", second.id: "agree"}, times=12)
    before = text_of(await results(client, asked))
    assert before.count("12 answers") == 4, before
    await answer(asked, {first.id: "strongly_disagree", second.id: "agree"})
    await answer(asked, {second.id: "disagree"}, times=4)
    shown = text_of(await results(client, asked))
    assert "17 responses" in shown
    assert "strongly disagree: 1" not in shown.lower()
    rows = await db.rows("SELECT cells FROM shown_result ORDER BY shown_at")
    kept = [line["cells"]["questions"][str(first.id)]["n"] for line in rows]
    assert kept == [12, 12]
    await answer(asked, {first.id: "disagree"}, times=4)
    await results(client, asked)
    assert [
        line["cells"]["questions"][str(first.id)]["n"]
        for line in await db.rows("SELECT cells FROM shown_result ORDER BY shown_at DESC LIMIT 1")
    ] == [17]


async def test_the_same_results_seen_again_are_kept_once(client: AsyncClient) -> None:
    _, asked = await a_survey(client)
    await answer(asked, {asked.questions[0].id: "agree"}, times=12)
    assert await results(client, asked) != ""
    await results(client, asked)
    assert await db.value("SELECT count(*) FROM shown_result") == 1


async def test_answers_by_group_wait_for_the_close(client: AsyncClient) -> None:
    _, asked = await a_survey(client)
    await db.rows("UPDATE survey SET breakdowns = $1", [{"kind": "channel", "of": ""}])
    await answer(asked, {asked.questions[0].id: "agree"}, times=12)
    shown = text_of(await results(client, asked))
    assert "its answers are shown when it has closed and all are in" in shown
    assert "agree" not in shown.split("Who answered")[1].split("What families wrote")[0].split("its answers")[1]
    assert await db.value("SELECT count(*) FROM shown_result") == 0
