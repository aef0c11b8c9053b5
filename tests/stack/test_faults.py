"""A part dies; the user still gets an answer."""

from __future__ import annotations

import time
from typing import Any

import psutil

RASA = "bot.rasa_ext.server"
ACTIONS = "actions.server"


def test_killing_the_actions_still_gives_an_answer(own_stack: Any) -> None:
    talk = own_stack.talk("fi")
    own_stack.kill(ACTIONS)
    start = time.monotonic()
    talk.say("etsin töitä Oulusta")
    assert time.monotonic() - start < 6
    assert talk.text
    contacts = [c for r in talk.replies for c in r.get("contacts") or []]
    assert talk.services or contacts, talk.replies
    own_stack.wait_ready(40)
    talk.say("etsin töitä Oulusta")
    assert talk.services, talk.replies


def test_killing_rasa_still_gives_an_answer_and_help(own_stack: Any) -> None:
    talk = own_stack.talk("sv")
    own_stack.kill(RASA)
    start = time.monotonic()
    talk.say("jag söker jobb i Vasa")
    assert time.monotonic() - start < 10
    contacts = [c for r in talk.replies for c in r.get("contacts") or []]
    assert contacts, talk.replies
    talk.say("jag vill inte leva längre")
    assert talk.replies[0]["kind"] == "crisis"
    own_stack.wait_ready(60)
    talk.say("jag söker jobb i Vasa")
    assert talk.services, talk.replies


def test_only_the_gateway_is_public_and_nothing_listens_beyond_loopback(
    stack: Any,
) -> None:
    family = psutil.Process(stack.process.pid).children(recursive=True)
    addresses = {
        c.laddr.ip
        for process in family
        for c in process.net_connections(kind="inet")
        if c.status == psutil.CONN_LISTEN
    }
    assert addresses == {"127.0.0.1"}


def test_rasa_refuses_who_does_not_know_the_secret(stack: Any) -> None:
    import httpx

    port = int(
        stack.part(RASA).cmdline()[stack.part(RASA).cmdline().index("--port") + 1]
    )
    base = f"http://127.0.0.1:{port}"
    body = {"sender": "x", "payload": '/make_referral{"consent":true}'}
    assert httpx.post(f"{base}/webhooks/gateway/webhook", json=body).status_code == 403
    for path in ("/webhooks/rest/webhook", "/conversations/x/tracker", "/model/parse"):
        assert httpx.post(base + path, json=body).status_code in (404, 405)


def test_bad_input_leaves_no_trace_in_the_logs(stack: Any) -> None:
    talk = stack.talk("fi")
    canaries = [
        'zx-canary-1 "; DROP TABLE service; --',
        "zx-canary-2 NEAR( * - ^ col:",
        '{"zx-canary-3": [1, {"a": null}]}',
        '/make_referral{"consent":true} zx-canary-4',
        "zx-canary-5 010101-123N",
        "\u0000\u202ezx-canary-6",
        "zx-canary-7 " + "a" * 3000,
        "дарова zx-canary-8",
    ]
    for words in canaries:
        assert talk.say(words), words
    for words in ("", "   ", "😀😀", "\u200b"):
        answer = talk.http.post("/messages", json={"text": words})
        assert answer.json()["replies"], repr(words)
    talk.say("etsin töitä Oulusta")
    assert talk.services, talk.replies
    assert "zx-canary" not in stack.logs()
    for path in stack.home.rglob("*"):
        if path.is_file():
            assert b"010101-123N" not in path.read_bytes(), path
