"""The small parts of PTV's answers (v11): texts, phones, addresses, hours.

A list may be null or hold nulls, and nearly everything may be missing.
"""

from __future__ import annotations

from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

T = TypeVar("T")


def _without_nulls(value: Any) -> Any:
    if value is None:
        return []
    if isinstance(value, list):
        return [item for item in value if item is not None]
    return value


Many = Annotated[list[T], BeforeValidator(_without_nulls), Field(default_factory=list)]


class Shape(BaseModel):
    """Base: unknown keys are passed over, a number may stand for a text."""

    model_config = ConfigDict(
        extra="ignore", frozen=True, coerce_numbers_to_str=True, populate_by_name=True
    )


class Text(Shape):
    """A text in one language; ``type`` says which (Name, Summary …)."""

    language: str | None = None
    value: str | None = None
    type: str | None = None


class Coded(Shape):
    """A class, target group, life event or ontology term."""

    code: str | None = None
    uri: str | None = None
    newUri: str | None = None
    name: Many[Text]


class MunicipalityRef(Shape):
    """A municipality as it is named inside others."""

    code: str | None = None


class Area(Shape):
    """An area of one type with the municipalities in it."""

    type: str | None = None
    code: str | None = None
    municipalities: Many[MunicipalityRef]


class Reach(Shape):
    """What says how far something reaches."""

    areaType: str | None = None
    areas: Many[Area]


class Named(Shape):
    """A reference by id, with a name in one language."""

    id: str | None = None
    name: str | None = None


class Phone(Shape):
    """A phone number in parts; ``prefixNumber`` is the country's."""

    type: str | None = None
    prefixNumber: str | None = None
    number: str | None = None
    isFinnishServiceNumber: bool | None = None
    additionalInformation: str | None = None
    language: str | None = None


class Page(Shape):
    """A link with its name."""

    url: str | None = None
    value: str | None = None
    language: str | None = None


class Street(Shape):
    """A street address; coordinates are metres of ETRS-TM35FIN."""

    street: Many[Text]
    streetNumber: str | None = None
    postalCode: str | None = None
    postOffice: Many[Text]
    municipality: MunicipalityRef | None = None
    latitude: str | float | None = None
    longitude: str | float | None = None


class OtherAddress(Shape):
    """A place without a street address."""

    postalCode: str | None = None
    postOffice: Many[Text]
    additionalInformation: Many[Text]
    latitude: str | float | None = None
    longitude: str | float | None = None


class Address(Shape):
    """An address of one of several kinds."""

    type: str | None = None
    country: str | None = None
    streetAddress: Street | None = None
    otherAddress: OtherAddress | None = None


class OpeningHour(Shape):
    """Days and times; an empty ``dayTo`` is a single day."""

    dayFrom: str | None = None
    dayTo: str | None = None
    opens: str | None = Field(default=None, alias="from")
    closes: str | None = Field(default=None, alias="to")


class ServiceHours(Shape):
    """Hours of one kind with their validity."""

    serviceHourType: str | None = None
    validFrom: str | None = None
    validTo: str | None = None
    isClosed: bool | None = None
    validForNow: bool | None = None
    isAlwaysOpen: bool | None = None
    isReservation: bool | None = None
    additionalInformation: Many[Text]
    openingHour: Many[OpeningHour]


class ContactDetails(Shape):
    """Ways to reach, where a service is joined to a channel."""

    emails: Many[Text]
    phoneNumbers: Many[Phone]
    webPages: Many[Page]
    addresses: Many[Address]
