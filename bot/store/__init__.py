"""Conversations: what is kept of them, for how long, and how it is erased.

The functions here are for scripts: each opens the store of ``settings``, brings its
tables up to date, and closes it. The gateway has ``bot.store.resilient``.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine

    from bot.settings import Settings
    from bot.store.erasures import DeletionLog
    from bot.store.records import Purged
    from bot.store.report import Counted

__all__ = [
    "counted",
    "delete_conversation",
    "deletion_log",
    "export_conversation",
    "purge",
]


def deletion_log(settings: Settings) -> DeletionLog:
    """Return the log of what was erased on request, beside the database."""
    from bot.store.erasures import DeletionLog

    return DeletionLog(settings.home / "deletions.log")


def counted(settings: Settings) -> list[Counted]:
    """Return what was counted in each month; fewer than five are not told."""
    from bot.store.conversations import Store
    from bot.store.db import migrate
    from bot.store.report import monthly

    migrate(settings.store_url)
    store = Store(settings.store_url)
    try:
        return list(monthly(store.counts()))
    finally:
        store.close()


def delete_conversation(settings: Settings, conversation_id: str) -> None:
    """Erase all that is held about a conversation, Rasa's events included."""
    from bot.store import erase

    with _engine(settings) as engine:
        erase.delete_conversation(engine, conversation_id)
    deletion_log(settings).add(conversation_id, time.time())


def export_conversation(settings: Settings, conversation_id: str) -> dict[str, Any]:
    """Return all that is held about a conversation.

    Raises:
        UnknownConversation: when nothing is held.
    """
    from bot.store import erase

    with _engine(settings) as engine:
        return erase.export_conversation(engine, conversation_id)


def purge(settings: Settings, now: float) -> Purged:
    """Remove what is older than 24 h after its conversation's last message.

    Also what people had erased and a restored copy has brought back. Rewrites the
    files whatever their size: for the quiet hours of a large installation.
    """
    from bot.store import erase

    erased = deletion_log(settings).digests()
    with _engine(settings) as engine:
        return erase.purge(engine, now, erased, everything=True)


@contextmanager
def _engine(settings: Settings) -> Iterator[Engine]:
    from bot.store.db import make_engine, migrate

    migrate(settings.store_url)
    engine = make_engine(settings.store_url)
    try:
        yield engine
    finally:
        engine.dispose()
