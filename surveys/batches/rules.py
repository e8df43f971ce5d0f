"""What a sealed answer holds, how large it is, and how opened answers lose their order. Pure."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from surveys.rules import LONGEST_COMMENT

BATCH_SIZE = 10
"""Arrivals under one key, and the fewest answers in all that are ever opened."""


class BatchState(StrEnum):
    """The life of a batch."""

    COLLECTING = "collecting"
    FULL = "full"
    OPENED = "opened"
    TOO_FEW = "too_few"


Comments = tuple[tuple[UUID, str], ...]
"""(question, text) pairs."""


@dataclass(frozen=True)
class Contents:
    """What one respondent said: closed answers by question, several values one a line, and comments."""

    closed: Mapping[UUID, str]
    comments: Comments


@dataclass(frozen=True)
class Opened:
    """Answers without their order, and comments apart from the answers that they came with."""

    responses: tuple[Mapping[UUID, str], ...]
    comments: Comments


def pack(contents: Contents) -> bytes:
    """The bytes that are sealed."""
    closed = {str(question): value for question, value in contents.closed.items()}
    comments = [[str(question), text] for question, text in contents.comments]
    return json.dumps({"closed": closed, "comments": comments}, ensure_ascii=False, separators=(",", ":")).encode()


def unpack(packed: bytes) -> Contents:
    """What `pack` was given."""
    found = json.loads(packed)
    return Contents(
        {UUID(question): value for question, value in found["closed"].items()},
        tuple((UUID(question), text) for question, text in found["comments"]),
    )


def sealed_size(closed: int, comments: int) -> int:
    """To how many bytes every answer is padded, so that a length tells nothing.

    It is the longest that an answer to so many closed questions and comment boxes can be: a character takes up to
    four bytes, as long as control characters are taken out of what was typed.
    """
    longest = 128 * (1 + closed + comments) + 4 * LONGEST_COMMENT * comments
    return -(-longest // 1024) * 1024


def mixed(contents: Iterable[Contents], shuffle: Callable[[list[Any]], None]) -> Opened:
    """Answers and comments, each shuffled by itself: neither says when it came nor which belongs to which."""
    found = list(contents)
    responses = [answer.closed for answer in found]
    comments = [comment for answer in found for comment in answer.comments]
    shuffle(responses)
    shuffle(comments)
    return Opened(tuple(responses), tuple(comments))
