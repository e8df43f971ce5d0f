"""Praise and blame told by what happened, without a word of feeling; and that nobody's name weighs on it.

A guard against falling back, no measure of how well such comments are read: none of these is a training row, but
phrases of the lexicon were written with this list in view. What unseen writers of plain facts get
is in insight/data/model.json (hands l to p)."""

import re

import pytest

import insight
from insight.polarity import Label

TOLD: dict[Label, tuple[str, ...]] = {
    "negative": (
        "Mrs Okafor sets far too much homework.",
        "Parents' evening was over in five minutes and we could not hear a word.",
        "Nobody ever answers the phone.",
        "The car park is dangerous at pick up.",
        "My daughter has not had a reading book for three weeks.",
        "Mr Khan is rude to parents.",
        "Miss Patel never replies to emails.",
        "Mrs Jones shouts at the children.",
        "Mr Ali has been off sick since January and they have had seven supply teachers.",
        "The toilets have no soap or paper.",
        "It takes an hour to get through to the office.",
        "My son eats nothing at lunch because there is no halal option left by the time his class goes in.",
        "We found out about the trip the night before.",
        "Three different maths teachers this year.",
        "The coach was an hour late and nobody told us.",
        "Homework comes home unmarked.",
        "The uniform shop is forty miles away.",
        "Mrs Shah lost his inhaler twice.",
        "Mr Lewis told her off for something she did not do.",
        "I had to ask four times before anyone called me back.",
        "You cannot park within half a mile.",
        "They are bored in assembly.",
        "It rains into the Year 2 corridor.",
        "He comes home starving every day.",
        "Still waiting for the EHCP meeting promised in September.",
        "No one tells working parents anything in time.",
        "My boy gets picked on at break and nothing is done.",
        "Phonics is too slow for her.",
        "The new app does not work on my phone.",
        "Year 6 had no residential this year.",
        "The gate opens late and we all stand in the rain.",
        "Why are there three tests in one week?",
        "Mrs Novak has favourites.",
        "Miss Osman gave the whole class detention.",
        "I only hear from Mr Price when something is wrong.",
        "My children are hungry by two o'clock.",
        "No lollipop person on the main road any more.",
        "The reports say nothing about how she is really doing.",
        "Half the class had no part in the play.",
        "Swimming stopped and nobody explained why.",
    ),
    "positive": (
        "Miss Begum is wonderful.",
        "Mr Evans got him reading in six weeks.",
        "Mrs Kaur always has time for a chat at the gate.",
        "She runs in every morning.",
        "He has come on leaps and bounds with Mr Osei.",
        "The office ladies always sort it out.",
        "Nothing is too much trouble for Mrs Adeyemi.",
        "Reading has really clicked this year.",
    ),
    "mixed": (
        "Teaching is great but the toilets are filthy.",
        "Mrs Brown is lovely but the homework is too hard.",
        "Good school, shame about the parking.",
        "The trip was brilliant although it cost far too much.",
        "Love the teachers, hate the app.",
    ),
    "neutral": (
        "Please could the clubs be announced before the end of the half term.",
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
def test_whose_name_it_is_changes_nothing() -> None:
    texts = [text for said in TOLD.values() for text in said if re.search(r"\bM(?:rs?|iss) [A-Z]", text)]
    assert len(texts) >= 10
    read = [
        [
            one.label
            for one in insight.sentiment([re.sub(r"(\bM(?:rs?|iss)) [A-Z]\w+", rf"\1 {name}", t) for t in texts])
        ]
        for name in NAMES
    ]
    assert all(labels == read[0] for labels in read)
