"""What leadership sends when it publishes a finding."""

from __future__ import annotations

from uuid import UUID

from common.forms import FormData, FormReader


def parse_reviewed(data: FormData) -> tuple[UUID, str]:
    """The reading that the reviewed page showed (one that never was when the form does not say), and which edit of its
    words."""
    reader = FormReader(data)
    words = reader.raw("words")
    try:
        return UUID(reader.raw("reviewed")), words
    except ValueError:
        return UUID(int=0), words
