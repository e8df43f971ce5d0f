"""Routes of surveys."""

from __future__ import annotations

from litestar import Router

from surveys.concerns.routes import concerns_router

surveys_router = Router(path="/", route_handlers=[concerns_router])
