"""From the guidance records to the rows of their tables. Pure: no database."""

from __future__ import annotations

from typing import Any

from services_db import lemmas, models
from services_db.guidance import (
    CalendarRecord,
    FactRecord,
    Guidance,
    GuidanceRecord,
    LegacyTermRecord,
    ResponsibilityRecord,
)
from services_db.nested_rows import Row, Rows
from services_db.query_words import index_keywords
from services_db.rows import content_hash

GUIDANCE_TABLES: tuple[type[models.Base], ...] = (
    models.LegacyTerm,
    models.CalendarEvent,
    models.Responsibility,
    models.Fact,
)


def by_table(guidance: Guidance) -> dict[type[models.Base], dict[str, GuidanceRecord]]:
    """Return the records of each table by key."""
    return {
        models.LegacyTerm: {record.key: record for record in guidance.legacy_terms},
        models.CalendarEvent: {record.key: record for record in guidance.calendar},
        models.Responsibility: {r.key: r for r in guidance.responsibilities},
        models.Fact: {record.key: record for record in guidance.facts},
    }


def guidance_rows(record: GuidanceRecord) -> Rows:
    """Return all rows of one record, its own first."""
    match record:
        case LegacyTermRecord():
            return _legacy_term(record)
        case CalendarRecord():
            return _calendar(record)
        case ResponsibilityRecord():
            return _responsibility(record)
        case FactRecord():
            return _fact(record)
    raise TypeError(f"no table for {type(record).__name__}")


def _common(record: GuidanceRecord, **more: Any) -> Row:
    return {
        "key": record.key,
        "source_name": record.source.name,
        "source_url": record.source.url,
        "verified_on": record.verified_on,
        "content_hash": content_hash(record),
        **more,
    }


def _legacy_term(record: LegacyTermRecord) -> Rows:
    return {
        models.LegacyTerm: [
            _common(record, since=record.since, themes=list(record.themes))
        ],
        models.LegacyTermText: [
            {"key": record.key, "language": language, "text": text}
            for language, text in record.texts.items()
        ],
        models.LegacyTermWord: [
            {
                "key": record.key,
                "language": language,
                "word": word,
                "folded": lemmas.phrase(word, language),
            }
            for language, words in record.terms.items()
            for word in dict.fromkeys(words)
        ],
    }


def _calendar(record: CalendarRecord) -> Rows:
    return {
        models.CalendarEvent: [
            _common(
                record,
                starts=record.starts,
                ends=record.ends,
                valid_until=record.valid_until,
                themes=list(record.themes),
                phases=list(record.phases),
                target_groups=list(record.target_groups),
                areas=list(record.areas),
            )
        ],
        models.CalendarEventText: [
            {"key": record.key, "language": language, **text.model_dump()}
            for language, text in record.texts.items()
        ],
    }


def _responsibility(record: ResponsibilityRecord) -> Rows:
    return {
        models.Responsibility: [
            _common(
                record,
                service_ids=list(record.service_ids),
                themes=list(record.themes),
                phases=list(record.phases),
                age_min=record.age_min,
                age_max=record.age_max,
            )
        ],
        models.ResponsibilityText: [
            {
                "key": record.key,
                "language": language,
                "question": text.question,
                "answer": text.answer,
                "keywords": list(record.keywords.get(language, ())),
                "lemmas": lemmas.index_words([text.question], language),
                "keyword_lemmas": index_keywords(
                    record.keywords.get(language, ()), language
                ),
            }
            for language, text in record.texts.items()
        ],
    }


def _fact(record: FactRecord) -> Rows:
    return {
        models.Fact: [
            _common(
                record,
                topic=record.topic,
                areas=list(record.areas),
                valid_from=record.valid_from,
                valid_until=record.valid_until,
                confidence=record.confidence,
            )
        ],
        models.FactText: [
            {"key": record.key, "language": language, "text": text}
            for language, text in record.texts.items()
        ],
    }
