"""Pages of the school's themes: what is looked for in comments, and what another choice would change."""

from __future__ import annotations

import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from litestar import Response, get, post
from litestar.params import FromPath

from common.errors import NotFound
from common.forms import FormErrors
from common.render import AnyRequest, go, page
from people.guards import requires
from people.permissions import Permission
from people.routes import school_of
from surveys.comments.themes.forms import parse_theme
from surveys.comments.themes.queries import theme_history, wanted_themes
from surveys.comments.themes.rules import OWN, Wanted
from surveys.comments.themes.services import keep_theme, what_would_change

TO_CHOOSE = [requires(Permission.CORRECT_READINGS)]
NEW = "new"
OWN_ID = re.compile(rf"{OWN}[a-z0-9-]{{1,50}}")
FIELDS = ("name", "phrases", "active")
"""What the form of a theme holds."""
LONGEST_QUERY = 4_000
"""Characters of an address's query that go through every server on the way. Sixty long phrases may need more."""
LISTED = 50
"""Of the comments that would move, how many are shown."""


@get("/themes", guards=TO_CHOOSE)
async def theme_list(request: AnyRequest) -> Response[str]:
    school = school_of(request).id
    return page(
        request,
        "surveys/comments/themes.html",
        themes=list((await wanted_themes(school)).values()),
        history=await theme_history(school),
    )


@get("/themes/{theme:str}", guards=TO_CHOOSE)
async def theme_form(request: AnyRequest, theme: FromPath[str]) -> Response[str]:
    known = await wanted_themes(school_of(request).id)
    return _form(request, _wanted(known, theme))


@post("/themes/{theme:str}/preview", guards=TO_CHOOSE)
async def ask_preview(request: AnyRequest, theme: FromPath[str]) -> Response[Any]:
    """Leads to the preview, which can be gone back to; what is too long for an address comes back at once."""
    known = await wanted_themes(school_of(request).id)
    was = _wanted(known, theme)
    form = await request.form()
    wanted = parse_theme(form, known, was.theme if was else None)
    query = urlencode({name: str(form.get(name, "")) for name in FIELDS})
    if isinstance(wanted, FormErrors) and len(query) > LONGEST_QUERY:
        return _form(request, was, wanted)
    return go(f"/themes/{theme}/preview?{query}")


@get("/themes/{theme:str}/preview", guards=TO_CHOOSE)
async def preview_theme(request: AnyRequest, theme: FromPath[str]) -> Response[str]:
    """What would change, if it were kept. Nothing is written, so that one can go back to it."""
    school = school_of(request).id
    known = await wanted_themes(school)
    was = _wanted(known, theme)
    wanted = parse_theme(request.query_params, known, was.theme if was else None)
    if isinstance(wanted, FormErrors):
        return _form(request, was, wanted)
    names = {other.theme: other.name for other in (*known.values(), wanted)}
    changed = await what_would_change(school, wanted)
    return page(
        request,
        "surveys/comments/theme_preview.html",
        was=was,
        wanted=wanted,
        changed=changed,
        names=names,
        listed=LISTED,
    )


@post("/themes/{theme:str}", guards=TO_CHOOSE)
async def save_theme(request: AnyRequest, theme: FromPath[str]) -> Response[Any]:
    """Keeps a theme as it is wanted; the latest survey's comments are read by it at once."""
    school = school_of(request).id
    known = await wanted_themes(school)
    # What is new got its id when it was looked at first, so that sent twice it is one theme.
    was = None if OWN_ID.fullmatch(theme) and theme not in known else _wanted(known, theme)
    wanted = parse_theme(await request.form(), known, None if theme == NEW else theme)
    if isinstance(wanted, FormErrors):
        return _form(request, was, wanted)
    new = await keep_theme(school, request.user.id, wanted)
    return go("/themes", done="themes-saved" if new else "reading-as-it-was")


def _wanted(known: Mapping[str, Wanted], theme: str) -> Wanted | None:
    """The theme of an address; None for a new one. Raises NotFound."""
    if theme == NEW:
        return None
    if theme not in known:
        raise NotFound()
    return known[theme]


def _form(request: AnyRequest, was: Wanted | None, errors: FormErrors | None = None) -> Response[str]:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if errors else HTTPStatus.OK
    return page(request, "surveys/comments/theme_form.html", status=status, was=was, errors=errors)


theme_routes = [theme_list, theme_form, ask_preview, preview_theme, save_theme]
