"""Pages of results for leadership, of findings for the council too, and of the comments under them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.params import FromPath

from common import i18n
from common.errors import NotFound
from common.render import AnyRequest, go, page
from people.guards import requires
from people.permissions import Permission, may
from people.routes import school_of
from surveys.building.queries import survey_facts
from surveys.comments.themes.queries import theme_names
from surveys.comments.wording.queries import wording_of
from surveys.results import evidence, queries, services
from surveys.results.benchmark.routes import benchmark_routes
from surveys.results.comparing import changes, group_tables
from surveys.results.forms import parse_reviewed
from surveys.results.overview import breakdowns_of, closed_results, comment_results, done_readings
from surveys.results.presence import presence
from surveys.results.rules import FindingState, page_number, sentence_number
from surveys.results.succession import succession
from surveys.results.weighted import weighted_lines
from surveys.results.words import channel_name, sentiment_name
from surveys.rules import AgreePoint
from surveys.words import agree_point_name

FOR_LEADERSHIP = [requires(Permission.SEE_RESULTS)]
FOR_COUNCIL = [requires(Permission.SEE_FINDINGS)]


@get("/surveys/{survey:uuid}/results", guards=FOR_LEADERSHIP)
async def survey_results(request: AnyRequest, survey: FromPath[UUID]) -> Response[str]:
    school = school_of(request).id
    language = i18n.current_language.get()
    words = {point: agree_point_name(point) for point in AgreePoint}
    facts = await survey_facts(school, survey)
    return page(
        request,
        "surveys/results/results.html",
        block="comments",
        survey=facts,
        closed=await closed_results(school, facts, words, language),
        presence=await presence(school, survey, language),
        comments=await comment_results(school, survey, language),
        points=[{"key": point.value, "label": words[point]} for point in AgreePoint],
        channel_name=channel_name,
        theme_names=await theme_names(school),
    )


@get("/surveys/{survey:uuid}/results/compare", guards=FOR_LEADERSHIP)
async def compare(request: AnyRequest, survey: FromPath[UUID]) -> Response[str]:
    """Answers by group, and what has changed since the survey before."""
    school, language = school_of(request).id, i18n.current_language.get()
    facts = await survey_facts(school, survey)
    weighted = "weighted" in request.query_params
    tables = await group_tables(school, survey, language)
    return page(
        request,
        "surveys/results/compare.html",
        survey=facts,
        breakdowns=await breakdowns_of(school, survey),
        tables=tables,
        weighted=await weighted_lines(school, facts, language) if weighted else None,
        changes=await changes(school, facts, language),
    )


@post("/surveys/{survey:uuid}/results/analyse", guards=FOR_LEADERSHIP)
async def analyse(request: AnyRequest, survey: FromPath[UUID]) -> Response[Any]:
    school = school_of(request).id
    await survey_facts(school, survey)
    await services.ask_analyses(school, survey)
    return go(f"/surveys/{survey}/results", done="analysis-asked")


@get("/surveys/{survey:uuid}/themes/{theme:str}", guards=FOR_LEADERSHIP)
async def theme_page(request: AnyRequest, survey: FromPath[UUID], theme: FromPath[str]) -> Response[str]:
    """The comments on one theme, question by question, where they are enough to be shown."""
    school = school_of(request).id
    facts = await survey_facts(school, survey)
    number = page_number(request.query_params.get("page", "1"))
    readings = await done_readings(school, survey)
    wanted = [(q, r) for q, r in readings.items() if theme in r.groups.shown and _asked_for(request, q)]
    if not wanted:
        raise NotFound()
    question, reading = wanted[0]
    lines, paged = await evidence.comments_of_theme(school, reading.id, theme, number)
    return page(
        request,
        "surveys/results/theme.html",
        survey=facts,
        theme=theme,
        name=(await theme_names(school)).get(theme, theme),
        question=question,
        question_text=reading.asked,
        uncounted=paged.total - reading.groups.shown[theme],
        lines=lines,
        paged=paged,
        sentiment_name=sentiment_name,
    )


def _asked_for(request: AnyRequest, question: UUID) -> bool:
    return request.query_params.get("question", str(question)) == str(question)


@get("/findings", guards=FOR_COUNCIL)
async def findings(request: AnyRequest) -> Response[str]:
    school = school_of(request).id
    drafts = await queries.draft_findings(school) if may(request.user, Permission.SEE_RESULTS) else []
    published = await queries.published_findings(school)
    return page(request, "surveys/findings/list.html", published=published, drafts=drafts)


async def _visible(request: AnyRequest, finding: UUID) -> queries.FindingFacts:
    """A finding that the reader may see: drafts are there for leadership alone. Raises NotFound."""
    facts = await queries.finding(school_of(request).id, finding)
    if facts.state is not FindingState.PUBLISHED and not may(request.user, Permission.SEE_RESULTS):
        raise NotFound()
    return facts


@get("/findings/{finding:uuid}", guards=FOR_COUNCIL)
async def one_finding(request: AnyRequest, finding: FromPath[UUID]) -> Response[str]:
    facts = await _visible(request, finding)
    school = school_of(request).id
    return page(
        request,
        "surveys/findings/finding.html",
        finding=facts,
        wording=await wording_of(school, finding),
        succession=await succession(school, facts, drafts=may(request.user, Permission.SEE_RESULTS)),
    )


@get("/findings/{finding:uuid}/comments", guards=FOR_COUNCIL)
async def comments_of_finding(request: AnyRequest, finding: FromPath[UUID]) -> Response[str]:
    facts = await _visible(request, finding)
    sentence = sentence_number(request.query_params.get("sentence"))
    number = page_number(request.query_params.get("page", "1"))
    lines, paged = await evidence.comments_of_finding(school_of(request).id, facts, sentence, number)
    return page(
        request,
        "surveys/findings/comments.html",
        finding=facts,
        sentence=sentence,
        lines=lines,
        paged=paged,
        sentiment_name=sentiment_name,
    )


@post("/findings/{finding:uuid}/publish", guards=FOR_LEADERSHIP)
async def publish(request: AnyRequest, finding: FromPath[UUID]) -> Response[Any]:
    reviewed, words = parse_reviewed(await request.form())
    await services.publish_finding(school_of(request).id, finding, request.user.id, reviewed, words)
    return go(f"/findings/{finding}", done="finding-published")


@get("/comments/{comment:uuid}", guards=FOR_COUNCIL)
async def one_comment(request: AnyRequest, comment: FromPath[UUID]) -> Response[str]:
    drafts = may(request.user, Permission.SEE_RESULTS)
    shown = await evidence.shown_comment(school_of(request).id, comment, drafts=drafts)
    return page(request, "surveys/findings/comment.html", comment=shown, sentiment_name=sentiment_name)


results_router = Router(
    path="/",
    route_handlers=[
        survey_results,
        compare,
        *benchmark_routes,
        analyse,
        theme_page,
        findings,
        one_finding,
        comments_of_finding,
        publish,
        one_comment,
    ],
)
