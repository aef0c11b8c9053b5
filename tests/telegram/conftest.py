"""The bot, with the gateway's real conversations, against a strict fake Bot API."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bot.gateway.limits import Limits
from bot.gateway.rasa_client import RasaMessage, RasaUnavailable
from bot.gateway.turn import Conversations
from bot.settings import Settings
from bot.store.conversations import Store
from bot.store.db import migrate
from bot.store.keys import load_keys
from bot.store.resilient import ResilientStore
from bot.telegram import app as telegram_app
from bot.telegram.sending import Sender
from tests.telegram.fake_bot_api import TOKEN, FakeBotApi, running


@dataclass
class FakeUnderstanding:
    """Stands for Rasa: what it says, how slowly, and what it was asked."""

    says: Callable[[str], list[dict[str, Any]]] = lambda said: [
        {"text": f"Luin tämän: {said}"}
    ]
    asked: list[str] = field(default_factory=list)
    slow: dict[str, asyncio.Event] = field(default_factory=dict)
    down: bool = False

    async def ask(
        self, conversation_id: str, language: str, *, text: str = "", payload: str = ""
    ) -> list[RasaMessage]:
        said = text or payload
        self.asked.append(said)
        if said in self.slow:
            await self.slow[said].wait()
        if self.down:
            raise RasaUnavailable
        return [RasaMessage.model_validate(one) for one in self.says(said)]


@pytest.fixture
def rasa() -> FakeUnderstanding:
    return FakeUnderstanding()


@pytest.fixture
async def conversations(
    tmp_path: Path, rasa: FakeUnderstanding
) -> AsyncIterator[Conversations]:
    url = f"sqlite:///{tmp_path}/conversations.sqlite"
    await asyncio.to_thread(migrate, url)
    store = ResilientStore(Store(url))
    yield Conversations(store, load_keys(tmp_path), rasa, Limits(enabled=False))
    store.close()


@pytest.fixture
async def api() -> AsyncIterator[FakeBotApi]:
    """The fake; what Telegram would refuse fails the test."""
    async with running() as api:
        yield api
        assert api.violations == []


@pytest.fixture
def settings(tmp_path: Path, api: FakeBotApi) -> Settings:
    return Settings(
        _env_file=None,
        LAITURI_HOME=tmp_path,
        TELEGRAM_BOT_TOKEN=TOKEN,
        LAITURI_TELEGRAM_API=api.url,
    )


@pytest.fixture
def rests(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long the bot would have rested before each new try; it does not rest."""
    rested: list[float] = []

    async def rest(seconds: float) -> None:
        rested.append(seconds)

    monkeypatch.setattr(telegram_app, "Sender", partial(Sender, sleep=rest))
    return rested


@contextlib.asynccontextmanager
async def serving(
    conversations: Conversations, settings: Settings
) -> AsyncIterator[None]:
    """The bot at work for a ``with`` block."""
    task = asyncio.create_task(telegram_app.start(conversations, settings))
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


@pytest.fixture
async def bot(
    rests: list[float],
    conversations: Conversations,
    settings: Settings,
    api: FakeBotApi,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[FakeBotApi]:
    """The bot at work; no log may hold the token or a word of anybody."""
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    caplog.set_level(logging.DEBUG)
    logging.getLogger(__name__).debug("the bot is about to start")
    async with serving(conversations, settings):
        yield api
    # ``caplog.text`` begins anew with each phase of a test.
    logged = "\n".join(
        logging.Formatter().format(record)
        for phase in ("setup", "call", "teardown")
        for record in caplog.get_records(phase)
    )
    assert "the bot is about to start" in logged, "no test at all"
    assert TOKEN not in logged
    assert TOKEN.partition(":")[2] not in logged
    for word in ("aino", "salainen", "luin tämän", "luokka"):
        assert word not in logged.lower()
    assert [words for words in api.written if words in logged] == []
