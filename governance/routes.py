"""The routes of governance: meetings, motions, minutes and the thread, and the words that their templates use."""

from __future__ import annotations

from litestar import Router

from common.render import add_global
from governance import words
from governance.meetings import exit_routes, floor_routes, put_routes
from governance.meetings import routes as meetings
from governance.minutes import routes as minutes
from governance.motions import circulating_routes
from governance.motions import routes as motions
from governance.plan import routes as plan
from governance.rulesets import routes as rulesets
from governance.rulesets import words as rule_words

for name in (
    "meeting_kind_name",
    "purpose_name",
    "disposal_name",
    "taking_name",
    "taking_hint",
    "voters_name",
    "quorum_words",
    "quorum_now_words",
    "notice_words",
    "happening_words",
    "result_words",
    "figures_words",
    "elected_words",
):
    add_global(name, getattr(words, name))

for name in ("rule_rows", "majority_name", "base_name"):
    add_global(name, getattr(rule_words, name))

governance_router = Router(
    path="/",
    route_handlers=[
        *meetings.HANDLERS,
        *floor_routes.HANDLERS,
        *put_routes.HANDLERS,
        *exit_routes.HANDLERS,
        *motions.HANDLERS,
        *circulating_routes.HANDLERS,
        *minutes.HANDLERS,
        *plan.HANDLERS,
        *rulesets.HANDLERS,
    ],
)
