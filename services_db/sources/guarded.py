"""A network for ``httpcore`` that reaches public addresses only, and not for long."""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Callable, Iterable
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any, Final

import httpcore

Resolve = Callable[[str, int], list[str]]

# Addresses that carry an IPv4 address inside: NAT64, 6to4, Teredo.
_CARRIERS: Final = tuple(
    map(ip_network, ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32"))
)


class NotPublic(Exception):
    """The name leads, perhaps among others, to an address that is not public."""


def resolve(host: str, port: int) -> list[str]:
    """Return the addresses of a name.

    Raises:
        OSError: when it has none.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(one[4][0]) for one in found]


def is_public(address: str) -> bool:
    """Whether an address is one of the public Internet: no loopback, no inside."""
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(parsed, IPv6Address):
        if parsed.ipv4_mapped is not None:
            parsed = parsed.ipv4_mapped
        elif any(parsed in network for network in _CARRIERS):
            return False
    return parsed.is_global and not parsed.is_multicast


class Guarded(httpcore.NetworkBackend):
    """Connects to the address a name had the first time, until a moment in time."""

    def __init__(
        self, find: Resolve, public: Callable[[str], bool], until: float
    ) -> None:
        self._find, self._public, self.until = find, public, until
        self._network = httpcore.SyncBackend()
        self._pinned: dict[tuple[str, int], str] = {}

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to a public address of ``host``, always the same one.

        Raises:
            NotPublic: when any address of the name is not public.
            OSError: when the name has no address.
        """
        if (host, port) not in self._pinned:
            addresses = self._find(host, port)
            if not addresses or not all(map(self._public, addresses)):
                raise NotPublic
            self._pinned[host, port] = addresses[0]
        stream = self._network.connect_tcp(
            self._pinned[host, port],
            port,
            timeout=_left(self.until),
            local_address=local_address,
            socket_options=socket_options,
        )
        return _Timed(stream, self.until)


class _Timed(httpcore.NetworkStream):
    """A stream whose every step ends by the same moment, drips or not."""

    def __init__(self, stream: httpcore.NetworkStream, until: float) -> None:
        self._stream, self._until = stream, until

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _left(self._until))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _left(self._until))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        stream = self._stream.start_tls(
            ssl_context, server_hostname, _left(self._until)
        )
        return _Timed(stream, self._until)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _left(until: float) -> float:
    """Return the seconds until a moment.

    Raises:
        TimeoutError: when it has passed.
    """
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left
