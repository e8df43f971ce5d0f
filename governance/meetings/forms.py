"""Reading the clerk's forms: a meeting, an item, attendance, notice, and who moved or seconded."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from common.forms import FormData, FormErrors, FormReader
from governance.forms import id_in, key_of
from governance.meetings.putting import Putting, Taking, Voters
from governance.motions.rules import DISPOSALS, Verb
from governance.rules import AttendanceStatus, ItemPurpose, MeetingKind, RuleNumbers
from votes.rules import Custody


@dataclass(frozen=True)
class MeetingPlanned:
    """A meeting as the clerk plans it."""

    body: UUID
    kind: MeetingKind
    title: str
    place: str
    starts_at: datetime
    key: UUID | None


def parse_meeting(data: FormData, bodies: Collection[UUID], zone: str, now: datetime) -> MeetingPlanned | FormErrors:
    """The form of a new meeting, for one of `bodies`, at a time to come."""
    reader = FormReader(data)
    body = reader.choice("body", [str(body) for body in bodies], missing="Choose whose meeting it is.")
    kind = reader.choice("kind", [kind.value for kind in MeetingKind], missing="Choose the kind of meeting.")
    title = reader.line("title", missing="Enter a title, such as “Autumn term meeting”.")
    place = reader.line("place")
    starts_at = reader.moment("starts_at", zone, missing="Enter the date and time.")
    if starts_at is not None and starts_at <= now:
        reader.error("starts_at", "Enter a date and time that is still to come.")
    key = key_of(reader)
    errors = reader.errors()
    if errors or body is None or kind is None or starts_at is None:
        return errors or FormErrors((), reader.typed)
    return MeetingPlanned(UUID(body), MeetingKind(kind), title, place, starts_at.astimezone(UTC), key)


@dataclass(frozen=True)
class ItemAdded:
    """An item for the agenda."""

    title: str
    purpose: ItemPurpose
    duration: int
    confidential: bool
    key: UUID | None


def parse_item(data: FormData) -> ItemAdded | FormErrors:
    """The form that adds an item."""
    reader = FormReader(data)
    title = reader.line("title", missing="Enter what the item is about.")
    purpose = reader.choice("purpose", [item.value for item in ItemPurpose], missing="Choose what the item is for.")
    duration = reader.integer("duration", 1, 240, missing="Enter how many minutes it may take.")
    confidential = bool(reader.choices("confidential", ["yes"]))
    key = key_of(reader)
    errors = reader.errors()
    if errors or purpose is None or duration is None:
        return errors or FormErrors((), reader.typed)
    return ItemAdded(title, ItemPurpose(purpose), duration, confidential, key)


def parse_attendance(data: FormData, members: Collection[UUID]) -> Mapping[UUID, AttendanceStatus] | FormErrors:
    """Who is present, sent apologies or is absent: fields `attendance-<id>`. Not everybody has to be marked."""
    reader = FormReader(data)
    words = [status.value for status in AttendanceStatus]
    chosen = {member: reader.choice(f"attendance-{member}", words) for member in members}
    if members and not any(reader.typed.values()):
        reader.error(f"attendance-{next(iter(members))}", "Mark who is present, sent apologies or is absent.")
    return reader.errors() or {member: AttendanceStatus(word) for member, word in chosen.items() if word}


def parse_short_notice(data: FormData) -> bool:
    """Whether the clerk wants notice sent although it is short."""
    return bool(FormReader(data).choices("accept_short", ["yes"]))


def parse_member(data: FormData, signed_in: UUID) -> UUID | FormErrors:
    """Who moves or seconds: whom the clerk names or, where no name is asked for, the person themselves."""
    reader = FormReader(data)
    asked = bool(data.getall("member", []))
    member = id_in(reader, "member", missing="Choose a name." if asked else None)
    return reader.errors() or member or signed_in


def parse_choice(data: FormData, name: str, missing: str) -> UUID | FormErrors:
    """One id out of a list: a motion for an agenda, a meeting for a motion."""
    reader = FormReader(data)
    chosen = id_in(reader, name, missing=missing)
    return reader.errors() or chosen or FormErrors((), reader.typed)


def parse_putting(data: FormData, zone: str, now: datetime, rules: RuleNumbers) -> Putting | FormErrors:
    """How a motion is put to the vote. What is not chosen is as the rules have it; the computer keeps the key."""
    reader = FormReader(data)
    taking = reader.choice("taking", list(Taking))
    if taking is None and not rules.secret_by_default:
        reader.error("taking", "Choose how the vote is taken.")
    voters = reader.choice("voters", list(Voters))
    custody = reader.choice("custody", [Custody.CONFIDENTIAL, Custody.SECRET])
    most_proxies = reader.integer("most_proxies", 0, 100) or 0
    closes_at, remind_at = reader.moment("closes_at", zone), reader.moment("remind_at", zone)
    if closes_at is not None and closes_at <= now:
        reader.error("closes_at", "Enter a time to close the vote that is still to come.")
    return reader.errors() or Putting(
        taking=Taking(taking or Taking.SECRET_VOTE),
        voters=Voters(voters or Voters.MEMBERS),
        custody=Custody(custody or Custody.CONFIDENTIAL),
        closes_at=closes_at.astimezone(UTC) if closes_at else None,
        most_proxies=most_proxies,
        remind_at=remind_at.astimezone(UTC) if remind_at else None,
    )


@dataclass(frozen=True)
class Disposal:
    """What happens to a motion in place of a vote."""

    verb: Verb
    reason: str


def parse_disposal(data: FormData) -> Disposal | FormErrors:
    """The clerk's form that lays a motion aside."""
    reader = FormReader(data)
    verb = reader.choice("verb", [verb.value for verb in DISPOSALS], missing="Choose what happens to the motion.")
    reason = reader.line("reason", longest=500)
    errors = reader.errors()
    if errors or verb is None:
        return errors or FormErrors((), reader.typed)
    return Disposal(Verb(verb), reason)


def parse_note(data: FormData) -> str | FormErrors:
    """The clerk's note under an item; empty takes it away."""
    reader = FormReader(data)
    text = reader.text("note")
    return reader.errors() or text


@dataclass(frozen=True)
class Adjournment:
    """When an adjourned meeting goes on (None: not known yet), and why it stops."""

    resumes_at: datetime | None
    reason: str


def parse_adjournment(data: FormData, zone: str, now: datetime) -> Adjournment | FormErrors:
    """The form that adjourns a meeting."""
    reader = FormReader(data)
    resumes_at = reader.moment("resumes_at", zone)
    if resumes_at is not None and resumes_at <= now:
        reader.error("resumes_at", "Enter a date and time that is still to come.")
    reason = reader.line("reason", longest=500)
    return reader.errors() or Adjournment(resumes_at.astimezone(UTC) if resumes_at else None, reason)


def parse_reason(data: FormData, missing: str) -> str | FormErrors:
    """Why something out of the ordinary is done."""
    reader = FormReader(data)
    reason = reader.line("reason", missing=missing, longest=500)
    return reader.errors() or reason
