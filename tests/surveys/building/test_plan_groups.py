"""By which groups a survey's results can be shown: what is offered, what is warned of, and asking for it."""

from __future__ import annotations

from uuid import UUID

import pytest
from httpx import AsyncClient

from common import db
from people.rules import RollGroups
from people.tables import PupilPlace
from surveys.building.editing.queries import edited_sections
from surveys.building.plan.rules import Grouping, kind_of, offers, on_roll, question_about
from surveys.building.queries import questionnaire, survey_facts
from surveys.building.services import open_survey
from surveys.rules import Anonymity
from tests.cast import a_head_teacher, a_parent, a_school, send, sign_in
from tests.surveys.scene import a_draft_survey

ROLL = RollGroups(years={0: 40, 1: 9}, classes={"Ash": 25, "Oak": 24}, languages={"en": 40, "pl": 9})


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        (["Reception", "Year 1", "Year 2"], Grouping.YEAR),
        (["Y1", "Y2", "We teach at home"], Grouping.YEAR),
        (["Class Ash", "oak"], Grouping.CLASS),
        (["English", "Polish", "Urdu"], Grouping.LANGUAGE),
        (["1", "2", "3 or more"], Grouping.QUESTION),
        (["Yes", "No"], Grouping.QUESTION),
        (["Year 1"], Grouping.QUESTION),
    ],
)
def test_options_that_are_groups_of_the_roll_are_known_as_such(words: list[str], kind: Grouping) -> None:
    assert kind_of(words, ROLL) is kind


def test_a_group_is_found_on_the_roll_by_whatever_it_is_called() -> None:
    assert [on_roll(Grouping.YEAR, name, ROLL) for name in ("R", "Year 1", "Year 9")] == [40, 9, 0]
    assert [on_roll(Grouping.LANGUAGE, name, ROLL) for name in ("pl", "Polish", "Klingon-ish")] == [9, 9, 0]


def test_the_roll_itself_is_offered_only_where_answers_are_mixed_within_its_groups() -> None:
    for anonymity in (Anonymity.ANONYMOUS, Anonymity.NAMED):
        assert [offer.value for offer in offers((), anonymity, ROLL)] == ["channel"]
    confidential = offers((), Anonymity.CONFIDENTIAL, ROLL)
    assert [offer.value for offer in confidential] == ["year", "class", "language", "channel"]
    assert confidential[0].small == (("Year 1", 9),)


def test_one_year_alone_is_not_asked_for() -> None:
    assert question_about(Grouping.YEAR, RollGroups(years={3: 40}, classes={}, languages={})) is None


async def a_school_of_two_years() -> UUID:
    school = await a_school()
    for _ in range(3):
        await a_parent(school)
    place = await PupilPlace.select(PupilPlace.id).where(PupilPlace.school == school).first()
    assert place is not None
    await db.rows("UPDATE pupil_place SET year_group = 6 WHERE id = $1", place["id"])
    return school


async def test_a_press_asks_for_the_year_on_a_last_page_and_shows_results_by_it(client: AsyncClient) -> None:
    school = await a_school_of_two_years()
    await sign_in(client, await a_head_teacher(school))
    survey = await a_draft_survey(school)
    page = (await client.get(f"/surveys/{survey}/plan")).text
    assert "Ask for the year" in page
    for _ in range(2):
        assert (await send(client, f"/surveys/{survey}/plan/ask/year")).status_code == 303
    asked = await questionnaire(school, survey, "en")
    assert [question.key for question in asked.sections[-1].questions] == ["about_year"]
    assert ("year_6", "Year 6") in asked.questions[-1].options
    assert (await survey_facts(school, survey)).breakdowns == ("year:about_year",)
    page = (await client.get(f"/surveys/{survey}/plan")).text
    assert "Ask for the year" not in page
    assert "likely shown together with another group" in page
    assert (await send(client, f"/surveys/{survey}/plan/ask/shoe-size")).status_code == 404


async def test_a_breakdown_by_a_question_that_was_taken_out_is_gone_when_the_survey_opens(client: AsyncClient) -> None:
    school = await a_school_of_two_years()
    await sign_in(client, await a_head_teacher(school))
    survey = await a_draft_survey(school)
    await send(client, f"/surveys/{survey}/plan/ask/year")
    await send(client, f"/surveys/{survey}/plan", breakdowns="channel")
    assert (await survey_facts(school, survey)).breakdowns == ("channel",)
    await db.rows('UPDATE survey SET breakdowns = breakdowns || \'[{"kind": "year", "of": "about_year"}]\'')
    last = (await edited_sections(school, survey))[-1]
    await send(client, f"/surveys/{survey}/questions/{last.questions[0].id}/remove")
    await open_survey(school, survey, by=None)
    assert (await survey_facts(school, survey)).breakdowns == ("channel",)


async def test_it_cannot_open_by_itself_after_it_has_closed(client: AsyncClient) -> None:
    school = await a_school()
    await sign_in(client, await a_head_teacher(school))
    survey = await a_draft_survey(school)
    await db.rows("UPDATE survey SET closes_at = now() + interval '2 days'")
    late = await db.value("SELECT to_char(now() + interval '3 days', 'YYYY-MM-DD\"T\"HH24:MI')")
    answer = await send(client, f"/surveys/{survey}/plan", opens_at=late, target="70")
    assert answer.status_code == 422
    assert "before the closing date" in answer.text
    assert 'value="70"' in answer.text
