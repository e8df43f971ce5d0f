"""What may stand as a quote: whole points, nobody given away, nobody blamed by name."""

import pytest

import insight
from insight.quotable import blames_somebody, tells_who
from insight.reading import sentences


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("1. more clubs 2. better lunches 3. fewer dates", "more clubs|better lunches|fewer dates"),
        ("We want: 1. More notice. 2. A fence.", "We want:|More notice.|A fence."),
        (
            "He is in year 1. He loves it. She is in Year 2. Not so",
            "He is in year 1.|He loves it.|She is in Year 2.|Not so",
        ),
        ("- friendly teachers\n• clean rooms\n-5 in the hall", "friendly teachers|clean rooms|-5 in the hall"),
        ("We leave at 3. Thanks", "We leave at 3.|Thanks"),
    ],
)
def test_a_list_in_a_comment_is_cut_into_its_points(text: str, points: str) -> None:
    assert [text[part.start : part.end] for part in sentences(text)] == points.split("|")


@pytest.mark.parametrize(
    "text",
    [
        "I'm the only parent with a wheelchair at the gate",
        "As a governor I can say the lunches are too small",
        "Our twins are never in the same group for lunch",
        "We live at [address] and nobody rings about lunches",
        "I live opposite the gate and see the lunches arrive",
    ],
)
def test_a_sentence_that_tells_who_wrote_it_is_no_quote(text: str) -> None:
    assert tells_who(text)
    assert not tells_who("The lunches are far too small for a growing child")


def test_who_is_blamed_by_name_is_in_no_quote_and_still_counted() -> None:
    assert blames_somebody("[name] never answers an email about homework", "negative")
    assert not blames_somebody("[name] explains the homework so well", "positive")
    assert not blames_somebody("There is far too much homework, [name].", "negative")
    texts = [f"Mrs {name} never answers my emails about homework." for name in ("Okafor", "Novak", "Hughes", "Begum")]
    comments = [insight.Comment(f"c{place}", text) for place, text in enumerate(texts)]
    summary = insight.analyse(comments).summary
    assert sum(finding.negative for finding in summary.findings) > 0
    assert [quote.text for finding in summary.findings for quote in finding.quotes if "[name]" in quote.text] == []


def test_often_said_is_what_three_say() -> None:
    queues = ["The lunch queue is slow", "My lunch queue was endless", "A lunch queue again"]
    texts = [*queues, "Cold pasta at lunch", "Cold pasta for lunch"]
    comments = [insight.Comment(f"c{place}", text) for place, text in enumerate(texts)]
    phrases = [phrase for finding in insight.analyse(comments).summary.findings for phrase in finding.key_phrases]
    assert not any("pasta" in phrase for phrase in phrases)
