"""Writes about trusts: the operator says which schools belong together, each school whether it shares."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID, uuid4

from common import audit, db
from common.errors import NotFound


async def make_trust(name: str, schools: Sequence[UUID]) -> UUID:
    """A trust of these schools, or the one of that name with them added. A school that moves must agree anew."""
    async with db.transaction():
        await db.rows("INSERT INTO trust (id, name) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING", uuid4(), name)
        trust = UUID(str(await db.value("SELECT id FROM trust WHERE name = $1", name)))
        for school in schools:
            await db.rows(
                "INSERT INTO trust_school (school, trust) VALUES ($1, $2) ON CONFLICT (school) "
                " DO UPDATE SET trust = $2,"
                " agreed_at = CASE WHEN trust_school.trust = $2 THEN trust_school.agreed_at END",
                school,
                trust,
            )
    return trust


async def share_with_trust(school: UUID, by: UUID | None, *, shared: bool) -> None:
    """Begins or ends sharing published results with the trust. Said twice, it holds from the first time.

    Raises NotFound where the school belongs to no trust.
    """
    async with db.transaction():
        found = await db.row("SELECT trust, agreed_at FROM trust_school WHERE school = $1 FOR UPDATE", school)
        if found is None:
            raise NotFound()
        if (found["agreed_at"] is not None) == shared:
            return
        await db.rows(
            "UPDATE trust_school SET agreed_at = CASE WHEN $2 THEN clock_timestamp() END WHERE school = $1",
            school,
            shared,
        )
        await audit.record(
            school=school,
            actor=by,
            action="share_with_trust" if shared else "stop_sharing_with_trust",
            kind="trust",
            subject=found["trust"],
        )
