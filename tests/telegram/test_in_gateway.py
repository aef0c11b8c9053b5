"""The channel inside the gateway: started and stopped with it, never in its way."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from bot.gateway.app import create_app
from bot.settings import Settings
from tests.telegram.fake_bot_api import FakeBotApi


async def test_it_starts_and_stops_with_the_gateway(
    settings: Settings, api: FakeBotApi
) -> None:
    app = create_app(settings)
    async with app.router.lifespan_context(app):
        await api.message(1, text="haluan kuolla")
        crisis, _ = await api.wait(2)
        assert "112" in crisis.text
        await api.message(1, text="etsin töitä")  # there is no Rasa at all
        answers = await api.wait(4)
        assert "112" in answers[-1].text
    polled = api.times("getUpdates")
    await api.message(1, text="liian myöhään")
    await asyncio.sleep(0)
    assert api.times("getUpdates") == polled


async def test_the_gateway_works_while_telegram_does_not(
    settings: Settings, api: FakeBotApi, caplog: pytest.LogCaptureFixture
) -> None:
    api.revoked = True
    app = create_app(settings)
    async with app.router.lifespan_context(app):
        await api.called("getMe", 1)
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://x") as web:
            assert (await web.get("/health/live")).status_code == 200
    assert "0123456789abc" not in caplog.text
