"""The catalogue's SELECT statements, built once: parameters only, never text.

``ids``, ``themes`` and ``worth`` are lists; places are given by ``covering``.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Date,
    Integer,
    String,
    and_,
    bindparam,
    func,
    literal,
    literal_column,
    or_,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import REGCONFIG

from services_db import models as m
from services_db.reference import AreaRef
from services_db.reference.codes import AreaKind

_AREA_KINDS = [kind.value for kind in AreaKind if kind is not AreaKind.MUNICIPALITY]
YOUNGEST, OLDEST = -1, 1000
"""Ages that pass every limit: what an unknown age is asked with."""


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


def _flag(name: str) -> ColumnElement[bool]:
    return bindparam(name, type_=Boolean())


_service, _area, _text = m.Service, m.ServiceArea, m.ServiceText
_today = bindparam("today", type_=Date())

_ELIGIBLE = select(_service.id).where(
    _service.id.in_(select(_area.service_id).where(within(_area.kind, _area.code))),
    or_(_service.valid_from.is_(None), _service.valid_from <= _today),
    or_(_service.valid_until.is_(None), _service.valid_until >= _today),
    or_(
        _service.age_min.is_(None),
        _service.age_min <= bindparam("age_high", type_=Integer()),
    ),
    or_(
        _service.age_max.is_(None),
        _service.age_max >= bindparam("age_low", type_=Integer()),
    ),
    or_(_service.is_one_stop.is_(True), _flag("any_service")),
)
"""The ids that place, dates and age leave in."""

_CHOSEN = _ELIGIBLE.where(
    or_(
        _flag("everything"),
        _service.id.in_(bindparam("worth", expanding=True)),
        _service.id.in_(
            select(m.ServiceCode.service_id).where(
                m.ServiceCode.kind == "theme",
                m.ServiceCode.code.in_(bindparam("themes", expanding=True)),
            )
        ),
        and_(_service.is_one_stop.is_(True), _flag("with_points")),
    )
)
"""The eligible ids that a need or a word points at."""

CANDIDATES: Final = (
    select(
        _service.id,
        _service.nature,
        _service.is_one_stop,
        _service.age_min,
        _service.age_max,
        _service.verified_on,
        _service.remote,
        _area.kind,
        _area.code,
    )
    .join(_area, _area.service_id == _service.id)
    .where(_service.id.in_(_CHOSEN), within(_area.kind, _area.code))
)
PROVIDER_AREAS: Final = select(
    m.AreaProvider.service_id, m.AreaProvider.area_kind, m.AreaProvider.area_code
).where(within(m.AreaProvider.area_kind, m.AreaProvider.area_code))

_WORDS = select(
    _text.service_id, _text.name_lemmas, _text.keyword_lemmas, _text.text_lemmas
).where(_text.service_id.in_(_ELIGIBLE))
WORDS_SQLITE: Final = _WORDS.where(
    _text.id.in_(
        text(
            "SELECT rowid FROM service_text_words WHERE service_text_words MATCH :words"
        )
        .bindparams(bindparam("words", type_=String()))
        .columns(_text.id)
    )
)
_SIMPLE: ColumnElement[Any] = literal_column("'simple'", REGCONFIG())
_BLANK: ColumnElement[str] = literal_column("' '")
_LEMMAS = _text.name_lemmas + _BLANK + _text.keyword_lemmas + _BLANK + _text.text_lemmas
WORDS_POSTGRESQL: Final = _WORDS.where(
    func.to_tsvector(_SIMPLE, _LEMMAS).bool_op("@@")(
        func.to_tsquery(_SIMPLE, bindparam("words", type_=String()))
    )
)

REACHED: Final = select(_area.service_id).where(
    listed(_area.service_id), within(_area.kind, _area.code)
)
CODES: Final = select(
    m.ServiceCode.service_id,
    m.ServiceCode.kind,
    m.ServiceCode.rank,
    m.ServiceCode.code,
).where(listed(m.ServiceCode.service_id))
