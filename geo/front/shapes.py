"""Polygons repaired and joined, and the part of their edge that is a line between two sides."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from pyproj import Proj

from geo.errors import DataError, FrontError
from geo.paths import DATA

LAND = DATA / "front" / "land.geojson"

# Metres. Parts that were drawn by hand beside each other leave seams of some hundred metres between them, which are no front.
_SEAM = 500.0
# Metres across the edge at which land of the other side must lie. Natural Earth's 1:10m border and coast, and those of the
# samples that this was tried on, agree to 5 km.
_ACROSS = 5_000.0
_COLLECTION = 7  # type id of shapely
_STRAY = 15_000.0  # metres of edge near a border or coast that are too short to be a front of their own
_STEP = 1_000.0  # metres of edge that are judged together
_SAME = 1.0  # metre
_STRAIGHT = 0.05  # degrees over which an edge that is straight in degrees is straight in metres, to less than a metre
_WITHIN = (19.0, 43.0, 42.0, 57.0)  # west, south, east, north in degrees: Ukraine and what lies around it
_COVERED = 0.1  # share of a region's area from which on a source is said to draw it

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Region:
    """A polygon of `data/front/land.geojson` in longitude and latitude, and since when it is held (None: it is land)."""

    name: str
    area: shapely.Geometry
    since: date | None


def plane(longitude: float, latitude: float) -> Proj:
    """The azimuthal equidistant projection around a spot, in metres; lengths within 1000 km of it are right to 0.5%."""
    return Proj(proj="aeqd", lon_0=longitude, lat_0=latitude, ellps="WGS84")


def flat(geometry: Any, projection: Proj) -> Any:
    """A geometry of degrees, longitude first, in metres of the plane; its edges are straight in degrees (RFC 7946, 3.1.1)."""
    cut = shapely.segmentize(geometry, _STRAIGHT)
    return shapely.transform(cut, lambda at: np.column_stack(projection(at[:, 0], at[:, 1])))


def round_again(geometry: Any, projection: Proj) -> Any:
    """A geometry of the plane in degrees again."""
    return shapely.transform(geometry, lambda at: np.column_stack(projection(at[:, 0], at[:, 1], inverse=True)))


def polygons(geometry: Any) -> list[Any]:
    """All polygons with an area in a geometry, however deep in collections, repaired; lines and points fall out.

    Self-crossings are mended so that both loops stay (make_valid, method "structure"); holes stay holes.
    """
    parts = np.atleast_1d(geometry)
    while (shapely.get_type_id(parts) == _COLLECTION).any():
        parts = shapely.get_parts(parts)
    areal = parts[np.isin(shapely.get_type_id(parts), (3, 6))]
    mended = shapely.get_parts(shapely.make_valid(shapely.force_2d(areal), method="structure", keep_collapsed=False))
    single = shapely.get_parts(mended)
    return [one for one in single if one.geom_type == "Polygon" and one.area > 0]


def swapped(area: Any) -> bool:
    """Whether a layer holds latitude before longitude: it lies around Ukraine only when read so."""
    west, south, east, north = area.bounds
    return not _lies_within(west, south, east, north) and _lies_within(south, west, north, east)


def _lies_within(west: float, south: float, east: float, north: float) -> bool:
    return _WITHIN[0] <= west and _WITHIN[1] <= south and east <= _WITHIN[2] and north <= _WITHIN[3]


def joined(parts: list[Any], told: str) -> Any:
    """One MultiPolygon (longitude, latitude) of all parts, with the seams between them closed.

    Raises
    ------
    FrontError
        Where a coordinate is no longitude or latitude; `told` names the file.
    """
    if swapped(shapely.GeometryCollection(parts)):
        parts = [shapely.transform(part, lambda at: at[:, ::-1]) for part in parts]
    west, south, east, north = shapely.total_bounds(parts)
    if west < -180 or east > 180 or south < -90 or north > 90:
        raise FrontError(
            f"{told}: coordinates up to {max(east, north):g} are no degrees; export it in WGS84 (EPSG:4326)"
        )
    projection = plane((west + east) / 2, (south + north) / 2)
    # Part by part first: what overlaps in one layer is no hole in another.
    whole = shapely.union_all([flat(part, projection) for part in parts])
    if len(parts) > 1:
        closed = shapely.buffer(shapely.buffer(whole, _SEAM, quad_segs=4), -_SEAM, quad_segs=4)
        seams = [one for one in polygons(shapely.difference(closed, whole)) if _is_thin(one)]
        whole = shapely.union_all([whole, *(shapely.buffer(one, 1.0) for one in seams)])
        whole = shapely.union_all([shapely.Polygon(one.exterior, _holes(one)) for one in polygons(whole)])
    simple = shapely.simplify(whole, _SAME)
    return shapely.MultiPolygon(polygons(round_again(simple, projection)))


def _is_thin(seam: Any) -> bool:
    return bool(shapely.is_empty(shapely.buffer(seam, -_SEAM)))


def _holes(polygon: Any) -> list[Any]:
    """The holes of a joined polygon that are wide enough to be ground of the other side."""
    return [ring for ring in polygon.interiors if not _is_thin(shapely.Polygon(ring))]


@lru_cache(maxsize=1)
def regions() -> tuple[Region, ...]:
    """The regions of `data/front/land.geojson`.

    Raises
    ------
    DataError
        Where the file is missing or broken.
    """
    try:
        features = json.loads(LAND.read_text(encoding="utf-8"))["features"]
        return tuple(_region(feature) for feature in features)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DataError(f"{LAND.name}: cannot be read ({error}); restore it from the project") from error


def _region(feature: dict[str, Any]) -> Region:
    properties = feature["properties"]
    since = date.fromisoformat(properties["since"]) if properties["kind"] == "held" else None
    return Region(str(properties["name"]), shapely.from_geojson(json.dumps(feature["geometry"])), since)


def left_out(area: Any, day: date) -> tuple[Region, ...]:
    """The regions that were held on that day and that a layer does not draw."""
    held = [region for region in regions() if region.since is not None and region.since <= day]
    return tuple(
        region for region in held if shapely.intersection(region.area, area).area < _COVERED * shapely.area(region.area)
    )


def line_of(area: Any, day: date, *, as_drawn: bool = False) -> Any:
    """The part of the edge of an area across which land lies that is not held: a MultiLineString (longitude, latitude).

    Judged on stretches of 1 km, by a spot 5 km outside each. An area that has no such edge, in another war, has its whole edge.
    """
    west, south, east, north = area.bounds
    projection = plane((west + east) / 2, (south + north) / 2)
    metric = flat(area, projection)
    shapely.prepare(metric)
    stretches = _stretches(metric)
    free = [flat(region.area, projection) for region in regions() if region.since is None]
    held = [] if as_drawn else [flat(region.area, projection) for region in left_out(area, day)]
    coordinates = shapely.get_coordinates(stretches).reshape(-1, 2, 2)
    middle, along = coordinates.mean(axis=1), coordinates[:, 1] - coordinates[:, 0]
    # Polygons are oriented so that the area lies at the left of its edge: outside is at the right.
    outward = np.column_stack([along[:, 1], -along[:, 0]]) / np.maximum(np.hypot(*along.T), 1e-9)[:, None]
    far, near = middle + outward * _ACROSS, middle + outward * _SEAM
    ground = shapely.union_all(free)
    if held:
        # Where their borders were drawn a little apart the strip between them is no front either.
        ground = shapely.difference(ground, shapely.buffer(shapely.union_all(held), _ACROSS))
    shapely.prepare(ground)
    # A finger of land narrower than 5 km has the area again on its other side: then what lies close decides.
    again = shapely.contains_xy(metric, far[:, 0], far[:, 1])
    across = np.where(again[:, None], near, far)
    is_line = shapely.contains_xy(ground, across[:, 0], across[:, 1])
    chosen = stretches[is_line] if is_line.any() else stretches
    runs = shapely.get_parts(shapely.line_merge(shapely.multilinestrings(chosen)))
    # Where a border and the edge that follows it wind around each other, some stretches seem to have land across them.
    is_stray = ~shapely.is_closed(runs) & (shapely.length(runs) < _STRAY)
    is_stray &= shapely.distance(runs, shapely.boundary(ground)) < 2 * _ACROSS
    kept = runs[~is_stray] if is_line.any() and not is_stray.all() else runs
    return round_again(shapely.multilinestrings(shapely.simplify(kept, _SAME)), projection)


def _stretches(metric: Any) -> npt.NDArray[Any]:
    """The edge as straight pieces of at most 1 km, the area at the left of each."""
    cut = shapely.segmentize(shapely.orient_polygons(metric), _STEP)
    pieces = [shapely.get_coordinates(ring) for ring in shapely.get_rings(shapely.get_parts(cut))]
    made: npt.NDArray[Any] = shapely.linestrings(np.concatenate([np.stack([at[:-1], at[1:]], axis=1) for at in pieces]))
    return made
