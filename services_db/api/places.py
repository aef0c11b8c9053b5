"""``/service_at_locations``: services at the places where they are given."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Query, Request
from sqlalchemy import Connection, Select, select

from services_db import models as m
from services_db.api import finding
from services_db.api.asking import Flag, Form, Key, Page, Pager
from services_db.api.finding import Wanted
from services_db.api.holding import Connected, brief, connected, whole
from services_db.api.lines import LINES, in_lines
from services_db.api.services import Filters
from services_db.api.shapes import Problem, ServiceAtLocationWithService
from services_db.batches import batched
from services_db.hsds import model as h
from services_db.hsds.tabular import columns

router = APIRouter(tags=["service_at_locations"])
BATCH = 100
Postcode = Annotated[
    str, Query(pattern=r"^\d{5}$", description="Places with this postal code.")
]


@router.get(
    "/service_at_locations",
    response_model=Page[ServiceAtLocationWithService],
    response_model_exclude_defaults=True,
    responses=LINES,
)
def service_at_locations(
    request: Request,
    connection: Connected,
    filters: Filters,
    pager: Annotated[Pager, Depends()],
    postcode: Postcode | None = None,
    full: Flag = False,
    format: Form = "json",
) -> Any:
    """List services at their places; with ``full`` all that belongs to both."""
    if format == "ndjson":
        return in_lines(_all(request, filters, postcode, full))
    statement = _asked(connection, filters, postcode)
    ids, total = finding.page(connection, statement, pager.offset, pager.per_page)
    return pager.of(_found(connection, ids, full), total)


@router.get(
    "/service_at_locations/{id}",
    response_model_exclude_defaults=True,
    responses={404: {"model": Problem}},
)
def service_at_location(
    connection: Connected,
    id: Key,
) -> ServiceAtLocationWithService:
    """Return a service at a place with all that belongs to both."""
    found = _found(connection, [id], True)
    if not found:
        raise HTTPException(404, "no service at a location has this id")
    return found[0]


def _asked(
    connection: Connection, filters: Wanted, postcode: str | None
) -> Select[Any]:
    table, place = m.ServiceAtLocation, m.Location
    fits = finding.services(connection, filters).order_by(None)
    statement = (
        select(table.hsds_id)
        .where(table.service_id.in_(fits))
        .order_by(table.service_id, table.position)
    )
    if postcode is not None:
        coded = select(place.id).where(place.postal_code == postcode)
        statement = statement.where(table.location_id.in_(coded))
    return statement


def _all(
    request: Request, filters: Wanted, postcode: str | None, full: bool
) -> Iterator[ServiceAtLocationWithService]:
    for connection in connected(request):
        statement = _asked(connection, filters, postcode)
        for ids in batched(list(connection.scalars(statement)), BATCH):
            yield from _found(connection, ids, full)


def _found(
    connection: Connection, ids: Sequence[str], full: bool
) -> list[ServiceAtLocationWithService]:
    table = m.ServiceAtLocation
    owners = connection.scalars(
        select(table.service_id).where(table.hsds_id.in_(ids)).distinct()
    ).all()
    held = {
        at.id: (at, service)
        for service in whole(connection, sorted(owners))
        for at in service.service_at_locations
    }
    return [_with(*held[key], full) for key in ids if key in held]


def _with(
    at: h.ServiceAtLocation, service: h.Service, full: bool
) -> ServiceAtLocationWithService:
    if full:
        bare = service.model_copy(update={"service_at_locations": ()})
        return ServiceAtLocationWithService(**dict(at), service=bare)
    place = at.location and h.Location.model_validate(
        at.location.model_dump(include=set(columns(h.Location)))
    )
    return ServiceAtLocationWithService(
        id=at.id, description=at.description, location=place, service=brief(service)
    )
