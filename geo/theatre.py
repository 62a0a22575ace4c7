"""Where the war has been fought: how near a place lies to the line of contact of 2022 to 2025; the towns of other wars."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from geo.lists import read_list
from geo.models import THEATRE_COUNTRIES, Candidate
from geo.paths import PLACES

LIST = "front.csv"
OTHER_WARS = "other_wars.csv"
VILLAGES = "fought_for.csv"  # too many, and too near one another, to say how near the front a place is
_SAME_KM = 1.0  # its points are rounded to 0.001 degree
FRONT_KM = 25.0  # over which the nearness falls off; about the reach of tube artillery
_SAME_SPOT = 0.015  # degrees of latitude, 1.7 km: gazetteers place a village so far apart
_FOUGHT_FOR = 0.5  # as 17 km from a town of the front; there are many, some of them called alike
_FAR = 0.1  # some 58 km from the nearest town of the front
_LARGE = 200_000  # inhabitants
_SAME = math.exp(-_SAME_KM / FRONT_KM)


@lru_cache(maxsize=2)
def _stations(file: str = LIST) -> NDArray[np.float64]:
    """Latitude and longitude in degrees: (2, places)."""
    rows = read_list(PLACES / file, ("name", "latitude", "longitude", "source"))
    return np.array([(row.number("latitude", -90, 90), row.number("longitude", -180, 180)) for row in rows]).T


def front_nearness(place: Candidate) -> float:
    """1 at a place that was fought for, falling off to 0.37 at 25 km and to 0 far from the front.

    Of namesakes the one at the front is the one that analysts and war news write of; what the text says must overrule this.
    """
    return _nearness(round(place.latitude, 2), round(place.longitude, 2))


def is_front_town(place: Candidate) -> bool:
    """Whether a place is one of the towns along the line of contact that the list names."""
    return place.country_code in THEATRE_COUNTRIES and front_nearness(place) > _SAME


def is_of_the_front(place: Candidate) -> bool:
    """Whether a place is one of those towns, or of the villages that were fought for."""
    if place.country_code not in THEATRE_COUNTRIES:
        return False
    return is_front_town(place) or _is_fought_for(round(place.latitude, 3), round(place.longitude, 3))


def at_front(place: Candidate) -> float:
    """`front_nearness`, of a village that was fought for at least 0.5: it is rather meant than its namesakes nearby."""
    return max(front_nearness(place), _FOUGHT_FOR if is_of_the_front(place) else 0.0)


def is_far_behind(place: Candidate) -> bool:
    """Whether a town of the theatre lies far from the front, or is too large to be attacked without a battle for it."""
    if place.country_code not in THEATRE_COUNTRIES or place.level != "populated_place":
        return False
    return place.population >= _LARGE or front_nearness(place) < _FAR


@lru_cache(maxsize=1)
def of_other_wars() -> frozenset[str]:
    """The place_ids of the towns that news of other wars since 2011 names."""
    rows = read_list(PLACES / OTHER_WARS, ("place_id", "name", "country_code", "source"))
    return frozenset(row["place_id"] for row in rows)


@lru_cache(maxsize=50_000)
def _is_fought_for(latitude: float, longitude: float) -> bool:
    return _apart(latitude, longitude, VILLAGES) < _SAME_SPOT


@lru_cache(maxsize=50_000)
def _nearness(latitude: float, longitude: float) -> float:
    return math.exp(-111.2 * _apart(latitude, longitude, LIST) / FRONT_KM)


def _apart(latitude: float, longitude: float, file: str) -> float:
    """Degrees of latitude from a point to the nearest place of a list, on a plane: right to 2% at the distances that count."""
    north, east = _stations(file)
    return float(np.hypot(latitude - north, (longitude - east) * math.cos(math.radians(latitude))).min())
