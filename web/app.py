"""The application: routers, middleware, headers and life cycle put together. Nothing is decided here."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from litestar import Litestar
from litestar.config.csrf import CSRFConfig
from litestar.middleware import DefineMiddleware

import insight
from common import db, render
from common.render import CSRF_COOKIE
from common.settings import Settings, settings
from governance.routes import governance_router
from people.identity import IdentityMiddleware
from people.routes import people_router
from people.trusts.routes import trust_router
from people.words import office_name, role_name
from surveys.routes import surveys_router
from votes.routes import votes_router
from web import error_pages, headers, logs
from web.assets import asset_url
from web.home import home_router
from web.navigation import page_context
from web.static import static_file

MAX_BODY = 12 * 1024 * 1024


@asynccontextmanager
async def _database(app: Litestar) -> AsyncIterator[None]:
    """The pool for the life of the server, unless somebody (a test) opened it before.

    Beside the first visitors, the model that screens comments is read (250 MB a process): nobody shall wait for it.
    """
    render.environment()  # compiled before the first visitor waits for it
    if db.DB.pool is not None:
        yield
        return
    async with db.connected(settings()):
        warming = asyncio.create_task(asyncio.to_thread(insight.warm))
        yield
        await warming


def create_app(config: Settings | None = None) -> Litestar:
    """The ASGI application for `config` (the process's own settings by default)."""
    config = config or settings()
    logs.configure(config.log_level)
    render.add_context(page_context)
    render.add_global("asset", asset_url)
    render.add_global("role_name", role_name)
    render.add_global("office_name", office_name)
    app = Litestar(
        route_handlers=[
            home_router,
            people_router,
            trust_router,
            surveys_router,
            votes_router,
            governance_router,
            static_file,
        ],
        middleware=[logs.RequestLog(), DefineMiddleware(IdentityMiddleware, exclude="^/static/|^/healthz$")],
        csrf_config=CSRFConfig(
            secret=config.secret_key,
            cookie_name=CSRF_COOKIE,
            header_name="X-CSRF-Token",
            cookie_secure=config.https,
            cookie_httponly=True,
            cookie_samesite="lax",
        ),
        before_send=[headers.add_security_headers],
        exception_handlers=error_pages.HANDLERS,
        lifespan=[_database],
        request_max_body_size=MAX_BODY,
        openapi_config=None,
        debug=False,
    )
    app.asgi_handler = headers.HeadAsGet(app.asgi_handler)
    return app
