"""Reading a lot: the order in which names were drawn, or the value that a public source turned out to have."""

from __future__ import annotations

from collections.abc import Sequence

from common.forms import FormData, FormErrors, FormReader
from votes.declaring.rules import LONGEST_VALUE, DrawnLot, PublicValue


def parse_lot(data: FormData, standing: Sequence[int], *, announced: bool) -> DrawnLot | PublicValue | FormErrors:
    """The lot. `announced`: a public value was named before the vote opened, and nothing else may decide then.

    Fields: `value` and `value_again`; or `drawn_1` … for each name, its place in the draw, and `witnesses`.
    """
    reader = FormReader(data)
    if announced:
        value = reader.line("value", missing="Enter the value, exactly as it was published.", longest=LONGEST_VALUE)
        again = reader.line("value_again", missing="Enter the value again.", longest=LONGEST_VALUE)
        if value and again and value != again:
            reader.error("value_again", "The two are not the same. Look at how the value was published.")
        return reader.errors() or PublicValue(value)
    order = _drawn(reader, standing)
    witnesses = reader.line(
        "witnesses", missing="Say who drew the lot and who watched. Everybody sees it.", longest=LONGEST_VALUE
    )
    return reader.errors() or DrawnLot(order, witnesses)


def _drawn(reader: FormReader, standing: Sequence[int]) -> tuple[int, ...]:
    places: dict[int, int] = {}
    for number in standing:
        place = reader.integer(
            f"drawn_{number}", 1, len(standing), missing="Say as which this name was drawn, from 1 for the first."
        )
        if place in places:
            reader.error(f"drawn_{number}", "Another name was drawn at this place already.")
        elif place is not None:
            places[place] = number
    return tuple(places[place] for place in sorted(places))
