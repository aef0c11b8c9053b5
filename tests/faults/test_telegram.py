"""Telegram brings updates twice and in disorder, is slow, down or somebody else's."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest

from tests.faults.conftest import DANGER, GATEWAY, NEED, restart
from tests.faults.telegram import Telegram
from tests.stack.conftest import Stack

_chats = itertools.count(7_000_001)
PLACES = ("Oulu", "Turku", "Vaasa")


@pytest.fixture
def chat(stack: Stack, telegram: Telegram) -> Iterator[int]:
    """A private chat that has been greeted."""
    stack.wait_ready()
    number = next(_chats)
    telegram.says(number, "/start")
    telegram.heard(number, 2)
    telegram.api.sent.clear()
    yield number
    stack.wait_ready()


def test_an_update_that_comes_three_times_acts_once(
    telegram: Telegram, chat: int
) -> None:
    number = telegram.api._next
    telegram.do(telegram.api.again(number, chat, times=3))
    telegram.api._next += 1
    assert "Oulu" in telegram.heard(chat, 1)[0].text
    telegram.says(chat, DANGER)
    found, urgent = telegram.heard(chat, 2)
    assert "112" in urgent.text
    assert "112" not in found.text


def test_an_update_that_comes_again_after_a_restart_gets_the_same_answer(
    stack: Stack, telegram: Telegram, chat: int
) -> None:
    number = telegram.says(chat, NEED)
    first = telegram.heard(chat, 1)[0]
    telegram.do(telegram.api.confirmed(number))
    restart(stack, GATEWAY)
    telegram.do(telegram.api.again(number, chat))
    telegram.says(chat, DANGER)
    *again, urgent = telegram.heard(chat, 3)[1:]
    assert "112" in urgent.text or any("112" in one.text for one in again)
    repeated = [one for one in (*again, urgent) if "112" not in one.text]
    assert [(one.text, one.keys) for one in repeated] == [(first.text, first.keys)]


def test_updates_in_disorder_are_each_answered_once(
    telegram: Telegram, chat: int
) -> None:
    texts = [f"etsin töitä, kunta {place}" for place in PLACES]
    order = {2: texts[2], 0: texts[0], 1: texts[1]}
    telegram.do(telegram.api.disordered(chat, order))
    telegram.heard(chat, 3)
    telegram.says(chat, DANGER)
    *found, urgent = telegram.heard(chat, 4)
    assert "112" in urgent.text
    for place in PLACES:
        assert len([one for one in found if f"Paikka: {place}" in one.text]) == 1


@pytest.mark.parametrize(
    ("trouble", "amount"), [("floods", 2), ("cuts", 2), ("conflicts", 3)]
)
def test_telegram_refuses_for_a_while(
    telegram: Telegram, chat: int, trouble: str, amount: int
) -> None:
    setattr(telegram.api, trouble, amount)
    telegram.says(chat, DANGER)
    (urgent,) = telegram.heard(chat, 1)
    assert "112" in urgent.text
    telegram.says(chat, NEED)
    assert "Oulu" in telegram.heard(chat, 2)[1].text
    assert getattr(telegram.api, trouble) == 0


def test_telegram_is_slow(telegram: Telegram, chat: int) -> None:
    telegram.api.slow = 1.5
    try:
        telegram.says(chat, DANGER)
        assert "112" in telegram.heard(chat, 1)[0].text
    finally:
        telegram.api.slow = 0.0
    telegram.says(chat, NEED)
    assert "Oulu" in telegram.heard(chat, 2)[1].text


def test_telegram_is_down_and_the_page_is_not(
    stack: Stack, telegram: Telegram, chat: int
) -> None:
    talk = stack.talk("fi")
    telegram.api.cuts = 1_000_000
    try:
        tried = telegram.api.times("sendMessage")
        telegram.says(chat, NEED)
        telegram.do(telegram.api.called("sendMessage", tried + 1))
        talk.say(NEED)
        assert talk.services
        talk.say(DANGER)
        assert talk.replies[0]["kind"] == "crisis"
    finally:
        telegram.api.cuts = 0
    telegram.says(chat, DANGER)
    late, urgent = telegram.heard(chat, 2)
    assert "Oulu" in late.text
    assert "112" in urgent.text
