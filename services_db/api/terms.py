"""``/taxonomies`` and ``/taxonomy_terms``: the words that services are sorted by."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException
from sqlalchemy import Connection

from services_db.api import finding
from services_db.api.asking import Flag, Form, Key, KeyAsked, Page, Pager, Words
from services_db.api.holding import Connected
from services_db.api.lines import LINES, in_lines
from services_db.api.shapes import Problem
from services_db.hsds import model as h
from services_db.hsds.terms import taxonomies

router = APIRouter(tags=["taxonomies"])


@router.get(
    "/taxonomies",
    response_model=Page[h.Taxonomy],
    response_model_exclude_defaults=True,
    responses=LINES,
)
def list_taxonomies(
    pager: Annotated[Pager, Depends()],
    search: Words = "",
    format: Form = "json",
) -> Any:
    """List the taxonomies."""
    found = [one for one in taxonomies().values() if _says(search, one)]
    return in_lines(found) if format == "ndjson" else pager.cut(found)


@router.get(
    "/taxonomies/{id}",
    response_model_exclude_defaults=True,
    responses={404: {"model": Problem}},
)
def taxonomy(id: Key) -> h.Taxonomy:
    """Return a taxonomy."""
    found = next((one for one in taxonomies().values() if one.id == id), None)
    if found is None:
        raise HTTPException(404, "no taxonomy has this id")
    return found


@router.get(
    "/taxonomy_terms",
    response_model=Page[h.TaxonomyTerm],
    response_model_exclude_defaults=True,
    responses=LINES,
)
def taxonomy_terms(
    connection: Connected,
    pager: Annotated[Pager, Depends()],
    search: Words = "",
    taxonomy_id: KeyAsked | None = None,
    top_only: Flag = False,
    parent_id: KeyAsked | None = None,
    format: Form = "json",
) -> Any:
    """List the terms. None has a parent, so ``top_only`` leaves all of them."""
    found = [
        one
        for one in finding.terms(connection)
        if _says(search, one)
        and taxonomy_id in (None, one.taxonomy_id)
        and parent_id in (None, one.parent_id)
    ]
    return in_lines(found) if format == "ndjson" else pager.cut(found)


@router.get(
    "/taxonomy_terms/{id}",
    response_model_exclude_defaults=True,
    responses={404: {"model": Problem}},
)
def taxonomy_term(connection: Connected, id: Key) -> h.TaxonomyTerm:
    """Return a term with its taxonomy."""
    found = _term(connection, id)
    if found is None:
        raise HTTPException(404, "no taxonomy term has this id")
    return found.model_copy(
        update={"taxonomy_detail": taxonomies()[found.taxonomy or ""]}
    )


def _term(connection: Connection, key: str) -> h.TaxonomyTerm | None:
    return next((one for one in finding.terms(connection) if one.id == key), None)


def _says(search: str, row: h.Taxonomy | h.TaxonomyTerm) -> bool:
    return search.casefold() in f"{row.name} {row.description}".casefold()
