"""Lines of control of our own making, no source's: coarse areas in the east of Ukraine."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import shapely

from geo.front import Front, Line, front_of
from geo.front.shapes import left_out, line_of

# Longitude, latitude. Its western edge runs 5 km east of Bakhmut and 10 km west of Donetsk; in the south it goes round Crimea.
CORNERS = [
    (38.07, 49.0),
    (38.07, 48.35),
    (37.67, 48.2),
    (37.67, 47.8),
    (36.0, 47.5),
    (34.5, 47.2),
    (33.0, 46.4),
    (32.2, 45.5),
    (33.5, 44.2),
    (36.8, 44.9),
    (38.3, 47.0),
    (40.3, 47.9),
    (40.3, 49.0),
    (38.07, 49.0),
]


def geojson(*polygons: list[Any], **properties: object) -> dict[str, Any]:
    """A FeatureCollection with a feature for each polygon, given as its outer ring; all have the same properties."""
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": properties or None,
                "geometry": {"type": "Polygon", "coordinates": [polygon]},
            }
            for polygon in polygons
        ],
    }


def write(path: Path, content: object) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def box(west: float, south: float, east: float, north: float) -> list[tuple[float, float]]:
    return [(west, south), (east, south), (east, north), (west, north), (west, south)]


def line(corners: list[Any] = CORNERS, day: date = date(2022, 12, 20), source: str = "made") -> Line:
    area = shapely.MultiPolygon([shapely.Polygon(corners)])
    lacking = tuple(region.name for region in left_out(area, day))
    return Line(source, day, area, line_of(area, day), lacking, "CC0", "Nobody", "made")


def front(*lines: Line) -> Front:
    return front_of(lines)
