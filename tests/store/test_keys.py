"""Keys are made once, kept private, and sign what they say they sign."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.store.keys import Keys, load_keys, new_conversation_id


def test_keys_survive_a_restart_and_are_private(tmp_path: Path) -> None:
    first, second = load_keys(tmp_path), load_keys(tmp_path)
    path = tmp_path / "keys" / "conversations.key"
    number = new_conversation_id()

    assert second.conversation_of(first.new_token(number)) == number
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o077 == 0
    assert [p.name for p in path.parent.iterdir()] == [path.name]


def test_tokens_of_one_conversation_differ_and_hide_behind_a_hash(
    tmp_path: Path,
) -> None:
    keys, number = load_keys(tmp_path), new_conversation_id()
    one, two = keys.new_token(number), keys.new_token(number)
    assert one != two
    assert keys.token_hash(one) != keys.token_hash(two)
    assert one not in keys.token_hash(one)


@pytest.mark.parametrize("change", ["first", "last", "cut", "longer", "empty", "ä"])
def test_a_changed_token_is_not_ours(tmp_path: Path, change: str) -> None:
    keys = load_keys(tmp_path)
    token = keys.new_token(new_conversation_id())
    changed = {
        "first": ("B" if token[0] == "A" else "A") + token[1:],
        "last": token[:-1] + ("B" if token[-1] == "A" else "A"),
        "cut": token[:-4],
        "longer": token + "AAAA",
        "empty": "",
        "ä": "ä" + token[1:],
    }[change]
    assert keys.conversation_of(changed) is None


def test_a_token_of_another_installation_is_not_ours(tmp_path: Path) -> None:
    here, there = load_keys(tmp_path / "here"), load_keys(tmp_path / "there")
    assert here.conversation_of(there.new_token(new_conversation_id())) is None


def test_button_tokens_are_short_and_differ(tmp_path: Path) -> None:
    keys = load_keys(tmp_path)
    tokens = {
        keys.button_token(conversation, reply, index)
        for conversation in ("a", "b")
        for reply in (1, 11)
        for index in (0, 1)
    }
    assert len(tokens) == 8
    assert all(len(token) == 22 for token in tokens)


def test_a_file_that_is_no_key_stops_the_start(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "conversations.key"
    path.parent.mkdir()
    path.write_text("changeme")
    with pytest.raises(ValueError, match="not a key"):
        load_keys(tmp_path)


@pytest.mark.parametrize("master", [b"", b"short", b"\x00" * 32])
def test_a_placeholder_is_no_key(master: bytes) -> None:
    with pytest.raises(ValueError, match="placeholder"):
        Keys(master)


def test_without_a_place_for_the_key_there_is_still_one(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file where the directory should be")
    keys, number = load_keys(tmp_path / "home"), new_conversation_id()
    assert keys.conversation_of(keys.new_token(number)) == number
