"""Too many at once are told so; how many that is, the answers tell."""

from __future__ import annotations

from bot.gateway.room import LATE_SECONDS, LEAST, MOST, Room


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def room_after(clock: Clock, *rounds: tuple[float, bool]) -> int:
    """How many fit after rounds in which the room is filled and emptied again."""
    room = Room(clock)
    for seconds, answered in rounds:
        inside = _filled(room)
        clock.now += seconds
        for entered in inside:
            room.leave(entered, answered)
    return len(_filled(room))


def _filled(room: Room) -> list[float]:
    inside = []
    while not room.full:
        inside.append(room.enter())
    return inside


def test_at_first_there_is_room_for_many() -> None:
    assert room_after(Clock()) == MOST


def test_late_answers_shrink_it_once_for_all_that_were_under_way() -> None:
    late = (LATE_SECONDS + 1, False)
    assert room_after(Clock(), late) == int(MOST * 0.7)
    assert room_after(Clock(), late, late) == int(MOST * 0.49)
    assert room_after(Clock(), *[late] * 50) == LEAST


def test_answers_in_time_widen_it_again_and_quick_failures_do_not() -> None:
    late, well, failed = (LATE_SECONDS + 1, True), (0.1, True), (0.1, False)
    small = room_after(Clock(), *[late] * 50)
    assert room_after(Clock(), *[late] * 50, *[well] * 10) in range(
        small + 8, small + 12
    )
    assert room_after(Clock(), *[late] * 50, *[failed] * 10) == small
    assert room_after(Clock(), *[late] * 50, *[well] * 500) == MOST
