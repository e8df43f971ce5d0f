"""Routes of the ways to be heard: paper, kiosk, asking, and the page of those who collect."""

from __future__ import annotations

from litestar import Router

from surveys.answering.routes import LARGEST_FORM
from surveys.channels.coverage.routes import coverage_routes
from surveys.channels.entry.routes import entry_routes
from surveys.channels.kiosk.routes import kiosk_routes
from surveys.channels.paper.code_routes import code_routes
from surveys.channels.paper.routes import paper_routes

channels_router = Router(
    path="/",
    route_handlers=[*coverage_routes, *entry_routes, *kiosk_routes, *code_routes, *paper_routes],
    request_max_body_size=LARGEST_FORM,
)
