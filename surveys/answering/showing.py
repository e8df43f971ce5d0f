"""The pages of answering, in the reader's language. What is the same for everybody is made once and kept."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from litestar import Response
from litestar.enums import MediaType
from markupsafe import Markup

from common.forms import FieldError, FormErrors
from common.render import AnyRequest, csrf_token, page, wants_block
from people.routes import school_of
from surveys.answering.turns import Turn, turn_of
from surveys.building.rules import AskedSection, Questionnaire
from surveys.questions.answers import asked_of, told
from surveys.questions.asked import AskedQuestion
from surveys.questions.choice import own_words, values
from surveys.questions.ranking import places, places_of
from surveys.rules import QuestionKind
from surveys.spoken import own_name, speaking

BLOCK = "answering"
_KEPT_MOST = 2_000
_TOKEN = "the-token-of-this-browser"  # noqa: S105 - stands where each browser's own is put
_pages: dict[Hashable, str] = {}


@dataclass(frozen=True)
class Shown:
    """One question on its page: what was typed, what is wrong with it, and on which answer above it depends."""

    asked: AskedQuestion
    typed: str
    error: FieldError | None
    only_if: AskedQuestion | None

    @property
    def chosen(self) -> tuple[str, ...]:
        """The options that are marked."""
        return values(self.typed)

    @property
    def own(self) -> str:
        """What was typed beside "something else"."""
        return own_words(self.typed)

    @property
    def places(self) -> Mapping[str, str]:
        """The place of each ranked option."""
        return places(self.typed) if self.asked.kind is QuestionKind.RANKING else {}

    @property
    def all_places(self) -> range:
        """The places to choose from."""
        return places_of(self.asked)

    @property
    def answers_needed(self) -> str:
        """The answers to `only_if` that lead here, in words."""
        on = self.asked.condition
        if on is None or self.only_if is None:
            return ""
        labels = dict(self.only_if.options)
        return ", ".join(labels.get(value, value) for value in on.any_of)


def shown_in(
    asked: Questionnaire, section: AskedSection, typed: Mapping[str, str], errors: FormErrors | None
) -> tuple[Shown, ...]:
    """The questions of a page: all that are asked, and those that an answer on this very page decides about."""
    here = {question.name: question for question in section.questions}
    certain = asked_of(asked.questions, typed)
    found = errors.by_field() if errors else {}
    shown: dict[str, Shown] = {}
    for question in section.questions:
        on = question.condition
        if question.name in certain or (on is not None and on.name in shown):
            only_if = here.get(on.name) if on else None
            shown[question.name] = Shown(question, typed.get(question.name, ""), found.get(question.name), only_if)
    return tuple(shown.values())


def show(
    request: AnyRequest,
    name: str,
    asked: Questionnaire,
    *,
    path: str,
    status: int = 200,
    pushed: str = "",
    **context: Any,
) -> Response[Any]:
    """One page of answering. `pushed` is the address that it belongs to, where htmx had asked for another."""
    # Whoever is signed in is not named here: these pages are the same for everybody.
    with speaking(asked.language):
        return page(
            request,
            f"surveys/answering/{name}.html",
            block=BLOCK,
            status=status,
            headers={"HX-Push-Url": pushed} if pushed else None,
            person=None,
            nav=[],
            fragment=wants_block(request),
            asked=asked,
            path=path,
            told=told,
            language_names={language: own_name(language) for language in asked.languages},
            turn=turn_of(request.cookies),
            **{"suffix": "", "preview": False, **context},
        )


def show_kept(
    request: AnyRequest, name: str, asked: Questionnaire, *, path: str, of: Hashable, pushed: str = "", **context: Any
) -> Response[Any]:
    """`show` for a page on which nobody has typed anything: only the browser's own token differs. `of`: which."""
    key: tuple[str, UUID, int, str, Hashable, bool, Turn, Hashable] = (
        name,
        asked.survey,
        asked.revision,
        asked.language,
        school_of(request),
        wants_block(request),
        turn_of(request.cookies),
        of,
    )
    if key not in _pages:
        if len(_pages) >= _KEPT_MOST:
            _pages.clear()
        field = Markup('<input type="hidden" name="_csrf_token" value="{}">').format(_TOKEN)
        made = show(request, name, asked, path=path, csrf_token=_TOKEN, csrf_input=field, **context)
        _pages[key] = made.content
    headers = {"Vary": "HX-Request, Accept-Language", "Cache-Control": "no-store"}
    if pushed:
        headers["HX-Push-Url"] = pushed
    text = _pages[key].replace(_TOKEN, csrf_token(request))
    return Response(text, status_code=200, media_type=MediaType.HTML, headers=headers)
