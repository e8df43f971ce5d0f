"""Families read the results in the survey's languages, all around the figures too."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.extract import extract
from httpx import AsyncClient

from common import db
from surveys.building.editing.queries import Translated, edited_sections
from surveys.building.editing.sections import choose_languages, translate
from surveys.building.queries import questionnaire
from surveys.publishing.services import publish_survey
from surveys.spoken import phrases, spoken_languages
from surveys.spoken.printing import can_be_set
from tests.cast import a_council, sign_out
from tests.surveys.answered import answer
from tests.surveys.scene import an_open_survey

ROOT = Path(__file__).resolve().parents[3]
OTHERS = [language for language in spoken_languages() if language != "en"]
HAPPY = {"ar": "طفلي يستمتع بالمجيء إلى هذه المدرسة.", "pl": "Moje dziecko lubi chodzić do tej szkoły."}
NAMES = {"ar": "استبيان الخريف", "pl": "Ankieta jesienna"}

FOR_LEADERSHIP = {
    "What families wrote",
    "In brackets: how many had an opinion.",
}
"""Findings and the chart are in no paper for families."""


def _messages() -> set[str]:
    found: set[str] = set()
    pages = [ROOT / "templates/surveys/publishing/families.html"]
    pages += [ROOT / f"templates/components/{name}.html" for name in ("bars", "distribution")]
    for path in pages:
        with path.open("rb") as file:
            options = {"trimmed": "true", "extensions": "jinja2.ext.do"}
            for _, message, *_ in extract("jinja2", file, keywords={"_": None, "gettext": None}, options=options):
                found |= set(message if isinstance(message, tuple) else (message,))
    with (ROOT / "surveys/publishing/papers.py").open("rb") as file:
        found |= {str(message) for _, message, *_ in extract("python", file, keywords={"_": None})}
    return found - FOR_LEADERSHIP


@pytest.mark.parametrize("language", OTHERS)
def test_every_word_around_the_results_is_there(language: str) -> None:
    assert _messages() - set(phrases(language)) == set()


@pytest.mark.parametrize("language", sorted(HAPPY))
async def test_the_page_and_the_paper_speak_the_familys_language(client: AsyncClient, language: str) -> None:
    council = await a_council(30)
    school = council.school
    asked = await questionnaire(school, (await an_open_survey(school)).survey, "en")
    first = (await edited_sections(school, asked.survey))[0].questions[0].id
    await translate(school, asked.survey, language, NAMES[language], {first: Translated(HAPPY[language])}, None)
    await choose_languages(school, asked.survey, [language], None)
    await answer(asked, {first: "agree"}, times=14)
    await answer(asked, {first: "disagree"}, times=4)
    await db.rows("DELETE FROM answer_batch")
    await db.rows("UPDATE survey SET state = 'closed', closed_at = clock_timestamp() WHERE id = $1", asked.survey)
    await publish_survey(school, asked.survey, council.head.id)
    sign_out(client)
    page = (await client.get(f"/published/{asked.code}?lang={language}")).text
    assert HAPPY[language] in page
    assert NAMES[language] in page
    assert f'lang="{language}"' in page
    main = re.search(r"<main.*?</main>", page, re.S)
    assert main
    shown = re.sub(r"<[^>]+>", " ", main[0])
    for english in ("answers came", "Likely", "Statement", "The same on paper", "What families said"):
        assert english not in shown
    paper = await client.get(f"/published/{asked.code}/results.pdf?lang={language}")
    assert paper.status_code == 200


async def test_where_no_font_has_the_letters_the_paper_is_in_english_and_the_page_says_so(client: AsyncClient) -> None:
    if can_be_set("bn"):
        pytest.skip("a font here has Bengali letters")
    council = await a_council(30)
    school = council.school
    asked = await questionnaire(school, (await an_open_survey(school)).survey, "en")
    await choose_languages(school, asked.survey, ["bn"], None)
    await answer(asked, {asked.questions[0].id: "agree"}, times=14)
    await db.rows("DELETE FROM answer_batch")
    await db.rows("UPDATE survey SET state = 'closed', closed_at = clock_timestamp() WHERE id = $1", asked.survey)
    await publish_survey(school, asked.survey, council.head.id)
    sign_out(client)
    page = (await client.get(f"/published/{asked.code}?lang=bn")).text
    assert 'results.pdf?lang=en"' in page
    assert '<span lang="en">English</span>' in page
    paper = await client.get(f"/published/{asked.code}/results.pdf?lang=bn")
    assert b"/Lang(en)" in paper.content
