"""Pages and fragments: one Jinja environment, one filter for time, and the choice between a page and its block."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from http import HTTPStatus
from typing import Any
from uuid import uuid4

import jinja2
from jinja2_fragments import render_block
from litestar import Request, Response
from litestar.enums import MediaType
from litestar.utils.scope.state import ScopeState
from markupsafe import Markup

from common import i18n
from common.dates import clock_in_words, day_in_words, moment_in_words
from common.errors import QuorateError
from common.forms import FormErrors
from common.settings import ROOT

TEMPLATES = ROOT / "templates"
COMPONENTS = "govuk_frontend_jinja/components"
AnyRequest = Request[Any, Any, Any]
ContextSource = Callable[[AnyRequest], Mapping[str, object]]

_sources: list[ContextSource] = []
_globals: dict[str, object] = {}


def add_context(source: ContextSource) -> None:
    """What every page is given besides its own context (who is signed in, the navigation)."""
    if source not in _sources:
        _sources.append(source)


def add_global(name: str, value: object) -> None:
    """A name that every template knows. Before the first page is rendered."""
    _globals[name] = value


@cache
def environment() -> jinja2.Environment:
    """The one environment: autoescaped, strict about names, with gettext, the GOV.UK macros and our components."""
    loader = jinja2.ChoiceLoader(
        [
            jinja2.FileSystemLoader(TEMPLATES),
            jinja2.PrefixLoader({"govuk_frontend_jinja": jinja2.PackageLoader("govuk_frontend_jinja")}),
        ]
    )
    env = jinja2.Environment(
        loader=loader,
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    env.install_gettext_callables(i18n.gettext, i18n.plural, newstyle=True)  # type: ignore[attr-defined]
    env.filters.update(
        moment=moment_in_words,
        day=day_in_words,
        clock=clock_in_words,
        sentence=_sentence,
        number=_number,
        error_for=error_for,
        typed=typed,
    )
    env.globals.update(_globals)
    _register_macros(env)
    return env


def _register_macros(env: jinja2.Environment) -> None:
    # A block rendered alone does not see the imports at its template's top, so macros are globals.
    # GOV.UK's macros test parameters that nobody gave, which a strict environment refuses.
    lenient = env.overlay(undefined=jinja2.Undefined)
    for name in env.list_templates(
        filter_func=lambda name: name.startswith(COMPONENTS) and name.endswith("macro.html")
    ):
        module = lenient.get_template(name).module
        env.globals.update({key: item for key, item in vars(module).items() if key.startswith("govuk")})
    for name in env.list_templates(filter_func=lambda name: name.startswith("components/")):
        module = env.get_template(name).module
        env.globals.update({key: item for key, item in vars(module).items() if not key.startswith("_")})


def _number(amount: float) -> str:
    return f"{amount:,}"


def _sentence(error: object) -> str:
    """The words of an error or of any (message key, parameters) pair, in the reader's language."""
    if isinstance(error, str):
        return i18n.gettext(error)
    parameters = dict(getattr(error, "parameters", {}))
    return i18n.gettext(str(error.message), **parameters)  # type: ignore[attr-defined]


def error_for(errors: FormErrors | None, name: str) -> dict[str, str] | None:
    """A GOV.UK `errorMessage` for one field, or None."""
    found = errors.by_field().get(name) if errors else None
    return {"text": _sentence(found)} if found else None


def typed(errors: FormErrors | None, name: str, default: object = "") -> Any:
    """What was typed into a field of a form that came back, else `default`."""
    return errors.typed.get(name, default) if errors else default


def error_list(errors: FormErrors | None) -> list[dict[str, str]]:
    """The error summary's list: each message linked to its field (whose id is the field's name)."""
    if errors is None:
        return []
    return [{"text": _sentence(error), "href": f"#{name}"} for name, error in errors.by_field().items()]


add_global("error_list", error_list)


CSRF_COOKIE = "quorate_csrf"
"""What a browser proves with that it got a form from here."""


def csrf_token(request: AnyRequest) -> str:
    """The token that forms of this request send back."""
    token = ScopeState.from_scope(request.scope).csrf_token
    return token if isinstance(token, str) else ""


def _context(request: AnyRequest, own: Mapping[str, object]) -> dict[str, object]:
    token = csrf_token(request)
    language = i18n.current_language.get()
    context: dict[str, object] = {
        "request": request,
        "lang": language,
        "text_direction": i18n.text_direction(language),
        "csrf_token": token,
        "csrf_input": Markup('<input type="hidden" name="_csrf_token" value="{}">').format(token),
        "form_key": uuid4().hex,
        "errors": None,
    }
    for source in _sources:
        context.update(source(request))
    context.update(own)
    return context


def wants_block(request: AnyRequest) -> bool:
    """Whether htmx asks for a part of the page. Which part, the server decides."""
    return request.headers.get("hx-request") == "true" and request.headers.get("hx-request-type") != "full"


def page(
    request: AnyRequest,
    template: str,
    *,
    block: str | None = None,
    status: int = HTTPStatus.OK,
    headers: Mapping[str, str] | None = None,
    **context: object,
) -> Response[str]:
    """The page, or only its `block` when htmx asked for a part (the block's name is the element's id)."""
    env = environment()
    full = _context(request, context)
    if block is not None and wants_block(request):
        text = render_block(env, template, block, **full)
    else:
        text = env.get_template(template).render(full)
    every = {"Vary": "HX-Request, Accept-Language", "Cache-Control": "no-store", **(headers or {})}
    return Response(text, status_code=status, media_type=MediaType.HTML, headers=every)


def invalid(
    request: AnyRequest, template: str, errors: FormErrors, *, block: str | None = None, **context: Any
) -> Response[str]:
    """The form again as 422, with what was typed and what is wrong."""
    return page(request, template, block=block, status=HTTPStatus.UNPROCESSABLE_ENTITY, errors=errors, **context)


def go(path: str, *, done: str | None = None) -> Response[None]:
    """303 to another page after a write; `done` names the banner shown there (web/banners.py)."""
    target = f"{path}{'&' if '?' in path else '?'}done={done}" if done else path
    return Response(None, status_code=HTTPStatus.SEE_OTHER, headers={"Location": target, "Cache-Control": "no-store"})


def words(error: QuorateError) -> str:
    """What a refusal says, in the reader's language."""
    return _sentence(error)
