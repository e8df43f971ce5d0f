"""Reads about paper ballots: how one line stands at the desk, the bundles, and whether everything adds up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from common import db
from common.errors import NotFound
from votes.paper.rules import AtDesk, Difference, PaperAccount, at_desk, differences

LINE_SQL = """
SELECT e.id, e.person, v.receipt, clock_timestamp() AS now,
       EXISTS (SELECT 1 FROM paper_issue i WHERE i.entitlement = e.id) AS paper,
       EXISTS (SELECT 1 FROM proxy x WHERE x.poll = e.poll AND x.giver = e.person AND x.holder = v.cast_by
                  AND x.revoked_at IS NULL) AS by_proxy
  FROM entitlement e LEFT JOIN envelope v ON v.entitlement = e.id
 WHERE e.school = $1 AND e.poll = $2 AND e.id = $3
"""


async def line_facts(school: UUID, poll: UUID, line: UUID) -> db.Row:
    """A line of the roll with what decides whether it may have a paper. Raises NotFound."""
    found = await db.row(LINE_SQL, school, poll, line)
    if found is None:
        raise NotFound()
    return found


def standing_of(line: db.Row, *, overrides: bool) -> AtDesk:
    """How the line in this row stands at the desk."""
    return at_desk(
        paper=line["paper"], envelope=line["receipt"] is not None, by_proxy=line["by_proxy"], overrides=overrides
    )


class BundleStage(StrEnum):
    """Where a bundle is, as one of those who key sees it."""

    TO_KEY = "to_key"
    DRAFTED = "drafted"
    KEYED = "keyed"
    TAKEN = "taken"
    DIFFERS = "differs"
    AGREED = "agreed"


@dataclass(frozen=True)
class BundleLine:
    """A bundle of papers. `mine`: what this person keyed, paper by paper; `differ`: once both are finished."""

    id: UUID
    number: int
    papers: int
    stage: BundleStage
    mine: tuple[str, ...]
    differ: tuple[Difference, ...]


BUNDLES_SQL = """
SELECT b.id, b.number, b.papers, b.agreed_at,
       COALESCE((SELECT jsonb_agg(jsonb_build_object('by', k.keyed_by, 'ballots', k.ballots,
                                  'finished', k.finished_at IS NOT NULL) ORDER BY k.keying)
                   FROM paper_keying k WHERE k.batch = b.id), '[]'::jsonb) AS keyings
  FROM paper_batch b WHERE b.school = $1 AND b.poll = $2
"""


def _stage(found: db.Row, mine: dict[str, Any] | None, both: bool) -> BundleStage:
    if found["agreed_at"] is not None:
        return BundleStage.AGREED
    if both:
        return BundleStage.DIFFERS
    if mine is None:
        return BundleStage.TAKEN if len(found["keyings"]) == 2 else BundleStage.TO_KEY
    return BundleStage.KEYED if mine["finished"] else BundleStage.DRAFTED


def _bundle(found: db.Row, person: UUID) -> BundleLine:
    keyings = found["keyings"]
    mine = next((keying for keying in keyings if keying["by"] == str(person)), None)
    both = sum(keying["finished"] for keying in keyings) == 2
    return BundleLine(
        id=found["id"],
        number=found["number"],
        papers=found["papers"],
        stage=_stage(found, mine, both),
        mine=tuple(mine["ballots"]) if mine else (),
        # Until both are finished nobody learns anything of the other's keying.
        differ=differences(keyings[0]["ballots"], keyings[1]["ballots"]) if both else (),
    )


async def bundles_of(school: UUID, poll: UUID, person: UUID) -> list[BundleLine]:
    """The bundles of a poll as `person` sees them, by number."""
    found = await db.rows(BUNDLES_SQL + " ORDER BY b.number", school, poll)
    return [_bundle(line, person) for line in found]


async def bundle_facts(school: UUID, poll: UUID, bundle: UUID, person: UUID) -> BundleLine:
    """One bundle as `person` sees it. Raises NotFound."""
    found = await db.row(BUNDLES_SQL + " AND b.id = $3", school, poll, bundle)
    if found is None:
        raise NotFound()
    return _bundle(found, person)


ACCOUNT_SQL = """
SELECT p.roll_size AS on_roll,
       (SELECT count(*) FROM paper_issue i WHERE i.poll = p.id)::int AS issued,
       (SELECT COALESCE(sum(b.papers), 0) FROM paper_batch b WHERE b.poll = p.id)::int AS returned,
       (SELECT count(*) FROM envelope v WHERE v.poll = p.id)::int AS envelopes,
       (SELECT count(*) FROM paper_batch b WHERE b.poll = p.id)::int AS bundles,
       (SELECT count(*) FROM paper_batch b WHERE b.poll = p.id AND b.agreed_at IS NULL)::int AS waiting
  FROM poll p WHERE p.school = $1 AND p.id = $2
"""


async def account_of(school: UUID, poll: UUID) -> PaperAccount:
    """The numbers that must agree, of a poll that is open or closed. Raises NotFound."""
    found = await db.row(ACCOUNT_SQL, school, poll)
    if found is None:
        raise NotFound()
    return PaperAccount(**{**found, "on_roll": found["on_roll"] or 0})


@dataclass(frozen=True)
class PapersWaiting:
    """A closed poll whose count waits for its papers."""

    id: UUID
    body: UUID | None
    title: str
    closed_at: datetime


async def waiting_for_papers(school: UUID) -> list[PapersWaiting]:
    """The closed polls whose papers are not reckoned up yet, the first to close at the top."""
    found = await db.rows(
        "SELECT id, body, title, closed_at FROM poll WHERE school = $1 AND state = 'closed' AND paper"
        " ORDER BY closed_at, id",
        school,
    )
    return [PapersWaiting(**line) for line in found]


TELLS_SQL = (
    "EXISTS (SELECT 1 FROM scrutineer w WHERE w.school = $1 AND w.poll = $3 AND lower(w.email) = lower(p.email))"
    " AND NOT EXISTS (SELECT 1 FROM candidate c WHERE c.poll = $3 AND c.person = p.id)"
)


MAY_KEY_SQL = f"""
WITH serving AS (SELECT person, office FROM membership WHERE body = $2 AND starts_on <= current_date
                    AND (ends_on IS NULL OR ends_on >= current_date))
SELECT p.name FROM person p WHERE p.school = $1 AND p.left_on IS NULL
   AND (EXISTS (SELECT 1 FROM role_grant g WHERE g.person = p.id AND g.role = 'returning_officer')
        OR EXISTS (SELECT 1 FROM serving m WHERE m.person = p.id AND (m.office = 'clerk' OR m.office = 'secretary'
                      AND NOT EXISTS (SELECT 1 FROM serving c WHERE c.office = 'clerk')))
        OR ({TELLS_SQL}))
 ORDER BY p.name, p.id
"""  # noqa: S608 - words of our own
SELECT_TELLS_SQL = f"SELECT EXISTS (SELECT 1 FROM person p WHERE p.school = $1 AND p.id = $2 AND {TELLS_SQL})"  # noqa: S608


async def may_key(school: UUID, poll: UUID, body: UUID | None) -> Sequence[str]:
    """The names of those who may key the papers of a body's poll: who run it, and its scrutineers who can sign in."""
    found = await db.rows(MAY_KEY_SQL, school, body, poll)
    return [line["name"] for line in found]


async def tells(school: UUID, poll: UUID, person: UUID) -> bool:
    """Whether somebody may key the papers of a poll as a teller: a scrutineer of it who does not stand in it."""
    return bool(await db.value(SELECT_TELLS_SQL, school, person, poll))
