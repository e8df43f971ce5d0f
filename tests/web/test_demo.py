"""The demonstration: the same people from the same seed, a whole story, made once and never over a real school."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator

import pytest

from common import db, sealing
from common.settings import Settings, settings
from people.rules import Role
from tests.conftest import fresh_database
from web.demo import school as demo_school
from web.demo.cast import ADMINISTRATOR, CHAIR, CLERK, HEAD, SAFEGUARDING_LEAD
from web.demo.people import CLASSES, PUPILS_A_CLASS, generate
from web.demo.school import NotADemonstration, make_demo
from web.migrate import migrate_all

pytestmark = pytest.mark.slow

ROLL = generate()


def test_the_same_seed_gives_the_same_people_and_another_seed_others() -> None:
    assert generate() == ROLL
    assert generate(seed=2).adults != ROLL.adults


def test_fourteen_classes_are_full_and_siblings_are_in_different_years() -> None:
    assert set(Counter((pupil.year, pupil.class_name) for pupil in ROLL.pupils).values()) == {PUPILS_A_CLASS}
    assert len({pupil.class_name for pupil in ROLL.pupils}) == sum(len(names) for names in CLASSES) == 14
    years = {pupil.id: pupil.year for pupil in ROLL.pupils}
    enrolled = Counter((adult, years[pupil]) for pupil, adult in ROLL.parents)
    assert max(enrolled.values()) == 1


def test_there_are_as_many_families_and_households_as_in_a_school_of_that_size() -> None:
    assert 550 <= len({adult for _, adult in ROLL.parents}) <= 580
    assert 370 <= len(ROLL.households) <= 390
    assert set(Counter(home for home, _ in ROLL.living).values()) == {1, 2}


def test_some_pupils_have_parents_in_two_households() -> None:
    home_of = {adult: home for home, adult in ROLL.living}
    homes: dict[object, set[object]] = {}
    for pupil, adult in ROLL.parents:
        homes.setdefault(pupil, set()).add(home_of[adult])
    assert 50 < sum(len(found) == 2 for found in homes.values()) < 150


def test_some_share_an_address_some_have_none_and_six_languages_are_spoken() -> None:
    assert any(count > 1 for count in Counter(adult.email for adult in ROLL.adults if adult.email).values())
    assert 0.02 < sum(adult.email is None for adult in ROLL.adults) / len(ROLL.adults) < 0.12
    spoken = Counter(adult.language for adult in ROLL.adults)
    assert set(spoken) == {"en", "bn", "so", "ar", "pl", "pt"}
    assert spoken.most_common(1)[0][0] == "en"


def test_everybody_in_the_cast_has_an_address_and_is_a_parent_exactly_if_they_should_be() -> None:
    cast = [adult for adult in ROLL.adults if adult.named]
    parents = {adult for _, adult in ROLL.parents}
    assert len({adult.name for adult in cast}) == len(cast)
    assert all(adult.email for adult in cast)
    assert all((adult.id in parents) == adult.named.parent for adult in cast if adult.named)
    assert Counter(role for adult in cast if adult.named for role in adult.named.roles)[Role.AMBASSADOR] == 4
    assert all(ROLL.named(name) for name in (HEAD, CLERK, CHAIR, ADMINISTRATOR, SAFEGUARDING_LEAD))


@pytest.fixture
async def empty(database: str) -> AsyncIterator[Settings]:
    """A database of its own; afterwards the tests' own pool is open again and no key of the story is left."""
    url = await fresh_database("quorate_test_demo")
    kept = sealing.key_names()
    await db.disconnect()
    yield settings().with_database(url)
    await db.connect(database, pool_size=10)
    for name in sealing.key_names() - kept - {"signing"}:
        sealing.destroy_key(name)


COUNTS = """
SELECT (SELECT count(*) FROM person) AS persons, (SELECT count(*) FROM survey) AS surveys,
       (SELECT count(*) FROM comment) AS comments, (SELECT count(*) FROM motion) AS motions,
       (SELECT count(*) FROM audit_entry) AS entries
"""


async def test_it_is_made_once_and_a_second_start_changes_nothing(empty: Settings) -> None:
    await make_demo(empty, fresh=False)
    async with db.connected(empty):
        before = await db.row(COUNTS)
        await _assert_the_story_hangs_together()
    await make_demo(empty, fresh=False)
    async with db.connected(empty):
        assert await db.row(COUNTS) == before


async def _assert_the_story_hangs_together() -> None:
    thread = await db.row(
        "SELECT f.state AS finding, p.state AS poll, p.result, m.state AS motion FROM motion m"
        " JOIN poll p ON p.id = m.poll JOIN motion_evidence e ON e.motion = m.id JOIN finding f ON f.id = e.finding"
    )
    assert thread is not None
    assert (thread["finding"], thread["poll"], thread["motion"]) == ("published", "declared", "put")
    assert thread["result"]["carried"] is True
    assert 1 <= await db.value("SELECT count(*) FROM concern WHERE state = 'new'") <= 3
    too_soon = "raised_at > now() OR raised_at < s.opened_at OR acknowledged_at > now()"
    assert await db.value(f"SELECT count(*) FROM concern c JOIN survey s ON s.id = c.survey WHERE {too_soon}") == 0  # noqa: S608
    assert await db.value("SELECT count(*) FROM poll WHERE state = 'open'") == 2
    await _assert_there_are_elections()
    assert await db.value("SELECT bool_and(starts_at > now()) FROM meeting WHERE state = 'noticed'")
    assert await db.value("SELECT count(*) FROM meeting_event WHERE at > now()") == 0
    first = "SELECT min(created_at)::date FROM vacancy"
    assert await db.value(f"SELECT bool_and(adopted_on < ({first})) FROM rule_set")  # noqa: S608 - words of our own
    assert await db.value("SELECT count(*) FROM comment") > 250
    assert (
        await db.value("SELECT count(*) FROM response r JOIN survey s ON s.id = r.survey WHERE s.state = 'open'") > 20
    )


async def _assert_there_are_elections() -> None:
    found = await db.rows(
        "SELECT v.state, p.state AS poll, p.result -> 'election' ->> 'valid' AS valid,"
        " (SELECT count(*) FROM envelope e WHERE e.poll = p.id) AS envelopes,"
        " (SELECT count(*) FROM nomination n WHERE n.vacancy = v.id) AS nominations"
        " FROM vacancy v LEFT JOIN poll p ON p.id = v.poll ORDER BY v.nominations_close_at"
    )
    assert [(line["state"], line["poll"]) for line in found] == [
        ("voting", "declared"),
        ("voting", "open"),
        ("nominating", None),
    ]
    assert int(found[0]["valid"]) >= 60 and found[1]["envelopes"] >= 60
    assert [line["nominations"] for line in found] == [6, 5, 2]
    written = await db.value("SELECT count(*) FROM person WHERE email IS NOT NULL")
    assert written == sum(adult.email is not None for adult in ROLL.adults)


async def test_one_that_was_cut_short_is_started_over(empty: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    told = []

    async def power_cut(*_: object, **__: object) -> None:
        told.append("begun")
        if len(told) == 1:
            raise ConnectionError

    monkeypatch.setattr(demo_school, "tell_history", power_cut)
    with pytest.raises(ConnectionError):
        await make_demo(empty, fresh=False)
    for _ in range(2):
        await make_demo(empty, fresh=False)
    assert len(told) == 2
    async with db.connected(empty):
        assert await db.value("SELECT count(*) FROM school") == 1
        assert await db.value("SELECT count(*) FROM person") == len(ROLL.adults)


async def test_a_real_school_is_never_touched_even_when_told_to_start_afresh(empty: Settings) -> None:
    async with db.connected(empty):
        await migrate_all()
        await db.rows(
            "INSERT INTO school (id, name, timezone, language, safeguarding_contact)"
            " VALUES (gen_random_uuid(), 'St Real', 'Europe/London', 'en', '')"
        )
    for fresh in (False, True):
        with pytest.raises(NotADemonstration):
            await make_demo(empty, fresh=fresh)
    async with db.connected(empty):
        assert await db.value("SELECT name FROM school") == "St Real"
