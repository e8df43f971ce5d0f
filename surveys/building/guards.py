"""Who may work at a survey: leadership at all, an officer of a council at the drafts that they made themselves."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar.connection import ASGIConnection
from litestar.handlers.base import BaseRouteHandler
from litestar.types import Guard

from common.errors import NotFound
from people.guards import requires
from people.permissions import Permission, may
from surveys.building.queries import is_own


async def only_own(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
    """Raises NotFound for somebody else's survey, and for writing in one's own that is no draft any more."""
    survey = connection.path_params.get("survey")
    if survey is None or may(connection.user, Permission.BUILD_SURVEYS):
        return
    writes = connection.scope.get("method") not in ("GET", "HEAD")
    if not await is_own(connection.user.school, UUID(str(survey)), connection.user.id, draft=writes):
        raise NotFound()


BUILDERS: list[Guard] = [requires(Permission.BUILD_SURVEYS)]
"""Of what reaches families: opening, closing, posters."""
DRAFTERS: list[Guard] = [requires(Permission.DRAFT_SURVEYS), only_own]
"""Of what is prepared."""
