"""Looks whether the bot hears what people write: a poll that is silent looks alive."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable

from telegram import Bot
from telegram.error import InvalidToken, TelegramError
from telegram.request import HTTPXRequest

from bot.settings import Settings

REFUSED = "the token is refused"
WEBHOOK = (
    "somebody has set a webhook, which takes the updates: who did it knows the token; "
    "ask @BotFather for a new one"
)
LOST_SECONDS = 60.0
"""So long nothing was fetched: three polls."""
WAITING_ROUNDS = 3
_TALKATIVE = ("httpx", "httpcore", "telegram")


async def account_problems(bot: Bot) -> tuple[list[str], int]:
    """Return what Telegram says is wrong, and how many updates wait to be fetched."""
    try:
        await bot.get_me()
        webhook = await bot.get_webhook_info()
    except InvalidToken:
        return [REFUSED], 0
    except TelegramError as error:
        return [f"Telegram does not answer ({type(error).__name__})"], 0
    return [WEBHOOK] if webhook.url else [], webhook.pending_update_count


async def ask_account(settings: Settings) -> list[str]:
    """Return what Telegram says is wrong with the bot of the settings."""
    if settings.telegram_token is None:
        return []
    quiet()
    async with HTTPXRequest() as request:
        bot = Bot(
            settings.telegram_token.get_secret_value(),
            base_url=f"{settings.telegram_api.rstrip('/')}/bot",
            request=request,
        )
        return (await account_problems(bot))[0]


def quiet() -> None:
    """Keep addresses and updates out of logs: the libraries write both, some even
    at the highest level."""
    os.environ.setdefault("PTB_TIMEDELTA", "true")
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)


class Hearing:
    """Whether updates are fetched; ``fetched_at`` says when they were last."""

    def __init__(
        self,
        bot: Bot,
        fetched_at: Callable[[], float],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._bot, self._fetched_at, self._clock = bot, fetched_at, clock
        self._waiting: list[int] = []
        self.lost: str | None = None
        """Why the last poll failed, while none has worked since."""

    async def problems(self) -> list[str]:
        """Return what keeps the bot from hearing people."""
        found, waiting = await account_problems(self._bot)
        self._waiting = [*self._waiting, waiting][-WAITING_ROUNDS:]
        if self._clock() - self._fetched_at() > LOST_SECONDS:
            found.append(f"no updates are fetched ({self.lost or 'silence'})")
        elif len(self._waiting) == WAITING_ROUNDS and self._is_stuck():
            found.append("updates wait and do not get fewer")
        return found

    def _is_stuck(self) -> bool:
        pairs = zip(self._waiting, self._waiting[1:], strict=False)
        return min(self._waiting) > 0 and all(one <= two for one, two in pairs)
