"""The catalogue that is shipped with the project: YAML files under ``curated/``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import ValidationError

from services_db.clean import is_safe_link
from services_db.errors import ImportRefused
from services_db.guidance import (
    CalendarRecord,
    FactRecord,
    Guidance,
    LegacyTermRecord,
    ResponsibilityRecord,
)
from services_db.records import Record, ServiceRecord
from services_db.sources import Batch
from services_db.sources.yaml_file import load_list

SHIPPED = Path(__file__).parent.parent / "curated"
SERVICE_DIRS = ("services", "areas", "points")
_SHOWN_PROBLEMS = 20
_SHOWN_NAME = 100

R = TypeVar("R", bound=Record)


def read(sources: Sequence[str] = ()) -> Batch:
    """Read the shipped catalogue, or the directories named in ``sources``.

    Raises:
        ImportRefused: when a record is broken; it names file, record and field.
    """
    roots = [Path(source) for source in sources] or [SHIPPED]
    problems: list[str] = []
    services = [
        record
        for root in roots
        for path in service_files(root)
        for record in _records(path, ServiceRecord, "id", problems)
    ]
    guidance = Guidance(
        legacy_terms=_all(roots, "legacy_terms", LegacyTermRecord, problems),
        calendar=_all(roots, "calendar", CalendarRecord, problems),
        responsibilities=_all(
            roots, "responsibilities", ResponsibilityRecord, problems
        ),
        facts=_all(roots, "facts", FactRecord, problems),
    )
    if problems:
        more = len(problems) - _SHOWN_PROBLEMS
        tail = [f"… and {more} more"] if more > 0 else []
        raise ImportRefused("\n".join([*problems[:_SHOWN_PROBLEMS], *tail]))
    return Batch("curated", "curated", services, guidance)


def service_files(root: Path) -> list[Path]:
    """Return the files of services under ``root``, in a fixed order."""
    return [
        path for name in SERVICE_DIRS for path in sorted(root.glob(f"{name}/**/*.yml"))
    ]


def _all(
    roots: Iterable[Path], name: str, model: type[R], problems: list[str]
) -> tuple[R, ...]:
    paths = [root / f"{name}.yml" for root in roots]
    return tuple(
        record
        for path in paths
        if path.exists()
        for record in _records(path, model, "key", problems)
    )


def _records(path: Path, model: type[R], key: str, problems: list[str]) -> Iterable[R]:
    try:
        rows = load_list(path)
    except ImportRefused as error:
        problems.append(str(error))
        return
    except (yaml.YAMLError, ValueError) as error:
        problems.append(f"{path.name}: {' '.join(str(error).split())}")
        return
    for number, row in enumerate(rows, start=1):
        name = row.get(key) if isinstance(row, dict) else None
        shown = name[:_SHOWN_NAME] if isinstance(name, str) else f"#{number}"
        where = f"{path.name}: {shown}"
        try:
            record = model.model_validate(row)
        except ValidationError as error:
            problems.extend(f"{where}: {problem}" for problem in describe(error))
            continue
        unsafe = [link for link in _links(record) if not is_safe_link(link)]
        problems.extend(f"{where}: unsafe link {link!r}" for link in unsafe)
        yield record


def describe(error: ValidationError) -> list[str]:
    """Return a validation error as lines of ``field: what is wrong``."""
    return [
        f"{'.'.join(str(part) for part in e['loc']) or 'record'}: {e['msg']}"
        for e in error.errors()
    ]


def _links(record: Any) -> Iterable[str]:
    yield record.source.url
    if isinstance(record, ServiceRecord):
        yield from (contact.value for contact in record.contacts)
        for provider in record.providers:
            yield from (contact.value for contact in provider.contacts)
