"""Sharing: two processes do a piece of work in batches. The second is a fresh one of this same program, so that it can
be begun from anywhere: a terminal, a server with threads, a notebook."""

from __future__ import annotations

import gc
import os
import pickle
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from threading import Thread
from typing import Any, Generic, TypeVar

Batch = TypeVar("Batch")
Found = TypeVar("Found")
Kept = TypeVar("Kept")

_WORTH_SHARING = 3
"""Batches from which the second process, which takes two seconds to begin, is worth its while."""

_SPARING = {"MALLOC_ARENA_MAX": "1", "MALLOC_TRIM_THRESHOLD_": "8000000", "MALLOC_MMAP_THRESHOLD_": "32000000"}
"""What makes the C library give memory back that is free: a sixth of the second process. The last keeps it from asking
the system for each table anew, which costs a tenth of the time."""


class Shared(Generic[Batch, Found, Kept]):
    """Batches of which each process takes the next one when it is done with its last. What `work`, a function at the
    top of a module, finds in a batch must not hang on which process did it, nor on what it did before."""

    def __init__(
        self,
        work: Callable[..., Found],
        keep: Callable[[Found], Kept],
        batches: Sequence[Batch],
        *context: object,
        elsewhere: Callable[..., Found] | None = None,
    ) -> None:
        """`context` is given to `work` after each batch; the second process does `elsewhere` instead, which finds the
        same. `keep` makes of what was found what is wanted of it, in this process and as soon as it may, so that
        nothing else of it fills the memory."""
        self.work, self.elsewhere, self.keep = work, elsewhere or work, keep
        self.batches, self.context = batches, context
        self.waiting = deque(range(len(batches)))
        self.brought: deque[tuple[int, Found]] = deque()
        self.done: dict[int, Kept] = {}

    def results(self, progress: Callable[[int], None], processes: int | None = None) -> list[Kept]:
        """What is kept of each batch, in order; `progress` is told how many are done. Without `processes`, 1 or 2, a
        second one helps where there is much to do and more than one processor."""
        wanted = processes or (2 if len(self.batches) >= _WORTH_SHARING and _processors() > 1 else 1)
        with self._second() if wanted > 1 else nullcontext():
            while self.waiting:
                self._do(self.waiting.popleft(), progress)
        self._settle()
        # What the second process took and did not give back, because it came to an end.
        for place in range(len(self.batches)):
            if place not in self.done:
                self._do(place, progress)
        progress(len(self.done))
        return [self.done[place] for place in range(len(self.batches))]

    def _do(self, place: int, progress: Callable[[int], None]) -> None:
        self.brought.append((place, self.work(self.batches[place], *self.context)))
        self._settle()
        progress(len(self.done))

    def _settle(self) -> None:
        while self.brought:
            place, found = self.brought.popleft()
            self.done[place] = self.keep(found)

    @contextmanager
    def _second(self) -> Iterator[None]:
        """Meanwhile a second process takes batches too. At the end its last one is waited for."""
        names = f"from {self.elsewhere.__module__} import {self.elsewhere.__name__} as work"
        paths = [str(Path(__file__).parents[1]), *filter(None, [os.environ.get("PYTHONPATH")])]
        process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-c", f"{names}; from insight.sharing import serve; serve(work)"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, **_SPARING, "PYTHONPATH": os.pathsep.join(paths)},
        )
        thread = Thread(target=self._ask, args=(process,), daemon=True)
        thread.start()
        try:
            yield
            thread.join()
        finally:
            process.kill()
            process.communicate()

    def _ask(self, process: subprocess.Popen[bytes]) -> None:
        """Gives the process batches while there are any, and takes what it found."""
        # Whatever befalls it, a batch that it took and did not give back is done here.
        with suppress(OSError, EOFError, IndexError, ValueError, pickle.UnpicklingError):
            _say(self.context, process.stdin)
            _hear(process.stdout)  # it is ready
            while True:
                place = self.waiting.popleft()
                _say(self.batches[place], process.stdin)
                self.brought.append((place, _hear(process.stdout)))


def serve(work: Callable[..., object]) -> None:
    """The second process: does batches from standard input until it ends."""
    gc.disable()  # batches make much and hardly a circle: looking for circles takes a tenth of the time
    # What anything prints must not come between the answers.
    sink = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    with suppress(EOFError, BrokenPipeError, KeyboardInterrupt):
        context = _hear(sys.stdin.buffer)
        _say(None, sink)
        while True:
            _say(work(_hear(sys.stdin.buffer), *context), sink)


def _say(what: object, to: Any) -> None:
    pickle.dump(what, to, protocol=pickle.HIGHEST_PROTOCOL)
    to.flush()


def _hear(source: Any) -> Any:
    return pickle.load(source)  # noqa: S301


def _processors() -> int:
    """How many this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
