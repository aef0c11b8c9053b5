"""Pure reference data: code vocabularies, municipalities and areas. No SQL."""

from services_db.reference.areas import COUNTRY, MAINLAND, AreaRef, municipality_ref
from services_db.reference.municipalities import (
    MunicipalityInfo,
    area_name,
    area_names,
    areas,
    areas_of,
    by_name,
    exists,
    in_language,
    municipalities,
    municipalities_in,
    municipality,
    neighbours_of,
)

__all__ = [
    "COUNTRY",
    "MAINLAND",
    "AreaRef",
    "MunicipalityInfo",
    "area_name",
    "area_names",
    "areas",
    "areas_of",
    "by_name",
    "exists",
    "in_language",
    "municipalities",
    "municipalities_in",
    "municipality",
    "municipality_ref",
    "neighbours_of",
]
