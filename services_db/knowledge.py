"""Reads what the catalogue says beside services. Small tables: filtered in Python."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, select

from services_db import lemmas
from services_db import models as m
from services_db.knowledge_rows import (
    about,
    codes,
    holds_in,
    in_language,
    is_ahead,
    met,
    source,
)
from services_db.query import CalendarEntry, Duty, Fact, OldWord
from services_db.query_words import query_words
from services_db.ranking.words import IndexedText, match_words
from services_db.reference.codes import Phase, TargetGroup, Theme

CODES_MEET = 0.2
"""What a code that meets adds to the share of words that do."""


def facts(
    connection: Connection,
    topic: str,
    language: str,
    on: date,
    municipality: str | None,
) -> list[Fact]:
    """Return a topic's facts in force on a day in a place, by key."""
    table, text = m.Fact, m.FactText
    rows = connection.execute(
        select(table.__table__, text.language, text.text)
        .join(text, text.key == table.key)
        .where(table.topic == topic)
        .order_by(table.key)
    )
    return [
        Fact(
            key=row.key,
            topic=row.topic,
            text=row.text,
            text_language=row.language,
            valid_from=row.valid_from,
            valid_until=row.valid_until,
            confidence=row.confidence,
            verified_on=row.verified_on,
            source=source(row),
        )
        for row in in_language(rows, language)
        if holds_in(row, municipality)
        and (row.valid_from is None or row.valid_from <= on)
        and (row.valid_until is None or on <= row.valid_until)
    ]


def calendar(
    connection: Connection,
    language: str,
    on: date,
    themes: Sequence[Theme],
    phases: Sequence[Phase],
    target_group: TargetGroup,
    text: str,
    limit: int,
    municipality: str | None,
) -> list[CalendarEntry]:
    """Return what is on or ahead on a day: dated ones in order, undated after them.

    When anything shares words with ``text``, only that is returned, the closest
    first; the codes then say what is closer. Otherwise the codes choose.
    """
    table, texts = m.CalendarEvent, m.CalendarEventText
    rows = connection.execute(
        select(table.__table__, texts.language, texts.name, texts.text).join(
            texts, texts.key == table.key
        )
    )
    current = [
        row
        for row in in_language(rows, language)
        if is_ahead(row, on)
        and holds_in(row, municipality)
        and (not row.target_groups or target_group in row.target_groups)
    ]
    names = (
        IndexedText(row.key, lemmas.index_words([row.name], row.language))
        for row in current
    )
    matches = match_words(query_words(text, language), names)
    current = about(current, matches, themes, phases)

    def place(row: Row[Any]) -> tuple[float, date, str]:
        match = matches.get(row.key)
        words = match.coverage if match else 0.0
        near = CODES_MEET * met(row, themes, phases) if matches else 0.0
        return (-words - near, row.starts or row.ends or date.max, row.key)

    current.sort(key=place)
    return [
        CalendarEntry(
            key=row.key,
            name=row.name,
            text=row.text,
            text_language=row.language,
            starts=row.starts,
            ends=row.ends,
            themes=codes(Theme, row.themes),
            phases=codes(Phase, row.phases),
            verified_on=row.verified_on,
            source=source(row),
        )
        for row in current[:limit]
    ]


def responsibilities(
    connection: Connection,
    language: str,
    age: int | None,
    themes: Sequence[Theme],
    phases: Sequence[Phase],
    text: str,
    limit: int,
) -> list[Duty]:
    """Return who is responsible: by words, then by how many codes meet, then by key.

    When anything shares words with ``text``, only that is returned, whatever its
    codes, and what shares few is left out. Otherwise the codes choose; a question
    about nothing in particular has no answer.
    """
    table, texts = m.Responsibility, m.ResponsibilityText
    rows = connection.execute(
        select(
            table.__table__,
            texts.language,
            texts.question,
            texts.answer,
            texts.lemmas,
            texts.keyword_lemmas,
        ).join(texts, texts.key == table.key)
    )
    fitting = [
        row
        for row in in_language(rows, language)
        if (age is None or row.age_min is None or row.age_min <= age)
        and (age is None or row.age_max is None or age <= row.age_max)
    ]
    indexed = (IndexedText(row.key, row.lemmas, row.keyword_lemmas) for row in fitting)
    matches = match_words(query_words(text, language), indexed)
    if not (matches or themes or phases):
        return []
    fitting = about(fitting, matches, themes, phases)

    def place(row: Row[Any]) -> tuple[float, int, str]:
        match = matches.get(row.key)
        return (-match.coverage if match else 0.0, -met(row, themes, phases), row.key)

    fitting.sort(key=place)
    return [
        Duty(
            key=row.key,
            question=row.question,
            answer=row.answer,
            text_language=row.language,
            service_ids=tuple(row.service_ids),
            themes=codes(Theme, row.themes),
            phases=codes(Phase, row.phases),
            verified_on=row.verified_on,
            source=source(row),
        )
        for row in fitting[:limit]
    ]


def legacy_term(
    connection: Connection, key_or_text: str, language: str
) -> OldWord | None:
    """Return the old word with this key, else the longest one that the text holds."""
    table, text, word = m.LegacyTerm, m.LegacyTermText, m.LegacyTermWord
    key = connection.scalar(select(table.key).where(table.key == key_or_text))
    if key is None:
        said = {
            form: f" {lemmas.phrase(key_or_text, form)} " for form in lemmas.LANGUAGES
        }
        held = [
            (len(row.folded), row.key)
            for row in connection.execute(select(word.key, word.language, word.folded))
            if row.folded and f" {row.folded} " in said.get(row.language, "")
        ]
        if not held:
            return None
        key = max(held)[1]
    rows = connection.execute(
        select(table.__table__, text.language, text.text)
        .join(text, text.key == table.key)
        .where(table.key == key)
    )
    for row in in_language(rows, language):
        return OldWord(
            key=row.key,
            text=row.text,
            text_language=row.language,
            themes=codes(Theme, row.themes),
            since=row.since,
            verified_on=row.verified_on,
            source=source(row),
        )
    return None
