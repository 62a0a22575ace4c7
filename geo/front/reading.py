"""Files, folders and addresses -> layers: the area that a source shades as occupied, and the day of its data.

The day is that of the option, else of a feature's own property, else of the file's name, in this order: NZZ's file 2022-12-20
holds data of 15 December. Features of several days make several layers; those without a day belong to each of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import shapely

from geo.articles.fetching import Fetched, fetch
from geo.errors import DataError, FetchError, FrontError
from geo.front.apart import answer_with, read_apart
from geo.front.control import Spots, is_control_table, read_control
from geo.front.dated import day_in, day_of, day_told
from geo.front.geojson import Feature, read_geojson
from geo.front.kml import read_kml, unzipped
from geo.front.shapes import joined, polygons
from geo.lists import read_list
from geo.paths import DATA

MAX_BYTES = 50_000_000  # of a file, and of what a KMZ unpacks to
MAX_TABLE = 600_000_000  # of an unpacked table of control: a year of VIINA's is 400 MB
ENDINGS = (".geojson", ".json", ".kml", ".kmz", ".csv", ".zip")
_WORDS = DATA / "front" / "words.csv"
_SAYING = ("type", "status", "name", "layer", "title", "control")  # properties that may say what a feature is

Fetch = Callable[..., Fetched]


@dataclass(frozen=True, slots=True)
class Layer:
    """The area (longitude, latitude) that a source shades on a day, and the file that it came from."""

    day: date
    area: Any
    file: str


@lru_cache(maxsize=1)
def _words() -> tuple[tuple[str, bool], ...]:
    rows = read_list(_WORDS, ("word", "meaning", "source"))
    if not rows:
        raise DataError(f"{_WORDS.name}: is empty; restore it from the project")
    return tuple((row["word"].lower(), row.one_of("meaning", ("area", "other")) == "area") for row in rows)


def read_layers(
    source: Path | str, *, day: date | None = None, spots: Spots | None = None, fetch: Fetch = fetch
) -> Iterator[Layer | FrontError]:
    """The layers of a file, of all files of a folder, or of a web address, by file; for each file that is broken its error.

    Parameters
    ----------
    day : date, optional
        Of the data, where a file does not say; it overrides what it says.
    spots : function, optional
        Where places lie, for a table of control without coordinates.
    fetch : function
        Of an address: what lies there. The default refuses private networks.
    """
    text = str(source)
    if "://" in text:
        try:
            found = fetch(text, max_bytes=MAX_BYTES)
        except FetchError as error:
            yield FrontError(str(error))
            return
        name = unquote(urlsplit(found.url).path).rpartition("/")[2] or text
        yield from _layers(found.data, name, text, day, spots)
        return
    path = Path(source)
    try:
        files = _files(path)
    except OSError as error:
        yield FrontError(f"{path}: cannot be read ({error.strerror})")
        return
    if not files:
        yield FrontError(f"{path}: no file ending in {', '.join(ENDINGS)} in this folder")
    for file in files:
        try:
            if not file.is_file():
                raise FrontError(f"{file}: no such file")
            size = file.stat().st_size
            if size > MAX_BYTES:
                raise FrontError(f"{file}: {size // 1_000_000:,} MB; at most {MAX_BYTES // 1_000_000} MB are read")
            data = file.read_bytes()
        except FrontError as error:
            yield error
        except OSError as error:
            yield FrontError(f"{file}: cannot be read ({error.strerror})")
        else:
            yield from _layers(data, file.name, str(file), day, spots)


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    return sorted(file for file in path.rglob("*") if file.suffix.lower() in ENDINGS and not file.name.startswith("."))


def _layers(data: bytes, name: str, told: str, day: date | None, spots: Spots | None) -> Iterator[Layer | FrontError]:
    try:
        yield from list(_read(data, name, told, day, spots))
    except FrontError as error:
        yield error
    except shapely.errors.ShapelyError as error:
        yield FrontError(f"{told}: its geometry cannot be repaired ({error})")


def _read(data: bytes, name: str, told: str, day: date | None, spots: Spots | None) -> Iterator[Layer]:
    if not data.strip():
        raise FrontError(f"{told}: is empty")
    if data[:2] == b"PK":
        is_table = name.lower().endswith(".zip")
        data = unzipped(data, ".csv" if is_table else ".kml", MAX_TABLE if is_table else MAX_BYTES, told)
    if is_control_table(data):
        if spots is None:
            raise FrontError(f"{told}: a table of control needs the gazetteer")
        for found, area in read_control(data, told, spots):
            yield Layer(found, joined(polygons(area), told), name)
        return
    for found, area in read_apart(data, name, told, day):
        yield Layer(found, shapely.from_wkb(area), name)


def serve() -> None:
    """What the process does in which `read_apart` has files read."""
    answer_with(parsed)


def parsed(data: bytes, name: str, told: str, day: date | None) -> list[tuple[date, bytes]]:
    """The days of the layers of a GeoJSON or KML file, and their areas as WKB.

    Raises
    ------
    FrontError
        Where it is neither, says no day, or shades no area.
    """
    start = data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    if start in (b"{", b"["):
        found = _grouped(read_geojson(data, told), name, told, day)
    elif start == b"<" or name.lower().endswith((".kml", ".kmz")):
        found = _grouped(read_kml(data, told), name, told, day)
    else:
        raise FrontError(f"{told}: neither GeoJSON nor KML, nor a table with geonameid, date and status")
    return [(layer.day, shapely.to_wkb(layer.area)) for layer in found]


def _grouped(features: list[Feature], name: str, told: str, day: date | None) -> Iterator[Layer]:
    areas = [(day or day_told(one.properties), polygons(one.geometry)) for one in features if _is_area(one.properties)]
    drawn = [(own, parts) for own, parts in areas if parts]
    if not drawn:
        raise FrontError(f"{told}: shades no area; of {len(features)} features none is a polygon that is held")
    days = sorted({own for own, _parts in drawn if own is not None})
    if not days and day_in(name) is None:
        raise FrontError(f"{told}: says nowhere of which day it is; give it with --date 2022-12-20")
    for found in days or [day_of(name, told)]:
        parts = [part for own, some in drawn if own in (None, found) for part in some]
        yield Layer(found, joined(parts, told), name)


def _is_area(properties: dict[str, Any]) -> bool:
    """Whether a feature is ground that is held, by the first word of `data/front/words.csv` that its properties hold."""
    said = " ".join(str(properties.get(key, "")) for key in properties if str(key).lower() in _SAYING).lower()
    return next((is_area for word, is_area in _words() if word in said), True)
