"""Open Referral HSDS 3.0: a JSON file, or a folder with a tabular data package."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from services_db import clean
from services_db.errors import ImportRefused
from services_db.hsds.documents import read_document
from services_db.hsds.model import Service
from services_db.hsds.package import DESCRIPTOR, read_package
from services_db.hsds.parents import refuse_cycles
from services_db.hsds.reading import record_keys
from services_db.records import ServiceRecord
from services_db.sources import Batch
from services_db.sources.curated import describe
from services_db.sources.files import checked_path
from services_db.sources.notes import Notes

KIND: Final = "hsds"
_SHOWN_PROBLEMS: Final = 20


def read(
    sources: Sequence[str], *, feed: str | None = None, language: str = "fi"
) -> Batch:
    """Read HSDS files and folders.

    ``feed`` names where they come from (the first file's name); ``language`` is that
    of texts which do not say theirs. Services that are no longer active are left out.

    Raises:
        ImportRefused: naming file, service and field. Nothing is taken in.
    """
    paths = [checked_path(source) for source in sources]
    feed = feed or (paths[0].parent if paths[0].name == DESCRIPTOR else paths[0]).stem
    notes, problems = Notes(), list[str]()
    found = [
        record
        for path in paths
        for place, row in _rows(path)
        for record in _records(place, row, feed, language, notes, problems)
    ]
    if problems:
        more = len(problems) - _SHOWN_PROBLEMS
        tail = [f"… and {more} more"] if more > 0 else []
        raise ImportRefused("\n".join([*problems[:_SHOWN_PROBLEMS], *tail]))
    if not found:
        raise ImportRefused(f"{feed}: holds no service that is active")
    return Batch(KIND, feed, found, notes=notes.lines())


def _rows(path: Path) -> list[tuple[str, dict[str, Any]]]:
    folder = path.parent if path.name == DESCRIPTOR else path
    return read_package(folder) if folder.is_dir() else read_document(path)


def _records(
    place: str,
    row: dict[str, Any],
    feed: str,
    language: str,
    notes: Notes,
    problems: list[str],
) -> Iterator[ServiceRecord]:
    try:
        service = Service.model_validate(row)
        refuse_cycles(service)
        keys = record_keys(service, feed, language, notes)
        if service.status != "active" and keys["valid_until"] is None:
            notes.add(f"services that are {service.status}, left out", service.id)
            return
        cleaned, done = clean.foreign(keys)
        record = ServiceRecord.model_validate(cleaned)
    except ValidationError as error:
        problems.extend(f"{place}: {line}" for line in describe(error))
        return
    except ImportRefused as error:
        problems.append(f"{place}: {error}")
        return
    for note in done:
        notes.add(note.partition(": ")[2], record.id)
    yield record
