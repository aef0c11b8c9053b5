"""A typed title is the same as its button."""

from __future__ import annotations

from bot.gateway.phrases import choice_of

QUESTION = {"text": "Kauanko?", "choices": [["Kuukausia", "/a"], ["Yli vuoden", "/b"]]}


def test_a_typed_title_chooses() -> None:
    assert choice_of(QUESTION, "kuukausia.") == "/a"
    assert choice_of(QUESTION, "YLI VUODEN") == "/b"


def test_anything_else_is_text() -> None:
    assert choice_of(QUESTION, "kuukausia sitten") is None
    assert choice_of(QUESTION, "") is None
    assert choice_of(None, "kuukausia") is None
