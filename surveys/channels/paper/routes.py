"""The pages of paper: printing forms and posters, keying what came back."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from common import i18n, pdf
from common.forms import FormErrors
from common.i18n import gettext as _
from common.render import AnyRequest, go, invalid, page
from people.guards import requires
from people.permissions import Permission
from people.routes import school_of
from surveys.answering.rules import SurveyClosed
from surveys.building.queries import questionnaire, survey_facts
from surveys.building.rules import Questionnaire, SurveyFacts
from surveys.channels.paper import services
from surveys.channels.paper.forms import KeyedForm, at_code, differences, parse_keying, parse_print_order
from surveys.channels.paper.keys import boxes
from surveys.channels.paper.papers import FORM, POSTER, forms_of, poster_of
from surveys.channels.paper.queries import forms_keyed_once, invited_without_address, printed_forms
from surveys.channels.paper.rules import MOST_FORMS
from surveys.rules import Anonymity, SurveyState
from surveys.spoken import english_name
from surveys.spoken.printing import can_be_set

COLLECTORS = [requires(Permission.COLLECT_ANSWERS)]
QUIET = {"quiet": True}
"""What is keyed is somebody's answer: no log tells when it came."""


def _file(made: bytes, name: str) -> Response[bytes]:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(made, status_code=200, media_type="application/pdf", headers=headers)


async def _printing(request: AnyRequest, facts: SurveyFacts) -> dict[str, Any]:
    school = school_of(request).id
    can = [language for language in facts.languages if await asyncio.to_thread(can_be_set, language)]
    anonymous = facts.anonymity is Anonymity.ANONYMOUS
    return {
        "survey": facts,
        "languages": {language: english_name(language) for language in can},
        "cannot": [english_name(language) for language in facts.languages if language not in can],
        "invited": None if anonymous else await invited_without_address(school, facts.id),
        "printed": await printed_forms(school, facts.id),
        "name_of": english_name,
        "most": MOST_FORMS,
    }


@get("/ambassador/{survey:uuid}/forms", guards=COLLECTORS)
async def print_page(request: AnyRequest, survey: FromPath[UUID]) -> Response[Any]:
    facts = await survey_facts(school_of(request).id, survey)
    return page(request, "surveys/channels/forms.html", **await _printing(request, facts))


@post("/ambassador/{survey:uuid}/forms", guards=COLLECTORS)
async def print_forms(request: AnyRequest, survey: FromPath[UUID]) -> Response[Any]:
    """A file with new forms. Asked for again, their codes are new again: no form is ever printed twice."""
    school = school_of(request)
    facts = await survey_facts(school.id, survey)
    context = await _printing(request, facts)
    order = parse_print_order(await request.form(), context["languages"], MOST_FORMS)
    if isinstance(order, FormErrors):
        return invalid(request, "surveys/channels/forms.html", order, **context)
    asked = await questionnaire(school.id, survey, order.language)
    forms = await services.print_forms(school.id, asked, order.number, request.user.id)
    data = forms_of(school, asked, forms, closes_at=facts.closes_at, large=order.large)
    return _file(await asyncio.to_thread(pdf.pdf, FORM, data), f"forms-{facts.code}-{order.language}.pdf")


async def _poster(request: AnyRequest, survey: UUID, *, strips: bool) -> Response[Any]:
    school = school_of(request)
    facts = await survey_facts(school.id, survey)
    if facts.state in (SurveyState.CLOSED, SurveyState.PUBLISHED):
        raise SurveyClosed()
    wanted = request.query_params.get("language", "")
    known = wanted in facts.languages and await asyncio.to_thread(can_be_set, wanted)
    language = wanted if known else i18n.DEFAULT_LANGUAGE
    asked = await questionnaire(school.id, survey, language)
    data = poster_of(school, asked, closes_at=facts.closes_at, strips=strips)
    name = f"{'tear-off' if strips else 'poster'}-{facts.code}-{language}.pdf"
    return _file(await asyncio.to_thread(pdf.pdf, POSTER, data), name)


@get("/ambassador/{survey:uuid}/poster.pdf", guards=COLLECTORS)
async def poster(request: AnyRequest, survey: FromPath[UUID]) -> Response[Any]:
    return await _poster(request, survey, strips=False)


@get("/ambassador/{survey:uuid}/tear-off.pdf", guards=COLLECTORS)
async def tear_off(request: AnyRequest, survey: FromPath[UUID]) -> Response[Any]:
    """The poster with strips to tear off."""
    return await _poster(request, survey, strips=True)


async def _keying(request: AnyRequest, facts: SurveyFacts) -> tuple[Questionnaire, dict[str, Any]]:
    school = school_of(request).id
    asked = await questionnaire(school, facts.id, i18n.DEFAULT_LANGUAGE)
    return asked, {"survey": facts, "asked": asked, "boxes": boxes, "waiting": await forms_keyed_once(school, facts.id)}


def _sheet(
    request: AnyRequest, errors: FormErrors | None, context: Mapping[str, Any], *, looked_at: str = ""
) -> Response[Any]:
    """The sheet to key on: empty, or with what was typed and what is wrong with it."""
    if errors is None:
        return page(request, "surveys/channels/keying.html", looked_at="", **context)
    own: dict[str, Any] = {
        "form_key": errors.typed.get("form_key", ""),
        "looked_at": looked_at or errors.typed.get("looked_at", ""),
    }
    return invalid(request, "surveys/channels/keying.html", errors, **own, **context)


@get("/ambassador/{survey:uuid}/keying", guards=COLLECTORS, opt=QUIET)
async def keying_page(request: AnyRequest, survey: FromPath[UUID]) -> Response[Any]:
    """Where a paper form is keyed, the first time and the second."""
    facts = await survey_facts(school_of(request).id, survey)
    if facts.state is not SurveyState.OPEN:
        return go(f"/ambassador/{survey}")
    return _sheet(request, None, (await _keying(request, facts))[1])


@post("/ambassador/{survey:uuid}/keying", guards=COLLECTORS, opt=QUIET)
async def key_form(request: AnyRequest, survey: FromPath[UUID]) -> Response[Any]:
    """Takes a keyed form, or sets one aside. Sent twice, it is keyed once."""
    asked, context = await _keying(request, await survey_facts(school_of(request).id, survey))
    sent = await request.form()
    form = parse_keying(sent, asked)
    if isinstance(form, FormErrors):
        return _sheet(request, form, context)
    typed = {name: str(value) for name, value in sent.items()}
    try:
        if sent.get("set_aside"):
            await services.set_aside(asked, form.code)
            return go(f"/ambassador/{survey}/keying", done="form-set-aside")
        outcome = await services.key_form(asked, form.code, form.typed, page=form.page, looked_at=form.looked_at)
    except (services.UnknownCode, services.FormUsed, services.FormVoid) as fact:
        return _sheet(request, at_code(fact.message, typed), context)
    if outcome.keyed is services.Keyed.DIFFERS:
        return _differs(request, asked, form, outcome.first, typed, context)
    return go(f"/ambassador/{survey}/keying", done=f"form-{outcome.keyed.value}")


def _differs(
    request: AnyRequest,
    asked: Questionnaire,
    form: KeyedForm,
    first: Mapping[str, str],
    typed: Mapping[str, str],
    context: Mapping[str, Any],
) -> Response[Any]:
    """The sheet again, each difference beside its field. What is sent then was looked at on the paper."""
    errors = differences(asked, first, dict(typed), _("no answer"))
    return _sheet(request, errors, context, looked_at=" ".join(sorted({*form.looked_at, *first})))


paper_routes = [print_page, print_forms, poster, tear_off, keying_page, key_form]
