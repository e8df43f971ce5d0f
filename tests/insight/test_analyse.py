"""The whole analysis: what a summary says is true, can be opened down to comments, and keeps what must be kept."""

import subprocess
import sys
import types

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import insight
from tests.insight.strategies import comments

HOMEWORK = (
    "There is far too much homework, Mrs Okafor.",
    "Homework is a nightmare every weekend.",
    "Homework is brilliant, thank you Mrs Okafor.",
    "Please could we have less homework.",
    "n/a",
    "Nothing to add",
)


def analysed(*texts: str, **options: object) -> insight.Analysis:
    rows = [insight.Comment(f"c{i}", text) for i, text in enumerate(texts)]
    return insight.analyse(rows, **options)  # type: ignore[arg-type]


def test_non_answers_leave_the_denominators() -> None:
    summary = analysed(*HOMEWORK).summary
    assert (summary.comments, summary.answered) == (6, 4)
    assert summary.findings[0].n == 4


def test_a_finding_counts_what_its_comments_say() -> None:
    finding = analysed(*HOMEWORK).summary.findings[0]
    assert (finding.theme, finding.rank, finding.count) == ("homework", 1, 4)
    assert (finding.positive, finding.negative, finding.mixed, finding.neutral) == (1, 2, 0, 1)
    assert finding.suggestions == 1
    assert finding.share.interval.low <= finding.share.share <= finding.share.interval.high


def test_findings_come_by_how_many_and_how_negative() -> None:
    praise = ["The library is gorgeous."] * 5
    summary = analysed(*HOMEWORK, *praise).summary
    assert [finding.theme for finding in summary.findings[:2]] == ["homework", "facilities"]


def test_a_quote_shows_no_name() -> None:
    finding = analysed(*HOMEWORK).summary.findings[0]
    assert finding.quotes
    assert "Okafor" not in repr(finding)
    assert any("[name]" in quote.text for quote in finding.quotes)


def test_what_is_flagged_for_safeguarding_reaches_no_part_of_the_summary() -> None:
    secret = "Too much homework and his stepdad hits him with a belt over it."
    result = analysed(*HOMEWORK, secret)
    assert result.comments[-1].safeguarding.flag
    assert result.comments[-1].themes
    assert result.summary == analysed(*HOMEWORK).summary


def test_none_to_a_question_for_concerns_is_an_answer() -> None:
    result = insight.analyse([insight.Comment("a", "None", "Any concerns?"), insight.Comment("b", "None", "Clubs?")])
    assert [comment.non_answer for comment in result.comments] == [False, True]
    assert result.summary.answered == 1


def test_identical_comments_are_reported() -> None:
    assert analysed("More clubs!", "Less noise", "more clubs").summary.duplicates == (("c0", "c2"),)


def test_topics_that_no_theme_took_emerge() -> None:
    pigeons = [f"pigeons {verb} on the weathervane" for verb in ("sit", "perch", "coo", "nest")]
    summary = analysed(*pigeons, themes=()).summary
    assert summary.unassigned == 1
    [finding] = summary.findings
    assert finding.emergent
    assert "pigeons" in finding.theme


def test_two_comments_may_not_share_an_id() -> None:
    with pytest.raises(ValueError, match="share an id"):
        insight.analyse([insight.Comment("a", "x"), insight.Comment("a", "y")])


def test_no_comments_make_an_empty_summary() -> None:
    summary = insight.analyse([]).summary
    assert (summary.comments, summary.findings, summary.unassigned) == (0, (), 0.0)


@settings(max_examples=40, deadline=None)
@given(st.lists(comments, max_size=12))
def test_every_statement_rests_on_comments_and_every_quote_is_word_for_word(texts: list[str]) -> None:
    result = analysed(*texts)
    safe = {c.id: i for i, c in enumerate(result.comments) if not c.safeguarding.flag and not c.non_answer}
    for finding in result.summary.findings:
        assert finding.positive + finding.negative + finding.mixed + finding.neutral == finding.count
        for quote in finding.quotes:
            assert quote.text in insight.redacted(texts[safe[quote.comment_id]])
        for sentence in finding.sentences:
            assert sentence.comment_ids
            assert set(sentence.comment_ids) <= safe.keys()


def test_a_text_of_a_megabyte_does_not_hold_up_the_others() -> None:
    result = analysed("but " * 250_000, "." * 1_000_000, " " * 1_000_000 + "x", "More clubs")
    assert len(result.comments) == 4


@pytest.mark.parametrize("name", ["themes", "sentiment", "topics", "quotes", "language", "safeguarding"])
def test_a_name_shared_by_function_and_module_is_the_function(name: str) -> None:
    assert isinstance(sys.modules[f"insight.{name}"], types.ModuleType)
    assert callable(getattr(insight, name))


def test_importing_insight_loads_neither_textblob_nor_scipy() -> None:
    code = "import sys, insight; sys.exit(any(name in sys.modules for name in ('textblob', 'scipy', 'numpy')))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0  # noqa: S603
