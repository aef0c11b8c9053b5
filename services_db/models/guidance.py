"""Knowledge beside services: old words, the annual clock, duties, facts."""

from __future__ import annotations

from datetime import date

from sqlalchemy import JSON, Date, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from services_db.models.base import Base, Code, LanguageKey, Sourced


class Guidance(Sourced):
    """What each of these tables holds: a key, provenance, and the row's hash."""

    key: Mapped[str] = mapped_column(String(100), primary_key=True)
    content_hash: Mapped[str] = mapped_column(String(64))


class LegacyTerm(Guidance, Base):
    """An old word and what it leads to today."""

    __tablename__ = "legacy_term"

    since: Mapped[date | None] = mapped_column(Date)
    themes: Mapped[list[str]] = mapped_column(JSON)


class LegacyTermText(Base):
    """What is said about an old word, in one language."""

    __tablename__ = "legacy_term_text"

    key: Mapped[str] = mapped_column(
        ForeignKey("legacy_term.key", ondelete="CASCADE"), primary_key=True
    )
    language: Mapped[LanguageKey]
    text: Mapped[str] = mapped_column(Text)


class LegacyTermWord(Base):
    """A form of an old word; ``folded`` is what a message is compared with."""

    __tablename__ = "legacy_term_word"

    key: Mapped[str] = mapped_column(
        ForeignKey("legacy_term.key", ondelete="CASCADE"), primary_key=True
    )
    language: Mapped[LanguageKey]
    word: Mapped[str] = mapped_column(String(200), primary_key=True)
    folded: Mapped[str] = mapped_column(String(200))


class CalendarEvent(Guidance, Base):
    """An entry of the annual clock. Null dates are not known."""

    __tablename__ = "calendar_event"

    starts: Mapped[date | None] = mapped_column(Date)
    ends: Mapped[date | None] = mapped_column(Date)
    valid_until: Mapped[date | None] = mapped_column(Date)
    themes: Mapped[list[str]] = mapped_column(JSON)
    phases: Mapped[list[str]] = mapped_column(JSON)
    target_groups: Mapped[list[str]] = mapped_column(JSON)
    areas: Mapped[list[str]] = mapped_column(JSON)


class CalendarEventText(Base):
    """An entry's name and text in one language."""

    __tablename__ = "calendar_event_text"

    key: Mapped[str] = mapped_column(
        ForeignKey("calendar_event.key", ondelete="CASCADE"), primary_key=True
    )
    language: Mapped[LanguageKey]
    name: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)


class Responsibility(Guidance, Base):
    """Who is responsible for what, and the services that carry it."""

    __tablename__ = "responsibility"

    service_ids: Mapped[list[str]] = mapped_column(JSON)
    themes: Mapped[list[str]] = mapped_column(JSON)
    phases: Mapped[list[str]] = mapped_column(JSON)
    age_min: Mapped[int | None]
    age_max: Mapped[int | None]


class ResponsibilityText(Base):
    """The question and the answer in one language; the lemmas are searched."""

    __tablename__ = "responsibility_text"

    key: Mapped[str] = mapped_column(
        ForeignKey("responsibility.key", ondelete="CASCADE"), primary_key=True
    )
    language: Mapped[LanguageKey]
    question: Mapped[str] = mapped_column(Text)
    answer: Mapped[str] = mapped_column(Text)
    keywords: Mapped[list[str]] = mapped_column(JSON)
    lemmas: Mapped[str] = mapped_column(Text)
    keyword_lemmas: Mapped[str] = mapped_column(Text)


class Fact(Guidance, Base):
    """A dated statement about a rule, an entitlement or a date."""

    __tablename__ = "fact"

    topic: Mapped[str] = mapped_column(String(100), index=True)
    areas: Mapped[list[str]] = mapped_column(JSON)
    valid_from: Mapped[date | None] = mapped_column(Date)
    valid_until: Mapped[date | None] = mapped_column(Date)
    confidence: Mapped[Code]


class FactText(Base):
    """A fact in one language."""

    __tablename__ = "fact_text"

    key: Mapped[str] = mapped_column(
        ForeignKey("fact.key", ondelete="CASCADE"), primary_key=True
    )
    language: Mapped[LanguageKey]
    text: Mapped[str] = mapped_column(Text)
