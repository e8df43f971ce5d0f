"""What the machine took out of comments, reviewed by those who may see it: always wins, always noted."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from httpx import AsyncClient, Response

from common import db, jobs
from people.rules import Actor, Role
from surveys.building.rules import Questionnaire
from surveys.comments.names import queries
from surveys.comments.names.rules import may_be_names
from surveys.results.queries import findings_of_survey
from surveys.results.services import publish_finding
from tests.cast import a_head_teacher, a_person, a_school, send, sign_in
from tests.surveys.comments import HOMEWORK, NAMING, read_comments, some_comments
from tests.surveys.scene import an_open_survey

MISSED = "The homework that Wobblebottom sets is awful and terrible and far too much."


async def a_review(client: AsyncClient) -> tuple[Questionnaire, Actor, UUID, UUID]:
    """A survey with a name that was found and one that was missed; a designated lead is signed in."""
    asked = await an_open_survey(await a_school())
    ids = await some_comments(asked, (*HOMEWORK, NAMING, MISSED))
    await read_comments(asked)
    lead = await a_person(asked.school, "Dee Lead", Role.SAFEGUARDING_LEAD)
    await sign_in(client, lead)
    return asked, lead, ids[-2], ids[-1]


async def shown(comment: UUID) -> str:
    """What everybody else reads."""
    return str(await db.value("SELECT shown FROM comment_reading WHERE comment = $1 ORDER BY id LIMIT 1", comment))


async def opened(client: AsyncClient, comment: UUID) -> Response:
    """Asks for an original, and is led to it."""
    answer = await send(client, f"/names/{comment}/original")
    assert answer.headers["location"] == f"/names/{comment}/original"
    return await client.get(answer.headers["location"])


async def unmasked(comment: UUID) -> None:
    """Makes sure that the machine missed the name, whatever it has learnt meanwhile."""
    await db.rows("UPDATE comment_reading SET shown = $2 WHERE comment = $1", comment, MISSED)


async def test_what_was_taken_out_and_what_may_be_missed_is_listed_as_others_read_it(client: AsyncClient) -> None:
    _, _, found, missed = await a_review(client)
    await unmasked(missed)
    taken = (await client.get("/names?which=taken-out")).text
    assert "[name] gives too much homework" in taken
    assert "Okafor" not in taken
    suspected = (await client.get("/names")).text
    assert "May be names: Wobblebottom" in suspected
    assert f"/names/{found}/" not in suspected
    assert await db.value("SELECT count(*) FROM audit_entry WHERE action = 'read_original'") == 0


@pytest.mark.parametrize(
    ("text", "suspected"),
    [
        ("The homework that Wobblebottom sets is on Teams.", ("Wobblebottom",)),
        ("the work is too easy, pearl finished it at once", ("pearl",)),
        ("The work is too easy. Scarlet finished it at once. Summer is far off.", ("Scarlet",)),
        ("[name] and jack never get a turn on the bikes", ("jack",)),
        ("jack and the beanstalk in may was a joy", ()),
    ],
)
def test_first_names_in_doubtful_places_may_be_missed_whatever_their_letters(
    text: str, suspected: tuple[str, ...]
) -> None:
    assert may_be_names(text) == suspected


async def test_a_name_in_small_letters_that_was_missed_is_listed(client: AsyncClient) -> None:
    _, _, _, missed = await a_review(client)
    text = "the work is too easy, pearl finished it at once"
    await db.rows("UPDATE comment_reading SET shown = $2 WHERE comment = $1", missed, text)
    assert "May be names: pearl" in (await client.get("/names")).text


async def test_reading_the_original_is_noted_without_a_word_of_it(client: AsyncClient) -> None:
    _, lead, found, _ = await a_review(client)
    assert "<mark>Mrs Okafor</mark>" in (await opened(client, found)).text
    noted = await db.row("SELECT * FROM audit_entry WHERE action = 'read_original'")
    assert noted is not None
    assert (noted["actor"], noted["subject"]) == (lead.id, str(found))
    assert "Okafor" not in str(noted)


async def test_an_original_can_be_gone_back_to_while_the_look_lasts_and_not_without_one(
    client: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, _, found, missed = await a_review(client)
    for path in (f"/names/{found}/original", f"/names/{missed}/original"):
        assert (await client.get(path)).headers["location"] == "/names"
    await opened(client, found)
    assert "Okafor" in (await client.get(f"/names/{found}/original")).text
    assert (await client.get(f"/names/{missed}/original")).status_code == 303
    assert await db.value("SELECT count(*) FROM audit_entry WHERE action = 'read_original'") == 1
    monkeypatch.setattr(queries, "LOOK_LASTS", timedelta(0))
    assert (await client.get(f"/names/{found}/original")).headers["location"] == "/names"


async def test_nobody_else_sees_names(client: AsyncClient) -> None:
    asked, _, found, _ = await a_review(client)
    for person in (await a_head_teacher(asked.school), await a_person(asked.school, "Ada Min", Role.ADMINISTRATOR)):
        await sign_in(client, person)
        assert (await client.get("/names")).status_code == 403
        for path in (f"/names/{found}", f"/names/{found}/original"):
            assert (await send(client, path, words="Mrs Okafor", says="plain")).status_code == 403
        assert (await client.get(f"/names/{found}/original")).status_code == 403


async def test_a_word_that_is_no_name_is_shown_again_and_stays_so(client: AsyncClient) -> None:
    asked, _, found, _ = await a_review(client)
    answer = await send(client, f"/names/{found}", words="Mrs Okafor", says="plain")
    assert answer.headers["location"] == f"/names/{found}/original?done=name-said"
    assert "Dee Lead: “Mrs Okafor” is no name" in (await client.get(answer.headers["location"])).text
    await jobs.run_pending()
    assert "Mrs Okafor" in await shown(found)
    await some_comments(asked, ("The gates open late.",))
    await read_comments(asked)
    assert "Mrs Okafor" in await shown(found)
    await send(client, f"/names/{found}", words="Mrs Okafor", says="machine")
    await jobs.run_pending()
    assert "Mrs Okafor" not in await shown(found)


async def test_a_further_name_is_gone_at_once_from_all_that_is_shown_published_quotes_too(client: AsyncClient) -> None:
    asked, lead, _, missed = await a_review(client)
    await unmasked(missed)
    [draft] = await findings_of_survey(asked.school, asked.survey)
    await db.rows(
        "UPDATE finding SET quotes = $2, sentences = $3 WHERE id = $1",
        draft.id,
        [{"comment": str(missed), "text": MISSED}],
        [{"text": f"In one parent's words: “{MISSED}”", "comments": [str(missed)]}],
    )
    await publish_finding(asked.school, draft.id, lead.id)
    await send(client, f"/names/{missed}", words="Wobblebottom", says="hide")
    assert "Wobblebottom" not in await shown(missed)
    everything = await db.rows("SELECT quotes, sentences FROM finding")
    assert "Wobblebottom" not in str(everything)
    assert "The homework that [name] sets" in str(everything)
    await jobs.run_pending()
    assert "Wobblebottom" not in str(await db.rows("SELECT shown FROM comment_reading"))


async def test_a_name_can_be_taken_out_of_all_comments_and_of_those_to_come(client: AsyncClient) -> None:
    asked, _, _, missed = await a_review(client)
    await send(client, f"/names/{missed}", words="Wobblebottom", says="hide", everywhere="yes")
    [later] = await some_comments(asked, ("We like WOBBLEBOTTOM very much.",))
    await read_comments(asked)
    assert await shown(later) == "We like [name] very much."


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"words": "", "says": "hide"}, "Give the words"),
        ({"words": "Nobody", "says": "hide"}, "do not stand in the comment"),
        ({"words": "x", "says": "hide"}, "at least two letters"),
        ({"words": "homework", "says": "perhaps"}, "Choose one of the options"),
    ],
)
async def test_what_is_wrong_is_said_and_nothing_is_changed(
    client: AsyncClient, fields: dict[str, str], told: str
) -> None:
    _, _, found, _ = await a_review(client)
    answer = await send(client, f"/names/{found}", **fields)
    assert answer.status_code == 422
    assert told in answer.text
    assert await db.value("SELECT count(*) FROM comment_correction") == 0


async def test_with_nothing_read_there_is_nothing_to_review(client: AsyncClient) -> None:
    school = await a_school()
    await sign_in(client, await a_person(school, "Dee Lead", Role.SAFEGUARDING_LEAD))
    assert "There is nothing to review yet" in (await client.get("/names")).text
