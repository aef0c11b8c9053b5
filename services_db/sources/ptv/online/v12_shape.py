"""Whole things of version 12 in the shape of version 11, which is then read. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from services_db.sources.notes import Notes
from services_db.sources.ptv.files import NotTaken
from services_db.sources.ptv.online import v12_parts as parts
from services_db.sources.ptv.online.v12_hours import hours
from services_db.sources.ptv.online.v12_parts import Item

_CHARGES: Final = {"Free": "FreeOfCharge", "Charged": "Chargeable"}
_CHANNELS: Final = {"EService": "EChannel", "TelephoneService": "Phone"}
_NAMES: Final = {"name": "Name", "alternativeName": "AlternativeName"}
_DESCRIPTIONS: Final = {
    "summary": "Summary",
    "description": "Description",
    "backgroundDescription": "BackgroundDescription",
    "userInstructions": "UserInstruction",
    "chargeTypeAdditionalInformation": "ChargeTypeAdditionalInfo",
    "deadlineAdditionalInformation": "DeadLine",
    "processingTimeAdditionalInformation": "ProcessingTime",
    "validityTimeAdditionalInformation": "ValidityTime",
}
_METRES: Final = "EPSG:3067"


def service(item: Item, connections: Iterable[Item], notes: Notes) -> Item:
    """Return a service, its connections with it."""
    keywords = [
        {"language": language, "value": word}
        for language, version in parts.versions(item)
        for word in parts.codes(version, "freelyAssignedKeywords")
    ]
    return {
        **_published(item),
        **_classified(item),
        **parts.area(item),
        "generalDescriptionId": item.get("generalDescriptionContentId"),
        "serviceNames": parts.texts(item, _NAMES),
        "serviceDescriptions": parts.texts(item, _DESCRIPTIONS),
        "languages": parts.codes(item, "serviceLanguages"),
        "keywords": keywords,
        "organizations": _organizations(item),
        "serviceChannels": [_connection(one, notes) for one in connections],
    }


def general_description(item: Item) -> Item:
    """Return a general description."""
    return {
        **_published(item),
        **_classified(item),
        "generalDescriptionType": "v12",
        "names": parts.texts(item, {"name": "Name"}),
        "descriptions": parts.texts(item, _DESCRIPTIONS),
    }


def organization(item: Item) -> Item:
    """Return an organization."""
    return {
        **_published(item),
        **parts.area(item),
        "organizationNames": parts.texts(item, _NAMES),
    }


def channel(item: Item, post_offices: Mapping[str, Any], notes: Notes) -> Item:
    """Return a channel; ``post_offices`` are names by postal code and language."""
    kind = str(item.get("serviceChannelType"))
    forms = [
        {"language": language, "value": one.get("url"), "type": one.get("type")}
        for language, version in parts.versions(item)
        for one in parts.objects(version, "formFiles")
    ]
    numbers = [
        *parts.phones(item, "phoneNumbers"),
        *parts.phones(item, "contactPhoneNumbers"),
    ]
    return {
        **_published(item),
        **parts.area(item),
        "serviceChannelType": _CHANNELS.get(kind, kind),
        "organizationId": item.get("organizationContentId"),
        "serviceChannelNames": parts.texts(item, _NAMES),
        "phoneNumbers": numbers,
        "supportPhones": parts.phones(item, "supportPhoneNumbers"),
        "emails": parts.emails(item, "contactEmails"),
        "supportEmails": parts.emails(item, "supportEmails"),
        "webPages": parts.pages(item, "webAddress", "contactWebPages"),
        "channelUrls": forms,
        "addresses": _addresses(item, post_offices),
        "serviceHours": hours(item, notes),
    }


def postal_codes(item: Item) -> set[str]:
    """Return the postal codes of a channel's places."""
    place = parts.part(item, "location")
    rows = [
        *parts.objects(place, "streetAddresses"),
        *parts.objects(place, "otherAddresses"),
    ]
    return {code for row in rows if isinstance(code := row.get("postalCode"), str)}


def _published(item: Item) -> Item:
    if not isinstance(item.get("contentId"), str):
        raise NotTaken("contentId: is missing")
    return {
        "id": item["contentId"],
        "publishingStatus": "Published",
        "modified": item.get("publishedAt"),
    }


def _classified(item: Item) -> Item:
    charge = item.get("chargeType")
    return {
        "serviceChargeType": _CHARGES.get(str(charge), charge),
        "serviceClasses": [{"code": c} for c in parts.codes(item, "serviceClasses")],
        "targetGroups": [{"code": c} for c in parts.codes(item, "targetGroups")],
        "lifeEvents": [{"code": c} for c in parts.codes(item, "lifeEvents")],
        "ontologyTerms": [{"uri": u} for u in parts.codes(item, "ontologyTerms")],
        "requirements": parts.texts(item, {"conditions": None}),
    }


def _organizations(item: Item) -> list[Item]:
    producers = parts.part(item, "producers")
    given = [("Responsible", item.get("organizationContentId"))]
    given += [
        ("OtherResponsible", key)
        for key in parts.codes(item, "otherResponsibleOrganizations")
    ]
    given += [
        ("Producer", key)
        for kind in producers
        for key in parts.codes(parts.part(producers, kind), "organizations")
    ]
    return [
        {"roleType": role, "organization": {"id": key}} for role, key in given if key
    ]


def _connection(item: Item, notes: Notes) -> Item:
    return {
        "serviceChannel": {"id": item.get("channelContentId")},
        "serviceHours": hours(item, notes),
        "contactDetails": {
            "emails": parts.emails(item, "contactEmails"),
            "phoneNumbers": parts.phones(item, "contactPhoneNumbers"),
            "webPages": parts.pages(item, "contactWebPages"),
        },
    }


def _addresses(item: Item, post_offices: Mapping[str, Any]) -> list[Item]:
    place = parts.part(item, "location")
    streets = [
        {
            "type": "Location",
            "streetAddress": {
                "street": parts.by_language(row, "streetName"),
                "streetNumber": row.get("addressDetail"),
                **_post(row, post_offices),
                **_coordinates(row),
            },
        }
        for row in parts.objects(place, "streetAddresses")
    ]
    others = [
        {
            "type": "Location",
            "otherAddress": {
                "additionalInformation": parts.by_language(
                    row, "additionalInformation"
                ),
                **_post(row, post_offices),
                **_coordinates(row),
            },
        }
        for row in parts.objects(place, "otherAddresses")
    ]
    return [*streets, *others]


def _post(row: Item, post_offices: Mapping[str, Any]) -> Item:
    code = row.get("postalCode")
    names = {"name": post_offices.get(str(code)) or {}}
    return {"postalCode": code, "postOffice": parts.by_language(names, "name")}


def _coordinates(row: Item) -> Item:
    for one in parts.objects(row, "coordinates"):
        if one.get("system") == _METRES:
            return {"latitude": one.get("northing"), "longitude": one.get("easting")}
    return {}
