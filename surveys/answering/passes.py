"""What entitles to one answer: the kinds of pass that a browser's cookie may hold, and how each is seen and spent.

A pass is recognised from its token alone: one letter for its kind, none for a device's own. A new kind is one more
`Way` in `WAYS`; drafts, sealing and the pages follow by themselves.
"""

from __future__ import annotations

import hmac
import re
import secrets
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b, sha256
from uuid import UUID

from common.errors import Refused
from common.settings import settings
from surveys.answering.codes import code_hash
from surveys.building.rules import Questionnaire
from surveys.rules import Anonymity, Channel

_TOKEN = re.compile(r"(?P<letter>[a-z]?)(?P<secret>[A-Za-z0-9_-]{43})(?:\.(?P<more>[A-Za-z0-9_-]{1,80}))?")
"""What a cookie holds: the kind's letter, 32 random bytes, and for some kinds what the pass is looked up by."""


class NoPass(Refused):
    """The browser holds nothing that entitles it to an answer, or no longer."""

    message = "This survey can be answered with a personal link only. Open the link in your letter from the school."

    def __init__(self, asked: Questionnaire) -> None:
        self.asked = asked
        super().__init__()


@dataclass(frozen=True)
class Way:
    """One kind of pass.

    `seen` is SQL that says whether the pass is spent: true, false, or NULL where there is no such pass or it has ended.
    `spend` is SQL that spends it and returns one row (group_key, person, channel), or none when it was spent already or
    is unknown; it writes only `WHERE yes` of `now_open`, which says whether the survey takes answers. Both know the
    school as $1, the survey as $2 and the pass's mark as $3.
    """

    name: str
    letter: str
    seen: str
    spend: str
    mark: Callable[[str, UUID], str]
    """Under what the pass stands in the database, from what its token is looked up by and the survey."""
    admitted: frozenset[Anonymity] = frozenset(Anonymity)


def hashed(secret: str, survey: UUID) -> str:
    """The mark of a pass that the server wrote down before it was given out: SHA-256, the same for every survey."""
    return sha256(secret.encode()).hexdigest()


def _of_device(secret: str, survey: UUID) -> str:
    return blake2b(secret.encode(), digest_size=32, key=survey.bytes, person=b"spent-id").hexdigest()


DEVICE = Way(
    name="device",
    letter="",
    seen="EXISTS (SELECT 1 FROM spent_device d WHERE d.survey = $2 AND d.token_hash = $3)",
    spend="INSERT INTO spent_device (id, school, survey, token_hash)"
    " SELECT gen_random_uuid(), $1, $2, $3 FROM now_open WHERE yes ON CONFLICT (survey, token_hash) DO NOTHING"
    " RETURNING '' AS group_key, NULL::uuid AS person, 'link' AS channel",
    mark=_of_device,
    admitted=frozenset({Anonymity.ANONYMOUS}),
)
"""A browser at an anonymous link: it may answer once."""

INVITATION = Way(
    name="invitation",
    letter="i",
    seen="(SELECT i.spent_at IS NOT NULL FROM invitation_link l JOIN invitation i ON i.id = l.invitation"
    " WHERE i.school = $1 AND i.survey = $2 AND l.token_hash = $3)",
    spend="UPDATE invitation i SET spent_at = current_date FROM invitation_link l, now_open"
    " WHERE now_open.yes AND i.id = l.invitation AND i.school = $1 AND i.survey = $2 AND l.token_hash = $3"
    " AND i.spent_at IS NULL RETURNING i.group_key, i.person, 'personal_link' AS channel",
    mark=hashed,
)
"""A personal link: whichever of an invitation's links is used, the invitation is spent."""

# ---- a printed form's code: what stands after the token's dot is a letter for the channel, and the code ----

_CHANNELS = {
    "p": Channel.PAPER,
    "w": Channel.PERSONAL_LINK,
    "k": Channel.KIOSK,
    "t": Channel.PHONE,
    "g": Channel.GATE,
    "v": Channel.HOME_VISIT,
}
_LETTERS = {channel: letter for letter, channel in _CHANNELS.items()}
_CHANNEL = "CASE left($3, 1) " + " ".join(f"WHEN '{one}' THEN '{way}'" for one, way in _CHANNELS.items()) + " END"


def _of_code(more: str, survey: UUID) -> str:
    return f"{more[:1]}{code_hash(more[1:], settings().secret_key)}" if more[:1] in _CHANNELS else ""


FORM = Way(
    name="form",
    letter="f",
    seen="(SELECT CASE f.state WHEN 'printed' THEN false WHEN 'spent' THEN true END FROM paper_form f"
    " WHERE f.school = $1 AND f.survey = $2 AND f.code_hash = substr($3, 2))",
    spend="UPDATE paper_form f SET state = 'spent' FROM now_open"  # noqa: S608 - our own text
    " WHERE now_open.yes AND f.school = $1 AND f.survey = $2 AND f.code_hash = substr($3, 2) AND f.state = 'printed'"
    " AND f.invitation IS NULL"
    f" RETURNING '' AS group_key, NULL::uuid AS person, {_CHANNEL} AS channel",
    mark=_of_code,
    admitted=frozenset({Anonymity.ANONYMOUS}),
)
"""A form that is nobody's: its code counts once, on paper or on the website."""

INVITED_FORM = Way(
    name="invited_form",
    letter="c",
    seen=INVITATION.seen.replace("$3", "substr($3, 2)"),
    spend=INVITATION.spend.replace("$3", "substr($3, 2)").replace("'personal_link'", _CHANNEL),
    mark=_of_code,
)
"""A form that was printed for an invitation: its code spends that, as its links do."""


def by_form(code: str, channel: Channel, *, invited: bool) -> str:
    """A new token for the code of a form. Its draft is this browser's own: the code alone does not open it."""
    way = INVITED_FORM if invited else FORM
    return f"{way.letter}{secrets.token_urlsafe(32)}.{_LETTERS[channel]}{code}"


# ---- a turn: somebody hands a device over, or asks and types; the server signs that it may be answered once ----


def _signature(survey: UUID, told: str) -> str:
    made = hmac.new(settings().secret_key.encode(), f"turn|{survey}|{told}".encode(), sha256).digest()
    return urlsafe_b64encode(made).decode().rstrip("=")


def _of_turn(more: str, survey: UUID) -> str:
    told, signature = more[:_TOLD], more[_TOLD:]
    if not hmac.compare_digest(signature.encode(), _signature(survey, told).encode()):
        return ""
    return f"{told[0]}{_of_device(told, survey)}" if int(told[1:9], 16) > time.time() else ""


_TOLD = 25
"""Of a turn: a letter for the channel, the moment of its end in hexadecimal, 12 random bytes."""

TURN = Way(
    name="turn",
    letter="t",
    seen="CASE WHEN $3 <> '' THEN EXISTS (SELECT 1 FROM spent_device d WHERE d.survey = $2 AND d.token_hash = $3) END",
    spend="INSERT INTO spent_device (id, school, survey, token_hash)"  # noqa: S608 - our own text
    " SELECT gen_random_uuid(), $1, $2, $3 FROM now_open WHERE yes AND $3 <> ''"
    " ON CONFLICT (survey, token_hash) DO NOTHING"
    f" RETURNING '' AS group_key, NULL::uuid AS person, {_CHANNEL} AS channel",
    mark=_of_turn,
    admitted=frozenset({Anonymity.ANONYMOUS}),
)
"""Somebody's turn at a shared device, or with an ambassador. No row anywhere knows of it until it is spent."""


def by_turn(survey: UUID, channel: Channel, ends: datetime) -> str:
    """A new token for one answer to an anonymous survey until `ends`."""
    told = f"{_LETTERS[channel]}{int(ends.timestamp()):08x}{secrets.token_urlsafe(12)}"
    return f"{TURN.letter}{secrets.token_urlsafe(32)}.{told}{_signature(survey, told)}"


WAYS: dict[str, Way] = {way.letter: way for way in (DEVICE, INVITATION, FORM, INVITED_FORM, TURN)}


@dataclass(frozen=True)
class Pass:
    """What a browser holds for one survey. The names of its draft, the key that opens it and its mark share nothing."""

    way: Way
    mark: str
    draft_root: bytes
    draft_key: bytes

    def draft_id(self, section: int) -> str:
        """The name under which one section of the draft is kept; the names of two sections have nothing in common."""
        return blake2b(section.to_bytes(4, "big"), digest_size=32, key=self.draft_root).hexdigest()

    def draft_ids(self, sections: int) -> list[str]:
        """The names of all sections."""
        return [self.draft_id(number) for number in range(1, sections + 1)]


def pass_of(token: str, survey: UUID) -> Pass | None:
    """The pass that a cookie's token is for this survey; None for what is no token of a known kind."""
    found = _TOKEN.fullmatch(token)
    way = WAYS.get(found["letter"]) if found else None
    if found is None or way is None:
        return None

    def derive(purpose: bytes) -> bytes:
        return blake2b(token.encode(), digest_size=32, key=survey.bytes, person=purpose).digest()

    mark = way.mark(found["more"] or found["secret"], survey)
    return Pass(way, mark, derive(b"draft-id"), derive(b"draft-key"))
