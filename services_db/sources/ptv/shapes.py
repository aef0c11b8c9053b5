"""PTV's answers (v11): services, channels, organizations, general descriptions.

Only what is read; all else is left unread.
"""

from __future__ import annotations

from services_db.sources.ptv.parts import (
    Address,
    Coded,
    ContactDetails,
    Many,
    MunicipalityRef,
    Named,
    Page,
    Phone,
    Reach,
    ServiceHours,
    Shape,
    Text,
)


class Connection(Shape):
    """Where a service and a channel meet, as the one names the other.

    What is said here holds for the two together.
    """

    service: Named | None = None
    serviceChannel: Named | None = None
    serviceHours: Many[ServiceHours]
    contactDetails: ContactDetails | None = None


class OrganizationOfService(Shape):
    """An organization with its part in the service."""

    organization: Named | None = None
    roleType: str | None = None


class Item(Shape):
    """What all published things have."""

    id: str
    publishingStatus: str | None = None
    modified: str | None = None


class Classified(Item):
    """What services and general descriptions share."""

    serviceChargeType: str | None = None
    serviceClasses: Many[Coded]
    ontologyTerms: Many[Coded]
    targetGroups: Many[Coded]
    lifeEvents: Many[Coded]
    requirements: Many[Text]


class Service(Classified, Reach):
    """A service."""

    generalDescriptionId: str | None = None
    serviceNames: Many[Text]
    serviceDescriptions: Many[Text]
    languages: Many[str]
    keywords: Many[Text]
    serviceChannels: Many[Connection]
    organizations: Many[OrganizationOfService]


class GeneralDescription(Classified):
    """Texts and classes that many services share."""

    names: Many[Text]
    descriptions: Many[Text]


class Channel(Item, Reach):
    """A channel of any of the five types."""

    serviceChannelType: str | None = None
    organizationId: str | None = None
    serviceChannelNames: Many[Text]
    phoneNumbers: Many[Phone]
    supportPhones: Many[Phone]
    emails: Many[Text]
    supportEmails: Many[Text]
    webPages: Many[Page]
    channelUrls: Many[Text]
    addresses: Many[Address]
    serviceHours: Many[ServiceHours]
    services: Many[Connection]


class Organization(Item, Reach):
    """An organization."""

    organizationNames: Many[Text]
    municipality: MunicipalityRef | None = None
