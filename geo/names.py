"""Names in running text: the longest run of words that the gazetteer knows, as it stands or in a base form."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain

from geo.distances import distance_km
from geo.forms import area_forms, base_forms, inflects, town_forms, with_forms
from geo.gazetteer import Gazetteer
from geo.lists import read_list
from geo.models import THEATRE_COUNTRIES, Candidate, Span
from geo.paths import PLACES
from geo.text import normalise
from geo.tokens import Word
from geo.vocabulary import vocabulary

_LONGEST_NAME = 5  # words; "Democratic Republic of the Congo" has five
POSSESSIVES = ("'s", "’s", "ʼs", "s'", "s’")
_SHORTEST_LISTED = 5  # letters; a shorter name is in one of its cases some other word
_SITE_KM = 25.0  # in which a site is a town's
_SETTLED = frozenset(("populated_place", "country", "admin1", "admin2"))  # "ville de" is no part of a name
_KNOWN_TOWN = 20_000  # inhabitants; a name spelt as that of such a town is no inflected form of another one
_LARGE_TOWN = 100_000
_DISTRICT, _CITY = 50_000, 250_000  # Ilskiy is a small town and Khmelnytskyi a large one
_LARGER = 10  # times the inhabitants of a place that is spelt as the text has it
ABBREVIATION = 4  # letters; a word in capitals up to this length is an abbreviation unless a list knows it
OF_A_DISTRICT = ("skyi", "skiy")  # names of cities' districts, which GeoNames has as places
DISTRICT = ":district"  # ends the place_id of a district that the gazetteer has only the town of
_DISTRICT_KM = 35.0  # radius of a circle as large as the mean district (raion) of Ukraine
_COMPASS = ("oost", "west", "noord", "zuid", "east", "north", "south", "ост", "nord", "süd", "est", "sud", "ouest")
_PREFIXES = frozenset((*_COMPASS, "pro", "anti", "ex", "niet", "non", "про", "анти"))


@dataclass(frozen=True, slots=True)
class Reading:
    """A run of words that is a name: `words[at:end]`.

    Attributes
    ----------
    is_inflected : bool
        Whether only a base form of the words is a name.
    forms : tuple of str
        The forms of the words that are names; empty where only the words as they stand were looked up.
    """

    end: int
    span: Span
    candidates: tuple[Candidate, ...]
    is_inflected: bool = False
    forms: tuple[str, ...] = ()


def strip_prefix(word: str) -> str:
    """What stands behind "pro-", "anti-", "oost-" and the like; empty where the word has no such head."""
    head, _, tail = word.rpartition("-")
    return tail if head and all(part.lower() in _PREFIXES for part in head.split("-")) else ""


def readings(text: str, words: list[Word], at: int, gazetteer: Gazetteer, lang: str) -> Iterator[Reading]:
    """The names that begin with word `at`, the longest first."""
    inflected = _inflected_runs(words, at, gazetteer, lang)
    reach = _reach(text, words, at, gazetteer)
    for end in range(max(reach, at + len(inflected)), at, -1):
        span = Span(words[at].start, words[end - 1].end)
        keys = inflected[end - at - 1] if end - at <= len(inflected) else ()
        if keys:
            candidates, is_inflected, forms = _union(gazetteer, normalise(text[span.start : span.end]), keys)
            if candidates and (words[end - 1].is_capitalised or candidates[0].level != "populated_place"):
                yield Reading(end, span, candidates, is_inflected, forms)
                continue
        regions = regions_of(gazetteer, words[at].key, lang) if end == at + 1 and inflects(lang) else ()
        if regions:
            yield Reading(end, span, regions, True)
        elif end <= reach:
            for plain in _plain_spans(words, at, end, lang):
                if "." in text[plain.start : plain.end] and text.startswith(".", plain.end):
                    plain = Span(plain.start, plain.end + 1)  # "U.S."
                name = text[plain.start : plain.end]
                candidates = _meant(name, gazetteer.candidates(name))
                if not candidates and "w" in name.lower():
                    # Dutch and German write в as w, and mix the two in one name ("Welyka Novosilka").
                    spelt = gazetteer.candidates(name.lower().replace("w", "v"))
                    candidates = tuple(c for c in spelt if c.country_code in THEATRE_COUNTRIES)
                if end > at + 1 and not words[end - 1].is_capitalised:
                    candidates = tuple(c for c in candidates if c.level == "country")  # "Arabie saoudite"
                if plain.end < span.end:
                    # Without its ending a word is more often another one ("sinds", "Kruis", "Chaos") than a village far away.
                    candidates = tuple(c for c in candidates if _is_known(c, _LARGE_TOWN))
                if candidates:
                    yield Reading(end, plain, candidates)


def _reach(text: str, words: list[Word], at: int, gazetteer: Gazetteer) -> int:
    """End of the longest run of words from `at` on that may be one name as it stands."""
    end = at + 1
    while end < len(words) and end - at < _LONGEST_NAME:
        between = text[words[end - 1].end : words[end].start]
        if not (words[end].joined or between in {". ", ".", "'", "’"}):
            break
        key = normalise(text[words[at].start : words[end].end])
        if not _begins_name(key, gazetteer):
            bare = key.removesuffix("s").rstrip("'")  # "Chasiv Yar's", "Kryvyj Rihs"
            return end + 1 if bare != key and _begins_name(bare, gazetteer) else end
        end += 1
    return end


def _begins_name(key: str, gazetteer: Gazetteer) -> bool:
    """Whether some name begins so; в is w in Dutch and German."""
    return gazetteer.has_prefix(key) or ("w" in key and gazetteer.has_prefix(key.replace("w", "v")))


def _plain_spans(words: list[Word], at: int, end: int, lang: str) -> list[Span]:
    """The words as they stand, and without a possessive ending or what hangs on a hyphen."""
    start, stop = words[at].start, words[end - 1].end
    last = words[end - 1]
    spans = [Span(start, stop)]
    if end - at > 1 and not last.is_capitalised:
        return spans
    if last.text.endswith(POSSESSIVES):
        ending = next(ending for ending in POSSESSIVES if last.text.endswith(ending))
        spans.append(Span(start, stop - (1 if ending[0] == "s" else 2)))
    elif last.text.endswith("s") and stop - start > 4 and lang in {"nl", "de"}:
        spans.append(Span(start, stop - 1))
    if end - at == 1 and "-" in last.text:
        head, _, tail = last.text.partition("-")
        if head.lower() in _PREFIXES and tail[:1].isupper():
            spans.append(Span(stop - len(tail), stop))
        elif (len(head) > 3 or head.isupper()) and (tail[:1].islower() or normalise(tail) in vocabulary(lang).generics):
            spans.append(Span(start, start + len(head)))
    return spans


def _inflected_runs(words: list[Word], at: int, gazetteer: Gazetteer, lang: str) -> list[tuple[str, ...]]:
    """For each length of a run from `at` on the forms of the whole run with which some name begins."""
    runs: list[tuple[str, ...]] = []
    if not inflects(lang):
        return runs
    begun: tuple[str, ...] = ("",)
    for word in words[at : at + _LONGEST_NAME]:
        if (runs and not word.joined) or (word.text.isupper() and len(word.text) <= ABBREVIATION):
            break
        begun = _continued(gazetteer, begun, word.key, lang)
        if not begun:
            break
        runs.append(begun)
    return runs


@lru_cache(maxsize=50_000)
def _continued(gazetteer: Gazetteer, begun: tuple[str, ...], key: str, lang: str) -> tuple[str, ...]:
    """`begun` with `key` in each of its forms, as far as some name begins so; of a word with hyphens every part has forms."""
    for part in key.split():
        forms = with_forms(part, lang)
        begun = tuple(
            name for head in begun for form in forms if gazetteer.has_prefix(name := f"{head} {form}" if head else form)
        )
    return begun


@lru_cache(maxsize=50_000)
def _union(
    gazetteer: Gazetteer, surface: str, keys: tuple[str, ...]
) -> tuple[tuple[Candidate, ...], bool, tuple[str, ...]]:
    """The candidates of all forms of a name, whether its own spelling is none of them, and the forms that have some."""
    exact = gazetteer.candidates(surface)
    derived = {
        key: tuple(c for c in gazetteer.candidates(key) if _is_known(c, is_long=len(key) >= _SHORTEST_LISTED))
        for key in keys
        if key != surface
    }
    if any(c.population > _KNOWN_TOWN or c.level != "populated_place" for c in exact):
        largest = _LARGER * max(c.population for c in exact)  # Hamme in Belgium is no rival of Hama: "в Хаме"
        is_known = any(c.place_id in listed_by_hand() for c in exact)  # nor is Hami in China: "до Хами"
        towns = [c for found in derived.values() for c in found if c.level == "populated_place"]
        if all(c.population < largest and (is_known or c.place_id not in listed_by_hand()) for c in towns):
            return exact, False, (surface,)
    forms = tuple(key for key, candidates in derived.items() if candidates)
    candidates = _merged((*exact, *chain.from_iterable(derived.values())))
    return candidates, not exact, (surface, *forms) if exact else forms


def _meant(name: str, candidates: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
    """Without the small places far away whose name has not the accents with which it is written here ("Länder": Lander)."""
    if name.isascii() or name[0] >= "\u0370":
        return candidates
    return tuple(c for c in candidates if not (c.is_main and c.name.isascii()) or _is_known(c, _LARGE_TOWN))


def _is_known(candidate: Candidate, least: int = _KNOWN_TOWN, *, is_long: bool = True) -> bool:
    # GeoNames writes small places all over the world in Cyrillic; news inflects the names of few of them: of those in the theatre
    # and those that the project's own lists add or spell because other wars made them known.
    is_near = candidate.country_code in THEATRE_COUNTRIES or candidate.level != "populated_place"
    return is_near or candidate.population > least or (is_long and candidate.place_id in listed_by_hand())


@lru_cache(maxsize=1)
def listed_by_hand() -> frozenset[str]:
    """The place_ids of the settlements that the project's own lists add, give a spelling, or know from news of other wars."""
    added = read_list(PLACES / "settlements.csv", ("place_id",))
    spelt = read_list(PLACES / "aliases.csv", ("name", "lang", "place_id", "source"))
    known = read_list(PLACES / "other_wars.csv", ("place_id", "name", "country_code", "source"))
    return frozenset(row["place_id"] for row in (*added, *spelt, *known))


def _merged(candidates: Iterable[Candidate]) -> tuple[Candidate, ...]:
    best: dict[str, Candidate] = {}
    for candidate in candidates:
        if candidate.place_id not in best or candidate.is_main:
            best[candidate.place_id] = candidate
    return tuple(sorted(best.values(), key=lambda c: (not c.is_main, -c.population, c.place_id)))


def is_name(word: Word, gazetteer: Gazetteer, lang: str) -> bool:
    """Whether a single word is a name, in whatever form."""
    if gazetteer.candidates(word.text):
        return True
    return " " not in word.key and any(gazetteer.candidates(form) for form in base_forms(word.key, lang))


def is_inflected_place(word: Word, gazetteer: Gazetteer, lang: str) -> bool:
    """Whether a word is the adjective of an oblast, or a known place in another case than the nominative."""
    if areas_of(gazetteer, word.key, "область", lang):
        return True
    forms = base_forms(word.key, lang) if " " not in word.key else ()
    found = chain.from_iterable(gazetteer.candidates(form) for form in forms)
    return any(c.population > _LARGE_TOWN or c.level != "populated_place" for c in found)


@lru_cache(maxsize=20_000)
def towns_of(gazetteer: Gazetteer, key: str, lang: str) -> tuple[Candidate, ...]:
    """The towns that an adjective comes from ("на Куп'янському напрямку")."""
    found = chain.from_iterable(gazetteer.candidates(form) for form in town_forms(key, lang))
    towns = tuple(c for c in _merged(found) if c.level == "populated_place")
    towns = tuple(c for c in towns if not _is_district(c)) or towns
    return tuple(c for c in towns if c.country_code in THEATRE_COUNTRIES) or towns


def _is_district(town: Candidate) -> bool:
    """Whether what GeoNames calls a town is a district of a city ("Oleksandrivskyi" of Zaporizhzhia)."""
    return town.name.endswith(OF_A_DISTRICT) and _DISTRICT < town.population < _CITY


@lru_cache(maxsize=20_000)
def areas_of(gazetteer: Gazetteer, key: str, generic: str, lang: str) -> tuple[Candidate, ...]:
    """The areas that an adjective names with a generic word that may stand elsewhere ("Самарской и Саратовской областей")."""
    forms = _continued(gazetteer, _continued(gazetteer, ("",), key, lang), generic, lang)
    return _merged(chain.from_iterable(gazetteer.candidates(form) for form in forms))


@lru_cache(maxsize=20_000)
def regions_of(gazetteer: Gazetteer, key: str, lang: str) -> tuple[Candidate, ...]:
    """The oblast that a word in -щина stands for, where no list has the word itself."""
    return _merged(chain.from_iterable(gazetteer.candidates(area) for area in area_forms(key, lang)))


def described(name: str, words: list[Word], gazetteer: Gazetteer, lang: str) -> tuple[Candidate, ...]:
    """The areas, waters and sites of a name that begins with a generic word, as it stands or with its words in base forms."""
    named = list(gazetteer.candidates(name))
    if inflects(lang):
        begun: tuple[str, ...] = ("",)
        for word in words:
            begun = _continued(gazetteer, begun, word.key, lang)
        named += [candidate for form in begun for candidate in gazetteer.candidates(form)]
    found = _merged(candidate for candidate in named if candidate.level not in _SETTLED)
    towns = _towns_called(words[-1], gazetteer, lang) if any(c.level == "facility" for c in found) else ()
    # "аеродрому Саки": the town's; an air base that only shares its name with a village elsewhere is a site of its own.
    return tuple(c for c in found if c.level != "facility" or all(distance_km(c, town) > _SITE_KM for town in towns))


def _towns_called(word: Word, gazetteer: Gazetteer, lang: str) -> tuple[Candidate, ...]:
    forms = with_forms(word.key, lang) if inflects(lang) else (word.text,)
    named = (c for form in forms for c in gazetteer.candidates(form))
    return tuple(c for c in named if c.is_main and c.level == "populated_place")


def divisions_of(gazetteer: Gazetteer, towns: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
    """The provinces that are called as their towns, for spellings that are only listed for the towns ("провинция Сурин")."""
    return tuple(
        division
        for town in towns
        for division in gazetteer.candidates(town.name)
        if (division.level, division.country_code, division.admin1) == ("admin1", town.country_code, town.admin1)
    )


def as_district(town: Candidate) -> Candidate:
    """The district that is called after a town, shown at the town; its own place, and larger."""
    return replace(
        town,
        place_id=f"{town.place_id}{DISTRICT}",
        name=f"{town.name} District",
        level="admin2",
        uncertainty_km=_DISTRICT_KM,
        is_capital=False,
    )
