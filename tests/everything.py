"""`make test` and `make quick`: each check in turn, its time, and a stop at the first that fails."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

from common.db import start_embedded

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
WORKERS = str(min(4, os.cpu_count() or 1))

LOOK = [
    ("lint", [BIN / "ruff", "check", "--quiet", "."]),
    ("format", [BIN / "ruff", "format", "--quiet", "--check", "."]),
    ("types", [BIN / "mypy"]),
]
TEMPLATES = [("templates", [BIN / "djlint", "--quiet", "--lint", "templates"])]
PYTEST: list[str | Path] = [BIN / "pytest", "-n", WORKERS, "--dist", "loadscope"]
QUICK = [("tests", [*PYTEST, "-m", "not browser and not crash and not reference and not slow"])]
FULL = [
    ("tests", [*PYTEST, "-m", "not browser and not crash"]),
    # Two journeys beside each other, each mostly waiting for a page: more would wait for the processors.
    ("journeys and crashes", [BIN / "pytest", "-n", "2", "--dist", "loadfile", "-m", "browser or crash"]),
]


def main() -> int:
    """Runs the checks; the first failing one's exit status, else 0."""
    quick = "--quick" in sys.argv
    # One owner for the whole run: processes that come and go would stop it under each other.
    os.environ.setdefault("DATABASE_URL", start_embedded(ROOT / "var" / "test"))
    # Without what Python compiled last time, every process would rewrite the assertions of three hundred files again.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    for name, command in LOOK + (QUICK if quick else TEMPLATES + FULL):
        started = time.perf_counter()
        status = subprocess.run([str(part) for part in command], cwd=ROOT).returncode  # noqa: S603
        sys.stderr.write(f"{name}: {'ok' if status == 0 else 'FAILED'} in {time.perf_counter() - started:.0f} s\n")
        if status:
            return status
    return 0


if __name__ == "__main__":
    sys.exit(main())
