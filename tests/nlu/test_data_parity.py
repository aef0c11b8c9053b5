"""The training data and the held-out sentences, as data: no Rasa, no model."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml
from rapidfuzz.fuzz import ratio
from rapidfuzz.process import cdist

from bot.nlu.words import fold
from services_db.reference.codes import Phase, SupportLevel, Theme

ROOT = Path(__file__).parents[2]
TRAINING = ROOT / "data" / "nlu"
HELD_OUT = ROOT / "tests" / "nlu" / "heldout"
SMALL_TALK = "smalltalk.yml"
FLOOR = 70
SMALL_TALK_FLOOR = 30
HELD_OUT_FLOOR = 14
ALIKE = 84.0
"""Per cent of the letters, words in any order, from which two sentences are one."""
TELLING = 10
"""Letters from which a likeness says something."""
ENTITY_VALUES: dict[str, set[str]] = {
    "phase": set(Phase),
    "support_level": set(SupportLevel),
    "asking_for": {"self", "child", "friend", "client"},
}
FREE_ENTITIES = {"municipality", "service_language", "legacy_term"}
# Young people's words that sound false or mean something else.
MISLEADING = {"jälkkäri", "toimari", "kura", "kuntsari", "lukka"}


class Sentence(NamedTuple):
    """One example and where it stands."""

    text: str
    intent: str
    detail: str | None
    themes: tuple[str, ...]
    file: str
    entities: tuple[tuple[str, Any], ...] = ()


def languages() -> list[str]:
    return sorted(path.name for path in TRAINING.iterdir() if path.is_dir())


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "language" in metafunc.fixturenames:
        metafunc.parametrize("language", languages())


def training(language: str) -> Iterator[Sentence]:
    for path in sorted((TRAINING / language).glob("*.yml")):
        for block in yaml.safe_load(path.read_text("utf-8"))["nlu"]:
            if "intent" not in block:
                continue
            meta = block.get("metadata") or {}
            themes = tuple(meta.get("themes", ()))
            for line in block["examples"].splitlines():
                assert line.startswith("- "), f"{path.name}: {line!r}"
                yield Sentence(
                    line[2:], block["intent"], meta.get("detail"), themes, path.name
                )


def held_out(language: str) -> Iterator[Sentence]:
    path = HELD_OUT / f"{language}.yml"
    for block in yaml.safe_load(path.read_text("utf-8")):
        for example in block["examples"]:
            yield Sentence(
                example["text"],
                block["intent"],
                block.get("detail"),
                tuple(example.get("themes") or ()),
                path.name,
                tuple(
                    (item["entity"], item["value"])
                    for item in example.get("entities", ())
                ),
            )


def key(text: str) -> str:
    """The sentence without case, punctuation and extra spaces."""
    return " ".join(re.sub(r"[^\w\s]", " ", text.casefold()).split()) or text


def details(sentences: Iterator[Sentence]) -> set[tuple[str, str]]:
    return {(each.intent, each.detail) for each in sentences if each.detail}


def domain_intents() -> set[str]:
    domain = yaml.safe_load((ROOT / "domain.yml").read_text("utf-8"))
    return {
        name if isinstance(name, str) else next(iter(name))
        for name in domain["intents"]
    }


def scripts(text: str) -> set[str]:
    return {unicodedata.name(char).split()[0] for char in text if char.isalpha()}


def test_each_language_has_the_same_files() -> None:
    files = {
        language: {path.name for path in (TRAINING / language).iterdir()}
        for language in languages()
    }

    assert len(files) >= 3
    assert files == dict.fromkeys(files, files["fi"])


def test_each_file_teaches_the_same_intents_in_each_language(language: str) -> None:
    def taught(code: str) -> set[tuple[str, str]]:
        return {(each.file, each.intent) for each in training(code)}

    assert taught(language) ^ taught("fi") == set()


def test_each_language_teaches_the_same_details(language: str) -> None:
    assert details(training(language)) ^ details(training("fi")) == set()


def test_every_intent_of_the_domain_is_taught(language: str) -> None:
    assert {each.intent for each in training(language)} == domain_intents()


def test_every_intent_has_enough_sentences(language: str) -> None:
    counts = Counter((each.intent, each.file) for each in training(language))
    totals: Counter[str] = Counter()
    small_talk = {intent for intent, file in counts if file == SMALL_TALK}
    for (intent, _), count in counts.items():
        totals[intent] += count

    few = {
        intent: count
        for intent, count in totals.items()
        if count < (SMALL_TALK_FLOOR if intent in small_talk else FLOOR)
    }

    assert few == {}


def test_no_sentence_is_taught_twice(language: str) -> None:
    places: dict[str, list[tuple[str, str]]] = {}
    for each in training(language):
        places.setdefault(key(each.text), []).append((each.text, each.intent))

    assert [found for found in places.values() if len(found) > 1] == []


def test_no_two_sentences_of_an_intent_are_nearly_the_same(language: str) -> None:
    texts: dict[str, list[str]] = {}
    for each in training(language):
        if len(each.text) > TELLING:
            texts.setdefault(each.intent, []).append(each.text)
    alike = []
    for listed in texts.values():
        words = [" ".join(sorted(fold(text).split())) for text in listed]
        near = cdist(words, words, scorer=ratio, score_cutoff=ALIKE)
        rows, columns = near.nonzero()
        alike += [
            (listed[i], listed[j])
            for i, j in zip(rows.tolist(), columns.tolist(), strict=True)
            if i < j
        ]

    assert alike == []


def test_no_held_out_sentence_is_taught_in_any_language(language: str) -> None:
    taught = {key(each.text) for code in languages() for each in training(code)}

    assert [e.text for e in held_out(language) if key(e.text) in taught] == []


def test_no_held_out_sentence_stands_twice(language: str) -> None:
    counts = Counter(key(each.text) for each in held_out(language))

    assert [text for text, count in counts.items() if count > 1] == []


def test_held_out_sentences_cover_every_intent(language: str) -> None:
    counts = Counter(each.intent for each in held_out(language))

    assert set(counts) == domain_intents()
    assert {what: n for what, n in counts.items() if n < HELD_OUT_FLOOR} == {}


def test_held_out_details_are_taught(language: str) -> None:
    assert details(held_out(language)) - details(training(language)) == set()


def test_sentences_are_composed_text_in_one_script(language: str) -> None:
    for each in [*training(language), *held_out(language)]:
        assert each.text.strip() == each.text != "", each
        assert unicodedata.is_normalized("NFC", each.text), each
        assert len(scripts(each.text)) <= 1, f"look-alike letters: {each}"
        hidden = [c for c in each.text if unicodedata.category(c) in ("Cc", "Cf")]
        assert not hidden, f"invisible characters: {each}"


def test_files_declare_the_format_of_rasa(language: str) -> None:
    for path in (TRAINING / language).iterdir():
        content = yaml.safe_load(path.read_text("utf-8"))
        assert content["version"] == "3.1", path
        assert set(content) == {"version", "nlu"}, path


def test_labels_are_known_codes(language: str) -> None:
    for each in [*training(language), *held_out(language)]:
        assert set(each.themes) <= set(Theme), each
        for entity, value in each.entities:
            if entity == "age":
                assert isinstance(value, int), each
            elif entity in ENTITY_VALUES:
                assert value in ENTITY_VALUES[entity], each
            else:
                assert entity in FREE_ENTITIES, each


def test_every_theme_of_support_is_taught(language: str) -> None:
    taught = {
        theme
        for each in training(language)
        if each.intent == "find_support"
        for theme in each.themes
    }

    assert set(Theme) - taught - {Theme.ENTREPRENEURSHIP} == set()


def test_misleading_words_are_not_taught() -> None:
    found = [e for e in training("fi") if MISLEADING & set(key(e.text).split())]

    assert found == []
