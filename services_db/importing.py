"""Reads a source and writes it: what the command line and the start-up call."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from services_db import db
from services_db.embedding_texts import take_shipped
from services_db.known import without_known
from services_db.sources import Batch, read
from services_db.sources.download import downloaded
from services_db.sync import Progress, SyncReport, sync


def import_from(
    url: str,
    kind: str,
    sources: Sequence[str] = (),
    *,
    preview: bool = False,
    allow_removal: bool = False,
    skip_known: bool = False,
    progress: Progress | None = None,
    hosts: Sequence[str] = (),
    **options: Any,
) -> SyncReport:
    """Migrate the catalogue at ``url`` and bring one source's records up to date.

    ``skip_known`` leaves out what another feed has, which is else refused; ``hosts``
    are those that https addresses among the sources may be fetched from;
    ``options`` are the reader's own, see ``services_db.sources.read``.

    Raises:
        ImportRefused: when the source is broken or would empty the feed.
        CatalogueUnavailable: when the database does not serve.
    """
    with downloaded(sources, hosts) as paths:
        return write_batch(
            url,
            read(kind, paths, **options),
            preview=preview,
            allow_removal=allow_removal,
            skip_known=skip_known,
            progress=progress,
        )


def write_batch(
    url: str,
    batch: Batch,
    *,
    preview: bool = False,
    allow_removal: bool = False,
    skip_known: bool = False,
    progress: Progress | None = None,
) -> SyncReport:
    """Migrate the catalogue at ``url`` and bring one feed to what ``batch`` holds.

    Raises:
        ImportRefused: when a record is broken, or the feed would be emptied.
        CatalogueUnavailable: when the database does not serve.
    """
    db.migrate(url)
    with db.opened(url) as engine:
        return sync(
            engine,
            without_known(engine, batch) if skip_known else batch,
            preview=preview,
            allow_removal=allow_removal,
            progress=progress,
        )


def import_curated(url: str) -> SyncReport:
    """Migrate and bring the shipped catalogue up to date: what each start does.

    Its texts get the embeddings that came with them.
    """
    report = import_from(url, "curated", allow_removal=True)
    take_shipped(url)
    return report
