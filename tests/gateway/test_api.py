"""The calls of the chat API, their shapes, and what acts once."""

from __future__ import annotations

from typing import Any

import pytest

from bot.gateway.messages import Reply
from tests.gateway.conftest import Gateway, Talk
from tests.gateway.fake_rasa import FakeRasa

CARD: dict[str, Any] = {
    "id": "ohjaamo-x",
    "name": "Ohjaamo",
    "provider": "Kunta",
    "summary": "Apua alle 30-vuotiaille.",
    "themes": ["job"],
    "support_levels": ["general"],
    "is_one_stop": True,
    "scope": "municipality",
    "municipalities": ["179"],
    "age_min": 15,
    "age_max": 29,
    "languages": ["fi"],
    "charge": "free",
    "contacts": [
        {"kind": "web", "label": "Sivut", "value": "https://example.org/"},
        {"kind": "web", "label": "Paha", "value": " JavaScript:alert(1)"},
    ],
    "how_to_apply": None,
    "first_visit": None,
    "walk_in": None,
    "booking": None,
    "remote": None,
    "anonymous": None,
    "referral_needed": None,
    "guardian_needed": None,
    "interpreter": None,
    "professional_contact": None,
    "opening": {"open_now": None, "text": ""},
    "location": None,
    "why": ["Lähellä"],
    "note": None,
    "text_language": "fi",
    "valid_until": None,
    "verified_on": "2026-11-01",
    "source": {"name": "Kunta", "url": "https://example.org/"},
}


def services(*cards: dict[str, Any], **more: Any) -> dict[str, Any]:
    query = {"municipality": "179", "themes": ["job"], "age": 17, "support_level": None}
    custom = {"version": 1, "kind": "services", "query": query, "services": list(cards)}
    return {"text": "Tästä voi olla apua.", "custom": {**custom, **more}}


def test_a_conversation_opens_with_a_greeting_and_buttons(gateway: Gateway) -> None:
    answer = gateway.client.post("/api/v1/conversations", json={"language": "sv"})
    body = answer.json()

    assert answer.status_code == 201
    assert set(body) == {"conversation", "token", "language", "replies"}
    assert body["language"] == "sv"
    assert len(body["conversation"]) == 32
    assert body["conversation"] not in body["token"]
    first, second = body["replies"]
    assert "robot" in first["text"]
    assert first["text"].count(".") <= 3
    assert [button["title"] for button in second["buttons"]][:2] == ["Studier", "Jobb"]
    assert second["kind"] == "question"
    assert first["id"] < second["id"]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fi", ["robotti", "nimettömänä", "24 tunnin", "henkilötunnustasi"]),
        ("sv", ["robot", "anonymt", "24 timmar", "personbeteckning"]),
        ("en", ["robot", "without a name", "24 hours", "identity code"]),
    ],
)
def test_the_first_words_say_what_somebody_has_to_know(
    gateway: Gateway, language: str, words: list[str]
) -> None:
    first = gateway.talk(language).greeting[0]["text"]
    assert first.count(".") == 3
    assert [word for word in words if word not in first] == []


def test_without_a_language_the_greeting_leads_to_the_others(gateway: Gateway) -> None:
    talk = gateway.talk(None)
    first = talk.greeting[0]
    assert "olen Laituri" in first["text"]
    assert "svenska" in first["text"]
    assert "English" in first["text"]
    assert [button["title"] for button in first["buttons"]] == ["English", "Svenska"]

    replies = talk.press(first["buttons"][1]["token"])

    assert {reply["language"] for reply in replies} == {"sv"}
    assert talk.post({"text": "hej"}).json()["language"] == "sv"


@pytest.mark.parametrize("body", [None, {}, {"language": None}])
def test_a_conversation_may_be_opened_without_saying_a_language(
    gateway: Gateway, body: Any
) -> None:
    answer = gateway.client.post("/api/v1/conversations", json=body)
    assert answer.status_code == 201
    assert answer.json()["language"] is None


def test_a_text_goes_to_rasa_and_its_answer_comes_back(
    talk: Talk, rasa: FakeRasa
) -> None:
    rasa.answer = lambda _: [{"text": "Etsin töitä.", "buttons": None, "custom": None}]
    answer = talk.post({"text": "Etsin kesätöitä Jyväskylästä"})

    assert answer.status_code == 200
    assert set(answer.json()) == {"replies", "language"}
    (reply,) = answer.json()["replies"]
    assert set(reply) == {"id", "kind", "from", "language", "text", "buttons"}
    assert (reply["kind"], reply["from"], reply["language"]) == ("text", "bot", "fi")
    assert reply["text"] == "Etsin töitä."
    (sent,) = rasa.received
    assert sent == {
        "sender": talk.conversation,
        "text": "Etsin kesätöitä Jyväskylästä",
        "metadata": {"language": "fi"},
    }


def test_services_keep_their_unknowns_and_lose_hostile_links(
    talk: Talk, rasa: FakeRasa
) -> None:
    rasa.answer = lambda _: [services(CARD, {"id": "malformed"}, total=7)]
    (reply,) = talk.say("töitä")

    assert reply["kind"] == "services"
    assert reply["total"] == 7
    assert reply["query"]["municipality"] == "179"
    assert reply["query"]["themes"] == ["job"]
    (card,) = reply["services"]
    assert card["how_to_apply"] is None
    assert card["walk_in"] is None
    assert [contact["label"] for contact in card["contacts"]] == ["Sivut"]
    assert Reply.model_validate(reply).to_json() == reply


def test_a_button_sends_its_payload_and_shows_only_a_token(
    talk: Talk, rasa: FakeRasa
) -> None:
    payload = '/inform_situation{"support_level":"special"}'
    rasa.answer = lambda _: [
        {"text": "Kuinka paljon?", "buttons": [{"title": "Paljon", "payload": payload}]}
    ]
    (reply,) = talk.say("apua opiskeluun")
    (button,) = reply["buttons"]
    assert set(button) == {"title", "token"}
    assert "inform" not in str(reply)

    rasa.answer = lambda _: [{"text": "Selvä."}]
    assert talk.press(button["token"])[0]["text"] == "Selvä."

    assert rasa.payloads() == [payload]


def test_an_action_chooses_among_the_buttons_of_a_response(
    talk: Talk, rasa: FakeRasa
) -> None:
    titles = {"/find_job": "Töitä", "/find_support": "Apua", "/ask_roles": "Kuka"}
    buttons = [{"title": t, "payload": p} for p, t in titles.items()]
    chosen = ['/find_support{"theme": "money"}', "/find_job", "/no_such_button"]
    custom = {"kind": "question", "choices": chosen}
    rasa.answer = lambda _: [{"text": "Kumpi?", "buttons": buttons, "custom": custom}]
    (reply,) = talk.say("raha")
    assert reply["kind"] == "question"
    assert [b["title"] for b in reply["buttons"]] == ["Apua", "Töitä"]

    rasa.answer = lambda _: [{"text": "Selvä."}]
    talk.press(reply["buttons"][0]["token"])

    assert rasa.payloads() == ['/find_support{"theme": "money"}']


def test_the_same_message_id_acts_once_and_returns_the_same(
    talk: Talk, rasa: FakeRasa
) -> None:
    rasa.answer = lambda _: [
        {"text": "Mikä?", "buttons": [{"title": "A", "payload": "/affirm"}]}
    ]
    first = talk.post({"text": "töitä", "message_id": "m-1"}).json()
    second = talk.post({"text": "töitä", "message_id": "m-1"}).json()
    third = talk.post({"text": "töitä", "message_id": "m-2"}).json()

    assert first == second
    assert first["replies"][0]["id"] < third["replies"][0]["id"]
    assert len(rasa.received) == 2


def test_a_double_click_acts_once(talk: Talk, rasa: FakeRasa) -> None:
    token = talk.greeting[1]["buttons"][0]["token"]
    first = talk.press(token, message_id="a")
    second = talk.press(token, message_id="b")
    assert [r["id"] for r in first] == [r["id"] for r in second]
    assert len(rasa.received) == 1


def test_replies_are_listed_after_an_id(talk: Talk) -> None:
    said = talk.say("hei")[0]
    answer = talk.client.get("/api/v1/replies", headers=talk.headers)
    everything = answer.json()["replies"]
    assert everything == [*talk.greeting, said]

    last = talk.greeting[-1]["id"]
    later = talk.client.get(f"/api/v1/replies?after={last}", headers=talk.headers)
    assert later.json() == {"replies": [said]}


def test_export_holds_the_conversation(talk: Talk) -> None:
    talk.say("hei")
    held = talk.client.get("/api/v1/conversations/export", headers=talk.headers).json()
    assert held["conversation"] == talk.conversation
    assert [reply["text"] for reply in held["replies"]][-1] == "answer to a text"
    assert talk.token not in str(held)


def test_delete_removes_it_at_once_and_ends_the_token(talk: Talk) -> None:
    talk.say("hei")
    gone = talk.client.delete("/api/v1/conversations", headers=talk.headers)
    assert gone.status_code == 204
    assert gone.content == b""
    for answer in (
        talk.post({"text": "hei"}),
        talk.client.get("/api/v1/replies", headers=talk.headers),
        talk.client.get("/api/v1/conversations/export", headers=talk.headers),
        talk.client.delete("/api/v1/conversations", headers=talk.headers),
    ):
        assert answer.status_code == 401
        assert answer.json()["replies"]


def test_a_second_client_reaches_nothing_of_another(gateway: Gateway) -> None:
    mine, theirs = gateway.talk(), gateway.talk()
    button = mine.greeting[1]["buttons"][0]["token"]
    mine.say("hei")

    replies = theirs.press(button)

    assert "vanhentunut" in replies[0]["text"]
    listed = theirs.client.get("/api/v1/replies", headers=theirs.headers).json()
    assert {r["id"] for r in listed["replies"]}.isdisjoint(
        {r["id"] for r in mine.greeting}
    )
    held = theirs.client.get("/api/v1/conversations/export", headers=theirs.headers)
    assert mine.conversation not in held.text


def test_buttons_and_language_survive_a_restart(
    gateway: Gateway, start: Any, settings: Any, rasa: FakeRasa
) -> None:
    before = gateway.talk("sv")
    gateway.stop()
    after = Talk(start(settings).client, before.token, before.conversation)

    after.press(before.greeting[1]["buttons"][1]["token"])

    (sent,) = rasa.received
    assert sent["payload"] == "/find_job"
    assert sent["metadata"] == {"language": "sv"}


def test_feedback_is_counted_and_thanked(talk: Talk, rasa: FakeRasa) -> None:
    rasa.answer = lambda _: [
        {"custom": {"version": 1, "kind": "feedback", "value": "good"}}
    ]
    (reply,) = talk.say("hyvä vastaus")
    assert "Kiitos" in reply["text"]


def test_rasa_may_switch_the_language(talk: Talk, rasa: FakeRasa) -> None:
    rasa.answer = lambda _: [
        {"custom": {"version": 1, "kind": "language", "language": "en"}}
    ]
    answer = talk.post({"text": "englanniksi kiitos"}).json()
    assert answer["language"] == "en"
    assert {reply["language"] for reply in answer["replies"]} == {"en"}


def test_rasa_may_ask_for_deletion_but_only_a_person_confirms_it(
    talk: Talk, rasa: FakeRasa
) -> None:
    rasa.answer = lambda _: [
        {"custom": {"version": 1, "kind": "command", "command": "delete"}}
    ]
    (question,) = talk.say("poista kaikki mitä sanoin")
    assert question["kind"] == "question"
    assert talk.client.get("/api/v1/replies", headers=talk.headers).status_code == 200

    (done,) = talk.press(question["buttons"][0]["token"])

    assert "poistettu" in done["text"]
    assert talk.post({"text": "hei"}).status_code == 401


def test_a_token_that_is_signed_but_was_never_given_out_is_refused(
    gateway: Gateway, talk: Talk
) -> None:
    keys = gateway.app.state.conversations.sessions.keys
    forged = Talk(talk.client, keys.new_token(talk.conversation))
    assert forged.post({"text": "hei"}).status_code == 401
    assert talk.say("hei")
