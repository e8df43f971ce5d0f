"""The results page: who answered first, nothing from too few, and every sentence true down to its comments."""

from __future__ import annotations

import html
import re
from uuid import UUID

import pytest
from httpx import AsyncClient

from common import db, jobs
from surveys.building.rules import Questionnaire
from tests.cast import Council, a_council, a_parent, send, sign_in
from tests.surveys.comments import ALL, HOMEWORK, read_comments, some_comments, some_responses, text_question
from tests.surveys.scene import an_open_survey


def text_of(page: str) -> str:
    """What a page says, in one line."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


async def a_survey(client: AsyncClient) -> tuple[Council, Questionnaire]:
    council = await a_council(3)
    for number in range(40):
        await a_parent(council.school, f"Parent {number}")
    asked = await an_open_survey(council.school)
    await sign_in(client, council.head)
    return council, asked


async def results(client: AsyncClient, asked: Questionnaire, **headers: str) -> str:
    answer = await client.get(f"/surveys/{asked.survey}/results", headers=headers)
    assert answer.status_code == 200
    return answer.text


async def test_under_ten_responses_no_answer_is_shown(client: AsyncClient) -> None:
    _, asked = await a_survey(client)
    await some_responses(asked, ["agree"] * 9)
    page = await results(client, asked)
    assert "Fewer than 10 answers have been opened" in page
    assert "q-bars__row" not in page
    assert "response rate" not in page


async def test_it_says_who_answered_before_any_percentage_of_theirs(client: AsyncClient) -> None:
    _, asked = await a_survey(client)
    parents = await db.row("SELECT roll_parents, roll_households FROM survey WHERE id = $1", asked.survey)
    assert parents is not None
    await some_responses(asked, ["strongly_agree"] * 6 + ["agree"] * 3 + ["disagree"] * 3 + ["dont_know"] * 2)
    said = text_of(await results(client, asked))
    rate = round(100 * 14 / parents["roll_parents"])
    assert f"14 responses {rate}% response rate of the {parents['roll_parents']} parents on the roll" in said
    assert f"({parents['roll_households']} households)" in said
    assert said.index("response rate") < said.index("What families ticked") < said.index("75% agree")


async def test_a_statement_that_too_few_answered_is_hidden_though_others_are_shown(client: AsyncClient) -> None:
    _, asked = await a_survey(client)
    await some_responses(asked, ["agree"] * 12)
    hidden, shown = asked.questions[0], asked.questions[1]
    await db.rows(
        "DELETE FROM answer WHERE question = $1 AND response NOT IN (SELECT id FROM response LIMIT 4)", hidden.id
    )
    page = await results(client, asked)
    row = page[page.index(html.escape(hidden.text)) : page.index(html.escape(shown.text))]
    assert "Too few answers" in row
    assert not re.search(r"\d", text_of(row))


async def test_imported_comments_belong_to_no_response(client: AsyncClient) -> None:
    _, asked = await a_survey(client)
    await some_comments(asked)
    await db.rows("UPDATE comment SET channel = 'import', external_id = id::text")
    said = text_of(await results(client, asked))
    assert f"{len(ALL)} comments were imported and belong to no response" in said


async def test_a_concern_from_a_file_is_one_of_the_rows_brought_in_so_that_no_number_tells_of_it(
    client: AsyncClient,
) -> None:
    _, asked = await a_survey(client)
    ids = await some_comments(asked)
    await db.rows("UPDATE comment SET channel = 'import', external_id = id::text")
    await read_comments(asked)
    before = text_of(await results(client, asked))
    await db.rows("DELETE FROM comment WHERE id = $1", ids[-1])
    await db.rows(
        "INSERT INTO concern (id, school, survey, question, text, external_id, raised_at, state)"
        " VALUES (gen_random_uuid(), $1, $2, $3, 'secret', $4, now(), 'new')",
        asked.school,
        asked.survey,
        text_question(asked),
        str(ids[-1]),
    )
    await db.rows("UPDATE comment_analysis SET comments = comments - 1")
    assert text_of(await results(client, asked)) == before


async def test_the_button_has_the_comments_read_and_the_page_asks_for_itself_until_it_is_done(
    client: AsyncClient,
) -> None:
    _, asked = await a_survey(client)
    await some_comments(asked)
    assert "Read the comments" in await results(client, asked)
    for _ in range(2):
        answer = await send(client, f"/surveys/{asked.survey}/results/analyse")
        assert answer.headers["location"] == f"/surveys/{asked.survey}/results?done=analysis-asked"
    waiting = await results(client, asked, **{"HX-Request": "true"})
    assert waiting.strip().startswith('<section id="comments"')
    assert 'hx-trigger="every 2s"' in waiting
    assert "See how far it is" in waiting
    assert await jobs.run_pending() == 1
    done = await results(client, asked, **{"HX-Request": "true"})
    assert "hx-trigger" not in done
    assert "Homework" in done


async def test_a_failed_reading_says_why_and_offers_another_try(client: AsyncClient) -> None:
    _, asked = await a_survey(client)
    await some_comments(asked)
    await read_comments(asked)
    await db.rows("UPDATE comment_analysis SET state = 'failed', problem = 'MemoryError'")
    page = await results(client, asked)
    assert "The comments could not be read (MemoryError)" in page
    assert "Try again" in page


async def test_every_sentence_opens_exactly_the_comments_that_it_counts_and_quotes(client: AsyncClient) -> None:
    _, asked = await a_survey(client)
    await some_comments(asked, (*ALL, "I love the homework, it is wonderful.", "Please set less homework in year 2."))
    await read_comments(asked)
    page = await results(client, asked)
    sentences = re.findall(r'<li><a class="govuk-link" href="(/findings/[^"]*sentence=\d+)">(.*?)</a>', page, re.S)
    assert len(sentences) >= 5
    for address, sentence in sentences:
        opened = (await client.get(html.unescape(address))).text
        shown = [html.unescape(words) for words in re.findall(r'q-quote__text">(.*?)</blockquote>', opened, re.S)]
        said = html.unescape(sentence)
        quoted = re.search(r"“(.*)”$", said)
        if quoted and said.startswith("In one"):
            assert len(shown) == 1
            assert quoted[1] in shown[0]
        else:
            count = re.match(r"\d+", said)
            assert count is not None
            assert len(shown) == int(count[0])
            feeling = re.search(r"are (positive|negative|mixed|neutral)\.$", said)
            if feeling:
                feelings = re.findall(r'q-quote__source">(\w+)', opened)
                assert feelings == [feeling[1].capitalize()] * len(shown)
        assert all("Okafor" not in words for words in shown)


async def test_every_quotation_is_found_word_for_word_in_its_shown_comment(client: AsyncClient) -> None:
    _, asked = await a_survey(client)
    await some_comments(asked)
    await read_comments(asked)
    quoted = await db.rows(
        "SELECT q->>'text' AS text, r.shown FROM finding f, jsonb_array_elements(f.quotes) q, comment_reading r"
        " WHERE r.comment = (q->>'comment')::uuid AND r.analysis = f.analysis"
    )
    assert quoted
    assert all(line["text"] in line["shown"] for line in quoted)


async def test_a_theme_of_too_few_is_named_without_a_number_and_cannot_be_opened(client: AsyncClient) -> None:
    _, asked = await a_survey(client)
    ids = await some_comments(asked)
    await read_comments(asked)
    page = await results(client, asked)
    assert re.search(r"Too few to show \(fewer than 10 comments, or none\): [^<]*Meals", page)
    assert (await client.get(f"/surveys/{asked.survey}/themes/homework")).status_code == 200
    assert (await client.get(f"/surveys/{asked.survey}/themes/meals")).status_code == 404
    assert (await client.get(f"/comments/{ids[0]}")).status_code == 200
    assert (await client.get(f"/comments/{ids[len(HOMEWORK) + 1]}")).status_code == 404


async def test_few_comments_on_bullying_are_told_from_none_and_can_be_read(client: AsyncClient) -> None:
    _, asked = await a_survey(client)
    await some_comments(asked, (*HOMEWORK, "My daughter is bullied at lunch and nobody stops the bullies."))
    await read_comments(asked)
    page = await results(client, asked)
    listed = f"/surveys/{asked.survey}/comments?question={text_question(asked)}&theme=bullying"
    assert listed in html.unescape(page)
    assert re.search(r"The machine found no comment on: [^<]*Happiness and wellbeing", page)
    assert "Bullying" not in page.split("Too few to show")[1].split("</p>")[0]
    assert (await client.get(listed)).text.count('id="comment-') == 1
    assert (await client.get(f"/surveys/{asked.survey}/themes/bullying")).status_code == 404


async def test_comments_come_fifty_a_page_and_there_is_no_page_after_the_last(client: AsyncClient) -> None:
    _, asked = await a_survey(client)
    await some_comments(asked, tuple(f"Homework is awful in week {number}." for number in range(60)))
    await read_comments(asked)
    found: list[str] = []
    for number, expected in ((1, 50), (2, 10)):
        page = await client.get(f"/surveys/{asked.survey}/themes/homework?page={number}")
        found += re.findall(r'id="comment-([^"]+)"', page.text)
        assert len(found) == (number - 1) * 50 + expected
    assert len(set(found)) == 60
    assert (await client.get(f"/surveys/{asked.survey}/themes/homework?page=3")).status_code == 404


@pytest.mark.parametrize("who", ["clerk", "chair"])
async def test_results_are_for_leadership_alone(client: AsyncClient, who: str) -> None:
    council, asked = await a_survey(client)
    await sign_in(client, getattr(council, who))
    for path in ("results", "themes/homework"):
        assert (await client.get(f"/surveys/{asked.survey}/{path}")).status_code == 403
    assert (await send(client, f"/surveys/{asked.survey}/results/analyse")).status_code == 403


async def test_another_schools_results_are_not_there(client: AsyncClient) -> None:
    _, asked = await a_survey(client)
    await some_comments(asked)
    await read_comments(asked)
    other = await a_council(1)
    await db.rows("UPDATE school SET host = 'testserver.local' WHERE id = $1", other.school)
    await sign_in(client, other.head)
    found: UUID = await db.value("SELECT id FROM finding LIMIT 1")
    comment: UUID = await db.value("SELECT comment FROM finding_comment LIMIT 1")
    paths = (
        f"/surveys/{asked.survey}/results",
        f"/findings/{found}",
        f"/findings/{found}/comments",
        f"/comments/{comment}",
    )
    for path in paths:
        assert (await client.get(path)).status_code == 404, path
    assert (await send(client, f"/findings/{found}/publish")).status_code == 404
    assert (await send(client, f"/surveys/{asked.survey}/results/analyse")).status_code == 404


async def test_what_few_are_glad_about_is_no_cause_for_alarm(client: AsyncClient) -> None:
    _, asked = await a_survey(client)
    await some_comments(asked, (*HOMEWORK, "The bullying was stopped at once, thank you, brilliant staff."))
    await read_comments(asked)
    page = html.unescape(await results(client, asked))
    assert "theme=bullying" not in page
    assert not re.search(r"The machine found no comment on: [^<]*Bullying", page)
    assert re.search(r"Too few to show \(fewer than 10 comments, or none\): [^<]*Bullying", page)
