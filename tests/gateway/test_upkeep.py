"""What runs beside the requests."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from bot.gateway import upkeep
from bot.gateway.replies import ReplyIds
from bot.gateway.turn import Conversations
from bot.settings import Settings
from bot.store.conversations import Store
from bot.store.db import migrate
from bot.store.keys import load_keys
from bot.store.records import Conversation, Turn
from bot.store.resilient import ResilientStore


class Clocks:
    def __init__(self) -> None:
        self.wall, self.steady = 1_795_000_000.0, 50.0

    def pass_by(self, seconds: float) -> None:
        self.wall += seconds
        self.steady += seconds


def test_a_clock_that_jumps_ahead_purges_nothing_early() -> None:
    clocks = Clocks()
    clock = upkeep.TrustedClock(lambda: clocks.wall, lambda: clocks.steady)
    begin = clock.now()
    clocks.pass_by(60)
    assert clock.now() == begin + 60
    clocks.wall += 86_400
    assert clock.now() == begin + 60
    clocks.wall -= 2 * 86_400
    assert clock.now() == clocks.wall


HOUR, DAY = 3_600.0, 86_400.0


def test_a_clock_that_starts_behind_is_believed_after_half_an_hour() -> None:
    clocks = Clocks()
    true = clocks.wall
    clocks.wall -= 400 * DAY
    clock = upkeep.TrustedClock(lambda: clocks.wall, lambda: clocks.steady)
    clock.doubt(true - HOUR)
    assert clock.now() == true - 400 * DAY
    clocks.wall = true
    assert clock.now() < true - 399 * DAY
    clocks.pass_by(upkeep.SETTLE_SECONDS - 1)
    assert clock.now() < true - 399 * DAY
    clocks.pass_by(1)
    assert clock.now() == clocks.wall
    assert clock.settled


def test_a_clock_that_starts_ahead_purges_nothing_until_it_is_believed() -> None:
    clocks = Clocks()
    last_message = clocks.wall
    clocks.wall += 400 * DAY
    clock = upkeep.TrustedClock(lambda: clocks.wall, lambda: clocks.steady)
    clock.doubt(last_message)
    assert clock.now() == last_message
    assert not clock.settled
    clocks.pass_by(60)
    clocks.wall -= 400 * DAY  # set right
    assert clock.now() == last_message + 60
    clocks.pass_by(upkeep.SETTLE_SECONDS)
    assert clock.now() == clocks.wall
    assert clock.settled


def test_after_a_day_without_anybody_the_purge_comes_half_an_hour_later() -> None:
    clocks = Clocks()
    clock = upkeep.TrustedClock(lambda: clocks.wall, lambda: clocks.steady)
    clock.doubt(clocks.wall - 2 * DAY)
    assert clock.now() == clocks.wall - 2 * DAY
    clocks.pass_by(upkeep.SETTLE_SECONDS)
    assert clock.now() == clocks.wall


async def test_a_purge_with_a_clock_in_doubt_comes_again_when_it_has_settled(
    url: str,
) -> None:
    now = 1_795_000_000.0
    clocks = Clocks()
    clocks.wall = now
    plain = Store(url)
    conversation = Conversation("a" * 32, "web", None, now - 2 * DAY, now - 2 * DAY)
    plain.save([Turn(conversation, now - 2 * DAY, new=True)])
    store = ResilientStore(plain)
    slept: list[float] = []
    left: list[int] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        with plain.engine.connect() as connection:
            query = "SELECT count(*) FROM conversation"
            left.append(connection.exec_driver_sql(query).scalar_one())
        if len(slept) == 2:
            raise asyncio.CancelledError
        clocks.pass_by(seconds)

    clock = upkeep.TrustedClock(lambda: clocks.wall, lambda: clocks.steady)
    with pytest.raises(asyncio.CancelledError):
        await upkeep.purge_for_ever(store, clock, sleep)
    store.close()
    assert slept == [upkeep.SETTLE_SECONDS, upkeep.PURGE_SECONDS]
    assert left == [1, 0]


def test_reply_ids_ascend_when_the_clock_stands_or_jumps_back() -> None:
    times = iter([100.0, 100.0, 90.0, 101.0])
    ids = ReplyIds(lambda: next(times))
    assert [ids.next() for _ in range(4)] == [100_000, 100_001, 100_002, 101_000]


class NoRasa:
    async def ask(self, *_: Any, **__: Any) -> list[Any]:
        raise AssertionError


@pytest.fixture
def url(tmp_path: Path) -> str:
    found = f"sqlite:///{tmp_path}/conversations.sqlite"
    migrate(found)
    return found


async def test_the_hourly_purge_keeps_nothing_longer_than_promised(url: str) -> None:
    now = 1_795_000_000.0
    plain = Store(url)
    ages = {"a" * 32: 23.5 * 3600, "b" * 32: 22.5 * 3600}
    for number, age in ages.items():
        conversation = Conversation(number, "web", None, now - age, now - age)
        plain.save([Turn(conversation, now - age, new=True)])
    store = ResilientStore(plain)
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        raise asyncio.CancelledError

    clock = upkeep.TrustedClock(lambda: now, lambda: 0.0)
    with pytest.raises(asyncio.CancelledError):
        await upkeep.purge_for_ever(store, clock, sleep)

    assert slept == [3600.0]
    assert plain.load("a" * 32, now) is None
    assert plain.load("b" * 32, now) is not None
    store.close()


async def test_a_task_that_fails_is_started_again() -> None:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    runs = 0

    async def work() -> None:
        nonlocal runs
        runs += 1
        if runs < 4:
            raise RuntimeError("again")

    await upkeep.supervised("work", work, sleep)
    assert runs == 4
    assert slept == [1.0, 2.0, 4.0]


async def test_a_chat_finds_its_conversation_by_a_hash(
    url: str, tmp_path: Path
) -> None:
    plain = Store(url)
    store = ResilientStore(plain)
    service = Conversations(store, load_keys(tmp_path), NoRasa())
    opened = await service.open("telegram", "fi", identity="123456789")
    assert await service.find("telegram", "123456789") == opened.conversation
    assert await service.find("telegram", "987654321") is None
    assert await service.find("other", "123456789") is None
    store.close()
    for path in tmp_path.iterdir():
        if path.is_file():
            assert b"123456789" not in path.read_bytes()


async def test_telegram_runs_only_with_a_token(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[Any] = []

    class App:
        @staticmethod
        async def start(conversations: Any, settings: Settings) -> None:
            started.append((conversations, settings))

    monkeypatch.setattr("bot.gateway.upkeep.importlib.import_module", lambda _: App)
    settings = Settings(_env_file=None, LAITURI_HOME=tmp_path)
    service: Any = object()
    await upkeep.telegram(service, settings)
    assert started == [(service, settings)]


async def test_the_first_rare_language_waits_for_nothing() -> None:
    from bot.nlu import language

    language._word_lists.cache_clear()
    await upkeep.warmed()
    assert language._word_lists.cache_info().currsize == 1
