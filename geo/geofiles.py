"""Mentions by the batch -> GeoJSON and KML, for maps of others.

A mention of a settlement is a point. One of an area is the circle in which it lies, around the point that stands for it: its own
outline is not known here, and a point would say too much. A country, whose point is its capital, stays a point, and `basis` says
*inferred*. What could not be placed has no geometry; it is a row all the same.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Any

import pyarrow as pa

from geo.calendar_days import publication
from geo.distances import Ring, circle
from geo.models import ROLES, Level, Precision
from geo.palette import LIGHT
from geo.tablefiles import Batches, rows_of

_AREAS: frozenset[Level] = frozenset(("admin1", "admin2", "region", "water"))
_NOT_XML = {
    code: "�" for code in [*range(32), 0xFFFE, 0xFFFF, *range(0xD800, 0xE000)] if code not in (9, 10, 13)
}  # XML 1.0, 2.2


def rings(row: Mapping[str, Any]) -> tuple[Ring, ...]:
    """The circle of a mention of an area, as `geo.distances.circle` gives it; empty for what is a point, or nothing."""
    if row["level"] not in _AREAS or not row["uncertainty_km"]:
        return ()
    return circle(row["latitude"], row["longitude"], row["uncertainty_km"])


def geometry(row: Mapping[str, Any]) -> dict[str, Any] | None:
    """The GeoJSON geometry of a mention (longitude before latitude, WGS84 degrees); None where it could not be placed."""
    if row["latitude"] is None:
        return None
    parts = rings(row)
    if not parts:
        return {"type": "Point", "coordinates": [row["longitude"], row["latitude"]]}
    if len(parts) == 1:
        return {"type": "Polygon", "coordinates": [parts[0]]}
    return {"type": "MultiPolygon", "coordinates": [[part] for part in parts]}


def write_geojson(batches: Batches, path: Path, schema: pa.Schema) -> None:  # noqa: ARG001  # as the others are called
    """A FeatureCollection after RFC 7946: `id` is the mention_id, `properties` are all columns, unknown is null."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write('{"type": "FeatureCollection", "features": [')
        between = "\n"
        for row in rows_of(batches):
            feature = {"type": "Feature", "id": row["mention_id"], "geometry": geometry(row), "properties": row}
            file.write(between + json.dumps(feature, ensure_ascii=False))
            between = ",\n"
        file.write("\n]}\n")


def days_of(row: Mapping[str, Any]) -> tuple[str, str] | None:
    """First and last day of a mention, ISO: those of the event, else of the publication at its precision; None where undated."""
    if row["event_start"]:
        return row["event_start"], row["event_end"]
    return _published(row["published"], row["published_precision"]) if row["published"] else None


@lru_cache(maxsize=10_000)
def _published(first: str, precision: Precision) -> tuple[str, str] | None:
    days = publication(date.fromisoformat(first), precision)
    return (days.start.isoformat(), days.end.isoformat()) if days else None


def write_kml(batches: Batches, path: Path, schema: pa.Schema) -> None:  # noqa: ARG001  # as the others are called
    """KML 2.2: a Placemark a mention, with its days as TimeSpan, and all columns that are known as ExtendedData."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(
            '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2">\n<Document>\n'
            "<name>Frontline Atlas</name>\n"
        )
        for role in ROLES:
            red, green, blue = (LIGHT[role][at : at + 2] for at in (1, 3, 5))
            file.write(
                f'<Style id="{role}"><IconStyle><color>ff{blue}{green}{red}</color><scale>0.7</scale></IconStyle>'
                f"<LineStyle><color>ff{blue}{green}{red}</color></LineStyle>"
                f"<PolyStyle><color>40{blue}{green}{red}</color></PolyStyle></Style>\n"
            )
        for row in rows_of(batches):
            file.write(_placemark(row))
        file.write("</Document>\n</kml>\n")


def _placemark(row: Mapping[str, Any]) -> str:
    days = days_of(row)
    # The excerpt is text: a globe shows a description as HTML, and so it is escaped once for that, and once for XML.
    parts = [
        f'<Placemark id="m-{_xml(row["mention_id"])}"><name>{_xml(row["place_name"] or row["surface"])}</name>',
        f"<description>{_xml(escape(row['excerpt']))}</description>",
        f"<TimeSpan><begin>{days[0]}</begin><end>{days[1]}</end></TimeSpan>" if days else "",
        f"<styleUrl>#{row['role'] or 'other'}</styleUrl><ExtendedData>",
    ]
    parts += [
        f'<Data name="{name}"><value>{_xml(value)}</value></Data>' for name, value in row.items() if value is not None
    ]
    parts.append(f"</ExtendedData>{_kml_geometry(row)}</Placemark>\n")
    return "".join(parts)


def _xml(value: Any) -> str:
    return escape(str(value).translate(_NOT_XML))


def _kml_geometry(row: Mapping[str, Any]) -> str:
    if row["latitude"] is None:
        return ""
    parts = rings(row)
    if not parts:
        return f"<Point><coordinates>{row['longitude']},{row['latitude']}</coordinates></Point>"
    made = "".join(
        "<Polygon><outerBoundaryIs><LinearRing><coordinates>"
        + " ".join(f"{x},{y}" for x, y in part)
        + "</coordinates></LinearRing></outerBoundaryIs></Polygon>"
        for part in parts
    )
    return made if len(parts) == 1 else f"<MultiGeometry>{made}</MultiGeometry>"
