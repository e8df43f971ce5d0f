"""Ready-made questions in the families' languages: whole, filled in, and marked until read."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest
from httpx import AsyncClient

from common import db
from surveys.building.editing.proposing import proposed_title
from surveys.building.editing.queries import Translated, edited_sections, translations
from surveys.building.editing.rules import EditedQuestion
from surveys.building.editing.sections import choose_languages, translate
from surveys.building.editing.services import add_from_bank, edit_question
from surveys.building.planning import ask_again
from surveys.building.queries import questionnaire
from surveys.building.ready_made import english_words, ready_made, words_in
from surveys.building.services import create_survey
from surveys.questions.labels import DONT_KNOW_WORDS
from surveys.spoken import phrases, say, spoken_languages
from tests.cast import a_head_teacher, a_school, send, sign_in
from tests.surveys.scene import a_draft_survey

LANGUAGES = [language for language in spoken_languages() if language != "en"]
SAME_IN = {"es": {"No"}}
"""What is spelt alike."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_ready_made_word_is_there_and_none_is_left_in_english(language: str) -> None:
    known, english = words_in(language), set(english_words())
    assert set(known) == english
    assert not [text for text in known.values() if not text.strip() or text != text.strip()]
    assert {text for text in known if known[text] == text} == SAME_IN.get(language, set())
    assert not [text for text in known if text.endswith("?") and known[text][-1] not in "?؟\uff1f"]
    assert not [text for text in known if sum(map(str.isdigit, text)) != sum(map(str.isdigit, known[text]))]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_options_of_a_question_and_no_two_questions_of_a_set_read_the_same(language: str) -> None:
    known = words_in(language)
    for made in ready_made().values():
        texts = [known[question.text] for question in made.questions]
        assert len(set(texts)) == len(texts)
        for question in made.questions:
            options = [known[words] for _, words in question.options]
            assert len(set(options)) == len(options)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_help_that_names_an_answer_names_it_as_the_page_does(language: str) -> None:
    for text, told in words_in(language).items():
        if DONT_KNOW_WORDS in text:
            assert say(language, DONT_KNOW_WORDS) in told
        if text in phrases(language):
            assert told == say(language, text)


HAPPY = "Moje dziecko lubi chodzić do tej szkoły."


async def _in_polish(school: UUID, survey: UUID) -> list[EditedQuestion]:
    await choose_languages(school, survey, ["pl"], None)
    return await _questions(school, survey)


async def _questions(school: UUID, survey: UUID) -> list[EditedQuestion]:
    return [question for section in await edited_sections(school, survey) for question in section.questions]


async def test_a_language_that_is_added_brings_the_words_of_ready_made_questions(rollback: None) -> None:
    school = await a_school()
    survey = await a_draft_survey(school, title="Whole-school parent survey")
    questions = await _in_polish(school, survey)
    assert all(question.languages == {"en", "pl"} and question.unread == {"pl"} for question in questions)
    asked = await questionnaire(school, survey, "pl")
    assert (asked.title, asked.sections[0].title) == ("Ankieta dla wszystkich rodziców", "Zadowolenie i bezpieczeństwo")
    assert asked.questions[0].text == HAPPY


def test_a_usual_name_is_proposed_with_its_year_and_no_other() -> None:
    known = words_in("pl")
    assert proposed_title(known, "Autumn parent survey 2026") == "Jesienna ankieta dla rodziców 2026"
    assert proposed_title(known, "Leavers") == "Odejście ze szkoły"
    assert proposed_title(known, "Autumn parent survey, again") == ""
    assert proposed_title(known, "2026") == ""


async def test_options_come_along_each_under_its_own_value(rollback: None) -> None:
    school = await a_school()
    survey = await create_survey(
        school=school, title="The fair", template=ready_made()["event-feedback"], closes_at=None, by=None
    )
    await _in_polish(school, survey)
    came = (await questionnaire(school, survey, "pl")).questions[0]
    assert dict(came.options) == {"in_person": "Tak, na miejscu", "online": "Tak, online", "no": "Nie"}
    assert (await questionnaire(school, survey, "pl")).title == "The fair"


async def test_what_somebody_wrote_is_never_replaced_by_a_proposal(rollback: None) -> None:
    school = await a_school()
    survey = await a_draft_survey(school)
    question = (await _questions(school, survey))[0]
    await translate(school, survey, "pl", "Jesień", {question.id: Translated("Dziecko chętnie tu chodzi.")}, None)
    questions = await _in_polish(school, survey)
    assert (await questionnaire(school, survey, "pl")).questions[0].text == "Dziecko chętnie tu chodzi."
    assert [bool(question.unread) for question in questions[:2]] == [False, True]


async def test_saving_without_having_read_leaves_what_was_not_touched_unread(client: AsyncClient) -> None:
    school = await a_school()
    await sign_in(client, await a_head_teacher(school))
    survey = await a_draft_survey(school, title="What we would like to know")
    first, second, *_ = await _in_polish(school, survey)
    page = await client.get(f"/surveys/{survey}/languages")
    assert "Proposed, to be read by somebody who speaks Polish: 16." in page.text
    assert "The name of the survey is in English." in page.text
    stumbled = (await client.get(f"/surveys/{survey}/questions")).text
    assert "Questions whose words in Polish nobody who speaks it has read: 16." in stumbled
    words = await translations(school, survey, "pl")
    sent = {f"q-{first.id}": HAPPY, f"q-{second.id}": "Moje dziecko czuje się tu bezpiecznie."}
    await send(client, f"/surveys/{survey}/languages/pl", title="Jesień", **sent)
    assert [bool(question.unread) for question in (await _questions(school, survey))[:2]] == [True, False]
    all_words = {f"q-{question.id}": words[question.id].text for question in (first, second)}
    await send(client, f"/surveys/{survey}/languages/pl", title="Jesień", read="yes", **all_words)
    assert not [question for question in await _questions(school, survey) if question.unread]
    assert "Proposed" not in (await client.get(f"/surveys/{survey}/languages/pl")).text


async def test_what_was_read_once_is_read_when_it_is_asked_again(rollback: None) -> None:
    school = await a_school()
    survey = await a_draft_survey(school)
    first, *_ = await _in_polish(school, survey)
    await translate(school, survey, "pl", "", {first.id: Translated(HAPPY)}, None, read=True)
    again = await ask_again(school=school, source=survey, title="Next year", closes_at=None, by=None)
    assert [bool(question.unread) for question in (await _questions(school, again))[:2]] == [False, True]


async def test_other_english_drops_a_proposal_and_asks_for_a_persons_words_to_be_read_again(rollback: None) -> None:
    school = await a_school()
    survey = await a_draft_survey(school)
    first, second, *_ = await _in_polish(school, survey)
    await translate(school, survey, "pl", "", {first.id: Translated(HAPPY)}, None, read=True)
    for question in (first, second):
        other = replace(question.wording, text="My child likes the walk to school.")
        await edit_question(school, survey, question.id, other, question.wording.stamp, None)
    first, second, *_ = await _questions(school, survey)
    assert (first.languages, first.unread) == ({"en", "pl"}, {"pl"})
    assert (second.languages, second.unread) == ({"en"}, set())


async def test_another_survey_that_asks_the_old_words_keeps_their_translation(rollback: None) -> None:
    school = await a_school()
    survey, other = await a_draft_survey(school), await a_draft_survey(school)
    question = (await _in_polish(school, survey))[0]
    changed = replace(question.wording, text="My child likes the walk to school.")
    await edit_question(school, survey, question.id, changed, question.wording.stamp, None)
    assert (await _questions(school, survey))[0].languages == {"en"}
    assert (await _questions(school, other))[0].languages == {"en", "pl"}


async def test_a_ready_made_question_from_the_bank_has_its_words_in_a_survey_of_ones_own(rollback: None) -> None:
    school = await a_school()
    await a_draft_survey(school)
    blank = await create_survey(school=school, title="Own", template=ready_made()["blank"], closes_at=None, by=None)
    assert await _in_polish(school, blank) == []
    section = (await edited_sections(school, blank))[0].id
    await add_from_bank(school, blank, section, "happy", None)
    asked = await questionnaire(school, blank, "pl")
    assert (asked.questions[0].text, asked.sections[0].title) == (HAPPY, "Twoje zdanie")


async def test_an_open_survey_that_asks_the_same_is_told_of_words_proposed_elsewhere(rollback: None) -> None:
    school = await a_school()
    blank = await create_survey(school=school, title="Own", template=ready_made()["blank"], closes_at=None, by=None)
    await _in_polish(school, blank)
    survey = await a_draft_survey(school)
    await db.rows('UPDATE survey SET languages = \'["en", "pl"]\' WHERE id = $1', survey)
    section = (await edited_sections(school, blank))[0].id
    await add_from_bank(school, blank, section, "happy", None)
    asked = await questionnaire(school, survey, "pl")
    assert (asked.questions[0].text, asked.revision) == (HAPPY, 2)
    await add_from_bank(school, blank, section, "happy", None)
    assert (await questionnaire(school, survey, "pl")).revision == 2


async def test_a_translation_that_is_too_long_comes_back_with_all_that_was_typed(client: AsyncClient) -> None:
    school = await a_school()
    await sign_in(client, await a_head_teacher(school))
    survey = await a_draft_survey(school)
    first = (await _in_polish(school, survey))[0]
    long = {f"q-{first.id}": "Moje dziecko " * 50}
    wrong = await send(client, f"/surveys/{survey}/languages/pl", title="Jesień", read="yes", **long)
    assert wrong.status_code == 422
    assert " ".join(("Moje dziecko " * 50).split()) in " ".join(wrong.text.split())
    assert f'href="#q-{first.id}"' in wrong.text
    assert 'value="yes" checked' in wrong.text
    assert (await _questions(school, survey))[0].unread == {"pl"}
