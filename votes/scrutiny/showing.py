"""What the page of a poll says to those who watch it, and a receipt as a code that a telephone reads."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import segno
from markupsafe import Markup

from common.render import AnyRequest
from common.settings import settings
from people.routes import school_of
from votes.bundle import ballots_are_public
from votes.evidence import public_key
from votes.queries import PollFacts
from votes.rules import PollState, runs_poll
from votes.scrutiny.queries import scrutineers_of, watches


async def on_poll(request: AnyRequest, facts: PollFacts) -> dict[str, Any]:
    """What the evidence of a declared result shows; nothing before, when everybody comes to vote."""
    if facts.state is not PollState.DECLARED:
        return {}
    school = school_of(request).id
    return {
        "scrutineers": await scrutineers_of(school, facts.id),
        "full_bundle": await may_take_all(request, facts),
        "ballots_public": await ballots_are_public(school, facts),
        "public_key": public_key(),
    }


async def may_take_all(request: AnyRequest, facts: PollFacts) -> bool:
    """Whether this reader may take the full bundle: whoever runs the poll, its scrutineers, who holds its sheets."""
    actor = request.user
    return runs_poll(actor, facts.body) or await watches(school_of(request).id, facts.id, actor.id)


def receipt_link(poll: UUID, receipt: str) -> str:
    """The address that tells anybody what became of the envelope behind a receipt."""
    return f"{settings().base_url}/polls/{poll}/receipts?receipt={receipt}"


def receipt_code(poll: UUID, receipt: str) -> Markup:
    """That address as a QR code: an SVG to stand in a page, black on white with its quiet zone, without styles."""
    drawn = segno.make_qr(receipt_link(poll, receipt), error="l")
    # Of hexadecimal digits and an address of ours; segno escapes what it writes.
    return Markup(drawn.svg_inline(border=4, light="#fff", omitsize=True, svgclass=None, lineclass=None))  # noqa: S704
