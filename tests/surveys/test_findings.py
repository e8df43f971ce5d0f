"""Findings: drafts for leadership, published ones for the council, and the comments under them for no one else."""

from __future__ import annotations

import re
from html import unescape
from uuid import UUID, uuid4

import pytest
from httpx import AsyncClient, Response

from common import db
from common.errors import NotFound
from surveys.building.queries import questionnaire
from surveys.results.queries import finding, published_findings, shown_comment
from tests.cast import Council, a_council, a_parent, send, sign_in
from tests.surveys.comments import HOMEWORK, read_comments, some_comments
from tests.surveys.scene import an_open_survey


async def a_draft(client: AsyncClient) -> tuple[Council, UUID, UUID]:
    """A council, a draft finding on homework, and a comment under it."""
    council = await a_council(2)
    asked = await an_open_survey(council.school)
    ids = await some_comments(asked)
    await read_comments(asked)
    await sign_in(client, council.head)
    return council, await db.value("SELECT id FROM finding WHERE theme = 'homework'"), ids[0]


async def publish(client: AsyncClient, draft: UUID) -> Response:
    """Presses the button of the finding as it stands."""
    reading = await db.value("SELECT analysis FROM finding WHERE id = $1", draft)
    answer: Response = await send(client, f"/findings/{draft}/publish", reviewed=str(reading))
    return answer


async def test_leadership_sees_a_draft_and_the_council_does_not_know_of_it(client: AsyncClient) -> None:
    council, draft, comment = await a_draft(client)
    listed = (await client.get("/findings")).text
    assert f"/findings/{draft}" in listed
    question = await db.value(
        "SELECT t.text FROM finding f JOIN survey_question q ON q.id = f.question"
        " JOIN question_text t ON t.version = q.version WHERE f.id = $1",
        draft,
    )
    assert f"Asked: “{question}”" in unescape(listed)
    assert (await client.get(f"/comments/{comment}")).status_code == 200
    for person in (council.chair, council.clerk):
        await sign_in(client, person)
        assert f"/findings/{draft}" not in (await client.get("/findings")).text
        for path in (f"/findings/{draft}", f"/findings/{draft}/comments", f"/comments/{comment}"):
            assert (await client.get(path)).status_code == 404, path


async def test_published_it_can_be_opened_by_the_council_down_to_its_comments(client: AsyncClient) -> None:
    council, draft, comment = await a_draft(client)
    answer = await publish(client, draft)
    assert answer.headers["location"] == f"/findings/{draft}?done=finding-published"
    await sign_in(client, council.chair)
    page = (await client.get(f"/findings/{draft}")).text
    assert "Reviewed and published to the council by Helen Marsh" in page
    assert f"/motions/new?finding={draft}" in page
    assert f'id="comment-{comment}"' in (await client.get(f"/findings/{draft}/comments")).text
    assert f"/findings/{draft}" in (await client.get(f"/comments/{comment}")).text


async def test_the_clerk_sees_it_and_is_not_asked_to_raise_a_motion(client: AsyncClient) -> None:
    council, draft, _ = await a_draft(client)
    await publish(client, draft)
    await sign_in(client, council.clerk)
    page = await client.get(f"/findings/{draft}")
    assert page.status_code == 200
    assert "/motions/new" not in page.text


async def test_published_twice_it_was_published_once(client: AsyncClient) -> None:
    council, draft, _ = await a_draft(client)
    await publish(client, draft)
    first = await finding(council.school, draft)
    assert (await publish(client, draft)).status_code == 303
    assert await finding(council.school, draft) == first
    assert (
        int(
            await db.value(
                "SELECT count(*) FROM audit_entry WHERE action = 'publish_finding' AND subject = $1", str(draft)
            )
        )
        == 1
    )


async def test_what_was_read_again_since_it_was_reviewed_is_not_published(client: AsyncClient) -> None:
    council, draft, _ = await a_draft(client)
    page = (await client.get(f"/findings/{draft}")).text
    reviewed = re.search(r'name="reviewed" value="([^"]+)"', page)
    assert reviewed is not None
    asked = await questionnaire(council.school, (await finding(council.school, draft)).survey_id, "en")
    await some_comments(asked, ("Homework is awful, even on holidays.",))
    await read_comments(asked)
    assert (await client.get(f"/findings/{draft}")).status_code == 200, "it keeps its address"
    answer = await send(client, f"/findings/{draft}/publish", reviewed=reviewed[1])
    assert answer.status_code == 409
    assert "Review it as it is now" in answer.text
    assert (await send(client, f"/findings/{draft}/publish")).status_code == 409
    assert await db.value("SELECT state FROM finding WHERE id = $1", draft) == "draft"


async def test_only_leadership_publishes(client: AsyncClient) -> None:
    council, draft, _ = await a_draft(client)
    for person in (council.chair, council.clerk, await a_parent(council.school, "Just Parent")):
        await sign_in(client, person)
        assert (await publish(client, draft)).status_code == 403
    assert await db.value("SELECT state FROM finding WHERE id = $1", draft) == "draft"


async def test_parents_see_no_findings(client: AsyncClient) -> None:
    council, draft, comment = await a_draft(client)
    await publish(client, draft)
    await sign_in(client, await a_parent(council.school, "Just Parent"))
    for path in ("/findings", f"/findings/{draft}", f"/findings/{draft}/comments", f"/comments/{comment}"):
        assert (await client.get(path)).status_code == 403, path


@pytest.mark.parametrize("sentence", ["0", "99", "x"])
async def test_a_sentence_that_is_not_there_is_not_found(client: AsyncClient, sentence: str) -> None:
    _, draft, _ = await a_draft(client)
    answer = await client.get(f"/findings/{draft}/comments?sentence={sentence}")
    assert answer.status_code == 404


async def test_a_finding_that_is_not_there_is_not_found(client: AsyncClient) -> None:
    council, _, _ = await a_draft(client)
    for path in (f"/findings/{uuid4()}", f"/comments/{uuid4()}"):
        assert (await client.get(path)).status_code == 404
    with pytest.raises(NotFound):
        await finding(council.school, uuid4())


async def test_a_published_finding_is_listed_with_its_numbers(client: AsyncClient) -> None:
    council, draft, _ = await a_draft(client)
    assert await published_findings(council.school) == []
    await publish(client, draft)
    [line] = await published_findings(council.school)
    assert (line.id, line.theme_name, line.count) == (draft, "Homework", len(HOMEWORK) + 1)
    assert line.survey_title == "Autumn parent survey"


async def test_a_comment_names_its_findings_and_those_that_are_drafts_to_leadership_alone(client: AsyncClient) -> None:
    council, draft, comment = await a_draft(client)
    with pytest.raises(NotFound):
        await shown_comment(council.school, comment)
    as_leadership = await shown_comment(council.school, comment, drafts=True)
    assert [line.id for line in as_leadership.findings] == [draft]
    await publish(client, draft)
    shown = await shown_comment(council.school, comment)
    assert shown.text == HOMEWORK[0]
    assert shown.themes == ("Homework",)
    assert [line.id for line in shown.findings] == [draft]
