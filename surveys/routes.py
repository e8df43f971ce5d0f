"""Routes of surveys."""

from __future__ import annotations

from litestar import Router

surveys_router = Router(path="/", route_handlers=[])
