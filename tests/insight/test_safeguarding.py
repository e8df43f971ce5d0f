"""Safeguarding: what a designated lead should see is flagged, ordinary school life is not."""

import pytest

import insight
from insight.safeguarding import reason_keys


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("My son told me his stepdad hits him with a belt", "physical_harm"),
        ("She says she wants to die and has been cutting her arms", "self_harm"),
        ("There's no food in the house and they haven't eaten since Friday", "hunger"),
        ("A man online has been asking my daughter for photos", "online_grooming"),
        ("I'm scared of my husband and he checks my phone", "domestic_abuse"),
        ("The coach has my son's number and told him it was their secret", "sexual_harm"),
        ("I am frightened of what happens when I get home", "harmful_fear"),
        ("A boy had a knife in his bag at the gate", "weapons"),
    ],
)
def test_a_disclosure_is_flagged_with_its_reason(text: str, reason: str) -> None:
    [flag] = insight.safeguarding([text])
    assert flag.flag
    assert reason in flag.reasons
    assert set(flag.reasons) <= set(reason_keys())


@pytest.mark.parametrize(
    "text",
    [
        "The walk up that hill is killing me, honestly",
        "The choir concert was a big hit",
        "He is always starving when he gets home!",
        "Too much homework and not enough clubs",
        "Knife crime awareness day was well run",
        "He had a nosebleed after a football hit him, the office rang at once",
        "Could parents' evening be by video call?",
        "",
    ],
)
def test_ordinary_school_life_is_not_flagged(text: str) -> None:
    assert insight.safeguarding([text]) == [insight.Flag(False)]
