"""Every card has a button that says that something in it is wrong."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.texts import languages
from tests.gateway.conftest import Gateway, Talk
from tests.gateway.fake_rasa import FakeRasa
from tests.web.answers import HOUSING, ONE_STOP, card, services

ODD = card(9, id='odd "id" {with} @signs/ja ä', name="Outo")
WRONG = {
    "fi": "Tässä on virhe: ",
    "sv": "Här finns ett fel: ",
    "en": "Something here is wrong: ",
}


def shown(talk: Talk, rasa: FakeRasa, *cards: dict[str, Any]) -> dict[str, Any]:
    """Return the reply with these cards."""
    rasa.answer = lambda _: [services("Näistä voi olla apua.", ["job"], *cards)]
    (reply,) = talk.say("1")
    rasa.answer = lambda _: [{"text": "Selvä."}]
    return dict(reply)


@pytest.mark.parametrize("language", languages())
def test_each_card_has_its_own(gateway: Gateway, rasa: FakeRasa, language: str) -> None:
    talk = gateway.talk(language)
    reply = shown(talk, rasa, ONE_STOP, HOUSING)
    about = [(one["service"], one["title"]) for one in reply["card_buttons"]]
    assert about == [
        (one["id"], WRONG[language] + one["name"]) for one in (ONE_STOP, HOUSING)
    ]
    tokens = [one["token"] for one in reply["buttons"] + reply["card_buttons"]]
    assert len(set(tokens)) == len(tokens) == 5
    assert all("payload" not in one for one in reply["card_buttons"])


@pytest.mark.parametrize("one", [ONE_STOP, ODD], ids=["usual", "odd"])
def test_a_press_names_the_card(talk: Talk, rasa: FakeRasa, one: Any) -> None:
    reply = shown(talk, rasa, HOUSING, one)
    talk.press(reply["card_buttons"][1]["token"])
    (payload,) = rasa.payloads()
    assert json.loads(payload.removeprefix("/give_feedback")) == {
        "detail": "report_wrong_info",
        "service": one["id"],
    }


def test_it_is_the_same_when_the_conversation_is_fetched_again(
    talk: Talk, rasa: FakeRasa
) -> None:
    reply = shown(talk, rasa, ONE_STOP, HOUSING)
    answer = talk.client.get("/api/v1/replies", headers=talk.headers)
    assert answer.json()["replies"][-1] == reply
    held = talk.client.get("/api/v1/conversations/export", headers=talk.headers).text
    assert WRONG["fi"] + ONE_STOP["name"] in held
    for button in reply["card_buttons"]:
        assert button["token"] not in held


def test_a_token_of_another_conversation_or_a_forged_one_reports_nothing(
    gateway: Gateway, talk: Talk, rasa: FakeRasa
) -> None:
    reply = shown(talk, rasa, ONE_STOP)
    (button,) = reply["card_buttons"]
    token, other = button["token"], gateway.talk("fi")
    flipped = ("B" if token[0] == "A" else "A") + token[1:]
    forged = '/give_feedback{"detail":"wrong_closed","service":"service-1"}'
    for talker, given in [(other, token), (talk, flipped), (talk, forged)]:
        *_, answer = talker.press(given)
        assert answer["kind"] == "question"
    assert rasa.payloads() == []


def test_without_cards_there_are_none(talk: Talk, rasa: FakeRasa) -> None:
    rasa.answer = lambda _: [services("Nämä olivat kaikki.", ["job"])]
    (reply,) = talk.say("lisää")
    assert "card_buttons" not in reply
