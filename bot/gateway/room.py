"""How many messages may be under way at once: as many as are answered in time."""

from __future__ import annotations

import time
from collections.abc import Callable

MOST = 80
LEAST = 8
LATE_SECONDS = 4.0
"""An answer that takes as long tells that too many are under way: Rasa's deadline,
beyond which its work is thrown away, is 5 s."""
SHRUNK = 0.7


class Room:
    """A bound that follows the machine: late answers shrink it, others widen it.

    Additive increase, multiplicative decrease, as TCP has it; between two decreases
    those that were under way before have to be over.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._limit = float(MOST)
        self._shrunk_at = float("-inf")
        self._under_way = 0

    @property
    def full(self) -> bool:
        """Whether one more would be too many."""
        return self._under_way >= min(int(self._limit), MOST)

    def enter(self) -> float:
        """Count one in; return when, for ``leave``."""
        self._under_way += 1
        return self._clock()

    def leave(self, entered: float, answered: bool) -> None:
        """Count one out; a quick failure says nothing about the room there is."""
        self._under_way -= 1
        now = self._clock()
        if now - entered > LATE_SECONDS:
            if entered >= self._shrunk_at:
                self._limit = max(LEAST, self._limit * SHRUNK)
                self._shrunk_at = now
        elif answered:
            self._limit = min(MOST, self._limit + 1 / self._limit)
