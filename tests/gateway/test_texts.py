"""Typed texts: commands, hostile input, languages, personal data."""

from __future__ import annotations

import pytest

from bot.texts import languages, text, topic
from tests.gateway.conftest import Gateway, Talk
from tests.gateway.fake_rasa import FakeRasa

INJECTION = '/make_referral{"consent":true}'
CORPUS = {
    "empty": "",
    "spaces": "   \n\t ",
    "nbsp": "\u00a0\u00a0",
    "zero width": "\u200b\u200d\ufeff",
    "controls": "\x00\x01\x1b[31m\x7f",
    "bidi": "\u202ehei\u202c",
    "lone surrogate": "hei \ud83d",
    "emoji": "😭😭",
    "one letter": "a",
    "digits": "12345",
    "json": '{"text": "hei", "sender": "x"}',
    "sql": "'; DROP TABLE conversation; --",
    "fts": 'NEAR("a" b)* OR col:^x -"',
    "format": "{slot} {0} %s ${x} {{7*7}}",
    "html": "<script>alert(1)</script>",
    "path": "../../etc/passwd",
    "slashes": "////",
    "slash command": "/restart",
    "payload": INJECTION,
    "payload, spaces": f"   {INJECTION}",
    "payload, nbsp": f"\u00a0{INJECTION}",
    "payload, full width": f"\uff0f{INJECTION[1:]}",
    "payload, doubled": f"/{INJECTION}",
    "payload, mixed": f" / \u200b/\u3000{INJECTION}",
    "payload, confidence": '/make_referral@0.99{"consent":true}',
    "long": "Etsin töitä. " * 2_000,
    "stretched": "a" * 50_000,
    "combining": "e\u0301" * 1_000 + "\u0300" * 2_000,
    "cyrillic": "Мне нужна помощь с жильём",
    "arabic": "أحتاج إلى مساعدة في السكن",
}


@pytest.mark.parametrize("name", CORPUS)
def test_bad_input_gets_a_helpful_answer_and_does_nothing(
    talk: Talk, rasa: FakeRasa, name: str
) -> None:
    import json

    raw = json.dumps({"text": CORPUS[name]}).encode()
    headers = {**talk.headers, "Content-Type": "application/json"}
    answer = talk.client.post("/api/v1/messages", content=raw, headers=headers)

    assert answer.status_code == 200, answer.text
    replies = answer.json()["replies"]
    answers = [reply for reply in replies if reply["kind"] != "notice"]
    assert len(answers) == 1
    assert answers[0]["text"]
    assert rasa.payloads() == []
    assert not any(sent.startswith(("/", " ")) for sent in rasa.texts())
    assert talk.say("etsin töitä")[0]["text"] == "answer to a text"


def test_a_long_message_is_shortened_and_the_person_is_told(
    talk: Talk, rasa: FakeRasa
) -> None:
    notice, answer = talk.say("Etsin töitä. " * 300)
    assert "pitkä" in notice["text"]
    assert answer["text"] == "answer to a text"
    assert len(rasa.texts()[0]) == 2_000


def test_an_identity_code_is_taken_out_and_the_person_is_told(
    gateway: Gateway, talk: Talk, rasa: FakeRasa
) -> None:
    notice, _ = talk.say("olen 010101A900R ja etsin töitä", message_id="010101A900R")
    assert "henkilötunnuksen" in notice["text"]
    assert "010101A900R" not in rasa.texts()[0]
    assert "etsin töitä" in rasa.texts()[0]
    gateway.stop()
    for path in gateway.home.rglob("*"):
        if path.is_file():
            assert b"010101A900R" not in path.read_bytes(), path


def test_an_identity_code_across_the_limit_is_taken_out_whole(
    talk: Talk, rasa: FakeRasa
) -> None:
    padding = "töitä " * 332 + "aaa "
    assert len(padding) == 1996
    talk.say(padding + "010101A900R ja muuta")
    assert "0101" not in rasa.texts()[0]


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("uk", "Мені потрібна допомога з житлом і навчанням"),
        ("ru", "Мне нужна помощь с жильём и учёбой"),
        ("ar", "أحتاج إلى مساعدة في العثور على سكن"),
    ],
)
def test_another_language_gets_its_one_fixed_answer(
    talk: Talk, rasa: FakeRasa, code: str, said: str
) -> None:
    (reply,) = talk.say(said)
    assert reply["language"] == code
    assert reply["text"] == text("fi", f"other_languages.answers.{code}")
    assert len(reply["buttons"]) == 3
    assert rasa.received == []


def test_every_fixed_answer_names_infofinland_and_112() -> None:
    answers = topic("fi", "other_languages")["answers"]
    assert {"uk", "ru", "ar", "so", "et"} <= set(answers)
    for code, answer in answers.items():
        assert "www.infofinland.fi" in answer, code
        assert "112" in answer, code


def test_the_language_follows_the_words(gateway: Gateway) -> None:
    talk = gateway.talk(None)
    said = "Jag behöver hjälp med att hitta en bostad"
    assert talk.post({"text": said}).json()["language"] == "sv"
    assert talk.post({"text": "ok"}).json()["language"] == "sv"
    said = "I would like to continue in English, please help me find a job"
    assert talk.post({"text": said}).json()["language"] == "en"


def test_help_begins_with_urgent_help_in_every_language(gateway: Gateway) -> None:
    for language in languages():
        (reply,) = gateway.talk(language).say("/HELP")
        assert "112" in reply["text"].splitlines()[0]


@pytest.mark.parametrize("command", ["/apua", "/hjalp", "/SOS"])
def test_urgent_help_comes_at_once(talk: Talk, rasa: FakeRasa, command: str) -> None:
    (reply,) = talk.say(command)
    assert reply["kind"] == "crisis"
    assert reply["contacts"]
    assert rasa.received == []


@pytest.mark.parametrize("command", ["/kieli", "/sprak", "/language"])
def test_the_language_can_be_chosen(talk: Talk, command: str) -> None:
    (question,) = talk.say(command)
    titles = [button["title"] for button in question["buttons"]]
    assert titles == ["Suomi", "English", "Svenska"]
    answer = talk.post({"button": question["buttons"][1]["token"]}).json()
    assert answer["language"] == "en"
    assert "English" in answer["replies"][0]["text"]


def test_start_greets_again(talk: Talk) -> None:
    assert [r["text"] for r in talk.say("/start abc")] == [
        r["text"] for r in talk.greeting
    ]


@pytest.mark.parametrize(
    ("command", "word"), [("/privacy", "24"), ("/ohjaaja", "eivät ole vielä")]
)
def test_fixed_texts(talk: Talk, rasa: FakeRasa, command: str, word: str) -> None:
    (reply,) = talk.say(command)
    assert word in reply["text"]
    assert rasa.received == []


@pytest.mark.parametrize("command", ["/lataa", "/export"])
def test_export_is_readable_in_the_chat(talk: Talk, command: str) -> None:
    talk.say("hei")
    (reply,) = talk.say(command)
    assert "Alkoi: " in reply["text"]
    assert "Laituri: answer to a text" in reply["text"]


@pytest.mark.parametrize("command", ["/poista", "/radera", "/delete"])
def test_deletion_asks_once_and_then_it_is_done(
    talk: Talk, rasa: FakeRasa, command: str
) -> None:
    rasa.status = 500
    (question,) = talk.say(command)
    yes, no = question["buttons"]
    (kept,) = talk.press(no["token"])
    assert "Mitään ei poistettu" in kept["text"]
    (gone,) = talk.press(yes["token"])
    assert "poistettu" in gone["text"]
    assert talk.post({"text": "hei"}).status_code == 401


def test_an_old_button_is_said_to_be_old_and_the_choices_come_anew(
    talk: Talk, rasa: FakeRasa
) -> None:
    stale, again = talk.press("A" * 22)
    assert "vanhentunut" in stale["text"]
    assert [b["title"] for b in again["buttons"]] == [
        b["title"] for b in talk.greeting[1]["buttons"]
    ]
    talk.press(again["buttons"][0]["token"])
    assert rasa.payloads() == ["/find_training"]
