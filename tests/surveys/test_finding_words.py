"""A finding in people's words: every version kept, nothing published that nobody reviewed."""

from __future__ import annotations

import re
from uuid import UUID, uuid4

import pytest
from httpx import AsyncClient

from common import db
from surveys.building.rules import Questionnaire
from surveys.results.queries import finding
from tests.cast import Council, a_council, a_head_teacher, send, sign_in
from tests.surveys.comments import read_comments, some_comments
from tests.surveys.scene import an_open_survey


async def a_draft(client: AsyncClient) -> tuple[Council, Questionnaire, UUID]:
    """A draft finding on homework; the head is signed in."""
    council = await a_council(1)
    asked = await an_open_survey(council.school)
    await some_comments(asked)
    await read_comments(asked)
    await sign_in(client, council.head)
    return council, asked, await db.value("SELECT id FROM finding WHERE theme = 'homework'")


async def form_of(client: AsyncClient, draft: UUID) -> dict[str, str]:
    """The form of a finding's words as it stands."""
    page = (await client.get(f"/findings/{draft}/words")).text
    fields = dict(re.findall(r'type="hidden" name="(seen|reading)" value="([^"]*)"', page))
    fields["headline"] = re.findall(r'name="headline" type="text" value="([^"]*)"', page)[0]
    for name, text in re.findall(r'name="(sentence_\d+)"[^>]*>([^<]*)<', page):
        fields[name] = text
    return fields


async def publish(client: AsyncClient, draft: UUID) -> int:
    """Presses the button on the finding's page."""
    page = (await client.get(f"/findings/{draft}")).text
    fields = dict(re.findall(r'type="hidden" name="(reviewed|words)" value="([^"]*)"', page))
    return int((await send(client, f"/findings/{draft}/publish", **fields)).status_code)


async def test_headline_and_sentences_are_edited_and_keep_what_they_rest_on(client: AsyncClient) -> None:
    council, _, draft = await a_draft(client)
    before = await finding(council.school, draft)
    form = await form_of(client, draft)
    assert len([name for name in form if name.startswith("sentence_")]) == len(before.sentences)
    await send(
        client,
        f"/findings/{draft}/words",
        **{**form, "headline": "Too much homework", "sentence_1": "Families find it too much.", "sentence_2": ""},
        added="Fridays are named often.",
    )
    after = await finding(council.school, draft)
    assert after.headline == "Too much homework"
    assert after.sentences[0].text == "Families find it too much."
    assert after.sentences[0].comment_ids == before.sentences[0].comment_ids
    assert len(after.sentences) == len(before.sentences)
    assert set(after.sentences[-1].comment_ids) == set(before.sentences[0].comment_ids)
    assert after.numbers == before.numbers
    page = (await client.get(f"/findings/{draft}")).text
    assert "the words are by Helen Marsh" in page
    assert (await client.get(f"/findings/{draft}/comments?sentence={len(after.sentences)}")).status_code == 200


async def test_the_machines_words_come_back_and_the_history_keeps_all(client: AsyncClient) -> None:
    council, _, draft = await a_draft(client)
    before = await finding(council.school, draft)
    await send(client, f"/findings/{draft}/words", **{**await form_of(client, draft), "headline": "Mine"})
    for _ in range(2):
        assert (await send(client, f"/findings/{draft}/words/machine")).status_code == 303
    assert await finding(council.school, draft) == before
    page = (await client.get(f"/findings/{draft}/words")).text
    assert "Mine" in page
    assert "Took the machine’s words." in page
    assert int(await db.value("SELECT count(*) FROM finding_edit")) == 2


async def test_edited_words_outlive_another_reading_and_are_looked_at_again_before_they_are_published(
    client: AsyncClient,
) -> None:
    council, asked, draft = await a_draft(client)
    await send(client, f"/findings/{draft}/words", **{**await form_of(client, draft), "headline": "Mine"})
    await some_comments(asked, ("The gates open late.",))
    await read_comments(asked)
    page = (await client.get(f"/findings/{draft}")).text
    assert "read again since Helen Marsh wrote these words" in page, "one more comment has changed the share"
    assert (await finding(council.school, draft)).headline == "Mine"
    assert await publish(client, draft) == 409
    await send(client, f"/findings/{draft}/words", **await form_of(client, draft))
    assert await publish(client, draft) == 303
    assert (await finding(council.school, draft)).headline == "Mine"


async def test_a_reading_that_changes_nothing_of_it_asks_for_no_second_look(client: AsyncClient) -> None:
    _, asked, draft = await a_draft(client)
    await send(client, f"/findings/{draft}/words", **{**await form_of(client, draft), "headline": "Mine"})
    await some_comments(asked, ("n/a",))
    await read_comments(asked)
    assert await publish(client, draft) == 303


async def test_of_two_who_edit_at_once_the_second_sees_the_first_before_writing_over_it(client: AsyncClient) -> None:
    council, _, draft = await a_draft(client)
    seen_by_both = await form_of(client, draft)
    await send(client, f"/findings/{draft}/words", **{**seen_by_both, "headline": "The first"})
    await sign_in(client, await a_head_teacher(council.school))
    answer = await send(client, f"/findings/{draft}/words", **{**seen_by_both, "headline": "The second"})
    assert answer.status_code == 422
    assert "have changed since you opened them" in answer.text
    assert 'value="The second"' in answer.text, "what was typed is kept"
    assert "The first" in answer.text
    assert (await finding(council.school, draft)).headline == "The first"


async def test_words_that_were_edited_since_they_were_reviewed_are_not_published(client: AsyncClient) -> None:
    _, _, draft = await a_draft(client)
    page = (await client.get(f"/findings/{draft}")).text
    fields = dict(re.findall(r'type="hidden" name="(reviewed|words)" value="([^"]*)"', page))
    await send(client, f"/findings/{draft}/words", **{**await form_of(client, draft), "headline": "Mine"})
    assert (await send(client, f"/findings/{draft}/publish", **fields)).status_code == 409


async def test_published_words_stay_and_can_be_read_with_their_history(client: AsyncClient) -> None:
    council, _, draft = await a_draft(client)
    form = {**await form_of(client, draft), "headline": "Mine"}
    await send(client, f"/findings/{draft}/words", **form)
    assert await publish(client, draft) == 303
    for path in ("/words", "/words/machine"):
        assert (await send(client, f"/findings/{draft}{path}", **form)).status_code == 409
    assert (
        "<form" not in (await client.get(f"/findings/{draft}/words")).text.partition("<main")[2].partition("</main")[0]
    )
    await sign_in(client, council.chair)
    page = (await client.get(f"/findings/{draft}")).text
    assert "the words are by Helen Marsh" in page
    assert "The machine’s headline: “Homework" in page
    assert "Helen Marsh: changed the words" in page
    assert f"/findings/{draft}/words" not in page
    assert (await client.get(f"/findings/{draft}/words")).status_code == 403


@pytest.mark.parametrize(
    ("own", "told"),
    [
        ({"headline": " "}, "Give the finding a headline."),
        ({"headline": "x" * 201}, "characters or fewer"),
        ({"sentence_1": "x" * 501}, "characters or fewer"),
    ],
)
async def test_what_is_wrong_is_said(client: AsyncClient, own: dict[str, str], told: str) -> None:
    _, _, draft = await a_draft(client)
    answer = await send(client, f"/findings/{draft}/words", **{**await form_of(client, draft), **own})
    assert answer.status_code == 422
    assert told in answer.text


async def test_a_finding_without_a_sentence_is_none(client: AsyncClient) -> None:
    _, _, draft = await a_draft(client)
    form = {name: "" if name.startswith("sentence_") else text for name, text in (await form_of(client, draft)).items()}
    assert "Leave at least one sentence." in (await send(client, f"/findings/{draft}/words", **form)).text
    assert (await client.get(f"/findings/{uuid4()}/words")).status_code == 404
