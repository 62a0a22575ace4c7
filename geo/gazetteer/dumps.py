"""Reads a country's full dump of GeoNames, as text or as the zip of its public export; a broken one is refused by line."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from geo.errors import DataError

COLUMNS = 19  # of the table `geoname`, in the order of GeoNames' readme
MAX_TEXT = 2_000_000_000  # bytes; the largest country's text has some 300 million
MAX_LINE = 200_000  # bytes; GeoNames allows 10,000 characters of alternate names
_CLASSES = frozenset("AHLPRSTUV")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_COUNTRY = re.compile(r"[A-Z]{2}")

# Feature code -> level; what is not here is not read: shops, stations and streams too small to be in the news, and what is no more.
LEVEL_OF_CODE = {
    **dict.fromkeys(("PPL", "PPLA", "PPLA2", "PPLA3", "PPLA4", "PPLA5", "PPLC", "PPLF", "PPLG"), "populated_place"),
    **dict.fromkeys(("PPLL", "PPLQ", "PPLR", "PPLS", "PPLW", "STLMT"), "populated_place"),
    "PPLX": "other",  # a section of a town
    "ADM1": "admin1",
    "ADM2": "admin2",
    "ADM3": "admin2",
    **dict.fromkeys(("STM", "CNL", "LK", "LKS", "RSV", "SEA", "BAY", "GULF", "STRT", "LGN", "ESTY"), "water"),
    **dict.fromkeys(("AIRB", "AIRF", "AIRP", "BDG", "DAM", "MILB", "NVB", "PRT", "PS", "PSN"), "facility"),
    **dict.fromkeys(("ISL", "ISLS", "PEN", "SPIT"), "other"),
}


@dataclass(frozen=True, slots=True)
class Feature:
    """A row of a dump that the gazetteer can use; the fields are named as in GeoNames."""

    geonameid: int
    name: str
    alternatenames: tuple[str, ...]
    latitude: float
    longitude: float
    feature_code: str
    admin1: str
    admin2: str
    population: int

    @property
    def level(self) -> str:
        """What the feature code is in the words of the table of mentions."""
        return LEVEL_OF_CODE[self.feature_code]


def check_country(code: str) -> str:
    """The code in capitals, once it is known to be two letters."""
    if not _COUNTRY.fullmatch(code.upper()):
        raise DataError(f"{code!r} is no country code; write the two letters of ISO 3166-1, such as UA")
    return code.upper()


def read_dump(path: Path, country: str) -> Iterator[Feature]:
    """The usable rows of a dump.

    Parameters
    ----------
    path : Path
        Text of 19 columns separated by tabs, or a zip that holds it under the name `<country>.txt`; nothing else in the zip is
        looked at, and nothing is unpacked to disk.
    country : str
        ISO 3166-1 alpha-2; a row of another country is refused.

    Raises
    ------
    DataError
        Naming the file and the line, also where the file ends in the middle of one, or holds no settlement.
    """
    settlements = 0
    with _opened(path, country) as (stream, name):
        number = 0
        size = 0
        while line := _next_line(stream, f"{name}:{number + 1}"):
            number += 1
            size += len(line)
            if size > MAX_TEXT:
                raise DataError(f"{name}:{number}: more than {MAX_TEXT:,} bytes, which no country's dump has")
            feature = _feature(line, country, f"{name}:{number}")
            if feature is not None:
                settlements += feature.level == "populated_place"
                yield feature
        if not settlements:
            raise DataError(f"{name}:{number}: ends without a settlement; a dump of GeoNames was expected")


@contextmanager
def _opened(path: Path, country: str) -> Iterator[tuple[IO[bytes], str]]:
    """The text of a dump as a stream, with the name that errors give it."""
    try:
        with path.open("rb") as file:
            if file.read(2) != b"PK":
                file.seek(0)
                yield file, path.name
                return
            member = f"{country}.txt"
            with zipfile.ZipFile(file) as archive:
                if member not in archive.namelist():
                    raise DataError(f"{path.name}: a zip without {member}, the only file that is read from it")
                with archive.open(member) as stream:
                    yield stream, f"{path.name}/{member}"
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise DataError(f"{path.name}: not a whole zip file ({error})") from error
    except OSError as error:
        raise DataError(f"{path.name}: cannot be read ({error.strerror or error})") from error


def _next_line(stream: IO[bytes], where: str) -> bytes:
    try:
        line = stream.readline(MAX_LINE + 1)
    except Exception as error:  # zlib.error and others of a damaged zip have no common root
        raise DataError(f"{where}: the file is damaged here ({error})") from error
    if len(line) > MAX_LINE:
        raise DataError(f"{where}: a line of more than {MAX_LINE:,} bytes; a dump of GeoNames was expected")
    return line


def _feature(line: bytes, country: str, where: str) -> Feature | None:
    try:
        cells = line.decode("utf-8").rstrip("\r\n").split("\t")
    except UnicodeDecodeError as error:
        raise DataError(f"{where}: not UTF-8 at byte {error.start} of the line") from error
    if len(cells) != COLUMNS:
        raise DataError(f"{where}: {len(cells)} columns where a dump of GeoNames has {COLUMNS}")
    if cells[8] != country:
        raise DataError(f"{where}: country code {cells[8]!r}, but {country} was to be added")
    if not _DAY.fullmatch(cells[18]):
        raise DataError(f"{where}: the last column is {cells[18]!r}, not a day; the file may be cut off here")
    if not (cells[0].isascii() and cells[0].isdigit() and 0 < int(cells[0]) < 2**62):
        raise DataError(f"{where}: geonameid is {cells[0]!r}; a whole number was expected")
    if not cells[1].strip() or (cells[6] not in _CLASSES and cells[6]):
        raise DataError(f"{where}: no name, or {cells[6]!r} for a feature class")
    latitude, longitude = _number(cells[4], 90, "latitude", where), _number(cells[5], 180, "longitude", where)
    population = _number(cells[14] or "0", 2**31 - 1, "population", where)
    if cells[7] not in LEVEL_OF_CODE:
        return None
    return Feature(
        int(cells[0]),
        cells[1],
        tuple(dict.fromkeys(name for name in (cells[2], *cells[3].split(",")) if name and name != cells[1])),
        latitude,
        longitude,
        cells[7],
        cells[10],
        cells[11],
        max(0, int(population)),
    )


def _number(cell: str, most: float, column: str, where: str) -> float:
    try:
        value = float(cell)
    except ValueError:
        value = float("nan")
    if not -most <= value <= most:
        raise DataError(f"{where}: {column} is {cell!r}; write a number from {-most:g} to {most:g}")
    return value
