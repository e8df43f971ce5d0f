"""What leadership sends when it publishes a finding."""

from __future__ import annotations

from uuid import UUID

from common.forms import FormData, FormReader


def parse_reviewed(data: FormData) -> UUID:
    """The reading that the reviewed page showed; one that never was when the form does not say."""
    try:
        return UUID(FormReader(data).raw("reviewed"))
    except ValueError:
        return UUID(int=0)
