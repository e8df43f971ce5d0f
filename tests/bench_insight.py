"""`make bench`: what reading comments costs, by how many there are, and again after ten corrections.

The comments are those of the training data, two and three put together, so that no two are the same and most words are
met often, as in life. Memory is that of all processes together, what they share counted once.
"""

from __future__ import annotations

import csv
import json
import math
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psutil

import insight

TRAINING = Path(insight.__file__).parent / "data" / "training"
SIZES = (1_000, 3_000, 10_000, 100_000)
_AGAIN = 3_000
_LOOKED_EVERY = 0.25
_MB = 2**20


def comments(wanted: int) -> Iterator[str]:
    """So many different comments of some 90 characters each."""
    parts = [
        part
        for path in sorted(TRAINING.glob("*.jsonl"))
        for line in path.read_text("utf-8").splitlines()
        if 10 < len(part := json.loads(line).get("text", "")) < 120
    ]
    draw = random.Random(5)  # noqa: S311
    made: set[str] = set()
    while len(made) < wanted:
        text = (
            " ".join(draw.sample(parts, draw.choice((1, 2, 2)))) if len(made) > len(parts) // 2 else draw.choice(parts)
        )
        if text not in made:
            made.add(text)
            yield text


def write(path: Path, size: int) -> None:
    """So many comments as a file."""
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(("id", "comment"))
        rows.writerows((f"c{place}", text) for place, text in enumerate(comments(size)))


def analysed(path: Path) -> tuple[float, float, float]:
    """Seconds on the clock and of processors, and megabytes, that `quorate analyse` takes."""
    command = [str(Path(sys.executable).parent / "quorate"), "analyse", str(path), "--json"]
    before, started, most = os.times(), time.perf_counter(), 0.0
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:  # noqa: S603
        while process.poll() is None:
            most = max(most, _memory(process.pid))
            time.sleep(_LOOKED_EVERY)
    after = os.times()
    used = after.children_user + after.children_system - before.children_user - before.children_system
    return time.perf_counter() - started, used, most


def _memory(pid: int) -> float:
    found = 0.0
    try:
        family = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
        for one in family:
            found += one.memory_full_info().pss / _MB
    except psutil.Error:
        return 0.0
    return found


def again() -> tuple[float, float]:
    """Seconds of the first analysis and of one after ten corrections."""
    rows = [insight.Comment(f"c{place}", text) for place, text in enumerate(comments(_AGAIN))]
    started = time.perf_counter()
    read = insight.read(rows)
    insight.conclude(rows, read)
    first = time.perf_counter() - started
    started = time.perf_counter()
    changed = {row.id: insight.Correction(added=frozenset({"meals"})) for row in rows[:10]}
    insight.conclude(rows, read, corrections=changed)
    return first, time.perf_counter() - started


def main() -> None:
    """Prints the figures; sizes may be given."""
    sizes = [int(size) for size in sys.argv[1:]] or SIZES
    unit = 0.0
    with tempfile.TemporaryDirectory() as folder:
        for size in sizes:
            path = Path(folder) / f"{size}.csv"
            write(path, size)
            clock, used, most = analysed(path)
            unit = unit or used / (size * math.log(size))
            growth = used / (unit * size * math.log(size))
            say(
                f"{size:,} comments: {clock:.1f} s, {used:.1f} s of processors, {most:,.0f} MB; "
                f"{growth:.2f} of what n log n makes of {sizes[0]:,}"
            )
    say(f"load of this machine meanwhile {os.getloadavg()[1]:.1f} on {os.cpu_count()} processors")
    first, second = again()
    say(f"{_AGAIN:,} comments in one program: {first:.1f} s, after ten corrections {second:.2f} s")


def say(line: str) -> None:
    """Onto standard output."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
