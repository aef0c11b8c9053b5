"""SIGKILL and SIGSTOP of each part: one answer, and the next message works."""

from __future__ import annotations

import random
import signal
import sqlite3
import threading
import time

import pytest

from tests.faults.conftest import (
    ACTIONS,
    DANGER,
    GATEWAY,
    NEED,
    PARTS,
    RASA,
    Person,
    restarted,
)
from tests.faults.sizes import KILLS, figures
from tests.stack.conftest import Stack

LONGEST_KILL_SECONDS = 0.2


@pytest.mark.parametrize("part", [ACTIONS, RASA])
def test_a_part_behind_the_gateway_is_killed(
    stack: Stack, person: Person, part: str
) -> None:
    victim = stack.part(part)
    victim.kill()
    person.gets_people()
    person.gets_help()
    restarted(stack, part, victim)
    person.is_found_work()


def test_the_gateway_is_killed(stack: Stack, person: Person) -> None:
    person.says(NEED)
    before = person.kept
    stack.kill(GATEWAY)
    urgent = person.insists(DANGER, seconds=15)
    assert [reply["kind"] for reply in urgent.replies] == ["crisis"]
    person.is_found_work()
    assert person.kept[: len(before)] == before


@pytest.mark.parametrize("part", [ACTIONS, RASA])
def test_a_part_behind_the_gateway_hangs(
    stack: Stack, person: Person, part: str
) -> None:
    hanging = stack.part(part)
    hanging.send_signal(signal.SIGSTOP)
    person.gets_people()
    person.gets_help()
    restarted(stack, part, hanging)
    person.is_found_work()


def test_the_gateway_hangs(stack: Stack, person: Person) -> None:
    person.says(NEED)
    hanging = stack.part(GATEWAY)
    hanging.send_signal(signal.SIGSTOP)
    restarted(stack, GATEWAY, hanging)
    urgent = person.insists(DANGER, seconds=15)
    assert [reply["kind"] for reply in urgent.replies] == ["crisis"]
    person.is_found_work()


@pytest.mark.parametrize("part", [ACTIONS, RASA])
def test_a_part_is_slow_and_the_answer_still_comes(
    stack: Stack, person: Person, part: str
) -> None:
    slow = stack.part(part)
    slow.send_signal(signal.SIGSTOP)
    waking = threading.Timer(1.5, slow.send_signal, [signal.SIGCONT])
    waking.start()
    try:
        assert person.says(NEED).services, person.talk.replies
    finally:
        waking.join()


def test_killed_at_any_moment_a_message_is_answered_once(
    stack: Stack, person: Person
) -> None:
    """Each part, at random points of a turn; the client sends again under one id."""
    draw, started = random.Random(KILLS), time.monotonic()
    for number in range(KILLS):
        part = PARTS[number % len(PARTS)]
        victim = stack.part(part)
        wait = draw.uniform(0, LONGEST_KILL_SECONDS)
        killing = threading.Timer(wait, victim.kill)
        killing.start()
        first = person.insists(NEED).replies
        killing.join()
        assert first, (number, part)
        again = person.sends({"text": NEED, "message_id": f"m-{number + 1}"}).replies
        assert again == first, (number, part)
        restarted(stack, part, victim)
    ids = [reply["id"] for reply in person.kept]
    assert len(ids) == len(set(ids))
    assert inbound(stack, person) == KILLS
    with sqlite3.connect(stack.home / "conversations.sqlite") as store:
        assert store.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    person.is_found_work()
    seconds = time.monotonic() - started
    figures.append(f"{KILLS} kills: each message answered once, {seconds:.0f} s")


def inbound(stack: Stack, person: Person) -> int:
    """How many messages of a conversation have taken effect."""
    with sqlite3.connect(stack.home / "conversations.sqlite") as store:
        row = store.execute(
            "SELECT count(*) FROM inbound WHERE conversation_id = ?",
            (person.talk.conversation,),
        ).fetchone()
    return int(row[0])
