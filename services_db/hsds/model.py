"""The tables of Open Referral HSDS 3.0, with the standard's names and duties.

A list or a table inside a table is how the standard nests its JSON; in a data
package each becomes rows of a file of its own (``services_db.hsds.tabular``).
Source: openreferral/specification, branch 3.0.
"""

from __future__ import annotations

from typing import Literal

from services_db.hsds.base import Day, Email, Moment, Number, Uri, Uuid
from services_db.hsds.parts import (
    Attribute,
    Contact,
    Described,
    Language,
    Metadata,
    Phone,
    Schedule,
    Taxonomy,
    TaxonomyTerm,
)

__all__ = [
    "Accessibility",
    "Address",
    "Attribute",
    "Contact",
    "CostOption",
    "Described",
    "Funding",
    "Language",
    "Location",
    "Metadata",
    "Organization",
    "OrganizationIdentifier",
    "Phone",
    "Program",
    "RequiredDocument",
    "Schedule",
    "Service",
    "ServiceArea",
    "ServiceAtLocation",
    "Taxonomy",
    "TaxonomyTerm",
]

Status = Literal["active", "inactive", "defunct", "temporarily closed"]
PlaceType = Literal["physical", "postal", "virtual"]


class Address(Described):
    """A postal or a street address; the standard wants it whole."""

    table, path = "address", "addresses.csv"

    location_id: Uuid | None = None
    attention: str | None = None
    address_1: str
    address_2: str | None = None
    city: str
    region: str | None = None
    state_province: str
    postal_code: str
    country: str
    address_type: PlaceType


class Accessibility(Described):
    """How a place can be reached and used."""

    table, path = "accessibility", "accessibility.csv"

    location_id: Uuid | None = None
    description: str | None = None
    details: str | None = None
    url: Uri | None = None


class Location(Described):
    """A place, by degrees (WGS84) and address."""

    table, path = "location", "locations.csv"

    location_type: PlaceType
    url: Uri | None = None
    organization_id: Uuid | None = None
    name: str | None = None
    alternate_name: str | None = None
    description: str | None = None
    transportation: str | None = None
    latitude: Number | None = None
    longitude: Number | None = None
    external_identifier: str | None = None
    external_identifier_type: str | None = None
    languages: tuple[Language, ...] = ()
    addresses: tuple[Address, ...] = ()
    contacts: tuple[Contact, ...] = ()
    accessibility: tuple[Accessibility, ...] = ()
    phones: tuple[Phone, ...] = ()
    schedules: tuple[Schedule, ...] = ()


class Funding(Described):
    """Where the money comes from."""

    table, path = "funding", "funding.csv"

    organization_id: Uuid | None = None
    service_id: Uuid | None = None
    source: str | None = None


class Program(Described):
    """What groups services of an organization."""

    table, path = "program", "programs.csv"

    organization_id: Uuid | None = None
    name: str
    alternate_name: str | None = None
    description: str


class OrganizationIdentifier(Described):
    """A register's number for an organization."""

    table, path = "organization_identifier", "organization_identifiers.csv"

    organization_id: Uuid | None = None
    identifier_scheme: str | None = None
    identifier_type: str
    identifier: str


class Organization(Described):
    """Who gives services."""

    table, path = "organization", "organizations.csv"

    name: str
    alternate_name: str | None = None
    description: str
    email: Email | None = None
    website: Uri | None = None
    tax_status: str | None = None
    tax_id: str | None = None
    year_incorporated: Number | None = None
    legal_status: str | None = None
    logo: str | None = None
    uri: Uri | None = None
    parent_organization_id: Uuid | None = None
    funding: tuple[Funding, ...] = ()
    contacts: tuple[Contact, ...] = ()
    phones: tuple[Phone, ...] = ()
    locations: tuple[Location, ...] = ()
    programs: tuple[Program, ...] = ()
    organization_identifiers: tuple[OrganizationIdentifier, ...] = ()


class ServiceArea(Described):
    """Where a service reaches."""

    table, path = "service_area", "service_areas.csv"

    service_id: Uuid | None = None
    name: str | None = None
    description: str | None = None
    extent: str | None = None
    extent_type: str | None = None
    uri: str | None = None


class CostOption(Described):
    """What it costs."""

    table, path = "cost_option", "cost_options.csv"

    service_id: Uuid | None = None
    valid_from: Day | None = None
    valid_to: Day | None = None
    option: str | None = None
    currency: str | None = None
    amount: Number | None = None
    amount_description: str | None = None


class RequiredDocument(Described):
    """A paper that one needs."""

    table, path = "required_document", "required_documents.csv"

    service_id: Uuid | None = None
    document: str | None = None
    uri: Uri | None = None


class ServiceAtLocation(Described):
    """A service given at a place."""

    table, path = "service_at_location", "service_at_location.csv"

    service_id: Uuid | None = None
    location_id: Uuid | None = None
    description: str | None = None
    contacts: tuple[Contact, ...] = ()
    phones: tuple[Phone, ...] = ()
    schedules: tuple[Schedule, ...] = ()
    location: Location | None = None


class Service(Described):
    """A service with all that belongs to it."""

    table, path = "service", "services.csv"

    organization_id: Uuid | None = None
    program_id: Uuid | None = None
    name: str
    alternate_name: str | None = None
    description: str | None = None
    url: Uri | None = None
    email: Email | None = None
    status: Status
    interpretation_services: str | None = None
    application_process: str | None = None
    fees_description: str | None = None
    wait_time: str | None = None
    fees: str | None = None
    accreditations: str | None = None
    eligibility_description: str | None = None
    minimum_age: Number | None = None
    maximum_age: Number | None = None
    assured_date: Day | None = None
    assurer_email: Email | None = None
    licenses: str | None = None
    alert: str | None = None
    last_modified: Moment | None = None
    phones: tuple[Phone, ...] = ()
    schedules: tuple[Schedule, ...] = ()
    service_areas: tuple[ServiceArea, ...] = ()
    service_at_locations: tuple[ServiceAtLocation, ...] = ()
    languages: tuple[Language, ...] = ()
    organization: Organization | None = None
    funding: tuple[Funding, ...] = ()
    cost_options: tuple[CostOption, ...] = ()
    program: Program | None = None
    required_documents: tuple[RequiredDocument, ...] = ()
    contacts: tuple[Contact, ...] = ()
