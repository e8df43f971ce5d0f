"""A real site: web and worker as processes of their own, over a database of its own."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import httpx

from tests.conftest import free_port, fresh_database

QUORATE = Path(sys.executable).parent / "quorate"


@dataclass
class Site:
    """A running site, and how to run a command beside it."""

    url: str
    environ: dict[str, str]

    def start(self, *words: str, log: IO[bytes] | None = None) -> subprocess.Popen[bytes]:
        """A `quorate` command as a process of its own; what it says goes to `log`, if there is one."""
        command = [str(QUORATE), *words]
        return subprocess.Popen(command, env=self.environ, start_new_session=True, stdout=log, stderr=log)  # noqa: S603

    async def run(self, *words: str) -> str:
        """A `quorate` command to its end; what it said on standard output."""
        process = await asyncio.create_subprocess_exec(
            str(QUORATE), *words, env=self.environ, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
        )
        out, err = await process.communicate()
        assert process.returncode == 0, err.decode()
        return out.decode()

    async def answers(self) -> None:
        """Waits until the site is ready."""
        async with httpx.AsyncClient() as client, asyncio.timeout(60):
            while True:
                try:
                    if (await client.get(f"{self.url}/readyz")).status_code == 200:
                        return
                except httpx.TransportError:
                    pass
                await asyncio.sleep(0.1)


async def make_site(name: str) -> Site:
    """A site with an empty, migrated database of its own; nothing runs yet."""
    port = free_port()
    environ = os.environ | {
        "DATABASE_URL": await fresh_database(name),
        "QUORATE_ENVIRONMENT": "demo",
        # The same keys as the test process, which opens polls and surveys itself here and there.
        "QUORATE_DATA_DIR": os.environ["QUORATE_DATA_DIR"],
        "QUORATE_PORT": str(port),
        "QUORATE_BASE_URL": f"http://127.0.0.1:{port}",
        "QUORATE_LOG_LEVEL": "warning",
    }
    site = Site(f"http://127.0.0.1:{port}", environ)
    await site.run("migrate")
    return site
