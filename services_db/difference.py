"""What a preview shows: which records would be new, other or gone, and in what."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Literal, NamedTuple

from sqlalchemy import Connection

from services_db.reading import records_of
from services_db.records import ServiceRecord
from services_db.reference import in_language

_UNORDERED = frozenset({"areas", "keywords"})


class Difference(NamedTuple):
    """One record: what would become of it; of a changed one, its changed fields."""

    what: Literal["added", "changed", "removed"]
    id: str
    name: str
    fields: tuple[str, ...] = ()

    def __str__(self) -> str:
        fields = f" ({', '.join(self.fields)})" if self.fields else ""
        return f"{self.what}: {self.id} {self.name}{fields}"


def differences(
    connection: Connection,
    write: Iterable[ServiceRecord],
    changed: Collection[str],
    removed: Collection[str],
) -> list[Difference]:
    """Return the differences, what is added first and what is removed last."""
    there = {r.id: r for r in records_of(connection, [*changed, *removed])}
    found: dict[str, list[Difference]] = {"added": [], "changed": [], "removed": []}
    for record in write:
        if record.id in there:
            fields = changed_fields(there[record.id], record)
            found["changed"].append(
                Difference("changed", record.id, name_of(record), fields)
            )
        else:
            found["added"].append(Difference("added", record.id, name_of(record)))
    for key in removed:
        found["removed"].append(Difference("removed", key, name_of(there[key])))
    return [*found["added"], *found["changed"], *found["removed"]]


def changed_fields(before: ServiceRecord, after: ServiceRecord) -> tuple[str, ...]:
    """Return the names of the fields that differ, but for an order that is not kept."""
    return tuple(
        field
        for field in ServiceRecord.model_fields
        if _plain(before, field) != _plain(after, field)
    )


def name_of(record: ServiceRecord) -> str:
    """Return a record's name, in Finnish if there is one."""
    return in_language({k: text.name for k, text in record.texts.items()}, "fi")


def _plain(record: ServiceRecord, field: str) -> object:
    value = record.model_dump(mode="json", include={field})[field]
    if field == "keywords":
        return {language: sorted({*words}) for language, words in value.items()}
    return sorted({*value}) if field in _UNORDERED else value
