"""Names that a province shares with its town, or a village with a city of the world: told apart by the words beside them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from geo.attributes import LIST_WORDS
from geo.distances import distance_km
from geo.lists import read_list
from geo.models import THEATRE_COUNTRIES, Candidate, Toponym
from geo.paths import LEXICONS

LIST = "provinces.csv"
_LONGEST_CUE = 40  # characters
_WORLD_CITY = 1_000_000  # inhabitants
_SMALL = 50_000
_AROUND_KM = 60.0  # what war news names beside a village lies in its district or the next one


def told_apart(text: str, toponyms: Sequence[Toponym], lang: str) -> list[Toponym]:
    """The toponyms, with the level or the candidates of a name narrowed where the text says which of its namesakes is meant.

    After "annexation of" or "villages in" a name that is a province's and a town's is the province's, and so are the names that
    follow it in a list. A village of the theatre called like a city of a million ("New York") is meant only beside a place near it.
    """
    found: list[Toponym] = []
    for toponym in toponyms:
        before = found[-1] if found else None
        if _is_either(toponym) and (_follows_cue(text, toponym, lang) or _continues(text, before, toponym)):
            toponym = replace(toponym, levels=("admin1",))
        found.append(toponym)
    places = [c for toponym in toponyms if _is_sure(toponym) for c in toponym.candidates[:1]]
    return [_without_villages(toponym, places) for toponym in found]


def _is_either(toponym: Toponym) -> bool:
    levels = {candidate.level for candidate in toponym.candidates if candidate.is_main}
    return toponym.kind == "place" and not toponym.levels and {"admin1", "populated_place"} <= levels


@lru_cache(maxsize=16)
def _cues(lang: str) -> re.Pattern[str]:
    rows = read_list(LEXICONS / LIST, ("lang", "forms", "source"))
    forms = [re.escape(form) for row in rows if row["lang"] == lang for form in row.several("forms")]
    # A language without a list gets a pattern that fits nowhere.
    return re.compile(rf"\b(?:{'|'.join(forms)})\s+$" if forms else r"(?!)", re.IGNORECASE)


def _follows_cue(text: str, toponym: Toponym, lang: str) -> bool:
    start = toponym.span.start
    return _cues(lang).search(text[max(0, start - _LONGEST_CUE) : start]) is not None


def _continues(text: str, before: Toponym | None, toponym: Toponym) -> bool:
    if before is None or before.levels != ("admin1",):
        return False
    between = text[before.span.end : toponym.span.start].strip()
    return bool(between) and between.strip(",").strip().casefold() in LIST_WORDS


def _is_sure(toponym: Toponym) -> bool:
    towns = [c for c in toponym.candidates if c.level == "populated_place" and c.is_main]
    return toponym.kind == "place" and len(towns) == 1


def _without_villages(toponym: Toponym, places: Sequence[Candidate]) -> Toponym:
    if toponym.kind != "place" or not any(
        c.population >= _WORLD_CITY and c.level == "populated_place" and c.country_code not in THEATRE_COUNTRIES
        for c in toponym.candidates
    ):
        return toponym
    kept = tuple(c for c in toponym.candidates if not _is_stray_village(c, places))
    return replace(toponym, candidates=kept) if len(kept) < len(toponym.candidates) else toponym


def _is_stray_village(candidate: Candidate, places: Sequence[Candidate]) -> bool:
    is_village = candidate.level == "populated_place" and candidate.population < _SMALL
    if not is_village or candidate.country_code not in THEATRE_COUNTRIES:
        return False
    others = (place for place in places if place.place_id != candidate.place_id)
    return not any(distance_km(candidate, place) <= _AROUND_KM for place in others)
