"""A paper form: printed once, keyed twice, counted once with the website, and readable by nobody in between."""

from __future__ import annotations

from httpx import AsyncClient

from common import db
from surveys.answering.codes import ALPHABET, read_code, spaced
from surveys.answering.visit import COOKIE
from surveys.channels.paper.services import forget_keyings
from tests.cast import a_head_teacher, a_parent, a_school, send, sign_in, sign_out
from tests.surveys.channels.stage import a_confidential_survey, an_ambassador, keyed, sealed_answers, some_codes
from tests.surveys.scene import an_open_survey, fill_in


def test_a_code_is_read_however_it_is_typed() -> None:
    assert not set("01258BGIOSUAEZL") & set(ALPHABET)
    assert read_code(" 3467-9cdf hjkm ") == "34679CDFHJKM"
    assert read_code(spaced("34679CDFHJKM")) == "34679CDFHJKM"
    assert read_code("34679CDFHJK") is None
    assert read_code("34679CDFHJK0") is None


async def test_printing_makes_new_codes_each_time_and_keeps_only_their_hashes(client: AsyncClient) -> None:
    asked = await an_open_survey(await a_school())
    await sign_in(client, await an_ambassador(asked.school))
    order = {"language": "en", "number": "3"}
    files = [await send(client, f"/ambassador/{asked.survey}/forms", **order) for _ in range(2)]
    assert all(file.status_code == 200 and file.content.startswith(b"%PDF-1.7") for file in files)
    assert await db.value("SELECT count(DISTINCT code_hash) FROM paper_form WHERE survey = $1", asked.survey) == 6
    code = (await some_codes(asked))[0]
    assert code not in str(await db.rows("SELECT * FROM paper_form"))
    shown = await client.get(f"/ambassador/{asked.survey}/forms")
    assert ">7</td>" in "".join(shown.text.split())


async def test_a_bad_order_is_named_and_nothing_is_printed(client: AsyncClient) -> None:
    asked = await an_open_survey(await a_school())
    await sign_in(client, await a_head_teacher(asked.school))
    answer = await send(client, f"/ambassador/{asked.survey}/forms", language="tlh", number="1000")
    assert answer.status_code == 422
    assert "from 1 to 100" in answer.text
    assert await db.value("SELECT count(*) FROM paper_form") == 0


async def test_a_form_is_sealed_when_it_was_keyed_twice_alike(client: AsyncClient) -> None:
    asked = await an_open_survey(await a_school())
    code = (await some_codes(asked))[0]
    await sign_in(client, await an_ambassador(asked.school))
    path = f"/ambassador/{asked.survey}/keying"
    first = keyed(asked, code, comment="Nice school, kind teachers")
    assert (await send(client, path, **first)).headers["location"].endswith("done=form-once")
    assert await sealed_answers(asked.survey) == 0
    # Pressed twice, or gone back and corrected, it is still the first keying.
    assert (await send(client, path, **first)).headers["location"].endswith("done=form-once")
    assert await sealed_answers(asked.survey) == 0
    again = keyed(asked, code, comment="nice school kind teachers.")
    assert (await send(client, path, **again)).headers["location"].endswith("done=form-sealed")
    assert await sealed_answers(asked.survey) == 1
    assert await db.value("SELECT count(*) FROM form_keying") == 0
    third = await send(client, path, **keyed(asked, code))
    assert third.status_code == 422
    assert "has been counted already" in third.text
    assert await sealed_answers(asked.survey) == 1


async def test_differences_are_shown_and_settled_by_looking_at_the_paper(client: AsyncClient) -> None:
    asked = await an_open_survey(await a_school())
    code = (await some_codes(asked))[0]
    await sign_in(client, await an_ambassador(asked.school))
    path, name = f"/ambassador/{asked.survey}/keying", asked.questions[0].name
    await send(client, path, **keyed(asked, code))
    second = keyed(asked, code) | {name: "3"}
    differs = await send(client, path, **second)
    assert differs.status_code == 422
    assert "Keyed the first time as “Agree”" in differs.text
    assert f'name="looked_at" value="{name}"' in differs.text
    assert await sealed_answers(asked.survey) == 0
    # Another difference that crept in now is no less looked at.
    other = asked.questions[1].name
    crept = await send(client, path, **second | {"looked_at": name, other: "4"})
    assert crept.status_code == 422
    assert f'value="{name} {other}"' in crept.text
    settled = await send(client, path, **second | {"looked_at": name})
    assert settled.headers["location"].endswith("done=form-sealed")
    assert await sealed_answers(asked.survey) == 1


async def test_what_was_keyed_once_cannot_be_read_without_the_paper(client: AsyncClient) -> None:
    asked = await an_open_survey(await a_school())
    code = (await some_codes(asked))[0]
    await sign_in(client, await an_ambassador(asked.school))
    path = f"/ambassador/{asked.survey}/keying"
    await send(client, path, **keyed(asked, code, comment="The toilets are locked"))
    row = await db.row("SELECT k.encrypted, k.keyed_on FROM form_keying k")
    assert row is not None
    assert b"toilets" not in row["encrypted"]
    short = len(row["encrypted"])
    await db.rows("DELETE FROM form_keying")
    await send(client, path, **keyed(asked, code, comment=""))
    assert len(await db.value("SELECT encrypted FROM form_keying")) == short
    told = await db.rows("SELECT DISTINCT action FROM audit_entry WHERE school = $1 ORDER BY 1", asked.school)
    assert [line["action"] for line in told] == ["create_survey", "open_survey", "print_forms", "sign_in"]


async def test_wrong_keys_are_named_and_all_that_was_typed_stays(client: AsyncClient) -> None:
    asked = await an_open_survey(await a_school())
    code = (await some_codes(asked))[0]
    await sign_in(client, await an_ambassador(asked.school))
    name = asked.questions[0].name
    answer = await send(
        client, f"/ambassador/{asked.survey}/keying", **keyed(asked, code, comment="Kept") | {name: "7"}
    )
    assert answer.status_code == 422
    assert "No box has this key" in answer.text
    assert answer.text.count("Kept</textarea>") == 2
    unknown = await send(client, f"/ambassador/{asked.survey}/keying", **keyed(asked, "3" * 12))
    assert unknown.status_code == 422
    assert "No form of this survey has this code" in unknown.text


async def test_a_form_that_was_left_empty_or_cannot_be_read_counts_as_it_stands(client: AsyncClient) -> None:
    asked = await an_open_survey(await a_school())
    await db.rows("UPDATE survey_question SET required = true WHERE survey = $1", asked.survey)
    code = (await some_codes(asked))[0]
    await sign_in(client, await an_ambassador(asked.school))
    path = f"/ambassador/{asked.survey}/keying"
    await send(client, path, **keyed(asked, code, key="?"))
    assert (await send(client, path, **keyed(asked, code, key=""))).headers["location"].endswith("done=form-sealed")


async def test_a_spoilt_form_is_set_aside_and_its_code_ends(client: AsyncClient) -> None:
    asked = await an_open_survey(await a_school())
    code = (await some_codes(asked))[0]
    await sign_in(client, await an_ambassador(asked.school))
    path = f"/ambassador/{asked.survey}/keying"
    await send(client, path, **keyed(asked, code))
    for _ in range(2):
        aside = await send(client, path, **keyed(asked, code, key="") | {"set_aside": "yes"})
        assert aside.headers["location"].endswith("done=form-set-aside")
    assert await db.value("SELECT count(*) FROM form_keying") == 0
    assert "set aside" in (await send(client, path, **keyed(asked, code))).text
    sign_out(client)
    assert "set aside" in (await client.get(f"/f/{code}")).text


async def test_a_code_used_on_the_website_is_spent_on_paper(client: AsyncClient) -> None:
    asked = await an_open_survey(await a_school())
    code = (await some_codes(asked))[0]
    scanned = await client.get(f"/f/{code}")
    assert scanned.headers["location"] == f"/s/{asked.code}/code/{code}"
    assert (await client.get(scanned.headers["location"])).headers["location"] == f"/s/{asked.code}"
    token = client.cookies[COOKIE]
    assert "The code of your form takes one answer" in (await client.get(f"/s/{asked.code}")).text
    await fill_in(client, asked)
    await client.get(f"/s/{asked.code}/code/{code}")  # scanned again: what was typed stays
    assert client.cookies[COOKIE] == token
    assert (await send(client, f"/s/{asked.code}/check")).status_code == 303
    assert await sealed_answers(asked.survey) == 1
    assert "has been counted already" in (await client.get(f"/f/{code}")).text
    await sign_in(client, await an_ambassador(asked.school))
    answer = await send(client, f"/ambassador/{asked.survey}/keying", **keyed(asked, code))
    assert "has been counted already" in answer.text
    assert await sealed_answers(asked.survey) == 1


async def test_the_code_page_is_kind_to_whoever_mistypes(client: AsyncClient) -> None:
    await a_school()
    assert (await client.get("/f")).status_code == 200
    assert (await send(client, "/f", code="abc")).status_code == 422
    unknown = await send(client, "/f", code="3467 9CDF HJKM")
    assert unknown.status_code == 422
    assert "ask the school office" in unknown.text
    assert (await client.get("/f/nonsense")).status_code == 422


async def test_the_form_of_somebody_invited_spends_the_invitation_and_seals_into_its_group(client: AsyncClient) -> None:
    asked = await a_confidential_survey(await a_school())
    codes = await some_codes(asked, 10)
    assert len(codes) == 2
    await sign_in(client, await an_ambassador(asked.school))
    path = f"/ambassador/{asked.survey}/keying"
    for _ in range(2):
        answer = await send(client, path, **keyed(asked, codes[0]))
    assert answer.headers["location"].endswith("done=form-sealed")
    assert await db.value("SELECT count(*) FROM invitation WHERE spent_at IS NOT NULL") == 1
    sign_out(client)
    again = await client.get(f"/f/{codes[0]}")
    assert "has been counted already" in again.text
    await sign_in(client, await an_ambassador(asked.school))
    await send(client, path, **keyed(asked, codes[1]) | {"set_aside": "yes"})
    assert await db.value("SELECT count(*) FROM invitation_link") == 1
    assert await db.value("SELECT count(*) FROM invitation WHERE spent_at IS NOT NULL") == 1


async def test_whoever_letters_do_not_reach_gets_a_form(client: AsyncClient) -> None:
    asked = await a_confidential_survey(await a_school(), persons=3, email=True)
    await sign_in(client, await an_ambassador(asked.school))
    path = f"/ambassador/{asked.survey}/forms"
    assert "no form to print" in (await client.get(path)).text
    assert (await send(client, path, language="en", number="5")).status_code == 409
    await db.rows(
        "INSERT INTO invite_stop (id, school, address, why, since) SELECT gen_random_uuid(), school, email, 'bounced',"
        " current_date FROM person WHERE name = 'Parent 1'"
    )
    assert "1 invitation goes to nobody" in (await client.get(path)).text
    assert len(await some_codes(asked, 5)) == 1


async def test_nobody_else_prints_or_keys(client: AsyncClient) -> None:
    asked = await an_open_survey(await a_school())
    await sign_in(client, await a_parent(asked.school))
    for path in ("forms", "keying", "entry", "kiosk", "poster.pdf"):
        assert (await client.get(f"/ambassador/{asked.survey}/{path}")).status_code == 403
    assert (await send(client, f"/ambassador/{asked.survey}/forms", language="en", number="1")).status_code == 403
    elsewhere = await an_ambassador(asked.school)
    await sign_in(client, elsewhere)
    assert (await client.get("/ambassador/00000000-0000-4000-8000-000000000000/forms")).status_code == 404


async def test_keyings_of_closed_surveys_are_deleted(client: AsyncClient) -> None:
    asked = await an_open_survey(await a_school())
    code = (await some_codes(asked))[0]
    await sign_in(client, await an_ambassador(asked.school))
    await send(client, f"/ambassador/{asked.survey}/keying", **keyed(asked, code))
    await forget_keyings()
    assert await db.value("SELECT count(*) FROM form_keying") == 1
    await db.rows("UPDATE survey SET state = 'closed', closed_at = now() WHERE id = $1", asked.survey)
    await forget_keyings()
    assert await db.value("SELECT count(*) FROM form_keying") == 0
