"""The words of a report in one language."""

from __future__ import annotations

from collections.abc import Sequence

from services_db.labels import has, label
from services_db.reference import AreaRef, area_name, in_language
from services_db.reference.codes import AreaKind

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


def of_codes(kinds: Sequence[str], codes: Sequence[str], language: str) -> str:
    """Return the names of a combination of codes."""
    said = zip(kinds, codes, strict=True)
    return " · ".join(of_code(kind, code, language) for kind, code in said)


def of_place(kind: AreaKind, code: str, language: str) -> str:
    """Return a place's name; that there was no place when the code is empty."""
    if not code:
        return label(language, "report.nowhere")
    return area_name(AreaRef(kind, code), language)


def of_report(kind: AreaKind, heading: str, language: str) -> str:
    """Return the heading of a report of municipalities, or of larger areas."""
    wide = "" if kind is AreaKind.MUNICIPALITY else "_areas"
    return label(language, f"report.{heading}{wide}")


def of_wanted(name: dict[str, str], language: str) -> str:
    """Return what a wanted service is called."""
    return in_language(name, language)
