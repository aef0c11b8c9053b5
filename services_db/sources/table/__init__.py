"""A sheet that a coordinator fills in: one row a service (CSV or XLSX)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

from services_db.errors import ImportRefused
from services_db.records import ServiceRecord
from services_db.sources import Batch
from services_db.sources.files import checked_path
from services_db.sources.notes import Notes
from services_db.sources.table.rows import SheetReader
from services_db.sources.table.sheets import Sheet, csv_sheets, xlsx_sheets

KIND: Final = "table"
"""CSV and XLSX are one kind: a sheet saved the other way is still the same feed."""
_SHOWN_PROBLEMS: Final = 20
_FEED_LIMIT: Final = 100

__all__ = ["KIND", "read_csv", "read_xlsx"]


def read_csv(sources: Sequence[str], *, feed: str | None = None) -> Batch:
    """Read CSV files (UTF-8; comma, semicolon or tab).

    ``feed`` tells apart sheets that live side by side; without it, the file's name
    without its ending. Several files need one, because they are kept together.

    Raises:
        ImportRefused: naming file, row, column, what is wrong and how to mend it.
    """
    return _read(sources, csv_sheets, feed)


def read_xlsx(sources: Sequence[str], *, feed: str | None = None) -> Batch:
    """Read XLSX workbooks, every sheet of them; see ``read_csv``.

    A sheet without a column of areas may be named after the area.

    Raises:
        ImportRefused: naming file, sheet, row, column, what is wrong and how to mend.
    """
    return _read(sources, xlsx_sheets, feed)


def _read(
    sources: Sequence[str],
    sheets_of: Callable[[Path], list[Sheet]],
    feed: str | None,
) -> Batch:
    paths = [checked_path(source) for source in sources]
    feed = feed or _feed_of(paths)
    notes = Notes()
    reader = SheetReader(feed, notes)
    sheets = [sheet for path in paths for sheet in sheets_of(path)]
    read = ((p, r) for sheet in sheets for p, r in reader.read(sheet))
    services = list(_joined(read, reader.problems, notes))
    if reader.problems:
        problems = reader.problems
        more = len(problems) - _SHOWN_PROBLEMS
        tail = [f"… and {more} more"] if more > 0 else []
        raise ImportRefused("\n".join([*problems[:_SHOWN_PROBLEMS], *tail]))
    if not services:
        raise ImportRefused(
            f"{', '.join(path.name for path in paths)}: holds no service; the first "
            "row must have the headings name, summary and areas"
        )
    said = [f"read: {len(services)} services from {len(sheets)} sheets"]
    return Batch(KIND, feed, services, notes=[*said, *notes.lines()])


def _feed_of(paths: Sequence[Path]) -> str:
    if len(paths) != 1:
        raise ImportRefused(
            f"{len(paths)} files: give --feed NAME to keep them together, or import "
            "them one at a time"
        )
    return paths[0].stem[:_FEED_LIMIT]


def _joined(
    read: Iterator[tuple[str, ServiceRecord]], problems: list[str], notes: Notes
) -> Iterator[ServiceRecord]:
    """Yield each service once: the same one in two areas is one with both."""
    found: dict[str, tuple[str, ServiceRecord]] = {}
    for place, record in read:
        known = found.get(record.id)
        if known is None:
            found[record.id] = (place, record)
            continue
        first_place, first = known
        if first.texts != record.texts:
            problems.append(
                f"{place}: id {record.id!r} is already on {first_place} with other "
                "texts; give each service an id of its own"
            )
            continue
        notes.add("rows of a service that has one already, joined", place)
        joined = {
            name: list(dict.fromkeys([*getattr(first, name), *getattr(record, name)]))
            for name in ("areas", "themes")
        }
        found[record.id] = (first_place, first.model_copy(update=joined))
    yield from (record for _, record in found.values())
