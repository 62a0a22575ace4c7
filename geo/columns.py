"""The candidates of a name as columns of numbers, so that those of a whole article are weighed at once."""

from __future__ import annotations

import math
from collections import OrderedDict
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from geo.models import THEATRE_COUNTRIES, Candidate
from geo.theatre import at_front, is_front_town, of_other_wars

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

MOST_CANDIDATES = 60  # the further ones are small places by an alternate name
SMALL = 15_000  # inhabitants
_OTHER_WAR = 0.5
_LIKELY = 5  # candidates; main names and the larger places come first
_CACHED_NAMES = 20_000
_AREAS = frozenset(("admin1", "admin2", "region", "country"))

# What can be said of a candidate without its article, in the order of the columns.
STANDING = (
    "main",
    "inhabitants",
    "inhabitants_unknown",
    "small",
    "smaller_than_largest",
    "largest",
    "division_inhabitants",
    "country",
    "capital",
    "admin1",
    "division_beside_town",
    "division_of_seat",
    "division_beyond_seat",
    "division_unmeasured",
    "district_unmeasured",
    "admin2",
    "region",
    "water",
    "water_beside_town",
    "facility",
    "listed_settlement",
    "theatre",
    "other_name_in_theatre",
    "front",
)


_POINT = slice(len(STANDING), len(STANDING) + 3)  # on the unit sphere


@dataclass(frozen=True, slots=True)
class Columns:
    """The first candidates of a name.

    Attributes
    ----------
    numbers : array of float, (n, len(STANDING) + 10)
        One table, so that those of many names are stacked at once: what `STANDING` says, and what `further_of` parts from it.
    levels : tuple of str
    in_theatre, is_small : bool
        Of the likeliest candidates: whether the first lies in the theatre; whether it does not, and all are small.
    at_front : float
        1 where one of them is by its main name a town at the front, less where one is a town of another war.
    """

    numbers: Floats
    levels: tuple[str, ...]
    in_theatre: bool
    is_small: bool
    at_front: float


def standing_of(numbers: Floats) -> Floats:
    """What can be said of each candidate without its article: (n, len(STANDING))."""
    return numbers[:, : len(STANDING)]


def points_of(numbers: Floats) -> Floats:
    """Points on the unit sphere: (n, 3)."""
    return np.ascontiguousarray(numbers[:, _POINT])


def further_of(numbers: Floats) -> Floats:
    """Seven rows, (7, n): reach, country, division, place, is_country, is_division, is_theatre.

    The reach is the radius in km of the circle in which an area lies, 0 for what is no area; country, division and place are
    numbers that are the same for the same one, -1 where it is unknown.
    """
    return np.ascontiguousarray(numbers[:, _POINT.stop :].T)


_numbers: dict[object, int] = {}
_cached: OrderedDict[int, tuple[tuple[Candidate, ...], Columns]] = OrderedDict()


def number_of(key: object) -> int:
    """A number of its own for each key, the same throughout the process."""
    return _numbers.setdefault(key, len(_numbers))


def columns_of(candidates: tuple[Candidate, ...]) -> Columns:
    """The columns of the first `MOST_CANDIDATES` candidates; kept for the tuples that the gazetteer hands out again and again."""
    known = _cached.get(id(candidates))
    if known is not None and known[0] is candidates:
        return known[1]
    columns = _columns(candidates[:MOST_CANDIDATES])
    _cached[id(candidates)] = candidates, columns
    if len(_cached) > _CACHED_NAMES:
        _cached.popitem(last=False)
    return columns


# By value: names that are narrowed down to the same candidates have them in tuples of their own.
@lru_cache(maxsize=_CACHED_NAMES)
def _columns(candidates: tuple[Candidate, ...]) -> Columns:
    towns = [c for c in candidates if c.level == "populated_place" and c.population > SMALL]
    largest = max((c.population for c in candidates if c.level == "populated_place"), default=0)
    likely = candidates[:_LIKELY]
    in_theatre = any(c.country_code in THEATRE_COUNTRIES for c in likely[:1])
    return Columns(
        np.array([_standing(c, largest, towns) + _further(c) for c in candidates], dtype=np.float64),
        tuple(c.level for c in candidates),
        in_theatre,
        not in_theatre and all(c.level == "populated_place" and c.population < SMALL for c in likely),
        max((_at_a_front(c) for c in likely), default=0.0),
    )


def _at_a_front(candidate: Candidate) -> float:
    if candidate.level != "populated_place":
        return 0.0
    if candidate.is_main and is_front_town(candidate):
        return 1.0
    return _OTHER_WAR if candidate.place_id in of_other_wars() else 0.0


def _further(candidate: Candidate) -> tuple[float, ...]:
    latitude, longitude = math.radians(candidate.latitude), math.radians(candidate.longitude)
    level, country, admin1 = candidate.level, candidate.country_code, candidate.admin1
    return (
        math.cos(latitude) * math.cos(longitude),
        math.cos(latitude) * math.sin(longitude),
        math.sin(latitude),
        candidate.uncertainty_km if level in _AREAS else 0.0,
        number_of(country) if country else -1,
        number_of((country, admin1)) if admin1 else -1,
        number_of(candidate.place_id),
        level == "country",
        level == "admin1" or (level == "region" and admin1 != ""),
        country in THEATRE_COUNTRIES,
    )


def _standing(candidate: Candidate, largest: int, towns: list[Candidate]) -> tuple[float, ...]:
    size = math.log10(max(candidate.population, 100))
    is_town = candidate.level == "populated_place"
    is_area = candidate.level in {"admin1", "admin2"}
    # A division of the name of a town in it is called after its seat ("Idlib"); one of a town elsewhere is not ("Washington").
    where = candidate.country_code, candidate.admin1
    seat = max((t.population for t in towns if is_area and (t.country_code, t.admin1) == where), default=0)
    is_measured = is_area and candidate.population > 0
    return (
        float(candidate.is_main and not seat),
        size - 4 if is_town else 0.0,
        float(is_town and candidate.population == 0),
        float(is_town and candidate.population < SMALL),
        math.log10(max(largest, 100)) - size if is_town else 0.0,
        float(is_town and candidate.population == largest),
        size - 5 if is_measured else 0.0,
        float(candidate.level == "country"),
        float(candidate.is_capital),
        float(candidate.level == "admin1"),
        float(is_area and bool(towns) and not seat),
        float(seat > 0),
        size - math.log10(seat) if seat and is_measured else 0.0,
        float(candidate.level == "admin1" and not is_measured),
        float(candidate.level == "admin2" and not is_measured),
        float(candidate.level == "admin2"),
        float(candidate.level == "region"),
        float(candidate.level == "water"),
        float(candidate.level == "water" and bool(towns)),
        float(candidate.level in {"facility", "other"}),
        float(is_town and candidate.place_id.startswith("atlas:")),
        float(candidate.country_code in THEATRE_COUNTRIES),
        float(is_town and candidate.country_code in THEATRE_COUNTRIES and not candidate.is_main),
        at_front(candidate) if candidate.country_code in THEATRE_COUNTRIES and is_town else 0.0,
    )
