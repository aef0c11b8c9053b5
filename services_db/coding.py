"""Why a service has its codes: the rule that gave each, or that it came with them."""

from __future__ import annotations

from sqlalchemy import select

from services_db import db
from services_db.models import Service
from services_db.reading import records_of
from services_db.sources.ptv import KIND
from services_db.sources.ptv.rule_file import Rules, load_rules
from services_db.sources.ptv.rules import LISTS, Decision, decisions

FIELDS = (*LISTS, "target_groups", "nature", "is_one_stop")
AS_GIVEN = "as {feed} gives it"
NO_RULE = "no rule gives it now: import or sync again"
NOT_YET = "{because}: not in the record yet, import or sync again"


def coded(url: str, service_id: str, rules: Rules | None = None) -> list[Decision]:
    """Return each code of a service with the reason for it; empty: no such service.

    Records of PTV are held against ``ptv_rules.yml`` as it is now, by the codes and
    names that are kept; what differs from the record is said. Other feeds bring
    their codes themselves.

    Raises:
        ImportRefused: when the file of rules is broken.
        CatalogueUnavailable: when the database does not serve.
    """
    with db.reading(url) as connection:
        origin = connection.execute(
            select(Service.source_kind, Service.source_feed).where(
                Service.id == service_id
            )
        ).first()
        record = next(records_of(connection, [service_id]), None)
    if origin is None or record is None:
        return []
    held = [
        (field, str(value))
        for field in FIELDS
        for value in _values(getattr(record, field))
    ]
    if origin.source_kind != KIND:
        because = AS_GIVEN.format(feed=origin.source_feed)
        return [Decision(field, value, because) for field, value in held]
    names = [n for t in record.texts.values() for n in (t.name, *t.alternate_names)]
    given = decisions(record.classifications, names, rules or load_rules())
    by_rule = {(one.field, one.value) for one in given}
    return [
        one
        if (one.field, one.value) in held
        else one._replace(because=NOT_YET.format(because=one.because))
        for one in given
    ] + [Decision(*pair, NO_RULE) for pair in held if pair not in by_rule]


def _values(value: object) -> list[object]:
    if isinstance(value, list):
        return value
    return [value] if value else []
