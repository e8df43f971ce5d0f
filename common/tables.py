"""Tables of no domain: the audit log, the outbox, rate limits."""

from __future__ import annotations

from piccolo.columns import JSONB, UUID, BigInt, BigSerial, Integer, Text, Timestamptz
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.columns.defaults.uuid import UUID4
from piccolo.table import Table


class AuditEntry(Table, tablename="audit_entry"):
    """Who did what to which object. The database refuses to change or delete one."""

    id = BigSerial(primary_key=True)
    school = UUID(null=False, default=None, index=True)
    at = Timestamptz(null=False, default=TimestamptzNow())
    actor = UUID(null=True, default=None)
    action = Text(null=False, default=None)
    kind = Text(null=False, default=None)
    subject = Text(null=False, default=None, index=True)
    request = Text(null=False, default="-")
    details = JSONB(null=False, default="{}")


class OutboxMail(Table, tablename="outbox_mail"):
    """A letter to send, written with what it tells of. Its text is composed when it is sent."""

    id = UUID(primary_key=True, default=UUID4())
    school = UUID(null=False, default=None, index=True)
    person = UUID(null=True, default=None, index=True)
    address = Text(null=False, default=None)
    kind = Text(null=False, default=None)
    parameters = JSONB(null=False, default="{}")
    state = Text(null=False, default="queued")
    attempts = Integer(null=False, default=0)
    problem = Text(null=True, default=None)
    queued_at = Timestamptz(null=False, default=TimestamptzNow())
    sent_at = Timestamptz(null=True, default=None)
    shown_subject = Text(null=True, default=None, help_text="Only in the demonstration, which sends nothing")
    shown_body = Text(null=True, default=None, help_text="Only in the demonstration, which sends nothing")


class RateLimit(Table, tablename="rate_limit"):
    """How often one key was used in one window. Holds no address."""

    id = BigSerial(primary_key=True)
    key = Text(null=False, default=None)
    window_number = BigInt(null=False, default=None)
    used = Integer(null=False, default=0)
    ends_at = Timestamptz(null=False, default=None)
