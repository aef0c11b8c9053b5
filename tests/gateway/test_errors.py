"""Every error has one shape, says where help is, and repeats nothing."""

from __future__ import annotations

import http.client
import json
import select
import socket
import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from bot.settings import Settings
from tests.gateway.conftest import Gateway, Talk
from tests.gateway.fake_rasa import FakeRasa

CRISIS = "haluan kuolla"


def check(answer: httpx.Response, status: int, code: str) -> list[dict[str, Any]]:
    """Check an error's shape and return its replies."""
    assert answer.status_code == status, answer.text
    body = answer.json()
    assert set(body) == {"error", "replies"}
    assert set(body["error"]) == {"code", "message"}
    assert body["error"]["code"] == code
    assert body["replies"]
    assert any("112" in str(reply) for reply in body["replies"])
    assert answer.headers["cache-control"] == "no-store"
    replies: list[dict[str, Any]] = body["replies"]
    return replies


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (b"{", 400, "not_json"),
        (b"\xff\xfe", 400, "not_json"),
        (b'{"text": NaN}', 400, "not_json"),
        (b"[" * 9 + b"]" * 9, 400, "too_deep"),
        (json.dumps({str(n): n for n in range(65)}).encode(), 400, "too_many_keys"),
        (b'{"text": "' + b"a" * 70_000 + b'"}', 413, "too_large"),
        (b'{"text": "' + b"a" * 1_000_000 + b'"}', 413, "too_large"),
        (b"[]", 422, "invalid"),
        (b"null", 422, "invalid"),
        (b"", 422, "invalid"),
        (b"{}", 422, "invalid"),
        (b'{"text": null}', 422, "invalid"),
        (b'{"text": 5}', 422, "invalid"),
        (b'{"text": ["hei"]}', 422, "invalid"),
        (b'{"text": "hei", "button": "x"}', 422, "invalid"),
        (b'{"text": "hei", "message_id": ""}', 422, "invalid"),
        (b'{"text": "hei", "message_id": 7}', 422, "invalid"),
        (b'{"button": ""}', 422, "invalid"),
    ],
    ids=lambda value: str(value)[:24],
)
def test_a_bad_body_gets_an_error_with_help(
    talk: Talk, rasa: FakeRasa, content: bytes, status: int, code: str
) -> None:
    headers = {**talk.headers, "Content-Type": "application/json"}
    answer = talk.client.post("/api/v1/messages", content=content, headers=headers)
    check(answer, status, code)
    assert rasa.received == []
    assert talk.say("hei")


def test_an_error_speaks_the_conversations_language(gateway: Gateway) -> None:
    talk = gateway.talk("sv")
    (reply,) = check(talk.post({"text": 5}), 422, "invalid")
    assert reply["language"] == "sv"
    assert "fara" in reply["text"]


def test_an_error_without_a_conversation_speaks_the_browsers_language(
    gateway: Gateway,
) -> None:
    wanted = {"Accept-Language": "de-DE,en-GB;q=0.8,fi;q=0.5"}
    answer = gateway.client.get("/api/v1/nothing", headers=wanted)
    (reply,) = check(answer, 404, "not_found")
    assert reply["language"] == "en"


@pytest.mark.parametrize("path", ["/nothing", "/api/v1/nothing", "/static/nothing.js"])
def test_an_unknown_address_is_404(gateway: Gateway, path: str) -> None:
    check(gateway.client.get(path), 404, "not_found")


def test_a_wrong_method_has_the_same_shape(gateway: Gateway) -> None:
    check(gateway.client.put("/api/v1/messages", json={}), 405, "not_found")


def test_an_unknown_language_is_422(gateway: Gateway) -> None:
    answer = gateway.client.post("/api/v1/conversations", json={"language": "xx"})
    check(answer, 422, "invalid")


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "Bearer",
        "Bearer nonsense",
        "Basic eDp5",
        "Bearer " + "A" * 64,
    ],
)
def test_without_a_token_of_ours_it_is_401(
    gateway: Gateway, header: str | None
) -> None:
    headers = {} if header is None else {"Authorization": header}
    for method, path in (
        ("POST", "/api/v1/messages"),
        ("GET", "/api/v1/replies"),
        ("GET", "/api/v1/conversations/export"),
        ("DELETE", "/api/v1/conversations"),
    ):
        body = {"json": {"text": "hei"}} if method == "POST" else {}
        answer = gateway.client.request(method, path, headers=headers, **body)
        check(answer, 401, "unauthorized")
        assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize(
    ("content", "token", "status"),
    [
        (json.dumps({"text": CRISIS}).encode(), False, 401),
        (b'{"text": "' + CRISIS.encode(), True, 400),
        (json.dumps({"text": CRISIS, "button": "x"}).encode(), True, 422),
        (json.dumps({"words": CRISIS}).encode(), True, 422),
        (json.dumps({"text": CRISIS + " a" * 40_000}).encode(), True, 413),
        (json.dumps({"text": "a " * 90_000 + CRISIS}).encode(), True, 413),
    ],
    ids=["no token", "broken", "both", "other key", "long, first", "long, last"],
)
def test_a_refused_crisis_still_gets_its_reply(
    talk: Talk, rasa: FakeRasa, content: bytes, token: bool, status: int
) -> None:
    headers = {"Content-Type": "application/json", **(talk.headers if token else {})}
    answer = talk.client.post("/api/v1/messages", content=content, headers=headers)
    assert answer.status_code == status
    (reply,) = answer.json()["replies"]
    assert reply["kind"] == "crisis"
    assert reply["contacts"]
    assert rasa.received == []


def test_one_message_too_many_is_answered_politely(
    start: Callable[..., Gateway], settings: Settings, rasa: FakeRasa
) -> None:
    gateway = start(settings.model_copy(update={"rate_limit": "on"}))
    talk = gateway.talk("en")
    answers = [talk.post({"text": "hello there"}) for _ in range(32)]
    statuses = [answer.status_code for answer in answers]
    assert statuses[:30] == [200] * 30
    assert statuses[-1] == 429
    (reply,) = check(answers[-1], 429, "rate_limited")
    assert reply["language"] == "en"
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 4

    (crisis,) = talk.say("I want to kill myself")
    assert crisis["kind"] == "crisis"
    (help_now,) = talk.say("/sos")
    assert help_now["kind"] == "crisis"


def test_an_address_that_opens_too_many_conversations_has_to_wait(
    start: Callable[..., Gateway], settings: Settings, rasa: FakeRasa
) -> None:
    gateway = start(settings.model_copy(update={"rate_limit": "on"}))
    for _ in range(40):
        gateway.talk()
    answer = gateway.client.post("/api/v1/conversations", json={"language": "sv"})
    (reply,) = check(answer, 429, "rate_limited")
    assert reply["language"] == "sv"
    assert 1 <= int(answer.headers["retry-after"]) <= 12


def test_a_body_that_comes_too_slowly_is_given_up(
    start: Callable[..., Gateway], settings: Settings, rasa: FakeRasa
) -> None:
    gateway = start(settings, read_seconds=0.2)
    host, port = gateway.url.removeprefix("http://").split(":")
    started = time.monotonic()
    with socket.create_connection((host, int(port)), timeout=5) as slow:
        slow.sendall(
            b"POST /api/v1/messages HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\n{"
        )
        answer = slow.recv(65_536)
    assert b" 400 " in answer.splitlines()[0]
    assert time.monotonic() - started < 3


def test_headers_that_never_end_are_given_up(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.gateway.server.PatientProtocol.header_seconds", 0.2)
    host, port = gateway.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=5) as slow:
        slow.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n")
        assert slow.recv(1024) == b""


def test_a_connection_may_be_kept_and_used_again_after_a_pause(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.gateway.server.PatientProtocol.header_seconds", 0.1)
    host, port = gateway.url.removeprefix("http://").split(":")
    kept = http.client.HTTPConnection(host, int(port), timeout=5)
    kept.connect()
    first = kept.sock
    for _ in range(2):
        kept.request("GET", "/health/live")
        answer = kept.getresponse()
        assert (answer.status, answer.read()) == (200, b'{"status":"ok"}')
        closed, _, _ = select.select([kept.sock], [], [], 0.3)
        assert not closed
    assert kept.sock is first
    kept.close()


def test_a_fault_of_our_own_is_answered_with_help(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("kanarialintu")

    monkeypatch.setattr("bot.gateway.answering.read", broken)
    answer = talk.post({"text": "kanarialintu"})
    check(answer, 503, "internal")
    assert "kanarialintu" not in answer.text


def test_headers_without_end_are_given_up(gateway: Gateway) -> None:
    host, port = gateway.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=5) as flood:
        lines = [b"X-%d: %s\r\n" % (number, b"a" * 1_000) for number in range(20_000)]
        with pytest.raises(OSError, match=r"reset|pipe"):
            flood.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n" + b"".join(lines))
