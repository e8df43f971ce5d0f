"""A small load generator for loopback: keep-alive connections, raw requests, so that the client costs little."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

import psutil


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes


class Visitor:
    """One browser: a connection and its cookies."""

    def __init__(self, url: str, *, scripted: bool = False) -> None:
        self.scripted = scripted  # as htmx asks: for the part of the page that follows
        parts = urlsplit(url)
        self.host, self.port = str(parts.hostname), int(parts.port or 80)
        self.cookies: dict[str, str] = {}
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def get(self, path: str) -> Answer:
        """GET `path`."""
        return await self._ask("GET", path, b"")

    async def post(self, path: str, fields: dict[str, str]) -> Answer:
        """POST a form with its CSRF field; a page must have been read before."""
        body = urlencode({"_csrf_token": self.cookies.get("quorate_csrf", ""), **fields}).encode()
        return await self._ask("POST", path, body)

    async def _ask(self, method: str, path: str, body: bytes) -> Answer:
        if self._streams is None:
            self._streams = await asyncio.open_connection(self.host, self.port)
        reader, writer = self._streams
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        head = f"{method} {path} HTTP/1.1\r\nHost: {self.host}:{self.port}\r\n"
        if cookies:
            head += f"Cookie: {cookies}\r\n"
        if method == "POST":
            head += f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n"
            head += "HX-Request: true\r\nHX-Request-Type: partial\r\n" if self.scripted else ""
        writer.write(head.encode() + b"\r\n" + body)
        await writer.drain()
        return await self._read(reader)

    async def _read(self, reader: asyncio.StreamReader) -> Answer:
        lines = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        headers: dict[str, str] = {}
        for line in lines[1:-2]:
            name, _, text = line.partition(": ")
            if name.lower() == "set-cookie":
                key, _, rest = text.partition("=")
                self.cookies[key] = rest.split(";")[0]
            headers[name.lower()] = text
        body = await reader.readexactly(int(headers.get("content-length", 0)))
        return Answer(int(lines[0].split()[1]), headers, body)

    def close(self) -> None:
        """Hangs up."""
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None


class Meter:
    """Processor seconds of a server's processes and of its database's, children included."""

    def __init__(self, pids: list[int]) -> None:
        self.roots = [psutil.Process(pid) for pid in pids]

    def seconds(self) -> float:
        """User and system time so far, of living children and of those that have ended."""
        total = 0.0
        for root in self.roots:
            for process in [root, *root.children(recursive=True)]:
                try:
                    times = process.cpu_times()
                except psutil.NoSuchProcess:
                    continue
                # Of its children that have ended PostgreSQL's main process keeps account, of helpers of a query too.
                total += times.user + times.system + times.children_user + times.children_system
        return total

    def memory(self) -> float:
        """Resident mebibytes of the first root and its children."""
        root = self.roots[0]
        return sum(p.memory_info().rss for p in [root, *root.children(recursive=True)]) / 2**20


async def requests_a_second(url: str, path: str, *, visitors: int, seconds: float) -> float:
    """How many GETs of `path` are answered a second, by `visitors` at once."""
    done = 0
    until = time.perf_counter() + seconds

    async def visit() -> None:
        nonlocal done
        visitor = Visitor(url)
        while time.perf_counter() < until:
            answer = await visitor.get(path)
            assert answer.status == 200, (path, answer.status)
            done += 1
        visitor.close()

    await asyncio.gather(*(visit() for _ in range(visitors)))
    return done / seconds


async def over(seconds: float, acts: Sequence[Callable[[], Awaitable[object]]]) -> list[float]:
    """Does each act at an even pace over `seconds`, whatever those before are at; how many seconds each took."""

    async def one(number: int, act: Callable[[], Awaitable[object]]) -> float:
        await asyncio.sleep(seconds * number / len(acts))
        started = time.perf_counter()
        await act()
        return time.perf_counter() - started

    return await asyncio.gather(*(one(number, act) for number, act in enumerate(acts)))


def percentile(times: Sequence[float], share: float) -> float:
    """The time within which `share` of them lie."""
    return sorted(times)[min(len(times) - 1, int(len(times) * share))]
