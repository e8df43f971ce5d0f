"""Reading what the forms of governance share: ids in fields, and the key that makes a form sent twice one."""

from __future__ import annotations

from uuid import UUID

from common.forms import FormReader


def id_in(reader: FormReader, name: str, missing: str | None = None) -> UUID | None:
    """The id in a field; what is none is an error, nothing is one when `missing` is given."""
    text = reader.raw(name)
    if not text:
        if missing:
            reader.error(name, missing)
        return None
    try:
        return UUID(text)
    except ValueError:
        reader.error(name, "Choose one of the options on the page.")
        return None


def key_of(reader: FormReader) -> UUID | None:
    """The form's own key, or None for one that came without: it is then never the same as another."""
    try:
        return UUID(reader.raw("key"))
    except ValueError:
        return None
