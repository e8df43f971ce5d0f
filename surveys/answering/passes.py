"""What entitles to one answer: the kinds of pass that a browser's cookie may hold, and how each is seen and spent.

A pass is recognised from its token alone: one letter for its kind, none for a device's own. A new kind is one more
`Way` in `WAYS`; drafts, sealing and the pages follow by themselves.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b, sha256
from uuid import UUID

from common.errors import Refused
from surveys.building.rules import Questionnaire
from surveys.rules import Anonymity

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

WAYS: dict[str, Way] = {way.letter: way for way in (DEVICE, INVITATION)}


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
