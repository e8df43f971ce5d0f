"""The school's own themes: seen before they are kept, used by every later reading."""

from __future__ import annotations

import re
from html import unescape

import pytest
from httpx import AsyncClient, Response

import insight
from common import db, jobs
from insight.themes import likely, spoken_of
from people.rules import Role
from surveys.building.rules import Questionnaire
from surveys.comments.rules import Aspect, Entry
from surveys.comments.services import correct
from surveys.comments.themes.queries import school_themes
from surveys.comments.themes.rules import usual
from surveys.results.queries import findings_of_survey
from tests.cast import a_head_teacher, a_person, a_school, send, sign_in
from tests.surveys.comments import ALL, HOMEWORK, read_comments, some_comments
from tests.surveys.scene import an_open_survey

BUS = tuple(f"The walking bus never comes in week {n}." for n in range(12))
WALKING_BUS = {"name": "Walking bus", "phrases": "Walking  Bus\nminibus*", "active": "yes"}


async def a_school_with_comments(client: AsyncClient) -> Questionnaire:
    """A survey whose comments were read; the head is signed in."""
    asked = await an_open_survey(await a_school())
    await some_comments(asked, (*ALL, *BUS))
    await read_comments(asked)
    await sign_in(client, await a_head_teacher(asked.school))
    return asked


async def previewed(client: AsyncClient, theme: str, **fields: str) -> Response:
    """The preview of a theme, as the form asks for it."""
    answer = await send(client, f"/themes/{theme}/preview", **fields)
    return await client.get(answer.headers["location"]) if answer.status_code == 303 else answer


async def themes_found(asked: Questionnaire) -> dict[str, int]:
    """How many comments each finding has, by its theme's name."""
    return {f.theme_name: f.numbers.count for f in await findings_of_survey(asked.school, asked.survey)}


async def test_what_a_new_theme_would_find_is_seen_before_anything_is_kept(client: AsyncClient) -> None:
    asked = await a_school_with_comments(client)
    page = unescape((await previewed(client, "new", **WALKING_BUS)).text)
    assert f"{len(BUS)} of " in page
    assert "+ Walking bus" in page
    counted = " ".join(re.sub(r"<[^>]+>", " ", page.split("Comments that speak of it")[1]).split())
    assert f"Walking bus not looked for {len(BUS)}" in counted
    assert "The walking bus never comes" in page
    assert int(await db.value("SELECT count(*) FROM school_theme")) == 0
    await send(client, "/themes/own-walking-bus", **WALKING_BUS)
    await jobs.run_pending()
    assert (await themes_found(asked))["Walking bus"] == len(BUS)
    assert "Walking bus" in (await client.get(f"/surveys/{asked.survey}/results")).text


async def test_kept_twice_it_is_one_theme(client: AsyncClient) -> None:
    await a_school_with_comments(client)
    for _ in range(2):
        assert (await send(client, "/themes/own-walking-bus", **WALKING_BUS)).status_code == 303
    assert int(await db.value("SELECT count(*) FROM school_theme")) == 1


async def test_a_renamed_theme_has_its_name_everywhere_and_nothing_is_read_again(
    client: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = await a_school_with_comments(client)
    before = await themes_found(asked)
    monkeypatch.setattr(insight, "read", lambda *_: pytest.fail("it was read again"))
    await send(client, "/themes/homework", name="Work at home", phrases="", active="yes")
    await jobs.run_pending()
    after = await themes_found(asked)
    assert after == {("Work at home" if name == "Homework" else name): n for name, n in before.items()}
    [finding] = [f for f in await findings_of_survey(asked.school, asked.survey) if f.theme == "homework"]
    assert finding.headline.startswith("Work at home")


async def test_a_theme_that_is_not_looked_for_is_not_found_and_can_be_again(client: AsyncClient) -> None:
    asked = await a_school_with_comments(client)
    page = (await previewed(client, "homework", name="Homework", phrases="", active="no")).text
    assert "− Homework" in page
    await send(client, "/themes/homework", name="Homework", phrases="", active="no")
    await jobs.run_pending()
    assert "Homework" not in await themes_found(asked)
    await send(client, "/themes/homework", name="Homework", phrases="", active="yes")
    await jobs.run_pending()
    assert (await themes_found(asked))["Homework"] == len(HOMEWORK) + 1
    assert "not looked for" in (await client.get("/themes")).text, "what was changed is kept"


async def test_what_people_said_of_single_comments_stays_whatever_the_themes(client: AsyncClient) -> None:
    asked = await a_school_with_comments(client)
    head = await a_head_teacher(asked.school)
    comment = await db.value("SELECT id FROM comment WHERE text = $1", BUS[0])
    await correct(asked.school, comment, head.id, [Entry(Aspect.THEME, "own-walking-bus", "no")])
    await jobs.run_pending()
    assert f"{len(BUS) - 1} of " in (await previewed(client, "new", **WALKING_BUS)).text
    await send(client, "/themes/own-walking-bus", **WALKING_BUS)
    await jobs.run_pending()
    assert (await themes_found(asked))["Walking bus"] == len(BUS) - 1


async def test_the_preview_says_what_the_reading_then_finds(client: AsyncClient) -> None:
    asked = await a_school_with_comments(client)
    await send(client, "/themes/own-walking-bus", **WALKING_BUS)
    await send(client, "/themes/meals", name="Meals", phrases="week", active="yes")
    themes = await school_themes(asked.school)
    texts = (*ALL, *BUS)
    for text, hits in zip(texts, insight.themes(texts, themes), strict=True):
        assert spoken_of(text, likely(text), themes) == [hit.theme for hit in hits]


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"name": ""}, "Give the theme a name."),
        ({"name": "Homework"}, "Another theme has this name."),
        ({"name": "x" * 61}, "characters or fewer"),
        ({"phrases": " \n "}, "Give at least one phrase"),
        ({"phrases": "a*"}, "at least three letters"),
        ({"phrases": "12"}, "“year 12”, not “12”"),
        ({"phrases": "_ bus"}, "as words with spaces"),
        ({"phrases": "(walking|bus)"}, "as words with spaces"),
        ({"phrases": "x" * 61}, "60 characters at most"),
        ({"phrases": "\n".join(f"bus {n}" for n in range(61))}, "60 phrases at most"),
        ({"active": ""}, "Say whether it is looked for."),
    ],
)
async def test_what_is_wrong_with_a_theme_is_said(client: AsyncClient, fields: dict[str, str], told: str) -> None:
    await sign_in(client, await a_head_teacher(await a_school()))
    typed = {**WALKING_BUS, **fields}
    for answer in (await previewed(client, "new", **typed), await send(client, "/themes/own-walking-bus", **typed)):
        assert answer.status_code == 422
        assert told in unescape(answer.text)
    assert int(await db.value("SELECT count(*) FROM school_theme")) == 0


async def test_a_text_too_long_for_an_address_comes_back_as_it_was_typed(client: AsyncClient) -> None:
    await sign_in(client, await a_head_teacher(await a_school()))
    story = "\n".join("they told us nothing about the walking bus" for _ in range(2_000))
    answer = await send(client, "/themes/new/preview", **{**WALKING_BUS, "phrases": story})
    assert answer.status_code == 422
    assert answer.text.count("they told us nothing") == 2_000


async def test_without_any_survey_a_theme_is_kept_for_the_first(client: AsyncClient) -> None:
    school = await a_school()
    await sign_in(client, await a_head_teacher(school))
    assert "nothing to compare with" in (await previewed(client, "new", **WALKING_BUS)).text
    await send(client, "/themes/own-walking-bus", **WALKING_BUS)
    assert {theme.id for theme in await school_themes(school)} == {*usual(), "own-walking-bus"}
    assert (await client.get("/themes/own-walking-bus")).status_code == 200
    for unknown in ("own-nothing", "nonsense"):
        assert (await client.get(f"/themes/{unknown}")).status_code == 404


async def test_only_leadership_chooses_themes(client: AsyncClient) -> None:
    await sign_in(client, await a_person(await a_school(), "Amba Sador", Role.AMBASSADOR))
    assert (await client.get("/themes")).status_code == 403
    assert (await previewed(client, "new", **WALKING_BUS)).status_code == 403
    assert (await send(client, "/themes/homework", **WALKING_BUS)).status_code == 403
