"""Rasa slow, dead or talking nonsense; the database locked. There is an answer."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import sqlite3
import struct
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
import uvloop

from bot.gateway.rasa_client import RasaClient, RasaUnavailable, read_answer
from bot.settings import Settings
from tests.gateway.conftest import Gateway, Talk
from tests.gateway.fake_rasa import SECRET, FakeRasa


def is_static(replies: list[dict[str, Any]]) -> None:
    (reply,) = replies
    assert reply["kind"] == "text"
    assert reply["contacts"]
    assert "answer" not in reply["text"]


def test_a_slow_rasa_gives_a_static_answer_in_time(
    start: Callable[..., Gateway], settings: Settings, rasa: FakeRasa
) -> None:
    talk = start(settings, rasa_deadline=0.2).talk()
    rasa.delay = 4.0
    started = time.monotonic()
    is_static(talk.say("töitä"))
    assert time.monotonic() - started < 3.0


def test_a_rasa_that_drips_is_no_faster(
    start: Callable[..., Gateway], settings: Settings, rasa: FakeRasa
) -> None:
    talk = start(settings, rasa_deadline=0.3).talk()
    rasa.drip = 50
    started = time.monotonic()
    is_static(talk.say("töitä"))
    assert time.monotonic() - started < 3.0


def test_a_dead_rasa_gives_a_static_answer_at_once(
    start: Callable[..., Gateway], settings: Settings
) -> None:
    dead = settings.model_copy(update={"rasa_url": "http://127.0.0.1:9"})
    gateway = start(dead)
    talk = gateway.talk()
    for _ in range(5):
        started = time.monotonic()
        is_static(talk.say("töitä"))
        assert time.monotonic() - started < 3.0
    assert gateway.client.get("/health/live").status_code == 200
    assert gateway.client.get("/health/ready").status_code == 503


def test_without_any_rasa_there_is_a_static_answer(
    start: Callable[..., Gateway], settings: Settings
) -> None:
    alone = settings.model_copy(update={"rasa_url": None, "actions_url": None})
    gateway = start(alone)
    is_static(gateway.talk().say("töitä"))
    parts = gateway.client.get("/health/ready").json()["parts"]
    assert parts == {
        "rasa": "error",
        "actions": "error",
        "catalogue": "unknown",
        "store": "ok",
        "synthetic": "unknown",
        "telegram": "off",
    }


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"<html>",
        b"null",
        b"[]",
        b"{}",
        b'{"messages": null}',
        b'{"messages": []}',
        b'{"messages": [null, 5, "text", {}]}',
        b'{"messages": [{"text": 5}]}',
        b'{"messages": [{"text": ""}]}',
        b'{"messages": [{"custom": {"kind": "services", "services": "x"}}]}',
        b'{"messages": [{"custom": {"kind": "language", "language": "xx"}}]}',
        b'{"messages": [{"custom": {"kind": "command", "command": "rm"}}]}',
        b"\xff" * 100,
        b'{"messages": [{"text": "' + b"a" * 3_000_000 + b'"}]}',
    ],
    ids=lambda raw: raw[:60].decode("latin-1"),
)
def test_garbage_from_rasa_gives_a_static_answer(
    talk: Talk, rasa: FakeRasa, raw: bytes
) -> None:
    rasa.raw = raw
    is_static(talk.say("töitä"))
    rasa.raw = None
    assert talk.say("töitä")[0]["text"] == "answer to a text"


def test_one_malformed_utterance_does_not_lose_the_others(
    talk: Talk, rasa: FakeRasa
) -> None:
    rasa.raw = b'{"messages": [{"buttons": 5}, {"text": "Hei"}]}'
    assert talk.say("töitä")[0]["text"] == "Hei"


def test_after_failures_rasa_is_left_alone_for_a_moment(
    talk: Talk, rasa: FakeRasa
) -> None:
    rasa.status = 500
    for _ in range(6):
        is_static(talk.say("töitä"))
    assert len(rasa.received) == 3


async def test_the_client_recovers_when_rasa_does(
    rasa: FakeRasa, rasa_server: tuple[FakeRasa, str]
) -> None:
    client = RasaClient([rasa_server[1]], SECRET, deadline=1.0, rest=0.0)
    rasa.status = 500
    for _ in range(4):
        with pytest.raises(RasaUnavailable):
            await client.ask("0" * 32, "fi", text="hei")
    rasa.status = 200
    (message,) = await client.ask("0" * 32, "fi", text="hei")
    assert message.text == "answer to a text"
    await client.close()


def test_a_rasa_that_dies_as_it_is_reached_is_away(resetting: str) -> None:
    """A killed server resets what waits to be accepted; the loop is busy meanwhile.

    The loop is uvloop's, as in the gateway.
    """

    async def ask() -> None:
        client = RasaClient([resetting], SECRET, deadline=1.0, rest=0.0)
        crowd = asyncio.create_task(busy())
        for _ in range(20):
            with pytest.raises(RasaUnavailable):
                await client.ask("0" * 32, "fi", text="hei")
            assert not await client.ready()
        crowd.cancel()
        await client.close()

    async def busy() -> None:
        while True:
            time.sleep(0.003)
            await asyncio.sleep(0)

    uvloop.run(ask())


@pytest.fixture
def resetting() -> Iterator[str]:
    """The address of a server that resets every connection."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def reset() -> None:
            with contextlib.suppress(OSError):
                while True:
                    connection, _ = server.accept()
                    never = struct.pack("ii", 1, 0)
                    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, never)
                    connection.close()

        thread = threading.Thread(target=reset)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}"
        server.shutdown(socket.SHUT_RDWR)
        thread.join()


async def test_a_rasa_that_says_it_is_ready_is_asked_again_at_once(
    rasa: FakeRasa, rasa_server: tuple[FakeRasa, str]
) -> None:
    client = RasaClient([rasa_server[1]], SECRET, deadline=1.0, rest=600.0)
    rasa.status, rasa.model = 500, False
    for _ in range(3):
        with pytest.raises(RasaUnavailable):
            await client.ask("0" * 32, "fi", text="hei")
    rasa.status = 200
    assert not await client.ready()
    with pytest.raises(RasaUnavailable, match="resting"):
        await client.ask("0" * 32, "fi", text="hei")
    rasa.model = True
    assert await client.ready()
    assert await client.ask("0" * 32, "fi", text="hei")
    await client.close()


async def test_a_conversation_always_goes_to_the_same_rasa(
    rasa: FakeRasa, rasa_server: tuple[FakeRasa, str]
) -> None:
    client = RasaClient([rasa_server[1], "http://127.0.0.1:9"], SECRET)
    for _ in range(2):
        assert await client.ask("0" * 32, "fi", text="hei")
        with pytest.raises(RasaUnavailable):
            await client.ask("0" * 31 + "1", "fi", text="hei")
    await client.close()


def test_an_answer_that_is_no_answer_is_an_error() -> None:
    with pytest.raises(ValueError, match="messages"):
        read_answer(b"{}")


def test_two_messages_of_one_conversation_never_meet_in_rasa(
    gateway: Gateway, rasa: FakeRasa
) -> None:
    talk = gateway.talk()
    rasa.delay = 0.05
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda n: talk.say(f"viesti {n}"), range(8)))
    ids = [reply["id"] for replies in answers for reply in replies]
    assert len(set(ids)) == 8
    assert rasa.most_running == 1


def test_nothing_leaks_between_conversations(gateway: Gateway, rasa: FakeRasa) -> None:
    rasa.answer = lambda body: [{"text": body["text"]}]

    def nonce(number: int) -> bool:
        talk = gateway.talk()
        said = [talk.say(f"oma sana {number} {n}")[0]["text"] for n in range(3)]
        listed = talk.client.get("/api/v1/replies", headers=talk.headers).json()
        texts = [reply["text"] for reply in listed["replies"]]
        return said == [f"oma sana {number} {n}" for n in range(3)] == texts[2:]

    with ThreadPoolExecutor(16) as pool:
        assert all(pool.map(nonce, range(60)))


def test_the_same_message_twice_at_once_acts_once(
    gateway: Gateway, rasa: FakeRasa
) -> None:
    talk = gateway.talk()
    rasa.delay = 0.1
    with ThreadPoolExecutor(4) as pool:
        answers = list(
            pool.map(lambda _: talk.say("töitä", message_id="m-1"), range(4))
        )
    assert all(answer == answers[0] for answer in answers)
    assert len(rasa.received) == 1


def test_a_message_behind_a_very_slow_one_is_told_to_wait(
    gateway: Gateway, rasa: FakeRasa, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk = gateway.talk()
    pipeline = gateway.app.state.conversations._pipeline
    monkeypatch.setattr(pipeline, "_queue_seconds", 0.05)
    rasa.delay = 0.6
    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(talk.say, "töitä")
        while not rasa.received:
            time.sleep(0.005)
        (busy,) = talk.say("ja asunto")
        assert busy["kind"] == "notice"
        assert "edelliseen" in busy["text"]
        assert slow.result()[0]["text"] == "answer to a text"


def test_when_it_is_crowded_one_more_is_told_so_at_once(
    gateway: Gateway, rasa: FakeRasa, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.gateway.room.MOST", 2)
    talks = [gateway.talk() for _ in range(3)]
    rasa.delay = 0.7
    with ThreadPoolExecutor(2) as pool:
        slow = [pool.submit(talk.say, "töitä") for talk in talks[:2]]
        while len(rasa.received) < 2:
            time.sleep(0.005)
        (crowded,) = talks[2].say("töitä", message_id="m-1")
        assert "ruuhkaa" in crowded["text"]
        assert crowded["contacts"]
        assert talks[2].say("haluan kuolla")[0]["kind"] == "crisis"
        assert talks[2].say("/help")[0]["kind"] == "text"
        assert len(rasa.received) == 2
        assert all(one.result()[0]["text"] == "answer to a text" for one in slow)
    assert talks[2].say("töitä", message_id="m-1")[0]["text"] == "answer to a text"


def test_a_locked_database_stops_no_answer(gateway: Gateway, rasa: FakeRasa) -> None:
    talk = gateway.talk()
    rasa.answer = lambda _: [
        {"text": "Mikä?", "buttons": [{"title": "A", "payload": "/affirm"}]}
    ]
    other = sqlite3.connect(gateway.home / "conversations.sqlite", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    started = time.monotonic()
    (reply,) = talk.say("töitä", message_id="m-1")
    assert time.monotonic() - started < 4.0
    again = talk.say("töitä", message_id="m-1")
    assert again == [reply]
    talk.press(reply["buttons"][0]["token"])
    refused = talk.client.delete("/api/v1/conversations", headers=talk.headers)
    assert refused.status_code == 503
    assert refused.json()["replies"]
    born = gateway.talk()
    assert born.say("töitä")[0]["text"] == "Mikä?"
    parts = gateway.client.get("/health/ready").json()["parts"]
    assert parts["store"] == "error"
    other.execute("ROLLBACK")
    other.close()
    assert rasa.payloads() == ["/affirm"]


def test_a_deletion_that_did_not_happen_is_said_so(
    gateway: Gateway, rasa: FakeRasa
) -> None:
    talk = gateway.talk()
    (question,) = talk.say("/poista")
    other = sqlite3.connect(gateway.home / "conversations.sqlite", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    (reply,) = talk.press(question["buttons"][0]["token"])
    other.execute("ROLLBACK")
    other.close()
    assert "ei onnistunut" in reply["text"]


def test_the_gateway_starts_when_the_database_cannot_be_opened(
    start: Callable[..., Gateway], settings: Settings, rasa: FakeRasa
) -> None:
    url = "postgresql://nobody@127.0.0.1:9/nothing"
    gateway = start(settings.model_copy(update={"database_url": url}))
    assert gateway.client.get("/health/live").status_code == 200
    talk = gateway.talk()
    assert talk.say("töitä")[0]["text"] == "answer to a text"
    assert talk.press(talk.greeting[1]["buttons"][0]["token"])
    assert rasa.payloads() == ["/find_training"]


def test_a_client_that_goes_away_harms_nobody(gateway: Gateway, rasa: FakeRasa) -> None:
    talk = gateway.talk()
    rasa.delay = 0.3
    with (
        httpx.Client(base_url=gateway.url, timeout=0.1, trust_env=False) as hasty,
        pytest.raises(httpx.ReadTimeout),
    ):
        hasty.post(
            "/api/v1/messages",
            json={"text": "töitä", "message_id": "m-1"},
            headers=talk.headers,
        )
    assert talk.say("töitä", message_id="m-1")[0]["text"] == "answer to a text"
    assert len(rasa.received) == 1
