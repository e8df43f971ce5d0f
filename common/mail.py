"""Mail: a letter is written to the outbox with what it tells of, composed when it is sent, and tried again.

A domain registers a composer for each kind of letter. It is called at sending, so that a secret (a sign-in link)
is minted then and never stored, and so that the words are in the person's language of the day.
"""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage
from uuid import UUID, uuid4

import aiosmtplib
import structlog

from common import clock, db, jobs
from common.settings import Settings, settings

MAX_ATTEMPTS = 12
log = structlog.get_logger("mail")


@dataclass(frozen=True)
class Letter:
    """A composed letter: plain text, one subject line. `stop`: where one press ends letters of this sort (RFC 8058)."""

    subject: str
    body: str
    stop: str | None = None


@dataclass(frozen=True)
class Addressee:
    """Whom a letter is for, and what it was written about."""

    school: UUID
    person: UUID | None
    address: str
    parameters: dict[str, str]


Composer = Callable[[Addressee], Awaitable[Letter | None]]
Refused = Callable[[Addressee], Awaitable[None]]
_composers: dict[str, Composer] = {}
_forgotten: set[str] = set()
_refused: dict[str, Refused] = {}


def composes(kind: str, *, forgotten: bool = False, refused: Refused | None = None) -> Callable[[Composer], Composer]:
    """Registers the composer of a kind of letter. It answers None when the letter is no longer wanted.

    Letters that are `forgotten` leave no trace in the outbox once they are sent: to whom they went is a secret.
    `refused` is told when the receiving server says for good that there is no such address.
    """

    def register(composer: Composer) -> Composer:
        _composers[kind] = composer
        if forgotten:
            _forgotten.add(kind)
        if refused is not None:
            _refused[kind] = refused
        return composer

    return register


async def post(*, school: UUID, person: UUID | None, address: str, kind: str, **parameters: str) -> None:
    """Puts a letter into the outbox in the current transaction. `parameters` are ids and plain words, never secrets."""
    if kind not in _composers:
        raise ValueError(f"nobody composes {kind}")
    letter = uuid4()
    async with db.transaction():
        await db.rows(
            "INSERT INTO outbox_mail (id, school, person, address, kind, parameters) VALUES ($1, $2, $3, $4, $5, $6)",
            letter,
            school,
            person,
            address,
            kind,
            parameters,
        )
        await jobs.enqueue("send_mail", letter=letter)


def _retry_after(attempts: int) -> timedelta:
    return timedelta(seconds=min(30 * 2**attempts, 6 * 3600))


@jobs.job("send_mail")
async def send_mail(payload: jobs.Payload) -> None:
    """Sends one letter. A failure is kept with its reason and tried again, up to MAX_ATTEMPTS times."""
    letter_id = UUID(str(payload["letter"]))
    async with db.transaction():
        letter = await db.row(
            "SELECT * FROM outbox_mail WHERE id = $1 AND state = 'queued' FOR UPDATE SKIP LOCKED", letter_id
        )
        if letter is None:
            return
        addressee = Addressee(letter["school"], letter["person"], letter["address"], letter["parameters"])
        composed = await _composers[letter["kind"]](addressee)
        if composed is None:
            # Nobody wants it, perhaps because nobody has that address: nothing of it is kept.
            await db.rows("DELETE FROM outbox_mail WHERE id = $1", letter_id)
            return
        try:
            await _deliver(settings(), letter_id, addressee.address, composed)
        except (aiosmtplib.SMTPException, OSError) as fault:
            await _try_again(letter_id, letter["kind"], addressee, int(letter["attempts"]), fault)
            return
        await db.rows(
            "UPDATE outbox_mail SET state = 'sent', sent_at = $2, problem = NULL WHERE id = $1", letter_id, clock.now()
        )
        await _forget(letter_id, letter["kind"])


async def _forget(letter: UUID, kind: str) -> None:
    if kind in _forgotten and not settings().demo:  # a demonstration shows what it would have sent
        await db.rows("DELETE FROM outbox_mail WHERE id = $1", letter)


async def _try_again(letter: UUID, kind: str, addressee: Addressee, attempts: int, fault: Exception) -> None:
    permanent = isinstance(fault, aiosmtplib.SMTPRecipientsRefused) and all(
        500 <= refused.code < 600 for refused in fault.recipients
    )
    ended = permanent or attempts + 1 >= MAX_ATTEMPTS
    if permanent and kind in _refused:
        await _refused[kind](addressee)
    await db.rows(
        "UPDATE outbox_mail SET attempts = attempts + 1, problem = $2, state = $3 WHERE id = $1",
        letter,
        type(fault).__name__,
        "failed" if ended else "queued",
    )
    log.warning("mail_not_sent", letter=str(letter), problem=type(fault).__name__, attempts=attempts + 1)
    if ended:
        await _forget(letter, kind)
    else:
        await jobs.enqueue("send_mail", after=_retry_after(attempts), letter=letter)


async def _deliver(config: Settings, letter: UUID, address: str, composed: Letter) -> None:
    if config.demo:
        await db.rows(
            "UPDATE outbox_mail SET shown_subject = $2, shown_body = $3 WHERE id = $1",
            letter,
            composed.subject,
            composed.body,
        )
        return
    message = EmailMessage()
    message["From"] = config.mail_from
    message["To"] = address
    message["Subject"] = composed.subject
    # The same letter tried twice carries the same id, so that mail programs show it once.
    message["Message-ID"] = f"<{hashlib.sha256(letter.bytes).hexdigest()[:32]}@{config.mail_from.rsplit('@')[-1]}>"
    message["Auto-Submitted"] = "auto-generated"
    if composed.stop:
        message["List-Unsubscribe"] = f"<{composed.stop}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(composed.body)
    await aiosmtplib.send(
        message,
        hostname=config.smtp_host,
        port=config.smtp_port,
        username=config.smtp_user,
        password=config.smtp_password,
        use_tls=config.smtp_security == "tls",
        start_tls=config.smtp_security == "starttls",
        timeout=20,
    )


@jobs.every("forgotten_mail", "*/10 * * * *")
async def send_forgotten_mail() -> None:
    """Enqueues again what has waited far longer than its turn (a restored backup has letters without jobs)."""
    waiting = await db.rows(
        "SELECT id FROM outbox_mail WHERE state = 'queued' AND queued_at < now() - interval '7 hours' LIMIT 500"
    )
    for letter in waiting:
        await jobs.enqueue("send_mail", once_key=str(letter["id"]), letter=letter["id"])
