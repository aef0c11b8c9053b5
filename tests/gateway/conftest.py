"""A real gateway under uvicorn in a thread, in front of a strict fake Rasa."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from fastapi import FastAPI

from bot.gateway.app import create_app
from bot.gateway.server import PatientProtocol, make_server
from bot.settings import Settings
from tests.gateway.fake_rasa import SECRET, FakeRasa

_numbers = itertools.count(1)


class Running:
    """An ASGI application served from a thread of its own."""

    def __init__(self, server: uvicorn.Server) -> None:
        self._server = server
        self._socket = socket.socket()
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._socket.bind(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()
        if not self._ready.wait(30) or not server.started:
            raise RuntimeError("the server does not start")

    def _serve(self) -> None:
        asyncio.run(self._run())

    async def _run(self) -> None:
        task = asyncio.create_task(self._server.serve(sockets=[self._socket]))
        while not self._server.started and not task.done():
            await asyncio.sleep(0.005)
        self._ready.set()
        await task

    def stop(self) -> None:
        """Stop and wait for the thread."""
        self._server.should_exit = True
        self._thread.join(20)
        self._socket.close()


@dataclass
class Talk:
    """A client with its own conversation."""

    client: httpx.Client
    token: str = ""
    conversation: str = ""
    greeting: list[dict[str, Any]] = field(default_factory=list)

    @property
    def headers(self) -> dict[str, str]:
        """The bearer token."""
        return {"Authorization": f"Bearer {self.token}"}

    def post(self, body: Any, **headers: str) -> httpx.Response:
        """Send a message body as it is."""
        return self.client.post(
            "/api/v1/messages", json=body, headers={**self.headers, **headers}
        )

    def say(self, text: str, **more: Any) -> list[dict[str, Any]]:
        """Say something that is answered."""
        answer = self.post({"text": text, **more})
        assert answer.status_code == 200, answer.text
        return answer.json()["replies"]

    def press(self, token: str, **more: Any) -> list[dict[str, Any]]:
        """Press a button that is answered."""
        answer = self.post({"button": token, **more})
        assert answer.status_code == 200, answer.text
        return answer.json()["replies"]


@dataclass
class Gateway:
    """A running gateway and how to talk to it."""

    url: str
    client: httpx.Client
    app: FastAPI
    home: Path
    stop: Callable[[], None]

    def talk(self, language: str | None = "fi") -> Talk:
        """Open a conversation, from an address of its own."""
        answer = self.client.post("/api/v1/conversations", json={"language": language})
        assert answer.status_code == 201, answer.text
        body = answer.json()
        return Talk(self.client, body["token"], body["conversation"], body["replies"])


@pytest.fixture(scope="session")
def rasa_server() -> Iterator[tuple[FakeRasa, str]]:
    """One fake Rasa for the session."""
    fake = FakeRasa()
    config = uvicorn.Config(fake.app(), log_config=None, access_log=False, ws="none")
    running = Running(uvicorn.Server(config))
    yield fake, running.url
    running.stop()


@pytest.fixture
def rasa(rasa_server: tuple[FakeRasa, str]) -> Iterator[FakeRasa]:
    """The fake Rasa, fresh; what the contract forbids fails the test."""
    fake, _ = rasa_server
    fake.reset()
    yield fake
    assert fake.violations == []


@pytest.fixture
def settings(tmp_path: Path, rasa_server: tuple[FakeRasa, str]) -> Settings:
    """Settings with a home of their own, rate limits off."""
    _, url = rasa_server
    return Settings(
        _env_file=None,
        LAITURI_HOME=tmp_path / "home",
        LAITURI_RASA_URL=url,
        LAITURI_ACTIONS_URL=url,
        LAITURI_INTERNAL_SECRET=SECRET,
        LAITURI_RATE_LIMIT="off",
    )


@pytest.fixture
def start() -> Iterator[Callable[..., Gateway]]:
    """Start a gateway: ``start(settings, **arguments of create_app)``."""
    with contextlib.ExitStack() as stack:

        def start(settings: Settings, **arguments: Any) -> Gateway:
            arguments = {"rasa_deadline": 1.0} | arguments
            app = create_app(settings, **arguments)
            server = make_server(app, "127.0.0.1", 0, settings.home)
            assert server.config.http is PatientProtocol
            running = Running(server)
            stack.callback(running.stop)
            client = httpx.Client(base_url=running.url, timeout=15, trust_env=False)
            stack.callback(client.close)
            return Gateway(running.url, client, app, settings.home, running.stop)

        yield start


@pytest.fixture
def gateway(
    start: Callable[..., Gateway], settings: Settings, rasa: FakeRasa
) -> Gateway:
    """A gateway without rate limits in front of the fake Rasa."""
    return start(settings)


@pytest.fixture
def talk(gateway: Gateway) -> Talk:
    """A conversation in Finnish."""
    return gateway.talk()
