"""Words that the catalogue itself shows: ``services_db/labels/<language>.yml``.

A language is a file; adding one touches no Python. A language that lacks a word
falls back to Finnish.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from services_db import lemmas

DEFAULT_LANGUAGE = "fi"
_HERE = Path(__file__).parent


@lru_cache
def languages() -> tuple[str, ...]:
    """Return the languages that have labels, the default first."""
    found = sorted(path.stem for path in _HERE.glob("*.yml"))
    return (DEFAULT_LANGUAGE, *(x for x in found if x != DEFAULT_LANGUAGE))


@lru_cache
def _labels(language: str) -> dict[str, Any]:
    path = _HERE / f"{language}.yml"
    if language not in languages():
        return {}
    loaded: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return loaded


def label(language: str, key: str, **values: object) -> str:
    """Return the label ``group.key`` with its ``{placeholders}`` filled.

    Raises:
        KeyError: when not even the default language has it.
    """
    group, _, name = key.partition(".")
    for candidate in (language, DEFAULT_LANGUAGE):
        found = _labels(candidate).get(group, {}).get(name)
        if isinstance(found, str):
            return found.format(**values) if values else found
    raise KeyError(f"no label {key!r} in {language!r} or {DEFAULT_LANGUAGE!r}")


def groups(language: str) -> dict[str, dict[str, str]]:
    """Return the labels of one language by group, without falling back."""
    return {k: v for k, v in _labels(language).items() if isinstance(v, dict)}


def has(language: str, key: str) -> bool:
    """Whether there is a label in ``language`` or in the default one."""
    group, _, name = key.partition(".")
    return any(
        name in _labels(candidate).get(group, {})
        for candidate in (language, DEFAULT_LANGUAGE)
    )


@lru_cache
def ignored_words(language: str) -> frozenset[str]:
    """Return the folded words that a search does not look for."""
    listed: list[str] = _labels(language).get("ignored_words", [])
    return frozenset(lemmas.fold(word) for word in listed)
