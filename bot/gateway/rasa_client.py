"""The client of Rasa's internal channel: the only place that talks to Rasa."""

from __future__ import annotations

import asyncio
import importlib.util
import logging
import sys
from collections.abc import Sequence
from typing import Annotated, Any, Protocol

import httpx
from pydantic import BaseModel, BeforeValidator, ValidationError

from bot.store.breaker import Breaker

logger = logging.getLogger(__name__)

DEADLINE_SECONDS = 5.0
HEALTH_SECONDS = 1.5
REST_SECONDS = 3.0
KEEP_ALIVE_SECONDS = 2.0
"""Shorter than Sanic's 5 s: a message never meets a connection that is closing."""
FAILURES = 3
ANSWER_LIMIT = 2_000_000
SECRET_HEADER = "X-Laituri-Secret"  # noqa: S105  the name of a header


NO_ANSWER = (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError, AttributeError)
"""What asking another part over HTTP may raise: no answer, or garbage.

``AttributeError``: under uvloop a connection that is reset in the moment in which it
is opened, as when its server is killed, has no socket any more when httpx looks at it.
"""


class RasaUnavailable(Exception):
    """Rasa did not give a usable answer in time."""


class RasaButton(BaseModel):
    """A button as written in ``data/responses``."""

    title: str
    payload: str


def _buttons(value: object) -> object:
    return [] if value is None else value


def _custom(value: object) -> object:
    return {} if value is None else value


class RasaMessage(BaseModel):
    """One utterance of the bot: text, buttons and custom belong together."""

    text: str | None = None
    buttons: Annotated[list[RasaButton], BeforeValidator(_buttons)] = []
    custom: Annotated[dict[str, Any], BeforeValidator(_custom)] = {}


class RasaAnswer(BaseModel):
    """The body of the internal channel's answer."""

    messages: list[Any]


class Understanding(Protocol):
    """What the turn needs of Rasa."""

    async def ask(
        self, conversation_id: str, language: str, *, text: str = "", payload: str = ""
    ) -> list[RasaMessage]:
        """Return the bot's utterances.

        Raises:
            RasaUnavailable: when there is no usable answer in time.
        """
        ...


class RasaClient:
    """Asks Rasa, within a deadline and behind a circuit breaker.

    With several servers a conversation always goes to the same one. ``failures``
    counts the questions that got no usable answer.
    """

    def __init__(
        self,
        urls: Sequence[str],
        secret: str,
        deadline: float = DEADLINE_SECONDS,
        rest: float = REST_SECONDS,
    ) -> None:
        self._urls = [url.rstrip("/") for url in urls]
        self._secret = secret
        self._deadline = deadline
        self.failures = 0
        self._breakers = [Breaker(rest, FAILURES) for _ in self._urls]
        _spare_imports()
        self._client = httpx.AsyncClient(
            timeout=httpx.Timeout(deadline, connect=1.0),
            limits=httpx.Limits(
                max_connections=200,
                max_keepalive_connections=16,
                keepalive_expiry=KEEP_ALIVE_SECONDS,
            ),
            trust_env=False,
            follow_redirects=False,
        )

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def ask(
        self, conversation_id: str, language: str, *, text: str = "", payload: str = ""
    ) -> list[RasaMessage]:
        """Return the bot's utterances to a typed text or to a button's payload.

        Raises:
            RasaUnavailable: when Rasa is away, late, or answers with nothing usable.
        """
        if not self._urls:
            raise RasaUnavailable("no Rasa is configured")
        index = int(conversation_id, 16) % len(self._urls)
        breaker = self._breakers[index]
        if breaker.open:
            raise RasaUnavailable("resting after failures")
        body: dict[str, Any] = {
            "sender": conversation_id,
            "metadata": {"language": language},
        }
        body |= {"payload": payload} if payload else {"text": text}
        try:
            async with asyncio.timeout(self._deadline):
                messages = await self._post(self._urls[index], body)
        except Exception as error:
            breaker.fail()
            self.failures += 1
            if not isinstance(error, NO_ANSWER):
                logger.exception("asking Rasa failed")
            raise RasaUnavailable(type(error).__name__) from None
        breaker.succeed()
        if not messages:  # Rasa answers so when an action fails
            self.failures += 1
        return messages

    async def ready(self) -> bool:
        """Whether every server has its model loaded; one that has is asked again."""
        states = await asyncio.gather(*(self._is_ready(url) for url in self._urls))
        for breaker, loaded in zip(self._breakers, states, strict=True):
            if loaded:
                breaker.succeed()
        return bool(states) and all(states)

    async def _post(self, url: str, body: dict[str, Any]) -> list[RasaMessage]:
        raw = bytearray()
        async with self._client.stream(
            "POST",
            f"{url}/webhooks/gateway/webhook",
            json=body,
            headers={SECRET_HEADER: self._secret},
        ) as response:
            if response.status_code != 200:
                raise ValueError(f"status {response.status_code}")
            async for chunk in response.aiter_bytes():
                raw += chunk
                if len(raw) > ANSWER_LIMIT:
                    raise ValueError("answer too large")
        return read_answer(bytes(raw))

    async def _is_ready(self, url: str) -> bool:
        try:
            answer = await self._client.get(
                f"{url}/webhooks/gateway/ready", timeout=HEALTH_SECONDS
            )
            return answer.status_code == 200 and answer.json().get("model") is True
        except NO_ANSWER:
            return False


def _spare_imports() -> None:
    """Say once that ``sniffio`` is not there.

    httpcore tries to import it several times in each request, and a module that is
    missing is looked for on the disk each time: a tenth of a message's cost.
    """
    if importlib.util.find_spec("sniffio") is None:
        modules: dict[str, Any] = sys.modules
        modules["sniffio"] = None


def read_answer(raw: bytes) -> list[RasaMessage]:
    """Return the utterances in an answer; one that is malformed is left out.

    Raises:
        ValueError: when the answer as a whole is malformed.
    """
    messages = []
    for item in RasaAnswer.model_validate_json(raw).messages:
        try:
            messages.append(RasaMessage.model_validate(item))
        except ValidationError:
            logger.warning("an utterance of Rasa is malformed and left out")
    return messages
