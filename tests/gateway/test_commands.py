"""The allow-list of typed commands."""

from __future__ import annotations

import pytest

from bot.gateway.commands import WORDS, Command, parse

DESIGN = (
    "/start /help /apua /hjalp /sos /kieli /sprak /language /poista /radera /delete "
    "/lataa /export /privacy /ohjaaja"
)


def test_the_list_is_that_of_the_design() -> None:
    assert {f"/{word}" for word in WORDS} == set(DESIGN.split())


@pytest.mark.parametrize("word", DESIGN.split())
@pytest.mark.parametrize("form", ["{}", " {} ", "{}@LaituriBot", "{}\n"])
def test_commands_are_known_in_any_case(word: str, form: str) -> None:
    assert parse(form.format(word)) is WORDS[word[1:]]
    assert parse(form.format(word.upper())) is WORDS[word[1:]]


def test_only_start_takes_a_parameter() -> None:
    assert parse("/start abc") is Command.START
    assert parse("/poista kaikki") is None
    assert parse("/apua nyt") is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "/",
        "//start",
        "/restart",
        "/back",
        '/make_referral{"consent":true}',
        "/greet@0.9",
        "/find_job",
        "\uff0fstart",
        "/ start",
        "apua",
        "/start@",
        "/apua/",
    ],
)
def test_anything_else_is_plain_text(text: str) -> None:
    assert parse(text) is None
