"""A circuit breaker: after failures, no more attempts for a while."""

from __future__ import annotations

import time
from collections.abc import Callable


class Breaker:
    """Opens after ``threshold`` failures in a row, for ``rest`` seconds.

    After the rest one attempt shows whether it closes again.
    """

    def __init__(
        self,
        rest: float,
        threshold: int = 1,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._rest, self._threshold, self._clock = rest, threshold, clock
        self._failures = 0
        self._until = float("-inf")

    @property
    def open(self) -> bool:
        """Whether no attempt should be made right now."""
        return self._clock() < self._until

    def fail(self) -> None:
        """Say that an attempt failed."""
        self._failures += 1
        if self._failures >= self._threshold:
            self._until = self._clock() + self._rest

    def succeed(self) -> None:
        """Say that an attempt succeeded."""
        self._failures = 0
        self._until = float("-inf")
