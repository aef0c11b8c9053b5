"""ETRS-TM35FIN (EPSG:3067), PTV's coordinates in metres, to WGS84 degrees."""

from __future__ import annotations

from typing import Final

import utm

EASTINGS: Final = (43_500.0, 765_000.0)
NORTHINGS: Final = (6_522_000.0, 7_796_000.0)
LATITUDES: Final = (59.0, 71.0)
LONGITUDES: Final = (19.0, 32.0)
_ZONE: Final = 35
_DECIMALS: Final = 6


def to_wgs84(
    northing: str | float | None, easting: str | float | None
) -> tuple[float, float] | None:
    """Return latitude and longitude in degrees; ``None`` for a place elsewhere.

    PTV calls the northing latitude and the easting longitude; both come as texts or
    as numbers. ETRS89 and WGS84 differ by less than a metre here.
    """
    north, east = _metres(northing), _metres(easting)
    if north is None or east is None:
        return None
    if not (_within(north, NORTHINGS) and _within(east, EASTINGS)):
        return None
    latitude, longitude = utm.to_latlon(east, north, _ZONE, northern=True, strict=False)
    if not (_within(latitude, LATITUDES) and _within(longitude, LONGITUDES)):
        return None
    return round(float(latitude), _DECIMALS), round(float(longitude), _DECIMALS)


def _metres(value: str | float | None) -> float | None:
    try:
        return None if value is None else float(str(value).strip().replace(",", "."))
    except ValueError:
        return None


def _within(value: float, limits: tuple[float, float]) -> bool:
    return limits[0] <= value <= limits[1]
