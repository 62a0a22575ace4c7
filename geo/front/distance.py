"""Signed distances to the line, many at once.

The nearest spot of a line is looked for on a plane (azimuthal equidistant around the lines), where GEOS has an index of its
stretches; the distance to that spot is then the geodesic on WGS84. Only the choice of the spot can err: near the line it is
right, and thousands of kilometres away another spot of the same line would be nearer by less than 1%.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from pyproj import Geod, Proj

from geo.front.shapes import flat, plane, regions

EPOCH = date(1970, 1, 1)
_GEOD = Geod(ellps="WGS84")

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int32]
Days = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """The line of a source on a day.

    Attributes
    ----------
    day : date
        Of the data.
    area : shapely.MultiPolygon
        What the source shades as occupied, as it draws it; longitude and latitude in degrees.
    line : shapely.MultiLineString
        The part of its edge that has the other side across it.
    left_out : tuple of str
        Regions that are held and that the source does not draw; what lies in them counts as inside.
    """

    source: str
    day: date
    area: Any
    line: Any
    left_out: tuple[str, ...]
    licence: str
    attribution: str
    file: str


@dataclass(frozen=True, slots=True, eq=False)
class Front:
    """Lines to measure against, by day and then by source; `days` are theirs, since 1970-01-01."""

    lines: tuple[Line, ...]
    days: Days
    projection: Proj
    _flat: dict[int, tuple[Any, Any]] = field(default_factory=dict)

    def of(self, source: str | None) -> Front:
        """The lines of one source alone; all of them for None."""
        return self if source is None else front_of(line for line in self.lines if line.source == source)

    @property
    def sources(self) -> tuple[str, ...]:
        """The names of the sources, those with most lines first."""
        counts: dict[str, int] = {}
        for line in self.lines:
            counts[line.source] = counts.get(line.source, 0) + 1
        return tuple(sorted(counts, key=lambda name: (-counts[name], name)))


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """Distances of spots on days.

    Attributes
    ----------
    km : numpy.ndarray of float64
        Geodesic, to the line; positive outside the area, negative inside; NaN where there is no line.
    line : numpy.ndarray of int32
        Index into `Front.lines`; -1 where there is none.
    """

    km: Floats
    line: Ints


@dataclass(frozen=True, slots=True)
class Fix:
    """How far one place was from the line on one day; `low` and `high` differ where it is an area."""

    km: float
    low: float
    high: float
    source: str
    day: date
    age: int  # days
    attribution: str
    licence: str


def front_of(lines: Iterable[Line]) -> Front:
    """Lines, put in order, to measure against."""
    ordered = tuple(sorted(lines, key=lambda line: (line.day, line.source)))
    days = np.array([(line.day - EPOCH).days for line in ordered], dtype=np.int32)
    west, south, east, north = shapely.total_bounds([line.line for line in ordered]) if ordered else (0, 0, 0, 0)
    return Front(ordered, days, plane((west + east) / 2, (south + north) / 2))


def lines_on(front: Front, days: Days, most_age: int) -> Ints:
    """The index of the last line on or before each day; -1 where that is more than `most_age` days older.

    Of two sources with a line of that very day the one that comes later in the alphabet.
    """
    if not front.lines:
        return np.full(len(days), -1, dtype=np.int32)
    found = np.searchsorted(front.days, days, side="right").astype(np.int32) - 1
    age = days.astype(np.int64) - front.days[np.maximum(found, 0)]
    return np.where((found >= 0) & (age <= most_age), found, -1).astype(np.int32)


def measure(front: Front, longitude: Floats, latitude: Floats, days: Days, most_age: int) -> Measured:
    """The signed distance of each spot (degrees, WGS84) to the line of its day (days since 1970-01-01).

    Equal spots under the same line are measured once: a million mentions of 5,000 places take seconds.
    """
    line = lines_on(front, days, most_age)
    km = np.full(len(days), np.nan)
    rows = np.flatnonzero((line >= 0) & np.isfinite(longitude) & np.isfinite(latitude))
    spots, place = np.unique(longitude[rows] + 1j * latitude[rows], return_inverse=True)
    keys, back = np.unique(line[rows].astype(np.int64) * max(len(spots), 1) + place, return_inverse=True)
    numbers, places = np.divmod(keys, max(len(spots), 1))
    x, y = front.projection(spots.real, spots.imag) if len(spots) else (spots.real, spots.imag)
    found = np.empty(len(keys))
    starts = np.flatnonzero(np.diff(numbers, prepend=-1))
    for start, end in zip(starts, np.append(starts[1:], len(keys))[: len(starts)], strict=True):
        at = places[start:end]
        found[start:end] = _signed(front, int(numbers[start]), spots[at], np.asarray(x)[at], np.asarray(y)[at])
    km[rows] = found[back]
    line[np.isnan(km)] = -1
    return Measured(km, line)


def _signed(front: Front, number: int, spots: npt.NDArray[np.complex128], x: Floats, y: Floats) -> Floats:
    if number not in front._flat:
        line = front.lines[number]
        front._flat[number] = flat(line.area, front.projection), flat(line.line, front.projection)
    area, edge = front._flat[number]
    shapely.prepare([area, edge])
    nearest = shapely.get_coordinates(shapely.shortest_line(edge, shapely.points(x, y)))[::2]
    inside = shapely.contains_xy(area, x, y)
    shapely.destroy_prepared([area, edge])
    for region in regions():
        if region.name in front.lines[number].left_out:
            inside |= shapely.contains_xy(region.area, spots.real, spots.imag)
    there = front.projection(nearest[:, 0], nearest[:, 1], inverse=True)
    metres = np.asarray(_GEOD.inv(spots.real, spots.imag, *there)[2])
    return np.where(inside, -metres, metres) / 1000.0


def fix(
    front: Front, longitude: float, latitude: float, day: date, most_age: int, radius_km: float = 0.0
) -> Fix | None:
    """How far a place was from the line on a day; None where no line is recent enough.

    Parameters
    ----------
    radius_km : float
        Of a place that is an area: whatever lies in it is nearer or further by at most that.
    """
    found = measure(
        front, np.array([longitude]), np.array([latitude]), np.array([(day - EPOCH).days], np.int32), most_age
    )
    if found.line[0] < 0:
        return None
    line, km = front.lines[found.line[0]], float(found.km[0])
    age = (day - line.day) // timedelta(1)
    return Fix(km, km - radius_km, km + radius_km, line.source, line.day, age, line.attribution, line.licence)
