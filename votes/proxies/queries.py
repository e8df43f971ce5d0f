"""Reads about proxies: for whoever records them, for the holder, for the giver."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from common import db
from common.errors import NotFound
from people.rules import BodyKind
from votes.proxies.rules import Given, HeldState, ProxyTerms
from votes.queries import PollFacts
from votes.rules import Custody, PollKind, RollUnit


async def body_kind(body: UUID | None) -> BodyKind | None:
    """What kind of body decides a poll; None where it is nobody's."""
    found = await db.value("SELECT kind FROM body WHERE id = $1", body) if body else None
    return BodyKind(found) if found else None


async def terms_of(found: db.Row) -> ProxyTerms:
    """What decides whether the poll of this row takes proxies."""
    return ProxyTerms(
        most=found["most_proxies"],
        kind=PollKind(found["kind"]),
        unit=RollUnit(found["unit"]),
        custody=Custody(found["custody"]),
        body=await body_kind(found["body"]),
    )


async def takes_proxies(facts: PollFacts) -> bool:
    """Whether somebody can vote for somebody else in this poll."""
    if not facts.most_proxies:
        return False
    terms = ProxyTerms(facts.most_proxies, facts.kind, facts.unit, facts.custody, await body_kind(facts.body))
    return terms.taken


async def standing_proxies(school: UUID, poll: UUID, *persons: UUID) -> list[Given]:
    """The proxies that stand in which one of `persons` is giver or holder."""
    found = await db.rows(
        "SELECT giver, holder FROM proxy WHERE school = $1 AND poll = $2 AND revoked_at IS NULL"
        " AND (giver = ANY($3::uuid[]) OR holder = ANY($3::uuid[]))",
        school,
        poll,
        list(persons),
    )
    return [Given(**line) for line in found]


@dataclass(frozen=True)
class ProxyLine:
    """A proxy in the list of whoever records them; whether it was used is not theirs to see."""

    giver: UUID
    giver_name: str
    holder_name: str
    writing: str


async def proxies_of(school: UUID, poll: UUID) -> list[ProxyLine]:
    """The proxies of a poll that stand, by the giver's name."""
    found = await db.rows(
        "SELECT x.giver, g.name AS giver_name, h.name AS holder_name, x.writing FROM proxy x"
        " JOIN person g ON g.id = x.giver JOIN person h ON h.id = x.holder"
        " WHERE x.school = $1 AND x.poll = $2 AND x.revoked_at IS NULL ORDER BY g.name, x.giver",
        school,
        poll,
    )
    return [ProxyLine(**line) for line in found]


@dataclass(frozen=True)
class HeldVote:
    """A vote between giver and holder. `name`: the other one's; `envelope`: the receipt's hash, for the holder."""

    giver: UUID
    name: str
    state: HeldState
    envelope: str | None = None


HELD_SQL = """
SELECT DISTINCT ON (x.giver, x.holder) x.giver, g.name AS giver_name, h.name AS holder_name,
       x.revoked_at IS NOT NULL AS over, CASE WHEN v.cast_by = x.holder THEN v.receipt END AS envelope
  FROM proxy x JOIN person g ON g.id = x.giver JOIN person h ON h.id = x.holder
  LEFT JOIN entitlement e ON e.poll = x.poll AND e.person = x.giver
  LEFT JOIN envelope v ON v.entitlement = e.id
 WHERE x.school = $1 AND x.poll = $2
"""
_LATEST = " ORDER BY x.giver, x.holder, x.revoked_at DESC NULLS FIRST"


def _state(found: db.Row) -> HeldState:
    if found["over"]:
        return HeldState.TAKEN_BACK
    return HeldState.CAST if found["envelope"] else HeldState.WAITING


async def votes_held(school: UUID, poll: UUID, holder: UUID) -> list[HeldVote]:
    """The votes that `holder` may cast, or could have, for others. Shown to the holder alone."""
    found = await db.rows(HELD_SQL + " AND x.holder = $3" + _LATEST, school, poll, holder)
    held = [
        HeldVote(line["giver"], line["giver_name"], _state(line), None if line["over"] else line["envelope"])
        for line in found
    ]
    return sorted(held, key=lambda vote: vote.name)


async def vote_held(school: UUID, poll: UUID, holder: UUID, giver: UUID) -> HeldVote:
    """The vote of `giver` that `holder` holds or held. Raises NotFound."""
    found = next((vote for vote in await votes_held(school, poll, holder) if vote.giver == giver), None)
    if found is None:
        raise NotFound()
    return found


async def vote_given(school: UUID, poll: UUID, giver: UUID) -> HeldVote | None:
    """To whom `giver` has given their vote, and whether it was cast. Shown to the giver alone; None: they hold it."""
    found = await db.rows(
        HELD_SQL + " AND x.giver = $3 AND x.revoked_at IS NULL" + _LATEST,
        school,
        poll,
        giver,
    )
    return HeldVote(giver, found[0]["holder_name"], _state(found[0])) if found else None
