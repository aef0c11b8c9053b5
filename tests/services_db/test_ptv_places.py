"""Where and how to reach: coordinates, numbers, areas."""

from __future__ import annotations

from typing import Any

import pytest

from services_db.sources.notes import Notes
from services_db.sources.ptv.areas import areas_of
from services_db.sources.ptv.contacts import MOST, merged, number_of
from services_db.sources.ptv.coordinates import to_wgs84
from services_db.sources.ptv.parts import Address, Phone, Reach
from services_db.sources.ptv.places import places


@pytest.mark.parametrize(
    ("northing", "easting", "degrees"),
    [
        pytest.param("6974202.909", "534246.773", (62.896, 27.676), id="Kuopio"),
        pytest.param(6672000, 385700.0, (60.168, 24.940), id="Helsinki, numbers"),
        pytest.param("7000000", "500000", (63.128, 27.0), id="the central meridian"),
        pytest.param("6700000,5", "107000", (60.246, 19.892), id="Åland"),
        pytest.param("6700000", "85000", (60.224, 19.498), id="west of the grid"),
        pytest.param("7776000", "500000", (70.091, 27.0), id="Utsjoki"),
    ],
)
def test_metres_become_degrees(
    northing: Any, easting: Any, degrees: tuple[float, float]
) -> None:
    found = to_wgs84(northing, easting)
    assert found == pytest.approx(degrees, abs=0.004)


@pytest.mark.parametrize(
    ("northing", "easting"),
    [
        ("534246", "6974202"),
        ("0", "0"),
        ("62.24", "25.75"),
        ("6974202", ""),
        (None, "534246"),
        ("pohjoinen", "itä"),
        ("nan", "534246"),
        ("inf", "534246"),
        ("6523000", "500000"),
    ],
)
def test_metres_elsewhere_are_none(northing: Any, easting: Any) -> None:
    assert to_wgs84(northing, easting) is None


def test_coordinates_out_of_range_are_dropped_and_the_address_stays() -> None:
    notes = Notes()
    address = Address.model_validate(
        {
            "type": "Location",
            "streetAddress": {
                "street": [{"language": "sv", "value": "Påhittade gatan"}],
                "streetNumber": None,
                "postOffice": [],
                "municipality": {"code": "9"},
                "latitude": "1",
                "longitude": "2",
            },
        }
    )
    (place,) = places([address], {}, [], notes, "c1")
    assert place["address"] == "Påhittade gatan"
    assert place["municipality"] == "009"
    assert "latitude" not in place
    assert notes.lines() == ["coordinates out of range, left out: 1 (c1)"]


def test_a_place_without_a_street_is_kept_by_its_coordinates() -> None:
    address = Address.model_validate(
        {
            "type": "Location",
            "subType": "Other",
            "otherAddress": {
                "latitude": "6974202",
                "longitude": "534246",
                "additionalInformation": [{"language": "fi", "value": "Laituri 3"}],
            },
        }
    )
    (place,) = places([address, address], {}, [], Notes(), "c1")[:1]
    assert place["address"] == "Laituri 3"
    assert place["latitude"] == pytest.approx(62.896, abs=0.001)


def test_a_second_address_has_an_id_of_its_own() -> None:
    street = {"street": [{"language": "fi", "value": "Katu"}], "streetNumber": "1"}
    address = Address.model_validate({"type": "Location", "streetAddress": street})
    found = places([address, address], {}, [], Notes(), "c1")
    assert [place["id"] for place in found] == ["c1", "c1#2"]


@pytest.mark.parametrize(
    ("prefix", "number", "service_number", "dialled"),
    [
        ("+358", "400000001", False, "+358400000001"),
        ("+358", "0400 000 001", False, "+358400000001"),
        ("00358", "400000001", False, "+358400000001"),
        ("+46", "08-123 456", False, "+4608123456"),
        (None, "116 999", True, "116999"),
        ("+358", "0600 00001", True, "060000001"),
        (None, "+358 400 000 001", False, "+358400000001"),
        (None, "vaihde", False, None),
        ("+358", None, False, None),
        ("+358", "12", False, None),
    ],
)
def test_numbers_as_they_are_dialled(
    prefix: str | None, number: str | None, service_number: bool, dialled: str | None
) -> None:
    phone = Phone(
        prefixNumber=prefix, number=number, isFinnishServiceNumber=service_number
    )
    assert number_of(phone) == dialled


def test_too_many_contacts_are_cut_with_a_note() -> None:
    many = [
        {"kind": "phone", "value": f"+3584000{n:05}", "label": {}} for n in range(50)
    ]
    notes = Notes()
    assert len(merged(many, notes, "s1")) == MOST
    assert "more than 30 contacts" in notes.lines()[0]


def area(kind: str, code: str | None, *municipalities: str) -> dict[str, Any]:
    return {
        "type": kind,
        "code": code,
        "name": None,
        "municipalities": [{"code": m} for m in municipalities],
    }


@pytest.mark.parametrize(
    ("reach", "areas"),
    [
        ({"areaType": "Nationwide"}, ["country:FI"]),
        ({"areaType": "NationwideExceptAlandIslands"}, ["mainland:FI"]),
        ({"areas": [area("Municipality", None, "491", "49")]}, ["491", "049"]),
        ({"areas": [area("Region", "13", "179")]}, ["region:13"]),
        (
            {"areas": [area("WellbeingServiceCounties", "15")]},
            ["wellbeing_county:15"],
        ),
        ({"areas": [area("HospitalDistrict", "25", "179", "500")]}, ["179", "500"]),
        ({"areas": [area("Region", "99", "179")]}, ["179"]),
        ({"areas": [area("Municipality", None, "174")]}, []),
        ({"areas": [area("BusinessSubRegion", "7")]}, []),
        ({"areaType": None, "areas": None}, []),
    ],
)
def test_area_types(reach: dict[str, Any], areas: list[str]) -> None:
    found = areas_of(Reach.model_validate(reach), Notes(), "s1")
    assert found == [a if ":" in a else f"municipality:{a}" for a in areas]


def test_an_area_that_cannot_be_read_is_told() -> None:
    notes = Notes()
    given = {"areas": [area("Municipality", None, "174"), area("Galaxy", "7")]}
    areas_of(Reach.model_validate({"areaType": "LimitedType", **given}), notes, "s1")
    assert notes.lines() == [
        "municipality 174, which no longer exists: 1 (s1)",
        "areas of the type Galaxy, read by their municipalities: 1",
        "areas of the type Galaxy that are not known: 1 (s1)",
    ]
