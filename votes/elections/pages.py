"""What the pages of an election share: the vacancy with everything that its page shows to this person."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from common import render
from common.clock import at_school
from common.errors import NotFound
from common.render import AnyRequest
from people.queries import choosable
from votes.elections import words
from votes.elections.queries import body_names, candidates_of, elected_persons, nominations_of, part_of, vacancy_facts
from votes.elections.rules import VacancyState, words_in
from votes.elections.waiting import Waiting, WaitingElection
from votes.electorates import Electorate, electorate_in_words, electorates_among, size_in_words, size_of

for name in ("vacancy_state_name", "nomination_state_name", "counting_name", "custody_in_words", "custody_advice"):
    render.add_global(name, getattr(words, name))
render.add_global("words_in", words_in)


def typed_moment(moment: datetime, zone: str) -> str:
    """A time as a datetime-local field takes it, on the school's clock."""
    return f"{at_school(moment, zone):%Y-%m-%dT%H:%M}"


render.add_global("typed_moment", typed_moment)


def waiting_path(line: WaitingElection) -> str:
    """The page on which somebody does what waits for them."""
    step = {Waiting.ANSWER: "/stand", Waiting.SETTLE: "/settle", Waiting.SEAT: "/seats"}.get(line.what, "")
    return f"/elections/{line.id}{step}"


render.add_global("waiting_path", waiting_path)


async def vacancy_page(request: AnyRequest, vacancy: UUID) -> dict[str, Any]:
    """What the page of an election shows to this person. Raises NotFound to somebody whom it does not concern."""
    actor = request.user
    facts = await vacancy_facts(actor.school, vacancy)
    part = await part_of(actor, facts)
    if not (part.runs or (part.concerned and facts.state is not VacancyState.DRAFT)):
        raise NotFound()
    bodies = await body_names(actor.school)
    sizes = {group: await size_of(actor.school, group) for group in {facts.terms.standing, facts.terms.voting}}
    return {
        "vacancy": facts,
        "terms": facts.terms,
        "part": part,
        "candidates": await candidates_of(actor.school, facts),
        "elected": [name for _person, name in await elected_persons(actor.school, facts)] if facts.declared else [],
        "nominations": await nominations_of(actor.school, vacancy) if part.runs else [],
        "who_stands": electorate_in_words(facts.terms.standing, bodies),
        "who_votes": electorate_in_words(facts.terms.voting, bodies),
        "standing_size": size_in_words(sizes[facts.terms.standing]),
        "voting_size": size_in_words(sizes[facts.terms.voting]),
    }


async def groups_of_school(school: UUID) -> Mapping[str, tuple[Electorate, str]]:
    """Every electorate that can be chosen, by key, with its words."""
    there = await choosable(school)
    names = {str(body): name for body, name in there.bodies.items()}
    return {group.key: (group, electorate_in_words(group, names)) for group in electorates_among(there)}
