"""The word lists of one language, compiled for recognition: persons, demonyms, generic words, and what makes a name act."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from babel import Locale, UnknownLocaleError

from geo.lists import Row, read_list
from geo.models import LEVELS, Level
from geo.paths import LEXICONS
from geo.text import normalise

PERSON_CLASSES = ("title", "first_name", "surname", "particle")
ACTING_CLASSES = (
    "acts",
    "locative",
    "taken",
    "organisation",
    "says",
    "near",
    "vicinity",
    "between",
    "located",
    "undergoes",
    "perfect",
    "article",
    "determiner",
    "bearer",  # of a name that is its own: "landingsschip Novotsjerkassk", "legergroep Chortytsja"
    "agent",
    "through",
    "capital",
    "passive",
    "formerly",
    "goes",  # what is done to a place by those who move: "left", "reached"
    "strikes",  # a city, be it a capital: "drones hit Kyiv"
    "where",  # opens what happens at a place: "Den Haag, waar"
    "enters",  # taken as a whole: "het leger dat Oekraïne binnenviel"
    "opens",  # a clause ("dat", "after"), whose verb stands last in Dutch and German; in English also an adverb before a name
    "parted",
    "particle",  # verbs of two parts: "viel Kyiv aan"
    "lies",
    "length",  # "is 850 kilometres away"
    "state",  # what a government owns: "Ukraine's security service"
    "no_place",  # phrases that end in a preposition of place and say nothing of one: "according to"
    "sector",  # of a front or a town, behind an adjective: "Bachmoetse front"
    "suffers",  # verbs in the plural, whose object a city in the singular is: "Київ обстріляли"
    "tells",  # what a person does and a town does not: "Kozlov said"
    "airfield",  # behind the name of a town: "Saky air base" is the town's, "Kakhovka dam" a site of its own
    "village",  # before a name says that no city of it is meant
)
# What stands between two names of a list.
LIST_WORDS = frozenset(
    ("", "en", "and", "und", "et", "і", "й", "та", "и", "of", "or", "oder", "ou", "або", "чи", "или")
)
POSITIONS = ("before", "after", "both")
_BEFORE_A_PLACE = ("locative", "taken", "located")
_OF = re.compile(r"\.$| (?:de|d|du|des|van|of)$")  # what joins a generic word to the name, or shortens it
_SHORTEST_STEM = 3
_LONGEST_PHRASE = 60
_CACHED_WORDS = 50_000
_GAP = "".join(filter(str.isspace, map(chr, range(0x3001)))) + "'’"  # all white space, and what ends "l'" and "d'"


@dataclass(frozen=True, slots=True)
class Forms:
    """Words and stems; a form written with a capital matches only words with one.

    Attributes
    ----------
    words : dict
        Lower-case word -> (value, whether the word must have a capital).
    stems : dict
        The same for forms that end in `*`: any word that begins with it.
    """

    words: dict[str, tuple[str, bool]]
    stems: dict[str, tuple[str, bool]]

    def match(self, word: str) -> str | None:
        """The value of `word`, or None where no form matches; of several stems the longest counts."""
        lower = word.lower()
        found = self.words.get(lower)
        if found is None and self.stems:
            for length in range(len(lower), _SHORTEST_STEM - 1, -1):
                found = self.stems.get(lower[:length])
                if found is not None:
                    break
        if found is None or (found[1] and not word[:1].isupper()):
            return None
        return found[0]


@dataclass(frozen=True, slots=True)
class Phrases:
    """Phrases that stand right before a name.

    Attributes
    ----------
    endings : tuple of str
        The phrases themselves: most names have none before them, and need no search by the pattern.
    """

    pattern: re.Pattern[str]
    endings: tuple[str, ...]

    def before(self, text: str, offset: int) -> str | None:
        """The text that leads up to the phrase which ends right before `offset`; None where none does."""
        lead = text[max(0, offset - _LONGEST_PHRASE) : offset].lower()
        if not lead.rstrip(_GAP).endswith(self.endings):
            return None
        match = self.pattern.search(lead)
        return None if match is None else lead[: match.start()]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All word lists of one language; the words of sets are normalised."""

    lang: str
    titles: frozenset[str]
    first_names: frozenset[str]
    surnames: frozenset[str]
    particles: frozenset[str]  # of surnames
    common: frozenset[str]
    first: frozenset[str]
    calendar: frozenset[str]
    generics: dict[str, tuple[tuple[Level, ...], str]]
    demonyms: Forms
    acting: dict[str, Forms]
    beside: Phrases
    located: Phrases
    no_place: Phrases

    def acts(self, kind: str, word: str) -> bool:
        """Whether `word` belongs to the class `kind` of `acting.csv`."""
        return _acts(self.lang, kind, word)

    def people(self, word: str) -> str | None:
        """The country or place whose demonym `word` is; None for other words."""
        return _people(self.lang, word)


@lru_cache(maxsize=_CACHED_WORDS)
def _acts(lang: str, kind: str, word: str) -> bool:
    return vocabulary(lang).acting[kind].match(word) is not None


@lru_cache(maxsize=_CACHED_WORDS)
def _people(lang: str, word: str) -> str | None:
    return vocabulary(lang).demonyms.match(word)


@lru_cache(maxsize=_CACHED_WORDS)
def may_be_people(text: str, lang: str) -> bool:
    """Whether a word is a demonym, or may end in one behind a hyphen; most that are written small are not."""
    return "-" in text or _people(lang, text) is not None


def _words(file: str, lang: str) -> frozenset[str]:
    return frozenset(normalise(row["word"]) for row in _rows(file, lang, ("word", "lang", "source")))


@lru_cache(maxsize=16)
def vocabulary(lang: str) -> Vocabulary:
    """The lists of a language; of an unknown one only what holds for all languages.

    Raises
    ------
    DataError
        Where a list is broken, naming file, line and value.
    """
    persons: dict[str, set[str]] = {name: set() for name in PERSON_CLASSES}
    for row in _rows("persons.csv", lang, ("word", "lang", "class", "source")):
        persons[row.one_of("class", PERSON_CLASSES)].add(normalise(row["word"]))
    generics: dict[str, tuple[tuple[Level, ...], str]] = {}
    for row in _rows("generics.csv", lang, ("word", "lang", "level", "position", "source")):
        level: Level = row.one_of("level", LEVELS)  # type: ignore[assignment]
        word = _OF.sub("", normalise(row["word"]))
        levels, position = generics.get(word, ((), row.one_of("position", POSITIONS)))
        position = position if position == row["position"] else "both"
        generics[word] = (tuple(dict.fromkeys((*levels, level))), position)
    acting: dict[str, list[tuple[str, str]]] = {name: [] for name in ACTING_CLASSES}
    columns = ("lang", "forms", "class", "source")
    for row in [*_rows("acting.csv", lang, columns), *_rows("neighbours.csv", lang, columns)]:
        acting[row.one_of("class", ACTING_CLASSES)].extend((form, row["class"]) for form in row.several("forms"))
    demonyms = [
        (form, row["country_code"])
        for row in _rows("demonyms.csv", lang, ("country_code", "lang", "forms", "source"))
        for form in row.several("forms")
    ] + [
        (form, row["place_id"])
        for row in _rows("demonyms_places.csv", lang, ("place_id", "lang", "forms", "source"))
        for form in row.several("forms")
    ]
    return Vocabulary(
        lang=lang,
        titles=frozenset(persons["title"]),
        first_names=frozenset(persons["first_name"]),
        surnames=frozenset(persons["surname"]),
        particles=frozenset(persons["particle"]),
        common=_words("common_words.csv", lang),
        first=_words("first_words.csv", lang),
        calendar=_calendar(lang),
        generics=generics,
        demonyms=_forms(demonyms),
        acting={name: _forms(forms) for name, forms in acting.items()},
        beside=_phrases(
            form for row in _rows("beside.csv", lang, ("lang", "forms", "source")) for form in row.several("forms")
        ),
        # Forms of one word are looked up; those of several ("border with", "invasion of") are found as they stand.
        located=_phrases(
            form for name in _BEFORE_A_PLACE for form, _ in acting[name] if name == "located" or " " in form
        ),
        no_place=_phrases(form for form, _ in acting["no_place"]),
    )


def _rows(name: str, lang: str, columns: tuple[str, ...]) -> list[Row]:
    return [row for row in _list(name, columns) if row["lang"] in {"", lang}]


@lru_cache(maxsize=16)
def _list(name: str, columns: tuple[str, ...]) -> list[Row]:
    return read_list(LEXICONS / name, columns)


def _phrases(forms: Iterable[str]) -> Phrases:
    longest_first = sorted({form.rstrip(_GAP) for form in forms}, key=len, reverse=True)
    pattern = re.compile(rf"\b(?:{'|'.join(map(re.escape, longest_first)) or '(?!)'})[\s'’]+$")
    return Phrases(pattern, tuple(longest_first))


def _forms(pairs: Iterable[tuple[str, str]]) -> Forms:
    words: dict[str, tuple[str, bool]] = {}
    stems: dict[str, tuple[str, bool]] = {}
    for form, value in pairs:
        table = stems if form.endswith("*") else words
        bare = form.rstrip("*")
        table.setdefault(bare.lower(), (value, bare[:1].isupper()))
    return Forms(words, stems)


def _calendar(lang: str) -> frozenset[str]:
    # "Kyiv Monday", "Donetsk December": a capital beside the name that is no part of it.
    try:
        locale = Locale(lang)
    except (UnknownLocaleError, ValueError):
        return frozenset()
    return frozenset(
        normalise(name)
        for table in (locale.months, locale.days)
        for widths in table.values()
        for width in ("wide", "abbreviated")
        for name in widths.get(width, {}).values()
    )
