"""The page that lays a survey beside the trust's other schools."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath

from common import i18n
from common.render import AnyRequest, page
from people.guards import requires
from people.permissions import Permission
from people.routes import school_of
from people.trusts.queries import trust_of
from surveys.building.queries import survey_facts
from surveys.results.benchmark.services import beside_the_trust


@get("/surveys/{survey:uuid}/results/trust", guards=[requires(Permission.SEE_RESULTS)])
async def beside_trust(request: AnyRequest, survey: FromPath[UUID]) -> Response[Any]:
    """What families of this school said beside those of the trust's others."""
    school = school_of(request).id
    facts, trust = await survey_facts(school, survey), await trust_of(school)
    shares = trust is not None and trust.agreed_at is not None
    lines = await beside_the_trust(school, facts, i18n.current_language.get()) if shares else []
    return page(request, "surveys/results/trust.html", survey=facts, trust=trust, lines=lines)


benchmark_routes = [beside_trust]
