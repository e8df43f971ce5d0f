"""The audit log speaks in words: every action that the code records has some."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from httpx import AsyncClient

from common import db
from governance.rules import EventKind
from people.rules import Role
from tests.cast import a_council, a_person, sign_in
from tests.governance.stage import a_meeting
from web.audit_words import action_words, subject_words

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("common", "people", "surveys", "votes", "governance", "web")
FLOOR = {
    f"motion_{kind.value}"
    for kind in (
        EventKind.MOVED,
        EventKind.SECONDED,
        EventKind.PUT,
        EventKind.POSTPONED,
        EventKind.REFERRED,
        EventKind.SET_ASIDE,
        EventKind.RULED_OUT,
    )
}
"""What the floor of a meeting records of a motion, by the kind of what happened."""


def _trees() -> list[ast.Module]:
    paths = [path for package in PACKAGES for path in (ROOT / package).rglob("*.py")]
    return [ast.parse(path.read_text()) for path in paths if "piccolo_migrations" not in path.parts]


def _name(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _recorders(tree: ast.Module) -> dict[str, int]:
    """Functions that hand their `action` on to the audit log, with its place among the arguments."""
    return {
        node.name: [argument.arg for argument in node.args.args].index("action")
        for node in ast.walk(tree)
        if isinstance(node, ast.AsyncFunctionDef)
        and "action" in [argument.arg for argument in node.args.args]
        and any(isinstance(call, ast.Call) and ast.unparse(call.func) == "audit.record" for call in ast.walk(node))
    }


def _words_in(value: ast.expr) -> Iterator[str]:
    if not isinstance(value, ast.JoinedStr):
        yield from (
            node.value for node in ast.walk(value) if isinstance(node, ast.Constant) and isinstance(node.value, str)
        )


def _chosen(tree: ast.Module) -> Iterator[str]:
    """What a module lets `action` be, out of a table by what was changed."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "action":
            table = node.value.value if isinstance(node.value, ast.Subscript) else node.value
            values = table.values if isinstance(table, ast.Dict) else [table]
            yield from (word for value in values for word in _words_in(value))


def _recorded() -> set[str]:
    trees = _trees()
    everywhere = {name: place for tree in trees for name, place in _recorders(tree).items() if not name.startswith("_")}
    found: set[str] = set(FLOOR)
    for tree in trees:
        recorders = everywhere | _recorders(tree)
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            named = [word.value for word in call.keywords if word.arg == "action"]
            if ast.unparse(call.func) == "audit.record":
                found.update(word for value in named for word in _words_in(value))
                if any(isinstance(value, ast.Name) for value in named):
                    found.update(_chosen(tree))
            elif _name(call) in recorders:
                found.update(_words_in((named or call.args[recorders[_name(call)] :])[0]))
    return found


def test_every_action_that_is_recorded_has_words() -> None:
    recorded = _recorded()
    assert {"open_poll", "take_attendance", "tally_open_vote", "motion_moved", "sign_in"} <= recorded
    wordless = sorted(action for action in recorded if action_words(action) is None)
    assert not wordless, wordless


def test_words_are_kept_only_for_what_is_recorded() -> None:
    from web.audit_words import ACTIONS

    assert not sorted(set(ACTIONS()) - _recorded())


async def test_the_page_tells_what_was_done_and_not_how_the_code_calls_it(client: AsyncClient) -> None:
    council = await a_council()
    await a_meeting(council)
    await sign_in(client, await a_person(council.school, "Ada Admin", Role.ADMINISTRATOR))
    page = (await client.get("/audit")).text
    assert "Planned a meeting" in page
    assert "plan_meeting" not in page
    assert "Clare Byrne" in page
    title = await db.value("SELECT title FROM meeting WHERE school = $1", council.school)
    assert f"(Meeting: {title})" in page
    assert subject_words("poll") == "Vote"
