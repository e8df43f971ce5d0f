"""The guard that every route has unless it says that it is public."""

from __future__ import annotations

from typing import Any

from litestar.connection import ASGIConnection
from litestar.handlers.base import BaseRouteHandler

from common.errors import NotAllowed, SignInNeeded
from people.permissions import Permission, may

PUBLIC = {"public": True}
"""`opt=PUBLIC` on a handler: anybody may call it, signed in or not."""


class requires:  # noqa: N801 - reads as a verb where it is used
    """`guards=[requires(Permission.X)]`: raises SignInNeeded, or NotAllowed for somebody without the permission."""

    def __init__(self, permission: Permission) -> None:
        self.permission = permission

    def __call__(self, connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
        if connection.user is None:
            raise SignInNeeded()
        if not may(connection.user, self.permission):
            raise NotAllowed()
