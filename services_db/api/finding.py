"""Which rows a request means: SQL for the filters of the API. Ids only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Select, false, func, or_, select

from services_db import lemmas
from services_db import models as m
from services_db.hsds.ids import made_id
from services_db.hsds.model import TaxonomyTerm
from services_db.hsds.terms import CLASSIFICATION, closed_terms, taxonomies, term
from services_db.labels import languages
from services_db.rows import CODES

_KINDS: Final = {taxonomy: kind for kind, taxonomy in CODES.items()}
_WORDS: Final = 10


@dataclass(frozen=True)
class Wanted:
    """The filters of a list of services; all that are given must fit."""

    search: str = ""
    taxonomy_term_id: str | None = None
    taxonomy_id: str | None = None
    organization_id: str | None = None
    modified_after: datetime | None = None


def services(connection: Connection, wanted: Wanted) -> Select[Any]:
    """Return the statement of the fitting services' ids, in the order of ids."""
    service = m.Service
    statement = select(service.id).order_by(service.id)
    if wanted.search:
        statement = statement.where(*_with_words(wanted.search))
    if wanted.organization_id is not None:
        organization = m.Organization
        known = select(organization.id).where(
            organization.hsds_id == wanted.organization_id
        )
        statement = statement.where(service.organization_id.in_(known))
    if wanted.modified_after is not None:
        statement = statement.where(service.fetched_at >= wanted.modified_after)
    if wanted.taxonomy_term_id is not None:
        statement = statement.where(_with_term(connection, wanted.taxonomy_term_id))
    if wanted.taxonomy_id is not None:
        statement = statement.where(_with_taxonomy(wanted.taxonomy_id))
    return statement


def page(
    connection: Connection, statement: Select[Any], offset: int, limit: int
) -> tuple[list[str], int]:
    """Return one page of a statement's first column, and how many there are."""
    counted = select(func.count()).select_from(statement.order_by(None).subquery())
    total = connection.scalar(counted) or 0
    if offset >= total:
        return [], total
    return list(connection.scalars(statement.offset(offset).limit(limit))), total


def _with_words(text: str) -> list[ColumnElement[bool]]:
    """Whether each word is in a text of the service, in one of its forms."""
    said = m.ServiceText
    columns = (said.name_lemmas, said.keyword_lemmas, said.text_lemmas)
    found: list[ColumnElement[bool]] = []
    for word in lemmas.words(text, _WORDS):
        asked = (lemmas.asked_forms(word, spoken) for spoken in languages())
        forms = sorted({form for forms in asked for form in forms})
        fits = [c.contains(form, autoescape=True) for c in columns for form in forms]
        found.append(m.Service.id.in_(select(said.service_id).where(or_(*fits))))
    return found or [false()]


def _with_taxonomy(key: str) -> ColumnElement[bool]:
    name = next((n for n, one in taxonomies().items() if one.id == key), None)
    if name == "natures":
        return m.Service.nature.is_not(None)
    if name == "contact_kinds":
        return m.Service.id.in_(select(m.Contact.service_id))
    if name == CLASSIFICATION:
        return m.Service.id.in_(select(m.ServiceClassification.service_id))
    code = m.ServiceCode
    return m.Service.id.in_(
        select(code.service_id).where(code.kind == _KINDS.get(name or "", ""))
    )


def _with_term(connection: Connection, key: str) -> ColumnElement[bool]:
    found = closed_terms().get(key)
    if found is None:
        return _with_class(connection, key)
    taxonomy, _, value = (found.code or "").partition(":")
    if taxonomy == "natures":
        return m.Service.nature == value
    if taxonomy == "contact_kinds":
        contact = m.Contact
        return m.Service.id.in_(select(contact.service_id).where(contact.kind == value))
    code = m.ServiceCode
    return m.Service.id.in_(
        select(code.service_id).where(
            code.kind == _KINDS.get(taxonomy, ""), code.code == value
        )
    )


def _with_class(connection: Connection, key: str) -> ColumnElement[bool]:
    table = m.ServiceClassification
    code = next(
        (
            code
            for code in classes(connection)
            if made_id("taxonomy_term", CLASSIFICATION, code) == key
        ),
        None,
    )
    return m.Service.id.in_(select(table.service_id).where(table.code == code))


def classes(connection: Connection) -> Sequence[str]:
    """Return the outside classes that services have."""
    code = m.ServiceClassification.code
    return connection.scalars(select(code).distinct().order_by(code)).all()


def terms(connection: Connection) -> list[TaxonomyTerm]:
    """Return every term, closed taxonomies first."""
    found = list(closed_terms().values())
    return found + [term(CLASSIFICATION, code) for code in classes(connection)]
