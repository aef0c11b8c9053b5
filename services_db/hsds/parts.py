"""The HSDS tables that hang on others: terms, attributes, contacts, hours.

See ``services_db.hsds.model``.
"""

from __future__ import annotations

from typing import Literal

from services_db.hsds.base import Clock, Day, Email, Number, Table, Uri, Uuid

Weekday = Literal["MO", "TU", "WE", "TH", "FR", "SA", "SU"]


class Taxonomy(Table):
    """A list of terms."""

    table, path = "taxonomy", "taxonomies.csv"

    name: str
    description: str
    uri: Uri | None = None
    version: str | None = None


class TaxonomyTerm(Table):
    """One term of a taxonomy."""

    table, path = "taxonomy_term", "taxonomy_terms.csv"

    code: str | None = None
    name: str
    description: str
    parent_id: Uuid | None = None
    taxonomy: str | None = None
    taxonomy_detail: Taxonomy | None = None
    language: str | None = None
    taxonomy_id: Uuid | None = None
    term_uri: Uri | None = None


class Attribute(Table):
    """A term, with or without a value, that says something of another row."""

    table, path = "attribute", "attributes.csv"

    link_id: Uuid | None = None
    taxonomy_term_id: Uuid | None = None
    link_type: str | None = None
    link_entity: str | None = None
    value: str | None = None
    taxonomy_term: TaxonomyTerm | None = None


class Metadata(Table):
    """Who changed or confirmed what, and when."""

    table, path = "metadata", "metadata.csv"

    resource_id: Uuid | None = None
    resource_type: str | None = None
    last_action_date: Day
    last_action_type: str
    field_name: str
    previous_value: str
    replacement_value: str
    updated_by: str


class Described(Table):
    """A table that may have attributes and metadata."""

    attributes: tuple[Attribute, ...] = ()
    metadata: tuple[Metadata, ...] = ()


class Language(Described):
    """A language of a service, a place or a phone."""

    table, path = "language", "languages.csv"

    service_id: Uuid | None = None
    location_id: Uuid | None = None
    phone_id: Uuid | None = None
    name: str | None = None
    code: str | None = None
    note: str | None = None


class Phone(Described):
    """A number to call or to write to."""

    table, path = "phone", "phones.csv"

    location_id: Uuid | None = None
    service_id: Uuid | None = None
    organization_id: Uuid | None = None
    contact_id: Uuid | None = None
    service_at_location_id: Uuid | None = None
    number: str
    extension: Number | None = None
    type: str | None = None
    description: str | None = None
    languages: tuple[Language, ...] = ()


class Contact(Described):
    """A person or a desk."""

    table, path = "contact", "contacts.csv"

    organization_id: Uuid | None = None
    service_id: Uuid | None = None
    service_at_location_id: Uuid | None = None
    location_id: Uuid | None = None
    name: str | None = None
    title: str | None = None
    department: str | None = None
    email: Email | None = None
    phones: tuple[Phone, ...] = ()


class Schedule(Described):
    """Hours after RFC 5545; ``valid_from`` and ``valid_to`` bound them."""

    table, path = "schedule", "schedules.csv"

    service_id: Uuid | None = None
    location_id: Uuid | None = None
    service_at_location_id: Uuid | None = None
    valid_from: Day | None = None
    valid_to: Day | None = None
    dtstart: Day | None = None
    timezone: Number | None = None
    until: Day | None = None
    count: Number | None = None
    wkst: Weekday | None = None
    freq: Literal["WEEKLY", "MONTHLY"] | None = None
    interval: Number | None = None
    byday: str | None = None
    byweekno: str | None = None
    bymonthday: str | None = None
    byyearday: str | None = None
    description: str | None = None
    opens_at: Clock | None = None
    closes_at: Clock | None = None
    schedule_link: Uri | None = None
    attending_type: str | None = None
    notes: str | None = None
