"""Looking through a survey's comments, and setting their readings right on pages."""

from __future__ import annotations

import asyncio
import re
from html import unescape
from uuid import UUID, uuid4

import pytest
from httpx import AsyncClient

from common import db, jobs
from surveys.building.rules import Questionnaire
from surveys.comments.rules import Aspect, Entry
from surveys.comments.services import correct
from tests.cast import Council, a_council, a_head_teacher, a_parent, a_school, send, sign_in
from tests.surveys.comments import HOMEWORK, MEALS, NAMING, read_comments, some_comments, text_question
from tests.surveys.scene import an_open_survey


async def looked_through(client: AsyncClient) -> tuple[Council, Questionnaire, list[UUID]]:
    """A council, a survey whose comments were read, the comments; its head is signed in."""
    council = await a_council(1)
    asked = await an_open_survey(council.school)
    ids = await some_comments(asked)
    await read_comments(asked)
    await sign_in(client, council.head)
    return council, asked, ids


async def listed(client: AsyncClient, asked: Questionnaire, query: str = "") -> list[str]:
    """The ids of the comments on a page of the list."""
    answer = await client.get(f"/surveys/{asked.survey}/comments{query}")
    assert answer.status_code == 200, answer.text
    return re.findall(r'id="comment-([0-9a-f-]{36})"', answer.text)


async def form_of(client: AsyncClient, asked: Questionnaire, comment: UUID) -> dict[str, object]:
    """The form of a comment's page as it stands."""
    text = (await client.get(f"/surveys/{asked.survey}/comments/{comment}")).text
    checked = re.findall(r'name="(\w+)" type="(?:checkbox|radio)" value="([^"]*)" checked', text)
    fields: dict[str, object] = {"was": re.findall(r'name="was" value="([^"]*)"', text)[0]}
    for name, value in checked:
        if name == "sentiment":
            fields[name] = value
        else:
            fields.setdefault(name, []).append(value)  # type: ignore[attr-defined]
    return fields


async def test_all_comments_of_a_question_are_listed_with_names_taken_out(client: AsyncClient) -> None:
    _, asked, ids = await looked_through(client)
    found = await listed(client, asked)
    assert set(found) <= {str(comment) for comment in ids}
    assert len(found) == int(await db.value("SELECT count(*) FROM comment_reading WHERE NOT non_answer"))
    assert "Okafor" not in (await client.get(f"/surveys/{asked.survey}/comments")).text


async def test_they_are_found_by_theme_feeling_words_and_what_they_say(client: AsyncClient) -> None:
    _, asked, _ = await looked_through(client)
    assert len(await listed(client, asked, "?theme=homework")) == len(HOMEWORK) + 1
    assert len(await listed(client, asked, "?words=DINNERS+cold")) == len(MEALS)
    assert await listed(client, asked, "?words=Okafor") == [], "what is taken out cannot be searched for"
    assert len(await listed(client, asked, "?words=week+1+was")) == 1, "words begin so: 1 is not 11"
    for nothing in ("%25", "(", "h.mework", "[a-z]%2B", "%5C", "inners"):
        assert await listed(client, asked, f"?words={nothing}") == [], nothing
    assert len(await listed(client, asked, "?feels=negative&words=homework")) == len(HOMEWORK) + 1
    assert await listed(client, asked, "?feels=positive&words=homework") == []
    said_nothing = int(await db.value("SELECT count(*) FROM comment_reading WHERE non_answer"))
    assert len(await listed(client, asked, "?says=nothing")) == said_nothing
    assert len(await listed(client, asked, "?theme=meals")) == len(MEALS), "few can be read here like all others"
    assert await listed(client, asked, "?theme=bullying") == []
    page = (await client.get(f"/surveys/{asked.survey}/comments?theme=bullying")).text
    assert "No comment is like that" in page
    assert "Meals (under 10)" in page
    assert len(await listed(client, asked, "?feels=nonsense&says=nonsense&page=x")) == len(await listed(client, asked))


@pytest.mark.parametrize("query", ["?came=channel:gate", "?came=language:pl", "?theme=x"])
async def test_a_group_too_small_or_unknown_is_not_found(client: AsyncClient, query: str) -> None:
    _, asked, _ = await looked_through(client)
    assert (await client.get(f"/surveys/{asked.survey}/comments{query}")).status_code == 404


async def test_ways_in_are_shown_where_neither_they_nor_the_others_are_few(client: AsyncClient) -> None:
    _, asked, ids = await looked_through(client)
    await db.rows("UPDATE comment SET channel = 'paper' WHERE id = ANY($1)", ids[:3])
    page = (await client.get(f"/surveys/{asked.survey}/comments")).text
    assert "channel:" not in page, "three on paper could be told by taking the others away"
    await db.rows("UPDATE survey SET breakdowns = $2 WHERE id = $1", asked.survey, [{"kind": "channel", "of": ""}])
    await db.rows("UPDATE comment SET channel = 'paper' WHERE id = ANY($1)", ids[:11])
    assert len(await listed(client, asked, "?came=channel:paper")) == 11


async def test_too_few_comments_are_not_shown_at_all(client: AsyncClient) -> None:
    council = await a_council(1)
    asked = await an_open_survey(council.school)
    [comment, *_] = await some_comments(asked, MEALS)
    await read_comments(asked)
    await sign_in(client, council.head)
    assert "There is nothing to look through yet" in (await client.get(f"/surveys/{asked.survey}/comments")).text
    assert (await client.get(f"/surveys/{asked.survey}/comments/{comment}")).status_code == 404


async def test_nobody_but_leadership_sees_or_corrects_them(client: AsyncClient) -> None:
    council, asked, ids = await looked_through(client)
    for person in (council.chair, council.clerk, await a_parent(council.school, "Just Parent")):
        await sign_in(client, person)
        for path in (f"/surveys/{asked.survey}/comments", f"/surveys/{asked.survey}/comments/{ids[0]}"):
            assert (await client.get(path)).status_code == 403
        assert (await send(client, f"/surveys/{asked.survey}/comments/{ids[0]}")).status_code == 403
    assert int(await db.value("SELECT count(*) FROM comment_correction")) == 0


async def test_a_reading_is_set_right_and_the_page_says_by_whom(client: AsyncClient) -> None:
    _, asked, ids = await looked_through(client)
    path = f"/surveys/{asked.survey}/comments/{ids[0]}"
    form = await form_of(client, asked, ids[0])
    assert (form["sentiment"], form["themes"]) == ("negative", ["homework"])
    answer = await send(
        client, path, **{**form, "sentiment": "mixed", "themes": ["homework", "uniform"], "kinds": "barred"}
    )
    assert answer.headers["location"] == f"{path}?done=reading-corrected"
    page = (await client.get(path)).text
    assert "Helen Marsh: Feels: Mixed" in page
    assert "Speaks of “Uniform”" in page
    assert "Not to be quoted" in page
    await jobs.run_pending()
    assert await db.value("SELECT sentiment FROM comment_reading WHERE comment = $1", ids[0]) == "mixed"
    assert (await form_of(client, asked, ids[0]))["themes"] == ["homework", "uniform"]


async def test_sent_twice_it_is_said_once(client: AsyncClient) -> None:
    _, asked, ids = await looked_through(client)
    form = {**await form_of(client, asked, ids[0]), "sentiment": "positive"}
    for _ in range(2):
        await send(client, f"/surveys/{asked.survey}/comments/{ids[0]}", **form)
    assert int(await db.value("SELECT count(*) FROM comment_correction")) == 1


async def test_two_people_at_the_same_comment_undo_nothing_of_each_other(client: AsyncClient) -> None:
    council, asked, ids = await looked_through(client)
    path = f"/surveys/{asked.survey}/comments/{ids[0]}"
    seen_by_both = await form_of(client, asked, ids[0])
    await send(client, path, **{**seen_by_both, "themes": ["homework", "uniform"], "sentiment": "mixed"})
    await sign_in(client, await a_head_teacher(council.school))
    await send(client, path, **{**seen_by_both, "sentiment": "positive"})
    form = await form_of(client, asked, ids[0])
    assert form["themes"] == ["homework", "uniform"], "the second did not touch the themes"
    assert form["sentiment"] == "positive", "of two who said different things, the later one holds"
    assert int(await db.value("SELECT count(*) FROM comment_correction")) == 3


async def test_everything_can_be_left_to_the_machine_again(client: AsyncClient) -> None:
    _, asked, ids = await looked_through(client)
    path = f"/surveys/{asked.survey}/comments/{ids[0]}"
    first = await form_of(client, asked, ids[0])
    await send(
        client, path, **{**first, "sentiment": "positive", "themes": ["uniform"], "kinds": ["nothing", "suggestion"]}
    )
    assert (await send(client, f"{path}/as-read")).status_code == 303
    assert await form_of(client, asked, ids[0]) == first


@pytest.mark.parametrize(
    ("own", "told"),
    [
        ({"sentiment": ""}, "Say how the comment feels."),
        ({"sentiment": "furious"}, "Choose one of the options on the page."),
        ({"themes": ["homework", "no-such-theme"]}, "Choose from the options on the page."),
        ({"themes": ["homework", "uniform", "meals", "costs", "send"]}, "Choose the 4 themes"),
    ],
)
async def test_what_is_wrong_is_said_and_what_was_typed_is_kept(
    client: AsyncClient, own: dict[str, object], told: str
) -> None:
    _, asked, ids = await looked_through(client)
    form = {**await form_of(client, asked, ids[0]), "kinds": ["suggestion"], **own}
    answer = await send(client, f"/surveys/{asked.survey}/comments/{ids[0]}", **form)
    assert answer.status_code == 422
    assert told in answer.text
    assert re.search(r'value="suggestion" checked', answer.text)
    assert int(await db.value("SELECT count(*) FROM comment_correction")) == 0


async def test_a_comment_of_another_survey_or_none_is_not_found(client: AsyncClient) -> None:
    council, asked, ids = await looked_through(client)
    other = await an_open_survey(council.school)
    for path in (f"/surveys/{other.survey}/comments/{ids[0]}", f"/surveys/{asked.survey}/comments/{uuid4()}"):
        assert (await client.get(path)).status_code == 404
        assert (await send(client, path, sentiment="mixed")).status_code == 404


async def test_the_list_is_cut_into_pages(client: AsyncClient) -> None:
    _, asked, _ = await looked_through(client)
    await some_comments(asked, tuple(f"{text} {n}" for text in (*HOMEWORK, NAMING) for n in range(4)))
    await read_comments(asked)
    assert len(await listed(client, asked)) == 50
    first, second = await listed(client, asked), await listed(client, asked, f"?question={text_question(asked)}&page=2")
    assert not set(first) & set(second)
    assert await listed(client, asked, "?page=99") == second, "after the last page comes the last"


async def test_the_way_back_from_a_comment_leads_to_the_page_of_the_list_that_it_was_opened_from(
    client: AsyncClient,
) -> None:
    _, asked, _ = await looked_through(client)
    await some_comments(asked, tuple(f"{text} {n}" for text in (*HOMEWORK, NAMING) for n in range(4)))
    await read_comments(asked)
    here = f"/surveys/{asked.survey}/comments"
    page = unescape((await client.get(f"{here}?feels=negative&page=2")).text)
    [opened, *_] = re.findall(rf'href="({here}/[^"]*)"', page)
    assert opened.endswith("?feels=negative&page=2")
    comment = UUID(opened[len(here) + 1 :].partition("?")[0])
    back = f'href="{here}?feels=negative&page=2#comment-{comment}"'
    shown = unescape((await client.get(opened)).text)
    assert back in shown
    assert f'action="{opened}"' in shown
    sent = await send(client, opened, **{**await form_of(client, asked, comment), "sentiment": "mixed"})
    assert sent.headers["location"] == f"{opened}&done=reading-corrected"
    assert back in unescape((await client.get(sent.headers["location"])).text)
    plain = (await client.get(f"{here}/{comment}")).text
    assert f'href="{here}#comment-{comment}"' in plain


async def test_a_text_that_was_sent_often_is_one_voice_until_somebody_says_that_one_of_them_is_not(
    client: AsyncClient,
) -> None:
    council = await a_council(1)
    asked = await an_open_survey(council.school)
    passed_round = "The homework policy must go now because it takes every evening from our children and us."
    ids = await some_comments(asked, (*HOMEWORK, *[passed_round] * 5))
    await read_comments(asked)
    await sign_in(client, council.head)
    counted = "SELECT (numbers->>'count')::int FROM finding WHERE theme = 'homework'"
    assert await db.value(counted) == len(HOMEWORK) + 1
    assert "each such text counts as one voice" in (await client.get(f"/surveys/{asked.survey}/results")).text
    path = f"/surveys/{asked.survey}/comments/{ids[-1]}"
    assert "was sent 5 times" in (await client.get(path)).text
    assert "was sent" not in (await client.get(f"/surveys/{asked.survey}/comments/{ids[0]}")).text
    await send(client, path, **{**await form_of(client, asked, ids[-1]), "kinds": ["alone"]})
    await jobs.run_pending()
    assert await db.value(counted) == len(HOMEWORK) + 2
    assert "Counts by itself" in (await client.get(path)).text


async def test_corrections_that_arrive_while_the_comments_are_read_are_all_kept_and_all_hold(database: str) -> None:
    asked = await an_open_survey(await a_school(f"School {uuid4().hex}"))
    try:
        ids = await some_comments(asked)
        head = await a_head_teacher(asked.school)
        await read_comments(asked)
        said = [Entry(Aspect.SENTIMENT, "", label) for label in ("positive", "mixed", "neutral")]
        said.append(Entry(Aspect.QUOTE, "", "barred"))
        await asyncio.gather(
            *(correct(asked.school, comment, head.id, [entry]) for comment in ids[:4] for entry in said),
            *(jobs.run_pending() for _ in range(2)),
        )
        await jobs.run_pending()
        assert int(await db.value("SELECT count(*) FROM comment_correction WHERE school = $1", asked.school)) == 16
        last = (
            "SELECT value FROM comment_correction WHERE comment = $1 AND aspect = 'sentiment'"
            " ORDER BY made_at DESC LIMIT 1"
        )
        for comment in ids[:4]:
            read = await db.value("SELECT sentiment FROM comment_reading WHERE comment = $1", comment)
            assert read == await db.value(last, comment)
            assert str(comment) not in await db.value(
                "SELECT quotes::text FROM finding WHERE school = $1", asked.school
            )
    finally:
        await db.rows("DELETE FROM pgqueuer WHERE entrypoint = 'analyse_comments'")
        await db.rows("DELETE FROM survey WHERE school = $1", asked.school)
        await db.rows("DELETE FROM school WHERE id = $1", asked.school)
