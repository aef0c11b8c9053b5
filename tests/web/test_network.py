"""The network comes and goes; no message is lost and none acts twice."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Request, Route, expect

from tests.web.conftest import Site, Visit, Visitor

MESSAGES = "**/api/v1/messages"
NO_SOCKET = "delete window.WebSocket;"


def message_ids(made: Visit) -> list[str]:
    """Collect the ids of the messages that the page sends from now on."""
    ids: list[str] = []

    def note(request: Request) -> None:
        if request.url.endswith("/messages") and request.method == "POST":
            ids.append(json.loads(request.post_data or "{}")["message_id"])

    made.page.on("request", note)
    return ids


def test_a_message_waits_for_the_network_and_goes_once(
    site: Site, visit: Visitor
) -> None:
    made = visit()
    made.expected = ("ERR_INTERNET_DISCONNECTED",)
    ids = message_ids(made)
    page = made.page
    page.context.set_offline(True)
    made.say("oletko siellä", turns=1)
    trouble = page.locator("#trouble")
    expect(trouble).to_contain_text("Viestisi on tallessa")
    expect(trouble).to_contain_text("soita 112")
    expect(page.locator("#said")).to_contain_text("Viestisi on tallessa")
    expect(page.locator(".turn").last).to_contain_text("Odottaa lähetystä")
    assert "trouble-text" in (page.get_attribute("#text", "aria-describedby") or "")
    page.click("#sos")
    expect(page.locator("#help .contacts a[href='tel:112']")).to_be_visible()
    page.keyboard.press("Escape")
    made.say("ja vielä tämä", turns=1)
    page.context.set_offline(False)
    page.locator("#try").click(force=True, no_wait_after=True)
    made.until(5)
    expect(trouble).to_be_hidden()
    expect(page.locator("#said")).to_contain_text("Yhteys palasi")
    assert site.rasa.texts() == ["oletko siellä", "ja vielä tämä"]
    assert len(set(ids)) == 2
    assert page.locator(".state", has_text="Odottaa").count() == 0


def test_an_answer_that_was_lost_is_asked_for_again(site: Site, visit: Visitor) -> None:
    made = visit()
    made.expected = ("ERR_",)
    ids = message_ids(made)
    lost: list[int] = []

    def lose(route: Route) -> None:
        if lost:
            route.fallback()
            return
        lost.append(route.fetch().status)
        route.abort()

    made.page.route(MESSAGES, lose)
    made.say("koulu jäi kesken", turns=1)
    made.page.wait_for_selector(".card")
    assert lost == [200]
    assert len(ids) == 2
    assert ids[0] == ids[1]
    assert site.rasa.texts() == ["koulu jäi kesken"]
    expect(made.page.locator(".card")).to_have_count(3)


@pytest.mark.parametrize("status", [413, 422])
def test_what_is_refused_comes_back_into_the_field(visit: Visitor, status: int) -> None:
    made = visit()
    made.expected = (str(status),)
    body = {
        "error": {"code": "invalid", "message": "Viesti ei ole oikeassa muodossa."},
        "replies": [],
    }
    made.page.route(MESSAGES, lambda route: route.fulfill(status=status, json=body))
    made.page.fill("#text", "tärkeä asia")
    made.page.press("#text", "Enter")
    trouble = made.page.locator("#trouble")
    expect(trouble).to_contain_text("Viesti ei ole oikeassa muodossa.")
    expect(trouble).to_contain_text("vielä kirjoituskentässä")
    expect(made.page.locator("#try")).to_be_hidden()
    assert made.page.input_value("#text") == "tärkeä asia"
    assert made.count() == 1


def test_one_too_many_waits_and_then_goes(visit: Visitor) -> None:
    made = visit()
    made.expected = ("429",)
    refused: list[str] = []

    def refuse(route: Route) -> None:
        if refused:
            route.fallback()
            return
        refused.append("once")
        body = {"error": {"code": "rate_limited", "message": "Odota."}, "replies": []}
        route.fulfill(status=429, json=body, headers={"Retry-After": "7"})

    made.page.route(MESSAGES, refuse)
    made.say("hei", turns=1)
    expect(made.page.locator("#trouble")).to_contain_text("7 sekunnin kuluttua")
    made.page.click("#try")
    made.until(3)
    expect(made.page.locator("#trouble")).to_be_hidden()


def test_danger_is_answered_even_when_no_conversation_can_be_opened(
    visit: Visitor,
) -> None:
    made = visit()
    made.expected = ("429", "401")
    body = {"error": {"code": "rate_limited", "message": "Odota."}, "replies": []}
    made.page.route(
        "**/api/v1/conversations",
        lambda route: route.fulfill(
            status=429, json=body, headers={"Retry-After": "60"}
        ),
    )
    made.page.evaluate("sessionStorage.clear()")
    made.page.goto("/")
    expect(made.page.locator("#trouble")).to_contain_text("Yhteyttä ei saatu")
    made.page.fill("#text", "haluan kuolla")
    made.page.press("#text", "Enter")
    expect(made.page.locator(".crisis .contacts a[href='tel:112']")).to_be_visible()


def test_an_ended_conversation_is_told_and_a_new_one_answers(
    site: Site, visit: Visitor
) -> None:
    made = visit()
    made.expected = ("401",)
    token = made.page.evaluate("sessionStorage.getItem('laituri')")
    site.client.delete(
        "/api/v1/conversations", headers={"Authorization": f"Bearer {token}"}
    )
    made.say("hei taas", turns=4)
    words = made.page.locator("#log").inner_text()
    assert "Edellinen keskustelu oli päättynyt" in words
    assert "Luin tämän: hei taas" in words
    assert words.count("24 tunnin") == 2  # the new one introduces itself


@pytest.mark.parametrize("init", ["", NO_SOCKET])
def test_a_later_reply_arrives_with_and_without_websocket(
    site: Site, visit: Visitor, init: str
) -> None:
    made = visit(init=init)
    made.say("hei")
    token = made.page.evaluate("sessionStorage.getItem('laituri')")
    sockets = [url for url in made.requests if url.startswith("ws")]
    assert len(sockets) == (0 if init else 1)
    assert token not in "".join(made.requests)
    if init:
        made.page.clock.install()
        made.page.reload()
        made.page.wait_for_selector(".turn")
    before = made.count()
    site.client.post(
        "/api/v1/messages",
        json={"text": "toiselta laitteelta", "message_id": "elsewhere"},
        headers={"Authorization": f"Bearer {token}"},
    )
    if init:
        made.page.clock.run_for(16_000)
    made.until(before + 1)
    expect(made.page.locator(".turn").last).to_contain_text("toiselta laitteelta")
    assert made.count() == before + 1


def test_while_rasa_is_down_there_is_help(site: Site, visit: Visitor) -> None:
    made = visit()
    site.rasa.status = 500
    made.say("etsin töitä")
    expect(
        made.page.locator(".turn").last.locator("a[href^='tel:']").first
    ).to_be_visible()
