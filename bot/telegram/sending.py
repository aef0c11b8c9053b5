"""Sends messages with patience: flood control, a cut network, a blocked bot."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable

from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    Message,
)
from telegram.constants import ParseMode
from telegram.error import (
    BadRequest,
    Forbidden,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.telegram.render import Outgoing

logger = logging.getLogger(__name__)

TRIES = 3
PAUSES = (0.5, 2.0)
LONGEST_SECONDS = 3600.0
"""An answer that would come later than this helps nobody."""

Sleep = Callable[[float], Awaitable[None]]
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


class Blocked(Exception):
    """The person has blocked the bot, or the chat is gone."""


class Sender:
    """Sends to one chat at a time as the caller sees fit; holds no state.

    ``arrived`` is told of each message that Telegram has taken.
    """

    def __init__(
        self,
        bot: Bot,
        sleep: Sleep = asyncio.sleep,
        arrived: Callable[[Message], None] = lambda _: None,
    ) -> None:
        self._bot, self._sleep, self._arrived = bot, sleep, arrived

    async def send(self, chat_id: int, outgoing: Iterable[Outgoing]) -> None:
        """Send messages in order; stop at the first that cannot be sent.

        Raises:
            Blocked: when the chat takes no messages.
        """
        for one in outgoing:
            if not await self._persist(lambda one=one: self._message(chat_id, one)):  # type: ignore[misc]
                return

    async def answer(self, query_id: str) -> None:
        """Tell Telegram that a key press was seen; nothing depends on it."""
        try:
            await self._bot.answer_callback_query(query_id)
        except TelegramError as error:
            logger.info("a key press is not confirmed: %s", type(error).__name__)

    async def _message(self, chat_id: int, one: Outgoing) -> None:
        rows = [
            [InlineKeyboardButton(key.title, callback_data=key.data) for key in row]
            for row in one.keys
        ]
        message = await self._bot.send_message(
            chat_id,
            one.html,
            parse_mode=ParseMode.HTML,
            link_preview_options=_NO_PREVIEW,
            reply_markup=InlineKeyboardMarkup(rows) if rows else None,
        )
        self._arrived(message)

    async def _persist(self, call: Callable[[], Awaitable[None]]) -> bool:
        """Call at most three times; return whether it worked."""
        for pause in (*PAUSES, None):
            try:
                await call()
            except Forbidden:
                raise Blocked from None
            except BadRequest as error:
                logger.warning("a message is refused: %s", type(error).__name__)
                return False
            except RetryAfter as error:
                wait = _seconds(error)
                if pause is None or wait > LONGEST_SECONDS:
                    break
                await self._sleep(wait)
            except NetworkError as error:
                logger.info("a message has to wait: %s", type(error).__name__)
                if pause is None:
                    break
                await self._sleep(pause)
            else:
                return True
        logger.warning("a message is dropped after %d tries", TRIES)
        return False


def _seconds(error: RetryAfter) -> float:
    wait = error.retry_after
    return float(wait) if isinstance(wait, int) else wait.total_seconds()
