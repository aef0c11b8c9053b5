"""Where records come from. A reader turns its sources into one ``Batch``.

Adding a source: a module here with ``read(sources) -> Batch``, and a line in
``READERS``; options are keyword arguments of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Final

from services_db.guidance import Guidance
from services_db.records import ServiceRecord

READERS: Final = {
    "curated": "services_db.sources.curated:read",
    "ptv": "services_db.sources.ptv:read",
    "csv": "services_db.sources.table:read_csv",
    "xlsx": "services_db.sources.table:read_xlsx",
    "hsds": "services_db.sources.hsds:read",
}


@dataclass(frozen=True)
class Batch:
    """All that one feed holds now; what it no longer lists will be swept away.

    ``kind`` is ``curated``, ``ptv``, ``hsds`` or ``table`` (CSV and XLSX alike);
    ``feed`` tells apart several feeds of a kind (a file's name, an organization).
    ``notes`` say what was cut or left out.
    """

    kind: str
    feed: str
    services: Sequence[ServiceRecord]
    guidance: Guidance | None = None
    notes: Sequence[str] = ()


def read(kind: str, sources: Sequence[str] = (), **options: Any) -> Batch:
    """Read ``sources`` (paths or addresses; none for ``curated``) of one kind.

    ``options`` are the reader's own: ``feed`` (ptv, csv, xlsx), ``young`` (ptv).

    Raises:
        ImportRefused: when a record is broken; it names file, record and field.
        KeyError: when there is no such kind.
    """
    module, _, name = READERS[kind].partition(":")
    reader: Callable[..., Batch] = getattr(import_module(module), name)
    return reader(sources, **options)
