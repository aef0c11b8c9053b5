"""Contacts and opening hours in one cell, read and written.

Contacts: one a line, or with semicolons between; what it is, in brackets:
``020 692 205 [fi: Vaihde | sv: Växel]``. A label without a language is in the
sheet's default one.

Hours: one row of the schedule a line: days, times, and dates when they are bounded:
``MO-FR 09:00-16:00``, ``SA 10:00-14:00 2026-06-01..2026-08-31``,
``closed 2026-12-24..2026-12-26``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, time
from typing import Any, Final

from services_db.clean import is_safe_link
from services_db.records import ContactRecord, ScheduleRecord
from services_db.reference.codes import ContactKind
from services_db.sources.table.columns import shipped
from services_db.sources.table.problem import CellProblem

CLOSED: Final = "closed"
_DAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_ITEMS = re.compile(r"\s*(?:\n|;(?:\s|$))\s*(?![^\[\]]*\])")
_LABELLED = re.compile(r"^(?P<value>.*?)\s*\[(?P<labels>[^\[\]]*)\]$", re.DOTALL)
_OF_LANGUAGE = re.compile(r"^([a-z]{2,3}):\s*(.+)$", re.DOTALL)
_RESERVED = str.maketrans({"[": "(", "]": ")", "|": "/", "\n": " "})
_NUMBER = re.compile(r"^[+\d][\d\s()\-/.]{1,30}$")
_EMAIL = re.compile(r"^[^@\s]+@[^@\s]+\.[^@\s]+$")
_DIALLED = frozenset({ContactKind.PHONE, ContactKind.SMS, ContactKind.WHATSAPP})
_HOURS = re.compile(
    r"^(?P<days>(?:[A-Z]{2}(?:-[A-Z]{2})?)(?:,[A-Z]{2}(?:-[A-Z]{2})?)*)?\s*"
    r"(?:(?P<closed>closed)|(?P<opens>\d{1,2}[:.]\d{2})-(?P<closes>\d{1,2}[:.]\d{2}))?"
    r"\s*(?:(?P<from>\d{4}-\d\d-\d\d)?\.\.(?P<to>\d{4}-\d\d-\d\d)?)?\s*"
    r"(?:\[(?P<labels>[^\[\]]*)\])?$"
)


def read_contacts(text: str) -> list[dict[str, Any]]:
    """Return the contacts of a cell, without their kind.

    Raises:
        CellProblem: when one of them is no safe link.
    """
    found = []
    for item in filter(None, _ITEMS.split(text)):
        labelled = _LABELLED.match(item)
        value = labelled["value"] if labelled else item
        if not is_safe_link(value):
            raise CellProblem(f"{value!r} is no safe link", "write an https address")
        said = _read_labels(labelled["labels"]) if labelled else {}
        found.append({"value": value, "label": said})
    return found


def check_contact(kind: ContactKind, value: str) -> None:
    """Refuse a number that is no number and an e-mail address that is none.

    Raises:
        CellProblem: naming it.
    """
    if kind in _DIALLED and not _NUMBER.match(value):
        raise CellProblem(f"{value!r} is no number", "write digits: 040 123 4567")
    if kind is ContactKind.EMAIL and not _EMAIL.match(value):
        raise CellProblem(f"{value!r} is no e-mail address", "write name@example.fi")


def write_contacts(contacts: Iterable[ContactRecord]) -> str:
    """Return the contacts as the text of a cell."""
    return "\n".join(f"{c.value}{_write_labels(c.label)}" for c in contacts)


def read_hours(text: str) -> list[dict[str, Any]]:
    """Return the rows of a schedule.

    Raises:
        CellProblem: when a line is no opening hour.
    """
    return [_read_row(line) for line in filter(None, _ITEMS.split(text))]


def write_hours(schedules: Iterable[ScheduleRecord]) -> str:
    """Return a schedule as the text of a cell."""
    return "\n".join(" ".join(_write_row(row)) for row in schedules)


def _read_row(line: str) -> dict[str, Any]:
    found = _HOURS.match(line.replace("–", "-"))
    if found is None or not line.strip():
        raise CellProblem(
            f"{line!r} is no opening hour",
            "write MO-FR 09:00-16:00, one a line; days are MO TU WE TH FR SA SU",
        )
    try:
        return {
            "byday": _read_days(found["days"] or ""),
            "opens_at": _clock(found["opens"]),
            "closes_at": _clock(found["closes"]),
            "closed": bool(found["closed"]),
            "valid_from": date.fromisoformat(found["from"]) if found["from"] else None,
            "valid_to": date.fromisoformat(found["to"]) if found["to"] else None,
            "description": _read_labels(found["labels"] or ""),
        }
    except ValueError:
        raise CellProblem(
            f"{line!r} has a day, time or date that does not exist",
            "write MO-FR 09:00-16:00 2026-06-01..2026-08-31",
        ) from None


def _write_row(row: ScheduleRecord) -> Iterator[str]:
    if row.byday:
        yield ",".join(_runs(row.byday))
    if row.closed:
        yield CLOSED
    elif row.opens_at is not None and row.closes_at is not None:
        yield f"{row.opens_at:%H:%M}-{row.closes_at:%H:%M}"
    if row.valid_from or row.valid_to:
        yield f"{row.valid_from or ''}..{row.valid_to or ''}"
    if row.description:
        yield _write_labels(row.description).strip()


def _runs(days: Iterable[str]) -> Iterator[str]:
    """Yield ``MO-FR`` for days in a row, ``SA`` for one alone."""
    runs: list[list[str]] = []
    for day in sorted(set(days), key=_DAYS.index):
        if runs and _DAYS.index(day) == _DAYS.index(runs[-1][-1]) + 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    for run in runs:
        yield "-".join(dict.fromkeys((run[0], run[-1])))


def _read_days(text: str) -> list[str]:
    found: list[str] = []
    for part in filter(None, text.split(",")):
        first, _, last = part.partition("-")
        start, end = _DAYS.index(first), _DAYS.index(last or first)
        length = (end - start) % len(_DAYS) + 1
        found += [_DAYS[(start + step) % len(_DAYS)] for step in range(length)]
    return list(dict.fromkeys(found))


def _clock(text: str | None) -> time | None:
    if text is None:
        return None
    hour, minute = (int(part) for part in re.split(r"[:.]", text))
    return time(0 if (hour, minute) == (24, 0) else hour, minute)


def _read_labels(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for part in filter(None, (p.strip() for p in text.split("|"))):
        named = _OF_LANGUAGE.match(part)
        language, said = named.groups() if named else (shipped().default_language, part)
        found[language] = said.strip()
    return found


def _write_labels(labels: dict[str, str]) -> str:
    parts = (f"{key}: {said.translate(_RESERVED)}" for key, said in labels.items())
    joined = " | ".join(parts)
    return f" [{joined}]" if joined else ""
