"""Messages nobody has seen, as data: whole, unique, apart from what is built from.

Nothing here asks the screen: the set is measured by ``laituri nlu evaluate``.
"""

import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.nlu.test_data_parity import held_out, key, languages, scripts, training

ROOT = Path(__file__).parents[2]
UNSEEN = Path(__file__).parent / "unseen"
SEEN = (
    ROOT / "bot" / "safety" / "examples",
    Path(__file__).parent / "messages",
    Path(__file__).parent / "messages" / "apart",
)
KINDS = {
    "suicide",
    "self_harm",
    "violence",
    "sexual_abuse",
    "overdose",
    "no_shelter",
    "psychosis",
    "other_person",
}
CRISIS_FLOOR = HARD_NEGATIVE_FLOOR = 105
KIND_FLOOR = 10


def texts(node: Any) -> Iterator[str]:
    if isinstance(node, dict | list):
        for child in node.values() if isinstance(node, dict) else node:
            yield from texts(child)
    elif isinstance(node, str):
        yield node


@cache
def content(language: str) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(
        (UNSEEN / f"{language}.yml").read_text("utf-8")
    )
    return loaded


def unseen() -> list[str]:
    return [text for language in languages() for text in texts(content(language))]


@cache
def seen() -> frozenset[str]:
    """Keys of the sentences that rules and models are built from or mended with."""
    files = [path for folder in SEEN for path in folder.glob("*.yml")]
    found = [
        text
        for path in files
        for text in texts(yaml.safe_load(path.read_text("utf-8")))
    ]
    for language in languages():
        found += [each.text for each in (*training(language), *held_out(language))]
    return frozenset(key(text) for text in found)


def test_each_language_of_the_project_has_its_messages() -> None:
    assert sorted(path.stem for path in UNSEEN.iterdir()) == languages()


@pytest.mark.parametrize("language", languages())
def test_every_kind_has_direct_and_indirect_messages(language: str) -> None:
    crisis = content(language)["crisis"]

    assert set(crisis) == KINDS
    for kind, block in crisis.items():
        assert set(block) == {"direct", "indirect"}, kind
        assert min(map(len, block.values())) >= 4, kind
        assert sum(map(len, block.values())) >= KIND_FLOOR, kind


@pytest.mark.parametrize("language", languages())
def test_danger_and_hard_negatives_are_about_as_many(language: str) -> None:
    loaded = content(language)

    assert set(loaded) == {"crisis", "hard_negatives"}
    assert len(list(texts(loaded["crisis"]))) >= CRISIS_FLOOR
    assert len(list(texts(loaded["hard_negatives"]))) >= HARD_NEGATIVE_FLOOR


@pytest.mark.parametrize("language", languages())
def test_every_file_says_that_it_only_measures(language: str) -> None:
    header = (UNSEEN / f"{language}.yml").read_text("utf-8").split("crisis:")[0]

    assert "This set measures. Nothing is built from it" in header


def test_messages_are_composed_text_in_one_script() -> None:
    for text in unseen():
        assert text.strip() == text != "", text
        assert unicodedata.is_normalized("NFC", text), text
        assert len(scripts(text)) <= 1, f"look-alike letters: {text}"


def test_no_message_stands_twice() -> None:
    counts = Counter(key(text) for text in unseen())

    assert [text for text, count in counts.items() if count > 1] == []


def test_no_message_is_one_that_something_was_built_from() -> None:
    assert len(seen()) > 1000
    assert [text for text in unseen() if key(text) in seen()] == []
