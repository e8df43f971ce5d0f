"""What every page shows around its own content: who is signed in, where they may go, what was just done."""

from __future__ import annotations

from collections.abc import Mapping

from common.i18n import gettext as _
from common.render import AnyRequest
from common.settings import settings
from people.permissions import Permission, may
from people.rules import Actor, SchoolFacts
from web.banners import banner


def _entries() -> list[tuple[str, str, Permission]]:
    return [
        ("/", _("Home"), Permission.BE_SIGNED_IN),
        ("/surveys", _("Surveys"), Permission.DRAFT_SURVEYS),
        ("/ambassador", _("Collect answers"), Permission.COLLECT_ANSWERS),
        ("/findings", _("Findings"), Permission.SEE_FINDINGS),
        ("/translations", _("Translations"), Permission.TRANSLATE_COMMENTS),
        ("/concerns", _("Concerns"), Permission.SEE_CONCERNS),
        ("/names", _("Names"), Permission.REVIEW_NAMES),
        ("/meetings", _("Meetings"), Permission.TAKE_PART_IN_BODIES),
        ("/motions", _("Motions"), Permission.TAKE_PART_IN_BODIES),
        ("/polls", _("Votes"), Permission.BE_SIGNED_IN),
        ("/audit", _("Audit log"), Permission.SEE_AUDIT_LOG),
    ]


def _links(person: Actor | None, path: str) -> list[tuple[str, str, bool]]:
    links = [(href, label) for href, label, needed in _entries() if may(person, needed)]
    if settings().demo:
        links += [("/demo/cast", _("Cast")), ("/demo/outbox", _("Outbox"))]
    return [(href, label, _is_under(path, href)) for href, label in links]


def _is_under(path: str, entry: str) -> bool:
    """Whether a page belongs to an entry of the menu. Elections are votes to whoever looks for them."""
    places = ("/polls", "/elections") if entry == "/polls" else (entry,)
    return any(path == place or (place != "/" and path.startswith(f"{place}/")) for place in places)


def page_context(request: AnyRequest) -> Mapping[str, object]:
    """The school, the person, the navigation and the banner. An error page before sign-in was looked up has none."""
    person = request.scope.get("user")
    school = request.scope.get("state", {}).get("school")
    return {
        "school": school if isinstance(school, SchoolFacts) else None,
        "zone": school.timezone if isinstance(school, SchoolFacts) else "Europe/London",
        "person": person if isinstance(person, Actor) else None,
        "nav": _links(person if isinstance(person, Actor) else None, request.url.path),
        "banner": banner(request.query_params.get("done", "")),
        "demo": settings().demo,
        "may": lambda permission: may(person if isinstance(person, Actor) else None, Permission(permission)),
    }
