"""The table `front` of the store: a row each time that a line is added or taken out; of a source and day the newest row holds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import shapely
from deltalake import DeltaTable

from geo.errors import FrontError
from geo.front.distance import Front, Line, front_of
from geo.front.reading import Layer, read_layers
from geo.front.shapes import left_out, line_of
from geo.paths import DATA
from geo.store import Store, open_store, store_address
from geo.store.tables import append, told

TABLE = "front"
SCHEMATIC = "schematic"  # the source of our own coarse lines: drawn, never measured against
_SCHEMATIC_FOLDER = DATA / "front" / "schematic"
_LICENCE = "CC BY 4.0"
_ATTRIBUTION = "Frontline Atlas, drawn by hand"
_LONGEST = 500  # characters of what is said of a source
_DESCRIPTION = "Frontline Atlas, front, form 1"
_SCHEMA = pa.schema(
    [
        ("source", pa.string()),
        ("day", pa.date32()),  # of the data
        ("area", pa.binary()),  # WKB, longitude and latitude in degrees; null where the line was taken out
        ("line", pa.binary()),
        ("left_out", pa.list_(pa.string())),  # regions that are held and that the source does not draw
        ("licence", pa.string()),
        ("attribution", pa.string()),
        ("file", pa.string()),
        ("recorded", pa.timestamp("us", "UTC")),
    ]
)


def add_lines(
    layers: Sequence[Layer], *, source: str, licence: str, attribution: str, as_drawn: bool = False
) -> list[Line]:
    """Put layers into the store; a layer of a source and day that is there already takes its place.

    Parameters
    ----------
    as_drawn : bool
        Whether regions that the source leaves out count as not held.

    Raises
    ------
    FrontError
        Where name, licence or attribution is not stated.
    StoreError
        Where the store cannot be written.
    """
    said = {"source": source, "licence": licence, "attribution": attribution}
    for name, text in said.items():
        said[name] = " ".join(text.split())
        if not said[name]:
            raise FrontError(
                f"--{name} is not stated; a line is stored only with its source, its licence and whom to name"
            )
        if len(said[name]) > _LONGEST:
            raise FrontError(f"--{name} has {len(said[name])} characters; at most {_LONGEST} are kept")
    if said["source"].lower() == SCHEMATIC:
        raise FrontError(f"--source {source}: is the name of the program's own coarse lines; give it another one")
    made = [_line(layer, said, as_drawn) for layer in layers]
    if made:
        _append(open_store(), made)
    return made


def _line(layer: Layer, said: dict[str, str], as_drawn: bool) -> Line:
    lacking = () if as_drawn else tuple(region.name for region in left_out(layer.area, layer.day))
    line = line_of(layer.area, layer.day, as_drawn=as_drawn)
    return Line(said["source"], layer.day, layer.area, line, lacking, said["licence"], said["attribution"], layer.file)


def remove_lines(source: str, day: date | None = None) -> int:
    """Take the lines of a source out again, all or that of a day; how many there were.

    Raises
    ------
    FrontError
        Where there is none.
    """
    found = [line for line in lines() if line.source == source and day in (None, line.day)]
    if not found:
        raise FrontError(f"{source}: no line of this source{f' on {day}' if day else ''} in {store_address()}")
    _append(open_store(), found, is_removed=True)
    return len(found)


def _append(store: Store, made: Sequence[Line], *, is_removed: bool = False) -> None:
    if _table(store) is None:
        if store.is_local:
            Path(store.table(TABLE)).mkdir(parents=True, exist_ok=True)
        with told(store):
            DeltaTable.create(store.table(TABLE), schema=_SCHEMA, mode="ignore", name=TABLE, description=_DESCRIPTION)
    now = datetime.now(UTC)
    rows = [
        {
            "source": line.source,
            "day": line.day,
            "area": None if is_removed else shapely.to_wkb(line.area),
            "line": None if is_removed else shapely.to_wkb(line.line),
            "left_out": list(line.left_out),
            "licence": line.licence,
            "attribution": line.attribution,
            "file": line.file,
            "recorded": now,
        }
        for line in made
    ]
    append(store, TABLE, pa.Table.from_pylist(rows, _SCHEMA))


def _table(store: Store) -> DeltaTable | None:
    """The table, where there is one; a store is not made for asking."""
    with told(store):
        if store.is_local and not Path(store.table(TABLE), "_delta_log").is_dir():
            return None
        if not DeltaTable.is_deltatable(store.table(TABLE)):
            return None
        return DeltaTable(store.table(TABLE))


def front_version(address: str | None = None) -> str:
    """Another text after every change of the lines of the store; empty where it has none.

    Raises
    ------
    StoreError
        Where the store cannot be read.
    """
    table = _table(Store(address or store_address()))
    return "" if table is None else f"{table.metadata().id}-{table.version()}"


def lines(address: str | None = None) -> list[Line]:
    """The lines of the store (that of `ATLAS_STORE` without an address), by day and source.

    Raises
    ------
    StoreError
        Where the store cannot be read.
    """
    store = Store(address or store_address())
    table = _table(store)
    if table is None:
        return []
    with told(store):
        rows = table.to_pyarrow_dataset().to_table().to_pylist()
    newest: dict[tuple[date, str], dict[str, Any]] = {}
    for row in sorted(rows, key=lambda row: row["recorded"]):
        newest[row["day"], row["source"]] = row
    return [_read(row) for _key, row in sorted(newest.items()) if row["area"] is not None]


def _read(row: dict[str, Any]) -> Line:
    area, line = shapely.from_wkb(np.array([row.pop("area"), row.pop("line")], dtype=object))
    del row["recorded"]
    return Line(**row | {"left_out": tuple(row["left_out"])}, area=area, line=line)


def front(address: str | None = None) -> Front:
    """All lines of the store, to measure against.

    Raises
    ------
    StoreError
        Where the store cannot be read.
    """
    return front_of(lines(address))


def schematic() -> list[Line]:
    """Our own coarse lines of 2022 and 2023, for a store without any; they are drawn, and never measured against.

    Raises
    ------
    FrontError
        Where a file of `data/front/schematic` is broken.
    """
    found: list[Layer] = []
    for layer in read_layers(_SCHEMATIC_FOLDER):
        if isinstance(layer, FrontError):
            raise layer
        found.append(layer)
    said = {"source": SCHEMATIC, "licence": _LICENCE, "attribution": _ATTRIBUTION}
    return sorted((_line(layer, said, False) for layer in found), key=lambda line: line.day)
