"""A reply as Telegram messages: escaped, short enough, keys that fit."""

from __future__ import annotations

import pytest

from bot.gateway.commands import WORDS
from bot.gateway.messages import Reply
from bot.telegram import markup
from bot.telegram.render import CALLBACK_BYTES, messages
from bot.texts import languages, topic
from tests.telegram.fake_bot_api import TEXT_LIMIT, _entities
from tests.web.answers import ATTACK, HOSTILE, ONE_STOP, SCHOOL, card


def reply(**given: object) -> Reply:
    base = {"id": 1, "kind": "text", "language": "fi", "text": "Hei."}
    return Reply.model_validate(base | given)


def test_keys_stand_on_the_last_message_two_short_ones_side_by_side() -> None:
    buttons = [
        {"title": "Joo", "token": "a"},
        {"title": "Ei", "token": "b"},
        {"title": "Haluan puhua ihmiselle", "token": "c"},
        {"title": "Ohita", "token": "d"},
        {"title": "Ei mahdu", "token": "x" * (CALLBACK_BYTES + 1)},
    ]
    first, *_, last = messages(reply(text="Pitkä. " * 1_500, buttons=buttons))
    assert first.keys == ()
    titles = [[key.title for key in row] for row in last.keys]
    assert titles == [["Joo", "Ei"], ["Haluan puhua ihmiselle"], ["Ohita"]]


def wrong(*ids: str) -> list[dict[str, str]]:
    return [{"service": one, "title": f"Virhe: {one}", "token": one} for one in ids]


def test_keys_for_what_is_wrong_are_numbered_as_the_cards_three_in_a_row() -> None:
    many = [card(number) for number in range(1, 6)]
    buttons = wrong(*(one["id"] for one in many))
    (sent,) = messages(reply(kind="services", services=many, card_buttons=buttons))
    assert [[(key.title, key.data) for key in row] for row in sent.keys] == [
        [(f"{n} on väärin", f"service-{n}") for n in (1, 2, 3)],
        [(f"{n} on väärin", f"service-{n}") for n in (4, 5)],
    ]
    shown, _ = _entities(sent.html)
    assert [f"{n}. Palvelu {n}\n" in shown for n in range(1, 6)] == [True] * 5


def test_one_card_alone_has_no_number() -> None:
    given = {"services": [ONE_STOP], "card_buttons": wrong(ONE_STOP["id"])}
    (sent,) = messages(reply(kind="services", **given))
    assert [[key.title for key in row] for row in sent.keys] == [["Tässä on virhe"]]
    assert "1. " not in sent.html


def test_cards_are_never_cut_in_two() -> None:
    many = [
        card(n, summary="Sana. " * 60, how_to_apply="Soita. " * 50) for n in range(20)
    ]
    sent = messages(reply(kind="services", services=many))
    assert len(sent) > 1
    for one in sent:
        whole, _ = _entities(one.html)
        assert len(whole) <= TEXT_LIMIT
        assert whole.count("Palvelu ") == whole.count("Lähde: ")


@pytest.mark.parametrize("given", [*HOSTILE, "&" * 5_000, "😭" * 3_000, "a\u202eb\x07"])
def test_any_text_arrives_as_it_is(given: str) -> None:
    shown = "".join(_entities(one.html)[0] for one in messages(reply(text=given)))
    assert shown == given.replace("\u202e", "").replace("\x07", "")
    for one in messages(reply(text=given)):
        assert markup.size(one.html) <= TEXT_LIMIT


def test_a_hostile_card_has_no_link_of_its_own() -> None:
    (sent,) = messages(reply(kind="services", services=[ATTACK]))
    whole, links = _entities(sent.html)
    assert "javascript:window.hacked=1" in whole
    assert all(link.startswith("https://www.openstreetmap.org/") for link in links)


def test_unknown_is_said_and_not_filled() -> None:
    (sent,) = messages(reply(kind="services", services=[card(1)]))
    whole, _ = _entities(sent.html)
    assert "Ikä: ei tiedossa" in whole
    assert "Hinta: ei tiedossa" in whole
    assert "Yhteystiedot: ei tiedossa" in whole
    assert "Tarkistuspäivä ei tiedossa" in whole
    assert "ilman ajanvarausta" not in whole


@pytest.mark.parametrize("language", languages())
def test_a_card_is_told_in_every_language(language: str) -> None:
    sent = messages(
        reply(kind="services", language=language, services=[ONE_STOP, SCHOOL])
    )
    assert "1.11.2026" in sent[0].html
    assert "{" not in sent[0].html


@pytest.mark.parametrize("language", languages())
def test_the_listed_commands_are_the_gateways(language: str) -> None:
    listed = topic(language, "telegram")["commands"]
    assert set(listed) <= set(WORDS)
    assert {WORDS[name] for name in listed} >= {WORDS["sos"], WORDS["delete"]}


def test_a_long_text_is_cut_after_a_sentence() -> None:
    cut = markup.shortened("Eka lause on tässä. Toinen lause jatkuu pitkään.", 30)
    assert cut == "Eka lause on tässä."
    assert markup.shortened("sana " * 20, 12) == "sana sana…"
