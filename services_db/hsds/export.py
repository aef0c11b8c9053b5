"""Writes the catalogue as HSDS: ``TARGET.json`` is a document, else a data package."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from services_db import db
from services_db.clock import now_in_finland
from services_db.export_table import Exported
from services_db.hsds.documents import write_document
from services_db.hsds.kept import kept_of
from services_db.hsds.package import write_package
from services_db.hsds.terms import taxonomies
from services_db.hsds.writing import hsds_service
from services_db.reading import read_records


def export_hsds(
    url: str, target: Path, *, feed: str | None = None, municipality: str | None = None
) -> Exported:
    """Write the services at ``url`` to a JSON file, or to a new folder of CSV files.

    ``feed`` leaves one import's services, ``municipality`` those that reach it. What
    HSDS has no field for is in attributes and read back from them. The target is
    there whole or not at all; an existing folder is not overwritten.

    Raises:
        CatalogueUnavailable: when the database does not serve.
        KeyError: when there is no such municipality.
        OSError: when the target cannot be written.
    """
    today = now_in_finland().date()
    with db.reading(url) as connection:
        records = list(read_records(connection, feed=feed, municipality=municipality))
        kept = kept_of(connection, [record.id for record in records])
    services = [hsds_service(one, today, kept.get(one.id)) for one in records]
    unfinished = target.with_name(f".{target.name}.part")
    try:
        if target.suffix == ".json":
            write_document(unfinished, services)
        else:
            write_package(unfinished, [*services, *taxonomies().values()])
        os.rename(unfinished, target)
    finally:
        if unfinished.is_dir():
            shutil.rmtree(unfinished)
        unfinished.unlink(missing_ok=True)
    return Exported(len(services))
