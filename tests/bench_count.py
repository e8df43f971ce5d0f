"""`python -m tests.bench_count`: what reading and counting large elections costs, beside the libraries that others use.

Each case runs in a process of its own, and so does each library (requirements-bench.lock, in an environment of its own:
`make bench`). Seconds are of processor time. Memory is the most that the process held while counting above what it
held when the ballots had been read. Ballots are drawn from a fixed seed, with voters who cluster around a few orders;
the ward is Edinburgh's first of 2017, where the reference data is at hand.

All start from the same distinct ballots with their numbers. What is compared is building a library's own objects and
counting them, since that is where some check the ballots, or compare the candidates, as our count does; both are
printed. Only their winners are asked for: of ours, every stage with its transfers.
"""

from __future__ import annotations

import gc
import json
import pickle
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.votes.count.elections import REFERENCE
from votes.count import Lot, Rule, count
from votes.count.blt import read_blt

PATIENCE = 60
"""Seconds of the clock that a library is given."""

WARD = REFERENCE / "scottish-2017" / "edinburgh_2017_ward1.blt"
PYTHON = Path(__file__).resolve().parents[1] / "var" / "bench-venv" / "bin" / "python"
LIBRARIES = ("py-vote-core", "pyrankvote", "pref_voting", "votelib")


@dataclass(frozen=True)
class Case:
    """What is counted; 0 ballots for the ward. `bar`: so many times as fast as the fastest library that can."""

    rule: str
    ballots: int
    candidates: int
    seats: int
    bar: int = 0


CASES = [
    Case("scottish-stv", 0, 8, 4, bar=5),
    Case("irv", 0, 8, 1, bar=5),
    Case("meek-stv", 0, 8, 4),
    Case("scottish-stv", 100_000, 8, 4, bar=3),
    Case("irv", 100_000, 8, 1, bar=3),
    Case("meek-stv", 100_000, 8, 4),
    Case("schulze", 100_000, 100, 1, bar=15),
    Case("ranked-pairs", 100_000, 100, 1),
    Case("scottish-stv", 1_000_000, 8, 4, bar=4),
    Case("irv", 1_000_000, 8, 1, bar=4),
    Case("meek-stv", 1_000_000, 8, 4),
    Case("scottish-stv", 1_000_000, 20, 7),
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


def measure(rule: str, seats: int, path: Path) -> dict[str, float]:
    """Seconds to read and to count, distinct ballots, megabytes above them; after a small count, as for the others."""
    count({(1, 2, 3): 5, (2, 1): 4, (3, 2): 2}, "ABC", 1, Rule(rule), Lot(seed="bench"))
    data = path.read_bytes()
    start = time.process_time()
    election = read_blt(data)
    read = time.process_time() - start
    del data
    gc.collect()
    with Peak() as peak:
        start = time.process_time()
        count(election.ballots, election.candidates, seats, Rule(rule), Lot(seed="bench"))
        counted = time.process_time() - start
    above = (peak.most - peak.before) / 1e6
    return {"read": read, "count": counted, "distinct": len(election.ballots), "megabytes": above}


def peers(rule: str, file: Path) -> Iterator[tuple[str, dict[str, float]]]:
    """Each library that knows the rule with its seconds: "over" those of the clock that it was given, {} if it fell."""
    script = Path(__file__).with_name("bench_peers.py")
    for library in LIBRARIES if PYTHON.exists() else ():
        run = [str(PYTHON), str(script), library, rule, str(file)]
        try:
            done = subprocess.run(run, capture_output=True, timeout=PATIENCE, check=True)  # noqa: S603
        except subprocess.TimeoutExpired:
            yield library, {"over": PATIENCE}
            continue
        except subprocess.CalledProcessError:
            yield library, {}
            continue
        if done.stdout != b"{}":
            yield library, json.loads(done.stdout)


def _file(case: Case, folder: Path) -> Path:
    if not case.ballots:
        return WARD
    path = folder / f"{case.ballots}-{case.candidates}.blt"
    if not path.exists():
        path.write_bytes(ballot_file(case.ballots, case.candidates, case.seats))
    return path


def _line(case: Case, folder: Path) -> str:
    path = _file(case, folder)
    run = [sys.executable, "-m", "tests.bench_count", case.rule, str(case.seats), str(path)]
    tries = [json.loads(subprocess.run(run, capture_output=True, check=True).stdout) for _ in range(3)]  # noqa: S603
    ours = min(tries, key=lambda one: float(one["count"]))
    handed = folder / "handed.pickle"
    election = read_blt(path.read_bytes())
    handed.write_bytes(pickle.dumps([len(election.candidates), case.seats, list(election.ballots.items())]))
    del election
    said = (
        f"{case.rule:<13}{case.ballots or 'ward':>9}{case.candidates:>6}{ours['distinct']:>9}{ours['read']:>8.2f}"
        f"{ours['count']:>9.4f}{max(one['megabytes'] for one in tries):>6.0f}"
    )
    times = []
    for library, found in peers(case.rule, handed):
        if not found:
            said += f"  {library} fails"
            continue
        times.append(sum(found.values()) / ours["count"])
        taken = f"> {PATIENCE}" if "over" in found else f"{found['build']:.2f}+{found['count']:.3f}"
        said += f"  {library} {taken} ({times[-1]:.0f}×)"
    if times and case.bar:
        said += f"  → {min(times):.1f}×, bar {case.bar}×: {'met' if min(times) >= case.bar else 'MISSED'}"
    return said


def main() -> None:
    """Measures every case and prints a line for each."""
    if len(sys.argv) == 4:
        sys.stdout.write(json.dumps(measure(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))))
        return
    if not PYTHON.exists():
        sys.stdout.write("The other libraries are not installed (`make bench` does it): only our own figures.\n")
    head = f"{'rule':<13}{'ballots':>9}{'cand.':>6}{'distinct':>9}{'read s':>8}{'count s':>9}{'MB':>6}"
    sys.stdout.write(f"{head}  libraries: build + count s (times ours; > where it was stopped)\n")
    with tempfile.TemporaryDirectory() as folder:
        for case in CASES:
            if case.ballots or WARD.exists():
                sys.stdout.write(_line(case, Path(folder)) + "\n")
                sys.stdout.flush()


if __name__ == "__main__":
    main()
