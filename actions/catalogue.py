"""The actions' one connection to the services catalogue.

Every call runs in a thread: the event loop never waits for a database.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from services_db import Catalogue, CatalogueUnavailable, Query, open_catalogue

T = TypeVar("T")
_catalogue: Catalogue | None = None


def connect(url: str) -> Catalogue:
    """Open the catalogue at ``url`` for this process."""
    global _catalogue  # noqa: PLW0603  one connection pool for one process
    disconnect()
    _catalogue = open_catalogue(url)
    return _catalogue


def disconnect() -> None:
    """Close the catalogue; a no-op when it is not open."""
    global _catalogue  # noqa: PLW0603
    if _catalogue is not None:
        _catalogue.close()
    _catalogue = None


def current() -> Catalogue:
    """Return the open catalogue.

    Raises:
        RuntimeError: when ``connect`` was not called.
    """
    if _catalogue is None:
        raise RuntimeError("the catalogue is not open: call actions.catalogue.connect")
    return _catalogue


async def ask(call: Callable[[Catalogue], T]) -> T:
    """Run ``call`` with the catalogue in a thread and return its result."""
    return await asyncio.to_thread(call, current())


async def warm_up() -> None:
    """Search once, so that the first user does not wait for the word lists."""
    with suppress(CatalogueUnavailable):
        await ask(lambda catalogue: catalogue.search(Query(text="apua", limit=1)))


def count_services() -> int:
    """Return how many services the catalogue holds; raises when it cannot be read."""
    return current().status().services
