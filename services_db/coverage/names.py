"""The words of a report in one language."""

from __future__ import annotations

from services_db.labels import has, label
from services_db.reference import in_language, municipality

_GROUPS = {
    "theme": "themes",
    "support_level": "support_levels",
    "phase": "phases",
    "tno_type": "tno_types",
}


def of_code(kind: str, code: str, language: str) -> str:
    """Return a code's name; that it was not said when it is empty."""
    if not code:
        return label(language, "report.unsaid")
    key = f"{_GROUPS[kind]}.{code}"
    return label(language, key) if has(language, key) else code


def of_place(code: str, language: str) -> str:
    """Return a municipality's name; that there was no place when it is empty."""
    if not code:
        return label(language, "report.nowhere")
    return municipality(code).name(language)


def of_wanted(name: dict[str, str], language: str) -> str:
    """Return what a wanted service is called."""
    return in_language(name, language)
