"""Screening what was written before it is sealed. What comes in while others are screened is screened in one go.

Reading one text costs nearly what reading ten does, and at a parents' evening many send at the same moment. Nothing of
a text stays here once its answer is on its way.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

from insight import Flag, safeguarding
from surveys.answering.rules import Screened
from surveys.batches.rules import Contents

_Waiting = list[tuple[Sequence[str], asyncio.Future[list[Flag]]]]
_waiting: _Waiting = []
_at_work: set[asyncio.Task[None]] = set()


async def screened(contents: Contents) -> Screened:
    """Parts a possible disclosure from the rest of an answer, in memory, before anything is sealed."""
    flags = await _flags([text for _, text in contents.comments])
    pairs = list(zip(contents.comments, flags, strict=True))
    return Screened(
        replace(contents, comments=tuple(comment for comment, flag in pairs if not flag.flag)),
        tuple((question, text, tuple(flag.reasons)) for (question, text), flag in pairs if flag.flag),
    )


async def _flags(texts: Sequence[str]) -> list[Flag]:
    if not texts:
        return []
    mine: asyncio.Future[list[Flag]] = asyncio.get_running_loop().create_future()
    _waiting.append((texts, mine))
    if not _at_work:
        _at_work.add(asyncio.create_task(_screen_all()))
    return await mine


async def _screen_all() -> None:
    """Screens all who wait, and then those who came meanwhile, until nobody waits."""
    try:
        while _waiting:
            together: _Waiting = list(_waiting)
            _waiting.clear()
            await _screen_each(together)
    finally:
        # At once, not when the loop comes to it: whoever asked in between would wait for nobody.
        _at_work.clear()


async def _screen_each(together: _Waiting) -> None:
    try:
        await _screen(together)
    except Exception:
        # Whatever it is about one of the texts, only whoever wrote it shall meet it.
        for alone in together:
            try:
                await _screen([alone])
            except Exception as fault:
                _tell(alone[1], fault)


async def _screen(together: _Waiting) -> None:
    texts = [text for those, _ in together for text in those]
    # Remembered, their hashes would lie in this process in the order in which people answered.
    flags = iter(await asyncio.to_thread(safeguarding, texts, remember=False))
    for those, whose in together:
        _tell(whose, list(islice(flags, len(those))))


def _tell(whose: asyncio.Future[list[Flag]], told: list[Flag] | Exception) -> None:
    if whose.done():  # gone meanwhile
        return
    if isinstance(told, Exception):
        whose.set_exception(told)
    else:
        whose.set_result(told)
