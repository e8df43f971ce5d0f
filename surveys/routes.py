"""Routes of surveys."""

from __future__ import annotations

from litestar import Router

from surveys.answering.routes import answering_router
from surveys.building.routes import building_router
from surveys.channels.routes import channels_router
from surveys.comments.routes import comments_router
from surveys.concerns.routes import concerns_router
from surveys.inviting.routes import inviting_router
from surveys.publishing.public_routes import public_results_router
from surveys.publishing.routes import publishing_router
from surveys.results.routes import results_router

surveys_router = Router(
    path="/",
    route_handlers=[
        answering_router,
        building_router,
        channels_router,
        comments_router,
        concerns_router,
        inviting_router,
        publishing_router,
        public_results_router,
        results_router,
    ],
)
