"""The file of a named survey holds names and free text, and no other survey has one."""

from __future__ import annotations

import csv
import io

import pytest
from httpx import AsyncClient

from common import jobs
from surveys.answering.services import submit_answers
from surveys.building.services import close_survey
from surveys.rules import Anonymity
from tests.cast import a_head_teacher, a_parent, a_school, sign_in
from tests.surveys.inviting.scene import a_link_for, an_open_survey_that_is, cookie_for
from tests.surveys.scene import answers_to


@pytest.mark.parametrize("anonymity", [Anonymity.NAMED, Anonymity.CONFIDENTIAL])
async def test_only_a_named_survey_has_a_file_with_names(client: AsyncClient, anonymity: Anonymity) -> None:
    school = await a_school()
    asked = await an_open_survey_that_is(anonymity, school)
    for name, choice in (("Ben Zed", "agree"), ("Ann Bee", "disagree")):
        link = await a_link_for(asked, await a_parent(school, name))
        answers = answers_to(asked, choice, (f"=Words of {name}", ""))
        await submit_answers(school, asked.survey, cookie_for(link), answers)
    await sign_in(client, await a_head_teacher(school))
    path = f"/surveys/{asked.survey}/files/named.csv"
    named = anonymity is Anonymity.NAMED
    assert (await client.get(path)).status_code == (409 if named else 404)
    await close_survey(school, asked.survey, by=None)
    await jobs.run_pending()
    found = await client.get(path)
    assert found.status_code == (200 if named else 404)
    if named:
        heading, *rows = csv.reader(io.StringIO(found.text.lstrip("\ufeff")))
        assert heading[:2] == ["name", "My child enjoys coming to this school."]
        assert [(row[0], row[1], row[15]) for row in rows] == [
            ("Ann Bee", "disagree", "'=Words of Ann Bee"),
            ("Ben Zed", "agree", "'=Words of Ben Zed"),
        ]
        assert "named.csv" in (await client.get(f"/surveys/{asked.survey}/files")).text
    await sign_in(client, await a_parent(school, "Some Parent"))
    assert (await client.get(path)).status_code == 403
