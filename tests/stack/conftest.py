"""A whole Laituri: real gateway, real Rasa, real actions, as ``laituri up`` runs it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, ClassVar

import httpx
import psutil
import pytest

from bot.supervisor import free_port

ROOT = Path(__file__).parents[2]
READY_SECONDS = 90.0
SAID = "up.log"
PART_SECONDS = 20.0


class Stack:
    """A running Laituri with the helpers that a test needs."""

    def __init__(self, process: subprocess.Popen[bytes], home: Path, port: int) -> None:
        self.process = process
        self.home = home
        self.url = f"http://127.0.0.1:{port}"

    def ready(self) -> bool:
        try:
            return httpx.get(f"{self.url}/health/ready", timeout=3).status_code == 200
        except httpx.HTTPError:
            return False

    def wait_ready(self, seconds: float = READY_SECONDS) -> None:
        end = time.monotonic() + seconds
        while not self.ready():
            assert self.process.poll() is None, self.said()
            assert time.monotonic() < end, self.logs()
            time.sleep(0.2)

    def part(self, module: str) -> psutil.Process:
        """The process of a part; one that is being restarted is waited for."""
        end = time.monotonic() + PART_SECONDS
        while time.monotonic() < end:
            for child in psutil.Process(self.process.pid).children(recursive=True):
                with suppress(psutil.NoSuchProcess):
                    if module in child.cmdline():
                        return child
            time.sleep(0.05)
        raise AssertionError(f"no process runs {module}")

    def kill(self, module: str) -> None:
        self.part(module).send_signal(signal.SIGKILL)

    def logs(self) -> str:
        return "\n".join(
            path.read_text(errors="replace")
            for path in sorted((self.home / "logs").glob("*.log*"))
        )

    def failures(self) -> str:
        """The lines of the gateway that tell of an error, with type and place."""
        lines = (self.home / "logs" / "gateway.log").read_text(errors="replace")
        return "\n".join(x for x in lines.splitlines() if '"error"' in x)

    def said(self) -> str:
        """What ``laituri up`` told the operator."""
        return (self.home.parent / SAID).read_text(errors="replace")

    def talk(self, language: str | None = None) -> Talk:
        return Talk(self.url, language)


class Talk:
    """One conversation over the chat API."""

    opened: ClassVar[list[httpx.Client]] = []

    def __init__(self, url: str, language: str | None = None) -> None:
        self.http = httpx.Client(base_url=f"{url}/api/v1", timeout=20)
        self.opened.append(self.http)
        opened = self.http.post("/conversations", json={"language": language})
        assert opened.status_code == 201, opened.text
        self.conversation = opened.json()["conversation"]
        self.http.headers["Authorization"] = f"Bearer {opened.json()['token']}"
        self.replies: list[dict[str, Any]] = opened.json()["replies"]
        self.language = opened.json()["language"]

    def _post(self, body: dict[str, Any]) -> list[dict[str, Any]]:
        answer = self.http.post("/messages", json=body)
        assert answer.status_code == 200, answer.text
        self.replies = answer.json()["replies"]
        self.language = answer.json()["language"]
        return self.replies

    def say(self, text: str) -> list[dict[str, Any]]:
        return self._post({"text": text})

    def press(self, title: str) -> list[dict[str, Any]]:
        for reply in self.replies:
            for button in [*reply["buttons"], *reply.get("card_buttons", [])]:
                if button["title"] == title:
                    return self._post({"button": button["token"]})
        raise AssertionError(f"no button {title!r} in {self.replies}")

    @property
    def text(self) -> str:
        return "\n".join(reply["text"] for reply in self.replies)

    @property
    def services(self) -> list[dict[str, Any]]:
        return [s for reply in self.replies for s in reply.get("services") or []]

    @property
    def contact_values(self) -> list[str]:
        return [c["value"] for r in self.replies for c in r.get("contacts") or []]

    @property
    def query(self) -> dict[str, Any]:
        queries = [reply["query"] for reply in self.replies if reply.get("query")]
        assert len(queries) == 1, self.replies
        return dict(queries[0])


@pytest.fixture(autouse=True)
def _close_conversations() -> Iterator[None]:
    yield
    while Talk.opened:
        Talk.opened.pop().close()


@contextmanager
def running_stack(home: Path, **environment: str) -> Iterator[Stack]:
    port = free_port()
    clean = {k: v for k, v in os.environ.items() if not k.startswith("LAITURI_")}
    with (home.parent / SAID).open("wb") as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "bot", "up"],
            cwd=ROOT,
            env=clean
            | {
                "LAITURI_HOME": str(home),
                "LAITURI_PORT": str(port),
                "LAITURI_RATE_LIMIT": "off",
                "LAITURI_SYNTHETIC_SECONDS": "0",
            }
            | environment,
            stdout=said,
            stderr=said,
        )
    stack = Stack(process, home, port)
    try:
        stack.wait_ready()
        yield stack
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(5)


@pytest.fixture(scope="session")
def stack(
    prepared_home: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stack]:
    home = tmp_path_factory.mktemp("stack") / "home"
    shutil.copytree(prepared_home, home)
    with running_stack(home) as running:
        yield running


@pytest.fixture
def own_stack(prepared_home: Path, tmp_path: Path) -> Iterator[Stack]:
    """A stack that a test may break."""
    home = tmp_path / "own"
    shutil.copytree(prepared_home, home)
    with running_stack(home) as running:
        yield running
