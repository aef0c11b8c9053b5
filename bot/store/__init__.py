"""Conversations: what is kept of them, for how long, and how it is erased.

``open_store`` gives the blocking store (for scripts), ``ResilientStore`` the
gateway's. Nothing is opened at import.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bot.settings import Settings
    from bot.store.records import Purged

__all__ = ["delete_conversation", "export_conversation", "purge"]


def delete_conversation(settings: Settings, conversation_id: str) -> None:
    """Erase all that is held about a conversation, Rasa's events included."""
    from bot.store import erase
    from bot.store.db import make_engine

    engine = make_engine(settings.store_url)
    try:
        erase.delete_conversation(engine, conversation_id)
    finally:
        engine.dispose()


def export_conversation(settings: Settings, conversation_id: str) -> dict[str, Any]:
    """Return all that is held about a conversation.

    Raises:
        UnknownConversation: when nothing is held.
    """
    from bot.store import erase
    from bot.store.db import make_engine

    engine = make_engine(settings.store_url)
    try:
        return erase.export_conversation(engine, conversation_id)
    finally:
        engine.dispose()


def purge(settings: Settings, now: float) -> Purged:
    """Remove what is older than 24 h after its conversation's last message."""
    from bot.store import erase
    from bot.store.db import make_engine

    engine = make_engine(settings.store_url)
    try:
        return erase.purge(engine, now)
    finally:
        engine.dispose()
