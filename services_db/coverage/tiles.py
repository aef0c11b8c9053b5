"""A tile map as one HTML file: each municipality a tile, in the block of its region.

Borders under an open licence are not at hand: the blocks of the regions stand roughly
as on a map, which the style sheet says, and come from north to south in text and on a
narrow screen.
"""

from __future__ import annotations

from collections import defaultdict
from html import escape
from pathlib import Path
from string import Template
from typing import Final

from services_db.coverage import Coverage, names
from services_db.labels import label
from services_db.reference import AreaRef, area_name, municipality
from services_db.reference.codes import AreaKind

_HERE: Final = Path(__file__).parent
_FROM_NORTH: Final = (
    *("19", "17", "18", "16", "15", "14", "11", "12", "13", "10"),
    *("06", "04", "05", "07", "09", "02", "01", "08", "21"),
)
"""Codes of the regions, as ``tiles.css`` places them."""
_SHADES: Final = (0, 0.2, 0.4, 0.6, 0.8)
"""A tile has the shade of the last share of gaps that it is over."""


def tile_map(report: Coverage, part: str, language: str) -> str:
    """Return the gaps of municipalities in ``cells`` or ``minimum`` as a page.

    Each tile says its name, its number and, to screen readers and pointers, what is
    missing; a table below tells it by what is missing. There is no script.
    """
    columns, gaps = _gaps(report, part, language)
    regions: dict[str, list[str]] = defaultdict(list)
    for code in sorted(report.places, key=lambda one: municipality(one).name(language)):
        regions[municipality(code).region].append(
            _tile(code, gaps.get(code, []), len(columns), language)
        )
    blocks = (
        _block(code, regions[code], language) for code in _FROM_NORTH if code in regions
    )
    note = "tiles_note" if part == "minimum" else "tiles_cells_note"
    return Template((_HERE / "tiles.html").read_text(encoding="utf-8")).substitute(
        language=language,
        style=(_HERE / "tiles.css").read_text(encoding="utf-8"),
        title=_word(language, "tiles"),
        note=_word(language, note),
        blocks="\n".join(blocks),
        what=_word(language, "what"),
        rows="\n".join(_rows(columns, gaps, len(report.places))),
    )


def _gaps(
    report: Coverage, part: str, language: str
) -> tuple[list[str], dict[str, list[str]]]:
    """Return the names of what is looked for, and of what each place lacks."""
    if part == "minimum":
        wanted = {one.key: names.of_wanted(one.name, language) for one in report.wanted}
        lacking = [(one.place, wanted[one.key]) for one in report.minimum if one.gap]
        columns = list(wanted.values())
    else:
        said = {
            cell.codes: names.of_codes(report.by, cell.codes, language)
            for cell in report.cells
        }
        lacking = [(c.place, said[c.codes]) for c in report.cells if c.lacking]
        columns = list(said.values())
    gaps: dict[str, list[str]] = defaultdict(list)
    for place, name in lacking:
        gaps[place].append(name)
    return columns, gaps


def _block(region: str, tiles: list[str], language: str) -> str:
    name = escape(area_name(AreaRef(AreaKind.REGION, region), language))
    return (
        f'<section class="r{region}"><h2>{name}</h2><ul>{"".join(tiles)}</ul></section>'
    )


def _tile(code: str, gaps: list[str], every: int, language: str) -> str:
    place = names.of_place(AreaKind.MUNICIPALITY, code, language)
    shade = sum(len(gaps) > every * limit for limit in _SHADES)
    said = label(
        language, "report.lacking", place=place, count=len(gaps), all=every
    ) + (f". {', '.join(gaps)}" if gaps else "")
    return (
        f'<li class="s{shade}" title="{escape(said)}"><span aria-hidden="true">'
        f"{escape(place)} <b>{len(gaps)}</b></span>"
        f'<span class="said">{escape(said)}</span></li>'
    )


def _rows(columns: list[str], gaps: dict[str, list[str]], places: int) -> list[str]:
    counted = {
        name: sum(name in lacking for lacking in gaps.values()) for name in columns
    }
    return [
        f'<tr><th scope="row">{escape(name)}</th><td>{count} / {places}</td></tr>'
        for name, count in sorted(counted.items(), key=lambda one: -one[1])
    ]


def _word(language: str, key: str) -> str:
    return escape(label(language, f"report.{key}"))
