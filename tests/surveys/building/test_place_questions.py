"""A question is dragged to another place: the server's part of it."""

from __future__ import annotations

from uuid import UUID, uuid4

from httpx import AsyncClient

from surveys.building.editing.queries import edited_sections
from surveys.building.services import open_survey
from tests.cast import a_head_teacher, a_school, send, sign_in
from tests.surveys.scene import a_draft_survey


async def places(school: UUID, survey: UUID) -> list[list[UUID]]:
    return [[question.id for question in page.questions] for page in await edited_sections(school, survey)]


async def test_a_question_goes_before_another_or_to_the_end_of_any_page(client: AsyncClient) -> None:
    school = await a_school()
    await sign_in(client, await a_head_teacher(school))
    survey = await a_draft_survey(school)
    pages = [page.id for page in await edited_sections(school, survey)]
    first, second = (await places(school, survey))[:2]

    async def put(question: UUID, page: UUID, before: UUID | str = "") -> int:
        where = {"section": str(page), "before": str(before)}
        return (await send(client, f"/surveys/{survey}/questions/{question}/place", **where)).status_code

    assert await put(first[3], pages[0], first[0]) == 303
    assert (await places(school, survey))[0] == [first[3], first[0], first[1], first[2]]
    assert await put(first[3], pages[1], second[1]) == 303
    assert (await places(school, survey))[1] == [second[0], first[3], *second[1:]]
    for _ in range(2):  # the same drop sent twice
        assert await put(first[0], pages[1]) == 303
    now = await places(school, survey)
    assert now[0] == [first[1], first[2]]
    assert now[1][-1] == first[0]
    numbers = [question.position for page in await edited_sections(school, survey) for question in page.questions]
    assert numbers == list(range(1, 17))
    assert await put(first[1], pages[1], first[2]) == 404  # not on that page any more
    assert await put(first[1], uuid4()) == 404
    assert (
        await send(client, f"/surveys/{survey}/questions/{first[1]}/place", section="x", before="")
    ).status_code == 404
    await open_survey(school, survey, by=None)
    assert await put(first[1], pages[0]) == 409
