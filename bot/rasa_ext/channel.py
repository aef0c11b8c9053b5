"""The one channel of Rasa: from the gateway, over loopback, with a shared secret.

A typed text can never be read as a command (``/intent{…}``): it loses its leading
slashes here by the same rule as in the gateway, whatever blank, unseen character or
look-alike hides them. Only a ``payload``, which the gateway takes from its own table
of buttons, may begin with a slash.
"""

from __future__ import annotations

import asyncio
import hmac
import logging
from collections.abc import Awaitable, Callable
from json import dumps, loads
from typing import Any

from rasa.core.channels.channel import InputChannel, OutputChannel, UserMessage
from rasa.model import get_local_model
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json

from bot.safety.normalise import clean_message

logger = logging.getLogger(__name__)

SECRET_HEADER = "X-Laituri-Secret"  # noqa: S105  the name of a header
MAX_TEXT = 2_000
FIRST_WORDS = "hei, asun Kemissä ja tarvitsen asunnon, olen 19"
"""Parsed once before the model counts as loaded: word lists are read on first use."""


class Collector(OutputChannel):
    """Keeps each bot utterance whole: text, buttons and custom together."""

    def __init__(self) -> None:
        self.messages: list[dict[str, Any]] = []

    @classmethod
    def name(cls) -> str:
        """Return the channel's name."""
        return "gateway"

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Keep one utterance."""
        kept = {
            key: message[key]
            for key in ("text", "buttons", "custom")
            if message.get(key)
        }
        if kept:
            self.messages.append(kept)

    async def send_text_message(
        self, recipient_id: str, text: str, **kwargs: Any
    ) -> None:
        """Keep a bare text."""
        self.messages.append({"text": text})


def read_message(body: Any) -> tuple[str, str, dict[str, Any]] | None:
    """Return sender, text and metadata of a well-formed body, else ``None``."""
    if not isinstance(body, dict):
        return None
    sender, text, payload = body.get("sender"), body.get("text"), body.get("payload")
    metadata = body.get("metadata") or {}
    if not isinstance(sender, str) or not sender or not isinstance(metadata, dict):
        return None
    if isinstance(payload, str) and payload.startswith("/") and text is None:
        return sender, with_language(payload, metadata.get("language")), metadata
    if isinstance(text, str) and payload is None:
        return sender, clean_message(text)[:MAX_TEXT], metadata
    return None


def with_language(payload: str, language: object) -> str:
    """Return the payload with the conversation's language among its entities.

    A typed text gets it from the NLU pipeline, which a payload passes by.
    """
    intent, brace, rest = payload.partition("{")
    try:
        entities = loads(brace + rest) if brace else {}
    except ValueError:
        return payload
    if isinstance(language, str):
        entities.setdefault("language", language)
    return f"{intent}{dumps(entities)}"


class GatewayChannel(InputChannel):
    """Receives messages from the gateway and answers with the bot's utterances."""

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()
        self._warm_up: asyncio.Task[Any] | None = None

    @classmethod
    def name(cls) -> str:
        """Return the name that stands in the address: ``/webhooks/gateway``."""
        return "gateway"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> GatewayChannel:
        """Build the channel; without a secret Rasa does not start."""
        secret = str((credentials or {}).get("secret") or "")
        if not secret or secret.startswith("$"):
            raise ValueError("credentials.yml: the gateway channel needs a secret")
        return cls(secret)

    def _knows_secret(self, request: Request) -> bool:
        given = request.headers.get(SECRET_HEADER, "").encode()
        return hmac.compare_digest(given, self._secret)

    def blueprint(
        self, on_new_message: Callable[[UserMessage], Awaitable[Any]]
    ) -> Blueprint:
        """Return the routes ``/webhook``, ``/ready`` and ``/model``."""
        routes = Blueprint("gateway_webhook", __name__)

        @routes.get("/ready")
        async def ready(request: Request) -> HTTPResponse:
            agent = request.app.ctx.agent
            if agent and agent.is_ready() and self._warm_up is None:
                self._warm_up = asyncio.create_task(agent.parse_message(FIRST_WORDS))
            warm = self._warm_up
            loaded = warm is not None and warm.done() and not warm.exception()
            return json({"model": loaded}, status=200 if loaded else 503)

        @routes.put("/model")
        async def change_model(request: Request) -> HTTPResponse:
            if not self._knows_secret(request):
                return json({"error": "forbidden"}, status=403)
            try:
                # Rasa itself takes the newest beside it for one that is not there.
                model = get_local_model(request.json["path"])
                # The loop waits for it, about two seconds: messages queue meanwhile.
                request.app.ctx.agent.load_model(model)
            except Exception as error:  # the model that serves stays
                logger.error("no other model: %s", type(error).__name__)  # noqa: TRY400
                return json({"error": "not loaded"}, status=400)
            return json({"model": True})

        @routes.post("/webhook")
        async def receive(request: Request) -> HTTPResponse:
            if not self._knows_secret(request):
                return json({"error": "forbidden"}, status=403)
            message = read_message(request.json)
            if message is None:
                return json({"error": "bad message"}, status=400)
            sender, text, metadata = message
            collector = Collector()
            try:
                await on_new_message(
                    UserMessage(
                        text,
                        collector,
                        sender,
                        input_channel=self.name(),
                        metadata=metadata,
                    )
                )
            except Exception as error:  # the gateway answers the user
                # The type only: the message may hold the user's words.
                logger.error("a message failed: %s", type(error).__name__)  # noqa: TRY400
                return json({"error": "failed", "messages": []}, status=500)
            return json({"messages": collector.messages})

        return routes
