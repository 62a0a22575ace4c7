"""The districts of cities: many cities have had a Leninskyi or a Suvorovskyi, and the city that is named is the one meant."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from geo.distances import distance_km
from geo.gazetteer import Gazetteer
from geo.models import THEATRE_COUNTRIES, Candidate, Level, Toponym
from geo.names import DISTRICT

_IN_A_CITY = frozenset(("admin2", "other"))  # what a generic word calls a district or a quarter
_BEHIND = re.compile(r"\s(?:[^\W\d_]+\s)?")  # nothing, or the generic word
_CITY = 50_000  # inhabitants
_CITY_KM = 20.0
_AREAS = ("country", "admin1")
_LIKELY = 3  # candidates
_OF_A_CITY = re.compile(
    r".+ \((?P<city>[^()]+)\)"
)  # as `admin2.csv` and `regions.csv` call them: "Peresypskyi District (Odesa)"


def districts_called(name: str, levels: Collection[Level], gazetteer: Gazetteer) -> tuple[Candidate, ...]:
    """The districts of cities of a name that a generic word calls a district or a quarter ("de wijk Desnjansky").

    The lists hold the spellings of all languages with the word "district" behind them: alone they are persons' names as well.
    """
    return () if _IN_A_CITY.isdisjoint(levels) else gazetteer.candidates(f"{name} district")


def in_a_named_city(toponyms: Sequence[Toponym], index: int, sentence: tuple[int, int]) -> tuple[Candidate, ...]:
    """The candidates that are districts of a city of the sentence, or else of the article.

    Parameters
    ----------
    toponyms : sequence of Toponym
        Of the article, in order.
    index : int
        Of the one that is asked for.
    sentence : (int, int)
        Where its sentence starts and ends, in code points.

    Returns
    -------
    tuple of Candidate
        Empty where the name is no city's district; without the districts of cities that the article does not name, where the
        name has another meaning.
    """
    here = toponyms[index]
    city_of = {c: found["city"] for c in here.candidates if (found := _OF_A_CITY.fullmatch(c.name))}
    if not city_of:
        return ()
    start, end = sentence
    others = [other for other in toponyms if other is not here]
    inside = _named([other for other in others if start <= other.span.start < end], city_of.values())
    if inside:
        return tuple(c for c, city in city_of.items() if city in inside)
    anywhere = _named(others, city_of.values())
    return tuple(c for c in here.candidates if c not in city_of or city_of[c] in anywhere)


def in_the_city_behind(text: str, toponyms: Sequence[Toponym], index: int) -> Toponym:
    """The toponym, without its candidates far from the city that stands right behind it ("Шуменский район Херсона").

    For Ukrainian and Russian, where the province would be an adjective: elsewhere "the Bakhmut district of Donetsk" is one's.
    """
    here = toponyms[index]
    if _IN_A_CITY.isdisjoint(here.levels) or index + 1 == len(toponyms):
        return here
    behind = toponyms[index + 1]
    if behind.levels not in {(), here.levels} or not _BEHIND.fullmatch(text, here.span.end, behind.span.start):
        return here
    cities = [c for c in behind.candidates if c.is_main and c.population >= _CITY]
    if not cities or any(c.level in _AREAS for c in behind.candidates[:1]):
        return here
    provinces = {city.admin1 for city in cities}  # "Купянский район Харькова" is one of its province
    near = tuple(
        c
        for c in here.candidates
        if (c.level == "admin2" and c.admin1 in provinces) or any(distance_km(c, city) <= _CITY_KM for city in cities)
    )
    return replace(here, candidates=near)


def in_a_named_country(toponyms: Sequence[Toponym], index: int) -> Toponym:
    """The toponym, without districts called after towns of countries that the article does not name ("Katara district" of Doha)."""
    here = toponyms[index]
    if not here.candidates or not all(c.place_id.endswith(DISTRICT) for c in here.candidates):
        return here
    named = {c.country_code for other in toponyms if other is not here for c in other.candidates[:_LIKELY]}
    kept = tuple(c for c in here.candidates if c.country_code in THEATRE_COUNTRIES or c.country_code in named)
    return replace(here, candidates=kept) if named else here


def _named(toponyms: Sequence[Toponym], cities: Collection[str]) -> set[str]:
    return {c.name for toponym in toponyms for c in toponym.candidates[:1] if c.name in cities}
