"""From a ``ServiceRecord`` to the rows of its tables. Pure: no database."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator

from pydantic import BaseModel

from services_db import lemmas, models
from services_db.hsds.ids import at_location_id, hsds_id
from services_db.nested_rows import (
    Row,
    Rows,
    add_contacts,
    add_providers,
    add_schedules,
    location_id,
)
from services_db.query_words import index_keywords
from services_db.records import YES_NO, ServiceRecord
from services_db.reference import AreaRef, in_language

_PLAIN_COLUMNS = [
    "id",
    "nature",
    "is_one_stop",
    "age_min",
    "age_max",
    "charge",
    *YES_NO,
    "valid_from",
    "valid_until",
    "verified_on",
]
_TEXT_COLUMNS = [
    "name",
    "summary",
    "alternate_names",
    "description",
    "how_to_apply",
    "first_visit",
    "opening",
    "fees",
    "note",
]
CODES = {
    "theme": "themes",
    "support_level": "support_levels",
    "tno_type": "tno_types",
    "phase": "phases",
    "target_group": "target_groups",
    "language": "languages",
}


def content_hash(record: BaseModel) -> str:
    """Return the hash that tells whether a record or its lemmas have changed."""
    plain = json.dumps(record.model_dump(mode="json"), sort_keys=True)
    return hashlib.sha256(f"{lemmas.VERSION}{plain}".encode()).hexdigest()


def organization_id(record: ServiceRecord) -> str:
    """Return the provider's id: the source's, else one made from its name."""
    if record.provider_id:
        return record.provider_id
    name = in_language(dict(record.provider), "fi")
    return f"org-{hashlib.sha256(name.encode()).hexdigest()[:16]}"


def service_row(record: ServiceRecord) -> Row:
    """Return the row of ``service`` without what the feed adds to it."""
    row = {column: getattr(record, column) for column in _PLAIN_COLUMNS}
    return {
        **row,
        "nature": record.nature.value if record.nature else None,
        "charge": record.charge.value,
        "hsds_id": hsds_id("service", record.id),
        "organization_id": organization_id(record),
        "source_id": record.id,
        "source_name": record.source.name,
        "source_url": record.source.url,
        "content_hash": content_hash(record),
    }


def child_rows(record: ServiceRecord) -> Rows:
    """Return the rows of the tables that belong to the service alone."""
    rows: Rows = {
        models.ServiceText: list(_texts(record)),
        models.ServiceCode: [
            {"service_id": record.id, "kind": kind, "code": str(code), "rank": rank}
            for kind, field in CODES.items()
            for rank, code in enumerate(dict.fromkeys(getattr(record, field)))
        ],
        models.ServiceKeyword: [
            {"service_id": record.id, "language": language, "keyword": keyword[:200]}
            for language, keywords in record.keywords.items()
            for keyword in dict.fromkeys(keywords)
        ],
        models.ServiceClassification: [
            {"service_id": record.id, "position": position, "code": code[:300]}
            for position, code in enumerate(record.classifications)
        ],
        models.ServiceArea: [
            {"service_id": record.id, **AreaRef.parse(area)._asdict()}
            for area in dict.fromkeys(record.areas)
        ],
        models.ServiceAtLocation: [
            {
                "service_id": record.id,
                "position": number,
                "hsds_id": at_location_id(record.id, number),
                "location_id": location_id(record, number),
            }
            for number in range(len(record.locations))
        ],
    }
    add_providers(record, rows)
    add_contacts(record, rows)
    add_schedules(record, rows)
    return rows


def _texts(record: ServiceRecord) -> Iterator[Row]:
    """Yield a row for each language; keywords of other languages go to the first."""
    first = next(iter(record.texts))
    for language, text in record.texts.items():
        phrases = index_keywords(record.keywords.get(language, ()), language)
        if language == first:
            for other in record.keywords.keys() - record.texts.keys():
                phrases += index_keywords(record.keywords[other], other)
        names = [text.name, *text.alternate_names]
        body = [text.summary, text.description or "", text.note or ""]
        body.append(in_language(dict(record.provider), language))
        body.extend(place.city or "" for place in record.locations)
        yield {
            "service_id": record.id,
            "language": language,
            **{column: getattr(text, column) for column in _TEXT_COLUMNS},
            "name_lemmas": lemmas.index_words(names, language),
            "keyword_lemmas": phrases,
            "text_lemmas": lemmas.index_words(body, language),
        }
