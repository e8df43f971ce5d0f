"""A worker knows every job, timetable and letter that any module registers."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
REGISTERS = re.compile(r"^@(jobs\.job|jobs\.every|every|job|mail\.composes|composes)\(", re.M)


def test_the_worker_imports_every_module_that_registers_something() -> None:
    folders = ("common", "people", "surveys", "votes", "governance", "web")
    registering = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for folder in folders
        for path in (ROOT / folder).rglob("*.py")
        if REGISTERS.search(path.read_text())
    }
    assert len(registering) > 5
    code = "import sys, web.jobs; print(' '.join(sys.modules))"
    found = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603
    assert registering - set(found.stdout.split()) == set()
