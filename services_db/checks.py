"""What every batch must keep, whatever its source: ids are unique, areas exist."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from services_db.errors import ImportRefused
from services_db.records import ServiceRecord
from services_db.reference import AreaRef, exists, municipality_ref
from services_db.rows import content_hash
from services_db.sources import Batch


def sound_hashes(batch: Batch) -> dict[str, str]:
    """Return each service's content hash by id, when all may be written.

    Each record is looked at once, for a batch may make them as they are asked for.

    Raises:
        ImportRefused: naming the feed, the first such record and the field.
    """
    hashes: dict[str, str] = {}
    for problem in _problems(batch, hashes):
        raise ImportRefused(f"{batch.feed}: {problem}")
    return hashes


def _problems(batch: Batch, hashes: dict[str, str]) -> Iterator[str]:
    for record in batch.services:
        if record.id in hashes:
            yield f"{record.id}: id: comes twice"
        yield from _area_problems(record)
        hashes[record.id] = content_hash(record)
    if batch.guidance is None:
        return
    for kind in ("legacy_terms", "calendar", "responsibilities", "facts"):
        keys = Counter(record.key for record in getattr(batch.guidance, kind))
        yield from (f"{kind}: {k}: key: comes twice" for k, n in keys.items() if n > 1)


def _area_problems(record: ServiceRecord) -> Iterator[str]:
    areas = [("areas", area) for area in record.areas]
    areas += [("providers.area", provider.area) for provider in record.providers]
    for field, area in areas:
        if not exists(AreaRef.parse(area)):
            yield f"{record.id}: {field}: no such area {area!r}"
    given = Counter(provider.area for provider in record.providers)
    for area, times in given.items():
        if times > 1:
            yield f"{record.id}: providers.area: {area!r} comes twice"
    for place in record.locations:
        code = place.municipality
        if code and not exists(municipality_ref(code)):
            yield f"{record.id}: locations.municipality: no such municipality {code!r}"
