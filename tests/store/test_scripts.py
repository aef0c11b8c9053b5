"""The functions for scripts: they work on a home that was never served."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import store
from bot.settings import Settings
from bot.store.conversations import Store
from bot.store.records import (
    RETENTION_SECONDS,
    Conversation,
    Purged,
    Turn,
    UnknownConversation,
)

ONE = "a" * 32
NOW = 1_795_000_000.0


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(_env_file=None, LAITURI_HOME=tmp_path)


def test_an_empty_home_has_nothing_to_purge_or_export(settings: Settings) -> None:
    assert store.purge(settings, NOW) == Purged()
    store.delete_conversation(settings, ONE)
    with pytest.raises(UnknownConversation):
        store.export_conversation(settings, ONE)


def test_a_conversation_is_exported_deleted_and_purged(settings: Settings) -> None:
    store.purge(settings, NOW)
    plain = Store(settings.store_url)
    for number in (ONE, "b" * 32):
        conversation = Conversation(number, "web", None, NOW, NOW)
        plain.save([Turn(conversation, NOW, new=True)])
    plain.close()

    assert store.export_conversation(settings, ONE)["conversation"] == ONE
    store.delete_conversation(settings, ONE)
    with pytest.raises(UnknownConversation):
        store.export_conversation(settings, ONE)
    later = NOW + RETENTION_SECONDS + 1
    assert store.purge(settings, later) == Purged(conversations=1)
