"""Namesakes that the sentence rules out: by a distance, an oblast or its governor, and the company of a list."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache, partial

from geo.bearings import at_a_distance, beside
from geo.company import among_neighbours, among_peers
from geo.distances import distance_km
from geo.districts import in_a_named_city, in_a_named_country, in_the_city_behind
from geo.forms import inflects
from geo.gazetteer.spelling import begins_alike
from geo.lists import read_list
from geo.models import THEATRE_COUNTRIES, Candidate, Toponym
from geo.names import OF_A_DISTRICT
from geo.paths import LEXICONS
from geo.theatre import is_front_town, of_other_wars

LIST = "governors.csv"
_END = re.compile(r"[.!?…][»”\"]?\s|\n")  # of a sentence
_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ-][^\W\d_]+)*")
_LONGEST_SENTENCE = 400
_NEAR_KM = 60.0  # beyond the reach of an oblast
_VILLAGE = 15_000  # inhabitants; a larger place is meant by itself
_TOWN = 10_000
_MANY = 3  # namesakes in the theatre
_RIVAL_VILLAGE = 0.25  # of the inhabitants of a town at the front
_LARGE = 100_000
_AREA_RIVAL = 300_000  # inhabitants of a town that is rather meant than a region or a water of its name
_LISTED = frozenset(("region", "water"))
_DIVISIONS = ("admin1", "admin2")
_RIVAL = 0.1  # of the inhabitants of the largest; London in Ontario is no rival of London


def narrowed(text: str, toponyms: Sequence[Toponym], lang: str) -> list[Toponym]:
    """The toponyms, each without the candidates that its sentence rules out; where that would leave none, all stay but villages
    hundreds of kilometres from the oblast that the sentence names, and districts far from the city behind them.

    - "The districts of Nikopol and Synelnykove" are districts.
    - A town that was fought for is meant by its main name, rather than a place that has the name beside its own; and rather one
      of many villages than a city that was called so once.
    - Of namesakes in the theatre a town at the front is meant rather than smaller places, unless the sentence names their oblast.
    - Of small namesakes one that news of other wars names is meant (Gao in Mali).
    - "Ivanivka, about fifteen kilometres from Pokrovsk" lies near Pokrovsk.
    - "Antonivka near Kherson" lies near Kherson.
    - A village that a sentence names after one oblast, or with that oblast's governor, lies there.
    - A district is one of the city that is named.
    - A region, a sea or a river of the project's own list is meant rather than a small town far away ("Sahel", "Oka").
    - In a list of three and more large towns a name is the large town's ("Kharkiv, Dnipro, Mykolaiv").
    - Of namesakes the one that several villages of the sentence lie around ("Kamianske, Plavni and Stepnohirsk").
    - Of large towns of one name the one is meant whose country the article names (Tripoli beside Lebanon, and no Libya).
    """
    found = [_narrow(toponym, _as_called(toponym)) if _is_open(toponym) else toponym for toponym in toponyms]
    for rule in (
        partial(at_a_distance, lang),
        partial(beside, lang),
        lambda _, found, index: _by_main_name(found[index]),
        _in_the_oblast,
        lambda text, found, index: in_a_named_city(found, index, _sentence(text, found[index].span.start)),
        _at_the_front,
        _in_another_war,
        _as_an_area,
        among_peers,
        lambda text, found, index: among_neighbours(text, found, index, _sentence(text, found[index].span.start)),
        _in_a_named_country,
    ):
        found = [
            _narrow(toponym, rule(text, found, index)) if _is_open(toponym) else toponym
            for index, toponym in enumerate(found)
        ]
    found = [_unless_elsewhere(text, found, index) for index in range(len(found))]
    if inflects(lang):
        found = [in_the_city_behind(text, found, index) for index in range(len(found))]
    return [in_a_named_country(found, index) for index in range(len(found))]


def _is_open(toponym: Toponym) -> bool:
    """Whether there is anything to rule out."""
    return toponym.kind == "place" and len(toponym.candidates) > 1


def _narrow(toponym: Toponym, kept: tuple[Candidate, ...]) -> Toponym:
    return replace(toponym, candidates=kept) if 0 < len(kept) < len(toponym.candidates) else toponym


def _as_called(toponym: Toponym) -> tuple[Candidate, ...]:
    """The provinces or districts of a name that a generic word calls one: "die Kreise Nikopol und Synelnykowe"."""
    return tuple(c for c in toponym.candidates if c.level in toponym.levels and c.level in _DIVISIONS)


def _by_main_name(toponym: Toponym) -> tuple[Candidate, ...]:
    towns = [c for c in toponym.candidates if c.level == "populated_place" and c.country_code in THEATRE_COUNTRIES]
    main = [c for c in towns if c.is_main]
    if any(map(is_front_town, main)):  # Pokrovsk is no longer what Engels in Russia was called until 1931
        return tuple(c for c in toponym.candidates if c.is_main or c not in towns)
    if any(c.name == toponym.surface and c.population >= _TOWN for c in towns):  # Samar is not Samara, nor Dubno Dubna
        return tuple(c for c in toponym.candidates if c not in towns or c.name == toponym.surface)
    if len(main) < _MANY:
        return ()
    # Oleksandrivka is one of thirty villages, and not what Donetsk grew from.
    former = [c for c in towns if not c.is_main and c.population >= _LARGE and not _is_alike(c, toponym.surface)]
    return tuple(c for c in toponym.candidates if c not in former)


def _is_alike(candidate: Candidate, name: str) -> bool:
    """Whether a name is the candidate's own in another language ("Запорожье"), and no district's of a city ("Kalynivskyi")."""
    return begins_alike(name, candidate.name) and not candidate.name.endswith(OF_A_DISTRICT)


def _in_the_oblast(text: str, toponyms: Sequence[Toponym], index: int) -> tuple[Candidate, ...]:
    here = toponyms[index]
    towns = _villages(here)
    if len(towns) < 2:
        return ()
    named = {(c.country_code, c.admin1) for c in _oblasts_before(text, toponyms, index) or ()}
    if not named:
        governors = _governors()
        start, end = _sentence(text, here.span.start)
        named = {governors[word[0]] for word in _WORD.finditer(text, start, end) if word[0] in governors}
    if len(named) != 1:
        return ()
    division = next(iter(named))
    return tuple(c for c in towns if (c.country_code, c.admin1) == division)


def _villages(toponym: Toponym) -> list[Candidate]:
    """The candidates of the theatre, where none of them is more than a village."""
    if toponym.levels not in {(), ("populated_place",)}:
        return []
    towns = [c for c in toponym.candidates if c.level == "populated_place" and c.country_code in THEATRE_COUNTRIES]
    return towns if max((c.population for c in towns), default=0) <= _VILLAGE else []


def _oblasts_before(
    text: str, toponyms: Sequence[Toponym], index: int, *, only_free: bool = False
) -> list[Candidate] | None:
    """The oblasts that the sentence names before a name; None where one follows ("from the village into the oblast").

    With `only_free` without those that hang on another name ("Никополь Днепропетровской области и Берислав").
    """
    here = toponyms[index]
    start, end = _sentence(text, here.span.start)
    named: list[Candidate] = []
    for number, toponym in enumerate(toponyms):
        if start <= toponym.span.start and toponym.span.end <= end and toponym is not here:
            areas = [c for c in toponym.candidates if c.level == "admin1"]
            if "admin1" in toponym.levels and areas:
                if toponym.span.start > here.span.start:
                    return None
                is_attached = number > 0 and not text[toponyms[number - 1].span.end : toponym.span.start].strip(" ,(")
                if not (is_attached and only_free):
                    named.append(areas[0])
    return named


def _unless_elsewhere(text: str, toponyms: Sequence[Toponym], index: int) -> Toponym:
    """The toponym, without its candidates where all are villages far from the one oblast that the sentence names."""
    here = toponyms[index]
    towns = _villages(here) if here.kind == "place" else []
    oblasts = (
        _oblasts_before(text, toponyms, index, only_free=True) if towns and len(towns) == len(here.candidates) else None
    )
    if not oblasts or len({c.place_id for c in oblasts}) != 1:
        return here
    oblast = oblasts[0]
    is_near = any(distance_km(c, oblast) <= oblast.uncertainty_km + _NEAR_KM for c in towns)
    return here if is_near or oblast.country_code not in THEATRE_COUNTRIES else replace(here, candidates=())


def _at_the_front(text: str, toponyms: Sequence[Toponym], index: int) -> tuple[Candidate, ...]:
    here = toponyms[index]
    towns = [c for c in here.candidates if c.is_main and c.population >= _TOWN and is_front_town(c)]
    if len(towns) != 1:
        return ()
    town = towns[0]
    start, end = _sentence(text, here.span.start)
    named = {
        c.admin1
        for toponym in toponyms
        if start <= toponym.span.start and toponym.span.end <= end
        for c in toponym.candidates
        if c.country_code in THEATRE_COUNTRIES and c.level in {"admin1", "admin2"} and c.admin1 != town.admin1
    }
    least = town.population * _RIVAL_VILLAGE
    return tuple(
        c
        for c in here.candidates
        if c == town
        or c.level != "populated_place"
        or c.country_code not in THEATRE_COUNTRIES
        or c.population >= least
        or c.admin1 in named
    )


def _in_another_war(text: str, toponyms: Sequence[Toponym], index: int) -> tuple[Candidate, ...]:
    here = toponyms[index]
    if _is_told(text, toponyms, index):  # "Damascus, Maryland"
        return ()
    towns = [c for c in here.candidates if c.level == "populated_place"]
    towns = [c for c in towns if c.country_code not in THEATRE_COUNTRIES]
    known = [c for c in towns if c.is_main and c.population >= _TOWN and c.place_id in of_other_wars()]
    if len(known) != 1:
        return ()
    least = known[0].population * _RIVAL_VILLAGE
    return tuple(c for c in here.candidates if c not in towns or c == known[0] or c.population >= least)


def _as_an_area(text: str, toponyms: Sequence[Toponym], index: int) -> tuple[Candidate, ...]:
    here = toponyms[index]
    listed = [c for c in here.candidates if c.is_main and c.level in _LISTED and c.place_id.startswith("atlas:")]
    if not listed or here.levels == ("populated_place",) or _is_told(text, toponyms, index):
        return ()
    return tuple(
        c
        for c in here.candidates
        if c.level != "populated_place"
        or c.country_code in THEATRE_COUNTRIES
        or c.population >= _AREA_RIVAL
        or c.place_id in of_other_wars()
    )


def _is_told(text: str, toponyms: Sequence[Toponym], index: int) -> bool:
    """Whether another name follows a comma: "Santa Maria, Davao del Sur"."""
    return index + 1 < len(toponyms) and text[toponyms[index].span.end : toponyms[index + 1].span.start] == ", "


def _in_a_named_country(text: str, toponyms: Sequence[Toponym], index: int) -> tuple[Candidate, ...]:
    here = toponyms[index]
    if here.levels or _is_told(text, toponyms, index):
        return ()
    towns = [c for c in here.candidates if c.level == "populated_place" and c.is_main and c.population >= _LARGE]
    most = max((c.population for c in towns), default=0)
    rivals = {c.country_code for c in towns if c.population >= most * _RIVAL}
    if len(rivals) < 2:
        return ()
    named = rivals & {
        toponym.candidates[0].country_code
        for toponym in toponyms
        if toponym.candidates and toponym.candidates[0].level == "country"
    }
    if len(named) != 1:
        return ()
    return tuple(c for c in here.candidates if c.country_code in named)


def _sentence(text: str, offset: int) -> tuple[int, int]:
    """Roughly the sentence around an offset."""
    first = max(0, offset - _LONGEST_SENTENCE)
    before = [match.end() for match in _END.finditer(text, first, offset)]
    after = _END.search(text, offset, offset + _LONGEST_SENTENCE)
    return (before[-1] if before else first), (after.start() if after else min(len(text), offset + _LONGEST_SENTENCE))


@lru_cache(maxsize=1)
def _governors() -> dict[str, tuple[str, str]]:
    """The names of governors, as the six languages write them: each with the country and the division."""
    rows = read_list(LEXICONS / LIST, ("country_code", "division", "forms", "source"))
    return {form: (row["country_code"], row["division"]) for row in rows for form in row.several("forms")}
