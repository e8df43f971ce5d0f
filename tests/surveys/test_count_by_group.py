"""Answers are counted by the groups of those who gave them, from ids alone, as one by one."""

from __future__ import annotations

from collections import Counter, defaultdict
from random import Random
from uuid import UUID

from surveys.results.crossing import labelled

CHANCE = Random(11)  # noqa: S311


def _people(n: int) -> list[UUID]:
    return [UUID(int=CHANCE.getrandbits(128), version=4) for _ in range(n)]


def _ids(people: list[UUID]) -> bytes:
    return b"".join(person.bytes for person in people)


def test_it_is_the_same_as_counting_one_by_one() -> None:
    people = _people(500)
    way = {person: CHANCE.choice(("link", "paper")) for person in people}
    year = {person: CHANCE.choice(("3", "4", "5")) for person in people if CHANCE.random() < 0.8}
    agree = CHANCE.sample(people, 200)
    by_way, by_year = defaultdict(list), defaultdict(list)
    for person in people:
        by_way[way[person]].append(person)
    for person, group in year.items():
        by_year[group].append(person)
    found = labelled(
        [((one, "roll"), _ids(those)) for one, those in by_way.items()],
        [{}, {group: _ids(those) for group, those in by_year.items()}],
    )
    assert found.count(_ids(agree)) == Counter((way[person], year.get(person, "roll")) for person in agree)
    assert found.count(_ids(people)) == Counter((way[person], year.get(person, "roll")) for person in people)


def test_whoever_is_not_among_those_who_came_counts_for_nothing() -> None:
    people, others = _people(4), _people(3)
    found = labelled([(("link",), _ids(people))], [{}])
    assert found.count(_ids(others)) == {}
    assert found.count(_ids(people[:2] + others)) == {("link",): 2}
    assert labelled([], [{}]).count(_ids(others)) == {}


def test_of_two_answers_to_one_question_the_first_in_the_alphabet_holds() -> None:
    people = _people(3)
    found = labelled([(("",), _ids(people))], [{"b": _ids(people), "a": _ids(people[:1])}])
    assert found.count(_ids(people)) == {("a",): 1, ("b",): 2}
