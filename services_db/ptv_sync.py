"""``catalogue sync ptv``: PTV over HTTP to the mirror, the mirror to the catalogue."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from services_db.errors import ImportRefused
from services_db.importing import write_batch
from services_db.sources import Batch
from services_db.sources.notes import Notes
from services_db.sources.ptv import KIND, batch_of
from services_db.sources.ptv.files import Dump, take
from services_db.sources.ptv.online import v11, v12
from services_db.sources.ptv.online.mirror import Mirror
from services_db.sources.ptv.online.polite import Clock, Polite
from services_db.sources.ptv.online.refresh import SERVICES, Progress, refresh
from services_db.sources.ptv.online.wanted import Wanted, with_subclasses
from services_db.sources.ptv.rule_file import Rules, load_rules
from services_db.sync import SyncReport

_NAME: Final = re.compile(r"[\w-]{1,100}")


@dataclass(frozen=True)
class Online:
    """Which interface to ask, and where the mirror lies. ``base`` is for tests."""

    folder: Path
    version: str = "v11"
    key: str | None = None
    base: str | None = None
    clock: Clock | None = None

    @property
    def address(self) -> str:
        """The address of the interface."""
        return self.base or (v11.BASE if self.version == "v11" else v12.BASE)


def sync_ptv(
    url: str,
    online: Online,
    wanted: Wanted,
    *,
    feed: str = KIND,
    full: bool = False,
    preview: bool = False,
    allow_removal: bool = False,
    skip_known: bool = False,
    now: datetime | None = None,
    rules: Rules | None = None,
    progress: Progress,
) -> SyncReport:
    """Fetch what PTV has of ``wanted`` and bring the feed of the catalogue to it.

    Every run asks for what has changed since the last one, unless ``full``, the
    filter is another, or the last full run is a week old. ``preview`` fetches, but
    leaves the catalogue as it is.

    Raises:
        ImportRefused: when PTV cannot be asked, an answer is broken, or more than a
            fifth of the feed would be removed without ``allow_removal``. The
            catalogue is as it was; what was fetched is kept for the next run.
        CatalogueUnavailable: when the database does not serve.
    """
    if not _NAME.fullmatch(feed):
        raise ImportRefused(f"{feed}: a feed is named by letters, digits and hyphens")
    rules, notes = rules or load_rules(), Notes()
    headers = {"x-api-key": online.key} if online.key else {}
    path = online.folder / f"{feed}.sqlite"
    with (
        Mirror(path) as mirror,
        Polite(online.address, headers=headers, clock=online.clock) as http,
    ):
        api = v11.V11(http, notes) if online.version == "v11" else v12.V12(http, notes)
        refresh(
            api,
            mirror,
            with_subclasses(wanted, rules),
            now=now or datetime.now(UTC),
            full=full,
            notes=notes,
            progress=progress,
        )
        batch = _batch(mirror, api.kinds, wanted, rules, notes, feed)
    return write_batch(
        url,
        batch,
        preview=preview,
        allow_removal=allow_removal,
        skip_known=skip_known,
        progress=lambda done, total: progress("catalogue", done, total),
    )


def _batch(
    mirror: Mirror,
    kinds: tuple[str, ...],
    wanted: Wanted,
    rules: Rules,
    notes: Notes,
    feed: str,
) -> Batch:
    dump = Dump()
    for kind in (SERVICES, *kinds):
        for item in mirror.items(kind):
            take(item, dump, notes)
    return batch_of(
        dump, rules, notes, feed=feed, choice=wanted.choice, takes=wanted.takes
    )
