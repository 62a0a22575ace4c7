"""Adjectives that name places: with a generic word they stand for an oblast, a district, or the town of a direction."""

from __future__ import annotations

from functools import lru_cache

from geo.forms import base_forms, inflects, is_adjective, town_forms
from geo.gazetteer import Gazetteer
from geo.models import THEATRE_COUNTRIES, Candidate, Level, Span, Toponym
from geo.names import areas_of, as_district, towns_of
from geo.theatre import is_of_the_front
from geo.tokens import Word
from geo.vocabulary import LIST_WORDS, Vocabulary, vocabulary

# What Dutch and German put behind the name of a town to make an adjective of it; the rest of their grammar is not needed.
_ATTRIBUTIVE = {"nl": "se", "de": "er"}
_ELSEWHERE = frozenset(("water", "region", "country"))  # "Kiewer Meer" is no town's
_CACHED_WORDS = 100_000
_CITY = 300_000  # inhabitants; its name means the city whatever village was fought for
_LARGE_TOWN = 20_000  # inhabitants; smaller ones away from the front are called as what else the adjective says
_STEM = 5  # letters that the forms of a generic word share
_FURTHEST = 8  # words from the first adjective of a list to the generic word that all of them share


def generic(word: Word, lists: Vocabulary) -> tuple[tuple[Level, ...], str]:
    """The levels and the position of a generic word, in whatever case; empty for other words."""
    return _generic(word.key, word.is_capitalised, lists.lang)


@lru_cache(maxsize=_CACHED_WORDS)
def _generic(key: str, is_capitalised: bool, lang: str) -> tuple[tuple[Level, ...], str]:
    generics = vocabulary(lang).generics
    found = generics.get(key)
    if found is None and not is_capitalised:
        found = next((generics[form] for form in base_forms(key, lang) if form in generics), None)
    return found or ((), "")


def attribute(
    text: str, sentence: list[Word], at: int, lists: Vocabulary, gazetteer: Gazetteer
) -> tuple[Toponym, int] | None:
    """The place that the adjective at `at`, written with a capital, names with its generic word, and where to read on.

    "Полтавській області" is the oblast, "Ізюмського району" a district called after its town; "на Лиманському напрямку" and
    "Одеський порт" are the town itself. One generic word may serve a list ("Самарской и Саратовской областей").
    """
    word = sentence[at]
    index = _generic_after(text, sentence, at, lists)
    if index is None:
        return None
    levels, _ = generic(sentence[index], lists)
    adjacent = index == at + 1 or _only_described(sentence[at + 1 : index], lists)
    span = Span(word.start, sentence[index].end) if adjacent else word.span
    found = areas_of(gazetteer, word.key, _singular(sentence[index].key, lists.lang), lists.lang)
    if not found and (levels[0] in {"admin2", "region"} or (levels[0] == "facility" and adjacent)):
        found = towns_of(gazetteer, word.key, lists.lang)
        if levels[0] == "admin2":
            found = tuple(as_district(town) for town in found)
        else:
            found = _of_a_sector(found) if levels[0] == "region" else found
            span, levels = word.span, ("populated_place",)
    if not found:
        return None
    return Toponym(span, text[span.start : span.end], "place", found, levels), index + 1 if adjacent else at + 1


def attributive(sentence: list[Word], at: int, lists: Vocabulary, gazetteer: Gazetteer) -> tuple[Toponym, int] | None:
    """The town or province that a Dutch or German adjective names before what lies there ("Bachmoetse front", "Kiewer Vorort")."""
    ending, head = _ATTRIBUTIVE.get(lists.lang), at + 1
    if ending is None or head == len(sentence) or not sentence[head].joined or not sentence[at].key.endswith(ending):
        return None
    levels, _ = generic(sentence[head], lists)
    if not (levels or lists.acts("sector", sentence[head].text)) or not _ELSEWHERE.isdisjoint(levels):
        return None
    named = gazetteer.candidates(sentence[at].text[: -len(ending)])
    found = tuple(c for c in named if c.level == "admin1" and c.is_main) if "admin1" in levels else ()
    found = found or tuple(c for c in named if c.level == "populated_place" and c.is_main)
    if not any(c.level == "admin1" or c.population >= _LARGE_TOWN or is_of_the_front(c) for c in found):
        return None
    return Toponym(sentence[at].span, sentence[at].text, "place", found, (found[0].level,)), at + 1


def direction(
    sentence: list[Word], at: int, lower: frozenset[str], lists: Vocabulary, gazetteer: Gazetteer
) -> tuple[Toponym, int] | None:
    """The town of a direction that is written small, or without its generic word where the article has it elsewhere.

    "на донецком направлении"; "На Куп'янському напрямку ... На Лиманському ворог наступав". `lower` are the words that the
    article writes without a capital.
    """
    word, generics = sentence[at], directions(lists.lang)
    if not generics or at + 1 == len(sentence) or not town_forms(word.key, lists.lang):
        return None
    if word.is_capitalised:
        is_meant = at > 0 and sentence[at - 1].key == "на" and not generics.isdisjoint(lower)
    else:
        is_meant = sentence[at + 1].key in generics
    sector = tuple(dict.fromkeys(c for name in generics for c in areas_of(gazetteer, word.key, name, lists.lang)))
    if is_meant and sector:  # one that is called after no town: "на Придніпровському"
        return Toponym(word.span, word.text, "place", sector, ("region",)), at + 1
    towns = _of_a_sector(towns_of(gazetteer, word.key, lists.lang)) if is_meant else ()
    if not word.is_capitalised:
        towns = tuple(town for town in towns if town.population >= _LARGE_TOWN or is_of_the_front(town))
    if not towns:
        return None
    return Toponym(word.span, word.text, "place", towns, ("populated_place",)), at + 1


def _of_a_sector(towns: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
    """Of the towns that an adjective may mean those that sectors of the front are called after, where there are any.

    They are towns that were fought for; one that once had the name ("Дзержинском": Toretsk) gives way to a larger one that
    has it in the same country ("Слов'янському": Sloviansk, not Nikopol).
    """
    cities = tuple(t for t in towns if t.is_main and t.population >= _CITY and t.country_code in THEATRE_COUNTRIES)
    if cities:
        return cities  # "Запорізькому": no village of the name
    fought_for = tuple(town for town in towns if is_of_the_front(town))
    countries = {town.country_code for town in fought_for}
    large = tuple(t for t in towns if t.is_main and t.population >= _LARGE_TOWN and t.country_code in countries)
    return tuple(town for town in fought_for if town.is_main) or large or fought_for or towns


def province(sentence: list[Word], at: int, lists: Vocabulary, gazetteer: Gazetteer) -> tuple[Toponym, int] | None:
    """The province whose generic word stands with another one of the sentence ("в Иркутской области и в Мурманской")."""
    word, ends = sentence[at], at + 1 == len(sentence) or not sentence[at + 1].joined
    if not (ends or sentence[at + 1].key in LIST_WORDS) or not town_forms(word.key, lists.lang):
        return None
    generics = {_singular(other.key, lists.lang) for other in sentence if generic(other, lists)[0] == ("admin1",)}
    found = tuple(area for name in generics for area in areas_of(gazetteer, word.key, name, lists.lang))
    found = tuple(area for area in found if area.level == "admin1")
    return (Toponym(word.span, word.text, "place", found, ("admin1",)), at + 1) if found else None


@lru_cache(maxsize=_CACHED_WORDS)
def _singular(generic_word: str, lang: str) -> str:
    """The shortest of the forms of a generic word: "районах" is listed as "район", and names of areas end in that."""
    entry, beginning = _generic(generic_word, False, lang), generic_word[:_STEM]
    forms = [word for word, own in vocabulary(lang).generics.items() if own == entry and word.startswith(beginning)]
    return min(forms, key=len, default=generic_word)


@lru_cache(maxsize=16)
def directions(lang: str) -> frozenset[str]:
    """The generic words of directions, in all cases: of regions, and behind their adjective."""
    generics = vocabulary(lang).generics if inflects(lang) else {}
    return frozenset(word for word, entry in generics.items() if entry == (("region",), "after"))


def leads_to_generic(text: str, sentence: list[Word], at: int, lists: Vocabulary) -> bool:
    """Whether the word at `at` is an adjective whose generic word follows ("у Токмаку Запорізької області")."""
    return _generic_after(text, sentence, at, lists) is not None


def _only_described(between: list[Word], lists: Vocabulary) -> bool:
    """Whether nothing but adjectives stands between a name's adjective and its generic word ("Одеський морський порт")."""
    return all(
        not word.is_capitalised and (is_adjective(word.key, lists.lang) or bool(town_forms(word.key, lists.lang)))
        for word in between
    )


def _generic_after(text: str, sentence: list[Word], at: int, lists: Vocabulary) -> int | None:
    """Index of the generic word that a list of adjectives from `at` on leads up to."""
    if not town_forms(sentence[at].key, lists.lang):
        return None
    after_joint = False
    for index in range(at + 1, min(len(sentence), at + _FURTHEST)):
        word = sentence[index]
        levels, position = generic(word, lists)
        described = _only_described(sentence[at + 1 : index], lists)
        if position in {"after", "both"} or (described and levels[:1] == ("facility",)):
            return index if word.joined else None
        if described and word.joined and _only_described([word], lists):
            continue
        is_joint = word.key in LIST_WORDS
        between = text[sentence[index - 1].end : word.start].strip()
        is_next = (after_joint or between == ",") and bool(town_forms(word.key, lists.lang))
        if not (is_joint or is_next):
            return None
        after_joint = is_joint
    return None
