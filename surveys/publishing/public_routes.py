"""What families see of a published survey, signed in or not: a page and a paper, in the languages it was asked in."""

from __future__ import annotations

import asyncio
from typing import Any

from litestar import Response, Router, get
from litestar.params import FromPath

from common.pdf import pdf
from common.render import AnyRequest, page
from insight.suppression import TEXT_THRESHOLD
from people.guards import PUBLIC
from people.routes import school_of
from surveys.publishing.papers import paper_of
from surveys.publishing.queries import published, shown_tables
from surveys.questions.labels import AGREE_WORDS, DONT_KNOW_WORDS
from surveys.results.overview import closed_results
from surveys.rules import AgreePoint
from surveys.spoken import ENGLISH, own_name, say, speaking
from surveys.spoken.printing import can_be_set


def _chosen(request: AnyRequest, languages: tuple[str, ...]) -> str:
    wanted = request.query_params.get("lang", "")
    return wanted if wanted in languages else languages[0]


async def _on_paper(language: str) -> str:
    """The language of the paper: English where the fonts at hand lack letters of the one that was asked for."""
    return language if await asyncio.to_thread(can_be_set, language) else ENGLISH


def _words(language: str) -> dict[AgreePoint, str]:
    """The points of the agree scale in the survey's language."""
    own = {AgreePoint(value): say(language, words) for value, words in AGREE_WORDS.items()}
    return {**own, AgreePoint.DONT_KNOW: say(language, DONT_KNOW_WORDS)}


@get("/published/{code:str}", opt=PUBLIC)
async def families_page(request: AnyRequest, code: FromPath[str]) -> Response[str]:
    """The results in plain words. Raises NotFound for a survey that is not published."""
    school = school_of(request)
    found = await published(school.id, code)
    language = _chosen(request, found.languages)
    paper = await _on_paper(language)
    words = _words(language)
    closed = await closed_results(school.id, found.survey, words, language, TEXT_THRESHOLD)
    with speaking(language):
        return page(
            request,
            "surveys/publishing/families.html",
            person=None,
            nav=[],
            survey=found.survey,
            title=found.titles.get(language) or found.survey.title,
            chosen=language,
            on_paper=paper,
            paper_language=own_name(paper),
            languages={language: own_name(language) for language in found.languages},
            closed=closed,
            points=[{"key": point.value, "label": words[point]} for point in AgreePoint],
        )


@get("/published/{code:str}/results.pdf", opt=PUBLIC)
async def families_paper(request: AnyRequest, code: FromPath[str]) -> Response[Any]:
    school = school_of(request)
    found = await published(school.id, code)
    language = await _on_paper(_chosen(request, found.languages))
    tables = await shown_tables(school.id, found.survey, language, TEXT_THRESHOLD)
    with speaking(language):
        paper = paper_of(school, found.survey, tables)
    title = found.titles.get(language) or found.survey.title
    content = await asyncio.to_thread(pdf, "surveys/publishing/results.typ", {**paper, "title": title})
    headers = {"Content-Disposition": f'attachment; filename="results-{found.survey.code}.pdf"'}
    return Response(content, media_type="application/pdf", headers=headers)


public_results_router = Router(path="/", route_handlers=[families_page, families_paper])
