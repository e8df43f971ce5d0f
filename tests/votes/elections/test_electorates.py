"""Who is in an electorate, and the roll that comes of it."""

from __future__ import annotations

from uuid import uuid4

import pytest

from common import db
from people.queries import choosable
from people.rules import Role
from people.tables import HouseholdPerson, PupilAdult, PupilPlace
from tests.cast import a_council, a_household, a_parent, a_person, a_school
from votes.electorates import (
    Electorate,
    ElectorateKind,
    NobodyInElectorate,
    UnknownElectorate,
    electorate_from_json,
    electorate_in_words,
    electorate_of,
    electorates_among,
    is_in,
    persons_in,
    roll_of,
    size_in_words,
    size_of,
)
from votes.rules import RollUnit

PARENTS = Electorate()


async def test_a_parent_is_on_the_roll_once_however_many_children_and_without_an_address_too(rollback: None) -> None:
    school = await a_school()
    parent = await a_parent(school, year=3)
    second = PupilPlace(school=school, year_group=5, class_name="5A")
    await second.save()
    await PupilAdult(school=school, pupil=second.id, person=parent.id).save()
    await db.rows("UPDATE person SET email = NULL WHERE id = $1", parent.id)
    await a_person(school, "No Child")

    assert (await roll_of(school, PARENTS, RollUnit.PERSON)).persons == [parent.id]


async def test_two_parents_of_one_household_are_one_line_and_one_of_two_households_is_two(rollback: None) -> None:
    school = await a_school()
    home, other = await a_household(school), await a_household(school)
    mother = await a_parent(school, "Mother", household=home)
    await a_parent(school, "Father", household=home)
    await HouseholdPerson(school=school, household=other, person=mother.id).save()

    roll = await roll_of(school, PARENTS, RollUnit.HOUSEHOLD)

    assert set(roll.households) == {home, other}
    assert size_in_words(await size_of(school, PARENTS)) == "2 people in 2 households"


async def test_a_parent_without_a_household_has_a_vote_by_household_too(rollback: None) -> None:
    school = await a_school()
    parent = await a_parent(school)
    await db.rows("DELETE FROM household_person WHERE person = $1", parent.id)
    before = await size_of(school, PARENTS)

    roll = await roll_of(school, PARENTS, RollUnit.HOUSEHOLD)

    assert before.households == 1
    own = await db.value("SELECT household FROM household_person WHERE person = $1", parent.id)
    assert list(roll.households) == [own]
    assert list((await roll_of(school, PARENTS, RollUnit.HOUSEHOLD)).households) == [own]


async def test_somebody_who_has_left_is_in_no_electorate(rollback: None) -> None:
    school = await a_school()
    parent = await a_parent(school)
    await db.rows("UPDATE person SET left_on = current_date WHERE id = $1", parent.id)

    with pytest.raises(NobodyInElectorate):
        await roll_of(school, PARENTS, RollUnit.PERSON)
    assert not await is_in(school, PARENTS, parent.id)


async def test_each_kind_takes_in_exactly_its_own_people(rollback: None) -> None:
    council = await a_council(2)
    school = council.school
    young = await a_parent(school, "Young", year=0)
    officer = await a_person(school, "Officer", Role.RETURNING_OFFICER)

    voting = await persons_in(school, Electorate(ElectorateKind.MEMBERS, str(council.body)))
    assert set(voting) == {council.chair.id, *(member.id for member in council.members)}
    assert await persons_in(school, Electorate(ElectorateKind.YEAR, "0")) == [young.id]
    assert await persons_in(school, Electorate(ElectorateKind.CLASS, "0A")) == [young.id]
    assert await persons_in(school, Electorate(ElectorateKind.ROLE, "returning_officer")) == [officer.id]
    assert officer.id not in await persons_in(school, PARENTS)
    for electorate in electorates_among(await choosable(school)):
        inside = await persons_in(school, electorate)
        assert [await is_in(school, electorate, person.id) for person in (young, officer)] == [
            young.id in inside,
            officer.id in inside,
        ]


async def test_another_schools_people_are_in_none_of_ours(rollback: None) -> None:
    school, other = await a_school(), await a_school("Another School")
    await a_parent(other)

    assert await persons_in(school, PARENTS) == []


async def test_it_survives_being_stored_and_sent_by_a_form(rollback: None) -> None:
    council = await a_council(1)
    chosen = electorates_among(await choosable(council.school))

    assert {electorate.kind for electorate in chosen} >= {ElectorateKind.PARENTS, ElectorateKind.MEMBERS}
    for electorate in chosen:
        assert electorate_from_json(electorate.as_json()) == electorate == electorate_of(electorate.key)
        assert electorate_in_words(electorate, {str(council.body): "Parent council"})


@pytest.mark.parametrize(
    "key", ["", "everybody", "year", "year:ninth", "year:99", "members:council", "role:god", "class:", "parents:all"]
)
def test_words_that_name_no_electorate_are_refused(key: str) -> None:
    with pytest.raises(UnknownElectorate):
        electorate_of(key)


async def test_a_body_that_is_gone_has_nobody(rollback: None) -> None:
    with pytest.raises(NobodyInElectorate):
        await roll_of(await a_school(), Electorate(ElectorateKind.MEMBERS, str(uuid4())), RollUnit.PERSON)
