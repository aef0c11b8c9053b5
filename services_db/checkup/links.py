"""Asks whether the pages that records link to are there: few, slowly, and only those.

Nothing of an answer is read but its status. Addresses that are not public are not
asked: a record from outside must not make this machine knock at its own doors.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Iterable
from typing import Final
from urllib.parse import urljoin, urlsplit

import httpx
from sqlalchemy import Connection, select

from services_db import models as m
from services_db.sources.ptv.online.polite import Clock

MOST: Final = 200
"""How many links are asked at most, unless told otherwise."""
BETWEEN: Final = 1.0
"""Seconds between two requests to the same host."""
REDIRECTS: Final = 3
TIMEOUT: Final = httpx.Timeout(10.0)
AGENT: Final = "Laituri link check (one request a page)"
_KINDS: Final = ("web", "form", "booking", "chat", "social")
_NO_HEAD: Final = frozenset({403, 405, 501})

Progress = Callable[[int, int], None]


def links(connection: Connection) -> dict[str, list[str]]:
    """Return the web addresses of all records with the services that have them."""
    found: dict[str, list[str]] = {}
    contact = m.Contact
    rows = connection.execute(
        select(contact.value, contact.service_id)
        .where(contact.kind.in_(_KINDS))
        .order_by(contact.service_id, contact.position)
    )
    for value, key in rows:
        address = value if "://" in value else f"https://{value}"
        if address.lower().startswith(("https://", "http://")):
            found.setdefault(address, []).append(key)
    return found


def dead_links(
    addresses: Iterable[str],
    *,
    limit: int = MOST,
    clock: Clock | None = None,
    is_public: Callable[[str], bool] | None = None,
    progress: Progress = lambda done, total: None,
) -> dict[str, str]:
    """Return those addresses that do not work, each with the reason.

    Only the first ``limit`` are asked. A page that asks to log in (401), is not for
    machines (403) or has too many guests (429) is there.
    """
    clock, public = clock or Clock(), is_public or has_public_address
    asked = list(addresses)[:limit]
    last: dict[str, float] = {}
    dead: dict[str, str] = {}
    with httpx.Client(timeout=TIMEOUT, headers={"user-agent": AGENT}) as client:
        for number, address in enumerate(asked, start=1):
            reason = _reason(client, address, clock, last, public)
            if reason is not None:
                dead[address] = reason
            progress(number, len(asked))
    return dead


def has_public_address(host: str) -> bool:
    """Whether a host's every address is one of the public net."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return True  # the request will say that there is no such host
    return all(ipaddress.ip_address(info[4][0]).is_global for info in found)


def _reason(
    client: httpx.Client,
    address: str,
    clock: Clock,
    last: dict[str, float],
    is_public: Callable[[str], bool],
) -> str | None:
    for _ in range(REDIRECTS + 1):
        host = urlsplit(address).hostname or ""
        if not host or not is_public(host):
            return "not a public address"
        wait = last.get(host, -BETWEEN) + BETWEEN - clock.now()
        if wait > 0:
            clock.sleep(wait)
        try:
            response = _ask(client, address)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            return type(error).__name__
        finally:
            last[host] = clock.now()
        if not response.has_redirect_location:
            gone = response.status_code in (404, 410) or response.status_code >= 500
            return f"status {response.status_code}" if gone else None
        address = urljoin(address, response.headers["location"])
    return "too many redirects"


def _ask(client: httpx.Client, address: str) -> httpx.Response:
    """Return the head of an answer; its body is never read."""
    response = client.head(address)
    if response.status_code in _NO_HEAD or response.status_code == 404:
        with client.stream("GET", address) as got:
            return got
    return response
