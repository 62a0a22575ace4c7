"""Tables that say of each place who holds it (VIINA's control tables) -> areas: the cells of the places that are held.

VIINA (Zhukov, https://github.com/zhukovyuri/VIINA) gives a row a place and day: `geonameid`, `date` (20221220), and `status`, RU,
UA or CONTESTED; beside it the same by single sources. Where a place lies is another file there, so its columns `longitude` and
`latitude` are used where the table has them, and the gazetteer's point for its GeoNames number otherwise.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
import shapely

from geo.errors import FrontError
from geo.front.dated import day_of
from geo.front.shapes import regions

Spots = Callable[[Sequence[int]], npt.NDArray[np.float64]]
"""Of GeoNames numbers their longitudes and latitudes, (n, 2), NaN where unknown."""

_STATUS = ("status", "status_wiki", "status_boost", "status_isw", "status_dsm")
_HELD = ("RU", "RUSSIA", "RUSSIAN")  # contested places are held by neither
_FEWEST = 3  # places, for cells


def is_control_table(data: bytes) -> bool:
    """Whether a text begins with the header of such a table."""
    header = data[:4096].partition(b"\n")[0].decode(errors="replace").lower().replace('"', "").strip().split(",")
    return "geonameid" in header and any(name in header for name in _STATUS)


def read_control(data: bytes, told: str, spots: Spots) -> Iterator[tuple[date, Any]]:
    """The areas of a table, by day; of days on which nothing changed only the first.

    Raises
    ------
    FrontError
        Where the table is broken, or the places of its numbers are not known.
    """
    table = _table(data, told)
    numbers, place = np.unique(table["geonameid"], return_inverse=True)
    at = _spots(table, numbers, place, spots)
    known = np.flatnonzero(np.isfinite(at).all(axis=1))
    if len(known) < _FEWEST:
        raise FrontError(
            f"{told}: of {len(numbers)} places only {len(known)} are known; `geo gazetteer add UA` adds all of Ukraine's"
        )
    cells = _cells(at[known])
    slot = np.full(len(numbers), -1)
    slot[known] = np.arange(len(known))
    days, when = np.unique(table["date"], return_inverse=True)
    before: npt.NDArray[np.bool_] | None = None
    for number, day in enumerate(days):
        held = np.zeros(len(known), dtype=np.bool_)
        rows = slot[place[(when == number) & table["held"]]]
        held[rows[rows >= 0]] = True
        if before is not None and (held == before).all():
            continue
        before = held
        if held.any():
            yield day_of(str(day), told), shapely.coverage_union_all(cells[held])


def _table(data: bytes, told: str) -> dict[str, npt.NDArray[Any]]:
    try:
        read = pacsv.read_csv(
            io.BytesIO(data),
            convert_options=pacsv.ConvertOptions(column_types={"date": pa.string(), "geonameid": pa.int64()}),
        )
        read = read.rename_columns([name.lower() for name in read.column_names])
        status = next(name for name in _STATUS if name in read.column_names)
        held = pc.is_in(pc.utf8_upper(read.column(status).cast(pa.string())), pa.array(_HELD))
        table = {"geonameid": read.column("geonameid").to_numpy(), "date": read.column("date").to_numpy()}
        for name in ("longitude", "latitude"):
            if name in read.column_names:
                table[name] = read.column(name).cast(pa.float64()).to_numpy()
    except (pa.ArrowException, KeyError, StopIteration) as error:
        raise FrontError(
            f"{told}: no readable table of control ({str(error)[:150] or 'no column of status'})"
        ) from error
    return table | {"held": held.combine_chunks().to_numpy(zero_copy_only=False)}


def _spots(
    table: dict[str, npt.NDArray[Any]], numbers: npt.NDArray[np.int64], place: npt.NDArray[np.intp], spots: Spots
) -> npt.NDArray[np.float64]:
    if "longitude" not in table or "latitude" not in table:
        return spots(numbers.tolist())
    at = np.full((len(numbers), 2), np.nan)
    at[place] = np.column_stack([table["longitude"], table["latitude"]])
    return at


def _cells(at: npt.NDArray[np.float64]) -> npt.NDArray[Any]:
    """The ground that is nearer to each place than to any other, as far as it is land of Ukraine (or all of it, elsewhere)."""
    land = shapely.union_all([region.area for region in regions() if region.since is None])
    spots = shapely.multipoints(at)
    if not shapely.intersects(land, spots):
        land = shapely.buffer(shapely.convex_hull(spots), 0.1)
    cells: npt.NDArray[Any] = shapely.get_parts(shapely.voronoi_polygons(spots, extend_to=land, ordered=True))
    # Cut along shared edges alone, so that neighbours still fit each other.
    within = shapely.STRtree(cells).query(shapely.boundary(land), predicate="intersects")
    cells[within] = shapely.intersection(cells[within], land)
    is_off = ~shapely.intersects(cells, land)
    cells[is_off] = shapely.Polygon()
    return cells
