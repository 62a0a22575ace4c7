"""Distances on the earth, by geopy."""

from __future__ import annotations

import math
from functools import lru_cache

from geopy.distance import great_circle

from geo.models import Candidate


@lru_cache(maxsize=200_000)
def apart_km(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """Great-circle distance in km of two spots in degrees; within 0.5% of the geodesic."""
    return float(great_circle((latitude, longitude), (other_latitude, other_longitude)).km)


def distance_km(place: Candidate, other: Candidate) -> float:
    """Great-circle distance in km; within 0.5% of the geodesic, far below what a name can say."""
    return apart_km(place.latitude, place.longitude, other.latitude, other.longitude)


Ring = tuple[tuple[float, float], ...]
_CORNERS = 64
_KM_PER_DEGREE = 111.195  # of a great circle, on the sphere of geopy's great_circle


@lru_cache(maxsize=20_000)
def circle(latitude: float, longitude: float, km: float) -> tuple[Ring, ...]:
    """A circle on the earth as rings of (longitude, latitude) in degrees, counterclockwise and closed.

    One ring, or two where it crosses the antimeridian, at which RFC 7946 (3.1.9) has it cut; none where it holds a pole, for that
    is no ring in these coordinates.
    """
    reach = math.radians(km / _KM_PER_DEGREE)
    north, arc = math.radians(latitude), km / _KM_PER_DEGREE
    if arc <= 0 or abs(latitude) + arc >= 90:
        return ()
    ring = []
    for corner in range(_CORNERS):
        bearing = -2 * math.pi * corner / _CORNERS  # westwards round: counterclockwise, seen from above
        at = math.asin(math.sin(north) * math.cos(reach) + math.cos(north) * math.sin(reach) * math.cos(bearing))
        east = math.atan2(
            math.sin(bearing) * math.sin(reach) * math.cos(north), math.cos(reach) - math.sin(north) * math.sin(at)
        )
        ring.append((longitude + math.degrees(east), math.degrees(at)))
    parts = []
    for turn in (-360.0, 0.0, 360.0):
        part = _clipped(_clipped([(x + turn, y) for x, y in ring], -180.0, 1.0), 180.0, -1.0)
        if part:
            rounded = [(round(x, 5), round(y, 5)) for x, y in part]
            parts.append((*rounded, rounded[0]))
    return tuple(parts)


def _clipped(ring: list[tuple[float, float]], edge: float, side: float) -> list[tuple[float, float]]:
    """What of a convex ring lies east (side 1) or west (side -1) of a meridian (Sutherland and Hodgman)."""
    kept: list[tuple[float, float]] = []
    for (x, y), (next_x, next_y) in zip(ring, ring[1:] + ring[:1], strict=True):
        inside, is_next_inside = side * (x - edge) >= 0, side * (next_x - edge) >= 0
        if inside:
            kept.append((x, y))
        if inside != is_next_inside:
            kept.append((edge, y + (next_y - y) * (edge - x) / (next_x - x)))
    return kept
