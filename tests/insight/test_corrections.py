"""Corrections: what people say of a comment wins over what the machine read, in every run."""

import pytest

import insight
from insight import Comment, Correction
from insight.corrections import agreement

TEXT = "The dinners are cold and the queue takes the whole of lunch break for the little ones."


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
    assert (meals.positive, meals.count) == (1, 3)


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
