"""Corrections: what people say of a comment wins over what the machine read, in every run."""

import pytest

import insight
from insight import Comment, Correction
from insight.corrections import agreement

TEXT = "The dinners are cold and the queue is far too long."


def analysed(correction: Correction) -> insight.Analysis:
    comments = [Comment(f"c{n}", f"{TEXT} {word}") for n, word in enumerate(("Really.", "Always.", "Again."))]
    return insight.analyse(comments, corrections={"c0": correction})


def test_a_theme_taken_away_stays_away_and_one_added_is_there() -> None:
    first = analysed(Correction(added=frozenset({"uniform"}), removed=frozenset({"meals"}))).comments[0]
    themes = {hit.theme for hit in first.themes}
    assert "uniform" in themes
    assert "meals" not in themes
    assert all(0 <= hit.start < hit.end <= len(TEXT) + 8 for hit in first.themes)


def test_what_the_machine_alone_would_say_of_the_others_does_not_change() -> None:
    changed = analysed(Correction(removed=frozenset({"meals"}))).comments[1:]
    assert changed == analysed(Correction()).comments[1:]
    assert all("meals" in {hit.theme for hit in comment.themes} for comment in changed)


def test_a_stance_given_by_a_person_holds_for_the_comment_its_themes_and_the_counts() -> None:
    plain, changed = analysed(Correction()), analysed(Correction(sentiment="positive"))
    assert plain.comments[0].sentiment.label == "negative"
    assert changed.comments[0].sentiment.label == "positive"
    assert {hit.sentiment.label for hit in changed.comments[0].themes} == {"positive"}
    meals = next(finding for finding in changed.summary.findings if finding.theme == "meals")
    # All three sent the same text, so what a person said of one holds for the one voice that they are.
    assert (meals.positive, meals.count, meals.comments) == (1, 1, 3)


def test_a_comment_counts_by_itself_again_where_a_person_says_so() -> None:
    apart = analysed(Correction(alone=True)).summary
    assert (apart.answered, apart.voices) == (3, 2)


def test_a_barred_comment_is_counted_and_never_quoted() -> None:
    quoted = {quote.comment_id for finding in analysed(Correction()).summary.findings for quote in finding.quotes}
    barred = insight.analyse(
        [Comment("only", TEXT), Comment("other", "The hot dinners have been lovely this term, thank you.")],
        corrections={"only": Correction(barred=True)},
    )
    meals = next(finding for finding in barred.summary.findings if finding.theme == "meals")
    assert quoted
    assert meals.count == 2
    assert {quote.comment_id for quote in meals.quotes} == {"other"}


def test_agreement_is_the_mean_f1_of_comments_with_an_interval() -> None:
    found = agreement([({"meals"}, {"meals"}), (set(), set()), ({"meals", "costs"}, {"costs"}), ({"send"}, {"costs"})])
    assert found.mean == pytest.approx((1 + 1 + 2 / 3 + 0) / 4)
    assert found.interval.low < found.mean < found.interval.high


def test_a_correction_of_a_comment_that_is_not_there_is_refused() -> None:
    with pytest.raises(ValueError, match="gone"):
        insight.analyse([Comment("c", TEXT)], corrections={"gone": Correction(barred=True)})


def test_every_part_of_a_reading_can_be_set_right() -> None:
    said = analysed(Correction(suggestion=True)).comments[0]
    assert said.suggestion
    empty = analysed(Correction(non_answer=True, suggestion=True, added=frozenset({"uniform"})))
    assert (empty.comments[0].non_answer, empty.comments[0].themes, empty.comments[0].suggestion) == (True, (), False)
    assert empty.summary.answered == 2


def test_words_that_a_person_hides_or_gives_back_are_hidden_and_given_back() -> None:
    text = "Mrs Okafor said the Blue Room is closed. blue room again."
    told = insight.analyse(
        [Comment("c", text)],
        corrections={"c": Correction(hidden=frozenset({"Blue Room"}), plain=frozenset({"mrs okafor"}))},
    )
    hidden = [text[span.start : span.end] for span in told.comments[0].redactions]
    assert hidden == ["Blue Room", "blue room"]


POLISH = "Obiady są zimne i niesmaczne, a kolejka trwa całą przerwę."


def test_what_a_machine_read_in_another_language_is_counted_apart_until_somebody_checked_it() -> None:
    comments = [Comment("en", TEXT), Comment("pl", POLISH)]
    apart = insight.analyse(comments)
    assert (apart.summary.answered, apart.apart) == (1, {"pl": 1})
    assert not apart.comments[1].checked
    assert apart.comments[1].sentiment.label == "negative", "it is read all the same"
    for correction in (Correction(checked=True), Correction(language="en")):
        counted = insight.analyse(comments, corrections={"pl": correction})
        assert (counted.summary.answered, counted.apart) == (2, {})
        assert counted.comments[1].checked


def test_readings_that_were_kept_lead_to_the_same_as_reading_again() -> None:
    comments = [Comment(f"c{n}", f"{TEXT} {word}") for n, word in enumerate(("Really.", "Always.", "Again."))]
    corrections = {"c1": Correction(added=frozenset({"uniform"}), sentiment="mixed")}
    kept = insight.read(comments, names=["Helen Marsh"])
    assert insight.conclude(comments, kept, corrections=corrections) == insight.analyse(
        comments, names=["Helen Marsh"], corrections=corrections
    )
