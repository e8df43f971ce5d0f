"""Themes: what a comment speaks of, where, and what a school changes about the list."""

from dataclasses import replace

import pytest
from hypothesis import given, settings

import insight
from insight.lexicon import PhraseTable, load
from insight.reading import tokens
from tests.insight.strategies import comments


def ids(text: str) -> set[str]:
    return {hit.theme for hit in insight.themes([text])[0]}


@pytest.mark.parametrize(
    ("text", "theme"),
    [
        ("Too much homework at weekends", "homework"),
        ("Cars on the zigzags again", "safety_site"),
        ("The after school club closes too early", "wraparound"),
        ("Packed lunches are not allowed in the hall", "meals"),
        ("PE kit every day please", "uniform"),
        ("There are thirty-three in his class and a mixed year", "class_organisation"),
        ("He was called names on the bus", "bullying"),
    ],
)
def test_a_theme_is_found_by_its_phrases(text: str, theme: str) -> None:
    assert theme in ids(text)


def test_an_exclusion_takes_its_words_away() -> None:
    assert "uniform" not in ids("Another non-uniform day")
    assert "clubs_trips" not in ids("The breakfast club is lovely")


def test_one_cue_is_too_little_and_two_are_enough() -> None:
    theme = insight.Theme("pond", "Pond", "", "", phrases=("newt pond",), cues=("newt", "tadpoles"))
    assert insight.themes(["A newt!"], [theme]) == [[]]
    assert [hit.theme for hit in insight.themes(["A newt and tadpoles"], [theme])[0]] == ["pond"]


def test_a_school_can_switch_a_theme_off_rename_it_and_add_one() -> None:
    without = [theme for theme in insight.default_themes() if theme.id != "homework"]
    assert insight.themes(["Too much homework"], without) == [[]]
    renamed = [replace(theme, name="Tasks at home") for theme in insight.default_themes()]
    assert insight.themes(["Too much homework"], renamed)[0][0].theme == "homework"


def test_each_theme_has_the_sentiment_of_its_own_clause() -> None:
    [hits] = insight.themes(["The teaching is brilliant but the parking is terrible."])
    labels = {hit.theme: hit.sentiment.label for hit in hits}
    assert labels["teaching"] == "positive"
    assert labels["safety_site"] == "negative"


def test_the_theme_ids_are_the_contract() -> None:
    assert [theme.id for theme in insight.default_themes()] == [
        "teaching",
        "curriculum",
        "progress_reporting",
        "homework",
        "behaviour",
        "bullying",
        "safety_site",
        "wellbeing",
        "send",
        "inclusion",
        "communication",
        "leadership",
        "staffing",
        "clubs_trips",
        "wraparound",
        "meals",
        "uniform",
        "facilities",
        "transition",
        "costs",
        "community",
        "class_organisation",
    ]
    assert all(theme.name and theme.definition and theme.heading for theme in insight.default_themes())


@pytest.mark.slow
@settings(deadline=None)
@given(comments)
def test_offsets_lie_within_the_text_and_at_most_four_themes_are_given(text: str) -> None:
    [hits] = insight.themes([text])
    assert len(hits) == len({hit.theme for hit in hits}) <= 4
    assert all(0 <= hit.start < hit.end <= len(text) for hit in hits)


def test_every_phrase_of_every_list_can_be_matched_as_it_is_written() -> None:
    phrases = [p for t in insight.default_themes() for p in (*t.phrases, *t.cues, *t.exclusions)]
    phrases += [p for row in load("safeguarding")["reason"] for p in row["phrases"]]
    phrases += [p for row in load("sentiment")["valence"].values() for p in row]
    phrases += load("requests")["requests"]
    dead = []
    for phrase in phrases:
        said = " ".join(part.split("|")[0].rstrip("*") for part in phrase.split() if part != "_")
        if not PhraseTable([(phrase, None)]).find(tokens(said)):
            dead.append(phrase)
    assert not dead


def test_a_schools_themes_are_not_found_where_nobody_speaks_of_one() -> None:
    assert ids("The leadership of this school is the best that we have known.") == {"leadership"}
    assert ids("Best leadership course that I have taken.") == set()
    assert ids("I greatly enjoyed the lectures, the readings and the whole process.") == set()
