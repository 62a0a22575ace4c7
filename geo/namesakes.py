"""Names that a province shares with its town, or a village with a city of the world: told apart by the words beside them."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import lru_cache

from geo.attributes import generic
from geo.distances import distance_km
from geo.gazetteer.spelling import begins_alike
from geo.lists import read_list
from geo.models import THEATRE_COUNTRIES, Candidate, Level, Span, Toponym
from geo.narrowing import narrowed
from geo.paths import LEXICONS
from geo.tokens import split_words
from geo.vocabulary import LIST_WORDS, vocabulary

LIST = "provinces.csv"
TERRITORY = "territory.csv"
_LONGEST_CUE = 60  # characters
_NAMED = r"(?:[^\W\d_]\S*\s+){1,3}?"  # what `*` of a cue stands for: a person's name
# What stands between a place and the province that it is told to lie in ("Pokrovsk, een knooppunt in Donetsk").
_LIES_IN = re.compile(r"(?:,(?:\s[^\W\d_]+){1,4})?\s(?:in|im|dans|en)\s(?:the\s|de\s|het\s|la\s|le\s|l['’])?")
_WORLD_CITY = 1_000_000  # inhabitants
_SMALL = 50_000
_CITY = 100_000
_LONGEST_APPOSITION = 6  # words up to the noun that says what a place is
_TOWN_KM = 15.0  # what lies further from a town's centre is no part of it
_AROUND_KM = 60.0  # what war news names beside a village lies in its district or the next one


def told_apart(text: str, toponyms: Sequence[Toponym], lang: str) -> list[Toponym]:
    """The toponyms, with the level or the candidates of a name narrowed where the text says which of its namesakes is meant.

    After "annexation of", "villages in" or "Myrnohrad in" a name that is a province's and a town's is the province's, and so are
    one that is called so after a comma ("Belgorod, another border region") and what follows it in a list. A village of the theatre
    called like a city of a million ("New York") is meant only beside a place near it, one that is called like the seat of a
    province ("Zaporizhzhia") and of unknown size only behind a word for a village, or where its district is named. What else a
    sentence rules out, `geo.narrowing` says.
    """
    found: list[Toponym] = []
    for toponym in toponyms:
        before = found[-1] if found else None
        if (
            _is_either(toponym)
            and (
                _follows_cue(text, toponym, lang)
                or _continues(text, before, toponym)
                or _holds(text, before, toponym)
                or _is_explained(text, toponym, lang)
                or _is_territory(text, toponym, lang)
            )
        ) or _has_given_up(text, toponym, lang):
            toponym = replace(toponym, levels=("admin1",))
        found.append(toponym)
    places = [c for toponym in toponyms if _is_sure(toponym) for c in toponym.candidates[:1]]
    districts = {(c.admin1, c.name) for toponym in found for c in toponym.candidates if c.level == "admin2"}
    found = [_without_hamlets(_without_villages(toponym, places), text, lang, districts) for toponym in found]
    return narrowed(text, found, lang)


def _is_either(toponym: Toponym) -> bool:
    if toponym.kind != "place" or toponym.levels:
        return False
    levels = {candidate.level for candidate in toponym.candidates if candidate.is_main}
    return {"admin1", "populated_place"} <= levels and "country" not in levels  # Mexico is a state of Mexico, too


def _has_given_up(text: str, toponym: Toponym, lang: str) -> bool:
    """Whether a province of Ukraine bears a name that its town has given up ("Dnipropetrovsk"); Russian still uses those."""
    if toponym.kind != "place" or toponym.levels or lang == "ru":
        return False
    main = [candidate for candidate in toponym.candidates if candidate.country_code == "UA" and candidate.is_main]
    areas = {candidate.name.removesuffix(" Oblast") for candidate in main if candidate.level == "admin1"}
    if not areas:
        return False
    before = text[max(0, toponym.span.start - _LONGEST_CUE) : toponym.span.start].split()
    if before and vocabulary(lang).acts("formerly", before[-1].strip("(,")):
        return False  # "the city that was called Dnipropetrovsk until 2016"
    towns = {candidate.name for candidate in main if candidate.level == "populated_place"}
    is_area = any(begins_alike(area, toponym.surface) for area in areas)
    return is_area and areas.isdisjoint(towns) and toponym.surface not in towns


def _is_explained(text: str, toponym: Toponym, lang: str) -> bool:
    """Whether an apposition says that the name is a province's ("in Belgorod, another border region")."""
    end, lists = toponym.span.end, vocabulary(lang)
    if not text[end : end + _LONGEST_CUE].lstrip().startswith(","):
        return False
    words = split_words(text, Span(end, min(len(text), end + _LONGEST_CUE)), lang)
    if not words or text[end : words[0].start].strip() != "," or not lists.acts("determiner", words[0].text):
        return False
    head: tuple[Level, ...] = ()
    for word in words[1:_LONGEST_APPOSITION]:
        levels, _ = generic(word, lists)
        if not word.joined or (not levels and (head or word.is_capitalised or lists.acts("locative", word.text))):
            break
        head = levels
    return "admin1" in head


def _holds(text: str, before: Toponym | None, toponym: Toponym) -> bool:
    """Whether the place named before lies in the province and not in its town ("Myrnohrad in Donetsk")."""
    if before is None or before.kind != "place":
        return False
    between = text[before.span.end : toponym.span.start]
    if len(between) > _LONGEST_CUE or _LIES_IN.fullmatch(between) is None:
        return False
    areas = [c for c in toponym.candidates if c.level == "admin1" and c.is_main]
    seats = [c for c in toponym.candidates if c.level == "populated_place" and c.is_main]
    inside = [
        c
        for c in before.candidates
        if c.level == "populated_place" and any(c.admin1 and c.admin1 == area.name for area in areas)
    ]
    return bool(inside) and all(distance_km(c, seat) > _TOWN_KM for c in inside for seat in seats[:1])


@lru_cache(maxsize=16)
def _cues(lang: str) -> re.Pattern[str]:
    rows = read_list(LEXICONS / LIST, ("lang", "forms", "source"))
    forms = [
        re.escape(form.rstrip("'’")).replace(r"\*\ ", _NAMED)
        for row in rows
        if row["lang"] == lang
        for form in row.several("forms")
    ]
    # A language without a list gets a pattern that fits nowhere.
    return re.compile(rf"\b(?:{'|'.join(forms)})[\s'’]+$" if forms else r"(?!)", re.IGNORECASE)


def _follows_cue(text: str, toponym: Toponym, lang: str) -> bool:
    start = toponym.span.start
    return _cues(lang).search(text[max(0, start - _LONGEST_CUE) : start]) is not None


@lru_cache(maxsize=16)
def _territory(lang: str) -> dict[str, tuple[re.Pattern[str], re.Pattern[str]]]:
    """By province what stands right before its name, or soon behind it, where states talk of it as territory."""
    before: dict[str, list[str]] = {}
    after: dict[str, list[str]] = {}
    for row in read_list(LEXICONS / TERRITORY, ("lang", "provinces", "before", "after", "source")):
        for province in row.several("provinces") if row["lang"] == lang else ():
            before.setdefault(province, []).extend(map(_as_pattern, row.several("before")))
            after.setdefault(province, []).extend(map(_as_pattern, row.several("after")))
    return {
        province: (
            re.compile(rf"(?<!\w)(?:{'|'.join(forms)})\s+(?:\d{{4}}\s+)?$", re.IGNORECASE),
            re.compile(rf"[^.;:!?\n]{{0,60}}\s(?:{'|'.join(after[province]) or '(?!)'})\b", re.IGNORECASE),
        )
        for province, forms in before.items()
    }


def _as_pattern(form: str) -> str:
    return re.escape(form).replace(r"\ \*", r"\s+\w+")


def _is_territory(text: str, toponym: Toponym, lang: str) -> bool:
    """Whether a province is spoken of as land to be ceded, annexed or held in part: "75 percent of Donetsk"."""
    start, end, cues = toponym.span.start, toponym.span.end, _territory(lang)
    provinces = [c.name for c in toponym.candidates if c.level == "admin1" and c.is_main and c.name in cues]
    return any(
        cues[name][0].search(text[max(0, start - _LONGEST_CUE) : start]) or cues[name][1].match(text, end)
        for name in provinces
    )


def _continues(text: str, before: Toponym | None, toponym: Toponym) -> bool:
    if before is None or (before.levels != ("admin1",) and not _is_region(before)):
        return False
    between = text[before.span.end : toponym.span.start].strip()
    return bool(between) and between.strip(",").strip().casefold() in LIST_WORDS


def _is_region(toponym: Toponym) -> bool:
    """Whether a name is that of a region of the theatre and of nothing else ("Crimea", "Donbas")."""
    main = [candidate for candidate in toponym.candidates if candidate.is_main]
    return bool(main) and all(c.level == "region" and c.country_code in THEATRE_COUNTRIES for c in main)


def _is_sure(toponym: Toponym) -> bool:
    if toponym.kind != "place":
        return False
    return [c.level for c in toponym.candidates if c.is_main].count("populated_place") == 1


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


def _without_hamlets(toponym: Toponym, text: str, lang: str, districts: Collection[tuple[str, str]]) -> Toponym:
    if toponym.kind != "place" or len(toponym.candidates) < 2:
        return toponym
    seats = {c.country_code for c in toponym.candidates if _is_seat(c, toponym.surface)}
    if not seats or _is_called_village(text, toponym, lang):
        return toponym
    kept = tuple(
        c
        for c in toponym.candidates
        if not _is_hamlet(c) or c.country_code not in seats or (c.admin1, c.admin2) in districts
    )
    return replace(toponym, candidates=kept) if len(kept) < len(toponym.candidates) else toponym


def _is_seat(candidate: Candidate, name: str) -> bool:
    is_city = candidate.level == "populated_place" and candidate.population >= _CITY
    if (
        not is_city
        or candidate.country_code not in THEATRE_COUNTRIES
        or not candidate.admin1.startswith(candidate.name)
    ):
        return False
    # The name of a city in the other script may be no main name ("Запорожье"); a former one begins otherwise.
    return candidate.is_main or begins_alike(name, candidate.name)


def _is_hamlet(candidate: Candidate) -> bool:
    return candidate.level == "populated_place" and not candidate.population


def _is_called_village(text: str, toponym: Toponym, lang: str) -> bool:
    before = text[max(0, toponym.span.start - _LONGEST_CUE) : toponym.span.start].split()
    return bool(before) and vocabulary(lang).acts("village", before[-1])
