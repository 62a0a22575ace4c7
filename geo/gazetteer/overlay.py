"""The hand-made lists of what GeoNames' towns lack: second-order divisions, and settlements at the front."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from geo.errors import DataError
from geo.gazetteer.tables import LANGUAGES, LISTED, MAIN, PLACE, Tables, urban_radius_km
from geo.lists import Row, read_list
from geo.models import LEVELS, THEATRE_COUNTRIES
from geo.paths import PLACES
from geo.text import normalise

_NAMES = tuple(f"names_{lang}" for lang in LANGUAGES)
_POPULATION = (PLACE.names or ()).index("population")
_COUNTRY = (PLACE.names or ()).index("country_code")
_VILLAGE = 15_000  # inhabitants that it has at most
_SHARED = ("place_id", "country_code", "admin1", "name", "latitude", "longitude", *_NAMES, "source")


def read_areas(name: str) -> list[Row]:
    """The rows of a list of areas, `admin1.csv` or `regions.csv`."""
    return read_list(PLACES / name, (*_SHARED, "uncertainty_km"))


def read_raions() -> list[Row]:
    """The rows of `admin2.csv`."""
    return read_list(PLACES / "admin2.csv", (*_SHARED, "uncertainty_km"))


def read_settlements() -> list[Row]:
    """The rows of `settlements.csv`."""
    return read_list(PLACES / "settlements.csv", (*_SHARED, "admin2", "population"))


def corrected(cities: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """GeoNames' towns, of which villages that have a town's inhabitants there get their own, so as not to pass for the town."""
    rows = read_list(PLACES / "populations.csv", ("place_id", "population", "source"))
    right = {row["place_id"].removeprefix("geonames:"): int(row.number("population", 0, 10_000_000)) for row in rows}
    return cities | {key: cities[key] | {"population": right[key]} for key in right.keys() & cities.keys()}


def call_exonyms(tables: Tables) -> None:
    """What Dutch and Ukrainian readers call cities far from the front; an empty cell says that it is as in English.

    Raises
    ------
    DataError
        Where a row names a place that the gazetteer has not.
    """
    rows = {place_id: row for row, place_id in enumerate(tables.ids)}
    for entry in read_list(PLACES / "exonyms.csv", ("name", "place_id", "name_nl", "name_uk", "source")):
        index = rows.get(entry["place_id"])
        if index is None:
            raise DataError(
                f"{entry.where}: place_id {entry['place_id']!r} is not in the gazetteer; correct or remove it"
            )
        for lang in ("nl", "uk"):
            tables.called[lang].pop(index, None)  # of other names in a list none is the one for readers
            tables.call(index, lang, entry[f"name_{lang}"])


def add_raions(tables: Tables, divisions: Mapping[tuple[str, str], str]) -> None:
    """Second-order divisions, each with its own name for `admin2`; their coordinates are those of the seat."""
    for row in read_raions():
        uncertainty_km = row.number("uncertainty_km", 0, 1000)
        index = _add(tables, row, "admin2", uncertainty_km, 0, divisions)
        tables.lies_in(index, row["name"])


def add_settlements(tables: Tables, divisions: Mapping[tuple[str, str], str]) -> list[tuple[int, list[str]]]:
    """Settlements of the front that GeoNames' towns lack; the row of each is returned with its Cyrillic names.

    Raises
    ------
    DataError
        Where a row has no place_id of ours, a division that is not listed, or a number out of range.
    """
    raions = {row["name"] for row in read_raions()}
    cyrillic: list[tuple[int, list[str]]] = []
    for row in read_settlements():
        if row["admin2"] and row["admin2"] not in raions:
            raise DataError(
                f"{row.where}: admin2 {row['admin2']!r} is not in admin2.csv; correct it, or leave it empty"
            )
        population = int(row.number("population", 0, 10_000_000)) if row["population"] else 0
        index = _add(tables, row, "populated_place", urban_radius_km(population), population, divisions)
        tables.lies_in(index, row["admin2"])
        cyrillic.append((index, [*row.several("names_uk"), *row.several("names_ru")]))
    return cyrillic


def read_villages() -> list[Row]:
    """The rows of `villages.csv`."""
    return read_list(
        PLACES / "villages.csv",
        ("place_id", "name", "country_code", "admin1", "latitude", "longitude", "names_ru", "source"),
    )


def add_villages(tables: Tables, divisions: Mapping[tuple[str, str], str]) -> list[tuple[int, list[str]]]:
    """Villages of the neighbours of the war that GeoNames' towns lack; the row of each is returned with its Russian name.

    They are as much listed as the towns are: nothing speaks for them but their name.

    Raises
    ------
    DataError
        As `add_settlements` does.
    """
    russian: list[tuple[int, list[str]]] = []
    for row in read_villages():
        index = _add(tables, row, "populated_place", urban_radius_km(0), 0, divisions)
        for name in row.several("names_ru"):
            tables.call(index, "ru", name)
            tables.name(name, index, MAIN)
        russian.append((index, row.several("names_ru")))
    return russian


def put_before_villages(tables: Tables, region: Row) -> None:
    """Let what a region is called mean a village of that name only by the way, and one of the theatre not at all.

    Near Rostov there is a Крым of 4,500 inhabitants, and news of Russia and Крым does not mean it.
    """
    for name in (region["name"], *(name for column in _NAMES for name in region.several(column))):
        rows = tables.keys.get(normalise(name), {})
        for row in [row for row in rows if row < tables.towns and tables.records[row][_POPULATION] < _VILLAGE]:
            rows[row] = 0
            if tables.records[row][_COUNTRY] in THEATRE_COUNTRIES:
                del rows[row]


def _add(
    tables: Tables,
    row: Row,
    level: str,
    uncertainty_km: float,
    population: int,
    divisions: Mapping[tuple[str, str], str],
) -> int:
    if not row["place_id"].startswith("atlas:") or row["place_id"] in tables.known:
        raise DataError(f"{row.where}: place_id is {row['place_id']!r}; write atlas: and a name of its own")
    division = row["country_code"], row["admin1"]
    if division not in divisions:
        raise DataError(f"{row.where}: country {division[0]!r} has no admin1 {division[1]!r} in admin1.csv")
    if not row["name"].strip() or not row["source"].strip():
        raise DataError(f"{row.where}: name or source is empty")
    record = (
        0,
        row.number("latitude", -90, 90),
        row.number("longitude", -180, 180),
        uncertainty_km,
        population,
        LEVELS.index(level),
        0,
        False,
        row["country_code"],
        tables.admin1_index(divisions[division]),
    )
    index = tables.add(row["place_id"], row["name"], record)
    for column in _NAMES if _NAMES[0] in row.values else ():
        names = row.several(column)
        tables.call(index, column.removeprefix("names_"), next(iter(names), ""))
        for name in names:
            tables.name(name, index, LISTED)
    return index
