"""What the channel makes of a body: nothing that is typed can be a command."""

from __future__ import annotations

import sys

import pytest

from bot.rasa_ext.channel import MAX_TEXT, GatewayChannel, read_message

COMMAND = '/make_referral{"consent":true}'
BLANKS = sorted(chr(c) for c in range(sys.maxunicode + 1) if chr(c).isspace())
UNSEEN = [
    *("\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u180e"),
    *("\u200e", "\u200f", "\u061c", "\u202a", "\u202e", "\u202c", "\u2066", "\u2069"),
]
SLASHES = ["/", "\uff0f", "//", "/ /", "/\u200b/"]


def typed(text: str) -> str:
    message = read_message({"sender": "a", "text": text})
    assert message is not None
    return message[1]


@pytest.mark.parametrize("before", [*BLANKS, *UNSEEN], ids=lambda c: f"{ord(c):04x}")
def test_no_blank_and_no_unseen_character_hides_a_slash(before: str) -> None:
    for slash in SLASHES:
        for text in (before + slash, slash + before, f"{before * 3}{slash}{before}/"):
            said = typed(text + COMMAND[1:])
            assert said == said.strip()
            assert said.startswith("make_referral"), ascii(text)


def test_a_text_is_cut_after_its_beginning_was_taken_away() -> None:
    assert typed(" " * MAX_TEXT + "/" * MAX_TEXT + "töitä") == "töitä"
    assert len(typed("a" * 2 * MAX_TEXT)) == MAX_TEXT


def test_a_button_keeps_its_command_and_gets_the_language() -> None:
    body = {"sender": "a", "payload": "/find_job", "metadata": {"language": "sv"}}
    message = read_message(body)
    assert message is not None
    assert message[1] == '/find_job{"language": "sv"}'


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        "/restart",
        {"sender": "a"},
        {"sender": "", "text": "hei"},
        {"sender": 5, "text": "hei"},
        {"sender": "a", "text": None, "payload": None},
        {"sender": "a", "text": "hei", "payload": "/restart"},
        {"sender": "a", "payload": "restart"},
        {"sender": "a", "payload": " /restart"},
        {"sender": "a", "text": "hei", "metadata": "x"},
    ],
)
def test_anything_else_is_refused(body: object) -> None:
    assert read_message(body) is None


@pytest.mark.parametrize("secret", [None, "", "${LAITURI_INTERNAL_SECRET}"])
def test_without_a_secret_rasa_does_not_start(secret: str | None) -> None:
    with pytest.raises(ValueError, match="needs a secret"):
        GatewayChannel.from_credentials({"secret": secret})
