"""Fetches updates so that one that cannot be read does not stop the others.

The library reads a batch of updates at once and gives up on all of it, again and
again, when Telegram sends something it does not know. Such an update is cut down to
who wrote where, so that its writer still gets an answer.
"""

from __future__ import annotations

import logging
import time
from http import HTTPStatus
from typing import Any

from telegram import Update
from telegram.request import HTTPXRequest

logger = logging.getLogger(__name__)

_CARRIERS = ("message", "edited_message")
_KEPT = ("message_id", "date", "chat")


class UpdatesRequest(HTTPXRequest):
    """The library's HTTP client, for ``getUpdates`` only.

    ``fetched_at`` is when Telegram last gave updates, or said that there are none, on
    the monotonic clock.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fetched_at = time.monotonic()

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        """Ask, and note when it was answered."""
        status, payload = await super().do_request(*args, **kwargs)
        if status == HTTPStatus.OK:
            self.fetched_at = time.monotonic()
        return status, payload

    @staticmethod
    def parse_json_payload(payload: bytes) -> Any:
        """Return the answer, every update in it one that can be read."""
        answer = HTTPXRequest.parse_json_payload(payload)
        result = answer.get("result")
        if isinstance(result, list):
            answer["result"] = [readable(one) for one in result]
        return answer


def readable(update: dict[str, Any]) -> dict[str, Any]:
    """Return an update as it is, or what little of it can be read."""
    if _reads(update):
        return update
    logger.warning("an update cannot be read")
    bare: dict[str, Any] = {"update_id": update["update_id"]}
    for name in _CARRIERS:
        found = update.get(name)
        if isinstance(found, dict):
            bare[name] = {key: found[key] for key in _KEPT if key in found}
    return bare if _reads(bare) else {"update_id": update["update_id"]}


def _reads(update: dict[str, Any]) -> bool:
    try:
        Update.de_json(update, None)
    except Exception:  # whatever the library stumbles over
        return False
    return True
