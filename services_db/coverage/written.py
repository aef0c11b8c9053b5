"""A report as a table for the eye, as CSV and as JSON."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from typing import Any, Final

from services_db.coverage import Coverage, names
from services_db.coverage.needs import FEWEST
from services_db.export_table import without_formula
from services_db.labels import label

PARTS: Final = ("cells", "minimum", "needs")
_NOTHING: Final = "–"
_WITHOUT: Final = "municipalities_without"
_COUNTS: Final = ("own", "area", "national", _WITHOUT)
_GAP: Final = ("gap", _WITHOUT)


def rows(report: Coverage, part: str, language: str) -> list[list[str]]:
    """Return a part as rows, codes beside names, the headings first."""
    return list(_MAKERS[part](report, language))


def as_csv(report: Coverage, part: str, language: str) -> str:
    """Return a part as CSV (RFC 4180, commas), safe to open in a spreadsheet."""
    buffer = io.StringIO()
    safe = (
        [without_formula(text) for text in row] for row in rows(report, part, language)
    )
    csv.writer(buffer).writerows(safe)
    return buffer.getvalue()


def as_json(report: Coverage) -> str:
    """Return the whole report as one JSON object, by codes."""
    value: dict[str, Any] = {
        "by": list(report.by),
        "cells": [
            {
                str(report.kind): cell.place,
                **dict(zip(report.by, cell.codes, strict=True)),
                "own": cell.own,
                "area": cell.area,
                "national": cell.national,
                _WITHOUT: cell.lacking,
            }
            for cell in report.cells
        ],
        "minimum": [
            {
                str(report.kind): one.place,
                "key": one.key,
                "near": one.near,
                "gap": one.gap,
                _WITHOUT: one.lacking,
                "services": one.services,
            }
            for one in report.minimum
        ],
        "needs": [
            {
                str(report.kind): need.place,
                "theme": need.theme,
                "support_level": need.support_level,
                "searches": need.searches,
            }
            for need in report.needs
        ],
        "hidden_needs": report.hidden_needs,
        "fewest_in_a_cell": FEWEST,
    }
    return json.dumps(value, ensure_ascii=False)


def as_table(report: Coverage, part: str, language: str) -> str:
    """Return a part with its heading, in columns as wide as need be."""
    heading = "coverage" if part == "cells" else part
    lines = [names.of_report(report.kind, heading, language)]
    lines += _aligned(rows(report, part, language))
    if part == "needs":
        hidden = report.hidden_needs
        lines.append(label(language, "report.needs_note", fewest=FEWEST, hidden=hidden))
    else:
        gaps = [
            *(c.lacking > 0 for c in report.cells if part == "cells"),
            *(one.gap for one in report.minimum if part == "minimum"),
        ]
        found = {"gaps": sum(gaps), "cells": len(gaps)}
        lines.append(label(language, "report.gaps", **found))
    return "\n".join(lines)


def _cells(report: Coverage, language: str) -> Iterator[list[str]]:
    yield [str(report.kind), "name", *report.by, *_COUNTS]
    for cell in report.cells:
        place = names.of_place(report.kind, cell.place, language)
        counts = (cell.own, cell.area, cell.national, cell.lacking)
        yield [cell.place, place, *cell.codes, *map(str, counts)]


def _minimum(report: Coverage, language: str) -> Iterator[list[str]]:
    yield [str(report.kind), "name", "wanted", "nearest", *_GAP, "services"]
    for one in report.minimum:
        place = names.of_place(report.kind, one.place, language)
        near = str(one.near) if one.near else _NOTHING
        gap = "gap" if one.gap else ""
        shown = " ".join(one.services[:3]) + (" …" if len(one.services) > 3 else "")
        yield [one.place, place, one.key, near, gap, str(one.lacking), shown]


def _needs(report: Coverage, language: str) -> Iterator[list[str]]:
    yield [str(report.kind), "name", "theme", "support_level", "searches"]
    for need in report.needs:
        place = names.of_place(report.kind, need.place, language)
        codes = [need.theme or _NOTHING, need.support_level or _NOTHING]
        yield [need.place or _NOTHING, place, *codes, str(need.searches)]


_MAKERS: Final = {"cells": _cells, "minimum": _minimum, "needs": _needs}


def _aligned(table: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    return [
        "  ".join(
            text.ljust(width) for text, width in zip(row, widths, strict=True)
        ).rstrip()
        for row in table
    ]
