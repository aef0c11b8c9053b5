"""How much one conversation, one address may send: token buckets.

The crisis screen comes before, and what is urgent is never counted here.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import ip_address, ip_network

BUCKETS = 20_000
"""Buckets kept of each kind; one that is dropped is a full one again."""


@dataclass(frozen=True)
class Rate:
    """``per_minute`` events for long, ``burst`` at once."""

    per_minute: float
    burst: float


MESSAGES = Rate(20, 30)
"""Of a conversation: 20 a minute and ten more at once."""
ADDRESS = Rate(60, 60)
"""Of an address. Soft: a school has one address, so beyond this each of its
conversations is only slowed down to ``CROWDED``."""
CROWDED = Rate(6, 3)
NEW = Rate(5, 40)
"""New conversations of an address: five a minute for long, and a school class, which
has one address and opens the page at once, out of what was saved up before."""

PROVIDER = Rate(20, 40)
"""Of an address, the page on which providers confirm their records."""


class Buckets:
    """Token buckets of one rate, by key."""

    def __init__(
        self, rate: Rate, clock: Callable[[], float], limit: int = BUCKETS
    ) -> None:
        self._rate, self._clock, self._limit = rate, clock, limit
        self._levels: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, key: str) -> float:
        """Take one token; return 0.0, or the seconds until there is one."""
        now = self._clock()
        per_second = self._rate.per_minute / 60
        level, at = self._levels.get(key, (self._rate.burst, now))
        level = min(self._rate.burst, level + max(0.0, now - at) * per_second)
        wait = 0.0 if level >= 1 else (1 - level) / per_second
        self._levels[key] = (level if wait else level - 1, now)
        self._levels.move_to_end(key)
        if len(self._levels) > self._limit:
            self._levels.popitem(last=False)
        return wait


class Limits:
    """The rates of ``safety.md`` V5; switched off, everything passes."""

    def __init__(
        self, enabled: bool = True, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._enabled = enabled
        self._messages = Buckets(MESSAGES, clock)
        self._addresses = Buckets(ADDRESS, clock)
        self._crowded = Buckets(CROWDED, clock)
        self._new = Buckets(NEW, clock)
        self._provider = Buckets(PROVIDER, clock)

    def message(self, conversation_id: str, address: str | None) -> float:
        """Count a message; return 0.0, or the seconds to wait."""
        if not self._enabled:
            return 0.0
        wait = self._messages.take(conversation_id)
        if wait or address is None or not self._addresses.take(network(address)):
            return wait
        return self._crowded.take(conversation_id)

    def conversation(self, address: str | None) -> float:
        """Count a new conversation; return 0.0, or the seconds to wait."""
        if not self._enabled or address is None:
            return 0.0
        return self._new.take(network(address))

    def provider(self, address: str | None) -> float:
        """Count a look at a provider's page; return 0.0, or the seconds to wait."""
        if not self._enabled or address is None:
            return 0.0
        return self._provider.take(network(address))


def network(address: str) -> str:
    """Return what counts as one client: an IPv4 address, an IPv6 /64."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if parsed.version == 4:
        return str(parsed)
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return str(ip_network(f"{parsed}/64", strict=False))
