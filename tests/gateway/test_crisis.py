"""The crisis reply in every state; nothing of the message goes anywhere."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from typing import Any

import pytest

from bot.settings import Settings
from tests.gateway.conftest import Gateway, Talk
from tests.gateway.fake_rasa import FakeRasa

CRISIS = {
    "fi": "haluan kuolla",
    "sv": "jag vill dö",
    "en": "I want to kill myself",
}


def is_crisis(replies: list[dict[str, Any]], language: str = "fi") -> None:
    (reply,) = replies
    assert reply["kind"] == "crisis"
    assert reply["language"] == language
    assert "112" in reply["text"]
    assert {"kind", "label", "value"} == set(reply["contacts"][0])
    assert reply["buttons"]


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
@pytest.mark.parametrize("chosen", ["fi", "sv", "en", None])
def test_it_comes_in_the_language_of_the_words(
    gateway: Gateway, rasa: FakeRasa, language: str, chosen: str | None
) -> None:
    is_crisis(gateway.talk(chosen).say(CRISIS[language]), language)
    assert rasa.received == []


@pytest.mark.parametrize(
    "prefix", ["/", "//", " / ", "\uff0f", "!", "/start ", "/apua "]
)
def test_a_slash_hides_nothing(talk: Talk, rasa: FakeRasa, prefix: str) -> None:
    is_crisis(talk.say(prefix + CRISIS["fi"]))
    assert rasa.received == []


def test_a_question_that_waits_is_asked_again_with_fresh_buttons(
    talk: Talk, rasa: FakeRasa
) -> None:
    rasa.answer = lambda _: [
        {
            "text": "Missä kunnassa asut?",
            "buttons": [{"title": "En kerro", "payload": "/deny"}],
            "custom": {"version": 1, "kind": "question"},
        }
    ]
    (question,) = talk.say("töitä")
    (crisis,) = talk.say(CRISIS["fi"])
    not_now = next(b for b in crisis["buttons"] if "jatketaan" in b["title"].lower())

    resumed, again = talk.press(not_now["token"])

    assert "Jatketaan" in resumed["text"]
    assert again["text"] == question["text"]
    assert again["kind"] == "question"
    assert [b["title"] for b in again["buttons"]] == ["En kerro"]
    assert again["buttons"][0]["token"] != question["buttons"][0]["token"]
    assert len(rasa.received) == 1

    talk.press(again["buttons"][0]["token"])
    assert rasa.payloads() == ["/deny"]


def test_somebody_without_a_bed_may_go_on_to_housing(
    talk: Talk, rasa: FakeRasa
) -> None:
    (crisis,) = talk.say("mulla ei oo paikkaa missä nukkua ens yönä")
    assert crisis["kind"] == "crisis"
    titles = [b["title"] for b in crisis["buttons"]]
    for button in crisis["buttons"]:
        talk.press(button["token"])
    assert rasa.payloads() == ['/find_support{"theme":"housing"}'], titles


def test_the_third_reply_is_not_the_first_again(talk: Talk) -> None:
    texts = [talk.say(CRISIS["fi"])[0]["text"] for _ in range(3)]
    assert texts[2] != texts[0]


def test_signs_of_danger_get_the_answer_and_a_gentle_line(
    talk: Talk, rasa: FakeRasa
) -> None:
    answer, gentle = talk.say("en jaksa enää mitään")
    assert answer["text"] == "answer to a text"
    assert gentle["kind"] == "notice"
    (button,) = gentle["buttons"]
    before = len(rasa.received)
    is_crisis(talk.press(button["token"]))
    assert len(rasa.received) == before


def test_signs_of_danger_in_words_nobody_understood_lead_to_people(
    talk: Talk, rasa: FakeRasa
) -> None:
    def answer(body: dict[str, Any]) -> list[dict[str, Any]]:
        if "payload" in body:
            return [{"text": "people"}]
        return [
            {"custom": {"version": 1, "kind": "not_understood"}},
            {"text": "no answer"},
        ]

    rasa.answer = answer
    assert [reply["text"] for reply in talk.say("etsin kesätöitä")] == ["no answer"]
    people, gentle = talk.say("en jaksa enää mitään")
    assert people["text"] == "people"
    assert gentle["kind"] == "notice"
    assert rasa.payloads()[-1].startswith("/request_human")


@pytest.mark.parametrize("state", ["busy", "dead", "garbage", "deleting", "language"])
def test_it_comes_in_every_state(
    gateway: Gateway, rasa: FakeRasa, state: str, talk: Talk
) -> None:
    if state == "dead":
        rasa.status = 500
        for _ in range(5):
            talk.say("töitä")
    elif state == "garbage":
        rasa.raw = b"<html>"
    elif state == "deleting":
        talk.say("/poista")
    elif state == "language":
        talk = gateway.talk(None)
        talk.say("/kieli")
    elif state == "busy":
        rasa.delay = 4.0
        with gateway.client.stream(
            "POST",
            "/api/v1/messages",
            json={"text": "töitä"},
            headers={**talk.headers, "Connection": "close"},
        ):
            pass
    started = time.monotonic()
    is_crisis(talk.say(CRISIS["fi"]))
    assert time.monotonic() - started < 3.0


def test_it_overtakes_a_slow_answer(gateway: Gateway, rasa: FakeRasa) -> None:
    from concurrent.futures import ThreadPoolExecutor

    talk = gateway.talk()
    rasa.delay = 3.0
    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(talk.say, "töitä")
        while not rasa.received:
            time.sleep(0.005)
        is_crisis(talk.say(CRISIS["fi"]))
        assert not slow.done()
        assert slow.result()[0]["kind"] == "text"


def test_it_comes_while_the_database_is_locked(gateway: Gateway) -> None:
    talk = gateway.talk()
    with sqlite3.connect(
        gateway.home / "conversations.sqlite", isolation_level=None
    ) as other:
        other.execute("BEGIN EXCLUSIVE")
        started = time.monotonic()
        is_crisis(talk.say(CRISIS["fi"]))
        assert time.monotonic() - started < 3.0
        is_crisis(gateway.talk().say(CRISIS["fi"]))
        other.execute("ROLLBACK")
    other.close()


def test_it_comes_while_there_is_no_database_at_all(
    start: Callable[..., Gateway], settings: Settings, rasa: FakeRasa
) -> None:
    settings.home.mkdir()
    (settings.home / "conversations.sqlite").write_bytes(b"this is no database" * 1000)
    talk = start(settings).talk()
    is_crisis(talk.say(CRISIS["fi"]))
    assert talk.say("töitä")[0]["text"] == "answer to a text"


def test_only_counts_are_left_of_it(gateway: Gateway, talk: Talk) -> None:
    talk.say("haluan kuolla kanarialintu", message_id="m-1")
    talk.say("en jaksa enää mitään")
    gateway.stop()
    for path in gateway.home.rglob("*"):
        if path.is_file():
            assert b"kanarialintu" not in path.read_bytes(), path
    with sqlite3.connect(gateway.home / "conversations.sqlite") as database:
        rows = database.execute("SELECT kind, tier, language, count FROM counter")
        counted = {(tier, language, count) for _, tier, language, count in rows}
        assert counted == {(1, "fi", 1), (2, "fi", 1)}
    database.close()
