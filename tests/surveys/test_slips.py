"""What passes as the correction of a slip in a question that is being answered, and what would be another question."""

from __future__ import annotations

import pytest

from surveys.building.editing.slips import only_a_slip

QUESTION = "The school lets me know how my child is doing, and I can ask when something worries me."


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("The schol lets me know how my child is doing.", "The school lets me know how my child is doing."),
        ("My child is is safe at school.", "My child is safe at school."),
        ("My child feels safe at school", "My child feels safe at the school."),
        ("Play time is long enough for my child.", "Playtime is long enough for my child."),
    ],
)
def test_spelling_and_small_words_are_slips(before: str, after: str) -> None:
    assert only_a_slip(before, after)


@pytest.mark.parametrize(
    "after",
    [
        QUESTION.replace("lets me", "does not let me"),
        QUESTION.replace("I can ask", "I can't ask"),
        QUESTION.replace("I can ask", "I can never ask"),
        QUESTION.replace("how my child", "how well my child"),
        "Nobody asks us.",
    ],
)
def test_a_word_that_turns_or_adds_to_the_sense_is_no_slip(after: str) -> None:
    assert not only_a_slip(QUESTION, after)


def test_a_contrary_by_its_first_letters_is_no_slip() -> None:
    assert not only_a_slip("My child feels safe on the way to school.", "My child feels unsafe on the way to school.")
