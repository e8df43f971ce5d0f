"""Answering in another language: every word of it, right to left where it is, and answers kept when it changes."""

from __future__ import annotations

import re
from pathlib import Path
from uuid import UUID

import pytest
from babel.messages.extract import extract
from httpx import AsyncClient

from common import db
from surveys.answering.visit import LANGUAGE_COOKIE
from surveys.building.editing.queries import edited_sections
from surveys.building.queries import questionnaire
from surveys.building.ready_made import ready_made
from surveys.building.rules import Questionnaire
from surveys.building.services import create_survey, open_survey
from surveys.questions.labels import AGREE_WORDS, CONSENT_WORDS, DONT_KNOW_WORDS, OTHER_WORDS
from surveys.spoken import phrases, spoken_languages
from tests.cast import a_head_teacher, a_school, csrf, send, sign_in

ROOT = Path(__file__).resolve().parents[2]
OTHERS = [language for language in spoken_languages() if language != "en"]
HAPPY = "طفلي يستمتع بالمجيء إلى هذه المدرسة."


def _messages() -> set[str]:
    found = set(AGREE_WORDS.values()) | set(CONSENT_WORDS.values()) | {DONT_KNOW_WORDS, OTHER_WORDS}
    for path in [*(ROOT / "templates/surveys/answering").glob("*.html"), ROOT / "templates/base.html"]:
        with path.open("rb") as file:
            options = {"trimmed": "true", "extensions": "jinja2.ext.do"}
            for _, message, *_ in extract("jinja2", file, keywords={"_": None, "gettext": None}, options=options):
                found |= set(message if isinstance(message, tuple) else (message,))
    for path in (ROOT / "surveys/questions").glob("*.py"):
        found |= set(re.findall(r'"([^"\n]{3,}%\(question\)s)"', path.read_text()))
    return found | {"Choose one of the options on the page."}


@pytest.mark.parametrize("language", OTHERS)
def test_a_language_that_is_offered_has_every_word_with_its_places(language: str) -> None:
    known = phrases(language)
    assert _messages() - set(known) == set()
    places = re.compile(r"%\(\w+\)s|%%\{count\}")
    assert not [text for text in known if sorted(places.findall(text)) != sorted(places.findall(known[text]))]


async def a_survey_in_arabic(client: AsyncClient) -> Questionnaire:
    school = await a_school()
    await sign_in(client, await a_head_teacher(school))
    survey: UUID = await create_survey(
        school=school, title="Autumn survey", template=ready_made()["whole-school"], closes_at=None, by=None
    )
    question = (await edited_sections(school, survey))[0].questions[0]
    words = {"title": "استبيان الخريف", f"q-{question.id}": HAPPY}
    assert (await send(client, f"/surveys/{survey}/languages/ar", **words)).status_code == 303
    assert (await send(client, f"/surveys/{survey}/languages", language="ar")).status_code == 303
    await open_survey(school, survey, by=None)
    client.cookies.delete("quorate_session")
    return await questionnaire(school, survey, "ar")


async def test_a_poster_in_arabic_leads_to_pages_in_arabic_from_right_to_left(client: AsyncClient) -> None:
    asked = await a_survey_in_arabic(client)
    start = await client.get(f"/s/{asked.code}?lang=ar")
    assert 'dir="rtl"' in start.text
    assert "استبيان الخريف" in start.text
    assert f'href="/s/{asked.code}/1?lang=ar"' in start.text
    page = (await client.get(f"/s/{asked.code}/1?lang=ar")).text
    for words in (HAPPY, "أوافق بشدة", "احفظ وتابع"):
        assert words in page
    for english in ("Strongly agree", "Save and continue", "Skip to main content"):
        assert english not in page
    assert LANGUAGE_COOKIE not in client.cookies


async def test_what_is_wrong_is_told_in_arabic(client: AsyncClient) -> None:
    asked = await a_survey_in_arabic(client)
    wrong = await send(client, f"/s/{asked.code}/1?lang=ar", q2="agree")
    assert wrong.status_code == 422
    assert f"اختر إجابة: {HAPPY}" in wrong.text
    assert "There is a problem" not in wrong.text


async def test_the_language_changes_half_way_and_every_answer_stays(client: AsyncClient) -> None:
    asked = await a_survey_in_arabic(client)
    answer = await send(client, f"/s/{asked.code}/1", q1="agree", q2="disagree", language="ar")
    assert answer.headers["location"] == f"/s/{asked.code}/1"
    page = (await client.get(f"/s/{asked.code}/1")).text
    assert HAPPY in page
    assert page.count(" checked") == 2
    await send(client, f"/s/{asked.code}/1", q1="agree", q2="agree", q3="agree", q4="agree")
    assert "الصفحة 2 من 5" in (await client.get(f"/s/{asked.code}/2")).text
    await send(client, f"/s/{asked.code}/language", language="en", back="check")
    assert "Strongly agree" in (await client.get(f"/s/{asked.code}/2")).text
    assert (await client.get(f"/s/{asked.code}/1")).text.count('value="agree" checked') == 4
    await send(client, f"/s/{asked.code}/language", language="xx")
    assert "Strongly agree" in (await client.get(f"/s/{asked.code}/2")).text


async def test_with_htmx_a_change_of_language_loads_the_whole_page_anew(client: AsyncClient) -> None:
    asked = await a_survey_in_arabic(client)
    data = {**await csrf(client), "q1": "agree", "language": "ar"}
    headers = {"HX-Request": "true", "HX-Request-Type": "partial"}
    answer = await client.post(f"/s/{asked.code}/1", data=data, headers=headers)
    assert (answer.status_code, answer.headers["hx-redirect"]) == (200, f"/s/{asked.code}/1")
    assert (await client.get(f"/s/{asked.code}/1")).text.count(" checked") == 1


async def test_a_translation_that_is_saved_later_reaches_an_open_survey(client: AsyncClient) -> None:
    asked = await a_survey_in_arabic(client)
    assert "طفلي آمن هنا." in (await client.get(f"/s/{asked.code}/1?lang=ar")).text
    await sign_in(client, await a_head_teacher(asked.school))
    words = {f"q-{asked.questions[0].id}": HAPPY, f"q-{asked.questions[1].id}": "طفلي في أمان هنا."}
    await send(client, f"/surveys/{asked.survey}/languages/ar", title="استبيان الخريف", **words)
    assert "طفلي في أمان هنا." in (await client.get(f"/s/{asked.code}/1?lang=ar")).text
    assert await db.value("SELECT languages FROM survey WHERE id = $1", asked.survey) == ["en", "ar"]
