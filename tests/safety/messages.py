"""The labelled messages of ``messages/<language>.yml``."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from bot.safety.evaluation import labelled

FOLDER: Final = Path(__file__).parent / "messages"
LANGUAGES: Final = ("fi", "sv", "en")


def texts(language: str, *label: str) -> list[str]:
    """Return the messages of a language whose label begins so."""
    found = labelled(FOLDER / f"{language}.yml")
    return [text for path, text in found if path[: len(label)] == label]
