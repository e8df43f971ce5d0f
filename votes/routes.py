"""Routes of votes."""

from __future__ import annotations

from litestar import Router

votes_router = Router(path="/", route_handlers=[])
