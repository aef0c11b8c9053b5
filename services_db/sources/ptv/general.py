"""General descriptions: the second shape they come in, and what a service lacks."""

from __future__ import annotations

import json
from typing import Any, Final

from services_db.sources.ptv.parts import Text
from services_db.sources.ptv.shapes import GeneralDescription, Service

_LISTED_TEXTS: Final = {
    "ShortDescription": "Summary",
    "Description": "Description",
    "BackgroundDescription": "BackgroundDescription",
    "UserInstructions": "UserInstruction",
    "ChargeTypeAdditionalInfo": "ChargeTypeAdditionalInfo",
    "DeadLineAdditionalInfo": "DeadLine",
    "ProcessingTimeAdditionalInfo": "ProcessingTime",
    "ValidityTimeAdditionalInfo": "ValidityTime",
}
_LISTED_CODES: Final = {
    "ServiceClass": "serviceClasses",
    "OntologyTerm": "ontologyTerms",
    "TargetGroup": "targetGroups",
    "LifeEvent": "lifeEvents",
}
_LISTED_CHARGES: Final = {"Free": "FreeOfCharge", "Charged": "Chargeable"}


def is_listed(item: dict[str, Any]) -> bool:
    """Whether ``item`` has the shape of the published list of descriptions.

    PTV's source code holds that list; its keys begin with capitals.
    """
    return {"Id", "Name", "ShortDescription"} <= item.keys()


def from_listed(item: dict[str, Any]) -> dict[str, Any]:
    """Return an item of that list in the shape of the interface."""
    descriptions = [
        {**text, "type": kind}
        for key, kind in _LISTED_TEXTS.items()
        for text in _texts(item.get(key))
    ]
    coded = {
        ours: [
            {
                "uri": code.get("Key"),
                "name": [{"language": "fi", "value": code.get("Value")}],
            }
            for code in item.get(key) or []
            if isinstance(code, dict)
        ]
        for key, ours in _LISTED_CODES.items()
    }
    return {
        "id": item["Id"],
        "names": [{**text, "type": "Name"} for text in _texts(item.get("Name"))],
        "descriptions": descriptions,
        "requirements": _texts(item.get("ServiceRestrictions")),
        "serviceChargeType": _LISTED_CHARGES.get(str(item.get("ChargeType"))),
        **coded,
    }


def _texts(rows: Any) -> list[dict[str, Any]]:
    return [
        {"language": row.get("Lang"), "value": flat(row.get("Label"))}
        for row in rows or []
        if isinstance(row, dict)
    ]


def flat(value: Any) -> Any:
    """Return an editor's JSON (``{"blocks": [{"text": …}]}``) as a plain text."""
    if not (isinstance(value, str) and value.lstrip().startswith("{")):
        return value
    try:
        blocks = json.loads(value)["blocks"]
        return "\n".join(block["text"] for block in blocks)
    except (ValueError, KeyError, TypeError, RecursionError):
        return value


def complete(service: Service, described: GeneralDescription) -> Service:
    """Return the service with what it lacks taken from its general description.

    A text is lacking when the service has none of that type and language; a
    language that only the description has is added with the description's name.
    """
    return service.model_copy(
        update={
            "serviceNames": _with_missing(service.serviceNames, described.names),
            "serviceDescriptions": _with_missing(
                service.serviceDescriptions, described.descriptions
            ),
            "requirements": _with_missing(service.requirements, described.requirements),
            "serviceChargeType": service.serviceChargeType
            or described.serviceChargeType,
            **{
                name: getattr(service, name) or getattr(described, name)
                for name in _LISTED_CODES.values()
            },
        }
    )


def _with_missing(own: list[Text], general: list[Text]) -> list[Text]:
    has = {(text.type, text.language) for text in own if text.value}
    return own + [t for t in general if (t.type, t.language) not in has]
