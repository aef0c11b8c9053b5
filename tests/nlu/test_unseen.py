"""Sentences nobody has seen, as data: whole, labelled, apart from what is built from.

Nothing here asks a model: the set is measured by ``laituri nlu evaluate``.
"""

import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from services_db.reference import municipalities
from services_db.reference.codes import Theme
from tests.nlu.test_data_parity import (
    ENTITY_VALUES,
    details,
    domain_intents,
    key,
    languages,
    scripts,
    training,
)
from tests.safety.test_unseen import seen
from tests.safety.test_unseen import unseen as unseen_by_the_crisis_screen

UNSEEN = Path(__file__).parent / "unseen"
FLOOR = 20
DISTANCE_FLOOR = 50
MOST_THEMES = 3
IMPLIED = {
    "find_training": Theme.TRAINING,
    "find_job": Theme.JOB,
    "start_business": Theme.ENTREPRENEURSHIP,
}
Labelled = tuple[str, dict[str, Any]]


@cache
def blocks(language: str) -> list[dict[str, Any]]:
    loaded: list[dict[str, Any]] = yaml.safe_load(
        (UNSEEN / f"{language}.yml").read_text("utf-8")
    )
    return loaded


def unseen(language: str) -> Iterator[Labelled]:
    """Each example with its intent."""
    for block in blocks(language):
        for example in block["examples"]:
            yield block["intent"], example


def texts() -> list[str]:
    return [example["text"] for code in languages() for _, example in unseen(code)]


def test_each_language_of_the_project_has_its_sentences() -> None:
    assert sorted(path.stem for path in UNSEEN.iterdir()) == languages()


@pytest.mark.parametrize("language", languages())
def test_every_intent_has_enough_sentences(language: str) -> None:
    counts = Counter(intent for intent, _ in unseen(language))

    assert set(counts) == domain_intents()
    assert {what: n for what, n in counts.items() if n < FLOOR} == {}


@pytest.mark.parametrize("language", languages())
def test_half_of_what_is_out_of_scope_is_near(language: str) -> None:
    counts = Counter(
        example["distance"]
        for intent, example in unseen(language)
        if intent == "out_of_scope"
    )

    assert set(counts) == {"near", "far"}
    assert min(counts.values()) >= DISTANCE_FLOOR


@pytest.mark.parametrize("language", languages())
def test_details_are_those_that_are_taught(language: str) -> None:
    found = {(b["intent"], b["detail"]) for b in blocks(language) if "detail" in b}

    assert found
    assert found - details(training(language)) == set()


@pytest.mark.parametrize("language", languages())
def test_themes_are_known_few_and_hold_what_the_intent_implies(language: str) -> None:
    for intent, example in unseen(language):
        themes = example.get("themes", [])
        assert set(themes) <= set(Theme), example
        assert len(themes) == len(set(themes)) <= MOST_THEMES, example
        assert intent not in IMPLIED or IMPLIED[intent] in themes, example
        assert intent != "find_support" or themes or "themes" not in example, example


@pytest.mark.parametrize("language", languages())
def test_entities_have_values_that_exist(language: str) -> None:
    places = {place.name("fi") for place in municipalities()}
    for _, example in unseen(language):
        for item in example["entities"]:
            entity, value = item["entity"], item["value"]
            if entity == "age":
                assert isinstance(value, int), example
            elif entity == "municipality":
                assert value in places, example
            elif entity == "service_language":
                assert len(value) == 2, example
            elif entity in ENTITY_VALUES:
                assert value in ENTITY_VALUES[entity], example
            else:
                assert entity == "legacy_term", example


@pytest.mark.parametrize("language", languages())
def test_home_and_place_of_study_come_in_pairs(language: str) -> None:
    pairs = 0
    for _, example in unseen(language):
        roles = [item["role"] for item in example["entities"] if "role" in item]
        assert sorted(roles) in ([], ["home", "study"]), example
        pairs += bool(roles)

    assert pairs >= 3


def test_sentences_are_composed_text_in_one_script() -> None:
    for text in texts():
        assert text.strip() == text != "", text
        assert unicodedata.is_normalized("NFC", text), text
        assert len(scripts(text)) <= 1, f"look-alike letters: {text}"


def test_no_sentence_stands_twice() -> None:
    counts = Counter(key(text) for text in [*texts(), *unseen_by_the_crisis_screen()])

    assert [text for text, count in counts.items() if count > 1] == []


def test_no_sentence_is_one_that_something_was_built_from() -> None:
    assert [text for text in texts() if key(text) in seen()] == []


@pytest.mark.parametrize("language", languages())
def test_every_file_says_that_it_only_measures(language: str) -> None:
    header = (UNSEEN / f"{language}.yml").read_text("utf-8").split("- intent:")[0]

    assert "This set measures. Nothing is built from it" in header.replace("\n# ", " ")
