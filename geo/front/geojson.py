"""GeoJSON -> features, in the shapes in which maps of control are passed on.

FeatureCollection, Feature or bare geometry, also under a key `value`. A geometry may be a collection of collections; a feature
may have no properties, or null in their place.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from geo.errors import FrontError

MOST_POINTS = 1_000_000  # of a file; the samples have 10,000
_DEEPEST = 8  # collections within collections


@dataclass(frozen=True, slots=True)
class Feature:
    """A geometry in longitude and latitude with what is said of it."""

    geometry: Any
    properties: dict[str, Any]


def read_geojson(data: bytes, told: str) -> list[Feature]:
    """The features of a file that have a geometry.

    Parameters
    ----------
    told : str
        What messages call the file.

    Raises
    ------
    FrontError
        Where it is no GeoJSON, or a coordinate is no number.
    """
    try:
        whole = json.loads(data)
    except (ValueError, RecursionError) as error:
        reason = "nested too deep" if isinstance(error, RecursionError) else str(error)
        raise FrontError(f"{told}: no readable JSON ({reason[:120]})") from error
    if isinstance(whole, dict) and isinstance(whole.get("value"), dict):
        whole = whole["value"]
    if not isinstance(whole, dict) or "type" not in whole:
        raise FrontError(f"{told}: no GeoJSON (it has no type); of an ArcGIS layer ask for f=geojson")
    common = {key: value for key, value in whole.items() if isinstance(value, str | int)}
    items = whole.get("features") if whole["type"] == "FeatureCollection" else [whole]
    if not isinstance(items, list):
        raise FrontError(f"{told}: features is no list")
    room = [MOST_POINTS]
    found = []
    for number, item in enumerate(items, 1):
        where = f"{told}: feature {number}"
        if not isinstance(item, dict):
            raise FrontError(f"{where} is no object")
        bare = item if item.get("type") != "Feature" else item.get("geometry")
        if bare is None:
            continue
        own = item.get("properties")
        properties = {**common, **(own if isinstance(own, dict) else {})}
        found.append(Feature(_geometry(bare, where, room, _DEEPEST), properties))
    return found


def _geometry(value: Any, where: str, room: list[int], depth: int) -> Any:
    kind = value.get("type") if isinstance(value, dict) else None
    if kind == "GeometryCollection":
        members = value.get("geometries")
        if not isinstance(members, list) or not depth:
            raise FrontError(f"{where}: a GeometryCollection without geometries, or nested too deep")
        return shapely.GeometryCollection([_geometry(member, where, room, depth - 1) for member in members])
    held = value.get("coordinates") if isinstance(value, dict) else None
    if kind == "Polygon":
        return _polygon(held, where, room)
    if kind == "MultiPolygon" and isinstance(held, list):
        return shapely.MultiPolygon([one for one in (_polygon(part, where, room) for part in held) if not one.is_empty])
    if kind in ("Point", "MultiPoint", "LineString", "MultiLineString"):
        return shapely.GeometryCollection()  # units, arrows, labels: no ground
    raise FrontError(f"{where}: {str(kind)[:40]!r} is no geometry of GeoJSON")


def _polygon(rings: Any, where: str, room: list[int]) -> Any:
    if not isinstance(rings, list):
        raise FrontError(f"{where}: a Polygon without coordinates")
    made = [ring_of(ring, where, room) for ring in rings]
    kept = [ring for ring in made if ring is not None]
    if not kept or made[0] is None:
        return shapely.Polygon()
    return shapely.Polygon(kept[0], kept[1:])


def ring_of(points: Any, where: str, room: list[int]) -> Any:
    """A closed ring as an array of longitude and latitude; None where it has fewer than three corners.

    Raises
    ------
    FrontError
        Where a coordinate is no finite number, or there are too many of them.
    """
    try:
        room[0] -= len(points)
        if room[0] < 0:
            raise FrontError(f"{where}: more than {MOST_POINTS:,} points; simplify the layer first")
        at = np.array([[float(point[0]), float(point[1])] for point in points], dtype=np.float64).reshape(-1, 2)
    except (TypeError, ValueError, IndexError, KeyError, OverflowError) as error:
        raise FrontError(f"{where}: a corner is no pair of numbers") from error
    if not np.isfinite(at).all():
        raise FrontError(f"{where}: a coordinate is not finite")
    if len(at) and (at[0] != at[-1]).any():
        at = np.vstack([at, at[:1]])
    return at if len(np.unique(at, axis=0)) >= 3 else None
