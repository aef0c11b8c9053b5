"""``python -m bot.gateway`` as a process: port, logs, being killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from bot.settings import ROOT
from tests.gateway.conftest import Talk
from tests.gateway.fake_rasa import SECRET, FakeRasa

CANARY = "kanarialintu"


class Process:
    """A gateway process with a home and a log of its own."""

    def __init__(self, home: Path, rasa_url: str, **environment: str) -> None:
        self.log = home.parent / "gateway.log"
        self._announced = home / "gateway.json"
        self._announced.unlink(missing_ok=True)
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "bot.gateway"],
                cwd=ROOT,
                stdout=log,
                stderr=log,
                env={
                    **os.environ,
                    "LAITURI_HOME": str(home),
                    "LAITURI_PORT": "0",
                    "LAITURI_RASA_URL": rasa_url,
                    "LAITURI_ACTIONS_URL": rasa_url,
                    "LAITURI_INTERNAL_SECRET": SECRET,
                    "LAITURI_LOG_LEVEL": "DEBUG",
                    **environment,
                },
            )

    def client(self) -> httpx.Client:
        """Wait until the port is announced."""
        until = time.monotonic() + 60
        while not self._announced.exists():
            assert self._process.poll() is None, self.log.read_text()
            assert time.monotonic() < until
            time.sleep(0.02)
        port = json.loads(self._announced.read_text())["port"]
        return httpx.Client(
            base_url=f"http://127.0.0.1:{port}", timeout=10, trust_env=False
        )

    def end(self, number: int = signal.SIGTERM) -> int:
        """Send a signal; return the exit code."""
        if self._process.poll() is None:
            self._process.send_signal(number)
        return self._process.wait(20)


@pytest.fixture
def run(
    tmp_path: Path, rasa_server: tuple[FakeRasa, str]
) -> Iterator[Callable[..., Process]]:
    """Start a process on the home of this test."""
    started: list[Process] = []

    def run(**environment: str) -> Process:
        process = Process(tmp_path / "home", rasa_server[1], **environment)
        started.append(process)
        return process

    yield run
    for process in started:
        process.end(signal.SIGKILL)


def open_talk(client: httpx.Client) -> Talk:
    body = client.post("/api/v1/conversations", json={"language": "fi"}).json()
    return Talk(client, body["token"], body["conversation"], body["replies"])


def test_no_word_of_anybody_is_in_any_file(
    run: Callable[..., Process], rasa: FakeRasa, tmp_path: Path
) -> None:
    process = run()
    with process.client() as client:
        talk = open_talk(client)
        talk.say(f"{CANARY} töitä", message_id=CANARY)
        talk.say(f"haluan kuolla {CANARY}")
        talk.say(f"en jaksa enää mitään {CANARY}")
        talk.press(CANARY)
        rasa.raw = CANARY.encode()
        talk.say(CANARY)
        rasa.raw = None
        rasa.status = 500
        talk.say(CANARY)
        client.get(f"/{CANARY}?{CANARY}={CANARY}")
        client.get(f"/api/v1/socket?token={CANARY}")
        talk.post({"text": 5, CANARY: CANARY})
        client.post("/api/v1/messages", content=f'{{"text": "{CANARY}'.encode())
        client.post("/api/v1/messages", content=CANARY.encode() * 90_000)
        client.request(CANARY.upper(), "/", headers={CANARY: CANARY})
        client.get("/api/v1/replies", headers={"Authorization": f"Bearer {CANARY}"})
        held = client.get("/api/v1/conversations/export", headers=talk.headers)
        assert CANARY not in held.text
    process.end()
    lines = process.log.read_text().splitlines()
    assert lines
    for line in lines:
        assert set(json.loads(line)) >= {"time", "level", "logger", "event"}
    for path in tmp_path.rglob("*"):
        if path.is_file():
            content = path.read_bytes().lower()
            assert CANARY.encode() not in content, path
            assert talk.token.encode().lower() not in content, path
            for button in talk.greeting[1]["buttons"]:
                assert button["token"].encode().lower() not in content, path


def test_a_killed_process_comes_back_with_its_conversations(
    run: Callable[..., Process], rasa: FakeRasa
) -> None:
    first = run()
    with first.client() as client:
        before = open_talk(client)
        said = before.post({"text": "töitä", "message_id": "m-1"}).json()
    first.end(signal.SIGKILL)
    with run().client() as client:
        after = Talk(client, before.token)
        assert after.post({"text": "töitä", "message_id": "m-1"}).json() == said
        after.press(before.greeting[1]["buttons"][0]["token"])
    assert rasa.payloads() == ["/find_training"]
    assert len(rasa.texts()) == 1


def test_it_ends_cleanly(run: Callable[..., Process], rasa: FakeRasa) -> None:
    process = run()
    with process.client() as client:
        assert client.get("/health/live").status_code == 200
    assert process.end(signal.SIGTERM) in {0, -signal.SIGTERM}


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"LAITURI_DATABASE_URL": "mysql://localhost/x"}, "LAITURI_DATABASE_URL"),
        ({"LAITURI_PORT": "70000"}, "LAITURI_PORT"),
        ({"LAITURI_RATE_LIMIT": "off", "LAITURI_HOST": "0.0.0.0"}, "RATE_LIMIT"),
    ],
    ids=["database", "port", "limits"],
)
def test_a_wrong_setting_is_said_in_the_last_line(
    run: Callable[..., Process], rasa: FakeRasa, wrong: dict[str, str], said: str
) -> None:
    process = run(**wrong)
    assert process.end(0) != 0
    *_, line = process.log.read_text().splitlines()
    assert said in json.loads(line)["event"]
    assert json.loads(line)["level"] == "CRITICAL"
