"""Every route is guarded by a permission or says that it is public; addresses are kebab-case; no GET writes."""

from __future__ import annotations

import re

import pytest
from litestar.handlers import HTTPRouteHandler
from litestar.routes import HTTPRoute

from people.guards import requires
from web.app import create_app

SHOWN = re.compile(r"/|(/([a-z0-9]+(-[a-z0-9]+)*|\{[a-z_]+:(str|uuid|int)\})(\.(svg|txt|zip|csv|xlsx|pdf|png))?)+")


def _handlers() -> list[tuple[str, HTTPRouteHandler]]:
    return [
        (f"{' '.join(sorted(map(str, handler.http_methods)))} {route.path}", handler)
        for route in create_app().routes
        if isinstance(route, HTTPRoute)
        for handler in route.route_handlers
    ]


HANDLERS = sorted((pair for pair in _handlers() if "OPTIONS" not in pair[0]), key=lambda pair: pair[0])


@pytest.mark.parametrize(("name", "handler"), HANDLERS, ids=[name for name, _ in HANDLERS])
def test_it_is_guarded_or_explicitly_public(name: str, handler: HTTPRouteHandler) -> None:
    guarded = any(isinstance(guard, requires) for guard in handler.guards or ())
    public = handler.opt.get("public") is True
    assert guarded != public, f"{name} must have exactly one of guards=[requires(…)] and opt=PUBLIC"


@pytest.mark.parametrize("path", sorted({name.rsplit(" ", 1)[1] for name, _ in HANDLERS}))
def test_its_address_is_kebab_case_and_its_parameters_are_typed(path: str) -> None:
    assert SHOWN.fullmatch(path), path


def test_no_handler_answers_both_get_and_a_method_that_writes() -> None:
    assert not [name for name, handler in HANDLERS if {"GET", "POST"} <= set(handler.http_methods)]


def test_routes_that_take_answers_or_votes_are_quiet() -> None:
    taking = [(name, handler) for name, handler in HANDLERS if "POST" in name and re.search(r"/s/|/ballots", name)]
    assert taking
    assert not [name for name, handler in taking if not handler.opt.get("quiet")]
