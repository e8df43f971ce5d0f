"""Pages on which leadership puts a finding into its own words."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from common.forms import FieldError, FormErrors
from common.render import AnyRequest, go, page
from people.guards import requires
from people.permissions import Permission
from people.routes import school_of
from surveys.comments.wording.forms import LONGEST_SENTENCE, parse_words
from surveys.comments.wording.queries import wording_of
from surveys.comments.wording.services import WordsHaveChanged, edit_finding, take_machine_words
from surveys.results.queries import finding as finding_facts

TO_EDIT = [requires(Permission.CORRECT_READINGS)]


@get("/findings/{finding:uuid}/words", guards=TO_EDIT)
async def words_page(request: AnyRequest, finding: FromPath[UUID]) -> Response[str]:
    """The words with their history; of a published finding, to be read only."""
    return await _shown(request, finding)


@post("/findings/{finding:uuid}/words", guards=TO_EDIT)
async def save_words(request: AnyRequest, finding: FromPath[UUID]) -> Response[Any]:
    school = school_of(request).id
    facts = await finding_facts(school, finding)
    words = parse_words(await request.form(), len(facts.sentences))
    if isinstance(words, FormErrors):
        return await _shown(request, finding, words)
    try:
        await edit_finding(school, finding, request.user.id, words)
    except WordsHaveChanged as fault:
        typed = {"headline": words.headline, "added": words.added}
        typed |= {f"sentence_{place}": text for place, text in enumerate(words.sentences, start=1)}
        return await _shown(request, finding, FormErrors((FieldError("headline", fault.message),), typed))
    return go(f"/findings/{finding}", done="finding-edited")


@post("/findings/{finding:uuid}/words/machine", guards=TO_EDIT)
async def machine_words(request: AnyRequest, finding: FromPath[UUID]) -> Response[Any]:
    """Puts the machine's words back."""
    await take_machine_words(school_of(request).id, finding, request.user.id)
    return go(f"/findings/{finding}", done="finding-edited")


async def _shown(request: AnyRequest, finding: UUID, errors: FormErrors | None = None) -> Response[str]:
    school = school_of(request).id
    return page(
        request,
        "surveys/comments/words.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if errors else HTTPStatus.OK,
        finding=await finding_facts(school, finding),
        wording=await wording_of(school, finding),
        longest=LONGEST_SENTENCE,
        errors=errors,
    )


wording_routes = [words_page, save_words, machine_words]
