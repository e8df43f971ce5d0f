"""Duplicates: a text passed round is one voice with both counts shown; what is alike because it is short is not."""

import random

import pytest

import insight
from insight.duplicates import speakers
from insight.reading import comparable

LETTER = (
    "We ask the governors to bring back hot dinners on Fridays. The packed lunches are mostly crisps and a biscuit"
    " and half of it comes home uneaten in the box at the end of the week."
)
OTHERS = (
    "The new reading books are lovely, she brings one home every night.",
    "Parents' evening was over in five minutes and we could not hear a word.",
    "Please could the clubs be announced before the end of the half term.",
)
SHORT = ("Dinners are cold on day", "Love the clubs, all of them, week", "Homework is too hard in week")


def passed_round(times: int) -> list[str]:
    """The letter as parents send it: signed, shouted, with a word put in."""
    return [f"{LETTER}{end}" for end in (" Thank you.", "", "!!", " A mum in Year 4")] * (times // 4)


def test_a_text_passed_round_is_one_voice_however_it_is_signed() -> None:
    texts = [*passed_round(40), *OTHERS]
    found = speakers(texts)
    assert len(set(found[:40])) == 1
    assert found[40:] == [40, 41, 42]
    assert texts[found[0]] == LETTER


@pytest.mark.parametrize(
    "text", ["none", "Great school!", "More clubs please", "Very happy with everything, thank you"]
)
def test_short_comments_are_voices_each_though_they_are_the_same(text: str) -> None:
    assert speakers([text] * 5) == [0, 1, 2, 3, 4]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "There is not one single morning in the week when my daughter does not want to go to school",
            "There is not one single morning in the week when my daughter does want to go to school",
        ),
        (
            "My son is very happy at this school and his teacher has been wonderful with him all year",
            "My daughter is very happy here and loves her teacher, who has been wonderful with her reading",
        ),
    ],
)
def test_comments_that_mean_something_else_or_are_only_like_each_other_stay_apart(one: str, other: str) -> None:
    assert speakers([one, other]) == [0, 1]


def test_the_same_in_any_order_of_the_comments() -> None:
    texts = [*passed_round(12), *OTHERS]
    draw = random.Random(1)  # noqa: S311
    for _ in range(5):
        draw.shuffle(texts)
        found = speakers(texts)
        assert {comparable(texts[place]) for place in found} == {comparable(text) for text in (LETTER, *OTHERS)}


def test_a_language_without_spaces_has_campaigns_too() -> None:
    assert speakers(["学校应该恢复校车服务，因为冬天走大路很危险"] * 2) == [0, 0]
    assert speakers(["学校很好"] * 2) == [0, 1]


def test_a_campaign_counts_once_with_both_counts_shown() -> None:
    texts = [*passed_round(40), *OTHERS]
    summary = insight.analyse([insight.Comment(f"c{i}", text) for i, text in enumerate(texts)]).summary
    assert (summary.comments, summary.answered, summary.voices) == (43, 43, 4)
    [campaign] = summary.campaigns
    assert len(campaign.comment_ids) == 40
    told = next(finding for finding in summary.findings if finding.comments == 40)
    assert (told.count, told.n) == (1, 4)
    assert len(told.comment_ids) == 40
    assert told.negative + told.mixed + told.positive + told.neutral == 1
    repeated = next(sentence for sentence in told.sentences if "not counted again" in sentence.text)
    assert repeated.text.startswith("39 more")
    assert len(repeated.comment_ids) == 39


def test_a_campaign_makes_no_difference_between_groups() -> None:
    texts = [LETTER] * 30 + [f"{said} {day}" for said in SHORT for day in range(10)]
    comments = [insight.Comment(f"c{i}", text) for i, text in enumerate(texts)]
    groups: dict[str, str | None] = {
        comment.id: "Year 4" if place < 30 or place % 2 else "Year 5" for place, comment in enumerate(comments)
    }
    found = insight.analyse(comments, groups=groups).summary.findings
    assert any(finding.groups for finding in found)
    assert all(row.finding == "no clear difference" for finding in found for row in finding.groups)
