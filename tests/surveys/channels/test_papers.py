"""What stands on the printed papers: all that was promised, in every language whose letters there are."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest

from common import pdf
from people.rules import SchoolFacts
from surveys.answering.codes import new_code
from surveys.building.rules import AskedSection, Questionnaire
from surveys.channels.paper import words
from surveys.channels.paper.papers import FORM, POSTER, forms_of, poster_of
from surveys.channels.paper.rules import ToPrint
from surveys.questions.asked import AskedQuestion, Condition
from surveys.questions.labels import options_of
from surveys.rules import Anonymity, QuestionKind
from surveys.spoken import phrases, spoken_languages
from surveys.spoken.printing import can_be_set

SCHOOL = SchoolFacts(uuid4(), "Larkfield Primary School", "Europe/London", "en", "Ring 020 7946 0000")
CLOSES = datetime(2026, 12, 5, 18, tzinfo=UTC)


def a_questionnaire(language: str = "en", anonymity: Anonymity = Anonymity.ANONYMOUS) -> Questionnaire:
    """One question of each kind, the last depending on the first."""
    found = []
    for number, kind in enumerate(QuestionKind, start=1):
        chosen = {"options": ["a", "b"], "other": kind is QuestionKind.SINGLE}
        on = Condition("q1", ("disagree",)) if number == len(QuestionKind) else None
        options = options_of(kind, chosen, {"a": "Alpha", "b": "Beta"}, language)
        found.append(
            AskedQuestion(uuid4(), f"q{number}", kind, f"About {kind}?", "", False, options=options, condition=on)
        )
    sections = (AskedSection(1, "School life", tuple(found)),)
    return Questionnaire(
        uuid4(), SCHOOL.id, "bcd234", "Autumn survey", "1", sections, language, ("en", "pl"), anonymity=anonymity
    )


def test_every_language_of_answering_has_the_words_of_the_papers() -> None:
    for language in spoken_languages():
        missing = [text for text in words.EVERY if language != "en" and text not in phrases(language)]
        assert not missing, language


@pytest.mark.parametrize("anonymity", Anonymity)
def test_a_form_says_what_is_promised_whom_to_ring_and_how_else_to_answer(anonymity: Anonymity) -> None:
    code = new_code()
    forms = [ToPrint(code, "Ada Bell")]
    data = forms_of(SCHOOL, a_questionnaire(anonymity=anonymity), forms, closes_at=CLOSES, large=False)
    assert words.PROMISES[anonymity] in data["promised"]
    assert words.CHECKED in data["promised"]
    assert "Ring 020 7946 0000" in data["risk"]
    assert "testserver.local/f" in data["web"]
    assert "5 December 2026" in data["back"]
    assert "version 1" in data["notice"]
    assert "Ada Bell" in data["forms"][0]["name"]
    assert data["forms"][0]["code"].replace(" ", "") == code
    assert "Disagree" in data["sections"][0]["questions"][-1]["only_if"]


def test_a_form_says_in_its_own_language_when_to_bring_it_back() -> None:
    forms = [ToPrint(new_code())]
    polish = forms_of(SCHOOL, a_questionnaire("pl"), forms, closes_at=CLOSES, large=False)
    assert "sobota 5 grudnia 2026" in polish["back"]


@pytest.mark.parametrize("language", spoken_languages())
@pytest.mark.parametrize("large", [False, True], ids=["plain", "large"])
def test_a_form_is_an_accessible_file_in_each_language(language: str, large: bool) -> None:
    if not can_be_set(language):
        pytest.skip("no font here has its letters: the page offers no forms in it, and says so")
    forms = [ToPrint(new_code()), ToPrint(new_code())]
    data = forms_of(SCHOOL, a_questionnaire(language), forms, closes_at=None, large=large)
    made = pdf.pdf(FORM, data)
    assert made.startswith(b"%PDF-1.7")
    assert b"pdfuaid" in made
    assert f"/Lang({language})".encode() in made


@pytest.mark.parametrize("strips", [False, True])
def test_a_poster_leads_to_the_survey_in_its_language_or_to_the_page_for_codes(strips: bool) -> None:
    polish = poster_of(SCHOOL, a_questionnaire("pl"), closes_at=CLOSES, strips=strips)
    assert polish["link"] == "testserver.local/s/bcd234"
    confidential = poster_of(SCHOOL, a_questionnaire(anonymity=Anonymity.CONFIDENTIAL), closes_at=None, strips=strips)
    assert confidential["link"] == "testserver.local/f"
    assert "anonymous" not in confidential["ask"]
    assert pdf.pdf(POSTER, polish).startswith(b"%PDF-1.7")


def test_a_language_without_a_font_is_told_from_one_with() -> None:
    assert all(can_be_set(language) for language in ("en", "pl", "ar"))
    assert pdf.has_letters("abc ąę بيت")
    assert not pdf.has_letters("বাংলা")


@pytest.mark.slow
def test_a_hundred_forms_are_set_in_seconds(tmp_path: Path) -> None:
    forms = [ToPrint(new_code()) for _ in range(100)]
    data = forms_of(SCHOOL, a_questionnaire(), forms, closes_at=CLOSES, large=True)
    began = time.process_time()
    made = pdf.pdf(FORM, data)
    assert len(made) < 20_000_000
    assert time.process_time() - began < 30
