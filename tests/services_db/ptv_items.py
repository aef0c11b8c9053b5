"""Invented things of PTV in the shapes of versions 11 and 12."""

from __future__ import annotations

from typing import Any

Item = dict[str, Any]
BEFORE, LATER = "2026-11-01T08:00:00", "2026-11-24T09:30:00"


def key(kind: str, number: int) -> str:
    return f"{kind * 8}-0000-4000-8000-{number:012}"


def service(number: int, **changes: Any) -> Item:
    """Service ``number``: a youth workshop in Jyväskylä, with channel 1."""
    name = changes.pop("name", f"Keksitty paja {number}")
    return {
        "id": key("a", number),
        "generalDescriptionId": key("d", 1),
        "type": "Service",
        "serviceNames": [{"language": "fi", "type": "Name", "value": name}],
        "serviceDescriptions": [
            {"language": "fi", "type": "Summary", "value": "Opit tekemällä."}
        ],
        "areaType": "LimitedType",
        "areas": [{"type": "Municipality", "municipalities": [{"code": "179"}]}],
        "languages": ["fi"],
        "serviceClasses": [{"code": "P28.3"}, {"code": "P28"}],
        "targetGroups": [{"code": "KR1.3"}, {"code": "KR1"}],
        "serviceChannels": [{"serviceChannel": {"id": key("c", 1), "name": "Puhelin"}}],
        "organizations": [
            {
                "roleType": "Responsible",
                "organization": {"id": key("e", 1), "name": "Keksitty kaupunki"},
            }
        ],
        "publishingStatus": "Published",
        "modified": BEFORE,
        **changes,
    }


def channel(number: int, **changes: Any) -> Item:
    return {
        "id": key("c", number),
        "serviceChannelType": "Phone",
        "serviceChannelNames": [{"language": "fi", "type": "Name", "value": "Puhelin"}],
        "phoneNumbers": [
            {"type": "Phone", "prefixNumber": "+358", "number": f"40000000{number}"}
        ],
        "publishingStatus": "Published",
        "modified": BEFORE,
        **changes,
    }


def organization(number: int, **changes: Any) -> Item:
    return {
        "id": key("e", number),
        "organizationNames": [
            {"language": "fi", "type": "Name", "value": "Keksitty kaupunki"},
            {"language": "sv", "type": "Name", "value": "Den påhittade staden"},
        ],
        "parentOrganizationId": key("e", number),
        "publishingStatus": "Published",
        "modified": BEFORE,
        **changes,
    }


def v12_service(number: int, **changes: Any) -> Item:
    return {
        "contentId": key("a", number),
        "organizationContentId": key("e", 1),
        "generalDescriptionContentId": key("d", 1),
        "targetGroups": ["KR1.3"],
        "lifeEvents": ["KE8"],
        "ontologyTerms": ["http://www.yso.fi/onto/koko/p1"],
        "serviceClasses": ["P28.3"],
        "producers": {
            "selfProducedProducers": {"organizations": [key("e", 1)]},
            "procuredProducers": {"organizations": [], "other": []},
        },
        "otherResponsibleOrganizations": [],
        "chargeType": "Free",
        "serviceLanguages": ["fi", "sv"],
        "area": {
            "areaType": "LimitedArea",
            "municipalities": ["179"],
            "regions": [],
            "wellbeingServicesCounties": ["13"],
        },
        "publishedAt": "2026-11-01T08:00:00.000Z",
        "serviceType": "Service",
        "languageVersions": {
            "fi": {
                "name": f"Keksitty paja {number}",
                "alternativeName": None,
                "summary": "Opit tekemällä.",
                "description": "## Näin\n**Tule** [sivulle](https://paja.example.org).",
                "userInstructions": "Soita.",
                "conditions": None,
                "freelyAssignedKeywords": ["paja"],
            },
        },
        **changes,
    }


def v12_channel(number: int, **changes: Any) -> Item:
    hours = {
        "type": "WeeklyUntilFurtherNoticeServiceHour",
        "heading": {},
        "additionalInformation": {},
        "weeklyHours": {
            "monday": {"hours": [_open("09:00", "15:00")]},
            "tuesday": {
                "hours": [{**_open("09:00", "15:00"), "repetition": "OddWeeks"}]
            },
        },
    }
    shut = {
        "type": "ExceptionalDateRangeServiceHour",
        "fromDate": "2026-12-24",
        "toDate": "2026-12-26",
        "weeklyHours": {},
    }
    return {
        "contentId": key("c", number),
        "organizationContentId": key("e", 1),
        "serviceChannelType": "ServiceLocation",
        "area": None,
        "publishedAt": "2026-11-01T08:00:00.000Z",
        "languageVersions": {
            "fi": {
                "name": "Pajatalo",
                "contactEmails": [{"email": "paja@example.org"}],
                "contactPhoneNumbers": [
                    {
                        "type": "InternationalPhone",
                        "dialCode": "+358",
                        "number": "400000001",
                        "additionalInformation": None,
                    },
                    {"type": "DomesticPhone", "number": "116999"},
                ],
                "contactWebPages": [
                    {"name": "Paja", "url": "https://paja.example.org"}
                ],
            },
        },
        "location": {
            "foreignAddresses": [],
            "otherAddresses": [],
            "streetAddresses": [
                {
                    "streetName": {"fi": "Pajakatu"},
                    "addressDetail": "2 B",
                    "postalCode": "40100",
                    "coordinates": [
                        {
                            "system": "EPSG:3067",
                            "northing": 6901212.5,
                            "easting": 435200,
                        }
                    ],
                }
            ],
        },
        "serviceHours": {"hours": [hours, shut], "holidayServiceHours": None},
        **changes,
    }


def v12_connection(service: int, channel: int, **changes: Any) -> Item:
    return {
        "serviceContentId": key("a", service),
        "channelContentId": key("c", channel),
        "serviceHours": {"hours": [], "holidayServiceHours": None},
        "languageVersions": {"fi": {"contactEmails": [{"email": "oma@example.org"}]}},
        "publishedAt": "2026-11-01T08:00:00.000Z",
        **changes,
    }


def v12_organization(number: int) -> Item:
    return {
        "contentId": key("e", number),
        "area": {"areaType": "LimitedArea", "municipalities": ["179"]},
        "languageVersions": {"fi": {"name": "Keksitty kaupunki"}},
        "publishedAt": "2026-11-01T08:00:00.000Z",
    }


def v12_general_description(number: int) -> Item:
    return {
        "contentId": key("d", number),
        "serviceClasses": ["P28.3"],
        "targetGroups": ["KR1.3"],
        "lifeEvents": [],
        "ontologyTerms": [],
        "publishedAt": "2026-11-01T08:00:00.000Z",
        "languageVersions": {
            "fi": {"name": "Yleinen paja", "backgroundDescription": "Tausta."},
            "sv": {"name": "Allmän verkstad", "description": "Du lär dig."},
        },
    }


def _open(start: str, end: str) -> Item:
    return {"start": start, "end": end, "openingStatus": "Open", "repetition": "Weekly"}
