"""Municipalities and areas: complete, in three languages, Åland apart."""

from __future__ import annotations

import subprocess
import sys

import pytest

from services_db import reference
from services_db.reference import MAINLAND, AreaRef
from services_db.reference.codes import ALAND_REGION, AreaKind

ALAND = [m.code for m in reference.municipalities() if m.is_aland]
ABOVE = (
    AreaKind.EMPLOYMENT_AREA,
    AreaKind.WELLBEING_COUNTY,
    AreaKind.REGION,
    AreaKind.ECONOMIC_DEVELOPMENT_CENTRE,
)


def test_there_are_308_municipalities_and_their_areas() -> None:
    assert len(reference.municipalities()) == 308
    assert len(ALAND) == 16
    counts = {kind: 0 for kind in ABOVE}
    for area in reference.areas():
        if area.kind in counts:
            counts[area.kind] += 1
    assert list(counts.values()) == [46, 23, 19, 10]


@pytest.mark.parametrize("info", reference.municipalities(), ids=lambda m: m.code)
def test_every_municipality_has_all_its_areas(
    info: reference.MunicipalityInfo,
) -> None:
    areas = reference.areas_of(info.code)
    kinds = [area.kind for area in areas]
    assert areas[0] == (AreaKind.MUNICIPALITY, info.code)
    assert kinds[-1] is AreaKind.COUNTRY
    expected = {*ABOVE, AreaKind.MAINLAND} - (
        {AreaKind.ECONOMIC_DEVELOPMENT_CENTRE, AreaKind.MAINLAND}
        if info.is_aland
        else set()
    )
    assert set(kinds[1:-1]) == expected
    for area in areas:
        assert reference.exists(area)
        assert info.code in reference.municipalities_in(area)
        for language in ("fi", "sv", "en"):
            assert reference.area_names(area)[language]


def test_areas_come_from_narrow_to_wide() -> None:
    assert [str(area) for area in reference.areas_of("179")] == [
        "municipality:179",
        "employment_area:09",
        "wellbeing_county:15",
        "region:13",
        "economic_development_centre:05",
        "mainland:FI",
        "country:FI",
    ]


def test_aland_has_its_own_authorities() -> None:
    for code in ALAND:
        info = reference.municipality(code)
        assert info.region == ALAND_REGION
        assert info.economic_development_centre is None
    assert not set(ALAND) & set(reference.municipalities_in(MAINLAND))
    assert len(reference.municipalities_in(MAINLAND)) == 292


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Jyväskylä", "179"),
        ("helsingfors", "091"),
        (" Åbo ", "853"),
        ("Mariehamn", "478"),
    ],
)
def test_a_name_is_found_in_any_language(name: str, code: str) -> None:
    found = reference.by_name(name)
    assert found is not None
    assert found.code == code


def test_what_does_not_exist_is_said() -> None:
    assert reference.by_name("Nastola") is None
    assert not reference.exists(AreaRef.parse("municipality:999"))
    assert not reference.exists(AreaRef.parse("region:99"))
    with pytest.raises(KeyError):
        reference.municipality("999")
    with pytest.raises(ValueError, match="galaxy"):
        AreaRef.parse("galaxy:01")


def test_names_are_in_the_readers_language() -> None:
    area = AreaRef.parse("wellbeing_county:15")
    assert reference.area_name(area, "fi") == "Keski-Suomen hyvinvointialue"
    assert reference.area_name(area, "sv") == "Mellersta Finlands välfärdsområde"
    assert reference.municipality("091").name("so") == "Helsinki"


def test_neighbours_share_the_employment_area() -> None:
    assert reference.neighbours_of("179") == ("500",)
    assert reference.neighbours_of("091") == ()


def test_reference_and_records_load_no_database() -> None:
    code = (
        "import sys, services_db.reference, services_db.records\n"
        "assert not {'sqlalchemy', 'alembic', 'simplemma'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
