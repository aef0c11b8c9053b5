"""Holds the database for the requests, and gives services by their ids."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy import Connection, Engine

from services_db import db
from services_db.clock import now_in_finland
from services_db.hsds import model as h
from services_db.hsds.kept import kept_of
from services_db.hsds.tabular import columns
from services_db.hsds.writing import hsds_service
from services_db.reading import records_of


def connected(request: Request) -> Iterator[Connection]:
    """Yield a connection for one request.

    Raises:
        CatalogueUnavailable: when the database does not serve; answered with 503.
    """
    engine: Engine = request.app.state.engine
    with db.unavailable(), engine.connect() as connection:
        yield connection


Connected = Annotated[Connection, Depends(connected)]


def whole(connection: Connection, ids: Sequence[str]) -> list[h.Service]:
    """Return services with all that belongs to them, in the order of ``ids``."""
    today = now_in_finland().date()
    kept = kept_of(connection, ids)
    records = {record.id: record for record in records_of(connection, ids)}
    held = [records[key] for key in ids if key in records]
    return [hsds_service(record, today, kept.get(record.id)) for record in held]


def brief(service: h.Service) -> h.Service:
    """Return a service with what there is one of: its fields and its organization."""
    shown = service.model_dump(include=set(columns(h.Service)))
    organization = service.organization and h.Organization.model_validate(
        service.organization.model_dump(include=set(columns(h.Organization)))
    )
    return h.Service.model_validate({**shown, "organization": organization})
