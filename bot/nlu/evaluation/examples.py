"""Held-out sentences, in ``<language>.yml`` by intent, and their noisy twins."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any

import yaml

from bot.nlu.noise import noisy


@dataclass(frozen=True)
class Example:
    """A held-out sentence and what it means."""

    text: str
    intent: str
    detail: str | None
    entities: frozenset[tuple[str, Any]]
    themes: frozenset[str] | None
    """What it is about; ``None``: readers could differ, so that nothing is counted."""
    distance: str | None = None
    """Of what is out of scope: ``near`` or ``far``, where the block says so."""


def read_held_out(folder: Path) -> dict[str, list[Example]]:
    """Return the held-out sentences of a folder by language."""
    return {path.stem: list(_read(path)) for path in sorted(folder.glob("*.yml"))}


def _read(path: Path) -> Iterator[Example]:
    for block in yaml.safe_load(path.read_text(encoding="utf-8")):
        for example in block["examples"]:
            yield Example(
                text=example["text"],
                intent=block["intent"],
                detail=block.get("detail"),
                entities=frozenset(
                    (e["entity"], e["value"]) for e in example.get("entities") or ()
                ),
                themes=_known(example.get("themes")),
                distance=example.get("distance", block.get("distance")),
            )


def _known(themes: Sequence[str] | None) -> frozenset[str] | None:
    return None if themes is None else frozenset(themes)


def noisy_twins(examples: Sequence[Example], language: str, seed: int) -> list[Example]:
    """Return each sentence as somebody else types it; the same for the same seed."""
    draw = Random(seed)
    return [replace(e, text=noisy(e.text, language, draw)) for e in examples]
