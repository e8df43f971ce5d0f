"""Polls, the roll of each, sealed envelopes, and what was counted."""

from __future__ import annotations

from piccolo.columns import JSONB, UUID, Boolean, Bytea, ForeignKey, Integer, Text, Timestamptz
from piccolo.columns.base import OnDelete
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.columns.defaults.uuid import UUID4
from piccolo.table import Table

from people.tables import Body, Household, Person, School


class Poll(Table, tablename="poll"):
    """A question put to a roll, with the text that it was opened with and the rule that decides it."""

    id = UUID(primary_key=True, default=UUID4())
    school = ForeignKey(School, null=False, default=None, on_delete=OnDelete.cascade)
    body = ForeignKey(Body, null=True, default=None, on_delete=OnDelete.restrict, help_text="Whose decision it is")
    kind = Text(null=False, default="motion")
    custody = Text(null=False, default="confidential")
    unit = Text(null=False, default="person", help_text="Who has one vote: a person or a household")
    title = Text(null=False, default=None)
    text = Text(null=False, default=None)
    majority = Text(null=False, default="simple")
    majority_numerator = Integer(null=False, default=1)
    majority_denominator = Integer(null=False, default=2)
    base = Text(null=False, default="valid")
    quorum = Integer(null=True, default=None)
    present = Integer(null=True, default=None, help_text="How many were in the room, where the majority is of those")
    casting_vote = Boolean(null=False, default=False)
    state = Text(null=False, default="created")
    opens_at = Timestamptz(null=True, default=None)
    closes_at = Timestamptz(null=False, default=None)
    public_key = Bytea(null=True, default=None)
    roll_hash = Text(null=True, default=None)
    roll_size = Integer(null=True, default=None)
    closed_at = Timestamptz(null=True, default=None)
    opened_at = Timestamptz(null=True, default=None, help_text="When the envelopes were opened")
    tree_size = Integer(null=True, default=None, help_text="Envelopes in the box at the close")
    tree_root = Text(null=True, default=None, help_text="Root of the hash tree over their receipts, in hexadecimal")
    tree_signature = Text(null=True, default=None, help_text="The server's signature over the head, in hexadecimal")
    result = JSONB(null=True, default=None)
    declared_at = Timestamptz(null=True, default=None)
    key_destroyed_at = Timestamptz(null=True, default=None)
    void_reason = Text(null=True, default=None)
    created_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.set_null)
    created_at = Timestamptz(null=False, default=TimestamptzNow())


class KeyHolder(Table, tablename="key_holder"):
    """Who took home one of the three sheets of words, any two of which open a secret poll. Never the words."""

    id = UUID(primary_key=True, default=UUID4())
    school = ForeignKey(School, null=False, default=None, on_delete=OnDelete.cascade)
    poll = ForeignKey(Poll, null=False, default=None, on_delete=OnDelete.cascade)
    place = Integer(null=False, default=None, help_text="1, 2 or 3: which sheet")
    name = Text(null=False, default=None)
    email = Text(null=True, default=None)


class Entitlement(Table, tablename="entitlement"):
    """A line of the roll: a person or a household with one vote in a poll."""

    id = UUID(primary_key=True, default=UUID4())
    school = ForeignKey(School, null=False, default=None, on_delete=OnDelete.cascade)
    poll = ForeignKey(Poll, null=False, default=None, on_delete=OnDelete.cascade)
    person = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict)
    household = ForeignKey(Household, null=True, default=None, on_delete=OnDelete.restrict)


class Envelope(Table, tablename="envelope"):
    """A sealed choice for one line of the roll; casting again before the close replaces it. Carries no time."""

    id = UUID(primary_key=True, default=UUID4())
    school = ForeignKey(School, null=False, default=None, on_delete=OnDelete.cascade)
    poll = ForeignKey(Poll, null=False, default=None, on_delete=OnDelete.cascade)
    entitlement = ForeignKey(Entitlement, null=False, default=None, on_delete=OnDelete.restrict)
    cast_by = ForeignKey(Person, null=False, default=None, on_delete=OnDelete.restrict)
    sealed = Bytea(null=False, default=None)
    receipt = Text(null=False, default=None, help_text="SHA-256 of the sealed envelope, in hexadecimal")


class ReceiptEntry(Table, tablename="receipt_entry"):
    """A receipt that was given: replaced by a later vote, or counted. Linked to nobody once envelopes are gone."""

    id = UUID(primary_key=True, default=UUID4())
    school = ForeignKey(School, null=False, default=None, on_delete=OnDelete.cascade)
    poll = ForeignKey(Poll, null=False, default=None, on_delete=OnDelete.cascade)
    receipt = Text(null=False, default=None)
    state = Text(null=False, default=None)


class TalliedBallot(Table, tablename="tallied_ballot"):
    """How many ballots said the same thing: no voter, no order, no time."""

    id = UUID(primary_key=True, default=UUID4())
    school = ForeignKey(School, null=False, default=None, on_delete=OnDelete.cascade)
    poll = ForeignKey(Poll, null=False, default=None, on_delete=OnDelete.cascade)
    ballot = Text(null=False, default=None)
    ballots = Integer(null=False, default=None)
