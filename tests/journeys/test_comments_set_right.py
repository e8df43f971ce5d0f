"""From what a machine read to what people make of it: translated, set right, checked, named, put into words."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser

from common import db
from people.rules import Role
from surveys.building.rules import Questionnaire
from surveys.results.services import ask_analysis
from tests.cast import a_head_teacher, a_person, a_school
from tests.journeys.stage import Stage, Visit, running
from tests.surveys.comments import ALL, some_comments, text_question
from tests.surveys.scene import an_open_survey
from tests.surveys.test_translating import an_ambassador

pytestmark = [pytest.mark.browser, pytest.mark.slow]

POLISH = "Za dużo zadań domowych, to męczące."
MISSED = "Homework from Xanthippe is awful and terrible and too much."
GATES = tuple(f"The gates open late on day {n}, and parking outside is chaos." for n in range(10))


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
async def stage(request: pytest.FixtureRequest, browser: Browser) -> AsyncIterator[Stage]:
    """A running site with a worker, and browsers."""
    name = "quorate_comments_js" if request.param else "quorate_comments_plain"
    async with running(name, browser, javascript=request.param) as opened:
        yield opened


async def a_survey_to_read() -> Questionnaire:
    """A survey with comments, one of them in Polish, that a worker is reading."""
    asked = await an_open_survey(await a_school())
    await some_comments(asked, (*ALL, *GATES, MISSED, POLISH))
    await ask_analysis(asked.school, text_question(asked))
    return asked


async def test_people_set_right_what_a_machine_read(stage: Stage) -> None:
    asked = await a_survey_to_read()
    head = await stage.visit(await a_head_teacher(asked.school))
    await _look_through(head, asked)
    await _set_right(head)
    kasia = await stage.visit(await an_ambassador(asked.school, "Kasia Nowak", "pl"))
    await _translate(kasia)
    await head.open(f"/surveys/{asked.survey}/comments?words=Polish-none")
    await head.sees("No comment is like that.")
    await head.open(f"/surveys/{asked.survey}/comments?words=domowych")
    await head.eventually("translated from Polish", reload=True)
    lead = await stage.visit(await a_person(asked.school, "Dee Lead", Role.SAFEGUARDING_LEAD))
    await _take_a_name_out(lead)
    await _add_a_theme(head)
    await _put_into_words(head)
    await _check_the_machine(head, asked)


async def _look_through(head: Visit, asked: Questionnaire) -> None:
    await head.open(f"/surveys/{asked.survey}/results")
    await head.eventually("Look through all comments", reload=True, seconds=60)
    await head.press("Look through all comments")
    await head.sees("read by machine in Polish")
    await head.looks_right("comments")
    await head.page.locator("#words").fill("week 3")
    await head.press("Show the comments")
    await head.sees("1 comment")
    await head.press("Open")


async def _set_right(head: Visit) -> None:
    await head.looks_right("comment")
    await head.page.get_by_label("Mixed").check()
    await head.page.get_by_label("Uniform").check()
    await head.page.get_by_label("Do not quote it").check()
    await head.press("Save")
    await head.sees("Helen Marsh: Feels: Mixed")
    await head.eventually("The drafts of findings are up to date", reload=not head.javascript)
    await head.looks_right("comment-set-right")
    assert (
        await db.value("SELECT count(*) FROM comment_reading WHERE sentiment = 'mixed' AND shown LIKE '%week 3 %'") == 1
    )


async def _translate(kasia: Visit) -> None:
    await kasia.open("/")
    await kasia.page.get_by_role("navigation").get_by_role("link", name="Translations").click()
    await kasia.sees("1 waits")
    await kasia.looks_right("translations")
    await kasia.press("Give the English")
    await kasia.looks_right("translation")
    await kasia.press("Save the English")
    await kasia.sees("Give the English of the comment.")
    await kasia.looks_right("translation-missing")
    await kasia.page.locator("#english").fill("Homework is awful and far too much, the children cannot rest.")
    await kasia.press("Save the English")
    await kasia.sees("Thank you. The English is saved")
    await kasia.sees("Nothing waits in your languages.")


async def _take_a_name_out(lead: Visit) -> None:
    await lead.open("/names?which=taken-out")
    await lead.looks_right("names")
    await lead.page.locator("li", has_text="gives too much homework").get_by_role("button").click()
    await lead.sees("The audit log has noted that you read it.")
    await lead.looks_right("name")
    await lead.page.locator("#words").fill("homework")
    await lead.press("Take them out")
    await lead.sees("Dee Lead: “homework” is taken out")
    await lead.page.go_back()
    await lead.sees("A comment with its names")


async def _add_a_theme(head: Visit) -> None:
    await head.open("/themes")
    await head.looks_right("themes")
    await head.press("Add a theme")
    await head.looks_right("theme-new")
    await head.press("See what would change")
    await head.sees("Give the theme a name.")
    await head.page.locator("#name").fill("Opening times")
    await head.page.locator("#phrases").fill("open late")
    await head.press("See what would change")
    await head.sees("+ Opening times")
    await head.looks_right("theme-preview")
    await head.page.go_back()
    await head.page.go_forward()
    await head.sees("+ Opening times")
    await head.press("Keep it")
    await head.sees("The themes are saved.")


async def _put_into_words(head: Visit) -> None:
    await head.open("/findings")
    await head.eventually("Opening times", reload=True)
    await head.press("Opening times")
    await head.press("Edit the words")
    await head.looks_right("finding-words")
    await head.page.locator("#headline").fill("The gates open too late")
    await head.press("Save the words")
    await head.sees("the words are by Helen Marsh")
    await head.looks_right("finding-edited")
    await head.press("I have reviewed it: publish to the council")
    await head.sees("Reviewed and published to the council by Helen Marsh")


async def _check_the_machine(head: Visit, asked: Questionnaire) -> None:
    await head.open(f"/surveys/{asked.survey}/comments/check")
    await head.looks_right("check")
    await head.page.locator("#size").fill("20")
    await head.press("Draw them")
    for number in range(20):
        if not number:
            await head.looks_right("check-one")
        await head.page.locator("input[name=sentiment][value=negative]").check()
        await head.press("Save and go on")
    await head.sees("All are coded. Thank you.")
    await head.looks_right("checked")
