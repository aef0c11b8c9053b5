"""The responses of all languages: complete, plain, and used."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.nlu.lexicons import lexicon

ROOT = Path(__file__).parents[2]
RESPONSES = ROOT / "data" / "responses"
LANGUAGES = sorted(p.name for p in RESPONSES.iterdir())
MAX_WORDS_IN_SENTENCE = 20
MAX_MEAN = 12


def load(language: str) -> dict[str, list[dict[str, Any]]]:
    merged: dict[str, list[dict[str, Any]]] = {}
    for path in sorted((RESPONSES / language).glob("*.yml")):
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        for name, variants in content["responses"].items():
            assert name not in merged, f"{name} stands twice in {language}"
            merged[name] = variants
    return merged


def payloads(variants: list[dict[str, Any]]) -> list[list[str]]:
    return [[b["payload"] for b in v.get("buttons", [])] for v in variants]


def placeholders(variants: list[dict[str, Any]]) -> list[set[str]]:
    return [set(re.findall(r"{(\w+)}", v["text"])) for v in variants]


def test_three_languages_are_there() -> None:
    assert LANGUAGES == ["en", "fi", "sv"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_responses_buttons_and_placeholders(
    language: str,
) -> None:
    default, other = load("fi"), load(language)
    assert set(other) == set(default)
    for name, variants in other.items():
        assert payloads(variants) == payloads(default[name]), name
        assert placeholders(variants) == placeholders(default[name]), name


@pytest.mark.parametrize("language", LANGUAGES)
def test_texts_are_plain(language: str) -> None:
    lengths = []
    for name, variants in load(language).items():
        for variant in variants:
            assert set(variant) <= {"text", "buttons"}, name
            assert "!" not in variant["text"], name
            for sentence in re.split(r"[.?:]\s+|\n", variant["text"]):
                words = len(sentence.split())
                assert words <= MAX_WORDS_IN_SENTENCE, f"{name}: {sentence}"
                lengths.append(words)
    assert sum(lengths) / len(lengths) <= MAX_MEAN


def answers() -> set[str]:
    """What may answer a question about a service that was shown."""
    endings = ("", "_yes", "_no", "_is_not_known")
    return {
        f"utter_{attribute}{ending}"
        for attribute in lexicon("attributes")["fi"]
        for ending in endings
    }


def test_responses_and_their_uses_agree() -> None:
    known = set(load("fi"))
    rules = (ROOT / "data" / "rules" / "rules.yml").read_text(encoding="utf-8")
    code = "\n".join(
        p.read_text(encoding="utf-8") for p in (ROOT / "actions").glob("*.py")
    )
    named = set(re.findall(r"\butter_[a-z0-9_]+", rules + code)) - {"utter_message"}
    built = {"utter_level_", "utter_suggested_", "utter_under_18_school_"}
    built |= {"utter_charge_"}
    assert {n for n in named if n not in known} <= built
    used = {
        name
        for name in known
        if name in named
        or name.startswith(tuple(built))
        or name.startswith("utter_ask_support_level_form_")
        or name in answers()
    }
    assert known - used == set()


def test_every_payload_is_an_intent_of_the_domain() -> None:
    domain = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
    intents = set(domain["intents"])
    for variants in load("fi").values():
        for listed in payloads(variants):
            assert {re.split(r"[/{]", p)[1] for p in listed} <= intents
