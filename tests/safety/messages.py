"""The labelled messages of ``messages/<language>.yml``, and those kept apart."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from bot.safety.evaluation import labelled

FOLDER: Final = Path(__file__).parent / "messages"
APART: Final = FOLDER / "apart"
"""Messages that the screen was not widened for."""
LANGUAGES: Final = ("fi", "sv", "en")


def texts(language: str, *label: str, folder: Path = FOLDER) -> list[str]:
    """Return the messages of a language whose label begins so."""
    found = labelled(folder / f"{language}.yml")
    return [text for path, text in found if path[: len(label)] == label]
