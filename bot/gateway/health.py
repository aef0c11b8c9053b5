"""Is urgent help answering (live), is everything answering (ready)?"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from typing import Any, Literal, Protocol

import httpx
from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from bot.alarm import State
from bot.gateway import help_texts
from bot.gateway.metrics import CONTENT_TYPE
from bot.gateway.rasa_client import NO_ANSWER
from bot.safety import contact_records, contacts
from bot.texts import languages

logger = logging.getLogger(__name__)
router = APIRouter()

CHECK_SECONDS = 2.0
KEEP_SECONDS = 1.0
"""How long an answer is reused: health is public, its checks are not free."""
LOOPBACK = ("127.0.0.1", "::1", "localhost")


class Live(BaseModel):
    """Urgent help answers."""

    status: Literal["ok"]


class Parts(BaseModel):
    """The state of each part."""

    rasa: State
    actions: State
    catalogue: State
    store: State
    synthetic: State
    telegram: State | Literal["off"]


class Ready(BaseModel):
    """Whether all is well, and how each part is.

    ``synthetic``: whether a synthetic user is answered in chat API and WebSocket.
    ``telegram``: whether the bot hears what people write and, with a test chat, is
    heard; ``off`` without a bot.
    """

    status: Literal["ready", "degraded"]
    parts: Parts

    @property
    def serves(self) -> bool:
        """Whether who comes to this address is served; the bot is another door."""
        parts = self.parts
        needed = (parts.rasa, parts.actions, parts.catalogue)
        return set(needed) == {"ok"} and parts.synthetic != "error"


class RasaHealth(Protocol):
    """What can tell whether Rasa has its model loaded, and how often it failed."""

    failures: int

    async def ready(self) -> bool:
        """Whether it has."""
        ...


def self_test() -> None:
    """Go through the crisis reply once in every language.

    Raises:
        RuntimeError: when urgent help does not work; nothing may start then.
    """
    try:
        contact_records.read(contacts.FILE)
    except (OSError, ValueError):
        logger.critical("contacts.yml cannot be used: the small copy is in use")
    else:
        for problem in contacts.check():
            raise RuntimeError(problem)
    for line in contacts.warnings():
        logger.warning(line)
    for language in languages():
        reply = help_texts.crisis("suicide", language, 0)
        if "112" not in reply.text or not reply.contacts:
            raise RuntimeError(f"the crisis reply is incomplete in {language!r}")
        if not help_texts.static(language).text:
            raise RuntimeError(f"the static answer is missing in {language!r}")
    if help_texts.screen("haluan kuolla", None).tier != 1:
        raise RuntimeError("the crisis screen does not work")
    if help_texts.screen("etsin kesätöitä", None).tier != 0:
        raise RuntimeError("the crisis screen fails on harmless words")


class Health:
    """Asks the parts, at most once a second."""

    def __init__(
        self,
        rasa: RasaHealth,
        actions_url: str | None,
        store_degraded: Callable[[], bool],
        synthetic: Callable[[], State] = lambda: "unknown",
        telegram: Callable[[], State] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._rasa, self._actions_url = rasa, actions_url
        self._store_degraded, self._clock = store_degraded, clock
        self._synthetic, self._telegram = synthetic, telegram
        self._client = httpx.AsyncClient(timeout=CHECK_SECONDS, trust_env=False)
        self._checking = asyncio.Lock()
        self._known: tuple[float, int, Ready] | None = None

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def ready(self) -> Ready:
        """Return the state of all parts, as of now or a moment ago.

        A failure of Rasa that somebody has met since ends that moment.
        """
        async with self._checking:
            now, failures = self._clock(), self._rasa.failures
            if self._known is not None:
                at, before, state = self._known
                if now - at < KEEP_SECONDS and failures == before:
                    return state
            state = await self._check()
            self._known = (now, failures, state)
            return state

    async def _check(self) -> Ready:
        rasa, (actions, catalogue) = await asyncio.gather(
            self._rasa.ready(), self._actions()
        )
        parts = Parts(
            rasa="ok" if rasa else "error",
            actions=actions,
            catalogue=catalogue,
            store="error" if self._store_degraded() else "ok",
            synthetic=self._synthetic(),
            telegram="off" if self._telegram is None else self._telegram(),
        )
        state = Ready(status="degraded", parts=parts)
        if state.serves and parts.telegram != "error":
            state.status = "ready"
        return state

    async def _actions(self) -> tuple[State, State]:
        """Return the states of the actions and, through them, of the catalogue."""
        if not self._actions_url:
            return "error", "unknown"
        try:
            answer = await self._client.get(f"{self._actions_url.rstrip('/')}/health")
            body: Any = answer.json()
        except NO_ANSWER:
            return "error", "unknown"
        if not isinstance(body, dict) or "catalogue" not in body:
            return "error", "unknown"
        return "ok", "ok" if answer.status_code == 200 else "error"


@router.get("/health/live", summary="Does urgent help answer?")
async def live() -> Live:
    """Answer 200 as soon as the crisis reply works, also with Rasa dead."""
    return Live(status="ok")


@router.get(
    "/health/ready",
    summary="Does everything answer?",
    response_model=Ready,
    responses={503: {"model": Ready, "description": "Some part does not answer."}},
)
async def ready(request: Request) -> Response:
    """Answer 200 only when Rasa with its model, actions and catalogue all answer.

    A fault of the Telegram bot is in the body: it takes the web chat out of no load
    balancer.
    """
    health: Health = request.app.state.health
    state = await health.ready()
    return JSONResponse(state.model_dump(), 200 if state.serves else 503)


@router.get("/metrics", include_in_schema=False)
async def metrics(request: Request) -> Response:
    """Return Prometheus' page to this machine only."""
    from bot.gateway.errors import ApiError

    client = request.client.host if request.client else ""
    # The Host header too: behind a proxy that hides the client's address.
    if client not in LOOPBACK or request.url.hostname not in LOOPBACK:
        raise ApiError(404, "not_found")
    state = request.app.state
    figures = state.conversations.metrics
    figures.store_degraded.set(state.store.degraded)
    return Response(figures.page(), media_type=CONTENT_TYPE)
