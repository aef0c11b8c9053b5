"""A part is started again: at once when it had come up, with patience when not."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from bot import parts
from bot.parts import Part
from bot.settings import Settings
from bot.supervisor import Supervisor, free_port

REAL_SLEEP = asyncio.sleep
Make = Callable[..., Part]
CROWDED = """
import itertools, sys
from http.server import BaseHTTPRequestHandler, HTTPServer
class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
server = HTTPServer(("127.0.0.1", int(sys.argv[1])), Handler)
server.handle_request()
for _ in itertools.count(): pass
"""


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long the part would have rested before each start; it does not rest."""
    rested: list[float] = []

    async def rest(seconds: float) -> None:
        rested.append(seconds)

    # The module itself stays whole: other threads of the tests sleep by it too.
    own = SimpleNamespace(**{**vars(asyncio), "sleep": rest})
    monkeypatch.setattr(parts, "asyncio", own)
    return rested


@pytest.fixture
async def make(tmp_path: Path) -> AsyncIterator[Make]:
    made: list[Part] = []

    def make(*arguments: str, logs: Path = tmp_path, port: int = 9) -> Part:
        address = f"http://127.0.0.1:{port}/"
        part = Part("part", list(arguments), os.environ, logs, lambda: address)
        made.append(part)
        return part

    yield make
    for part in made:
        await part.stop(grace=0.1)


def serving(port: int) -> tuple[str, ...]:
    return ("-m", "http.server", "--bind", "127.0.0.1", str(port))


async def up(part: Part) -> None:
    async with asyncio.timeout(20):
        while not await part.healthy():
            await REAL_SLEEP(0.05)


async def ended(part: Part) -> None:
    async with asyncio.timeout(20):
        while part.running:
            await REAL_SLEEP(0.02)


async def test_one_that_comes_up_never_waits_long(
    make: Make, pauses: list[float]
) -> None:
    port = free_port()
    part = make(*serving(port), port=port)
    await part.start()
    said: list[str] = []
    for _ in range(4):
        await up(part)
        await part.keep_alive(said.append)
        os.kill(part.pid or 0, 9)
        await ended(part)
        await part.keep_alive(said.append)
    assert pauses == [0.0] * 4
    assert said == ["part has stopped: restarting it"] * 4


async def test_one_that_does_not_come_up_is_tried_less_and_less(
    make: Make, pauses: list[float]
) -> None:
    part = make("-c", "raise SystemExit(1)")
    await part.start()
    for _ in range(8):
        await ended(part)
        await part.keep_alive(lambda _: None)
    assert pauses == [0.0, 0.5, 1.0, 2.0, 4.0, 8.0, 10.0, 10.0]


async def test_one_that_hangs_right_after_its_start_is_noticed(
    make: Make, pauses: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "HEALTH_SECONDS", 0.2)
    port = free_port()
    part = make(*serving(port), port=port)
    await part.start()
    await up(part)
    os.kill(part.pid or 0, 19)
    said: list[str] = []
    for _ in range(parts.HANGS_BEFORE_RESTART):
        await part.keep_alive(said.append)
    assert said == ["part does not answer: restarting it"]
    await up(part)


async def test_one_that_computes_is_given_time_and_not_for_ever(
    make: Make, pauses: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "HEALTH_SECONDS", 0.2)
    monkeypatch.setattr(parts, "BUSY_BEFORE_RESTART", 6)
    port = free_port()
    part = make("-c", CROWDED, str(port), port=port)
    await part.start()
    await up(part)
    said: list[str] = []
    for _ in range(parts.BUSY_BEFORE_RESTART - 1):
        await part.keep_alive(said.append)
    assert said == []
    await part.keep_alive(said.append)
    assert said == ["part does not answer: restarting it"]


async def test_without_a_place_for_its_log_it_starts_all_the_same(
    make: Make, tmp_path: Path
) -> None:
    file = tmp_path / "no-folder"
    file.touch()
    port = free_port()
    part = make(*serving(port), port=port, logs=file)
    await part.start()
    await up(part)


def test_an_operator_who_cannot_be_told_stops_nothing(tmp_path: Path) -> None:
    def full(_: str) -> None:
        raise OSError(28, "No space left on device")

    Supervisor(Settings(_env_file=None, LAITURI_HOME=tmp_path), full).say("ready")
