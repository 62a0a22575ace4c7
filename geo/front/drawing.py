"""Lines as the map draws them: all of them in one small file, so that play and timeline need not ask the server.

JSON: `sources` (name -> attribution, licence, schematic), and `lines` by day: source, day (since 1970-01-01), area (rings) and line
(paths). A ring or path is a flat list: longitude and latitude of its first corner in steps of 0.0001 degrees, then the differences.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely

from geo.front.distance import EPOCH, Line

_STEPS = 10_000  # a degree
_FINE = 0.001  # degrees that a drawn line may be off: two pixels at the map's closest
_MANY = 200  # lines; of more each is drawn a little coarser, so that the file stays some megabytes


def drawing(lines: Sequence[Line], schematic: str) -> bytes:
    """The file of some lines; `schematic` is the source that is drawn and never measured against."""
    off = _FINE * max(1.0, (len(lines) / _MANY) ** 0.5)
    sources = {
        line.source: {
            "attribution": line.attribution,
            "licence": line.licence,
            "schematic": line.source == schematic,
        }
        for line in lines
    }
    drawn = [
        {
            "source": line.source,
            "day": (line.day - EPOCH).days,
            "area": [_path(ring) for ring in shapely.get_rings(shapely.get_parts(shapely.simplify(line.area, off)))],
            "line": [_path(part) for part in shapely.get_parts(shapely.simplify(line.line, off))],
        }
        for line in sorted(lines, key=lambda line: (line.day, line.source))
    ]
    return json.dumps({"sources": sources, "lines": drawn}, ensure_ascii=False, separators=(",", ":")).encode()


def _path(path: Any) -> list[int]:
    corners = np.round(shapely.get_coordinates(path) * _STEPS).astype(np.int64)
    steps: list[int] = np.diff(corners, axis=0, prepend=0).ravel().tolist()
    return steps
