"""Two names that a hyphen joins, and that no list knows as one: "the Svatove-Kreminna line", "Israel-Gaza", "Ukraine-Krieg"."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import chain

from geo.forms import base_forms, inflects
from geo.gazetteer import Gazetteer
from geo.models import Candidate, Span
from geo.names import readings
from geo.persons import person_classes
from geo.text import normalise
from geo.theatre import is_of_the_front, of_other_wars
from geo.tokens import Word, split_words

_HYPHEN = re.compile("[-‐‑]")
_MOST = 3  # names
_AREAS = ("country", "admin1")
_TOWN = 20_000  # inhabitants; a smaller one, unless a war made it known, is rather a person's double name
_CITY = 100_000  # before a noun with a capital ("Charkiw-Offensive"); smaller ones give their names to units and arms ("Asow")


def parted(sentence: list[Word], gazetteer: Gazetteer, lang: str) -> list[Word]:
    """The words of a sentence, with those that are several names as a word each.

    A German noun behind a country or a city ("Ukraine-Krieg") is a word of its own, too.
    """
    result: list[Word] = []
    for word in sentence:
        names = _names(word.text, gazetteer, lang) if word.is_capitalised and _HYPHEN.search(word.text) else ()
        start = word.start
        for index, name in enumerate(names):
            # Names side by side are no name of an organisation; a German noun may make it one ("Asow-Korps").
            joined = word.joined if index == 0 else lang == "de"
            result.append(Word(start, start + len(name), name, normalise(name), name[0].isupper(), joined))
            start += len(name) + 1
        if not names:
            result.append(word)
    return result


@lru_cache(maxsize=20_000)
def _names(text: str, gazetteer: Gazetteer, lang: str) -> tuple[str, ...]:
    """The names that a word with hyphens is made of; none where it is one name or no names."""
    names = tuple(_HYPHEN.split(text))
    tail = names[2:] if len(names) == _MOST and names[2][:1].islower() else ()  # "Rusland-Oekraïne-conflict"
    names = names[: len(names) - len(tail)]
    if not 1 < len(names) <= _MOST or not all(len(name) > 1 and name[0].isupper() for name in names):
        return ()
    words = split_words(text, Span(0, len(text)), lang)
    if len(words) != 1 or any(
        reading.span == Span(0, len(text)) for reading in readings(text, words, 0, gazetteer, lang)
    ):
        return ()
    places = [_places(name, gazetteer, lang) for name in names]
    if lang == "de" and any(c.level in _AREAS or c.population >= _CITY or is_of_the_front(c) for c in places[0]):
        return names
    has_country = any(c.level == "country" for found in places for c in found)
    return (*names, *tail) if all(places) or (has_country and len(names) == 2) else ()


def _places(name: str, gazetteer: Gazetteer, lang: str) -> list[Candidate]:
    """The places of a name that stand in such a pair: countries, provinces, towns that are large or at war, and nobody's name."""
    if not person_classes(normalise(name), lang).isdisjoint(("first_name", "surname")):
        return []
    forms = (name, *(base_forms(normalise(name), lang) if inflects(lang) else ()))
    found = chain.from_iterable(gazetteer.candidates(form) for form in forms)
    return [c for c in found if c.level in _AREAS or (c.level == "populated_place" and _is_known(c))]


def _is_known(town: Candidate) -> bool:
    is_at_war = is_of_the_front(town) or town.place_id in of_other_wars()
    return town.population >= _CITY or (town.is_main and (town.population >= _TOWN or is_at_war))
