"""``/services``: the services of the catalogue."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel
from sqlalchemy import Connection, select

from services_db import models as m
from services_db.api import finding
from services_db.api.asking import Flag, Form, Key, KeyAsked, Page, Pager, Since, Words
from services_db.api.finding import Wanted
from services_db.api.holding import Connected, brief, connected, whole
from services_db.api.lines import LINES, in_lines
from services_db.api.shapes import Minimal, Problem
from services_db.batches import batched
from services_db.hsds import model as h
from services_db.hsds.kept import kept_of
from services_db.hsds.writing import service_id

router = APIRouter(tags=["services"])
BATCH = 100


def wanted(
    search: Words = "",
    taxonomy_term_id: KeyAsked | None = None,
    taxonomy_id: KeyAsked | None = None,
    organization_id: KeyAsked | None = None,
    modified_after: Since | None = None,
) -> Wanted:
    """Return the filters of a request."""
    return Wanted(
        search, taxonomy_term_id, taxonomy_id, organization_id, modified_after
    )


Filters = Annotated[Wanted, Depends(wanted)]


@router.get(
    "/services",
    response_model=None,
    responses={200: {"model": Page[h.Service] | Page[Minimal], **LINES[200]}},
)
def services(
    request: Request,
    connection: Connected,
    filters: Filters,
    pager: Annotated[Pager, Depends()],
    minimal: Flag = False,
    full: Flag = False,
    format: Form = "json",
) -> Response:
    """List services: their fields and organization, whole with ``full``.

    ``minimal`` gives the ids and times of change of all of them in one page.
    """
    statement = finding.services(connection, filters)
    if minimal:
        every = _minimal(connection, list(connection.scalars(statement)))
        return _page(Pager(per_page=max(1, len(every))), every, len(every))
    if format == "ndjson":
        return in_lines(_all(request, filters, full))
    ids, total = finding.page(connection, statement, pager.offset, pager.per_page)
    found = whole(connection, ids)
    return _page(pager, found if full else [brief(one) for one in found], total)


@router.get(
    "/services/{id}",
    response_model_exclude_defaults=True,
    responses={404: {"model": Problem}},
)
def service(connection: Connected, id: Key) -> h.Service:
    """Return a service with all that belongs to it."""
    key = connection.scalar(select(m.Service.id).where(m.Service.hsds_id == id))
    if key is None:
        raise HTTPException(404, "no service has this id")
    return whole(connection, [key])[0]


def _minimal(connection: Connection, ids: list[str]) -> list[Minimal]:
    kept = kept_of(connection, ids)
    return [
        Minimal(id=service_id(key), last_modified=one.modified.isoformat())
        for key, one in kept.items()
        if one.modified is not None
    ]


def _page(pager: Pager, rows: Sequence[BaseModel], total: int) -> JSONResponse:
    contents = [row.model_dump(mode="json", exclude_defaults=True) for row in rows]
    return JSONResponse(pager.of(contents, total))


def _all(request: Request, filters: Wanted, full: bool) -> Iterator[h.Service]:
    """Yield every service, read in batches on a connection of its own."""
    for connection in connected(request):
        statement = finding.services(connection, filters)
        for ids in batched(list(connection.scalars(statement)), BATCH):
            found = whole(connection, ids)
            yield from found if full else map(brief, found)
