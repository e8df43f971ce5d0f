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
    lapses_at = Timestamptz(null=True, default=None, help_text="When it must have closed, be it extended or not")
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
    counting = Text(null=True, default=None, help_text="An election's counting rule")
    seats = Integer(null=True, default=None)
    ron = Boolean(null=False, default=False, help_text="Whether the last candidate is 're-open nominations'")
    lot_source = Text(
        null=True, default=None, help_text="The public value that settles a tie, named before it is known"
    )
    tie = JSONB(null=True, default=None, help_text="The tie that the count waits at")
    lot = JSONB(null=True, default=None, help_text="How a lot was drawn, and what it said")
    paper = Boolean(null=False, default=False, help_text="Whether paper ballots are issued as well")
    in_person_overrides = Boolean(null=False, default=False, help_text="Whether a paper ballot replaces an envelope")
    most_proxies = Integer(null=False, default=0, help_text="For how many others one person may vote")
    method = Text(null=True, default=None, help_text="How an open vote is taken")
    remind_at = Timestamptz(null=True, default=None)
    reminded_at = Timestamptz(null=True, default=None)
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
    """A receipt that was given: replaced, taken out or counted. Linked to nobody once envelopes are gone."""

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


class Candidate(Table, tablename="candidate"):
    """A name on the ballot paper of an election, frozen when it opens; one that withdraws is passed over."""

    id = UUID(primary_key=True, default=UUID4())
    school = ForeignKey(School, null=False, default=None, on_delete=OnDelete.cascade)
    poll = ForeignKey(Poll, null=False, default=None, on_delete=OnDelete.cascade)
    number = Integer(null=False, default=None, help_text="On the paper, from 1")
    name = Text(null=False, default=None)
    person = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.set_null)
    statement = Text(null=False, default="")
    photo = Bytea(null=True, default=None)
    withdrawn_at = Timestamptz(null=True, default=None)


class PollChange(Table, tablename="poll_change"):
    """Something about a poll that was changed after it opened: everybody whom the poll concerns sees it."""

    id = UUID(primary_key=True, default=UUID4())
    school = ForeignKey(School, null=False, default=None, on_delete=OnDelete.cascade)
    poll = ForeignKey(Poll, null=False, default=None, on_delete=OnDelete.cascade)
    at = Timestamptz(null=False, default=TimestamptzNow())
    kind = Text(null=False, default=None)
    by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.set_null)
    reason = Text(null=False, default="")
    details = JSONB(null=False, default="{}")


class Proxy(Table, tablename="proxy"):
    """A person on the roll who has given their vote, in writing, to another; their own ballot takes it back."""

    id = UUID(primary_key=True, default=UUID4())
    school = ForeignKey(School, null=False, default=None, on_delete=OnDelete.cascade)
    poll = ForeignKey(Poll, null=False, default=None, on_delete=OnDelete.cascade)
    giver = ForeignKey(Person, null=False, default=None, on_delete=OnDelete.restrict)
    holder = ForeignKey(Person, null=False, default=None, on_delete=OnDelete.restrict)
    writing = Text(null=False, default="", help_text="Where the written proxy is kept")
    recorded_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.set_null)
    revoked_at = Timestamptz(null=True, default=None)


class PaperIssue(Table, tablename="paper_issue"):
    """That a line of the roll was given a paper ballot, so that nobody votes twice. Never which paper."""

    id = UUID(primary_key=True, default=UUID4())
    school = ForeignKey(School, null=False, default=None, on_delete=OnDelete.cascade)
    poll = ForeignKey(Poll, null=False, default=None, on_delete=OnDelete.cascade)
    entitlement = ForeignKey(Entitlement, null=False, default=None, on_delete=OnDelete.restrict)
    issued_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.set_null)


class PaperBatch(Table, tablename="paper_batch"):
    """A bundle of paper ballots: how many it holds by hand, and what both keyings agreed on."""

    id = UUID(primary_key=True, default=UUID4())
    school = ForeignKey(School, null=False, default=None, on_delete=OnDelete.cascade)
    poll = ForeignKey(Poll, null=False, default=None, on_delete=OnDelete.cascade)
    number = Integer(null=False, default=None)
    papers = Integer(null=False, default=None, help_text="Counted by hand before anything was keyed")
    ballots = JSONB(null=True, default=None, help_text="How many papers said each thing, once both keyings agree")
    agreed_at = Timestamptz(null=True, default=None)


class PaperKeying(Table, tablename="paper_keying"):
    """One person's keying of a batch, paper by paper; taken away when the poll is reconciled."""

    id = UUID(primary_key=True, default=UUID4())
    school = ForeignKey(School, null=False, default=None, on_delete=OnDelete.cascade)
    batch = ForeignKey(PaperBatch, null=False, default=None, on_delete=OnDelete.cascade)
    keying = Integer(null=False, default=None, help_text="1 or 2")
    keyed_by = ForeignKey(Person, null=False, default=None, on_delete=OnDelete.restrict)
    ballots = JSONB(null=False, default="[]", help_text="What each paper says, in the order of the bundle")
    finished_at = Timestamptz(null=True, default=None)


class NamedVote(Table, tablename="named_vote"):
    """What somebody said in an open vote: a roll call or a written resolution."""

    id = UUID(primary_key=True, default=UUID4())
    school = ForeignKey(School, null=False, default=None, on_delete=OnDelete.cascade)
    poll = ForeignKey(Poll, null=False, default=None, on_delete=OnDelete.cascade)
    entitlement = ForeignKey(Entitlement, null=False, default=None, on_delete=OnDelete.restrict)
    choice = Text(null=False, default=None)
    recorded_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.set_null)
    recorded_at = Timestamptz(null=False, default=TimestamptzNow())


class Vacancy(Table, tablename="vacancy"):
    """Seats to be filled: who may stand, until when, and how the vote will be held if there is one."""

    id = UUID(primary_key=True, default=UUID4())
    school = ForeignKey(School, null=False, default=None, on_delete=OnDelete.cascade)
    body = ForeignKey(Body, null=True, default=None, on_delete=OnDelete.restrict, help_text="On which the seats are")
    state = Text(null=False, default="draft")
    title = Text(null=False, default=None)
    text = Text(null=False, default="", help_text="What the work is, and for how long")
    seats = Integer(null=False, default=1)
    standing = JSONB(null=False, default=None, help_text="The electorate out of which people may stand")
    voting = JSONB(null=False, default=None, help_text="The electorate that votes")
    unit = Text(null=False, default="person")
    counting = Text(null=False, default=None)
    ron = Boolean(null=False, default=False)
    custody = Text(null=False, default="confidential")
    lot_source = Text(null=True, default=None)
    paper = Boolean(null=False, default=False)
    in_person_overrides = Boolean(null=False, default=False)
    most_proxies = Integer(null=False, default=0, help_text="For how many others one person may vote")
    statement_words = Integer(null=False, default=250, help_text="The longest statement, the same for everybody")
    nominations_close_at = Timestamptz(null=False, default=None)
    voting_closes_at = Timestamptz(null=False, default=None)
    nominations_closed_at = Timestamptz(null=True, default=None)
    poll = ForeignKey(Poll, null=True, default=None, on_delete=OnDelete.restrict)
    cancel_reason = Text(null=True, default=None)
    seated_at = Timestamptz(null=True, default=None, help_text="When those elected were made members of the body")
    created_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.set_null)
    created_at = Timestamptz(null=False, default=TimestamptzNow())


class Nomination(Table, tablename="nomination"):
    """Somebody put forward for a vacancy, by themselves or by another; stands once they have consented."""

    id = UUID(primary_key=True, default=UUID4())
    school = ForeignKey(School, null=False, default=None, on_delete=OnDelete.cascade)
    vacancy = ForeignKey(Vacancy, null=False, default=None, on_delete=OnDelete.cascade)
    person = ForeignKey(Person, null=False, default=None, on_delete=OnDelete.restrict)
    nominated_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.set_null)
    state = Text(null=False, default="proposed")
    statement = Text(null=False, default="")
    photo = Bytea(null=True, default=None)
    nominated_at = Timestamptz(null=False, default=TimestamptzNow())
    answered_at = Timestamptz(null=True, default=None)


class Scrutineer(Table, tablename="scrutineer"):
    """Somebody who watches a poll: gets the fingerprint of its box, and the full bundle."""

    id = UUID(primary_key=True, default=UUID4())
    school = ForeignKey(School, null=False, default=None, on_delete=OnDelete.cascade)
    poll = ForeignKey(Poll, null=False, default=None, on_delete=OnDelete.cascade)
    name = Text(null=False, default=None)
    email = Text(null=False, default=None)
