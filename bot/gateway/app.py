"""Builds the one public application: routes, middleware, and what runs beside them."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from functools import partial

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware

from bot import synthetic
from bot.alarm import told
from bot.gateway import api, confirming, health, pages, socket, upkeep
from bot.gateway.bounds import READ_SECONDS
from bot.gateway.errors import Problems, install
from bot.gateway.headers import SecurityHeaders
from bot.gateway.limits import Limits
from bot.gateway.metrics import Metrics
from bot.gateway.middleware import AccessLog, Bounds, LastResort
from bot.gateway.openapi import describe
from bot.gateway.rasa_client import DEADLINE_SECONDS, RasaClient
from bot.gateway.turn import Conversations
from bot.settings import Settings
from bot.store import deletion_log
from bot.store.conversations import Store
from bot.store.keys import load_keys
from bot.store.resilient import ResilientStore

MIGRATION_SECONDS = 5.0
"""How long the start waits for the database; then it goes on without."""


def create_app(
    settings: Settings,
    rasa_deadline: float = DEADLINE_SECONDS,
    read_seconds: float = READ_SECONDS,
    first_frame_seconds: float = socket.FIRST_FRAME_SECONDS,
) -> FastAPI:
    """Return the application. Nothing is opened before it starts but the key file.

    Raises:
        ValueError: when the settings name a database or key that cannot be used.
        RuntimeError: when the crisis reply does not work.
    """
    health.self_test()
    metrics = Metrics()
    store = ResilientStore(Store(settings.store_url), log=deletion_log(settings))
    urls = [url for url in (settings.rasa_url or "").split(",") if url]
    secret = settings.internal_secret
    rasa = RasaClient(urls, secret.get_secret_value() if secret else "", rasa_deadline)
    limits = Limits(enabled=settings.rate_limit == "on")
    clock = upkeep.TrustedClock()
    conversations = Conversations(
        store, load_keys(settings.home), rasa, limits, clock.now, metrics
    )
    problems = Problems(conversations)
    checks = health.Health(
        rasa,
        settings.actions_url,
        lambda: store.degraded,
        lambda: told(settings.home / synthetic.STATE_FILE).state,
        (lambda: told(settings.telegram_file).state)
        if settings.telegram_token
        else None,
    )

    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        tasks = [asyncio.create_task(upkeep.migrated(settings.store_url))]
        await asyncio.wait(tasks, timeout=MIGRATION_SECONDS)
        tasks.append(asyncio.create_task(upkeep.supervised("warming", upkeep.warmed)))
        purge = partial(upkeep.purge_for_ever, store, clock)
        tasks.append(asyncio.create_task(upkeep.supervised("purge", purge)))
        flush = partial(upkeep.flush_for_ever, store)
        tasks.append(asyncio.create_task(upkeep.supervised("flush", flush)))
        if settings.telegram_token:
            channel = partial(upkeep.telegram, conversations, settings)
            tasks.append(asyncio.create_task(upkeep.supervised("Telegram", channel)))
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await store.idle()
            await store.flush()
            await rasa.close()
            await checks.close()
            store.close()

    app = FastAPI(
        title="Laituri",
        version="1",
        lifespan=lifespan,
        openapi_url="/api/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
    )
    app.state.conversations, app.state.limits = conversations, limits
    app.state.problems, app.state.health, app.state.store = problems, checks, store
    app.state.allowed_origins = settings.allowed_origins
    app.state.controller = settings.controller
    app.state.catalogue_url = settings.catalogue_url
    app.state.first_frame_seconds = first_frame_seconds
    for part in (api, socket, health, pages, confirming):
        app.include_router(part.router)
    pages.mount(app)
    describe(app)
    install(app, problems)
    app.add_middleware(Bounds, problems=problems, read_seconds=read_seconds)
    app.add_middleware(LastResort, problems=problems)
    app.add_middleware(
        CORSMiddleware,
        allow_origins=settings.allowed_origins,
        allow_methods=["GET", "POST", "DELETE"],
        allow_headers=["Authorization", "Content-Type"],
        expose_headers=["Retry-After"],
    )
    app.add_middleware(AccessLog, metrics=metrics)
    app.add_middleware(SecurityHeaders, frames=settings.allowed_origins)
    return app
