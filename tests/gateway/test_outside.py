"""What the outside sees: health, metrics, headers, the OpenAPI document, pages."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from bot.gateway.app import create_app
from bot.gateway.messages import Draft, ErrorBody, MessageRequest
from bot.safety import Screening
from bot.settings import Settings
from tests.gateway.conftest import Gateway, Talk
from tests.gateway.fake_rasa import FakeRasa


def test_ready_is_200_only_when_every_part_answers(
    start: Callable[..., Gateway],
    settings: Settings,
    rasa: FakeRasa,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.gateway.health.KEEP_SECONDS", 0.0)
    client = start(settings).client
    answer = client.get("/health/ready")
    assert answer.status_code == 200
    assert answer.json()["status"] == "ready"

    rasa.model = False
    answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert answer.json()["parts"]["rasa"] == "error"

    rasa.model, rasa.catalogue = True, "CatalogueUnavailable"
    answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert answer.json()["parts"] == {
        "rasa": "ok",
        "actions": "ok",
        "catalogue": "error",
        "store": "ok",
        "synthetic": "unknown",
        "telegram": "off",
    }
    assert client.get("/health/live").json() == {"status": "ok"}


def test_a_bot_that_does_not_run_takes_the_web_chat_from_nobody(
    start: Callable[..., Gateway], settings: Settings, rasa: FakeRasa
) -> None:
    """Load balancers read the status code, operators the body."""
    nobody = {"telegram_token": SecretStr("1:AA"), "telegram_api": "http://127.0.0.1:9"}
    gateway = start(settings.model_copy(update=nobody))
    end = time.monotonic() + 20
    while True:
        answer = gateway.client.get("/health/ready")
        if answer.json()["parts"]["telegram"] == "error":
            break
        assert time.monotonic() < end, answer.text
        time.sleep(0.1)
    assert answer.status_code == 200
    assert answer.json()["status"] == "degraded"
    assert gateway.talk().say("töitä")


@pytest.mark.parametrize(
    ("what", "instead"),
    [
        ("bot.gateway.help_texts.screen", lambda *_: Screening()),
        ("bot.gateway.help_texts.crisis", lambda *_: Draft("crisis", "")),
        ("bot.gateway.help_texts.static", lambda *_: Draft("text", "")),
        ("bot.safety.contacts.check", lambda: iter(["nobody speaks Swedish"])),
    ],
)
def test_nothing_starts_without_urgent_help(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, what: str, instead: Any
) -> None:
    create_app(settings)
    monkeypatch.setattr(what, instead)
    with pytest.raises(RuntimeError):
        create_app(settings)


def test_health_asks_the_parts_at_most_once_a_second(
    gateway: Gateway, rasa: FakeRasa
) -> None:
    assert gateway.client.get("/health/ready").status_code == 200
    rasa.model = False
    assert gateway.client.get("/health/ready").status_code == 200


@pytest.mark.parametrize(
    ("status", "raw"),
    [(500, None), (200, b'{"messages": []}')],
    ids=["Rasa fails", "an action fails"],
)
def test_health_knows_at_once_of_a_failure_that_somebody_met(
    gateway: Gateway,
    talk: Talk,
    rasa: FakeRasa,
    monkeypatch: pytest.MonkeyPatch,
    status: int,
    raw: bytes | None,
) -> None:
    monkeypatch.setattr("bot.gateway.health.KEEP_SECONDS", 60.0)
    assert gateway.client.get("/health/ready").status_code == 200
    rasa.model, rasa.status, rasa.raw = False, status, raw
    talk.say("töitä")
    assert gateway.client.get("/health/ready").status_code == 503


def test_metrics_are_for_this_machine_only(gateway: Gateway, talk: Talk) -> None:
    talk.say("kanarialintu")
    page = gateway.client.get("/metrics")
    assert page.status_code == 200
    assert 'laituri_turns_total{channel="web",outcome="answered"} 1.0' in page.text
    assert 'route="/api/v1/messages"' in page.text
    assert talk.conversation not in page.text

    public = gateway.client.get("/metrics", headers={"Host": "laituri.example"})
    assert public.status_code == 404
    proxied = gateway.client.get("/metrics", headers={"X-Forwarded-For": "192.0.2.1"})
    assert proxied.status_code == 404


@pytest.mark.parametrize("path", ["/", "/api/v1/nothing", "/health/live"])
def test_every_answer_carries_the_security_headers(gateway: Gateway, path: str) -> None:
    headers = gateway.client.get(path).headers
    policy = headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'self'" in policy
    assert "*" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["cache-control"] == "no-store"
    assert "server" not in headers
    assert "strict-transport-security" not in headers


async def test_over_https_a_browser_is_told_to_stay_there(settings: Settings) -> None:
    transport = httpx.ASGITransport(create_app(settings))
    async with httpx.AsyncClient(
        transport=transport, base_url="https://chat.example.org"
    ) as web:
        headers = (await web.get("/health/live")).headers
    assert headers["strict-transport-security"] == "max-age=31536000"


def test_a_forged_host_does_not_reach_the_policy(gateway: Gateway) -> None:
    forged = gateway.client.get("/health/live", headers={"Host": "a; script-src *"})
    assert "script-src *" not in forged.headers["content-security-policy"]


def test_only_listed_sites_may_call_and_frame(
    start: Callable[..., Gateway], settings: Settings, rasa: FakeRasa
) -> None:
    site = "https://kunta.example"
    listed = settings.model_copy(update={"allowed_origins": (site,)})
    client = start(listed).client
    asked = {
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization,content-type",
    }
    allowed = client.options("/api/v1/messages", headers={"Origin": site, **asked})
    assert allowed.headers["access-control-allow-origin"] == site
    assert site in allowed.headers["content-security-policy"]
    other = client.options(
        "/api/v1/messages", headers={"Origin": "https://evil.example", **asked}
    )
    assert "access-control-allow-origin" not in other.headers


def test_the_openapi_document_is_complete(gateway: Gateway) -> None:
    document = gateway.client.get("/api/v1/openapi.json").json()
    wanted = {
        ("/api/v1/conversations", "post"): {"201", "400", "413", "422", "429", "503"},
        ("/api/v1/conversations", "delete"): {"204", "401", "503"},
        ("/api/v1/conversations/export", "get"): {"200", "401", "503"},
        ("/api/v1/messages", "post"): {
            "200",
            "400",
            "401",
            "413",
            "422",
            "429",
            "503",
        },
        ("/api/v1/replies", "get"): {"200", "401", "422", "503"},
        ("/api/v1/socket", "get"): {"101", "403"},
        ("/health/live", "get"): {"200"},
        ("/health/ready", "get"): {"200", "503"},
    }
    for (path, method), statuses in wanted.items():
        assert set(document["paths"][path][method]["responses"]) == statuses, path
    schemas = document["components"]["schemas"]
    assert {"Reply", "ServiceCard", "Contact", "ErrorBody", "FirstFrame"} <= set(
        schemas
    )
    assert "HTTPValidationError" not in schemas
    assert "from" in schemas["Reply"]["properties"]
    assert gateway.client.get("/api/v1/openapi.json").json() == document
    references = {ref for ref in _references(document)}
    assert all(ref.rpartition("/")[2] in schemas for ref in references)


def test_the_examples_are_what_they_show(gateway: Gateway) -> None:
    document = gateway.client.get("/api/v1/openapi.json").json()
    answers = document["paths"]["/api/v1/messages"]["post"]["responses"]
    for status in ("400", "401", "413", "422", "429", "503"):
        example = answers[status]["content"]["application/json"]["example"]
        ErrorBody.model_validate(example)
    for example in document["components"]["schemas"]["MessageRequest"]["examples"]:
        MessageRequest.model_validate(example)


def _references(node: Any) -> list[str]:
    if isinstance(node, dict):
        own = [node["$ref"]] if isinstance(node.get("$ref"), str) else []
        return own + [ref for value in node.values() for ref in _references(value)]
    if isinstance(node, list):
        return [ref for value in node for ref in _references(value)]
    return []


def test_there_is_no_page_that_loads_from_elsewhere(gateway: Gateway) -> None:
    for path in ("/docs", "/redoc"):
        assert gateway.client.get(path).status_code == 404


def test_the_page_speaks_the_browsers_language(gateway: Gateway) -> None:
    page = gateway.client.get("/", headers={"Accept-Language": "sv"})
    assert page.status_code == 200
    assert '<html lang="sv">' in page.text
    assert '<html lang="en">' in gateway.client.get("/?language=en").text
    texts = gateway.client.get("/texts/en.json").json()
    assert texts["language"] == "en"
    assert gateway.client.get("/texts/xx.json").status_code == 404
    assert gateway.client.head("/").status_code == 200
