"""Texts that are not Rasa's: ``bot/texts/<language>/<topic>.yml``.

A language is a directory; adding one touches no Python. A text is found by
``<topic>.<key>``; a language that lacks a text falls back to the default one.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

DEFAULT_LANGUAGE = "fi"
_HERE = Path(__file__).parent


@lru_cache
def languages() -> tuple[str, ...]:
    """Return the languages that have texts, the default first."""
    found = sorted(p.name for p in _HERE.iterdir() if p.is_dir() and len(p.name) == 2)
    return (DEFAULT_LANGUAGE, *(x for x in found if x != DEFAULT_LANGUAGE))


@lru_cache
def topic(language: str, name: str) -> dict[str, Any]:
    """Return one topic's texts in one language, as written in its file."""
    path = _HERE / language / f"{name}.yml"
    if not path.exists():
        return {}
    loaded: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    return loaded


def text(language: str, key: str, **values: object) -> str:
    """Return the text ``<topic>.<key>``, its ``{placeholders}`` filled.

    Raises:
        KeyError: when not even the default language has the text.
    """
    name, _, rest = key.partition(".")
    for candidate in (language, DEFAULT_LANGUAGE):
        node: Any = topic(candidate, name)
        for part in rest.split("."):
            node = node.get(part) if isinstance(node, dict) else None
        if isinstance(node, str):
            return node.format(**values) if values else node
    raise KeyError(f"no text {key!r} in {language!r} or {DEFAULT_LANGUAGE!r}")
