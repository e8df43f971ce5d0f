"""Whom a survey has reached, told by the rule that results follow; and who asks the others."""

from __future__ import annotations

from uuid import UUID

from httpx import AsyncClient
from hypothesis import given
from hypothesis import strategies as st

from common import db
from surveys.building.rules import Questionnaire
from surveys.channels.coverage.queries import counted
from surveys.channels.coverage.rules import SMALLEST, Counted, reach
from surveys.rules import Anonymity
from tests.cast import a_head_teacher, a_parent, a_person, a_school, send, sign_in
from tests.surveys.channels.stage import a_confidential_survey, an_ambassador
from tests.surveys.scene import an_open_survey


def groups(*numbers: tuple[int, int]) -> list[Counted]:
    """Years with so many on the roll, of whom so many were reached."""
    return [Counted("year", str(year), roll, reached) for year, (roll, reached) in enumerate(numbers)]


def test_a_group_that_answers_much_less_than_the_others_is_missing() -> None:
    shown = reach(groups((60, 40), (58, 12), (50, 35)), "year")
    assert [(line.reached, line.missing) for line in shown] == [(40, False), (12, True), (35, False)]


def test_small_numbers_are_not_told_and_small_groups_not_named() -> None:
    shown = reach(groups((60, 40), (50, 3), (55, 30), (4, 4)), "year")
    assert [line.of for line in shown] == ["0", "1", "2"]
    assert shown[1].reached is None
    assert shown[1].missing
    # Three hidden beside a known total would be told by subtraction: another is hidden with it.
    assert sum(line.reached is None for line in shown) == 2


def test_that_all_but_a_few_have_answered_is_not_told_either() -> None:
    shown = reach(groups((60, 58), (60, 30), (60, 31)), "year")
    assert shown[0].reached is None
    assert not shown[0].missing


@given(st.lists(st.tuples(st.integers(0, 80), st.integers(0, 80)), max_size=8))
def test_nothing_is_told_of_fewer_than_five(numbers: list[tuple[int, int]]) -> None:
    for line in reach(groups(*((roll, min(roll, reached)) for roll, reached in numbers)), "year"):
        assert line.roll >= SMALLEST
        assert line.reached is None or 5 <= line.reached <= line.roll - 5


async def a_school_with_years(asked: Questionnaire, years: dict[int, tuple[int, int]]) -> None:
    """Parents by year, each invited, so many of whom answered two days ago."""
    for year, (roll, spent) in years.items():
        for number in range(roll):
            parent = await a_parent(asked.school, f"Parent {year} {number}", year=year)
            await db.rows(
                "INSERT INTO invitation (id, school, survey, person, spent_at) VALUES (gen_random_uuid(), $1, $2, $3,"
                " CASE WHEN $4 THEN current_date - 2 END)",
                asked.school,
                asked.survey,
                parent.id,
                number < spent,
            )


async def test_what_happened_today_is_not_counted_yet(client: AsyncClient) -> None:
    asked = await a_confidential_survey(await a_school(), persons=0)
    await a_school_with_years(asked, {2: (12, 6)})
    await db.rows("UPDATE invitation SET spent_at = current_date WHERE spent_at IS NULL")
    found = await counted(asked.school, asked.survey, Anonymity.CONFIDENTIAL)
    assert Counted("year", "2", 12, 6) in found
    assert Counted("language", "en", 12, 6) in found
    assert Counted("class", "2A", 12, 6) in found


async def test_an_anonymous_survey_knows_only_who_was_asked(client: AsyncClient) -> None:
    asked = await an_open_survey(await a_school())
    ambassador = await an_ambassador(asked.school)
    for number in range(11):
        await a_parent(asked.school, f"Parent {number}", year=5)
    for day in (0, 1, 1):
        await db.rows(
            "INSERT INTO ambassador_entry (id, school, survey, by, channel, language, consent_at, year)"
            " VALUES (gen_random_uuid(), $1, $2, $3, 'gate', 'so', current_date - $4::int, '5')",
            asked.school,
            asked.survey,
            ambassador.id,
            day,
        )
    found = await counted(asked.school, asked.survey, Anonymity.ANONYMOUS)
    assert Counted("year", "5", 11, 2) in found
    assert not [group for group in found if group.of == "so"]


async def test_a_gap_becomes_a_task_that_one_ambassador_takes_notes_and_ticks_off(client: AsyncClient) -> None:
    asked = await a_confidential_survey(await a_school(), persons=0)
    await a_school_with_years(asked, {1: (16, 11), 4: (20, 5)})
    amina, head = await an_ambassador(asked.school), await a_head_teacher(asked.school)
    await sign_in(client, amina)
    path = f"/ambassador/{asked.survey}"
    page = " ".join((await client.get(path)).text.split())
    assert "<strong>Year 4</strong>: 5 of 20 so far" in page
    assert "<strong>Year 1</strong>" not in page
    for _ in range(2):
        assert (await send(client, f"{path}/voices", group="year:4")).headers["location"].endswith("done=voice-taken")
    assert "<strong>Year 4</strong>" not in (await client.get(path)).text
    task: UUID = await db.value("SELECT id FROM voice_task")
    assert (await send(client, f"/ambassador/voices/{task}", what="done", note="")).status_code == 422
    await send(client, f"/ambassador/voices/{task}", what="save", note="Stood at the gate")
    other = await an_ambassador(asked.school)
    await sign_in(client, other)
    assert (await send(client, f"{path}/voices", group="year:4")).headers["location"].endswith("done=voice-not-free")
    assert (await send(client, f"/ambassador/voices/{task}", what="done", note="Mine")).status_code == 404
    await sign_in(client, head)
    seen = " ".join((await client.get(path)).text.split())
    assert "Amina Yusuf, since" in seen
    assert "Stood at the gate" in seen
    await sign_in(client, amina)
    assert (await send(client, f"/ambassador/voices/{task}", what="done", note="Asked nine")).status_code == 303
    assert "Done by Amina Yusuf" in (await client.get(path)).text


async def test_leadership_frees_what_somebody_does_not_do(client: AsyncClient) -> None:
    asked = await a_confidential_survey(await a_school(), persons=0)
    await a_school_with_years(asked, {1: (16, 11), 4: (20, 5)})
    await sign_in(client, await an_ambassador(asked.school))
    await send(client, f"/ambassador/{asked.survey}/voices", group="year:4")
    task: UUID = await db.value("SELECT id FROM voice_task")
    await sign_in(client, await a_head_teacher(asked.school))
    freed = await send(client, f"/ambassador/voices/{task}", what="back", note="")
    assert freed.headers["location"] == f"/ambassador/{asked.survey}?done=voice-noted"
    assert await db.value("SELECT taken_by FROM voice_task") is None
    assert "<strong>Year 4</strong>" in (await client.get(f"/ambassador/{asked.survey}")).text


async def test_only_a_group_that_is_missing_can_be_taken_on(client: AsyncClient) -> None:
    asked = await a_confidential_survey(await a_school(), persons=0)
    await a_school_with_years(asked, {1: (16, 11), 4: (20, 5)})
    await sign_in(client, await an_ambassador(asked.school))
    for group in ("year:1", "year:99", "nonsense", ""):
        assert (await send(client, f"/ambassador/{asked.survey}/voices", group=group)).status_code == 422
    assert await db.value("SELECT count(*) FROM voice_task") == 0


async def test_answers_are_told_out_of_the_invitations_that_can_bring_one(client: AsyncClient) -> None:
    asked = await a_confidential_survey(await a_school(), persons=3)
    await a_parent(asked.school, "Parent of another year")
    await sign_in(client, await an_ambassador(asked.school))
    assert "0 answers so far from 3 invitations." in " ".join((await client.get("/ambassador")).text.split())


async def test_a_table_in_which_no_number_can_be_told_is_one_line(client: AsyncClient) -> None:
    asked = await a_confidential_survey(await a_school(), persons=0)
    await a_school_with_years(asked, {2: (12, 1), 3: (12, 2)})
    await sign_in(client, await an_ambassador(asked.school))
    shown = (await client.get(f"/ambassador/{asked.survey}")).text
    assert "<strong>By year</strong>: no number can be told yet." in shown
    await db.rows("UPDATE invitation SET spent_at = current_date - 2 WHERE id IN (SELECT id FROM invitation LIMIT 12)")
    assert "<strong>By language</strong>" not in (await client.get(f"/ambassador/{asked.survey}")).text


async def test_pages_of_collectors_have_empty_states_and_are_theirs_alone(client: AsyncClient) -> None:
    school = await a_school()
    await sign_in(client, await an_ambassador(school))
    assert "No survey takes answers" in (await client.get("/ambassador")).text
    asked = await an_open_survey(school)
    page = (await client.get(f"/ambassador/{asked.survey}")).text
    assert "No group is large enough" in page
    assert "No group stands out" in page
    await sign_in(client, await a_person(school, "Otto Outsider"))
    for path in ("/ambassador", f"/ambassador/{asked.survey}"):
        assert (await client.get(path)).status_code == 403
