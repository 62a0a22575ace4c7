"""Files of events, row by row: CSV with any delimiter, a JSON list, GeoJSON points, JSON lines, Parquet."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from geo.errors import ArticleError, GeoError
from geo.export import read_table

ENDINGS = (".csv", ".json", ".geojson", ".jsonl", ".parquet")
_LARGEST_CELL = 2**31 - 1

Rows = Iterator[tuple[Sequence[str], Mapping[str, Any] | None]]


def event_rows(path: Path) -> Rows:
    """The header with each row; None for a row that has more or fewer cells.

    Raises
    ------
    ArticleError
        Where the file cannot be read.
    """
    ending = path.suffix.lower()
    if ending == ".csv":
        yield from _csv_rows(path)
    elif ending in (".json", ".geojson"):
        yield from ((list(row), row) for row in _json_rows(path))
    elif ending in ENDINGS:
        try:
            records = read_table(path).to_dict("records")
        except GeoError as error:
            raise ArticleError(str(error)) from error
        yield from ((list(map(str, row)), {str(name): value for name, value in row.items()}) for row in records)
    else:
        raise ArticleError(f"{path}: cannot read {ending or 'a file without ending'}; use {', '.join(ENDINGS)}")


def _csv_rows(path: Path) -> Rows:
    csv.field_size_limit(_LARGEST_CELL)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            head = file.readline()
            delimiter = max(",;\t", key=head.count)
            file.seek(0)
            rows = csv.reader(file, delimiter=delimiter, strict=True)
            header = next(rows, [])
            for cells in rows:
                if cells:
                    yield header, dict(zip(header, cells, strict=True)) if len(cells) == len(header) else None
    except (OSError, csv.Error, UnicodeDecodeError) as error:
        raise ArticleError(f"{path}: cannot be read ({error}); save it as CSV in UTF-8") from error


def _json_rows(path: Path) -> list[dict[str, Any]]:
    try:
        held = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:
        raise ArticleError(f"{path}: cannot be read ({error}); it must be one JSON list of events") from error
    if isinstance(held, dict) and held.get("type") == "FeatureCollection":
        held = [_of_feature(one) for one in held.get("features") or [] if isinstance(one, dict)]
    if not isinstance(held, list) or not all(isinstance(one, dict) for one in held):
        raise ArticleError(f"{path}: JSON, but no list of events; write [{{...}}, ...] or GeoJSON points")
    return held


def _of_feature(feature: Mapping[str, Any]) -> dict[str, Any]:
    point = feature.get("geometry") or {}
    spot = point.get("coordinates") if isinstance(point, dict) and point.get("type") == "Point" else None
    where = {"longitude": spot[0], "latitude": spot[1]} if isinstance(spot, list) and len(spot) >= 2 else {}
    named = {"id": feature["id"]} if "id" in feature else {}
    return {**where, **named, **(feature.get("properties") or {})}
