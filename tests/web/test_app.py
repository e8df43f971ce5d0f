"""What every answer of the site has in common."""

from __future__ import annotations

import pytest
from httpx import AsyncClient

from tests.cast import a_head_teacher, a_parent, a_person, a_school, sign_in


@pytest.mark.parametrize("path", ["/", "/sign-in", "/nowhere", "/static/nothing.css", "/healthz", "/surveys"])
async def test_security_headers_are_on_every_answer_errors_and_files_included(client: AsyncClient, path: str) -> None:
    await a_school()
    answer = await client.get(path)
    policy = answer.headers["content-security-policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("path", ["/", "/sign-in", "/nowhere", "/healthz", "/accessibility", "/privacy"])
async def test_head_is_answered_as_get_is_without_a_body(client: AsyncClient, path: str) -> None:
    await a_school()
    got, head = await client.get(path), await client.head(path)
    assert head.status_code == got.status_code
    assert head.content == b""


async def test_a_page_that_is_not_there_says_so_kindly(client: AsyncClient) -> None:
    await a_school()
    answer = await client.get("/nowhere")
    assert answer.status_code == 404
    assert "<h1" in answer.text


async def test_a_malformed_id_in_an_address_is_a_page_that_is_not_there(client: AsyncClient) -> None:
    await sign_in(client, await a_head_teacher(await a_school()))
    assert (await client.get("/surveys/not-an-id")).status_code == 404


async def test_an_unknown_visitor_is_sent_to_sign_in_and_comes_back(client: AsyncClient) -> None:
    await a_school()
    answer = await client.get("/surveys")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/sign-in?next=/surveys"


async def test_somebody_without_the_permission_is_refused(client: AsyncClient) -> None:
    await sign_in(client, await a_parent(await a_school()))
    answer = await client.get("/surveys")
    assert answer.status_code == 403


async def test_an_outsider_sees_no_more_than_the_front_page(client: AsyncClient) -> None:
    await sign_in(client, await a_person(await a_school(), "Oscar Outsider"))
    for path in ("/surveys", "/meetings", "/motions", "/findings", "/concerns", "/audit"):
        assert (await client.get(path)).status_code == 403, path


async def test_a_fault_of_ours_shows_a_reference_and_nothing_else(
    client: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    await a_school()

    def explode(*_: object) -> None:
        raise RuntimeError("the secret word is swordfish")

    monkeypatch.setattr("people.routes.school_of", explode)
    answer = await client.get("/sign-in")
    assert answer.status_code == 500
    assert "swordfish" not in answer.text
    assert "Traceback" not in answer.text


async def test_a_site_without_a_school_says_so(client: AsyncClient) -> None:
    assert (await client.get("/")).status_code == 200
    assert (await client.get("/sign-in")).status_code == 404


async def test_the_demonstrations_pages_are_not_there_outside_it(client: AsyncClient) -> None:
    await a_school()
    assert (await client.get("/demo/cast")).status_code == 404
    assert (await client.get("/demo/outbox")).status_code == 404


async def test_pages_are_never_kept_by_caches_and_assets_always(client: AsyncClient) -> None:
    from web.assets import asset_url

    await a_school()
    assert (await client.get("/")).headers["cache-control"] == "no-store"
    answer = await client.get(asset_url("site.css"))
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["content-type"].startswith("text/css")


async def test_the_banner_shows_known_sentences_only(client: AsyncClient) -> None:
    await a_school()
    assert "You are signed out." in (await client.get("/?done=signed-out")).text
    assert "anything+else" not in (await client.get("/?done=anything+else")).text
