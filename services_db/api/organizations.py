"""``/organizations``: who gives the services."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Request
from sqlalchemy import Connection, Select, select

from services_db import models as m
from services_db.api import finding
from services_db.api.asking import Flag, Form, Key, Page, Pager, Words
from services_db.api.holding import Connected, brief, connected, whole
from services_db.api.lines import LINES, in_lines
from services_db.api.shapes import OrganizationWithServices, Problem
from services_db.batches import batched
from services_db.hsds import model as h

router = APIRouter(tags=["organizations"])
BATCH = 100


@router.get(
    "/organizations",
    response_model=Page[OrganizationWithServices],
    response_model_exclude_defaults=True,
    responses=LINES,
)
def organizations(
    request: Request,
    connection: Connected,
    pager: Annotated[Pager, Depends()],
    search: Words = "",
    full_service: Flag = False,
    full: Flag = False,
    format: Form = "json",
) -> Any:
    """List organizations; with ``full`` their services too, whole if asked for."""
    if format == "ndjson":
        return in_lines(_all(request, search, full, full_service))
    ids, total = finding.page(connection, _asked(search), pager.offset, pager.per_page)
    return pager.of(_found(connection, ids, full, full_service), total)


@router.get(
    "/organizations/{id}",
    response_model_exclude_defaults=True,
    responses={404: {"model": Problem}},
)
def organization(
    connection: Connected,
    id: Key,
    full_service: Flag = False,
) -> OrganizationWithServices:
    """Return an organization with its services, whole or by their ids and names."""
    table = m.Organization
    key = connection.scalar(select(table.id).where(table.hsds_id == id))
    if key is None:
        raise HTTPException(404, "no organization has this id")
    return _found(connection, [key], True, full_service)[0]


def _asked(search: str) -> Select[Any]:
    table, text = m.Organization, m.OrganizationText
    statement = select(table.id).order_by(table.id)
    if search:
        named = text.name.icontains(search, autoescape=True)
        fits = select(text.organization_id).where(named)
        statement = statement.where(table.id.in_(fits))
    return statement


def _all(
    request: Request, search: str, full: bool, full_service: bool
) -> Iterator[OrganizationWithServices]:
    for connection in connected(request):
        for ids in batched(list(connection.scalars(_asked(search))), BATCH):
            yield from _found(connection, ids, full, full_service)


def _found(
    connection: Connection, ids: Sequence[str], full: bool, full_service: bool
) -> list[OrganizationWithServices]:
    """Return the organizations of ``ids``, each as one of its services has it."""
    service = m.Service
    rows = connection.execute(
        select(service.id, service.organization_id)
        .where(service.organization_id.in_(ids))
        .order_by(service.organization_id, service.id)
    ).all()
    given: dict[str, list[str]] = defaultdict(list)
    for key, owner in rows:
        given[owner].append(key)
    wanted = [key for keys in given.values() for key in (keys if full else keys[:1])]
    held = dict(zip(wanted, whole(connection, wanted), strict=True))
    return [
        _with([held[one] for one in given[key] if one in held], full, full_service)
        for key in ids
        if key in given
    ]


def _with(
    services: list[h.Service], full: bool, full_service: bool
) -> OrganizationWithServices:
    body = services[0].organization
    shown = services if full_service else [_named(one) for one in services]
    return OrganizationWithServices(
        **(dict(body) if body else {}), services=shown if full else ()
    )


def _named(service: h.Service) -> h.Service:
    kept = brief(service)
    return h.Service(id=kept.id, name=kept.name, status=kept.status)
