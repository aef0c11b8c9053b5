"""Many at once, one for long, restarts and clocks: nobody's words go astray."""

from __future__ import annotations

import statistics
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from services_db import reference
from tests.faults.conftest import (
    DANGER,
    GATEWAY,
    NEED,
    PARTS,
    RASA,
    Person,
    restart,
)
from tests.faults.sizes import AT_ONCE, LASTING, MESSAGES, SENDERS, figures
from tests.stack.conftest import Stack

DAY = 86_400.0
PATIENCE_SECONDS = 2.0
"""Before somebody asks again who was told that it is crowded."""
NOISE_MB = 6.0
"""By which memory goes up and down from one message to the next."""


def test_two_messages_at_once_are_both_answered(stack: Stack, person: Person) -> None:
    person.says(NEED)
    start = threading.Barrier(2)

    def say(text: str) -> dict[str, Any]:
        start.wait()
        answer = person.talk.http.post("/messages", json={"text": text})
        assert answer.status_code == 200
        body: dict[str, Any] = answer.json()
        return body

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(say, ["etsin töitä Vaasasta", "etsin töitä Turusta"]))
    places = {r["query"]["municipality"] for a in answers for r in a["replies"]}
    assert places == {code("Vaasa"), code("Turku")}
    ids = [reply["id"] for reply in person.kept]
    assert ids == sorted(set(ids))


def test_the_same_message_twice_at_once_acts_once(stack: Stack, person: Person) -> None:
    before = len(person.kept)
    body = {"text": NEED, "message_id": "twice"}
    with ThreadPoolExecutor(10) as pool:
        answers = list(
            pool.map(
                lambda _: person.talk.http.post("/messages", json=body).json(),
                range(10),
            )
        )
    assert all(answer == answers[0] for answer in answers)
    assert len(person.kept) == before + len(answers[0]["replies"])


def test_senders_side_by_side_never_see_each_others_words(
    stack: Stack, person: Person
) -> None:
    """Each has a municipality and a need that nobody else near them has."""
    places = [m for m in reference.municipalities() if m.code != code("Oulu")]
    needs = ("etsin töitä", "tarvitsen asunnon", "haluan opiskella", "rahat loppu")
    pairs = [(places[n % len(places)], needs[n // len(places)]) for n in range(SENDERS)]
    assert len(set((p.code, need) for p, need in pairs)) == SENDERS

    again: list[str] = []  # of those who were told that it is crowded, or got people

    def talk(pair: tuple[Any, str]) -> tuple[str, set[str]]:
        place, need = pair
        one = Person(stack)
        for text in (f"{need}, kunta {place.names['fi']}", "olen 19-vuotias"):
            while not any(r.get("query") for r in one.says(text).replies):
                again.append(place.code)
                time.sleep(PATIENCE_SECONDS)
        seen = {r["query"]["municipality"] for r in one.kept if r.get("query")}
        one.talk.http.close()
        return place.code, seen

    started = time.monotonic()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        results = list(pool.map(talk, pairs))
    assert len(results) == SENDERS
    assert [r for r in results if r[1] != {r[0]}] == []
    assert not stack.failures()
    seconds = time.monotonic() - started
    figures.append(
        f"{SENDERS} senders, {AT_ONCE} at once: nobody met another's words, "
        f"{2 * SENDERS} messages and {len(again)} sent again, {seconds:.0f} s"
    )


def test_a_long_conversation_stays_as_fast_and_grows_not_big(
    stack: Stack, person: Person
) -> None:
    family = [stack.part(module) for module in PARTS]
    for _ in range(20):
        person.says("kiitos")
    before = sum(p.memory_info().rss for p in family)
    times = []
    for number in range(MESSAGES):
        started = time.perf_counter()
        talk = person.says("kiitos" if number % 10 else NEED)
        times.append(time.perf_counter() - started)
        assert talk.replies
    after = sum(p.memory_info().rss for p in family)
    tenth = MESSAGES // 10
    first, last = (statistics.median(t) for t in (times[:tenth], times[-tenth:]))
    figures.append(
        f"{MESSAGES} messages of one conversation: median of the first tenth "
        f"{first * 1000:.0f} ms, of the last {last * 1000:.0f} ms"
    )
    assert last < 3 * first, (first, last)
    assert after < 1.1 * before, (before, after)
    person.gets_help()


def test_memory_does_not_grow_with_messages(stack: Stack, person: Person) -> None:
    """Less than a tenth in 50,000 messages, in many conversations."""
    family = [stack.part(module) for module in PARTS]

    def talk(messages: int) -> float:
        for number in range(messages):
            one = person if number % 20 else Person(stack)
            one.says((NEED, "kiitos", "olen 19-vuotias", DANGER)[number % 4])
            if one is not person:
                one.talk.http.close()
        return sum(p.memory_info().rss for p in family) / 1e6

    warm = talk(LASTING // 2)
    grown = talk(LASTING) - warm
    figures.append(f"{LASTING} messages: {warm:.0f} MB grew by {grown:.1f} MB")
    assert grown < 0.1 * warm * LASTING / 50_000 + NOISE_MB, (warm, grown)


@pytest.mark.parametrize("part", PARTS)
def test_buttons_from_before_a_restart_still_work(
    stack: Stack, person: Person, part: str
) -> None:
    talk = person.says("etsin töitä")
    buttons = [b for r in talk.replies for b in r["buttons"]]
    assert buttons, talk.replies
    restart(stack, part)
    person.sends({"button": buttons[0]["token"]})
    assert not is_stale(person)
    person.sends({"button": "Zk0c0bTn3T1QbS2m2l0rXg"})
    assert is_stale(person)
    person.is_found_work()


def test_the_language_of_a_conversation_outlives_a_restart(stack: Stack) -> None:
    stack.wait_ready()
    person = Person(stack, "sv")
    person.says("jag söker jobb i Vasa")
    for part in (RASA, GATEWAY):
        restart(stack, part)
    assert person.insists("ok").language == "sv"


@pytest.mark.parametrize("days", [-400, -1, 1, 400])
def test_the_clock_jumps(
    person: Person, clock: Callable[[float], None], days: float
) -> None:
    talk = person.says("etsin töitä")
    buttons = [b for r in talk.replies for b in r["buttons"]]
    before = person.kept
    clock(days * DAY)
    person.gets_help()
    person.is_found_work()
    person.sends({"button": buttons[0]["token"]})
    assert not is_stale(person)
    assert person.kept[: len(before)] == before
    clock(0)
    person.is_found_work()
    ids = [reply["id"] for reply in person.kept]
    assert ids == sorted(set(ids))
    assert person.kept[: len(before)] == before


def is_stale(person: Person) -> bool:
    """Whether the answer says that a button is too old, and asks again."""
    return [r["kind"] for r in person.talk.replies] == ["notice", "question"]


def code(name: str) -> str:
    return next(m.code for m in reference.municipalities() if m.names["fi"] == name)
