"""Findings: drafts for leadership, published ones for the council, and the comments under them for no one else."""

from __future__ import annotations

import re
from html import unescape
from uuid import UUID, uuid4

import pytest
from httpx import AsyncClient, Response

from common import db, jobs
from common.errors import NotFound
from surveys.building.queries import questionnaire
from surveys.comments.rules import Aspect, Entry, quotes
from surveys.comments.services import correct
from surveys.results.evidence import shown_comment
from surveys.results.queries import finding, published_findings
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


NOT_QUOTED = [Entry(Aspect.QUOTE, "", "barred")]


async def test_what_is_not_to_be_quoted_is_gone_at_once_from_what_is_published_and_the_numbers_stay(
    client: AsyncClient,
) -> None:
    council, draft, _ = await a_draft(client)
    before = await finding(council.school, draft)
    quoted = before.quotes[0]
    assert any(quoted.text in sentence.text for sentence in before.sentences)
    await publish(client, draft)
    await correct(council.school, quoted.comment_id, council.head.id, NOT_QUOTED)
    after = await finding(council.school, draft)
    assert quoted.comment_id not in {quote.comment_id for quote in after.quotes}
    assert after.numbers == before.numbers
    gone = [sentence for sentence in before.sentences if sentence not in after.sentences]
    assert [sentence.comment_ids for sentence in gone] == [(quoted.comment_id,)]
    await sign_in(client, council.chair)
    for page in (f"/findings/{draft}", f"/thread/findings/{draft}", f"/motions/new?finding={draft}"):
        assert quoted.text not in unescape((await client.get(page)).text), page
    assert "1 of its comments has been marked as not to be quoted" in (await client.get(f"/findings/{draft}")).text
    machine = await db.value("SELECT machine::text FROM finding WHERE id = $1", draft)
    assert quoted.text not in machine


async def test_of_a_text_that_was_passed_round_no_copy_is_quoted_any_more(client: AsyncClient) -> None:
    council = await a_council(1)
    asked = await an_open_survey(council.school)
    passed_round = "The homework policy is terrible because it takes every evening from our children and us."
    copies = await some_comments(asked, (*HOMEWORK, *[passed_round] * 3))
    await read_comments(asked)
    await sign_in(client, council.head)
    draft = await db.value("SELECT id FROM finding WHERE theme = 'homework'")
    for column in ("quotes = $2", "sentences = $2"):
        one = {"text": f"“{passed_round}”", "comment": str(copies[-1]), "comments": [str(copies[-1])]}
        await db.rows(f"UPDATE finding SET {column} WHERE id = $1", draft, [one])  # noqa: S608
    await publish(client, draft)
    await correct(asked.school, copies[-2], council.head.id, NOT_QUOTED)
    after = await finding(asked.school, draft)
    assert (after.quotes, after.sentences) == ((), ())


def test_a_count_of_one_comment_is_no_quotation_of_it_and_repeated_words_are() -> None:
    texts = ["Too much homework. It takes every evening from all of us!"]
    assert not quotes("1 of 12 positive.", texts, alone=True)
    assert quotes("In one parent's words: “Too much homework.”", texts, alone=True)
    assert quotes("One parent says it takes every evening from them.", texts, alone=True)
    assert not quotes("15 of 20 comments speak of “Homework”.", texts, alone=False)
    assert quotes('Many say what one put so: "it takes every evening from all of us".', texts, alone=False)


async def test_a_newer_finding_follows_the_published_one_and_takes_its_place(client: AsyncClient) -> None:
    council, first, comment = await a_draft(client)
    await publish(client, first)
    before = await finding(council.school, first)
    await correct(council.school, comment, council.head.id, [Entry(Aspect.ANSWER, "", "no")])
    await jobs.run_pending()
    newer = await db.value("SELECT id FROM finding WHERE theme = 'homework' AND state = 'draft'")
    told = (await client.get(f"/surveys/{before.survey_id}/comments/{comment}")).text
    assert "What is published stays as it was published" in told
    assert f"/findings/{first}" in told
    assert f"/findings/{newer}" in told
    assert "what they say now is a draft" in (await client.get(f"/findings/{first}")).text
    assert "It follows one that is published already" in (await client.get(f"/findings/{newer}")).text
    await sign_in(client, council.chair)
    assert f"/findings/{newer}" not in (await client.get(f"/findings/{first}")).text, "a draft is leadership's"
    await sign_in(client, council.head)
    await publish(client, newer)
    await sign_in(client, council.chair)
    old = (await client.get(f"/findings/{first}")).text
    assert "Replaced" in old
    assert f"/findings/{newer}" in old
    assert "Raise as a motion" not in old
    assert f"/findings/{first}" in (await client.get(f"/findings/{newer}")).text
    after = await finding(council.school, first)
    assert (after.numbers, after.sentences) == (before.numbers, before.sentences)
    assert [line.superseded for line in await published_findings(council.school)] == [False, True]
