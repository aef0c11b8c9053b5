"""Starting and stopping: descriptions, a wrong token, Telegram away."""

from __future__ import annotations

import asyncio
import json

import pytest

from bot.gateway.turn import Conversations
from bot.settings import Settings
from bot.telegram import app as telegram_app
from bot.texts import languages, text, topic
from tests.telegram.fake_bot_api import TOKEN, FakeBotApi


async def test_commands_and_description_are_told_in_every_language(
    bot: FakeBotApi,
) -> None:
    await bot.called("setMyShortDescription", 1 + len(languages()))
    calls = [given for name, given in bot.calls if name == "setMyCommands"]
    by_code = {given.get("language_code"): given["commands"] for given in calls}
    assert set(by_code) == {None, *languages()}
    assert by_code[None] == by_code["fi"]
    for language in languages():
        named = {c["command"]: c["description"] for c in json.loads(by_code[language])}
        assert named == topic(language, "telegram")["commands"]
    told = [given for name, given in bot.calls if name == "setMyDescription"]
    assert text("sv", "telegram.description") in [
        given["description"] for given in told
    ]


async def test_it_asks_only_for_the_updates_it_handles(bot: FakeBotApi) -> None:
    await bot.message(1, text="/start")
    await bot.wait(2)
    asked = [
        json.loads(g["allowed_updates"]) for n, g in bot.calls if n == "getUpdates"
    ]
    wanted = ["message", "edited_message", "callback_query", "my_chat_member"]
    assert asked[0] == wanted


async def test_a_refused_token_is_told_without_it(
    conversations: Conversations, settings: Settings, api: FakeBotApi
) -> None:
    api.revoked = True
    with pytest.raises(telegram_app.TelegramDown) as told:
        await telegram_app.start(conversations, settings)
    assert TOKEN not in repr(told.value)
    assert told.value.__cause__ is None


async def test_telegram_away_is_an_error_that_can_be_tried_again(
    conversations: Conversations, settings: Settings, api: FakeBotApi
) -> None:
    api.cuts = 100
    with pytest.raises(telegram_app.TelegramDown, match="NetworkError"):
        await telegram_app.start(conversations, settings)


async def test_a_token_revoked_later_ends_the_bot(
    conversations: Conversations,
    settings: Settings,
    api: FakeBotApi,
) -> None:
    settings = settings.model_copy(update={"synthetic_seconds": 0.01})
    task = asyncio.create_task(telegram_app.start(conversations, settings))
    await api.message(1, text="/start")
    await api.wait(2)
    api.revoked = True
    with pytest.raises(telegram_app.TelegramDown):
        await asyncio.wait_for(task, 10)


async def test_without_a_token_nothing_is_called(
    conversations: Conversations, api: FakeBotApi, settings: Settings
) -> None:
    none = settings.model_copy(update={"telegram_token": None})
    await telegram_app.start(conversations, none)
    assert api.calls == []
