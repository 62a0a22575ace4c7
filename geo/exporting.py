"""Exactly what is filtered -> a file, in the form that its ending names."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa

from geo.assets import StaticFiles, build_static
from geo.bundle import write_bundle
from geo.errors import GeoError
from geo.export import put_whole
from geo.geofiles import write_geojson, write_kml
from geo.loading import Loaded
from geo.picture import draw
from geo.selecting import Selection, mentions
from geo.store.streaming import SCHEMA
from geo.tablefiles import Batches, write_csv, write_json_lines, write_parquet
from geo.views import Mask, places_of

BY_THE_ROW: dict[str, Callable[[Batches, Path, pa.Schema], None]] = {
    ".csv": write_csv,
    ".jsonl": write_json_lines,
    ".parquet": write_parquet,
    ".geojson": write_geojson,
    ".kml": write_kml,
}
ENDINGS = (*BY_THE_ROW, ".png", ".zip")  # the last two: a picture of the map, and the citable bundle

Tell = Callable[[int], object]


def check_form(path: Path) -> None:
    """Refuse a file of an unknown ending before the work is done.

    Raises
    ------
    GeoError
        Listing the endings that can be written.
    """
    if path.suffix.lower() not in ENDINGS:
        raise GeoError(f"{path}: cannot write {path.suffix or 'a file without ending'}; use {', '.join(ENDINGS)}")


def write_export(
    path: Path,
    loaded: Loaded,
    selection: Selection,
    keep: Mask,
    *,
    tell: Tell | None = None,
    as_known_on: date | datetime | None = None,
    static: StaticFiles | None = None,
) -> int:
    """Write the mentions of a mask, and put the file in its place whole.

    Parameters
    ----------
    path : Path
        Ends in one of `ENDINGS`.
    selection : Selection
        What the mask was made of; a picture and a bundle say so.
    tell : callable, optional
        Called with the number of rows that were written since the last call.
    static : StaticFiles, optional
        Where they are at hand; a picture and a bundle need the base map.

    Returns
    -------
    int
        The number of mentions.

    Raises
    ------
    GeoError
        Where the ending is unknown, the file cannot be written or the store cannot be read.
    """
    check_form(path)
    rows, ending = int(np.count_nonzero(keep)), path.suffix.lower()
    with put_whole(path) as draft:
        if ending in BY_THE_ROW:
            BY_THE_ROW[ending](_told(mentions(loaded, keep, as_known_on, selection.front), tell), draft, SCHEMA)
            return rows
        files = static or build_static()
        if ending == ".png":
            draw(places_of(loaded.view, keep), selection, rows, files).save(draft, format="PNG", optimize=True)
        else:
            batches = _told(mentions(loaded, keep, as_known_on, selection.front), tell)
            write_bundle(draft, batches, loaded, selection, keep, files, as_known_on=as_known_on)
    return rows


def _told(batches: Iterator[pa.RecordBatch], tell: Tell | None) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        yield batch
        if tell is not None:
            tell(batch.num_rows)
