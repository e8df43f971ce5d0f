"""What is typed for what was crossed: one key a box, and the way back, for every kind of question."""

from __future__ import annotations

from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.channels.paper.keys import boxes, keyed_of, read_keyed, same, wrong_keys
from surveys.questions.asked import AskedQuestion
from surveys.questions.labels import options_of
from surveys.rules import QuestionKind

CLUBS = {"options": ["chess", "choir", "coding"], "other": True}


def asked(kind: QuestionKind, definition: dict[str, object] | None = None, name: str = "q1") -> AskedQuestion:
    """A question of a kind, in English."""
    options = options_of(kind, definition or {}, {}, "en")
    return AskedQuestion(uuid4(), name, kind, f"About {kind}?", "", required=True, options=options)


def test_every_box_has_a_key_of_its_own_and_points_are_their_own() -> None:
    agree = boxes(asked(QuestionKind.AGREE_SCALE))
    assert [(box.key, box.value) for box in agree][-2:] == [("4", "strongly_disagree"), ("5", "dont_know")]
    points = boxes(asked(QuestionKind.SCALE_0_10, {"dont_know": True}))
    assert [box.key for box in points] == [*map(str, range(11)), "d"]


@pytest.mark.parametrize(
    ("kind", "definition", "keyed", "own", "typed"),
    [
        (QuestionKind.AGREE_SCALE, {}, "2", "", "agree"),
        (QuestionKind.AGREE_SCALE, {}, "?", "", ""),
        (QuestionKind.AGREE_SCALE, {}, "6", "", None),
        (QuestionKind.AGREE_SCALE, {}, "1 2", "", None),
        (QuestionKind.SCALE_0_10, {}, "10", "", "10"),
        (QuestionKind.RATING, {}, "0", "", None),
        (QuestionKind.MULTIPLE, CLUBS, "1 3", "", "chess\ncoding"),
        (QuestionKind.MULTIPLE, CLUBS, "13", "", "chess\ncoding"),
        (QuestionKind.MULTIPLE, CLUBS, "1,1", "", None),
        (QuestionKind.MULTIPLE, CLUBS, "1", "Fencing ", "chess\nother\tFencing"),
        (QuestionKind.SINGLE, CLUBS, "", "Fencing", "other\tFencing"),
        (QuestionKind.RANKING, {"options": ["a", "b", "c"]}, "2 - 1", "", "1:c\n2:a"),
        (QuestionKind.RANKING, {"options": ["a", "b", "c"]}, "2-1", "", "1:c\n2:a"),
        (QuestionKind.RANKING, {"options": ["a", "b", "c"]}, "2 1", "", None),
        (QuestionKind.NUMBER, {}, " 3 ", "", "3"),
        (QuestionKind.LONG_TEXT, {}, "two\nlines", "", "two\nlines"),
    ],
)
def test_keys_are_read_as_the_answer_they_stand_for(
    kind: QuestionKind, definition: dict[str, object], keyed: str, own: str, typed: str | None
) -> None:
    question = asked(kind, definition)
    assert read_keyed(question, keyed, own) == typed
    if typed and question.options:
        assert read_keyed(question, *keyed_of(question, typed)) == typed


@given(st.sets(st.sampled_from(["chess", "choir", "coding"])))
def test_the_way_back_leads_to_the_same_answer(chosen: set[str]) -> None:
    question = asked(QuestionKind.MULTIPLE, CLUBS)
    typed = "\n".join(option for option in question.choices if option in chosen)
    assert read_keyed(question, *keyed_of(question, typed)) == typed


def test_nothing_is_required_on_paper_and_what_the_website_refuses_is_refused() -> None:
    number, day = asked(QuestionKind.NUMBER, name="q1"), asked(QuestionKind.DATE, name="q2")
    assert wrong_keys((number, day), {"q1": "", "q2": ""}) == ()
    faults = wrong_keys((number, day), {"q1": "many", "q2": "31/31/2026"})
    assert [fault.name for fault in faults] == ["q1", "q2"]


def test_two_hands_that_differ_in_commas_and_capitals_keyed_the_same() -> None:
    text = asked(QuestionKind.LONG_TEXT)
    assert same(text, "Nice school, kind teachers!", "nice school kind  teachers")
    assert not same(text, "Nice school", "Nice schools")
    choice = asked(QuestionKind.SINGLE, CLUBS)
    assert same(choice, "other\tFencing", "other\tfencing.")
    assert not same(choice, "other\tFencing", "chess")
