"""Groups that answers are mixed within: none is smaller than ten, not at the opening and not at the close."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace

import pytest
from httpx import AsyncClient
from hypothesis import given
from hypothesis import strategies as st

from common import db, jobs
from surveys.answering.services import submit, submit_answers
from surveys.batches.grouping import key_of, labels_of, merged_keys, parts_of
from surveys.building.services import close_survey
from surveys.rules import Anonymity
from tests.cast import a_parent, a_school
from tests.surveys.inviting.scene import a_link_for, an_open_survey_that_is, cookie_for
from tests.surveys.scene import answers_to


def year(name: str) -> str:
    return key_of({"year": name})


def test_the_smallest_year_is_merged_with_its_smaller_neighbour() -> None:
    sizes = {year("Year 1"): 30, year("Year 2"): 4, year("Year 3"): 12, year("Reception"): 25}
    merged = merged_keys(sizes)
    assert merged[year("Year 2")] == merged[year("Year 3")] == year("Year 2 or Year 3")
    assert merged[year("Year 1")] == year("Year 1")
    assert merged[year("Reception")] == year("Reception")


def test_classes_are_merged_within_their_year_first() -> None:
    sizes = {
        key_of({"year": "Year 3", "class": "3B"}): 30,
        key_of({"year": "Year 4", "class": "4A"}): 6,
        key_of({"year": "Year 4", "class": "4B"}): 28,
    }
    assert merged_keys(sizes)[key_of({"year": "Year 4", "class": "4A"})] == key_of(
        {"year": "Year 4", "class": "4A or 4B"}
    )


def test_years_stand_in_the_order_of_the_school_and_not_of_the_alphabet() -> None:
    sizes = {year(f"Year {number}"): 9 for number in (1, 2, 10, 11)}
    assert set(merged_keys(sizes).values()) == {year("Year 1 or Year 2"), year("Year 10 or Year 11")}


@given(st.dictionaries(st.integers(0, 13), st.integers(1, 40), min_size=1))
def test_no_group_is_smaller_than_ten_if_there_are_ten_at_all_and_nobody_is_lost(sizes: dict[int, int]) -> None:
    by_key = {year(f"Year {number}"): size for number, size in sizes.items()}
    merged = merged_keys(by_key)
    found: Counter[str] = Counter()
    parts = defaultdict(set)
    for own, group in merged.items():
        found[group] += by_key[own]
        parts[group] |= set(parts_of(labels_of(group)["year"]))
        assert labels_of(own)["year"] in parts[group]
    assert sum(found.values()) == sum(by_key.values())
    assert min(found.values()) >= 10 or len(found) == 1
    assert merged == merged_keys(dict(reversed(by_key.items())))


@pytest.mark.slow
async def test_groups_of_which_too_few_answered_are_opened_with_a_neighbour(client: AsyncClient) -> None:
    school = await a_school()
    asked = await an_open_survey_that_is(Anonymity.CONFIDENTIAL, school)
    for number, came in ((1, 21), (2, 4), (3, 13), (4, 0)):
        for one in range(came):
            link = await a_link_for(asked, await a_parent(school, f"P {number} {one}"), year(f"Year {number}"))
            await submit_answers(school, asked.survey, cookie_for(link), answers_to(asked))
    await jobs.run_pending()
    assert await _opened(asked.survey) == {year("Year 1"): 10}
    await close_survey(school, asked.survey, by=None)
    await jobs.run_pending()
    assert await _opened(asked.survey) == {year("Year 1"): 21, year("Year 2 or Year 3"): 17}
    assert await db.value("SELECT count(*) FROM sealed_answer") == 0


async def test_a_named_survey_is_opened_however_few_answered(client: AsyncClient) -> None:
    school = await a_school()
    asked = await an_open_survey_that_is(Anonymity.NAMED, school)
    link = await a_link_for(asked, await a_parent(school))
    await submit_answers(school, asked.survey, cookie_for(link), answers_to(asked))
    await close_survey(school, asked.survey, by=None)
    await jobs.run_pending()
    assert await _opened(asked.survey) == {"": 1}


async def test_a_confidential_survey_that_too_few_answered_is_never_opened(client: AsyncClient) -> None:
    school = await a_school()
    asked = await an_open_survey_that_is(Anonymity.CONFIDENTIAL, school)
    for number in range(9):
        link = await a_link_for(asked, await a_parent(school, f"P {number}"), year(f"Year {number // 5}"))
        await submit_answers(school, asked.survey, cookie_for(link), answers_to(asked))
    await close_survey(school, asked.survey, by=None)
    await jobs.run_pending()
    assert await _opened(asked.survey) == {}
    assert await db.value("SELECT count(*) FROM sealed_answer") == 0


async def _opened(survey: object) -> dict[str, int]:
    found = await db.rows("SELECT group_key, count(*) AS n FROM response WHERE survey = $1 GROUP BY 1", survey)
    return {line["group_key"]: line["n"] for line in found}


@pytest.mark.slow
async def test_where_ways_of_answering_are_shown_apart_answers_are_mixed_within_each(client: AsyncClient) -> None:
    school = await a_school()
    asked = await an_open_survey_that_is(Anonymity.CONFIDENTIAL, school)
    assert not asked.by_channel
    await db.rows("UPDATE survey SET breakdowns = $2 WHERE id = $1", asked.survey, [{"kind": "channel", "of": ""}])
    asked = replace(asked, by_channel=True)
    for number in range(11):
        link = await a_link_for(asked, await a_parent(school, f"P {number}"))
        await submit(asked, cookie_for(link), answers_to(asked))
    await close_survey(school, asked.survey, by=None)
    await jobs.run_pending()
    assert await _opened(asked.survey) == {key_of({"channel": "personal_link"}): 11}
