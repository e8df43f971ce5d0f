"""What a sealed answer holds, how large it is, and how opened answers lose their order. Pure."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from surveys.rules import LONGEST_COMMENT, Channel

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
    """What one respondent said: closed answers by question, several values one a line, and comments; and which way.

    `person` is none but in a named survey.
    """

    closed: Mapping[UUID, str]
    comments: Comments
    channel: Channel = Channel.LINK
    person: UUID | None = None


@dataclass(frozen=True)
class OpenedResponse:
    """The closed answers of somebody. `channel` is that of somebody who was opened with them."""

    closed: Mapping[UUID, str]
    channel: Channel
    person: UUID | None


@dataclass(frozen=True)
class OpenedComment:
    """A comment on a question. `channel` is that of some comment that was opened with it."""

    question: UUID
    text: str
    channel: Channel
    person: UUID | None


@dataclass(frozen=True)
class Opened:
    """Answers without their order, and comments apart from the answers that they came with."""

    responses: tuple[OpenedResponse, ...]
    comments: tuple[OpenedComment, ...]


def pack(contents: Contents) -> bytes:
    """The bytes that are sealed."""
    packed = {
        "closed": {str(question): value for question, value in contents.closed.items()},
        "comments": [[str(question), text] for question, text in contents.comments],
        "channel": contents.channel.value,
        "person": str(contents.person) if contents.person else None,
    }
    return json.dumps(packed, ensure_ascii=False, separators=(",", ":")).encode()


def unpack(packed: bytes) -> Contents:
    """What `pack` was given."""
    found = json.loads(packed)
    return Contents(
        {UUID(question): value for question, value in found["closed"].items()},
        tuple((UUID(question), text) for question, text in found["comments"]),
        Channel(found["channel"]),
        UUID(found["person"]) if found["person"] else None,
    )


def sealed_size(closed: int, comments: int) -> int:
    """To how many bytes every answer is padded, so that a length tells nothing.

    It is the longest that an answer to so many closed questions and comment boxes can be: a character takes up to
    four bytes, as long as control characters are taken out of what was typed.
    """
    longest = 128 * (2 + closed + comments) + 4 * LONGEST_COMMENT * comments
    return -(-longest // 1024) * 1024


def mixed(contents: Iterable[Contents], shuffle: Callable[[list[Any]], None]) -> Opened:
    """Answers and comments, each shuffled by itself: neither says when it came nor which belongs to which.

    The ways by which they came are shuffled by themselves too. One of ten who came at the gate would else be known by
    that; so they can be counted, and no answer is anybody's.
    """
    found = list(contents)
    comments = [(answer, question, text) for answer in found for question, text in answer.comments]
    shuffle(found)
    shuffle(comments)
    ways = [answer.channel for answer in found]
    ways_of_comments = [answer.channel for answer, _, _ in comments]
    shuffle(ways)
    shuffle(ways_of_comments)
    return Opened(
        tuple(OpenedResponse(answer.closed, way, answer.person) for answer, way in zip(found, ways, strict=True)),
        tuple(
            OpenedComment(question, text, way, answer.person)
            for (answer, question, text), way in zip(comments, ways_of_comments, strict=True)
        ),
    )
