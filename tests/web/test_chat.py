"""What a person does on the page, by keyboard and by touch."""

from __future__ import annotations

import contextlib
import json
import sqlite3
import time
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from bot.texts import text
from tests.web.answers import ONE_STOP, answer, services
from tests.web.conftest import EXIT, Site, Visit, Visitor

WATCH = """
window.heard = [];
addEventListener("DOMContentLoaded", () => {
  const live = (node) => node.closest("[aria-live],[role=alert],[role=status]");
  new MutationObserver((changes) => {
    for (const { target, addedNodes } of changes) for (const node of addedNodes) {
      const place = node.nodeType === 1 && node.hasAttribute("aria-live") ? node : live(
        target.nodeType === 1 ? target : target.parentElement);
      if (!place || !node.textContent.trim()) continue;
      const how = place.getAttribute("aria-live") ?? place.getAttribute("role");
      if (how !== "off") window.heard.push([how, node.textContent]);
    }
  }).observe(document.body, { childList: true, subtree: true });
});
"""


def heard(visit: Visit) -> list[list[str]]:
    """Return what a screen reader is told since the last call: how and what."""
    told: list[list[str]] = visit.page.evaluate("window.heard.splice(0)")
    return told


def test_the_first_screen_says_who_it_is_once(visit: Visitor) -> None:
    page = visit().page
    words = page.locator("#log").inner_text()
    assert words.count("robotti, ja voit kirjoittaa nimettömänä") == 1
    assert words.count("24 tunnin") == 1
    assert words.count("henkilötunnus") == 1
    expect(page.locator(".turn h2")).to_have_text("Laituri, robotti")


def test_a_keyboard_alone_is_enough(visit: Visitor) -> None:
    made = visit(width=1280)
    page = made.page
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_in_viewport()
    page.keyboard.press("Enter")
    assert made.focus() == "text"
    page.keyboard.press("Shift+Tab")
    assert made.focus() == "sos"
    page.keyboard.press("Enter")
    expect(page.locator("#help")).to_be_visible()
    expect(page.locator("#help .contacts a[href='tel:112']")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#help")).to_be_hidden()
    assert made.focus() == "sos"
    page.keyboard.press("Tab")
    page.keyboard.type("koulu")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("jäi kesken")
    assert page.input_value("#text") == "koulu\njäi kesken"
    page.keyboard.press("Enter")
    made.until(3)
    assert made.focus() == "text"
    assert page.input_value("#text") == ""
    page.keyboard.press("Shift+Tab")  # SOS
    page.keyboard.press("Shift+Tab")  # the last choice
    chosen = page.evaluate("document.activeElement.textContent")
    assert chosen == "Haluan puhua ihmiselle"
    page.keyboard.press("Enter")
    made.until(5)
    assert page.evaluate("document.activeElement.textContent") == chosen
    assert "Voit soittaa tänne" in page.locator(".turn").last.inner_text()
    page.focus("#menu summary")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert made.focus() == "save"
    page.keyboard.press("Escape")
    expect(page.locator("#save")).to_be_hidden()
    page.keyboard.press("Tab")
    assert made.focus() == "exit"


def test_a_keyboard_reaches_what_says_that_a_card_is_wrong(visit: Visitor) -> None:
    made = visit()
    page = made.page
    made.say("koulu jäi kesken")
    page.wait_for_selector(".card")
    names = [one.inner_text() for one in page.locator(".card :is(h3, h4)").all()]
    for name, card in zip(names, page.locator(".card").all(), strict=True):
        button = card.get_by_role("button", name=f"Tässä on virhe {name}", exact=True)
        expect(button).to_have_count(1)
        assert card.evaluate("e => e.lastElementChild.tagName") == "BUTTON"
    second = page.locator(".card > button").nth(1)
    page.locator(".card").nth(1).locator(".source a").focus()
    page.keyboard.press("Tab")
    expect(second).to_be_focused()
    page.keyboard.press("Enter")
    made.until(5)
    expect(page.locator(".you .message").last).to_have_text(
        f"Tässä on virhe: {names[1]}"
    )
    page.reload()
    expect(page.locator(".card > button")).to_have_count(len(names))
    page.locator(".card > button").first.click()
    expect(page.locator(".you .message").last).to_have_text(
        f"Tässä on virhe: {names[0]}"
    )


def test_a_turn_is_told_once_and_as_a_whole(visit: Visitor) -> None:
    made = visit(init=WATCH)
    log = made.page.locator("#log")
    assert log.get_attribute("role") == "log"
    assert log.get_attribute("aria-live") == "polite"
    (greeting,) = heard(made)
    assert greeting[0] == "polite"
    assert "robotti" in greeting[1]
    assert "Missä voin auttaa" in greeting[1]
    made.say("koulu jäi kesken")
    made.page.wait_for_selector(".card")
    own, answer = heard(made)
    assert own[0] == answer[0] == "polite"
    assert own[1] == "Sinäkoulu jäi kesken"
    assert answer[1].startswith("Laituri, robotti")
    assert "Testilän Ohjaamo" in answer[1]


def test_danger_is_told_at_once_once_and_looks_different(visit: Visitor) -> None:
    made = visit(init=WATCH)
    heard(made)
    made.say("haluan kuolla")
    told = heard(made)
    assert [how for how, _ in told] == ["polite", "alert"]
    assert "112" in told[1][1]
    crisis = made.page.locator(".crisis")
    expect(crisis.locator("h3")).to_have_text("Apua heti")
    expect(crisis.locator(".contacts a[href='tel:112']")).to_be_visible()
    expect(crisis.locator("p a[href='tel:112']").first).to_be_visible()
    ordinary = made.page.locator(".message:not(.crisis)").first
    looks = "e => getComputedStyle(e).borderTopColor"
    assert crisis.evaluate(looks) != ordinary.evaluate(looks)


def test_focus_and_scroll_stay_where_the_reader_is(site: Site, visit: Visitor) -> None:
    made = visit()
    made.say("koulu jäi kesken")
    made.page.wait_for_selector(".card")
    made.page.fill("#text", "luonnos")
    made.page.evaluate("scrollTo(0, 0)")
    token = made.page.evaluate("sessionStorage.getItem('laituri')")
    told = site.client.post(  # another device, the same conversation
        "/api/v1/messages",
        json={"text": "hei", "message_id": "elsewhere"},
        headers={"Authorization": f"Bearer {token}"},
    )
    assert told.status_code == 200
    expect(made.page.locator("#new")).to_be_visible()
    assert made.page.evaluate("scrollY") == 0
    assert made.focus() == "text"
    assert made.page.input_value("#text") == "luonnos"
    made.page.click("#new")
    expect(made.page.locator("#new")).to_be_hidden()
    expect(made.page.locator(".turn").last).to_be_in_viewport()


def test_a_quick_answer_finds_the_reader_at_the_end(visit: Visitor) -> None:
    made = visit()
    made.say("koulu jäi kesken")  # a long answer: the page now stands above its end
    made.page.wait_for_selector(".card")
    before = made.page.locator(".turn").count()
    made.say("hei")
    expect(made.page.locator(".turn")).to_have_count(before + 2)
    expect(made.page.locator(".turn").last).to_be_in_viewport()
    expect(made.page.locator("#new")).to_be_hidden()


def test_a_card_tells_what_is_known_and_what_is_not(visit: Visitor) -> None:
    made = visit()
    made.say("koulu jäi kesken")
    first, school, housing = made.page.locator(".card").all()
    expect(first.locator("h3")).to_have_text("Testilän Ohjaamo")
    links = [a.get_attribute("href") for a in first.locator(".contacts a").all()]
    assert links == [
        "tel:0140000000",
        "https://wa.me/358500000000",
        "https://www.openstreetmap.org/?mlat=62.24&mlon=25.75#map=17/62.24/25.75",
        "mailto:ohjaamo@example.org",
        "https://www.example.org/ohjaamo",
    ]
    words = first.inner_text()
    for known in ("auki nyt, ma–to 12–16", "Maksuton", "Tarkistettu 1.11.2026"):
        assert known in words
    assert "ei tiedossa" not in words
    assert "Ohjaaja kysyy, mitä kuuluu" not in words
    first.locator("summary", has_text="Lisätietoja").click()
    assert "Ohjaaja kysyy, mitä kuuluu" in first.inner_text()
    assert "suomi, ruotsi, englanti" in first.inner_text()
    groups = made.page.locator(".group").all_inner_texts()
    assert [group.lower() for group in groups] == ["opiskelu", "asuminen"]
    assert "Lue koko teksti" in school.inner_text()
    assert school.locator("h4").count() == 1
    assert housing.locator("h4").get_attribute("lang") == "sv"
    housing.locator("summary", has_text="Lisätietoja").click()
    unknown = housing.inner_text()
    assert "Tarkistuspäivä ei tiedossa" in unknown
    assert "Aukiolo: ei tiedossa" in unknown
    assert "ilman ajanvarausta" not in unknown


def test_one_service_alone_is_shown_whole(site: Site, visit: Visitor) -> None:
    site.rasa.answer = lambda _: [services("Kaikki, mitä tiedän.", [], ONE_STOP)]
    made = visit()
    made.say("kerro lisää")
    expect(made.page.locator(".card")).to_contain_text("Ohjaaja kysyy, mitä kuuluu")
    expect(made.page.locator(".card dl")).to_be_visible()


def test_a_hostile_card_is_text_and_nothing_else(visit: Visitor) -> None:
    made = visit()
    made.say("hyökkäys")
    card = made.page.locator(".card").first
    for summary in card.locator("summary").all():
        summary.click()
    assert "<script>window.hacked=1</script>" in card.inner_text()
    assert (
        made.page.locator("#log :is(script, img, iframe, object, style)").count() == 0
    )
    links = [a.get_attribute("href") or "" for a in card.locator("a").all()]
    assert links
    assert all(
        a.startswith("https://www.openstreetmap.org/search?query=") for a in links
    )
    attributes = made.page.evaluate(
        "[...document.querySelectorAll('#log *')].flatMap(e => e.getAttributeNames())"
    )
    assert not [name for name in attributes if name.startswith("on")]
    assert made.page.locator(".card").nth(1).inner_text().startswith("Testilän Ohjaamo")


def test_another_language_before_a_word_is_said(visit: Visitor) -> None:
    made = visit()
    made.page.select_option("#language", "sv")
    expect(made.page.locator(".turn")).to_have_count(1)
    expect(made.page.locator(".turn")).to_contain_text(
        "jag är Laituri", ignore_case=True
    )
    assert made.page.locator("html").get_attribute("lang") == "sv"
    expect(made.page.locator("#delete")).to_have_text("Radera samtalet")


def test_another_language_in_the_middle(visit: Visitor) -> None:
    made = visit()
    made.say("moikka")
    made.page.select_option("#language", "en")
    made.until(4)
    expect(made.page.locator(".turn").last).to_contain_text(
        "Let's continue in English."
    )
    assert made.page.locator("#log [lang=fi]").count() > 0
    assert (
        made.page.locator(".turn").last.locator(".message").first.get_attribute("lang")
        == "en"
    )
    assert "Choose a language" not in made.page.locator("#log").inner_text()
    expect(made.page.locator("#text")).to_have_attribute(
        "placeholder", "Write a message"
    )


def test_the_page_speaks_the_browsers_language(visit: Visitor) -> None:
    page = visit(locale="en-GB").page
    assert page.locator("html").get_attribute("lang") == "en"
    expect(page.locator(".turn")).to_contain_text(
        "I am Laituri, a robot", ignore_case=True
    )


def test_a_long_message_is_told_before_it_is_sent(visit: Visitor) -> None:
    made = visit(init=WATCH)
    made.page.fill("#text", "a" * 2_000)
    expect(made.page.locator("#count")).to_be_hidden()
    heard(made)
    made.page.fill("#text", "a" * 2_001)
    expect(made.page.locator("#count")).to_contain_text("2001")
    made.page.fill("#text", "a" * 2_002)
    made.page.wait_for_timeout(100)
    assert len(heard(made)) == 1


def test_only_the_token_is_kept_and_quick_exit_takes_all_away(
    site: Site, visit: Visitor
) -> None:
    made = visit()
    made.say("salainen asia")
    page = made.page
    kept = page.evaluate("JSON.stringify(sessionStorage)")
    assert list(json.loads(kept)) == ["laituri"]
    assert page.evaluate("localStorage.length") == 0
    assert page.context.cookies() == []
    token = json.loads(kept)["laituri"]
    length = page.evaluate("history.length")
    page.click("#exit")
    page.wait_for_url(EXIT)
    assert page.evaluate("history.length") == length
    page.go_back()
    assert "salainen" not in page.content()
    page.goto(site.url)
    page.wait_for_selector(".turn")
    assert page.evaluate("sessionStorage.getItem('laituri')") != token
    assert "salainen" not in page.locator("body").inner_text()
    gone = site.client.get(
        "/api/v1/conversations/export", headers={"Authorization": f"Bearer {token}"}
    )
    assert gone.status_code == 401


def test_deleting_asks_first_and_then_deletes(site: Site, visit: Visitor) -> None:
    made = visit()
    made.say("salainen asia")
    page = made.page
    token = page.evaluate("sessionStorage.getItem('laituri')")
    page.click("#menu summary")
    page.click("#delete")
    expect(page.locator("#confirm")).to_contain_text(
        text("fi", "gateway.delete.question")
    )
    assert made.focus() == "confirm-no"
    page.keyboard.press("Enter")
    expect(page.locator("#log")).to_contain_text("salainen asia")
    page.click("#menu summary")
    page.click("#delete")
    page.click("#confirm-yes")
    expect(page.locator(".turn")).to_have_count(1)
    expect(page.locator(".turn")).to_contain_text(text("fi", "gateway.delete.done"))
    assert made.focus() == "text"
    held = site.client.get(
        "/api/v1/conversations/export", headers={"Authorization": f"Bearer {token}"}
    )
    assert held.status_code == 401
    page.click("text=Aloita uusi keskustelu")
    expect(page.locator(".turn")).to_contain_text("robotti")


def test_the_conversation_can_be_saved(visit: Visitor) -> None:
    made = visit()
    made.say("koulu jäi kesken")
    page = made.page
    page.click("#menu summary")
    with page.expect_download() as download:
        page.click("#save")
    assert download.value.suggested_filename == "laituri-keskustelu.txt"
    saved = Path(download.value.path()).read_text(encoding="utf-8")
    for words in ("Sinä", "koulu jäi kesken", "Testilän Ohjaamo", "014 000 0000"):
        assert words in saved
    assert "Ohjaaja kysyy, mitä kuuluu" in saved  # a closed part
    assert "Lisää vaihtoehtoja" not in saved
    assert page.locator("#log details[open]").count() == 0


def test_printing_shows_closed_parts_and_no_buttons(visit: Visitor) -> None:
    made = visit()
    made.say("koulu jäi kesken")
    page = made.page
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(page.locator(".card").first).to_contain_text("Ohjaaja kysyy, mitä kuuluu")
    expect(page.locator("header")).to_be_hidden()
    expect(page.locator(".choices").first).to_be_hidden()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("#log details[open]").count() == 0


def test_a_reload_goes_on_and_is_not_told_again(site: Site, visit: Visitor) -> None:
    made = visit(init=WATCH)

    def answered(body: dict[str, Any]) -> list[dict[str, Any]]:
        said = body.get("text") or body["payload"]
        if said == "/more_results":  # the channel writes payloads anew
            said = '/more_results{"language": "fi"}'
        event = {"event": "user", "text": said, "timestamp": time.time()}
        with contextlib.closing(events(site)) as database, database:
            row = (body["sender"], json.dumps(event), event["timestamp"])
            sql = "INSERT INTO events (sender_id, data, timestamp) VALUES (?, ?, ?)"
            database.execute(sql, row)
        return answer(body)

    site.rasa.answer = answered
    made.page.locator(".choices button", has_text="Opiskelu").click()
    made.until(3)
    made.say("koulu jäi kesken")
    made.page.wait_for_selector(".card")
    made.page.locator(".choices button", has_text="Lisää vaihtoehtoja").last.click()
    made.until(7)
    before = made.page.locator(".turn").all_inner_texts()
    made.page.reload()
    made.page.wait_for_selector(".card")
    assert made.page.locator(".turn").all_inner_texts() == before
    assert heard(made) == []
    made.page.locator(".choices button", has_text="Ohita").last.click()
    made.until(len(before) + 2)


def events(site: Site) -> sqlite3.Connection:
    """Open the store with the table that Rasa writes to."""
    database = sqlite3.connect(site.home / "conversations.sqlite")
    columns = "id INTEGER PRIMARY KEY, sender_id TEXT, timestamp FLOAT, data TEXT"
    database.execute(f"CREATE TABLE IF NOT EXISTS events ({columns})")
    return database


@pytest.mark.parametrize("asked", ["/sos", "/privacy", "/help"])
def test_commands_work_as_everywhere(visit: Visitor, asked: str) -> None:
    made = visit()
    made.say(asked)
    expect(made.page.locator(".turn").last).to_contain_text(
        {"/sos": "112", "/privacy": "robotti", "/help": "112"}[asked]
    )
