"""Token buckets with a clock that the test moves."""

from __future__ import annotations

import pytest

from bot.gateway.limits import Buckets, Limits, Rate, network


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_a_conversation_may_send_thirty_at_once_and_then_twenty_a_minute(
    clock: Clock,
) -> None:
    limits = Limits(clock=clock)
    assert [limits.message("c", None) for _ in range(30)] == [0.0] * 30
    assert limits.message("c", None) == pytest.approx(3.0)
    assert limits.message("other", None) == 0.0
    clock.now = 60.0
    passed = [limits.message("c", None) == 0.0 for _ in range(25)]
    assert passed == [True] * 20 + [False] * 5


def test_waiting_as_long_as_told_is_enough(clock: Clock) -> None:
    limits = Limits(clock=clock)
    for _ in range(30):
        limits.message("c", None)
    clock.now += limits.message("c", None) + 0.001
    assert limits.message("c", None) == 0.0


def test_a_school_behind_one_address_is_slowed_down_but_answered(clock: Clock) -> None:
    limits = Limits(clock=clock)
    pupils = [f"pupil {number}" for number in range(30)]
    first = [limits.message(p, "10.0.0.1") for p in pupils for _ in range(4)]
    assert first.count(0.0) >= 60 + 45
    last = [limits.message("pupil 0", "10.0.0.1") for _ in range(4)]
    assert last[-1] == pytest.approx(10.0)
    assert limits.message("pupil 0", "10.0.0.2") == 0.0


def test_a_school_class_may_come_at_once_and_then_five_a_minute(clock: Clock) -> None:
    limits = Limits(clock=clock)
    assert [limits.conversation("10.0.0.1") for _ in range(40)] == [0.0] * 40
    assert limits.conversation("10.0.0.1") == pytest.approx(12.0)
    assert limits.conversation("10.0.0.2") == 0.0
    assert limits.conversation(None) == 0.0
    opened = 0
    for _ in range(3600):
        clock.now += 1
        opened += limits.conversation("10.0.0.1") == 0.0
    assert opened == 60 * 5


def test_switched_off_nothing_is_limited(clock: Clock) -> None:
    limits = Limits(enabled=False, clock=clock)
    assert {limits.message("c", "10.0.0.1") for _ in range(500)} == {0.0}
    assert {limits.conversation("10.0.0.1") for _ in range(50)} == {0.0}


def test_a_clock_that_jumps_back_gives_nothing_away(clock: Clock) -> None:
    limits = Limits(clock=clock)
    for _ in range(30):
        limits.message("c", None)
    clock.now = -1000.0
    assert limits.message("c", None) > 0


def test_only_so_many_buckets_are_kept(clock: Clock) -> None:
    buckets = Buckets(Rate(1, 1), clock, limit=2)
    assert [buckets.take(key) for key in "abc"] == [0.0] * 3
    assert buckets.take("c") > 0
    assert buckets.take("a") == 0.0


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("testclient", "testclient"),
    ],
)
def test_one_client_is_an_ipv4_address_or_an_ipv6_network(
    address: str, expected: str
) -> None:
    assert network(address) == expected
