"""Concerns: at once before the designated leads, and before nobody else."""

from __future__ import annotations

import re
from uuid import UUID, uuid4

from httpx import AsyncClient

from common import db, jobs, mail
from people.rules import GRANTED_ROLES, Actor, Role
from surveys.concerns.services import compose_concern_raised, raise_concern
from tests.cast import a_body, a_council, a_member, a_parent, a_person, send, sign_in
from tests.surveys.comments import DISCLOSURE, text_question
from tests.surveys.scene import an_open_survey


async def a_concern(client: AsyncClient) -> tuple[Actor, UUID]:
    """A designated lead, signed in, and a concern."""
    council = await a_council(1)
    lead = await a_person(council.school, "Dee Lead", Role.SAFEGUARDING_LEAD)
    asked = await an_open_survey(council.school)
    await raise_concern(
        school=council.school,
        survey=asked.survey,
        question=text_question(asked),
        text=DISCLOSURE,
        reasons=["physical_harm", "a_reason_of_tomorrow"],
    )
    await sign_in(client, lead)
    return lead, await db.value("SELECT id FROM concern")


def an_entry(**own: str) -> dict[str, str]:
    return {
        "form_key": uuid4().hex,
        "action": "Rang children’s services at 10:15.",
        "decision": "",
        "outcome": "",
        "reasons": "",
        "state": "open",
        **own,
    }


async def seen_by(client: AsyncClient, concern: UUID) -> str:
    """The last entry of the record, as the page's form carries it along."""
    return str(re.findall(r'name="seen" value="([^"]*)"', (await client.get(f"/concerns/{concern}")).text)[0])


async def test_a_lead_reads_what_was_written_and_why_it_is_here(client: AsyncClient) -> None:
    _, concern = await a_concern(client)
    listed = (await client.get("/concerns")).text
    assert f"/concerns/{concern}" in listed
    assert DISCLOSURE not in listed
    page = (await client.get(f"/concerns/{concern}")).text
    assert DISCLOSURE in page
    assert "A child may have been hurt; a reason of tomorrow" in page
    assert "The survey is anonymous" in page


async def test_nobody_else_sees_one_or_learns_that_there_is_one(client: AsyncClient) -> None:
    lead, concern = await a_concern(client)
    others = [
        await a_person(lead.school, f"Holder of {role}", role)
        for role in sorted(GRANTED_ROLES - {Role.SAFEGUARDING_LEAD})
    ]
    others += [
        await a_parent(lead.school, "Just Parent"),
        await a_member(lead.school, await a_body(lead.school, name="Other council"), "Council Member"),
    ]
    for person in others:
        await sign_in(client, person)
        assert (await client.get("/concerns")).status_code == 403
        assert (await client.get(f"/concerns/{concern}")).status_code == 403
        assert (await client.get(f"/concerns/{uuid4()}")).status_code == 403
        assert (await send(client, f"/concerns/{concern}/record", **an_entry())).status_code == 403
        assert "concern" not in (await client.get("/")).text.lower()


async def test_it_is_written_nowhere_but_in_its_own_table(client: AsyncClient) -> None:
    await a_concern(client)
    columns = await db.rows(
        "SELECT c.table_name, c.column_name FROM information_schema.columns c JOIN information_schema.tables t"
        " USING (table_schema, table_name) WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE'"
    )
    assert len(columns) > 100
    holding = [
        column["table_name"]
        for column in columns
        if await db.value(
            f'SELECT count(*) FROM "{column["table_name"]}"'  # noqa: S608
            f' WHERE position($1 in "{column["column_name"]}"::text) > 0',
            "bruises",
        )
    ]
    assert holding == ["concern"]


async def test_the_letter_says_only_that_there_is_something_to_read(client: AsyncClient) -> None:
    lead, concern = await a_concern(client)
    letter = await db.row("SELECT school, person, address, kind, parameters FROM outbox_mail")
    assert letter is not None
    assert (letter["kind"], letter["parameters"]) == ("concern_raised", {})
    composed = await compose_concern_raised(mail.Addressee(lead.school, lead.id, letter["address"], {}))
    assert composed is not None
    for secret in (DISCLOSURE, "concern ", "bruises", "safeguarding", str(concern)):
        assert secret not in composed.subject + composed.body
    assert "/concerns" in composed.body


async def test_no_letter_is_sent_to_somebody_who_is_no_longer_a_lead(client: AsyncClient) -> None:
    await a_concern(client)
    await db.rows("DELETE FROM role_grant WHERE role = 'safeguarding_lead'")
    await jobs.run_pending()
    assert int(await db.value("SELECT count(*) FROM outbox_mail")) == 0


async def test_an_entry_acknowledges_and_the_audit_log_learns_no_word_of_it(client: AsyncClient) -> None:
    lead, concern = await a_concern(client)
    answer = await send(client, f"/concerns/{concern}/record", **an_entry())
    assert answer.headers["location"] == f"/concerns/{concern}?done=concern-acknowledged"
    kept = await db.row("SELECT state, acknowledged_by FROM concern")
    assert kept == {"state": "acknowledged", "acknowledged_by": lead.id}
    entry = await db.row("SELECT action, subject, details FROM audit_entry WHERE kind = 'concern'")
    assert entry == {"action": "keep_record", "subject": str(concern), "details": {}}
    assert "Rang children’s services" in (await client.get(f"/concerns/{concern}")).text


async def test_the_page_of_the_audit_log_tells_an_administrator_of_no_concern(client: AsyncClient) -> None:
    lead, concern = await a_concern(client)
    await send(client, f"/concerns/{concern}/record", **an_entry())
    await sign_in(client, await a_person(lead.school, "Ada Admin", Role.ADMINISTRATOR))
    page = await client.get("/audit")
    assert page.status_code == 200
    assert "keep_record" not in page.text
    assert "concern" not in page.text.lower()


async def test_a_double_click_is_one_entry_and_a_later_one_is_added(client: AsyncClient) -> None:
    _, concern = await a_concern(client)
    first = an_entry()
    for _ in range(2):
        assert (await send(client, f"/concerns/{concern}/record", **first)).status_code == 303
    assert int(await db.value("SELECT count(*) FROM concern_entry")) == 1
    seen = {"seen": await seen_by(client, concern)}
    closing = an_entry(
        action="Met the family.", outcome="Support is in place.", reasons="Advice.", state="closed", **seen
    )
    await send(client, f"/concerns/{concern}/record", **closing)
    assert int(await db.value("SELECT count(*) FROM concern_entry")) == 2
    assert await db.value("SELECT state FROM concern") == "closed"


async def test_nobody_closes_a_concern_over_an_entry_that_they_have_not_seen(client: AsyncClient) -> None:
    _, concern = await a_concern(client)
    path = f"/concerns/{concern}/record"
    opened = await seen_by(client, concern)
    await send(client, path, **an_entry(action="Told the class teacher."))
    typed = an_entry(action="Nothing to do.", outcome="None.", reasons="A joke.", state="closed", seen=opened)
    incomplete = await send(client, path, **{**typed, "reasons": ""})
    assert f'name="seen" value="{opened}"' in incomplete.text, "a slip is no look at the record"
    refused = await send(client, path, **typed)
    assert refused.status_code == 422
    assert "Somebody has added to the record since you opened it." in refused.text
    for shown in ("Told the class teacher.", "Nothing to do.", "A joke."):
        assert shown in refused.text
    assert await db.value("SELECT state FROM concern") == "acknowledged"
    [seen] = re.findall(r'name="seen" value="([^"]*)"', refused.text)
    assert (await send(client, path, **{**typed, "seen": seen})).status_code == 303
    assert await db.value("SELECT state FROM concern") == "closed"


async def test_to_close_it_the_outcome_and_the_reasons_must_be_said(client: AsyncClient) -> None:
    _, concern = await a_concern(client)
    answer = await send(client, f"/concerns/{concern}/record", **an_entry(state="closed"))
    assert answer.status_code == 422
    assert "Say how it came out before you close it." in answer.text
    assert "Give the reasons before you close it." in answer.text
    assert "Rang children’s services at 10:15." in answer.text
    assert int(await db.value("SELECT count(*) FROM concern_entry")) == 0


async def test_an_empty_form_names_every_field_that_is_missing(client: AsyncClient) -> None:
    _, concern = await a_concern(client)
    answer = await send(client, f"/concerns/{concern}/record", form_key=uuid4().hex)
    assert answer.status_code == 422
    assert "Say what you have done or will do." in answer.text
    assert "Say whether there is more to do." in answer.text


async def test_a_concern_that_is_not_there_is_not_found(client: AsyncClient) -> None:
    await a_concern(client)
    assert (await client.get(f"/concerns/{uuid4()}")).status_code == 404
    assert (await send(client, f"/concerns/{uuid4()}/record", **an_entry())).status_code == 404
