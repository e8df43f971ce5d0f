"""What is told of the words of a question that somebody wrote themselves."""

from __future__ import annotations

from uuid import uuid4

import pytest

from surveys.building.editing.rules import EditedQuestion, EditedSection, Wording
from surveys.building.editing.stumbling import Stumble, stumbles
from surveys.building.ready_made import ready_made
from surveys.rules import QuestionKind


def told(wording: Wording, key: str = "own-1") -> set[Stumble]:
    question = EditedQuestion(uuid4(), key, uuid4(), uuid4(), 1, wording, None, shared=False)
    return {one.what for one in stumbles([EditedSection(uuid4(), 1, "A page", (question,))], ("en",))}


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Teachers are friendly and well prepared.", Stumble.TWO_THINGS),
        ("Wouldn’t you want smaller classes?", Stumble.LEADING),
        ("Our wonderful PTA keeps me informed.", Stumble.LEADING),
        ("My child is not bullied.", Stumble.NEGATION),
        ("I don’t get letters in time.", Stumble.NEGATION),
        (" ".join(["word"] * 31), Stumble.LONG_QUESTION),
    ],
)
def test_words_that_are_hard_to_answer_are_told(text: str, what: Stumble) -> None:
    assert told(Wording(QuestionKind.AGREE_SCALE, text, dont_know=True)) == {what}


def test_plain_words_are_not_complained_of_nor_ready_made_ones() -> None:
    assert told(Wording(QuestionKind.AGREE_SCALE, "My child likes coming to school.", dont_know=True)) == set()
    assert told(Wording(QuestionKind.AGREE_SCALE, "Clubs and trips are not dear.", dont_know=True), "clubs") == set()
    assert told(Wording(QuestionKind.LONG_TEXT, "What is going well and what is not?")) == set()


def test_a_question_that_must_be_answered_has_a_way_out() -> None:
    options = (("bus", "By bus"), ("car", "By car"))
    must = Wording(QuestionKind.SINGLE, "How do you come?", required=True, options=options)
    assert told(must) == {Stumble.NO_WAY_OUT}
    assert told(Wording(QuestionKind.SINGLE, "How do you come?", required=True, options=options, other=True)) == set()
    assert told(Wording(QuestionKind.SINGLE, "How do you come?", options=options)) == set()


def test_all_six_ready_made_surveys_are_there_and_short_enough_to_be_finished() -> None:
    sets = ready_made()
    assert set(sets) == {
        "whole-school",
        "year-pulse",
        "event-feedback",
        "policy-consultation",
        "new-starter",
        "leaver",
        "blank",
    }
    assert all(0 < len(one.questions) <= 20 for name, one in sets.items() if name != "blank")
