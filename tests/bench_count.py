"""`python -m tests.bench_count`: what reading and counting large elections costs, in processor seconds and megabytes.

Each case runs in a process of its own. Memory is the most that the process held while counting above what it held
when the ballots had been read. Ballots are drawn from a fixed seed, with voters who cluster around a few orders.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import psutil

from votes.count import Lot, Rule, count
from votes.count.blt import read_blt

CASES = [
    ("scottish-stv", 100_000, 8, 4),
    ("meek-stv", 100_000, 8, 4),
    ("irv", 100_000, 8, 1),
    ("schulze", 100_000, 8, 1),
    ("scottish-stv", 1_000_000, 8, 4),
    ("meek-stv", 1_000_000, 8, 4),
    ("scottish-stv", 1_000_000, 20, 7),
    ("schulze", 100_000, 100, 1),
    ("ranked-pairs", 100_000, 100, 1),
    ("meek-stv", 100_000, 20, 7),
]


def ballot_file(ballots: int, candidates: int, seats: int) -> bytes:
    """A .blt file with one line a ballot, as a scanner would write it."""
    draw = random.Random(f"{ballots} {candidates}")  # noqa: S311 - it draws what is measured, and decides nothing
    parties = [draw.sample(range(1, candidates + 1), candidates) for _ in range(5)]
    lines = [f"{candidates} {seats}"]
    for _ in range(ballots):
        order = list(draw.choice(parties))
        for _ in range(draw.randrange(candidates)):
            one, other = draw.randrange(candidates), draw.randrange(candidates)
            order[one], order[other] = order[other], order[one]
        lines.append(" ".join(map(str, [1, *order[: draw.randint(1, candidates)], 0])))
    lines += ["0", *[f'"Candidate {number}"' for number in range(1, candidates + 1)], '"Measured"']
    return "\n".join(lines).encode()


class Peak:
    """The most memory that this process holds while the block runs, in bytes; with the start of it as `before`."""

    def __enter__(self) -> Peak:
        self._process, self._running = psutil.Process(), True
        self.before = self.most = self._process.memory_info().rss
        self._watcher = threading.Thread(target=self._watch)
        self._watcher.start()
        return self

    def _watch(self) -> None:
        while self._running:
            self.most = max(self.most, self._process.memory_info().rss)
            time.sleep(0.005)

    def __exit__(self, *_: object) -> None:
        self._running = False
        self._watcher.join()


def measure(rule: str, path: Path) -> dict[str, float]:
    """Seconds to read and to count, distinct ballots, and megabytes above the ballots."""
    data = path.read_bytes()
    start = time.process_time()
    election = read_blt(data)
    read = time.process_time() - start
    del data
    with Peak() as peak:
        start = time.process_time()
        count(election.ballots, election.candidates, election.seats, Rule(rule), Lot(seed="bench"))
        counted = time.process_time() - start
    above = (peak.most - peak.before) / 1e6
    return {"read": read, "count": counted, "distinct": len(election.ballots), "megabytes": above}


def main() -> None:
    """Measures every case and prints a line for each."""
    if len(sys.argv) == 3:
        sys.stdout.write(json.dumps(measure(sys.argv[1], Path(sys.argv[2]))))
        return
    sys.stdout.write(f"{'rule':<14}{'ballots':>10}{'cand.':>7}{'distinct':>10}{'read s':>9}{'count s':>9}{'MB':>7}\n")
    with tempfile.TemporaryDirectory() as folder:
        for rule, ballots, candidates, seats in CASES:
            path = Path(folder) / f"{ballots}-{candidates}-{seats}.blt"
            if not path.exists():
                path.write_bytes(ballot_file(ballots, candidates, seats))
            run = [sys.executable, "-m", "tests.bench_count", rule, str(path)]
            found = json.loads(subprocess.run(run, capture_output=True, check=True).stdout)  # noqa: S603
            sys.stdout.write(
                f"{rule:<14}{ballots:>10}{candidates:>7}{found['distinct']:>10}{found['read']:>9.2f}"
                f"{found['count']:>9.2f}{found['megabytes']:>7.0f}\n"
            )
            sys.stdout.flush()


if __name__ == "__main__":
    main()
