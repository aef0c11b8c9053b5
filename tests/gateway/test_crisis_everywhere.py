"""The crisis reply at every question of every form, in every language and channel.

The questions are those of ``domain.yml``: a new form is covered without a change here.
"""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any, Final

import httpx
import pytest
import websockets
import yaml

from bot.texts import text
from tests.gateway.conftest import Gateway, Talk
from tests.gateway.fake_rasa import FakeRasa

ROOT: Final = Path(__file__).parents[2]
CRISIS: Final = {
    "fi": "haluan kuolla",
    "sv": "jag vill dö",
    "en": "I want to kill myself",
}

_numbers = itertools.count()


def responses(language: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for path in (ROOT / "data" / "responses" / language).glob("*.yml"):
        found |= yaml.safe_load(path.read_text(encoding="utf-8"))["responses"]
    return found


def questions() -> list[str]:
    """Return the names of the responses that ask for a slot of a form."""
    domain = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
    return [
        f"utter_ask_{form}_{slot}"
        for form, about in domain["forms"].items()
        for slot in about["required_slots"]
    ]


async def say(gateway: Gateway, talk: Talk, channel: str, body: dict[str, str]) -> Any:
    """Send a message over a channel; return its replies."""
    if channel == "http":
        async with httpx.AsyncClient(base_url=gateway.url, trust_env=False) as client:
            answer = await client.post(
                "/api/v1/messages", json=body, headers=talk.headers
            )
        return answer.json()["replies"]
    number = f"m-{next(_numbers)}"
    url = gateway.url.replace("http", "ws") + "/api/v1/socket"
    async with websockets.connect(url) as socket:
        await socket.send(json.dumps({"token": talk.token}))
        await socket.send(json.dumps({**body, "message_id": number}))
        while True:
            frame = json.loads(await socket.recv())
            if frame.get("message_id") == number:
                return frame["replies"]


@pytest.mark.parametrize("channel", ["http", "socket"])
@pytest.mark.parametrize("language", CRISIS)
@pytest.mark.parametrize("name", questions())
async def test_at_every_question_of_every_form(
    gateway: Gateway, rasa: FakeRasa, name: str, language: str, channel: str
) -> None:
    (asked,) = responses(language)[name]
    buttons = asked["buttons"]
    rasa.answer = lambda _: [
        {
            "text": asked["text"],
            "buttons": buttons,
            "custom": {"version": 1, "kind": "question"},
        }
    ]
    talk = gateway.talk(language)
    (question,) = talk.say("self check")

    (crisis,) = await say(gateway, talk, channel, {"text": CRISIS[language]})
    assert crisis["kind"] == "crisis"
    assert crisis["language"] == language
    assert "112" in crisis["text"]
    assert len(rasa.received) == 1

    wanted = text(language, "crisis.buttons.not_emergency")
    (token,) = [b["token"] for b in crisis["buttons"] if b["title"] == wanted]
    _, again = await say(gateway, talk, channel, {"button": token})
    assert again["text"] == question["text"]
    assert [b["title"] for b in again["buttons"]] == [b["title"] for b in buttons]
    assert len(rasa.received) == 1

    await say(gateway, talk, channel, {"button": again["buttons"][0]["token"]})
    assert rasa.payloads() == [buttons[0]["payload"]]


@pytest.mark.parametrize("language", CRISIS)
@pytest.mark.parametrize(
    "before", ["/start", "/kieli", "/poista", "/ohjaaja", "/privacy", "/lataa", "/sos"]
)
def test_after_every_command(
    gateway: Gateway, rasa: FakeRasa, language: str, before: str
) -> None:
    talk = gateway.talk(language)
    talk.say(before)
    (crisis,) = talk.say(CRISIS[language])
    assert (crisis["kind"], crisis["language"]) == ("crisis", language)
    assert rasa.received == []


def test_nothing_of_it_is_searched_with(talk: Talk, rasa: FakeRasa) -> None:
    (crisis,) = talk.say("haluan kuolla, etsin työpajaa Oulusta")
    assert crisis["kind"] == "crisis"
    assert crisis.get("services") is None
    assert rasa.received == []
    talk.say("etsin työpajaa Oulusta")
    assert rasa.texts() == ["etsin työpajaa Oulusta"]
