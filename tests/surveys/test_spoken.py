"""The words of the pages that parents answer on: all phrases in every language, with their places, none in English."""

from __future__ import annotations

import re

import pytest

from surveys.questions.labels import AGREE_WORDS, CONSENT_WORDS, DONT_KNOW_WORDS, OTHER_WORDS
from surveys.spoken import phrases, spoken_languages

OTHERS = [language for language in spoken_languages() if language != "en"]
PLACES = re.compile(r"%\(\w+\)s|%%\{count\}|%%(?!\{)")
ALIKE = {"es": {"Error:"}}
"""What is spelt alike."""


def test_twelve_languages_are_spoken_beside_english() -> None:
    assert set(OTHERS) == {"ar", "bn", "es", "fr", "pl", "pt", "ro", "so", "tr", "uk", "ur", "zh"}


@pytest.mark.parametrize("language", OTHERS)
def test_every_language_says_all_that_another_says(language: str) -> None:
    said = {text for other in OTHERS for text in phrases(other)}
    assert said - set(phrases(language)) == set()


@pytest.mark.parametrize("language", OTHERS)
def test_every_phrase_is_put_into_the_language_with_what_stands_in_its_places(language: str) -> None:
    known = phrases(language)
    assert {text for text in known if known[text].strip() in ("", text)} == ALIKE.get(language, set())
    assert not [text for text in known if sorted(PLACES.findall(text)) != sorted(PLACES.findall(known[text]))]
    for text, told in known.items():
        names = dict.fromkeys(re.findall(r"%\((\w+)\)s", text), "x")
        assert "%(" not in (told % names if names else told)


@pytest.mark.parametrize("language", OTHERS)
def test_no_two_answers_that_stand_together_read_the_same(language: str) -> None:
    for answers in ((*AGREE_WORDS.values(), DONT_KNOW_WORDS, OTHER_WORDS), tuple(CONSENT_WORDS.values())):
        assert len({phrases(language)[words] for words in answers}) == len(answers)
