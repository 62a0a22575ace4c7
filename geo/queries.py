"""Place strings -> a place: "Kharkiv (Kyivskyi district), Ukraine", "near Bakhmut, Donets'ka oblast", "Myru Street 5, Kherson"."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from geo.distances import distance_km
from geo.gazetteer import Gazetteer
from geo.gazetteer.spelling import unlikeness
from geo.models import THEATRE_COUNTRIES, Candidate, Resolution
from geo.placestrings import Part, is_district, parts_of
from geo.reasons import join, say
from geo.text import normalise
from geo.theatre import front_nearness, is_of_the_front
from geo.weights import MOST_SURE

# Log-odds, set by hand: a place string is no running text, to which `geo.resolution` is fitted. People who write such strings
# know the province better than the country: of the analysts' strings that name a province of Russia a third end in "Ukraine".
MAIN_NAME, CAPITAL, THEATRE = 2.0, 1.5, 1.5
POPULATION = 0.9  # per power of ten of a town's or a country's inhabitants
NONE_OF_THESE = 3.5  # what a candidate must weigh for even odds against being no place of ours at all
IN_DIVISION, OUTSIDE_DIVISION = 5.0, -9.0
IN_COUNTRY, OUTSIDE_COUNTRY = 3.0, -3.0
IN_RAION = 4.0
BESIDE, NOT_BESIDE = 4.0, -6.0
BESIDE_KM = 40.0  # a town's quarters and suburbs
FITS_LEVEL, OTHER_LEVEL = 4.0, -3.0
AREA_UNCALLED = -6.0  # a province without its generic word, where it is not the last resort
SLIP = -1.0  # a letter that differs
FRONT = 3.0  # at the front, against a namesake in the same province with some thousand inhabitants more
FOUGHT_FOR = 2.0  # a place of which that is known, against a namesake that only lies nearer the front

# How sure a place may be that is not named as it stands, from strings of analysts: of those spelt otherwise seven in eight are
# right, of towns that stand for an unknown quarter or street three in four, and the middle of a province is rarely near.
SURE_ROMANISED, SURE_SLIP = 0.95, 0.85
SURE_HOLDING_TOWN, SURE_HOLDING_AREA = 0.75, 0.1

_TOWN = 50_000  # inhabitants; what is larger needs no front to be meant
_POINT_KM = 1.0
# Decimal degrees, latitude first, as maps and analysts give them.
_COORDINATES = re.compile(
    r"(?<![\d.])(?P<latitude>-?[0-8]?\d\.\d{2,})\s*°?\s*N?\s*[,;\s]\s*(?P<longitude>-?(?:1[0-7]\d|\d{1,2})\.\d{2,})\s*°?\s*E?\b"
)
_SAME_START = 3  # letters; slips are rare at the start of a name
_AREAS = frozenset(("admin1", "admin2", "country", "region"))


@dataclass(frozen=True, slots=True)
class _Holders:
    """What the parts after the one in question say about where it lies."""

    countries: frozenset[str]
    divisions: tuple[Candidate, ...]  # called a province
    raions: frozenset[str]
    places: tuple[Part, ...]  # towns, regions and what may be a province


def resolve_place(query: str, gazetteer: Gazetteer) -> Resolution:
    """The place that a query of one or more parts names, finest first; `candidate` is None where none fits.

    Of a part that is unknown, or that nothing named after it can hold, the next part stands for the whole ("Myru Street 5,
    Bakhmut, Ukraine"); a name that is only spelt otherwise in the province that is named is taken for it, at a lower score.
    """
    point = _COORDINATES.search(query)
    if point is not None:
        return _at_point(query, point, gazetteer)
    parts = parts_of(query, gazetteer)
    for at, part in enumerate(parts):
        chosen = _choose(part, _holders(parts[at + 1 :]), gazetteer, is_last=at + 1 == len(parts))
        if chosen is not None:
            return _standing_for(chosen, parts[:at])
    return Resolution(None, 0.0, say("no_part"))


def _standing_for(chosen: Resolution, unknown: Sequence[Part]) -> Resolution:
    """The choice as it stands for the unknown parts before it: less sure, and it says so."""
    if chosen.candidate is None or not unknown:
        return chosen
    sure = SURE_HOLDING_TOWN if chosen.candidate.level == "populated_place" else SURE_HOLDING_AREA
    reason = join((say("stands_for", name=unknown[0].name), chosen.reason))
    return replace(chosen, score=round(sure * chosen.score, 3), reason=reason)


def _at_point(query: str, point: re.Match[str], gazetteer: Gazetteer) -> Resolution:
    """What a query with coordinates in it names, at these; a name that lies far from them is not trusted."""
    latitude, longitude = float(point["latitude"]), float(point["longitude"])
    bare = Candidate(
        place_id=f"point:{latitude:.5f},{longitude:.5f}",
        name=point.group(),
        level="other",
        country_code="",
        admin1="",
        latitude=latitude,
        longitude=longitude,
        uncertainty_km=_POINT_KM,
        population=0,
    )
    named = resolve_place(query[: point.start()] + "," + query[point.end() :], gazetteer).candidate
    if named is not None and distance_km(named, bare) <= max(BESIDE_KM, named.uncertainty_km):
        bare = replace(named, latitude=latitude, longitude=longitude, uncertainty_km=_POINT_KM)
    return Resolution(bare, MOST_SURE, say("coordinates"))


def _holders(parts: Sequence[Part]) -> _Holders:
    countries: set[str] = set()
    divisions: list[Candidate] = []
    raions: set[str] = set()
    places: list[Part] = []
    for part in parts:
        found = part.candidates
        if any(c.level == "country" and c.is_main for c in found):
            countries |= {c.country_code for c in found if c.level == "country"}
        elif "admin1" in part.levels and any(c.level == "admin1" for c in found):
            divisions += [c for c in found if c.level == "admin1"]
        elif "admin2" in part.levels:
            raions |= {c.name for c in found if c.level == "admin2"}
        elif found and not part.levels:
            raions |= {c.name for c in found if c.level == "admin2"}
            places.append(replace(part, candidates=_likely(found)))
    return _Holders(frozenset(countries), tuple(divisions), frozenset(raions), tuple(places))


def _likely(found: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
    """What a name without a generic word means as the holder of another place: areas, and its largest town."""
    towns = [c for c in found if c.level == "populated_place" and c.is_main]
    return (*(c for c in found if c.level in _AREAS), *towns[:1])


def _choose(part: Part, holders: _Holders, gazetteer: Gazetteer, is_last: bool) -> Resolution | None:
    weighed = [(_weigh(c, part, holders, is_last), c) for c in part.candidates]
    slips: dict[str, int] = {}
    if max((weight for weight, _ in weighed), default=0.0) < NONE_OF_THESE + IN_DIVISION and not part.levels:
        for apart, candidate in _spelt_like(part.name, holders, gazetteer):
            slips[candidate.place_id] = apart
            weighed.append((_weigh(candidate, part, holders, is_last) + SLIP * (1 + 2 * apart), candidate))
    if not weighed:
        return None
    best, candidate = max(weighed, key=lambda pair: pair[0])
    if best < NONE_OF_THESE:
        return None
    total = sum(math.exp(weight - best) for weight, _ in weighed) + math.exp(NONE_OF_THESE - best)
    why = (
        say("spelt_like", name=candidate.name) if candidate.place_id in slips else "",
        say("division", name=candidate.admin1) if _is_in(candidate, holders.divisions) else "",
        say("front") if _at_front(candidate) > 0.5 and len(weighed) > 1 else "",
        say("rivals", n=len(weighed)) if len(weighed) > 1 else say("only"),
    )
    slip = slips.get(candidate.place_id)
    sure = MOST_SURE if slip is None else SURE_SLIP if slip else SURE_ROMANISED
    return Resolution(candidate, round(min(1.0 / total, sure), 3), join(why))


def _spelt_like(name: str, holders: _Holders, gazetteer: Gazetteer) -> list[tuple[int, Candidate]]:
    """Settlements whose name is this one in another spelling, the least unlike ones: in the provinces that are named any slip,
    in the country that is named another romanisation only.
    """
    areas = holders.divisions or tuple(c for place in holders.places for c in place.candidates if c.level == "admin1")
    found = [
        (apart, candidate)
        for area in dict.fromkeys((area.country_code, area.admin1) for area in areas)
        for candidate in gazetteer.settlements(*area)
        if (apart := unlikeness(name, candidate.name)) < 9
    ]
    if not found:
        found = [
            (apart, candidate)
            for other, candidates in gazetteer.beginning_with(normalise(name)[:_SAME_START])
            if (apart := unlikeness(name, other)) < 9
            for candidate in candidates
            if candidate.level == "populated_place"
            and (_is_in(candidate, areas) if areas else apart == 0 and candidate.country_code in holders.countries)
        ]
    least = min((apart for apart, _ in found), default=9)
    return list({c.place_id: (apart, c) for apart, c in found if apart == least}.values())


def _weigh(candidate: Candidate, part: Part, holders: _Holders, is_last: bool) -> float:
    inhabitants = 0 if candidate.level in {"admin1", "admin2"} else candidate.population
    weight = POPULATION * math.log10(max(inhabitants, 10))
    weight += MAIN_NAME if candidate.is_main else 0.0
    weight += CAPITAL if candidate.is_capital else 0.0
    if part.levels:
        weight += FITS_LEVEL if candidate.level in part.levels else OTHER_LEVEL
    elif candidate.level in {"admin1", "admin2", "water"} and len(part.candidates) > 1:
        weight += AREA_UNCALLED
    if candidate.level in _AREAS | {"water"}:
        weight += FITS_LEVEL  # an area is no homonym by chance
    if is_last and not holders.countries and candidate.country_code in THEATRE_COUNTRIES:
        weight += THEATRE
    weight += FRONT * _at_front(candidate)
    weight += FOUGHT_FOR if _is_small(candidate) and is_of_the_front(candidate) else 0.0
    in_division = _is_in(candidate, holders.divisions)
    if holders.divisions:
        near = any(distance_km(candidate, area) < area.uncertainty_km for area in holders.divisions)
        weight += IN_DIVISION if in_division else 0.0 if near else OUTSIDE_DIVISION
    if holders.countries:
        weight += IN_COUNTRY if candidate.country_code in holders.countries else 0.0 if in_division else OUTSIDE_COUNTRY
    if candidate.admin2 in holders.raions:
        weight += IN_RAION
    for place in holders.places:
        held = normalise(place.name) == normalise(candidate.admin1)  # a state that no list of ours holds ("Texas")
        if held or any(_holds(holder, candidate) for holder in place.candidates):
            weight += BESIDE
        elif not is_district(place.name) and any(_is_larger(holder, candidate) for holder in place.candidates):
            weight += NOT_BESIDE  # a quarter of the same name elsewhere does not speak against a town
    return weight


def _at_front(candidate: Candidate) -> float:
    return front_nearness(candidate) if _is_small(candidate) else 0.0


def _is_small(candidate: Candidate) -> bool:
    return candidate.level == "populated_place" and candidate.population < _TOWN


def _is_larger(holder: Candidate, candidate: Candidate) -> bool:
    return holder.level in _AREAS or holder.population >= candidate.population


def _is_in(candidate: Candidate, divisions: Sequence[Candidate]) -> bool:
    return any((d.country_code, d.admin1) == (candidate.country_code, candidate.admin1) for d in divisions)


def _holds(holder: Candidate, candidate: Candidate) -> bool:
    if holder.level == "admin1":
        return _is_in(candidate, (holder,))
    if holder.level == "admin2" and candidate.admin2:
        return candidate.admin2 == holder.name
    reach = 1.5 * holder.uncertainty_km if holder.level in _AREAS else BESIDE_KM
    return distance_km(holder, candidate) <= reach
