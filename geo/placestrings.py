"""The parts of a place string: "near Bakhmut, Donets'ka oblast" -> what each part names, and what it may mean."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from geo.gazetteer import Gazetteer
from geo.gazetteer.spelling import unlikeness
from geo.models import THEATRE_COUNTRIES, Candidate, Level
from geo.names import as_district
from geo.text import normalise
from geo.vocabulary import vocabulary

_LANGUAGES = ("en", "nl", "de", "fr", "uk", "ru")
_SHORTEST_SLIP = 5  # letters of a generic word or a country in which one may be wrong
_SEPARATORS = re.compile(r"[,;\n/()\[\]“”«»\"|]+")
_JOINED = re.compile(r"(?<=[^\W\d_][a-zа-яіїєґё])(?=[A-ZА-ЯІЇЄҐ][a-zа-яіїєґё])")  # two words written as one
_FEMININE = re.compile(r"(?:sk(?:a|aya|aia|aja)|ськ(?:а|ої|ій)|ск(?:ая|ой))$")
_DROPPED = ("yi", "y", "yy")  # endings of a masculine adjective
_ADJECTIVES = re.compile(r"(?:sk(?:yi|y|iy|ij|ii|oi|oy|oho|ogo|e|oe|oye)|ськ(?:ий|ого|е)|ск(?:ий|ого|ое))$")


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a query: its name without generic words, what these say that it is, and what it may mean."""

    name: str
    levels: tuple[Level, ...]
    candidates: tuple[Candidate, ...]


def parts_of(query: str, gazetteer: Gazetteer) -> list[Part]:
    """The parts of a query that hold a name, in order; commas, slashes, brackets and words such as "near" stand between them."""
    parts: list[Part] = []
    for text in _SEPARATORS.split(query):
        words = text.split()
        if not gazetteer.candidates(text):
            words = [word for joined in words for word in _JOINED.sub(" ", joined).split()]
        pieces = [words]
        if not gazetteer.candidates(" ".join(words)):
            cuts = [at for at, word in enumerate(words) if word in _locatives()]  # lower case, as between names
            pieces = [words[start:end] for start, end in zip([0, *(at + 1 for at in cuts)], [*cuts, None], strict=True)]
        parts += [_read(piece, gazetteer, is_first=not parts) for piece in pieces if piece]
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


@lru_cache(maxsize=10_000)
def _called(word: str) -> tuple[Level, ...]:
    """The levels that a generic word stands for, also where a letter of it is wrong ("Oblas"); empty for other words."""
    key = normalise(word.strip("."))
    exact = _generics().get(key)
    if exact is not None or len(key) < _SHORTEST_SLIP:
        return exact or ()
    slips = (
        levels for other, levels in _generics().items() if len(other) > _SHORTEST_SLIP and unlikeness(key, other) < 2
    )
    return next((levels for levels in slips if levels[0] in {"admin1", "admin2"}), ())


def _read(words: list[str], gazetteer: Gazetteer, is_first: bool) -> Part:
    levels: tuple[Level, ...] = ()
    if whole := gazetteer.candidates(" ".join(words)):
        called = _called(words[-1]) if len(words) > 1 else ()
        levels = called if any(candidate.level in called for candidate in whole) else ()
    else:
        while len(words) > 1:
            last, first = _called(words[-1]), _called(words[0])
            if last:
                levels, words = last, words[:-1]
            elif first or normalise(words[0]) in {"the", "of"}:
                levels, words = first or levels, words[1:]
            elif words[-1].isdigit():
                words = words[:-1]  # a house number
            else:
                break
    name = " ".join(words).strip(" .-")
    candidates = gazetteer.candidates(name)
    if "admin1" in levels and not any(c.level == "admin1" for c in candidates):
        candidates = _divisions_like(name, gazetteer, True) or candidates
    elif "admin2" in levels and not candidates:
        candidates = _districts_like(name, gazetteer)
    elif not is_first and _FEMININE.search(normalise(name)) and (oblasts := _divisions_like(name, gazetteer, False)):
        candidates, levels = oblasts, ("admin1",)  # "Kurskaya" after another name is no village
    elif not is_first and not candidates:
        candidates = _divisions_like(name, gazetteer, False) or _countries_like(name, gazetteer)
    elif not candidates:
        candidates = _divisions_like(name, gazetteer, False)
    return Part(name, levels, candidates)


def _districts_like(name: str, gazetteer: Gazetteer) -> tuple[Candidate, ...]:
    """Districts by the towns that their adjective comes from ("Yampilska hromada": Yampil), and a city's without its ending
    ("Osnovyansk district").
    """
    key = normalise(name)
    whole = tuple(c for ending in _DROPPED for c in gazetteer.candidates(f"{key}{ending} district"))
    if whole:
        return whole
    stem = _ADJECTIVES.sub("", _FEMININE.sub("", key))
    towns = (c for base in (stem, f"{stem}sk", f"{stem}ськ") if stem != key for c in gazetteer.candidates(base))
    return tuple(
        as_district(c)
        for c in towns
        if c.level == "populated_place" and c.country_code in THEATRE_COUNTRIES and c.is_main
    )


def is_district(name: str) -> bool:
    """Whether a name is a masculine adjective, as raions and the quarters of cities are called ("Dniprovskyi")."""
    return _ADJECTIVES.search(normalise(name)) is not None


def _countries_like(name: str, gazetteer: Gazetteer) -> tuple[Candidate, ...]:
    """Countries whose English name is this one but for a slip ("Belaurs")."""
    if len(name) < _SHORTEST_SLIP:
        return ()
    return tuple(c for c in gazetteer.areas("country") if unlikeness(name, c.name) < 2)


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
