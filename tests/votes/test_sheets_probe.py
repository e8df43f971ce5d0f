"""A thief takes everything after both ceremonies of a secret poll: no key and no word of a sheet is anywhere."""

from __future__ import annotations

import re

import pytest

from common import jobs
from people.rules import Role
from tests.cast import a_parent, a_person, a_school, send, sign_in
from tests.thief import Loot, a_site_of_its_own
from tests.votes.stage import a_poll, cast_all, state_of
from votes.custody.rules import Sheet, private_key_of, read_sheet
from votes.rules import Choice, Custody
from votes.services import close_poll

pytestmark = pytest.mark.crash
THREE = {"name_1": "Robin Officer", "name_2": "Ann Other", "name_3": "Tom Third"}


def _words(page: str) -> list[str]:
    sheets = re.findall(r'<ol class="q-sheet__words"[^>]*>(.*?)</ol>', page, re.S)
    return [" ".join(re.findall(r"<li>(\w+)</li>", sheet)) for sheet in sheets]


def _found_in(loot: Loot, text: str) -> bool:
    rows = "\n".join(str(line.columns) for lines in loot.tables.values() for line in lines).encode()
    return any(text.encode() in stream for stream in (rows, *loot.streams.values()))


async def test_neither_the_key_nor_a_sheet_is_left_anywhere_by_the_ceremonies() -> None:
    async with a_site_of_its_own("sheets-probe") as scene:
        school = await a_school()
        officer = await a_person(school, "Robin Officer", Role.RETURNING_OFFICER)
        parents = [await a_parent(school, f"Parent {number}") for number in range(5)]
        poll = await a_poll(school, [parent.id for parent in parents], custody=Custody.SECRET)
        await sign_in(scene.browser, officer)
        shown = (await send(scene.browser, f"/polls/{poll}/opening", **THREE)).text
        words = _words(shown)
        mark = re.findall(r'name="fingerprint" value="([0-9a-f]{16})"', shown)[0]
        await send(scene.browser, f"/polls/{poll}/opening/written", fingerprint=mark, written=["1", "2", "3"])
        await cast_all(school, poll, {parent.id: Choice.FOR for parent in parents})
        before = await scene.steal(poll)
        await close_poll(school, poll, officer.id)
        await jobs.run_pending()
        mistyped = await send(scene.browser, f"/polls/{poll}/count", sheet_1=words[0], sheet_2=words[1] + " acid")
        assert mistyped.status_code == 422
        await send(scene.browser, f"/polls/{poll}/count", sheet_1=words[0], sheet_2=words[1])
        await jobs.run_pending()
        assert await state_of(poll) == "declared"
        sheets = [sheet for sheet in map(read_sheet, words[:2]) if isinstance(sheet, Sheet)]
        for loot in (before, await scene.steal(poll)):
            assert _found_in(loot, "Robin Officer")
            assert not loot.holds(private_key_of(sheets))
            for sheet in words:
                each = sheet.split()
                assert not [n for n in range(18) if _found_in(loot, " ".join(each[n : n + 3]))]
