"""What people can have erased or shown: at once, and for good."""

from __future__ import annotations

import shutil
import sqlite3
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from bot.settings import Settings
from tests.gateway.conftest import Gateway, Talk
from tests.gateway.fake_rasa import FakeRasa

CANARY = "kanarialintu"


def press(talk: Talk, question: list[dict[str, object]], title: str) -> str:
    """Press one of a question's buttons; return the answer's words."""
    (reply,) = question
    buttons: object = reply["buttons"]
    assert isinstance(buttons, list)
    (token,) = [b["token"] for b in buttons if b["title"] == title]
    (answer,) = talk.press(token)
    return str(answer["text"])


def test_deletion_waits_for_no_answer_under_way_and_nothing_is_left_of_that(
    gateway: Gateway, rasa: FakeRasa
) -> None:
    rasa.answer = lambda _: [{"text": CANARY}]
    talk = gateway.talk()
    rasa.delay = 0.9
    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(talk.post, {"text": f"töitä {CANARY}"})
        while not rasa.received:
            time.sleep(0.005)
        done = press(talk, talk.say("/poista"), "Poista kaikki")
        assert not slow.done()
        slow.result()

    assert done.startswith("Kaikki on poistettu.")
    assert talk.post({"text": "hei"}).status_code == 401
    for path in gateway.home.iterdir():
        if path.is_file():
            assert CANARY.encode() not in path.read_bytes(), path
    with sqlite3.connect(gateway.home / "conversations.sqlite") as store:
        (held,) = store.execute("SELECT count(*) FROM conversation").fetchone()
    store.close()
    assert held == 0


def test_export_waits_for_no_answer_under_way(gateway: Gateway, rasa: FakeRasa) -> None:
    talk = gateway.talk()
    rasa.delay = 0.9
    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(talk.say, "töitä")
        while not rasa.received:
            time.sleep(0.005)
        (held,) = talk.say("/lataa")
        assert not slow.done()
    assert held["text"].startswith("Tässä on kaikki")


def test_a_copy_of_the_database_brings_nothing_back_that_was_erased(
    start: Callable[..., Gateway], settings: Settings, rasa: FakeRasa
) -> None:
    rasa.answer = lambda _: [{"text": CANARY}]
    first = start(settings)
    erased, kept = first.talk(), first.talk()
    erased.say("töitä")
    kept.say("töitä")
    source = sqlite3.connect(first.home / "conversations.sqlite")
    source.execute(f"VACUUM INTO '{first.home}/copy'")
    source.close()
    assert erased.client.delete(
        "/api/v1/conversations", headers=erased.headers
    ).status_code == (204)
    first.stop()
    for path in first.home.glob("conversations.sqlite*"):
        path.unlink()
    shutil.move(first.home / "copy", first.home / "conversations.sqlite")

    second = start(settings)
    until = time.monotonic() + 20
    again = Talk(second.client, erased.token)
    while again.post({"text": "/privacy"}).status_code != 401:
        assert time.monotonic() < until
        time.sleep(0.05)
    assert Talk(second.client, kept.token).say("/privacy")
