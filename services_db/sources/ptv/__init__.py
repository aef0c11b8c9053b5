"""Suomi.fi's service catalogue (PTV), version 11 of its interface, from files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from services_db.errors import ImportRefused
from services_db.records import ServiceRecord
from services_db.sources import Batch
from services_db.sources.notes import Notes
from services_db.sources.ptv.files import Dump, load
from services_db.sources.ptv.record import Reader
from services_db.sources.ptv.rule_file import Rules, shipped
from services_db.sources.ptv.rules import is_for_young

KIND: Final = "ptv"

__all__ = ["KIND", "read"]


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
    reader = Reader(dump, rules, notes)
    records: list[ServiceRecord] = []
    for service in map(reader.completed, dump.services.values()):
        if young and not is_for_young(service, rules):
            notes.add("services that are not for the young, left out")
            continue
        record = reader.record(service)
        if record is not None:
            records.append(record)
    return Batch(
        KIND,
        feed or KIND,
        records,
        notes=[f"read: {_contents(dump)}", *notes.lines()],
    )


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
