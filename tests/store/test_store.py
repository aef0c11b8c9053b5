"""What is written is found again; what belongs to another is not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.store.conversations import Store
from bot.store.db import check_migrations, migrate
from bot.store.records import Button, Conversation, Count, StoredReply, Turn

ONE, TWO = "a" * 32, "b" * 32
NOW = 1_795_000_000.0


def conversation(number: str = ONE, **values: object) -> Conversation:
    return replace(Conversation(number, "web", None, NOW, NOW), **values)


def birth(number: str = ONE, **values: object) -> Turn:
    return replace(Turn(conversation(number), NOW, new=True), **values)


def test_migrations_agree_with_the_models_and_may_run_twice(url: str) -> None:
    migrate(url)
    migrate(url)
    assert check_migrations(url) == []


def test_check_migrations_tells_an_empty_database_apart(url: str) -> None:
    assert any("revision None" in line for line in check_migrations(url))


def test_a_turn_is_found_with_its_replies_and_buttons(store: Store) -> None:
    reply = StoredReply(7, {"text": "Hei", "buttons": [{"title": "Työ"}]})
    button = Button("hash", "/find_job", "Työ", NOW + 60)
    store.save([birth(message_key="key", replies=(reply,), buttons=(button,))])

    found = store.load(ONE, NOW, "key", "hash")

    assert found is not None
    assert found.answered == (reply,)
    assert found.button == button
    assert store.replies_after(ONE, 0) == [reply]
    assert store.replies_after(ONE, 7) == []


def test_an_unanswered_message_is_told_apart_from_one_without_replies(
    store: Store,
) -> None:
    store.save([birth(message_key="silent")])
    silent, new = store.load(ONE, NOW, "silent"), store.load(ONE, NOW, "new")
    assert silent is not None
    assert silent.answered == ()
    assert new is not None
    assert new.answered is None


def test_a_button_is_nothing_to_another_conversation_nor_after_its_time(
    store: Store,
) -> None:
    button = Button("hash", "/find_job", "Työ", NOW + 60)
    store.save([birth(buttons=(button,))])
    store.save([birth(TWO)])

    foreign, expired = (
        store.load(TWO, NOW, None, "hash"),
        store.load(ONE, NOW + 60, None, "hash"),
    )

    assert foreign is not None
    assert foreign.button is None
    assert expired is not None
    assert expired.button is None


def test_a_turn_changes_only_what_it_names(store: Store) -> None:
    store.save([birth()])
    state = {"question": {"text": "Missä?"}}
    store.save([Turn(conversation(), NOW + 1, language="sv", state=state)])
    store.save([Turn(conversation(), NOW + 2, crisis=True)])
    store.save([Turn(conversation(), NOW + 3, crisis=True)])

    found = store.load(ONE, NOW)

    assert found is not None
    assert found.conversation.language == "sv"
    assert found.conversation.state == state
    assert found.conversation.crisis_count == 2
    assert found.conversation.last_seen_at == NOW + 3


def test_saving_a_turn_again_adds_nothing(store: Store) -> None:
    turn = birth(message_key="key", replies=(StoredReply(1, {"text": "Hei"}),))
    store.save([turn])
    store.save([turn])
    assert len(store.replies_after(ONE, 0)) == 1


def test_a_turn_of_a_deleted_conversation_revives_nothing(store: Store) -> None:
    store.save([Turn(conversation(), NOW, replies=(StoredReply(1, {"text": "Hei"}),))])
    assert store.load(ONE, NOW) is None
    assert store.replies_after(ONE, 0) == []


def test_counts_add_up_by_kind_tier_language_and_day(store: Store) -> None:
    suicide = Count("suicide", 1, "fi", "2026-11-24")
    store.count([suicide, suicide])
    store.save([birth(counts=(suicide, replace(suicide, tier=2)))])
    assert store.counts() == {
        ("suicide", 1, "fi", "2026-11-24"): 3,
        ("suicide", 2, "fi", "2026-11-24"): 1,
    }


def test_a_chat_belongs_to_the_conversation_bound_last(store: Store) -> None:
    store.save([birth()])
    store.save([birth(TWO)])
    assert store.find_identity("chat") is None
    store.bind_identity("chat", "telegram", ONE)
    store.bind_identity("chat", "telegram", TWO)
    assert store.find_identity("chat") == TWO


def test_a_lease_keeps_another_gateway_out_until_it_ends(store: Store) -> None:
    store.save([birth()])
    assert store.lease(ONE, "first", NOW, NOW + 8)
    assert store.lease(ONE, "first", NOW + 1, NOW + 9)
    assert not store.lease(ONE, "second", NOW + 2, NOW + 10)
    assert store.lease(ONE, "second", NOW + 9.5, NOW + 20)
    store.release(ONE, "first")
    assert not store.lease(ONE, "first", NOW + 10, NOW + 20)
    store.release(ONE, "second")
    assert store.lease(ONE, "first", NOW + 10, NOW + 20)


def test_a_lease_of_nothing_is_granted(store: Store) -> None:
    assert store.lease(TWO, "first", NOW, NOW + 8)


def test_a_database_of_another_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="mysql"):
        Store("mysql://localhost/laituri")
