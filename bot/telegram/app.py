"""Runs the bot: long polling, updates side by side, until it is cancelled.

The bot's token stands in every address that is called; nothing here, and no logger
of the libraries below, repeats an address or an update.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
from collections.abc import Awaitable, Iterable
from datetime import timedelta
from typing import Any

from pydantic import SecretStr
from telegram import BotCommand, Update
from telegram.error import InvalidToken, TelegramError
from telegram.ext import Application, ApplicationBuilder, TypeHandler

from bot.gateway.turn import Conversations
from bot.settings import Settings
from bot.telegram.handlers import Handlers
from bot.telegram.sending import Sender
from bot.telegram.updates import UpdatesRequest
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
_TALKATIVE = ("httpx", "httpcore", "telegram")
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
    _quiet()
    application = _build(settings.telegram_token, settings.telegram_api)
    sender = Sender(application.bot)
    handlers = Handlers(conversations, sender, settings.public_url)

    async def handle(update: Update, _: Any) -> None:
        await handlers.handle(update)

    application.add_handler(TypeHandler(Update, handle))
    application.add_error_handler(_failed)
    try:
        async with application:
            await _serve(application)
    except TelegramError as error:
        # Its message may hold the token.
        raise TelegramDown(type(error).__name__) from None
    finally:
        # The library leaves connections open when it cannot start.
        await application.bot.shutdown()


async def _serve(application: Bot) -> None:
    updater = application.updater
    if updater is None:
        raise TelegramDown("no updater")
    await application.start()
    try:
        await updater.start_polling(
            timeout=POLL, allowed_updates=WANTED, error_callback=_lost
        )
        await introduce(application)
        logger.info("the Telegram bot is serving")
        await _watch(application)
    finally:
        if updater.running:
            await _within(updater.stop())
        await _within(application.stop())


async def _within(stopping: Awaitable[None]) -> None:
    """Stop a part, in time and whatever it has to say about it."""
    with contextlib.suppress(TimeoutError, TelegramError):
        async with asyncio.timeout(STOP_SECONDS):
            await stopping


async def _watch(application: Bot) -> None:
    """Look now and then whether the token still holds: polling ends without a word."""
    while True:
        await asyncio.sleep(HEARTBEAT_SECONDS)
        try:
            await application.bot.get_me()
        except InvalidToken:
            raise TelegramDown("the token is refused") from None
        except TelegramError as error:
            _lost(error)


def _lost(error: TelegramError) -> None:
    logger.info("Telegram does not answer: %s", type(error).__name__)


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


def _build(token: SecretStr, api: str) -> Bot:
    return (
        ApplicationBuilder()
        .token(token.get_secret_value())
        .base_url(f"{api.rstrip('/')}/bot")
        .concurrent_updates(AT_ONCE)
        .connection_pool_size(CONNECTIONS)
        .get_updates_request(UpdatesRequest(connection_pool_size=1))
        .job_queue(None)
        .build()
    )


async def _failed(_: object, context: Any) -> None:
    """Note that an update failed; never what was in it."""
    logger.error("an update failed", exc_info=context.error)


def _quiet() -> None:
    """Keep addresses and updates out of logs: the libraries write both, some even
    at the highest level."""
    os.environ.setdefault("PTB_TIMEDELTA", "true")
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
