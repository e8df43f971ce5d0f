"""Files hold one idea and functions are read at a glance."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("common", "people", "insight", "surveys", "votes", "governance", "web", "tests")
FILE_LINES = 300
FUNCTION_LINES = 40
HANDLER_LINES = 25
WORDLESS = {"utils.py", "helpers.py", "misc.py"}


@dataclass(frozen=True)
class Source:
    """What there is to know of a file: its lines, whether it says what it is, and where its functions begin and end."""

    path: Path
    lines: int
    says: bool
    functions: tuple[tuple[str, int, int], ...]


@cache
def _sources() -> tuple[Source, ...]:
    """Every file, read once."""
    paths = [path for package in PACKAGES for path in (ROOT / package).rglob("*.py")]
    return tuple(_source(path) for path in paths if "piccolo_migrations" not in path.parts)


def _source(path: Path) -> Source:
    text = path.read_text()
    tree = ast.parse(text)
    functions = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    return Source(
        path.relative_to(ROOT),
        text.count("\n"),
        not text.strip() or bool(ast.get_docstring(tree)),
        tuple((one.name, one.lineno, (one.end_lineno or one.lineno) - one.lineno + 1) for one in functions),
    )


def test_no_file_is_longer_than_three_hundred_lines() -> None:
    # A table file lists columns; it is read by looking up, not through. The verifier is handed out as one file.
    long = [
        f"{file.path}: {file.lines}"
        for file in _sources()
        if file.path.name != "tables.py" and str(file.path) != "votes/verify.py" and file.lines > FILE_LINES
    ]
    assert not long, long


def test_no_function_is_longer_than_forty_lines_and_no_handler_than_twenty_five() -> None:
    long = [
        f"{file.path}:{start} {name} has {lines} lines"
        for file in _sources()
        for name, start, lines in file.functions
        if lines > (HANDLER_LINES if file.path.name == "routes.py" else FUNCTION_LINES)
    ]
    assert not long, "\n".join(long)


def test_every_module_says_in_its_first_line_what_belongs_in_it() -> None:
    silent = [str(file.path) for file in _sources() if not file.says]
    assert not silent, silent


def test_no_module_has_a_name_that_says_nothing() -> None:
    assert not [str(file.path) for file in _sources() if file.path.name in WORDLESS]
