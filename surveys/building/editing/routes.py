"""The pages of the editor: everything that a survey asks, one question, a condition, the bank."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid5

from litestar import Response, get, post
from litestar.params import FromPath

from common.errors import NotFound
from common.forms import FormErrors
from common.render import AnyRequest, go, invalid, page
from people.routes import school_of
from surveys.building.editing import sections as pages
from surveys.building.editing import services
from surveys.building.editing.forms import parse_question, parse_title
from surveys.building.editing.placing import place_question
from surveys.building.editing.queries import bank_of, edited_question, edited_sections
from surveys.building.editing.rules import EditedMeanwhile, EditedQuestion, Wording
from surveys.building.editing.stumbling import stumbles
from surveys.building.editing.words import kind_names
from surveys.building.guards import DRAFTERS
from surveys.building.queries import survey_facts
from surveys.questions.asked import CHOICES, CONDITIONS
from surveys.rules import QuestionKind


def _at(survey: UUID) -> str:
    return f"/surveys/{survey}/questions"


async def _overview(request: AnyRequest, survey: UUID, errors: FormErrors | None = None) -> Response[Any]:
    school = school_of(request).id
    facts, sections = await survey_facts(school, survey), await edited_sections(school, survey)
    context: dict[str, Any] = {
        "survey": facts,
        "sections": sections,
        "kinds": kind_names(),
        "texts": {question.key: question.wording.text for section in sections for question in section.questions},
        "found": stumbles(sections, facts.languages),
    }
    if errors:
        return invalid(request, "surveys/building/questions.html", errors, **context)
    return page(request, "surveys/building/questions.html", **context)


@get("/surveys/{survey:uuid}/questions", guards=DRAFTERS)
async def all_questions(request: AnyRequest, survey: FromPath[UUID]) -> Response[Any]:
    return await _overview(request, survey)


@post("/surveys/{survey:uuid}/pages", guards=DRAFTERS)
async def add_page(request: AnyRequest, survey: FromPath[UUID]) -> Response[Any]:
    sent = await request.form()
    title = parse_title(sent)
    if isinstance(title, FormErrors):
        return await _overview(request, survey, title)
    new = uuid5(survey, str(sent.get("form_key", "")))
    await pages.add_section(school_of(request).id, survey, title, new, request.user.id)
    return go(_at(survey))


@post("/surveys/{survey:uuid}/pages/{section:uuid}/{what:str}", guards=DRAFTERS)
async def change_page(
    request: AnyRequest, survey: FromPath[UUID], section: FromPath[UUID], what: FromPath[str]
) -> Response[Any]:
    """Names a page, moves it up or down, or removes it."""
    school, by = school_of(request).id, request.user.id
    if what == "name":
        title = parse_title(await request.form())
        if isinstance(title, FormErrors):
            return await _overview(request, survey, title)
        await pages.name_section(school, survey, section, title, by)
    elif what in ("up", "down"):
        await pages.move_section(school, survey, section, -1 if what == "up" else 1, by)
    elif what == "remove":
        await pages.remove_section(school, survey, section, by)
    else:
        raise NotFound()
    return go(_at(survey))


@post("/surveys/{survey:uuid}/questions/{question:uuid}/{what:str}", guards=DRAFTERS)
async def change_place(
    request: AnyRequest, survey: FromPath[UUID], question: FromPath[UUID], what: FromPath[str]
) -> Response[Any]:
    """Moves a question up, down or elsewhere, makes another like it, or takes it out."""
    school, by = school_of(request).id, request.user.id
    if what in ("up", "down"):
        await services.move_question(school, survey, question, -1 if what == "up" else 1, by)
    elif what == "duplicate":
        new = uuid5(question, str((await request.form()).get("form_key", "")))
        await services.duplicate_question(school, survey, question, new, by)
    elif what == "place":
        sent = await request.form()
        before = _identity(str(sent["before"])) if sent.get("before") else None
        await place_question(school, survey, question, _identity(str(sent.get("section", ""))), before, by)
    elif what == "remove":
        await services.remove_question(school, survey, question, by)
    else:
        raise NotFound()
    return go(f"{_at(survey)}#q-{question}" if what in ("up", "down", "place") else _at(survey))


async def _form(
    request: AnyRequest,
    survey: UUID,
    *,
    question: EditedQuestion | None = None,
    section: str = "",
    errors: FormErrors | None = None,
    theirs: Wording | None = None,
    stamp: str = "",
) -> Response[Any]:
    wording = question.wording if question else Wording(QuestionKind.AGREE_SCALE, "", dont_know=True)
    return page(
        request,
        "surveys/building/question.html",
        status=409 if theirs else 422 if errors else 200,
        survey=await survey_facts(school_of(request).id, survey),
        question=question,
        section=section,
        wording=wording,
        stamp=stamp or wording.stamp,
        kinds=kind_names(),
        with_options=CHOICES,
        theirs=theirs,
        errors=errors,
    )


@get("/surveys/{survey:uuid}/questions/new", guards=DRAFTERS)
async def new_question(request: AnyRequest, survey: FromPath[UUID]) -> Response[Any]:
    return await _form(request, survey, section=request.query_params.get("page", ""))


@post("/surveys/{survey:uuid}/questions/new", guards=DRAFTERS)
async def create_question(request: AnyRequest, survey: FromPath[UUID]) -> Response[Any]:
    """Adds a question to a page. The same form sent twice adds one."""
    form = await request.form()
    section, sent = str(form.get("section", "")), parse_question(form, None, survey=survey)
    if isinstance(sent, FormErrors):
        return await _form(request, survey, section=section, errors=sent)
    await services.add_question(
        school_of(request).id, survey, _identity(section), sent.wording, request.user.id, sent.new
    )
    return go(f"{_at(survey)}#q-{sent.new}")


def _identity(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound() from None


@get("/surveys/{survey:uuid}/questions/{question:uuid}", guards=DRAFTERS)
async def question_form(request: AnyRequest, survey: FromPath[UUID], question: FromPath[UUID]) -> Response[Any]:
    return await _form(request, survey, question=await edited_question(school_of(request).id, survey, question))


@post("/surveys/{survey:uuid}/questions/{question:uuid}", guards=DRAFTERS)
async def save_question(request: AnyRequest, survey: FromPath[UUID], question: FromPath[UUID]) -> Response[Any]:
    """Saves a question. Was it changed meanwhile, both versions are shown, and nothing is lost."""
    school = school_of(request).id
    before = await edited_question(school, survey, question)
    sent = parse_question(await request.form(), before.wording, survey=survey)
    if isinstance(sent, FormErrors):
        return await _form(request, survey, question=before, errors=sent, stamp=str(sent.typed.get("stamp", "")))
    try:
        await services.edit_question(school, survey, question, sent.wording, sent.stamp, request.user.id)
    except EditedMeanwhile as meanwhile:
        mine = EditedQuestion(**{**vars(before), "wording": sent.wording})
        return await _form(request, survey, question=mine, theirs=meanwhile.now, stamp=meanwhile.now.stamp)
    return go(f"{_at(survey)}#q-{question}")


@get("/surveys/{survey:uuid}/questions/{question:uuid}/condition", guards=DRAFTERS)
async def condition_form(request: AnyRequest, survey: FromPath[UUID], question: FromPath[UUID]) -> Response[Any]:
    """On which answer to which earlier question it depends whether this one is asked."""
    school = school_of(request).id
    edited = await edited_question(school, survey, question)
    sections = await edited_sections(school, survey)
    earlier = [
        one
        for section in sections
        for one in section.questions
        if one.position < edited.position and one.wording.kind in CONDITIONS
    ]
    on = request.query_params.get("of") or (edited.condition or {}).get("question")
    return page(
        request,
        "surveys/building/condition.html",
        survey=await survey_facts(school, survey),
        question=edited,
        earlier=earlier,
        chosen=next((one for one in earlier if one.key == on), None),
    )


@post("/surveys/{survey:uuid}/questions/{question:uuid}/condition", guards=DRAFTERS)
async def save_condition(request: AnyRequest, survey: FromPath[UUID], question: FromPath[UUID]) -> Response[Any]:
    sent = await request.form()
    any_of = [str(value) for value in sent.getall("any_of", [])]
    on = str(sent.get("of", ""))
    await services.set_condition(school_of(request).id, survey, question, on, any_of, request.user.id)
    return go(f"{_at(survey)}#q-{question}")


@get("/surveys/{survey:uuid}/bank", guards=DRAFTERS)
async def bank(request: AnyRequest, survey: FromPath[UUID]) -> Response[Any]:
    """The questions that the school has asked before."""
    school = school_of(request).id
    return page(
        request,
        "surveys/building/bank.html",
        survey=await survey_facts(school, survey),
        lines=await bank_of(school, survey),
        kinds=kind_names(),
        section=request.query_params.get("page", ""),
    )


@post("/surveys/{survey:uuid}/bank", guards=DRAFTERS)
async def take_from_bank(request: AnyRequest, survey: FromPath[UUID]) -> Response[Any]:
    sent = await request.form()
    section = _identity(str(sent.get("section", "")))
    for key in sent.getall("key", []):
        await services.add_from_bank(school_of(request).id, survey, section, str(key), request.user.id)
    return go(_at(survey))


editing_routes = [
    all_questions,
    add_page,
    change_page,
    change_place,
    new_question,
    create_question,
    question_form,
    save_question,
    condition_form,
    save_condition,
    bank,
    take_from_bank,
]
