"""The catalogue's SELECT statements, built once: parameters only, never text.

``ids`` is a list; places are given by ``covering``. The search index reads with those
that begin with ``ALL``.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Executable,
    String,
    and_,
    bindparam,
    func,
    literal,
    or_,
    select,
)

from services_db import models as m
from services_db.reference import AreaRef
from services_db.reference.codes import ALL, AreaKind, Role

_AREA_KINDS = [kind.value for kind in AreaKind if kind is not AreaKind.MUNICIPALITY]

_CONFIRMS: Final = (
    m.Verification.service_id == m.Service.id,
    m.Verification.content_hash == m.Service.content_hash,
    m.Verification.role == Role.PROVIDER,
    m.Verification.what == ALL,
)
CONFIRMED_ON: Final = (
    select(func.max(m.Verification.verified_on))
    .where(*_CONFIRMS)
    .scalar_subquery()
    .label("confirmed_on")
)
"""The day on which a service's provider last said that it is right as it stands."""
ALL_CONFIRMED: Final = (
    select(m.Service.id, func.max(m.Verification.verified_on))
    .join(m.Verification, and_(*_CONFIRMS))
    .group_by(m.Service.id)
)
"""The services that their provider has confirmed as they stand, and the last day."""


def covering(places: Iterable[AreaRef]) -> dict[str, Any]:
    """Return the parameters that stand for ``places`` in every statement."""
    asked: dict[str, Any] = dict.fromkeys(_AREA_KINDS)
    asked["municipalities"] = []
    for place in places:
        if place.kind is AreaKind.MUNICIPALITY:
            asked["municipalities"].append(place.code)
        else:
            asked[place.kind.value] = place.code
    return asked


def within(kind: Any, code: Any) -> ColumnElement[bool]:
    """Whether an area is one of the places: one of each kind above municipalities."""
    return or_(
        and_(
            kind == literal(AreaKind.MUNICIPALITY.value),
            code.in_(bindparam("municipalities", expanding=True)),
        ),
        *(
            and_(kind == literal(name), code == bindparam(name, type_=String()))
            for name in _AREA_KINDS
        ),
    )


def listed(column: Any) -> ColumnElement[bool]:
    """Whether a column is one of the parameter ``ids``."""
    return column.in_(bindparam("ids", expanding=True))  # type: ignore[no-any-return]


_service, _area, _text, _provider = (
    m.Service,
    m.ServiceArea,
    m.ServiceText,
    m.AreaProvider,
)

VERSION: Final = select(m.CatalogueVersion.value)
ALL_SERVICES: Final = select(
    _service.id,
    _service.nature,
    _service.is_one_stop,
    _service.age_min,
    _service.age_max,
    _service.verified_on,
    _service.remote,
    _service.valid_from,
    _service.valid_until,
)
ALL_CODES: Final = select(
    m.ServiceCode.service_id,
    m.ServiceCode.kind,
    m.ServiceCode.rank,
    m.ServiceCode.code,
)
ALL_AREAS: Final = select(_area.service_id, _area.kind, _area.code)
ALL_PROVIDER_AREAS: Final = select(
    _provider.service_id, _provider.area_kind, _provider.area_code
)
ALL_WORDS: Final = select(
    _text.service_id, _text.name_lemmas, _text.keyword_lemmas, _text.text_lemmas
).order_by(_text.service_id)
READ_TEXTS: Final = select(
    _text.service_id,
    _text.language,
    _text.name + " " + _text.summary + " " + func.coalesce(_text.description, ""),
)
MODELS: Final = (
    select(
        _text.embedding_model.label("model"),
        func.max(func.length(_text.embedding)).label("size"),
        func.count().label("texts"),
    )
    .where(_text.embedding.is_not(None))
    .group_by(_text.embedding_model)
)


def vectors_of(model: str) -> Executable:
    """Select the packed vectors of one model."""
    return (
        select(_text.service_id, _text.language, _text.embedding)
        .where(_text.embedding_model == model)
        .order_by(_text.service_id, _text.language)
    )


REACHED: Final = select(_area.service_id).where(
    listed(_area.service_id), within(_area.kind, _area.code)
)
CODES: Final = ALL_CODES.where(listed(m.ServiceCode.service_id))
