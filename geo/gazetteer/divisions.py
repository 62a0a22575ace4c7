"""First- and second-order divisions of the world, by GeoNames, with the names that ISO 3166-2 gives them in six languages."""

from __future__ import annotations

import gettext
import re
from collections.abc import Iterator
from functools import lru_cache

import pycountry

from geo.errors import DataError
from geo.gazetteer.tables import LANGUAGES, LISTED, MAIN, PLACE, Tables
from geo.lists import Row, read_list
from geo.models import LEVELS
from geo.paths import PLACES
from geo.text import normalise

LIST = "divisions.csv"
ABBREVIATIONS = "abbreviations.csv"
GENERIC = "division_words.csv"
_COLUMNS = (
    "place_id",
    "level",
    "country_code",
    "admin1",
    "iso",
    "name",
    "latitude",
    "longitude",
    "uncertainty_km",
    "population",
    "source",
)
# Smaller divisions (parishes, town councils) are mostly called after their town, and named far more seldom than it.
_KNOWN_BY_BARE_NAME = 50_000
_SAINT = re.compile(r"\bSt\. ")
_IS_CAPITAL = (PLACE.names or ()).index("is_capital")
_SHORTEST = 4  # letters; shorter names in other languages are too often common words
_WORD_COLUMNS = ("word", "class", "source")
AFTER_COMMA = ", "  # begins the key of what is a name only after another name and a comma ("Houston, TX")


@lru_cache(maxsize=1)
def read_divisions() -> tuple[Row, ...]:
    """The rows of `divisions.csv`; one with an id of ours and no coordinates says which code a place of another list has."""
    return tuple(read_list(PLACES / LIST, _COLUMNS))


def division_names(listed: dict[str, str]) -> dict[tuple[str, str], str]:
    """(country code, code of the first-order division) -> its English name; `listed` has the names of places of other lists."""
    return {
        (row["country_code"], row["admin1"]): listed.get(row["place_id"], row["name"])
        for row in read_divisions()
        if row["level"] == "admin1"
    }


def add_divisions(tables: Tables, divisions: dict[tuple[str, str], str]) -> None:
    """Add the divisions that no other list holds, and the abbreviations of those that have one.

    Raises
    ------
    DataError
        Where a row has a level or a number out of range, or an abbreviation names a place that is not there.
    """
    words = {row["word"]: row.one_of("class", ("type", "vague")) for row in read_list(PLACES / GENERIC, _WORD_COLUMNS)}
    rows: dict[str, int] = {}
    for row in read_divisions():
        if row["place_id"] in tables.known or not row["latitude"]:
            continue
        level = row.one_of("level", ("admin1", "admin2"))
        population = int(row.number("population", 0, 500_000_000)) if row["population"] else 0
        record = (
            0,
            row.number("latitude", -90, 90),
            row.number("longitude", -180, 180),
            row.number("uncertainty_km", 0, 3000),
            population,
            LEVELS.index(level),
            0,
            False,
            row["country_code"],
            tables.admin1_index(divisions.get((row["country_code"], row["admin1"]), "")),
        )
        says_where = not words.keys() >= set(row["name"].lower().split())
        index = tables.add(row["place_id"], row["name"], record, is_known_by_name=says_where)
        rows[row["place_id"]] = index
        if level == "admin2":
            tables.lies_in(index, row["name"])
        for name in _names(row, population, words):
            tables.name(name, index, LISTED)
            _share(tables, name, row["name"])
    for entry in read_list(PLACES / ABBREVIATIONS, ("forms", "place_id", "source")):
        if entry["place_id"] not in rows:
            raise DataError(f"{entry.where}: place_id {entry['place_id']!r} is not in {LIST}; correct or remove it")
        for form in entry.several("forms"):
            tables.name(AFTER_COMMA + form, rows[entry["place_id"]], LISTED)


def _share(tables: Tables, name: str, division: str) -> None:
    """A name that a division shares with a capital, or with a town that is called as the division is, is as much theirs.

    GeoNames may have it among the alternate names of the town only: "Вашингтон" would be the state before it is the city.
    """
    called = tables.keys.get(normalise(division), {})
    for town in tables.keys.get(normalise(name), {}):
        if town < tables.towns and (called.get(town, 0) & MAIN or tables.records[town][_IS_CAPITAL]):
            tables.name(name, town, LISTED)


def _names(row: Row, population: int, words: dict[str, str]) -> Iterator[str]:
    if _SAINT.search(row["name"]):
        yield _SAINT.sub("Saint ", row["name"])
    if population < _KNOWN_BY_BARE_NAME or (row["level"] != "admin1" and row["country_code"] == "US"):
        return
    names = [row["name"]]
    if row["iso"]:
        english = _iso_names()[row["iso"]]
        names += [english, *(_translations(lang).gettext(english) for lang in LANGUAGES if lang != "en")]
    for name in dict.fromkeys(names):
        # "Aleppo Governorate", "Province of Turin": also without what it is, but never "North" or "Western".
        for form in (name, _without_type(name, words)):
            if len(form) >= _SHORTEST and not words.keys() >= set(form.lower().split()):
                yield form


def _without_type(name: str, words: dict[str, str]) -> str:
    """A name without the words at its ends that say what kind of division it is."""
    kept = name.split()
    while kept and words.get(kept[-1].lower()) == "type":
        kept.pop()
    while kept and words.get(kept[0].lower()) == "type":
        kept.pop(0)
    return " ".join(kept)


@lru_cache(maxsize=1)
def _iso_names() -> dict[str, str]:
    return {division.code: division.name for division in pycountry.subdivisions}


@lru_cache(maxsize=8)
def _translations(lang: str) -> gettext.NullTranslations:
    return gettext.translation("iso3166-2", pycountry.LOCALES_DIR, languages=[lang], fallback=True)
