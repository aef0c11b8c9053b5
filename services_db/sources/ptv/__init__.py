"""Suomi.fi's service catalogue (PTV): from files, or over HTTP (``online``)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from services_db.errors import ImportRefused
from services_db.records import ServiceRecord
from services_db.sources import Batch
from services_db.sources.notes import Notes
from services_db.sources.ptv.files import Dump, load
from services_db.sources.ptv.record import Reader
from services_db.sources.ptv.rule_file import Choice, Rules, shipped
from services_db.sources.ptv.rules import is_wanted

KIND: Final = "ptv"
_OTHERS: Final = "services of other classes and target groups, left out"

__all__ = ["KIND", "batch_of", "read"]


def read(
    sources: Sequence[str],
    *,
    feed: str | None = None,
    young: bool = False,
    rules: Rules | None = None,
) -> Batch:
    """Read PTV's JSON from files and folders, in any mix.

    Channels, organizations and general descriptions are joined to the services that
    are in the same files. ``young`` keeps only what may concern the young
    (``ptv_rules.yml``). ``feed`` tells apart several imports that live side by side.

    Raises:
        ImportRefused: naming the file, the place and what is wrong; also when the
            files hold no service at all.
    """
    notes = Notes()
    dump = load(sources, notes)
    if not dump.services:
        raise ImportRefused(f"no service is in the files ({_contents(dump)})")
    rules = rules or shipped()
    choice = rules.young if young else None
    return batch_of(dump, rules, notes, feed=feed or KIND, choice=choice)


def batch_of(
    dump: Dump,
    rules: Rules,
    notes: Notes,
    *,
    feed: str,
    choice: Choice | None = None,
    takes: Callable[[ServiceRecord], bool] = lambda _: True,
) -> Batch:
    """Return the records of what was read: of a choice of codes, that are taken.

    Raises:
        ImportRefused: when a record would break the catalogue's limits.
    """
    reader = Reader(dump, rules, notes)
    records: list[ServiceRecord] = []
    for service in map(reader.completed, dump.services.values()):
        if choice is not None and not is_wanted(service, choice, rules):
            notes.add(_OTHERS)
            continue
        record = reader.record(service)
        if record is None:
            continue
        if takes(record):
            records.append(record)
        else:
            notes.add("services of other areas or languages, left out")
    read = [f"read: {_contents(dump)}"]
    return Batch(KIND, feed, records, notes=[*read, *notes.lines()])


def _contents(dump: Dump) -> str:
    return ", ".join(
        f"{len(found)} {name}"
        for name, found in (
            ("services", dump.services),
            ("channels", dump.channels),
            ("organizations", dump.organizations),
            ("general descriptions", dump.general_descriptions),
        )
    )
