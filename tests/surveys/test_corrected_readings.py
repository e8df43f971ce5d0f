"""What people said of a comment holds in every later reading, and only what changed is read again."""

from __future__ import annotations

from uuid import UUID

import pytest

import insight
from common import db
from surveys.building.rules import Questionnaire
from surveys.comments.rules import AS_READ, Aspect, Entry
from surveys.comments.services import correct, translate
from surveys.results.queries import findings_of_survey
from tests.cast import a_head_teacher, a_parent, a_school
from tests.surveys.comments import HOMEWORK, read_comments, some_comments
from tests.surveys.scene import an_open_survey


async def a_reading() -> tuple[Questionnaire, UUID, list[UUID]]:
    """A survey whose comments were read, who corrects them, and the comments."""
    asked = await an_open_survey(await a_school())
    head = (await a_head_teacher(asked.school)).id
    ids = await some_comments(asked)
    await read_comments(asked)
    return asked, head, ids


async def themes_of(comment: UUID) -> dict[str, str]:
    """The themes of a comment as last read, and who says so."""
    return {
        line["theme"]: line["assigned_by"]
        for line in await db.rows("SELECT theme, assigned_by FROM theme_assignment WHERE comment = $1", comment)
    }


async def reading_of(comment: UUID) -> db.Row:
    """A comment as last read."""
    found = await db.row("SELECT * FROM comment_reading WHERE comment = $1", comment)
    assert found is not None
    return found


async def test_a_theme_that_a_person_took_away_stays_away_and_one_they_added_stays(rollback: None) -> None:
    asked, head, ids = await a_reading()
    await correct(
        asked.school, ids[0], head, [Entry(Aspect.THEME, "homework", "no"), Entry(Aspect.THEME, "uniform", "yes")]
    )
    for _ in range(2):
        await read_comments(asked)
        assert await themes_of(ids[0]) == {"uniform": "person"}
        [found] = await findings_of_survey(asked.school, asked.survey)
        assert (found.theme, found.numbers.count) == ("homework", len(HOMEWORK))
        await some_comments(asked, ("The gates open late.",))


async def test_what_is_taken_back_is_the_machines_reading_again(rollback: None) -> None:
    asked, head, ids = await a_reading()
    await correct(asked.school, ids[0], head, [Entry(Aspect.SENTIMENT, "", "positive")])
    await read_comments(asked)
    assert (await reading_of(ids[0]))["sentiment"] == "positive"
    await correct(asked.school, ids[0], head, [Entry(Aspect.SENTIMENT, "", AS_READ)])
    await read_comments(asked)
    assert (await reading_of(ids[0]))["sentiment"] == "negative"
    assert int(await db.value("SELECT count(*) FROM comment_correction")) == 2, "both are kept"


async def test_a_barred_comment_is_counted_and_not_quoted(rollback: None) -> None:
    asked, head, _ = await a_reading()
    [found] = await findings_of_survey(asked.school, asked.survey)
    for quote in found.quotes:
        await correct(asked.school, quote.comment_id, head, [Entry(Aspect.QUOTE, "", "barred")])
    await read_comments(asked)
    [again] = await findings_of_survey(asked.school, asked.survey)
    assert again.numbers == found.numbers
    assert not {quote.comment_id for quote in again.quotes} & {quote.comment_id for quote in found.quotes}


async def test_a_comment_that_says_nothing_leaves_the_denominator(rollback: None) -> None:
    asked, head, ids = await a_reading()
    [found] = await findings_of_survey(asked.school, asked.survey)
    await correct(asked.school, ids[-4], head, [Entry(Aspect.ANSWER, "", "no")])
    await read_comments(asked)
    [again] = await findings_of_survey(asked.school, asked.survey)
    assert again.numbers.n == found.numbers.n - 1


async def test_a_hidden_name_is_hidden_and_a_word_that_is_none_is_shown(rollback: None) -> None:
    asked, head, ids = await a_reading()
    naming = ids[len(HOMEWORK)]
    assert "Okafor" not in (await reading_of(naming))["shown"]
    await correct(
        asked.school, naming, head, [Entry(Aspect.NAME, "Mrs Okafor", "plain"), Entry(Aspect.NAME, "terrible", "hide")]
    )
    await read_comments(asked)
    shown = (await reading_of(naming))["shown"]
    assert "Mrs Okafor" in shown
    assert "terrible" not in shown
    assert "terrible" in (await reading_of(ids[0]))["shown"]


POLISH = "Za dużo zadań domowych, to męczące, pani Okafor."


async def test_polish_is_counted_apart_until_somebody_gives_its_english(rollback: None) -> None:
    asked, head, _ = await a_reading()
    [found] = await findings_of_survey(asked.school, asked.survey)
    [comment] = await some_comments(asked, (POLISH,))
    await read_comments(asked)
    assert await db.value("SELECT summary->'apart' FROM comment_analysis WHERE state = 'done'") == {"pl": 1}
    read = await reading_of(comment)
    assert (read["language"], read["checked"], read["english"]) == ("pl", False, None)
    [apart] = await findings_of_survey(asked.school, asked.survey)
    assert apart.numbers == found.numbers
    await translate(asked.school, comment, head, "Homework is awful and there is far too much of it, Mrs Okafor.")
    await read_comments(asked)
    read = await reading_of(comment)
    assert (read["language"], read["checked"]) == ("pl", True)
    assert "zadań domowych" in read["shown"]
    assert read["english"] == "Homework is awful and there is far too much of it, [name]."
    [counted] = await findings_of_survey(asked.school, asked.survey)
    assert counted.numbers.count == found.numbers.count + 1
    assert await db.value("SELECT summary->'apart' FROM comment_analysis WHERE state = 'done'") == {}


async def test_a_reading_that_somebody_confirmed_is_counted(rollback: None) -> None:
    asked, head, _ = await a_reading()
    [found] = await findings_of_survey(asked.school, asked.survey)
    [comment] = await some_comments(asked, (POLISH,))
    await correct(
        asked.school, comment, head, [Entry(Aspect.CHECKED, "", "yes"), Entry(Aspect.THEME, "homework", "yes")]
    )
    await read_comments(asked)
    [counted] = await findings_of_survey(asked.school, asked.survey)
    assert counted.numbers.count == found.numbers.count + 1


async def test_a_correction_has_nothing_read_again(rollback: None, monkeypatch: pytest.MonkeyPatch) -> None:
    asked, head, ids = await a_reading()
    monkeypatch.setattr(insight, "read", lambda *_: pytest.fail("it was read again"))
    await correct(asked.school, ids[0], head, [Entry(Aspect.THEME, "homework", "no")])
    await read_comments(asked)
    assert await themes_of(ids[0]) == {}


async def test_somebody_new_on_the_roll_has_only_what_may_name_them_read_again(
    rollback: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = await an_open_survey(await a_school())
    ids = await some_comments(asked, (*HOMEWORK, "Ask zebedee quill about the homework, he knows."))
    await read_comments(asked)
    again: list[int] = []
    real = insight.read
    monkeypatch.setattr(insight, "read", lambda comments, *own: again.append(len(comments)) or real(comments, *own))
    await a_parent(asked.school, "Zebedee Quill")
    await read_comments(asked)
    assert again == [1]
    assert "quill" not in (await reading_of(ids[-1]))["shown"]
