"""What is typed is words: nothing of it is run, and nothing of it lies about.

The real Rasa, the real actions and the real database, at the highest log level.
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot import texts
from tests.stack.conftest import ROOT
from tests.stack.watched import Watched, over_socket, watching

CHATS = count(7_770_001)
INTENTS = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))["intents"]
MARK = "zxslash"
COMMAND = f'/find_job{{"municipality":"{MARK}","age":99,"option":"{MARK}"}}'
HIDDEN = {
    "plain": COMMAND,
    "sure of itself": f'/find_job@1.0{{"municipality":"{MARK}"}}',
    "new line": f"\n{COMMAND}",
    "other lines": f"\u2028\x85\x0b{COMMAND}",
    "spaces": "".join(c for c in map(chr, range(0x3001)) if c.isspace()) + COMMAND,
    "zero width": f"\u200b\u200c\u200d\u2060{COMMAND}",
    "bom": f"\ufeff{COMMAND}",
    "bidi": f"\u202e\u2066\u200f{COMMAND}\u2069\u202c",
    "full width": f"\uff0f{COMMAND[1:]}",
    "look-alikes": f"\u2044{COMMAND[1:]}",
    "doubled": f"//\u3000/\u200b/{COMMAND}",
    "external": f"EXTERNAL: {COMMAND}",
    "external intent": f"EXTERNAL: find_job {MARK}",
    "restart": "/restart",
    "session": f'/session_start{{"x":"{MARK}"}}',
    "back": "/back",
    "referral": f'/make_referral{{"consent":true,"to":"{MARK}"}}',
    "a button's": f'/affirm{{"detail":"{MARK}"}}',
    "ours": "gateway:delete",
    "in json": json.dumps({"payload": COMMAND, "sender": MARK}),
}


def ours(key: str) -> str:
    """Return a pattern for a text of ours in any language."""
    return "|".join(re.escape(texts.text(one, key)) for one in texts.languages())


DELETE, DELETED = ours("gateway.delete.question"), ours("gateway.delete.done")
STALE = ours("gateway.stale")


@pytest.fixture(scope="module")
def watched(
    prepared_home: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Watched]:
    with watching(prepared_home, tmp_path_factory.mktemp("watched")) as found:
        yield found


def assert_answered(replies: list[dict[str, Any]], name: str) -> None:
    answers = [reply for reply in replies if reply["kind"] != "notice"]
    assert answers, (name, replies)
    assert all(reply["text"].strip() for reply in answers), (name, replies)


def assert_only_understood(events: list[dict[str, Any]], conversations: int) -> None:
    """Nothing was run: every text went through the understanding, as a text."""
    users = [event for event in events if event["event"] == "user"]
    assert users
    for event in users:
        assert not event["text"].lstrip().startswith("/"), event["text"]
        parsed = event["parse_data"]
        assert len(parsed["intent_ranking"]) > 1, parsed
        extractors = {entity.get("extractor") for entity in parsed["entities"]}
        assert "RegexMessageHandler" not in extractors
    for event in events:
        if event["event"] == "slot" and event["name"] != "search_text":
            assert MARK not in json.dumps(event), event
        assert not (event["event"] == "slot" and event.get("value") == 99), event
    kinds = [event["event"] for event in events]
    assert "restart" not in kinds
    assert kinds.count("session_started") <= conversations


def test_typed_commands_of_every_intent_are_words(watched: Watched) -> None:
    since, talk = watched.newest(), watched.stack.talk("fi")
    names = [next(iter(one)) if isinstance(one, dict) else one for one in INTENTS]
    for name in names:
        assert_answered(talk.say(f'/{name}{{"municipality":"{MARK}"}}'), name)
    talk.say("etsin töitä Oulusta")
    assert talk.services
    assert_only_understood(watched.events(since), 1)


def test_hidden_commands_are_words_over_http(watched: Watched) -> None:
    since, talk = watched.newest(), watched.stack.talk("fi")
    for name, text in HIDDEN.items():
        assert_answered(talk.say(text), name)
        talk.say("etsin töitä Oulusta")
        assert talk.services, name
        assert talk.query["municipality"] == "564", name
    assert_only_understood(watched.events(since), 1)


def test_hidden_commands_are_words_over_a_websocket(watched: Watched) -> None:
    since, talk = watched.newest(), watched.stack.talk("fi")
    words = [said for text in HIDDEN.values() for said in (text, "etsin töitä Oulusta")]
    answers = over_socket(talk, words)
    for name, (hidden, after) in zip(
        HIDDEN, zip(answers[::2], answers[1::2], strict=True), strict=True
    ):
        assert_answered(hidden, name)
        assert any(reply.get("services") for reply in after), name
    assert_only_understood(watched.events(since), 1)


def test_hidden_commands_are_words_in_telegram(watched: Watched) -> None:
    since, chat, telegram = watched.newest(), next(CHATS), watched.telegram
    telegram.say(chat, "/start", 2)
    for name, text in HIDDEN.items():
        answers = telegram.say(chat, text)
        assert answers[0].text.strip(), name
    # A command of ours: its answer comes after all the others.
    telegram.say_until(chat, "/poista", DELETE)
    for forged in (COMMAND, "gateway:delete", "A" * 22):
        telegram.press_until(chat, forged, STALE)
    telegram.say_until(chat, "etsin töitä Oulusta", "Oulu")
    assert_only_understood(watched.events(since), 1)


def test_what_looks_like_a_template_is_not_filled(watched: Watched) -> None:
    talk = watched.stack.talk("fi")
    talk.say("asun Oulussa")
    for text in (
        "etsin töitä {municipality} {0.__class__} {{7*7}} ${age} %(age)s",
        "mikä on {language} ja {{7*7}}",
        "tieto on väärin {search_text} {{7*7}}",
    ):
        talk.say(text)
        assert talk.text.strip()
        assert not re.search(r"49|__class__|<class|\b564\b|Traceback", talk.text)


def test_nothing_of_a_typed_command_is_in_a_log(watched: Watched) -> None:
    watched.stack.talk("fi").say(COMMAND)
    assert {name for name in watched.files_with(MARK) if ".log" in name} == set()


DATABASE = {"conversations.sqlite", "conversations.sqlite-wal"}
RASA, ACTIONS = "bot.rasa_ext.server", "actions.server"


def canary() -> str:
    """Return a word that nobody has ever written."""
    return "zq" + "".join(secrets.choice("bcdfghjkmnpqrstvwxz") for _ in range(12))


def test_words_are_in_the_database_alone_and_after_deletion_nowhere(
    watched: Watched,
) -> None:
    said, urgent, code = (canary() for _ in range(3))
    talk, chat = watched.stack.talk("fi"), next(CHATS)
    for text in (
        f"etsin töitä Oulusta {said}",
        f"010101A900R on tunnukseni, {code}@example.org ja etsin töitä",
        f"voinko tehdä testin tuen tarpeesta {said}",
        said,
        f"tieto on väärin {said}",
        f"lähetä minut eteenpäin {said}",
        f"mikä tuo paikka on {said}",
        f"en jaksa enää mitään {said}",
        f"haluan kuolla {urgent}",
        f"Мне нужна помощь с жильём {said}",
        f'/find_job{{"municipality":"{said}"}}',
        f"{said} " + "a" * 3_000,
    ):
        assert talk.say(text), text
    over_socket(talk, [f"etsin asuntoa {said}", f"haluan tappaa itseni {urgent}"])
    watched.telegram.say(chat, "/start", 2)
    watched.telegram.say(chat, f"etsin töitä Oulusta {said}")
    watched.telegram.say(chat, f"haluan kuolla {urgent}")
    talk.http.post("/messages", json={"text": [urgent], urgent: 5})
    talk.http.post("/messages", content=f'{{"text": "{urgent}'.encode())
    talk.http.get(f"/{urgent}", params={urgent: urgent})

    assert watched.files_with(said) <= DATABASE
    assert watched.files_with(said), "the canary was written nowhere: no test at all"
    for word in (urgent, code, "010101A900R", str(chat), "aino_salainen"):
        assert watched.files_with(word) == set(), word

    assert talk.http.request("DELETE", "/conversations").status_code == 204
    question = watched.telegram.say_until(chat, "/poista", DELETE)
    watched.telegram.press_until(chat, question.keys[0]["callback_data"], DELETED)
    assert watched.files_with(said) == set()


def test_a_failing_action_and_a_failing_rasa_tell_nothing(watched: Watched) -> None:
    said = canary()
    catalogue = watched.stack.home / "catalogue.sqlite"
    away = catalogue.rename(catalogue.with_name("away.sqlite"))
    catalogue.write_bytes(b"this is no database " * 500)
    talk, chat = watched.stack.talk("fi"), next(CHATS)
    watched.telegram.say(chat, "/start", 2)
    try:
        assert talk.say(f"etsin töitä Oulusta {said}")
        watched.stack.kill(ACTIONS)
        assert talk.say(f"etsin asuntoa Oulusta {said}")
        assert watched.telegram.say(chat, f"etsin asuntoa Oulusta {said}")
        watched.stack.kill(RASA)
        assert talk.say(f"etsin koulua Oulusta {said}")
        assert watched.telegram.say(chat, f"etsin koulua Oulusta {said}")
    finally:
        catalogue.unlink()
        away.rename(catalogue)
    watched.stack.wait_ready(90)
    talk.say("etsin töitä Oulusta")
    assert talk.services
    assert watched.files_with(said) <= DATABASE
    talk.http.request("DELETE", "/conversations")
    question = watched.telegram.say_until(chat, "/poista", DELETE)
    watched.telegram.press_until(chat, question.keys[0]["callback_data"], DELETED)
    assert watched.files_with(said) == set()
