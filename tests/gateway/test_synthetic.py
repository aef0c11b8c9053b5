"""A synthetic user is answered, or says in which channel it is not."""

from __future__ import annotations

import json
import time
from collections.abc import Callable

import pytest

from bot import synthetic
from bot.settings import Settings
from tests.gateway.conftest import Gateway
from tests.gateway.fake_rasa import FakeRasa
from tests.web.answers import ONE_STOP, services


@pytest.fixture
def reached(gateway: Gateway, settings: Settings) -> Settings:
    """The settings by which the synthetic user finds the gateway."""
    port = int(gateway.url.rpartition(":")[2])
    return settings.model_copy(update={"port": port})


async def test_an_answer_in_each_channel_is_no_problem(
    reached: Settings, rasa: FakeRasa
) -> None:
    rasa.answer = lambda _: [services("Näistä voi olla apua.", [], ONE_STOP)]
    assert await synthetic.problems(reached) == []


async def test_an_answer_of_200_without_services_is_a_problem(
    reached: Settings, rasa: FakeRasa
) -> None:
    rasa.raw = b'{"messages": []}'
    assert await synthetic.problems(reached) == [
        "http: search: not what was asked for",
        "socket: search: not what was asked for",
    ]


async def test_silence_of_urgent_help_is_a_problem(
    reached: Settings, rasa: FakeRasa, monkeypatch: pytest.MonkeyPatch
) -> None:
    rasa.answer = lambda _: [services("Näistä voi olla apua.", [], ONE_STOP)]
    monkeypatch.setattr(synthetic, "DANGER", "etsin asuntoa")
    assert await synthetic.problems(reached) == [
        "http: urgent help: not what was asked for",
        "socket: urgent help: not what was asked for",
    ]


async def test_nobody_at_the_address_is_a_problem(settings: Settings) -> None:
    nobody = settings.model_copy(update={"port": 9})
    assert await synthetic.problems(nobody) == ["http: no conversation (ConnectError)"]


@pytest.mark.parametrize("given", ["", "a" * 64, "ä"])
def test_who_forges_the_mark_is_refused(gateway: Gateway, given: str) -> None:
    answer = gateway.client.post(
        "/api/v1/conversations",
        headers={synthetic.MARK_HEADER: given.encode()},
    )
    assert answer.status_code == 401
    assert answer.json()["replies"]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ({"until": 60.0, "problems": []}, "ok"),
        ({"until": 60.0, "problems": ["http: search: no answer"]}, "error"),
        ({"until": -1.0, "problems": ["http: search: no answer"]}, "unknown"),
        ({"problems": []}, "unknown"),
        ([], "unknown"),
        (None, "unknown"),
    ],
)
def test_what_health_says_of_it(
    start: Callable[..., Gateway],
    settings: Settings,
    rasa: FakeRasa,
    content: object,
    expected: str,
) -> None:
    gateway = start(settings)
    if isinstance(content, dict) and "until" in content:
        content = content | {"until": time.monotonic() + content["until"]}
    if content is not None:
        file = settings.home / synthetic.STATE_FILE
        file.write_text(json.dumps(content), encoding="utf-8")
    answer = gateway.client.get("/health/ready")
    assert answer.json()["parts"]["synthetic"] == expected
    assert answer.status_code == (503 if expected == "error" else 200)
