"""Files hold one idea and functions are read at a glance."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("common", "people", "insight", "surveys", "votes", "governance", "web", "tests")
FILE_LINES = 300
FUNCTION_LINES = 40
HANDLER_LINES = 25
WORDLESS = {"utils.py", "helpers.py", "misc.py"}


def _sources() -> Iterator[tuple[Path, str]]:
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            if "piccolo_migrations" not in path.parts:
                yield path.relative_to(ROOT), path.read_text()


def test_no_file_is_longer_than_three_hundred_lines() -> None:
    # A table file lists columns; it is read by looking up, not through. The verifier is handed out as one file.
    long = [
        f"{path}: {text.count(chr(10))}"
        for path, text in _sources()
        if path.name != "tables.py" and str(path) != "votes/verify.py" and text.count("\n") > FILE_LINES
    ]
    assert not long, long


def _functions() -> Iterator[tuple[Path, ast.FunctionDef | ast.AsyncFunctionDef, int]]:
    for path, text in _sources():
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield path, node, (node.end_lineno or node.lineno) - node.lineno + 1


def test_no_function_is_longer_than_forty_lines_and_no_handler_than_twenty_five() -> None:
    long = [
        f"{path}:{node.lineno} {node.name} has {lines} lines"
        for path, node, lines in _functions()
        if lines > (HANDLER_LINES if path.name == "routes.py" else FUNCTION_LINES)
    ]
    assert not long, "\n".join(long)


def test_every_module_says_in_its_first_line_what_belongs_in_it() -> None:
    silent = [str(path) for path, text in _sources() if text.strip() and not ast.get_docstring(ast.parse(text))]
    assert not silent, silent


def test_no_module_has_a_name_that_says_nothing() -> None:
    assert not [str(path) for path, _ in _sources() if path.name in WORDLESS]
