"""One cell to one value of a record. What cannot be read says how to mend it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any, Final

from services_db.clean import is_safe_link, plain
from services_db.sources.table import composite
from services_db.sources.table.area_cells import (
    read_areas,
    read_municipality,
    split_codes,
)
from services_db.sources.table.columns import Column, folded
from services_db.sources.table.problem import CellProblem
from services_db.sources.table.words import plain_words, words_for

OLDEST: Final = 120
_PARTS = re.compile(r"\s*(?:;|\n)\s*")
_PREFIXED = re.compile(r"^'(?=\s*'*[=+\-@\t\r＝＋－＠])")
_LANGUAGE = re.compile(r"^[a-z]{2,3}$")
_POSTAL_CODE = re.compile(r"^\d{5}$")
_FINNISH_DATE = re.compile(r"^(\d{1,2})\.(\d{1,2})\.(\d{4})$")


def read_cell(column: Column, value: Any) -> Any:
    """Return a cell's value in the type of its column; ``None`` for an empty cell.

    Raises:
        CellProblem: when it cannot be read.
    """
    text = text_of(value)
    if not text:
        return None
    if column.reads in ("contacts", "postal_code") and _is_number(value):
        raise CellProblem(
            f"{text} is a number, so that a zero in front may be lost",
            "make the cell a text and write it in full",
        )
    if column.reads == "contacts":
        return composite.read_contacts(text)
    if column.reads == "hours":
        return composite.read_hours(text)
    if column.vocabulary and column.reads in ("code", "codes"):
        return _codes(column, text)
    return _READERS[column.reads](text)


def text_of(value: Any) -> str:
    """Return a cell as a text; what an export put before a formula sign is undone."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return plain(_PREFIXED.sub("", str(value)))


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _texts(text: str) -> list[str]:
    return list(dict.fromkeys(filter(None, _PARTS.split(text))))


def _codes(column: Column, text: str) -> Any:
    words = words_for(column.vocabulary or "")
    known = words.get(folded(text))
    parts = [text] if known or column.reads == "code" else split_codes(text)
    found: list[str] = []
    for part in parts:
        code = words.get(folded(part))
        if code is None:
            listed = ", ".join(dict.fromkeys(words.values()))
            raise CellProblem(f"{part!r} is not known", f"write one of: {listed}")
        found.append(code)
    return found[0] if column.reads == "code" else list(dict.fromkeys(found))


def _languages(text: str) -> list[str]:
    words = words_for("languages")
    found = [
        words.get(folded(part), part.strip().lower()) for part in split_codes(text)
    ]
    for code in found:
        if not _LANGUAGE.match(code):
            raise CellProblem(f"{code!r} is no language code", "write fi, sv, en …")
    return list(dict.fromkeys(found))


def _yes_no(text: str) -> bool | None:
    word = folded(text)
    if word in plain_words("unknown"):
        return None
    if word in plain_words("yes") or word in plain_words("no"):
        return word in plain_words("yes")
    raise CellProblem(f"{text!r} is neither yes nor no", "write yes or no, or nothing")


def _age(text: str) -> int:
    if not text.isdigit() or int(text) > OLDEST:
        raise CellProblem(f"{text!r} is no age", "write whole years, such as 29")
    return int(text)


def _date(text: str) -> date:
    try:
        if found := _FINNISH_DATE.match(text):
            return date(int(found[3]), int(found[2]), int(found[1]))
        return date.fromisoformat(text)
    except ValueError:
        raise CellProblem(
            f"{text!r} is no date", "write it as 2026-11-24 or 24.11.2026"
        ) from None


def _degrees(text: str) -> float:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        raise CellProblem(f"{text!r} is no number", "write degrees: 62.24") from None


def _link(text: str) -> str:
    if not is_safe_link(text):
        raise CellProblem(f"{text!r} is no safe link", "write an https address")
    return text


def _postal_code(text: str) -> str:
    if not _POSTAL_CODE.match(text):
        raise CellProblem(f"{text!r} is no postal code", "write five digits, as a text")
    return text


_READERS: Final[dict[str, Callable[[str], Any]]] = {
    "text": lambda text: text,
    "texts": _texts,
    "languages": _languages,
    "areas": read_areas,
    "municipality": read_municipality,
    "yes_no": _yes_no,
    "age": _age,
    "date": _date,
    "degrees": _degrees,
    "link": _link,
    "postal_code": _postal_code,
}
