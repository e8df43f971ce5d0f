"""Languages, names, quotes and topics on what people coded. Floors: what the school is promised."""

import pytest

import insight
from tests.evaluate_texts import agreement, name_scores, rouge
from tests.insight.reference import rows

pytestmark = pytest.mark.reference


def test_names_are_covered_and_clean_comments_left_alone() -> None:
    covered, touched = name_scores(rows("uk_training/names.jsonl"))
    assert covered >= 0.92
    assert touched <= 0.06


def test_languages_of_sentences_are_told_and_short_english_kept() -> None:
    coded = rows("comments/langid_open/data.jsonl")
    found = insight.language([row["text"] for row in coded])
    sentences = [row["label"] == code for row, code in zip(coded, found, strict=True) if row["kind"] == "sentences"]
    assert sum(sentences) / len(sentences) >= 0.99
    short = [
        code for row, code in zip(coded, found, strict=True) if row["label"] == "en" and row["kind"] != "sentences"
    ]
    assert short.count("en") / len(short) >= 0.98


def test_two_quotes_say_what_people_summed_up_in_two_sentences() -> None:
    first, second = [], []
    for row in rows("comments/opinosis_open/data.jsonl"):
        chosen = [row["sentences"][place] for place in insight.quotes(row["sentences"], 2)]
        first += [sum(rouge(" ".join(chosen), gold, 1) for gold in row["golds"]) / len(row["golds"])]
        second += [sum(rouge(" ".join(chosen), gold, 2) for gold in row["golds"]) / len(row["golds"])]
    assert sum(first) / len(first) >= 0.325
    assert sum(second) / len(second) >= 0.105


@pytest.mark.parametrize("k", [77, None])
def test_topics_agree_with_the_intents_that_people_gave(k: int | None) -> None:
    coded = rows("comments/banking77_test/data.jsonl")
    found = insight.topics([row["text"] for row in coded], k)
    assert agreement([row["label"] for row in coded], found) >= 0.69
    if k is None:
        assert 50 <= len(set(found)) <= 120
