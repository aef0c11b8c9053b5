"""A bot that is mute or deaf is told of: each way in which it can be."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import httpx
import pytest
import sqlalchemy as sa
from telegram.request import HTTPXRequest

from bot.alarm import Told, told
from bot.cli.doctor import telegram_problems
from bot.gateway.app import create_app
from bot.gateway.turn import Conversations
from bot.settings import Settings
from bot.telegram import synthetic_user, watch
from bot.telegram.updates import UpdatesRequest
from tests.telegram.conftest import FakeUnderstanding, serving
from tests.telegram.fake_bot_api import TOKEN, FakeBotApi
from tests.web.answers import ONE_STOP, services

CHAT = 4_242
FALLBACK = "En pysty hakemaan"


def finds(_: str) -> list[dict[str, Any]]:
    return [services("Näistä voi olla apua. Paikka: Oulu.", [], ONE_STOP)]


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(
        update={"synthetic_seconds": 0.05, "telegram_test_chat": CHAT}
    )


@pytest.fixture
async def at_work(
    bot: FakeBotApi, settings: Settings, rasa: FakeUnderstanding
) -> FakeBotApi:
    """The bot, seen to be well."""
    rasa.says = finds
    await until(settings, lambda seen: seen.state == "ok")
    return bot


async def until(
    settings: Settings, true: Callable[[Told], bool], seconds: float = 10.0
) -> Told:
    async with asyncio.timeout(seconds):
        while not true(seen := told(settings.telegram_file)):
            await asyncio.sleep(0.02)
    return seen


async def problem(settings: Settings, line: str) -> None:
    seen = await until(settings, lambda seen: line in seen.problems)
    assert seen.state == "error"


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.alarm.RETRY_SECONDS", 0.05)


# The whole way ------------------------------------------------------------------


async def test_a_test_chat_is_answered_and_nothing_is_left_of_it(
    at_work: FakeBotApi, settings: Settings, conversations: Conversations
) -> None:
    at_work.sent.clear()
    sent = await at_work.until(lambda one: "112" in one.text)
    assert {one.chat_id for one in sent} == {CHAT}
    assert any("Oulu" in one.text for one in sent)
    await at_work.message(1, text="hei")
    await at_work.until(lambda one: one.chat_id == 1)
    settings.telegram_file.unlink()
    await until(settings, lambda seen: seen.state == "ok")
    engine = conversations._store._store.engine
    async with asyncio.timeout(5):
        while True:  # between two rounds
            with engine.connect() as connection:
                kept = connection.scalars(sa.text("SELECT channel FROM conversation"))
                if set(kept) == {"telegram"} and not at_work.shown[CHAT]:
                    break
            await asyncio.sleep(0.005)
    with engine.connect() as connection:
        counted = connection.scalars(sa.text("SELECT kind FROM counter")).all()
    assert not [kind for kind in counted if "crisis" in kind or "suicide" in kind]


async def test_silence_is_told(
    at_work: FakeBotApi,
    settings: Settings,
    rasa: FakeUnderstanding,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(synthetic_user, "PROMISE_SECONDS", 0.5)
    rasa.slow[synthetic_user.SEARCH] = asyncio.Event()
    await problem(settings, "test chat: search: no answer in time")
    rasa.slow.pop(synthetic_user.SEARCH).set()
    await until(settings, lambda seen: seen.state == "ok")


async def test_an_answer_that_telegram_refuses_is_told(
    at_work: FakeBotApi, settings: Settings
) -> None:
    at_work.blocked.add(CHAT)
    seen = await until(settings, lambda seen: seen.state == "error")
    assert set(seen.problems) <= {
        "test chat: search: no answer",
        "test chat: urgent help: no answer",
    }
    await problem(settings, "test chat: urgent help: no answer")
    at_work.blocked.clear()
    await until(settings, lambda seen: seen.state == "ok")


async def test_a_fallback_is_no_answer_and_urgent_help_is_told_apart(
    at_work: FakeBotApi, settings: Settings, rasa: FakeUnderstanding
) -> None:
    rasa.down = True
    seen = await until(settings, lambda seen: seen.state == "error")
    assert seen.problems == ("test chat: search: not what was asked for",)
    assert any(one.text.startswith(FALLBACK) for one in at_work.sent)


async def test_mute_urgent_help_is_told(
    at_work: FakeBotApi, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(synthetic_user, "DANGER", "etsin asuntoa")
    await problem(settings, "test chat: urgent help: not what was asked for")


# The account --------------------------------------------------------------------


async def test_a_webhook_that_somebody_set_is_told_by_health_and_doctor(
    rests: list[float], settings: Settings, api: FakeBotApi
) -> None:
    settings = settings.model_copy(update={"telegram_test_chat": None})
    app = create_app(settings)
    async with app.router.lifespan_context(app):
        await until(settings, lambda seen: seen.state == "ok")
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://x") as web:
            answer = await web.get("/health/ready")
            assert answer.json()["parts"]["telegram"] == "ok"
            api.webhook = "https://thief.example.org/hook"
            await problem(settings, watch.WEBHOOK)
            await asyncio.sleep(1.1)  # what health knew before is forgotten
            answer = await web.get("/health/ready")
    assert answer.json()["parts"]["telegram"] == "error"
    found = await asyncio.to_thread(lambda: list(telegram_problems(settings)))
    assert found == [f"Telegram: {watch.WEBHOOK}"]
    api.webhook = ""


async def test_a_second_poller_is_told(
    at_work: FakeBotApi, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "LOST_SECONDS", 0.5)
    at_work.conflicts = 1_000_000
    await at_work.message(1, text="hei")  # ends the poll that is under way
    await problem(settings, "no updates are fetched (Conflict)")
    at_work.conflicts = 0


async def test_a_poll_that_worked_is_noted_and_one_that_did_not_is_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answers = iter([(200, b"{}"), (409, b"{}")])

    async def answer(*_: Any, **__: Any) -> tuple[int, bytes]:
        return next(answers)

    monkeypatch.setattr(HTTPXRequest, "do_request", answer)
    polls = UpdatesRequest()
    started = polls.fetched_at
    await polls.do_request("getUpdates")
    worked = polls.fetched_at
    await polls.do_request("getUpdates")
    assert started < worked == polls.fetched_at
    await polls.shutdown()


async def test_updates_that_wait_and_do_not_get_fewer_are_told(
    at_work: FakeBotApi, settings: Settings
) -> None:
    at_work.stuck = 7
    await problem(settings, "updates wait and do not get fewer")
    at_work.stuck = 0
    await until(settings, lambda seen: seen.state == "ok")


async def test_updates_that_are_worked_off_are_no_problem() -> None:
    class Account:
        def __init__(self) -> None:
            self.waiting = iter([90, 60, 30, 40, 20, 10])

        async def get_me(self) -> None: ...

        async def get_webhook_info(self) -> Any:
            class Info:
                url = ""
                pending_update_count = next(self.waiting)

            return Info

    hearing = watch.Hearing(Account(), lambda: 0.0, lambda: 1.0)  # type: ignore[arg-type]
    assert [await hearing.problems() for _ in range(6)] == [[]] * 6


async def test_a_refused_token_is_told_by_health_and_doctor(
    conversations: Conversations, settings: Settings, api: FakeBotApi
) -> None:
    api.revoked = True
    task = asyncio.create_task(_start(conversations, settings))
    await until(settings, lambda seen: seen.state == "error")
    await task
    found = await asyncio.to_thread(lambda: list(telegram_problems(settings)))
    assert found[0] == f"Telegram: {watch.REFUSED}"
    assert TOKEN not in repr(found)


async def _start(conversations: Conversations, settings: Settings) -> None:
    with pytest.raises(Exception, match="InvalidToken"):
        async with serving(conversations, settings):
            await asyncio.sleep(2)


def test_without_a_bot_the_doctor_asks_nobody(settings: Settings) -> None:
    none = settings.model_copy(update={"telegram_token": None})
    assert list(telegram_problems(none)) == []


def test_the_doctor_says_when_telegram_does_not_answer(settings: Settings) -> None:
    nobody = settings.model_copy(update={"telegram_api": "http://127.0.0.1:9"})
    assert list(telegram_problems(nobody)) == [
        "Telegram: Telegram does not answer (NetworkError)"
    ]
