"""Countries, by GeoNames, with their names by CLDR and by our own list, and their capitals."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from babel import Locale

from geo.gazetteer.tables import LANGUAGES, LISTED, Tables
from geo.lists import read_list
from geo.models import LEVELS
from geo.paths import PLACES
from geo.text import normalise


def capitals_of(countries: dict[str, dict[str, Any]], cities: dict[str, dict[str, Any]]) -> Iterator[tuple[str, str]]:
    """Geonameid and country code of each capital, found by its name among the towns of its country."""
    by_name: dict[tuple[str, str], list[str]] = defaultdict(list)
    initials = {code: (country["capital"].strip() or "-")[0] for code, country in countries.items()}
    for key, city in cities.items():
        initial = initials.get(city["countrycode"])
        for name in {city["name"], *city["alternatenames"]}:
            if name[:1] == initial:  # a cheap test first: of a million names few begin like the capital
                by_name[city["countrycode"], normalise(name)].append(key)
    for code, country in countries.items():
        keys = by_name.get((code, normalise(country["capital"] or "-")))
        if keys:
            yield max(keys, key=lambda key: int(cities[key]["population"])), code


def add_countries(tables: Tables, countries: dict[str, dict[str, Any]], seats: dict[str, dict[str, Any]]) -> None:
    """Add the countries that have a capital, with their names in all languages."""
    rows = {}
    for code, country in countries.items():
        if code not in seats:
            continue  # without a capital (Antarctica, uninhabited islands) there is no point to show it at
        record = (
            country["geonameid"],
            seats[code]["latitude"],
            seats[code]["longitude"],
            round(math.sqrt(country["areakm2"] / math.pi), 0),
            country["population"],
            LEVELS.index("country"),
            0,
            False,
            code,
            0,
        )
        rows[code] = tables.add(f"geonames:{country['geonameid']}", country["name"], record)
    for lang in LANGUAGES:
        territories = Locale(lang).territories
        for code, row in rows.items():
            tables.call(row, lang, territories.get(code, ""))
            for name in re.split(r"\s*[()]\s*", territories.get(code, "")):
                tables.name(name, row, LISTED)
    for file in ("country_names.csv", "country_parts.csv"):  # a part of a country is drawn as the country
        for entry in read_list(PLACES / file, ("country_code", "lang", "names", "source")):
            for name in entry.several("names"):
                tables.name(name, rows[entry.one_of("country_code", sorted(rows))], LISTED)
