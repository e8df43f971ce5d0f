"""Routes of governance."""

from __future__ import annotations

from litestar import Router

governance_router = Router(path="/", route_handlers=[])
