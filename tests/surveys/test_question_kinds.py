"""Every kind of question answered: what is stored, what is refused, what is asked of whom."""

from __future__ import annotations

import json
from uuid import UUID, uuid4

import pytest
from httpx import AsyncClient
from hypothesis import given
from hypothesis import strategies as st

from common import db, jobs
from surveys.answering.rules import whole_answer
from surveys.batches.rules import pack
from surveys.building.queries import questionnaire
from surveys.building.ready_made import ready_made
from surveys.building.rules import Questionnaire
from surveys.building.services import close_survey, create_survey, open_survey
from surveys.questions.amount import day, number
from surveys.questions.answers import asked_of, fault_of, kept, read, stored
from surveys.questions.asked import AskedQuestion, Condition
from surveys.questions.labels import options_of
from surveys.questions.order import ConditionFault, Placed, condition_faults
from surveys.rules import QuestionKind
from tests.cast import a_school, send

pytestmark = pytest.mark.slow


def a_question(kind: QuestionKind, name: str = "q1", **own: object) -> AskedQuestion:
    words = {"a": "Apples", "b": "Bread", "c": "Cheese"}
    definition = {"options": list(words), "other": True, "dont_know": True, **own}
    known = {key: value for key, value in own.items() if key in AskedQuestion.__dataclass_fields__}
    options = options_of(kind, definition, words, "en")
    return AskedQuestion(uuid4(), name, kind, "What?", "", **{"required": False, "options": options, **known})  # type: ignore[arg-type]


def typed_into(question: AskedQuestion, **sent: list[str]) -> str:
    return read(question, lambda name: sent.get(name.replace("-", "_"), []))


GOOD = [
    (QuestionKind.AGREE_SCALE, {"q1": ["agree"]}, "agree"),
    (QuestionKind.SINGLE, {"q1": ["b"]}, "b"),
    (QuestionKind.SINGLE, {"q1": ["b"], "q1_other": ["Fish"]}, "other"),
    (QuestionKind.MULTIPLE, {"q1": ["b", "a", "b"]}, "b\na"),
    (QuestionKind.MULTIPLE, {"q1": ["a"], "q1_other": ["Fish and  chips"]}, "a\nother"),
    (QuestionKind.RATING, {"q1": ["5"]}, "5"),
    (QuestionKind.SCALE_0_10, {"q1": ["0"]}, "0"),
    (QuestionKind.SCALE_0_10, {"q1": ["dont_know"]}, "dont_know"),
    (QuestionKind.RANKING, {"q1_a": ["2"], "q1_b": [""], "q1_c": ["1"]}, "1:c\n2:a"),
    (QuestionKind.NUMBER, {"q1": [" 1,200.50 "]}, "1200.5"),
    (QuestionKind.NUMBER, {"q1": ["٣٫٥"]}, "3.5"),
    (QuestionKind.DATE, {"q1": ["30/11/2026"]}, "2026-11-30"),
    (QuestionKind.CONSENT, {"q1": ["no"]}, "no"),
    (QuestionKind.SHORT_TEXT, {"q1": ["Just words 🙂"]}, ""),
]


@pytest.mark.parametrize(("kind", "sent", "value"), GOOD)
def test_a_right_answer_is_stored_as_its_values(kind: QuestionKind, sent: dict[str, list[str]], value: str) -> None:
    question = a_question(kind, step="0.5") if kind is QuestionKind.NUMBER else a_question(kind)
    typed = typed_into(question, **sent)
    assert fault_of(question, typed) is None
    assert stored(question, typed) == value
    assert fault_of(question, kept(question, typed)) is None


BAD = [
    (QuestionKind.AGREE_SCALE, {"q1": ["perhaps"]}),
    (QuestionKind.SINGLE, {"q1": ["z"]}),
    (QuestionKind.MULTIPLE, {"q1": ["a", "dont_know"]}),
    (QuestionKind.MULTIPLE, {"q1": ["a", "b", "c"]}),
    (QuestionKind.RATING, {"q1": ["6"]}),
    (QuestionKind.RANKING, {"q1_a": ["1"], "q1_b": ["1"]}),
    (QuestionKind.RANKING, {"q1_a": ["2"]}),
    (QuestionKind.RANKING, {"q1_a": ["9"]}),
    (QuestionKind.NUMBER, {"q1": ["a few"]}),
    (QuestionKind.NUMBER, {"q1": ["31"]}),
    (QuestionKind.NUMBER, {"q1": ["1.5"]}),
    (QuestionKind.NUMBER, {"q1": ["1e9"]}),
    (QuestionKind.DATE, {"q1": ["2026-02-30"]}),
    (QuestionKind.CONSENT, {"q1": ["maybe"]}),
    (QuestionKind.SHORT_TEXT, {"q1": ["x" * 201]}),
    (QuestionKind.LONG_TEXT, {"q1": ["x" * 10_000]}),
]


@pytest.mark.parametrize(("kind", "sent"), BAD)
def test_a_wrong_answer_is_named(kind: QuestionKind, sent: dict[str, list[str]]) -> None:
    limits = {"low": "0", "high": "30"} if kind is QuestionKind.NUMBER else {}
    question = a_question(kind, most=2 if kind is QuestionKind.MULTIPLE else 0, **limits)
    fault = fault_of(question, typed_into(question, **sent))
    assert fault is not None
    assert fault.name == "q1"
    assert fault.message % fault.parameters


def test_what_is_needed_and_missing_is_named_and_what_is_not_is_not() -> None:
    for kind in QuestionKind:
        assert fault_of(a_question(kind), "") is None
        assert fault_of(a_question(kind, required=True), "") is not None


@given(st.text(max_size=40))
def test_no_text_breaks_the_reading_of_numbers_dates_and_choices(text: str) -> None:
    number(text)
    day(text)
    for kind in QuestionKind:
        question = a_question(kind)
        typed = typed_into(question, q1=[text], q1_a=[text], q1_other=[text])
        if fault_of(question, typed) is None:
            stored(question, typed)
        kept(question, typed)


def test_conditions_chain_and_what_depends_on_a_hidden_question_is_hidden() -> None:
    first = a_question(QuestionKind.SINGLE, "q1")
    second = a_question(QuestionKind.SINGLE, "q2", condition=Condition("q1", ("a",)))
    third = a_question(QuestionKind.LONG_TEXT, "q3", condition=Condition("q2", ("b", "c")))
    questions = (first, second, third)
    assert asked_of(questions, {"q1": "a", "q2": "b"}) == {"q1", "q2", "q3"}
    assert asked_of(questions, {"q1": "b", "q2": "b"}) == {"q1"}


def test_conditions_that_cannot_hold_are_found() -> None:
    answers = frozenset({"yes", "no"})
    questions = [
        Placed("one", answers, "two", frozenset({"yes"})),
        Placed("two", answers, "two", frozenset({"yes"})),
        Placed("three", answers, "none", frozenset({"yes"})),
        Placed("four", answers, "one", frozenset({"maybe"})),
        Placed("five", answers, "one", frozenset({"yes"})),
    ]
    assert condition_faults(questions) == {
        "one": ConditionFault.LATER,
        "two": ConditionFault.ITSELF,
        "three": ConditionFault.UNKNOWN,
        "four": ConditionFault.NO_ANSWER,
    }


async def an_event_survey(school: UUID) -> Questionnaire:
    survey = await create_survey(
        school=school, title="The fair", template=ready_made()["event-feedback"], closes_at=None, by=None
    )
    await open_survey(school, survey, by=None)
    return await questionnaire(school, survey, "en")


async def test_a_page_shows_conditional_questions_with_their_reason_and_drops_hidden_answers(
    client: AsyncClient,
) -> None:
    asked = await an_event_survey(await a_school())
    page = (await client.get(f"/s/{asked.code}/1")).text
    assert "Only if you answered “No” to: Did you come?" in page
    assert "Why we ask" in page
    sent = await send(client, f"/s/{asked.code}/1", q1="in_person", q2="4", q3="time")
    assert sent.headers["location"].endswith("/2")
    await send(client, f"/s/{asked.code}/2", **{"q4-evening": "1", "q4-weekend": "2", "q5": "More cake."})
    check = (await client.get(f"/s/{asked.code}/check")).text
    assert "1. In the evening; 2. At a weekend" in check
    assert "What kept you away?" not in check
    assert (await send(client, f"/s/{asked.code}/check")).headers["location"].endswith("/done")


async def test_opened_answers_are_one_row_a_value_and_words_beside_an_option_are_comments(client: AsyncClient) -> None:
    school = await a_school()
    asked = await an_event_survey(school)
    for number_ in range(10):
        client.cookies.delete("quorate_answer")
        away = {"q1": "no", "q3": "time", "q3-other": f"Reason {number_}"}
        assert (await send(client, f"/s/{asked.code}/1", **away)).status_code == 303
        await send(client, f"/s/{asked.code}/2", **{"q4-morning": "1", "q4-evening": "2"})
        assert (await send(client, f"/s/{asked.code}/check")).headers["location"].endswith("/done")
    await close_survey(school, asked.survey, by=None)
    await jobs.run_pending()
    rows = await db.rows("SELECT question, value, count(*) AS n FROM answer GROUP BY question, value")
    found = {(line["question"], line["value"]): line["n"] for line in rows}
    q1, _, q3, q4, _ = (question.id for question in asked.questions)
    wanted = {(q1, "no"), (q3, "time"), (q3, "other"), (q4, "1:morning"), (q4, "2:evening")}
    assert found == dict.fromkeys(wanted, 10)
    assert await db.value("SELECT count(*) FROM comment WHERE question = $1 AND text LIKE 'Reason %'", q3) == 10


async def test_the_longest_possible_answer_fits_its_sealed_size(rollback: None) -> None:
    for name in ready_made():
        if name == "blank":
            continue
        school = await a_school()
        survey = await create_survey(school=school, title="S", template=ready_made()[name], closes_at=None, by=None)
        asked = await questionnaire(school, survey, "en")
        long = {"single": f"other\t{'🙂' * 200}", "long_text": "🙂" * 5000, "agree_scale": "strongly_disagree"}
        answers = {}
        for question in asked.questions:
            every = "\n".join(value for value in question.choices if value not in ("dont_know", "other"))
            ranked = "\n".join(f"{place}:{value}" for place, value in enumerate(question.choices, 1))
            fallback = {"multiple": every, "ranking": ranked, "rating": "5", "scale_0_10": "10"}.get(question.kind, "")
            answers[question.id] = long.get(question.kind, fallback)
            if question.kind == "single" and "other" not in question.choices:
                answers[question.id] = question.choices[0]
            if question.most:
                answers[question.id] = "\n".join(every.split("\n")[: question.most])
        packed = pack(whole_answer(asked, answers))
        assert json.loads(packed)
        assert len(packed) <= asked.sealed_size - 8
