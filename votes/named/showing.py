"""What the page of an open vote shows besides that of any poll."""

from __future__ import annotations

from typing import Any

from common.i18n import gettext as _
from common.render import AnyRequest
from people.routes import school_of
from votes.named.queries import record_of, seen_by
from votes.queries import PollFacts
from votes.rules import OpenMethod, PollState

PAGES = {OpenMethod.SHOW_OF_HANDS: "hands", OpenMethod.ROLL_CALL: "roll-call"}


async def on_poll(request: AnyRequest, facts: PollFacts) -> dict[str, Any]:
    """What the page of an open vote shows besides that of any poll; nothing for a secret one."""
    if facts.method is None:
        return {}
    school = school_of(request).id
    names = facts.method is not OpenMethod.SHOW_OF_HANDS
    called = facts.method is OpenMethod.ROLL_CALL and facts.state is PollState.OPEN
    record = await record_of(school, facts.id) if names and not called else []
    own = next((line for line in record if line.person == request.user.id), None)
    return {
        "record": record,
        "signature": own.choice if own else None,
        "take_at": PAGES.get(facts.method),
        "seen_by": await seen_by(school, facts) or _("this vote"),
    }
