"""Runs the bot: long polling, updates side by side, until it is cancelled.

The bot's token stands in every address that is called; nothing here, and no logger
of the libraries below, repeats an address or an update.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Iterable
from datetime import timedelta
from typing import Any

from pydantic import SecretStr
from telegram import BotCommand, Update
from telegram.error import TelegramError
from telegram.ext import Application, ApplicationBuilder, TypeHandler

from bot.alarm import Alarm
from bot.gateway.turn import Conversations
from bot.settings import Settings
from bot.synthetic import PROMISE_SECONDS
from bot.telegram.handlers import Handlers
from bot.telegram.sending import Sender
from bot.telegram.synthetic_user import SyntheticUser
from bot.telegram.updates import UpdatesRequest
from bot.telegram.watch import REFUSED, Hearing, quiet
from bot.texts import DEFAULT_LANGUAGE, languages, text, topic

logger = logging.getLogger(__name__)

POLL = timedelta(seconds=20)
AT_ONCE = 256
CONNECTIONS = 64
WANTED = (
    Update.MESSAGE,
    Update.EDITED_MESSAGE,
    Update.CALLBACK_QUERY,
    Update.MY_CHAT_MEMBER,
)
HEARTBEAT_SECONDS = 300.0
STOP_SECONDS = 3.0
"""How long answers under way may take when the gateway stops."""

Bot = Application[Any, Any, Any, Any, Any, Any]


class TelegramDown(Exception):
    """Telegram does not answer or refuses the token; says no more than that."""


async def start(conversations: Conversations, settings: Settings) -> None:
    """Serve the bot of ``settings.telegram_token`` until cancelled.

    Raises:
        TelegramDown: when it cannot start or the token is no longer accepted.
    """
    if settings.telegram_token is None:
        return
    quiet()
    alarm = Alarm(
        "Telegram", settings.telegram_file, _pause(settings), 4 * PROMISE_SECONDS
    )
    polls = UpdatesRequest(connection_pool_size=1)
    application = _build(settings.telegram_token, settings.telegram_api, polls)
    number, chat = settings.telegram_test_chat, None
    if number is not None and settings.synthetic_seconds:
        chat = SyntheticUser(number, application.bot, application.process_update)
    arrived = chat.arrived if chat else lambda _: None
    sender = Sender(application.bot, arrived=arrived)
    handlers = Handlers(conversations, sender, settings.public_url, number)

    async def handle(update: Update, _: Any) -> None:
        await handlers.handle(update)

    application.add_handler(TypeHandler(Update, handle))
    application.add_error_handler(_failed)
    hearing = Hearing(application.bot, lambda: polls.fetched_at)

    async def look() -> list[str]:
        spoken = await chat.problems(handlers.erase) if chat else []
        return [*await hearing.problems(), *spoken]

    try:
        async with application:
            await _serve(application, hearing, look, alarm)
    except TelegramError as error:
        # Its message may hold the token.
        alarm.tell([f"the bot does not run ({type(error).__name__})"])
        raise TelegramDown(type(error).__name__) from None
    finally:
        # The library leaves connections open when it cannot start.
        await application.bot.shutdown()


def _pause(settings: Settings) -> float:
    return settings.synthetic_seconds or HEARTBEAT_SECONDS


async def _serve(
    application: Bot,
    hearing: Hearing,
    look: Callable[[], Awaitable[list[str]]],
    alarm: Alarm,
) -> None:
    updater = application.updater
    if updater is None:
        raise TelegramDown("no updater")

    def lost(error: TelegramError) -> None:
        hearing.lost = type(error).__name__
        logger.info("Telegram does not answer: %s", type(error).__name__)

    await application.start()
    try:
        await updater.start_polling(
            timeout=POLL, allowed_updates=WANTED, error_callback=lost
        )
        await introduce(application)
        logger.info("the Telegram bot is serving")
        await _watch(look, alarm)
    finally:
        if updater.running:
            await _within(updater.stop())
        await _within(application.stop())


async def _within(stopping: Awaitable[None]) -> None:
    """Stop a part, in time and whatever it has to say about it."""
    with contextlib.suppress(TimeoutError, TelegramError):
        async with asyncio.timeout(STOP_SECONDS):
            await stopping


async def _watch(look: Callable[[], Awaitable[list[str]]], alarm: Alarm) -> None:
    """Look now and then whether the bot hears and is heard.

    Raises:
        TelegramDown: when the token is refused: polling has ended without a word.
    """
    while True:
        found = await look()
        pause = alarm.tell(found)
        if REFUSED in found:
            raise TelegramDown(REFUSED)
        await asyncio.sleep(pause)


async def introduce(application: Bot) -> None:
    """Tell Telegram the bot's commands and what it is, in every language."""
    bot = application.bot
    for language in languages():
        # The default language is also what people of other languages see.
        codes: Iterable[str | None] = (
            (None, language) if language == DEFAULT_LANGUAGE else (language,)
        )
        named = topic(language, "telegram")["commands"]
        commands = [BotCommand(name, about) for name, about in named.items()]
        for code in codes:
            try:
                await bot.set_my_commands(commands, language_code=code)
                await bot.set_my_description(
                    text(language, "telegram.description"), language_code=code
                )
                await bot.set_my_short_description(
                    text(language, "telegram.short_description"), language_code=code
                )
            except TelegramError as error:
                logger.info("the bot is not described: %s", type(error).__name__)
                return


def _build(token: SecretStr, api: str, polls: UpdatesRequest) -> Bot:
    return (
        ApplicationBuilder()
        .token(token.get_secret_value())
        .base_url(f"{api.rstrip('/')}/bot")
        .concurrent_updates(AT_ONCE)
        .connection_pool_size(CONNECTIONS)
        .get_updates_request(polls)
        .job_queue(None)
        .build()
    )


async def _failed(_: object, context: Any) -> None:
    """Note that an update failed; never what was in it."""
    logger.error("an update failed", exc_info=context.error)
