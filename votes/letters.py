"""The letters about votes: a poll has opened, a result is declared. Nobody's choice is known here."""

from __future__ import annotations

from uuid import UUID

from common import db, i18n, mail
from common.dates import moment_in_words
from common.errors import NotFound
from common.i18n import gettext as _
from common.settings import settings
from people.queries import LetterReader, letter_reader
from votes.queries import PollFacts, poll_facts
from votes.results import names_of
from votes.rules import ChangeKind, Custody, PollState
from votes.words import decided_in_words, result_in_words

ROLL_SQL = """
SELECT DISTINCT p.id, p.email FROM entitlement e
  LEFT JOIN household_person h ON h.household = e.household
  JOIN person p ON p.id = COALESCE(e.person, h.person)
 WHERE e.school = $1 AND e.poll = $2 AND p.email IS NOT NULL AND p.left_on IS NULL
"""


async def post_to_roll(school: UUID, poll: UUID, kind: str) -> None:
    """Posts a letter of `kind` to everybody on the roll who has an address, in the current transaction."""
    for line in await db.rows(ROLL_SQL, school, poll):
        await mail.post(school=school, person=line["id"], address=line["email"], kind=kind, poll=str(poll))


WITNESSES_SQL = """
SELECT DISTINCT ON (lower(w.email)) w.* FROM (
    SELECT h.name, h.email, NULL::uuid AS person FROM key_holder h WHERE h.school = $1 AND h.poll = $2
    UNION ALL SELECT s.name, s.email, NULL::uuid FROM scrutineer s WHERE s.school = $1 AND s.poll = $2
    UNION ALL SELECT p.name, p.email, p.id FROM candidate c JOIN person p ON p.id = c.person
     WHERE c.school = $1 AND c.poll = $2 AND c.withdrawn_at IS NULL AND p.left_on IS NULL
    UNION ALL SELECT p.name, p.email, p.id FROM person p
     WHERE p.school = $1 AND p.left_on IS NULL
       AND (EXISTS (SELECT 1 FROM role_grant g WHERE g.person = p.id AND g.role = 'returning_officer')
            OR EXISTS (SELECT 1 FROM membership m JOIN poll q ON q.body = m.body
                        WHERE q.id = $2 AND m.person = p.id AND m.starts_on <= current_date
                          AND (m.ends_on IS NULL OR m.ends_on >= current_date)
                          AND (m.office = 'clerk' OR m.office = 'secretary' AND NOT EXISTS (
                               SELECT 1 FROM membership c WHERE c.body = m.body AND c.office = 'clerk'
                                  AND c.starts_on <= current_date
                                  AND (c.ends_on IS NULL OR c.ends_on >= current_date)))))
) w WHERE w.email IS NOT NULL ORDER BY lower(w.email), w.person NULLS LAST
"""


async def post_to_witnesses(school: UUID, poll: UUID, kind: str) -> None:
    """Posts a letter of `kind` to those who run the vote, in the current transaction, and to those who watch it.

    These are its scrutineers, its candidates, and the holders of its key.
    """
    for line in await db.rows(WITNESSES_SQL, school, poll):
        await mail.post(
            school=school, person=line["person"], address=line["email"], kind=kind, poll=str(poll), name=line["name"]
        )


async def _poll_of(to: mail.Addressee) -> PollFacts | None:
    try:
        return await poll_facts(to.school, UUID(to.parameters["poll"]))
    except NotFound:
        return None


async def _reader(to: mail.Addressee) -> LetterReader | None:
    return await letter_reader(to.school, to.person, to.parameters.get("name", ""))


def _link(poll: PollFacts) -> str:
    return f"{settings().base_url}/polls/{poll.id}"


@mail.composes("poll_opened")
async def compose_poll_opened(to: mail.Addressee) -> mail.Letter | None:
    """Tells somebody on the roll that they may vote, until when, and what carries. Not sent once the poll is closed."""
    poll, reader = await _poll_of(to), await _reader(to)
    if poll is None or reader is None or poll.state is not PollState.OPEN:
        return None
    with i18n.reading_in(reader.language):
        return mail.Letter(
            subject=_("Your vote is needed: %(title)s", title=poll.title),
            body=_(
                "Hello %(name)s,\n\nyou may vote on this at %(school)s:\n\n%(title)s\n\nVote by %(closes)s, here:\n"
                "%(link)s\n\n%(rule)s\n\n%(secrecy)s\n",
                secrecy=_("You can change your vote until then. This is an open vote: everybody sees how you vote.")
                if poll.open_vote
                else _("You can change your vote until then. Nobody is told how you voted."),
                name=reader.name,
                school=reader.school,
                title=poll.title,
                closes=moment_in_words(poll.closes_at, reader.timezone),
                link=_link(poll),
                rule=decided_in_words(poll),
            ),
        )


@mail.composes("result_declared")
async def compose_result_declared(to: mail.Addressee) -> mail.Letter | None:
    """Tells somebody on the roll the result, and where to see that their ballot was counted."""
    poll, reader = await _poll_of(to), await _reader(to)
    if poll is None or reader is None or poll.state is not PollState.DECLARED:
        return None
    with i18n.reading_in(reader.language):
        return mail.Letter(
            subject=_("Result of the vote: %(title)s", title=poll.title),
            body=_(
                "Hello %(name)s,\n\nthe result of the vote at %(school)s is declared:\n\n%(title)s\n\n%(result)s\n\n"
                "%(cast)s of %(roll)s voted. %(rule)s\n\n%(proof)s\n",
                proof=_proof(poll),
                name=reader.name,
                school=reader.school,
                title=poll.title,
                result=result_in_words(poll),
                cast=poll.cast,
                roll=poll.roll_size,
                rule=decided_in_words(poll),
            ),
        )


def _proof(poll: PollFacts) -> str:
    """Where somebody checks a result: the record of an open vote, the receipt and fingerprint of a secret one."""
    if poll.head is None:
        return _("It was an open vote. The whole result is here:\n%(link)s", link=_link(poll))
    return _(
        "Check your receipt, and see what is kept and what is not:\n%(link)s\n\n"
        "Fingerprint of the box at the close: %(root)s",
        link=_link(poll),
        root=poll.head.root,
    )


@mail.composes("box_closed")
async def compose_box_closed(to: mail.Addressee) -> mail.Letter | None:
    """Gives those who watch a vote the fingerprint of its box, so that nobody can change the box afterwards unseen."""
    poll, reader = await _poll_of(to), await _reader(to)
    if poll is None or reader is None or poll.head is None or poll.closed_at is None:
        return None
    with i18n.reading_in(reader.language):
        wait = _(
            "Two of the three who hold the key are needed to open the box:\n%(link)s\n", link=_link(poll) + "/count"
        )
        return mail.Letter(
            subject=_("The box is closed: %(title)s", title=poll.title),
            body=_(
                "Hello %(name)s,\n\nvoting at %(school)s closed %(closed)s:\n\n%(title)s\n\n"
                "Envelopes in the box: %(size)s\nFingerprint: %(root)s\nSignature: %(signature)s\n\n"
                "Keep this letter. If the result shows another fingerprint, the box was changed.\n%(link)s\n",
                name=reader.name,
                school=reader.school,
                title=poll.title,
                closed=moment_in_words(poll.closed_at, reader.timezone),
                size=poll.head.size,
                root=poll.head.root,
                signature=poll.head.signature,
                link=_link(poll),
            )
            + ("\n" + wait if poll.custody is Custody.SECRET and poll.state is PollState.RECONCILED else ""),
        )


@mail.composes("lot_needed")
async def compose_lot_needed(to: mail.Addressee) -> mail.Letter | None:
    """Tells those who run and watch a vote that the count waits for a lot."""
    poll, reader = await _poll_of(to), await _reader(to)
    if poll is None or reader is None or poll.election is None or poll.state is not PollState.AWAITING_LOT:
        return None
    names = names_of((poll.election.tie or {}).get("between", ()), poll.election.slate.names)
    with i18n.reading_in(reader.language):
        return mail.Letter(
            subject=_("A lot must be drawn: %(title)s", title=poll.title),
            body=_(
                "Hello %(name)s,\n\nin this election at %(school)s these are level, and no earlier stage of the count "
                "tells them apart:\n\n%(names)s\n\nThe count waits until the lot is drawn and recorded:\n%(link)s\n",
                name=reader.name,
                school=reader.school,
                names=", ".join(names),
                link=_link(poll),
            ),
        )


@mail.composes("poll_extended")
async def compose_poll_extended(to: mail.Addressee) -> mail.Letter | None:
    """Tells somebody on the roll that a vote takes ballots for longer, and why. Not sent once the poll is closed."""
    poll, reader = await _poll_of(to), await _reader(to)
    if poll is None or reader is None or poll.state is not PollState.OPEN:
        return None
    with i18n.reading_in(reader.language):
        return mail.Letter(
            subject=_("More time to vote: %(title)s", title=poll.title),
            body=_(
                "Hello %(name)s,\n\nthis vote at %(school)s is open for longer:\n\n%(title)s\n\nIt now closes "
                "%(closes)s. The reason: %(reason)s\n\n%(link)s\n\nIf you have voted, your vote counts as it is.\n",
                name=reader.name,
                school=reader.school,
                title=poll.title,
                closes=moment_in_words(poll.closes_at, reader.timezone),
                reason=await _reason_of(poll.id, ChangeKind.EXTENDED),
                link=_link(poll),
            ),
        )


@mail.composes("poll_void")
async def compose_poll_void(to: mail.Addressee) -> mail.Letter | None:
    """Tells somebody on the roll that a vote ended without a result, why, and that what they cast does not count."""
    poll, reader = await _poll_of(to), await _reader(to)
    if poll is None or reader is None or poll.state is not PollState.VOID:
        return None
    with i18n.reading_in(reader.language):
        return mail.Letter(
            subject=_("No result: %(title)s", title=poll.title),
            body=_(
                "Hello %(name)s,\n\nthis vote at %(school)s has ended without a result:\n\n%(title)s\n\n"
                "The reason: %(reason)s\n\nIf you had voted, that vote does not count. If the vote is held again, "
                "you are asked again.\n\n%(link)s\n",
                name=reader.name,
                school=reader.school,
                title=poll.title,
                reason=poll.void_reason or "–",
                link=_link(poll),
            ),
        )


@mail.composes("poll_struck")
async def compose_poll_struck(to: mail.Addressee) -> mail.Letter | None:
    """Tells somebody that they were struck from the roll, and why, while they can still object."""
    poll, reader = await _poll_of(to), await _reader(to)
    if poll is None or reader is None:
        return None
    with i18n.reading_in(reader.language):
        return mail.Letter(
            subject=_("You are no longer on the roll: %(title)s", title=poll.title),
            body=_(
                "Hello %(name)s,\n\nyou were struck from the roll of this vote at %(school)s:\n\n%(title)s\n\n"
                "The reason: %(reason)s\n\nIf you had voted, your envelope was taken out of the box unopened. If this "
                "is wrong, tell the clerk or the school office before the vote closes, %(closes)s.\n",
                name=reader.name,
                school=reader.school,
                title=poll.title,
                reason=to.parameters["reason"],
                closes=moment_in_words(poll.closes_at, reader.timezone),
            ),
        )


async def _reason_of(poll: UUID, kind: ChangeKind) -> str:
    """Why a poll was last changed so."""
    return str(
        await db.value(
            "SELECT reason FROM poll_change WHERE poll = $1 AND kind = $2 ORDER BY at DESC", poll, kind.value
        )
    )
