"""Praise and blame told by what happened, without a word of feeling; and that nobody's name weighs on it.

None of these comments was fitted on. A floor, since a machine that reads facts misses some; which ones may change."""

import re

import pytest

import insight
from insight.polarity import Label

TOLD: dict[Label, tuple[str, ...]] = {
    "negative": (
        "Mrs Okafor sets far too much homework.",
        "Nobody ever answers the phone.",
        "My daughter has not had a reading book for three weeks.",
        "Miss Patel never replies to emails.",
        "Mr Ali has been off sick since January and they have had seven supply teachers.",
        "The toilets have no soap or paper.",
        "It takes an hour to get through to the office.",
        "We found out about the trip the night before.",
        "Three different maths teachers this year.",
        "The coach was an hour late and nobody told us.",
        "Homework comes home unmarked.",
        "Mrs Shah lost his inhaler twice.",
        "You cannot park within half a mile.",
        "It rains into the Year 2 corridor.",
        "He comes home starving every day.",
        "Still waiting for the EHCP meeting promised in September.",
        "My boy gets picked on at break and nothing is done.",
        "The new app does not work on my phone.",
        "I only hear from Mr Price when something is wrong.",
        "Swimming stopped and nobody explained why.",
    ),
    "positive": (
        "Mr Evans got him reading in six weeks.",
        "Mrs Kaur always has time for a chat at the gate.",
        "She runs in every morning.",
        "He has come on leaps and bounds with Mr Osei.",
        "Nothing is too much trouble for Mrs Adeyemi.",
        "Reading has really clicked this year.",
    ),
    "mixed": (
        "Teaching is great but the toilets are filthy.",
        "Mrs Brown is lovely but the homework is too hard.",
        "Good school, shame about the parking.",
        "The trip was brilliant although it cost far too much.",
    ),
    "neutral": (
        "Could we have a second hand uniform sale?",
        "More lunchtime clubs for the infants please.",
        "My daughter is in Year 4.",
        "It would help to have the menu in advance.",
        "We live near the school and walk.",
        "Can Mr Hughes run the football club on Mondays as well?",
    ),
}
NAMES = ("Okafor", "Smith", "Khan", "Begum", "Nowak", "Mohamed", "Chen", "Evans", "Kaur", "Silva", "O'Brien", "Yilmaz")


def test_what_happened_tells_praise_from_blame() -> None:
    pairs = [(label, text) for label, texts in TOLD.items() for text in texts]
    found = insight.sentiment([text for _, text in pairs])
    missed = [(text, read.label) for (label, text), read in zip(pairs, found, strict=True) if read.label != label]
    assert len(missed) <= len(pairs) // 10, missed


@pytest.mark.slow
def test_whose_name_it_is_changes_next_to_nothing() -> None:
    texts = [text for said in TOLD.values() for text in said if re.search(r"\bM(?:rs?|iss) [A-Z]", text)]
    assert len(texts) >= 10
    read = [
        [
            one.label
            for one in insight.sentiment([re.sub(r"(\bM(?:rs?|iss)) [A-Z]\w+", rf"\1 {name}", t) for t in texts])
        ]
        for name in NAMES
    ]
    agreed = [max(map(labels.count, labels)) / len(labels) for labels in zip(*read, strict=True)]
    assert sum(agreed) / len(agreed) > 0.95
