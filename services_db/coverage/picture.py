"""A heat map as SVG: every square says its number or letter, so colour is not all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from services_db.batches import batched
from services_db.coverage import Coverage, names
from services_db.coverage.cells import Cell
from services_db.coverage.minimum import Met
from services_db.coverage.reach import Nearness
from services_db.labels import label
from services_db.reference.codes import AreaKind

_WIDE: Final = 40
_HIGH: Final = 22
_LEFT: Final = 170
_TOP: Final = 80
"""Above the slanted headings, whose height hangs on the longest."""
_MARGIN: Final = 16
_SHADES: Final = ("#ffffff", "#dbe9f6", "#a9cce6", "#6aa5d2", "#2f73b0", "#124a80")
_LIMITS: Final = (1, 2, 4, 8, 16)
"""A square has the shade of the last limit that its number reaches."""
_NEAR: Final = {Nearness.OWN: 4, Nearness.AREA: 2, Nearness.NATIONAL: 1, None: 0}
_DARK: Final = 4
"""From this shade on, the letters are white."""


@dataclass(frozen=True)
class Square:
    """What one square says, how dark it is, and whether it is a gap."""

    text: str
    shade: int
    gap: bool
    title: str


def picture(report: Coverage, part: str, language: str) -> str:
    """Return ``cells`` or ``minimum`` as an SVG document."""
    rows = [names.of_place(report.kind, code, language) for code in report.places]
    if part == "minimum":
        columns = [names.of_wanted(one.name, language) for one in report.wanted]
        squares = [
            _of_met(report, one, columns[number % len(columns)], language)
            for number, one in enumerate(report.minimum)
        ]
    else:
        combinations = list(dict.fromkeys(cell.codes for cell in report.cells))
        columns = [names.of_codes(report.by, codes, language) for codes in combinations]
        squares = [
            _of_cell(report, one, columns[number % len(columns)], language)
            for number, one in enumerate(report.cells)
        ]
    heading = "minimum" if part == "minimum" else "coverage"
    return _drawn(
        names.of_report(report.kind, heading, language),
        label(language, f"report.{heading}_note"),
        rows,
        columns,
        squares,
        _in_words(rows, len(columns), squares, language),
    )


def _in_words(
    rows: Sequence[str], across: int, squares: Sequence[Square], language: str
) -> str:
    """Return the picture in words: how many gaps each row has."""
    lines = batched(squares, across)
    gaps = [sum(one.gap for one in line) for line in lines]
    if not any(gaps):
        return label(language, "report.no_gaps")
    said = ", ".join(
        label(language, "report.summary", place=row, count=f"{count} / {across}")
        for row, count in zip(rows, gaps, strict=True)
    )
    return label(language, "report.rows_note", rows=said)


def _of_cell(report: Coverage, cell: Cell, column: str, language: str) -> Square:
    said = ", ".join(
        f"{label(language, f'report.{near}')} {getattr(cell, near)}"
        for near in Nearness
    )
    place = names.of_place(report.kind, cell.place, language)
    said += _without(report, cell, language)
    shade = sum(cell.near >= limit for limit in _LIMITS)
    return Square(str(cell.near), shade, cell.lacking > 0, f"{place}, {column}: {said}")


def _of_met(report: Coverage, one: Met, column: str, language: str) -> Square:
    letter = label(language, f"report.from_{one.near or 'nowhere'}")
    place = names.of_place(report.kind, one.place, language)
    without = _without(report, one, language)
    return Square(
        letter, _NEAR[one.near], one.gap, f"{place}, {column}: {letter}{without}"
    )


def _without(report: Coverage, one: Cell | Met, language: str) -> str:
    """Return in how many municipalities of an area it is missing."""
    if report.kind is AreaKind.MUNICIPALITY:
        return ""
    every = len(report.places[one.place])
    said = label(language, "report.without", count=one.lacking, all=every)
    return f", {said}"


def _drawn(
    title: str,
    note: str,
    rows: Sequence[str],
    columns: Sequence[str],
    squares: Sequence[Square],
    words: str,
) -> str:
    width = max(_LEFT + _WIDE * len(columns) + 120, 8 * len(note)) + _MARGIN
    top = _TOP + 7 * max(map(len, columns))
    height = top + _HIGH * len(rows) + _MARGIN
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" role="img" aria-labelledby="title words" '
        'font-family="sans-serif" font-size="13">',
        f'<title id="title">{escape(title)}</title>',
        f'<desc id="words">{escape(f"{note} {words}")}</desc>',
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
        f'<text x="{_MARGIN}" y="30" font-size="20">{escape(title)}</text>',
        f'<text x="{_MARGIN}" y="52">{escape(note)}</text>',
    ]
    for number, column in enumerate(columns):
        x = _LEFT + _WIDE * number + _WIDE // 2
        parts.append(
            f'<text transform="translate({x} {top - 8}) rotate(-60)">'
            f"{escape(column)}</text>"
        )
    for number, row in enumerate(rows):
        y = top + _HIGH * number + _HIGH - 6
        parts.append(
            f'<text x="{_LEFT - 8}" y="{y}" text-anchor="end">{escape(row)}</text>'
        )
    for number, square in enumerate(squares):
        down, across = divmod(number, len(columns))
        parts.append(_square(square, _LEFT + _WIDE * across, top + _HIGH * down))
    return "\n".join([*parts, "</svg>", ""])


def _square(square: Square, x: int, y: int) -> str:
    ink = "#ffffff" if square.shade >= _DARK else "#1a1a1a"
    edge = "#b00020" if square.gap else "#8a8a8a"
    thick = 2 if square.gap else 0.5
    return (
        f"<g><title>{escape(square.title)}</title>"
        f'<rect x="{x + 1}" y="{y + 1}" width="{_WIDE - 2}" height="{_HIGH - 2}" '
        f'fill="{_SHADES[square.shade]}" stroke="{edge}" stroke-width="{thick}"/>'
        f'<text x="{x + _WIDE // 2}" y="{y + _HIGH - 6}" text-anchor="middle" '
        f'fill="{ink}">{escape(square.text)}</text></g>'
    )
