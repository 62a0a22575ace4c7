"""Place strings -> a place: "Kharkiv (Kyivskyi district), Ukraine", "near Bakhmut, Donets'ka oblast", "Myru Street 5, Kherson"."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from geo.distances import distance_km
from geo.gazetteer import Gazetteer
from geo.gazetteer.spelling import unlikeness
from geo.models import THEATRE_COUNTRIES, Candidate, Level, Resolution
from geo.reasons import join, say
from geo.resolution import MOST_SURE
from geo.text import normalise
from geo.vocabulary import vocabulary

# Log-odds, set by hand: a place string is no running text, to which `geo.resolution` is fitted. People who write such strings
# know the province better than the country: of the analysts' strings that name a province of Russia a third end in "Ukraine".
MAIN_NAME, CAPITAL, THEATRE = 2.0, 1.5, 1.5
POPULATION = 0.9  # per power of ten of a town's or a country's inhabitants
NONE_OF_THESE = 3.5  # what a candidate must weigh for even odds against being no place of ours at all
IN_DIVISION, OUTSIDE_DIVISION = 5.0, -9.0
IN_COUNTRY, OUTSIDE_COUNTRY = 3.0, -3.0
IN_RAION = 2.0
BESIDE, NOT_BESIDE = 4.0, -6.0
BESIDE_KM = 40.0  # a town's quarters and suburbs
FITS_LEVEL, OTHER_LEVEL = 4.0, -3.0
AREA_UNCALLED = -6.0  # a province without its generic word, where it is not the last resort
SLIP = -1.0  # a letter that differs

_SAME_START = 3  # letters; slips are rare at the start of a name
_LANGUAGES = ("en", "nl", "de", "fr", "uk", "ru")
_SEPARATORS = re.compile(r"[,;\n/()\[\]“”«»\"|]+")
_FEMININE = re.compile(r"(?:sk(?:a|aya|aia|aja)|ськ(?:а|ої|ій)|ск(?:ая|ой))$")
_ADJECTIVES = re.compile(r"(?:sk(?:yi|y|iy|ij|ii|oi|oy|oho|ogo|e|oe|oye)|ськ(?:ий|ого|е)|ск(?:ий|ого|ое))$")
_AREAS = frozenset(("admin1", "admin2", "country", "region"))


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of a query: its name without generic words, what these say that it is, and what it may mean."""

    name: str
    levels: tuple[Level, ...]
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class _Holders:
    """What the parts after the one in question say about where it lies."""

    countries: frozenset[str]
    divisions: tuple[Candidate, ...]  # called a province
    raions: frozenset[str]
    places: tuple[_Part, ...]  # towns, regions and what may be a province


def resolve_place(query: str, gazetteer: Gazetteer) -> Resolution:
    """The place that a query of one or more parts names, finest first; `candidate` is None where none fits.

    Of a part that is unknown, or that nothing named after it can hold, the next part stands for the whole ("Myru Street 5,
    Bakhmut, Ukraine"); a name that is only spelt otherwise in the province that is named is taken for it, at a lower score.
    """
    parts = _parts(query, gazetteer)
    for at, part in enumerate(parts):
        chosen = _choose(part, _holders(parts[at + 1 :]), gazetteer, is_last=at + 1 == len(parts))
        if chosen is not None:
            return chosen
    return Resolution(None, 0.0, say("no_part"))


def _parts(query: str, gazetteer: Gazetteer) -> list[_Part]:
    parts: list[_Part] = []
    for text in _SEPARATORS.split(query):
        words = text.split()
        pieces = [words]
        if not gazetteer.candidates(" ".join(words)):
            cuts = [at for at, word in enumerate(words) if word in _locatives()]  # lower case, as between names
            pieces = [words[start:end] for start, end in zip([0, *(at + 1 for at in cuts)], [*cuts, None], strict=True)]
        parts += [_part(piece, gazetteer) for piece in pieces if piece]
    return [part for part in parts if part.name]


@lru_cache(maxsize=1)
def _locatives() -> frozenset[str]:
    return frozenset(
        word
        for lang in _LANGUAGES
        for kind in ("locative", "near")
        for word in vocabulary(lang).acting[kind].words
        if " " not in word
    )


@lru_cache(maxsize=1)
def _generics() -> dict[str, tuple[Level, ...]]:
    found: dict[str, tuple[Level, ...]] = {}
    for lang in _LANGUAGES:
        for word, (levels, _) in vocabulary(lang).generics.items():
            found.setdefault(word, levels)
    return found


def _part(words: list[str], gazetteer: Gazetteer) -> _Part:
    generics = _generics()
    levels: tuple[Level, ...] = ()
    if whole := gazetteer.candidates(" ".join(words)):
        called = generics.get(normalise(words[-1]), ()) if len(words) > 1 else ()
        levels = called if any(candidate.level in called for candidate in whole) else ()
    else:
        while len(words) > 1:
            first, last = normalise(words[0]), normalise(words[-1])
            if last in generics:
                levels, words = generics[last], words[:-1]
            elif first in generics or first in {"the", "of"}:
                levels, words = generics.get(first, levels), words[1:]
            elif last.isdigit():
                words = words[:-1]  # a house number
            else:
                break
    name = " ".join(words).strip(" .-")
    candidates = gazetteer.candidates(name)
    if "admin1" in levels and not any(c.level == "admin1" for c in candidates):
        candidates = _divisions_like(name, gazetteer, True) or candidates
    elif not candidates and "admin2" not in levels:
        candidates = _divisions_like(name, gazetteer, False)
    return _Part(name, levels, candidates)


def _divisions_like(name: str, gazetteer: Gazetteer, is_called: bool) -> tuple[Candidate, ...]:
    """First-order divisions of the theatre whose name is spelt like this, also as an adjective ("Kharkivs'ka", "Kurskaya")."""
    found = [
        (apart, area)
        for area in _divisions(gazetteer)
        if (apart := _adjective_unlikeness(name, area.name, is_called)) < 9
    ]
    least = min((apart for apart, _ in found), default=9)
    return tuple(area for apart, area in found if apart == least)


@lru_cache(maxsize=4)
def _divisions(gazetteer: Gazetteer) -> tuple[Candidate, ...]:
    return tuple(area for area in gazetteer.areas("admin1") if area.country_code in THEATRE_COUNTRIES)


def _adjective_unlikeness(name: str, area: str, is_called: bool) -> int:
    # An oblast is feminine; a masculine adjective without its generic word is rather a raion ("Belgorodsky").
    own = area.rsplit(" ", 1)[0]  # without Oblast, Krai, Region
    key = normalise(name)
    stems = {key, _FEMININE.sub("", key), re.sub(r"k(?:a|aya)$", "", key)}
    if is_called:
        stems.add(_ADJECTIVES.sub("", key))
    owns = {own, re.sub(r"sk$", "", own)}
    return min((unlikeness(stem, other) for stem in stems if len(stem) > 2 for other in owns), default=9)


def _holders(parts: Sequence[_Part]) -> _Holders:
    countries: set[str] = set()
    divisions: list[Candidate] = []
    raions: set[str] = set()
    places: list[_Part] = []
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


def _choose(part: _Part, holders: _Holders, gazetteer: Gazetteer, is_last: bool) -> Resolution | None:
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
        say("rivals", n=len(weighed)) if len(weighed) > 1 else say("only"),
    )
    return Resolution(candidate, round(min(1.0 / total, MOST_SURE), 3), join(why))


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


def _weigh(candidate: Candidate, part: _Part, holders: _Holders, is_last: bool) -> float:
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
    in_division = _is_in(candidate, holders.divisions)
    if holders.divisions:
        near = any(distance_km(candidate, area) < area.uncertainty_km / 2 for area in holders.divisions)
        weight += IN_DIVISION if in_division else 0.0 if near else OUTSIDE_DIVISION
    if holders.countries:
        weight += IN_COUNTRY if candidate.country_code in holders.countries else 0.0 if in_division else OUTSIDE_COUNTRY
    if candidate.admin2 in holders.raions:
        weight += IN_RAION
    for place in holders.places:
        held = normalise(place.name) == normalise(candidate.admin1)  # a state that no list of ours holds ("Texas")
        weight += BESIDE if held or any(_holds(holder, candidate) for holder in place.candidates) else NOT_BESIDE
    return weight


def _is_in(candidate: Candidate, divisions: Sequence[Candidate]) -> bool:
    return any((d.country_code, d.admin1) == (candidate.country_code, candidate.admin1) for d in divisions)


def _holds(holder: Candidate, candidate: Candidate) -> bool:
    if holder.level == "admin1":
        return _is_in(candidate, (holder,))
    if holder.level == "admin2" and candidate.admin2:
        return candidate.admin2 == holder.name
    reach = 1.5 * holder.uncertainty_km if holder.level in _AREAS else BESIDE_KM
    return distance_km(holder, candidate) <= reach
