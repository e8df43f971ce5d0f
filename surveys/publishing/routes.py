"""Pages and files of publishing: what can be taken away, by leadership."""

from __future__ import annotations

import asyncio
import secrets
from typing import Any
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.params import FromPath

from common import i18n
from common.pdf import pdf, png
from common.render import AnyRequest, go, page
from common.settings import settings
from people.guards import requires
from people.permissions import Permission
from people.routes import school_of
from surveys.building.queries import survey_facts
from surveys.comments.wording.queries import wording_of
from surveys.publishing import services
from surveys.publishing.named import named_rows
from surveys.publishing.papers import paper_of
from surveys.publishing.queries import comments_to_share, group_rows, shown_tables, total_rows
from surveys.publishing.reported import Published
from surveys.publishing.rules import NothingShown, codebook_rows, csv_file
from surveys.publishing.workbook import workbook
from surveys.results.asked import closed_questions
from surveys.results.groups import all_are_in
from surveys.results.overview import breakdowns_of, came_in
from surveys.results.queries import findings_of_survey
from surveys.results.rules import FindingState

FOR_LEADERSHIP = [requires(Permission.SEE_RESULTS)]


def _file(content: bytes, name: str, media_type: str = "text/csv") -> Response[bytes]:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(content, media_type=media_type, headers=headers)


@get("/surveys/{survey:uuid}/files", guards=FOR_LEADERSHIP)
async def files(request: AnyRequest, survey: FromPath[UUID]) -> Response[str]:
    """What can be taken away, and why what cannot is not there."""
    school = school_of(request).id
    facts = await survey_facts(school, survey)
    all_in, grouped = await all_are_in(school, survey), bool(await breakdowns_of(school, survey))
    return page(
        request,
        "surveys/publishing/files.html",
        survey=facts,
        turnout=await came_in(school, facts),
        all_in=all_in,
        grouped=grouped,
        shown=all_in or not grouped,
        address=f"{settings().base_url}/published/{facts.code}",
    )


@get("/surveys/{survey:uuid}/files/tables.csv", guards=FOR_LEADERSHIP)
async def tables_file(request: AnyRequest, survey: FromPath[UUID]) -> Response[bytes]:
    school = school_of(request).id
    shown = await shown_tables(school, await survey_facts(school, survey), i18n.current_language.get())
    return _file(csv_file([*total_rows(shown), [], *group_rows(shown)]), f"tables-{survey}.csv")


@get("/surveys/{survey:uuid}/files/answers.csv", guards=FOR_LEADERSHIP)
async def answers_file(request: AnyRequest, survey: FromPath[UUID]) -> Response[bytes]:
    school = school_of(request).id
    rows = await services.row_file(school, await survey_facts(school, survey), i18n.current_language.get())
    return _file(csv_file(rows), f"answers-{survey}.csv")


@get("/surveys/{survey:uuid}/files/named.csv", guards=FOR_LEADERSHIP)
async def named_file(request: AnyRequest, survey: FromPath[UUID]) -> Response[bytes]:
    """Who said what, of a survey whose first page told parents so."""
    school = school_of(request).id
    rows = await named_rows(school, await survey_facts(school, survey))
    return _file(csv_file(rows), f"named-{survey}.csv")


@get("/surveys/{survey:uuid}/files/codebook.csv", guards=FOR_LEADERSHIP)
async def codebook_file(request: AnyRequest, survey: FromPath[UUID]) -> Response[bytes]:
    school = school_of(request).id
    await survey_facts(school, survey)
    questions = await closed_questions(school, survey, i18n.current_language.get())
    return _file(csv_file(codebook_rows(questions)), f"codebook-{survey}.csv")


@get("/surveys/{survey:uuid}/files/comments.csv", guards=FOR_LEADERSHIP)
async def comments_file(request: AnyRequest, survey: FromPath[UUID]) -> Response[bytes]:
    """The comments with names taken out, in no order and beside nothing else that their writers said."""
    found = await comments_to_share(school_of(request).id, survey)
    secrets.SystemRandom().shuffle(found)
    return _file(csv_file([("question", "comment"), *found]), f"comments-{survey}.csv")


@get("/surveys/{survey:uuid}/files/tables.xlsx", guards=FOR_LEADERSHIP)
async def workbook_file(request: AnyRequest, survey: FromPath[UUID]) -> Response[bytes]:
    school, language = school_of(request).id, i18n.current_language.get()
    facts = await survey_facts(school, survey)
    shown = await shown_tables(school, facts, language)
    sheets = {"Results": total_rows(shown), "By group": group_rows(shown), "Codebook": codebook_rows(shown.questions)}
    content = await asyncio.to_thread(workbook, facts.title, sheets)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return _file(content, f"tables-{survey}.xlsx", kind)


@get("/surveys/{survey:uuid}/files/answers.xlsx", guards=FOR_LEADERSHIP)
async def answers_workbook(request: AnyRequest, survey: FromPath[UUID]) -> Response[bytes]:
    school, language = school_of(request).id, i18n.current_language.get()
    facts = await survey_facts(school, survey)
    rows = await services.row_file(school, facts, language)
    codebook = codebook_rows(await closed_questions(school, survey, language))
    content = await asyncio.to_thread(workbook, facts.title, {"Answers": rows, "Codebook": codebook})
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return _file(content, f"answers-{survey}.xlsx", kind)


async def _paper(request: AnyRequest, survey: UUID, *, with_findings: bool) -> dict[str, Any]:
    """What the paper and the picture say. Raises NothingShown while nothing is shown."""
    school = school_of(request)
    facts = await survey_facts(school.id, survey)
    shown = await shown_tables(school.id, facts, i18n.current_language.get())
    if not shown.totals:
        raise NothingShown()
    found = await findings_of_survey(school.id, survey) if with_findings else []
    stand = [one for one in found if one.state is FindingState.PUBLISHED and not one.superseded]
    said = [(one, await wording_of(school.id, one.id)) for one in stand]
    drafts = sum(one.state is not FindingState.PUBLISHED for one in found)
    return paper_of(school, facts, shown, Published(said, drafts))


@get("/surveys/{survey:uuid}/files/report.pdf", guards=FOR_LEADERSHIP)
async def report_file(request: AnyRequest, survey: FromPath[UUID]) -> Response[bytes]:
    """The governors' report: the numbers, and the findings that somebody reviewed and published."""
    data = await _paper(request, survey, with_findings=True)
    content = await asyncio.to_thread(pdf, "surveys/publishing/results.typ", data)
    return _file(content, f"report-{survey}.pdf", "application/pdf")


@get("/surveys/{survey:uuid}/files/chart.png", guards=FOR_LEADERSHIP)
async def chart_file(request: AnyRequest, survey: FromPath[UUID]) -> Response[bytes]:
    data = await _paper(request, survey, with_findings=False)
    content = await asyncio.to_thread(png, "surveys/publishing/chart.typ", data)
    return _file(content, f"chart-{survey}.png", "image/png")


@post("/surveys/{survey:uuid}/publish", guards=FOR_LEADERSHIP)
async def publish(request: AnyRequest, survey: FromPath[UUID]) -> Response[Any]:
    await services.publish_survey(school_of(request).id, survey, request.user.id)
    return go(f"/surveys/{survey}/files", done="survey-published")


publishing_router = Router(
    path="/",
    route_handlers=[
        files,
        tables_file,
        answers_file,
        named_file,
        codebook_file,
        comments_file,
        workbook_file,
        answers_workbook,
        report_file,
        chart_file,
        publish,
    ],
)
