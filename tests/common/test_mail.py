"""Letters over a real SMTP server: sent once, tried again, never lost with the work they tell of."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from email.message import Message
from uuid import uuid4

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message as MessageHandler

from common import db, jobs, mail
from common.settings import settings
from tests.conftest import free_port


@mail.composes("test_letter")
async def _compose(to: mail.Addressee) -> mail.Letter | None:
    if to.parameters["word"] == "unwanted":
        return None
    return mail.Letter(f"About {to.parameters['word']}", f"Dear {to.address},\n{to.parameters['word']} – żółw\n")


class _Server(MessageHandler):
    """Keeps what arrives; refuses the first `refusals` letters for now."""

    def __init__(self) -> None:
        super().__init__()
        self.letters: list[Message] = []
        self.refusals = 0
        self.refusal = "451 try later"

    async def handle_RCPT(self, server, session, envelope, address, options):  # type: ignore[no-untyped-def]  # noqa: N802
        if self.refusals:
            self.refusals -= 1
            return self.refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    def handle_message(self, message: Message) -> None:
        self.letters.append(message)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[_Server]:
    handler = _Server()
    port = free_port()
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    config = dataclasses.replace(settings(), smtp_host="127.0.0.1", smtp_port=port, smtp_security="none")
    monkeypatch.setattr(mail, "settings", lambda: config)
    yield handler
    controller.stop()


async def _post(word: str = "tortoises") -> None:
    await mail.post(school=uuid4(), person=None, address="pat@example.org", kind="test_letter", word=word)


async def _due_now() -> None:
    await db.rows("UPDATE pgqueuer SET execute_after = now() - interval '1 second'")


async def test_a_letter_arrives_composed_in_plain_text(rollback: None, server: _Server) -> None:
    await _post()
    await jobs.run_pending()
    assert [letter["subject"] for letter in server.letters] == ["About tortoises"]
    assert "żółw" in server.letters[0].get_payload(decode=True).decode()  # type: ignore[union-attr]
    assert await db.value("SELECT state FROM outbox_mail") == "sent"


async def test_a_letter_refused_for_now_is_tried_again_and_arrives_once(rollback: None, server: _Server) -> None:
    server.refusals = 1
    await _post()
    await jobs.run_pending()
    assert await db.value("SELECT attempts FROM outbox_mail") == 1
    await _due_now()
    await jobs.run_pending()
    assert len(server.letters) == 1
    assert await db.value("SELECT state FROM outbox_mail") == "sent"


async def test_an_address_refused_for_good_is_not_tried_again(rollback: None, server: _Server) -> None:
    server.refusals, server.refusal = 5, "550 no such person"
    await _post()
    await jobs.run_pending()
    assert await db.value("SELECT state FROM outbox_mail") == "failed"
    assert await jobs.run_pending() == 0


async def test_work_that_is_undone_sends_no_letter(rollback: None, server: _Server) -> None:
    with pytest.raises(ZeroDivisionError):
        async with db.transaction():
            await _post()
            raise ZeroDivisionError
    assert await jobs.run_pending() == 0
    assert server.letters == []


async def test_a_letter_that_nobody_wants_any_more_is_forgotten(rollback: None, server: _Server) -> None:
    await _post("unwanted")
    await jobs.run_pending()
    assert server.letters == []
    assert await db.value("SELECT count(*) FROM outbox_mail") == 0


async def test_a_job_run_twice_sends_one_letter(rollback: None, server: _Server) -> None:
    await _post()
    letter = await db.value("SELECT id FROM outbox_mail")
    await mail.send_mail({"letter": str(letter)})
    await mail.send_mail({"letter": str(letter)})
    assert len(server.letters) == 1
