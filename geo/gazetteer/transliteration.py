"""Spellings of Ukrainian and Russian names in Dutch, German, French and English, and of Ukrainian ones in Russian, by the rules of
`transliterations.csv`.

News writes a name as the ear of its readers has it: Куп'янськ is Koepjansk, Kupjansk, Koupiansk and Kupiansk, and Kupyansk after
the Russian. The rules give each spelling whole; where a language has several habits, each is held to throughout the name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from geo.gazetteer.spelling import unlikeness
from geo.lists import read_list
from geo.paths import LEXICONS
from geo.text import normalise

LIST = "transliterations.csv"
POSITIONS = ("", "start", "end", "vowel", "between")
_COLUMNS = ("lang", "script_lang", "letters", "position", "latin", "source")
_SHORTEST = 5  # letters; shorter words of other languages are too often spelt alike
_NOTHING = "-"
_ADJECTIVES = ("ий", "ый")
_VOWELS = frozenset("аеєиіїоуюяёыэ")
_SOFTENING = frozenset("ьъ'’ʼ")
_UKRAINIAN, _RUSSIAN = re.compile("[іїєґ'’ʼ]"), re.compile("[ыэёъ]")
_CYRILLIC = re.compile(r"[А-ЯЁІЇЄҐ][А-ЯЁІЇЄҐа-яёіїєґ'’ʼ]*(?:[ -][А-ЯЁІЇЄҐа-яёіїєґ'’ʼ]+)*")


@dataclass(frozen=True, slots=True)
class _Rule:
    letters: str
    position: str
    latin: tuple[str, ...]  # one a habit; the last holds for all further ones

    def fits(self, word: str, at: int) -> bool:
        if not word.startswith(self.letters, at):
            return False
        before = word[at - 1] if at else ""
        after = word[at + len(self.letters) : at + len(self.letters) + 1]
        match self.position:
            case "start":
                return not before.isalpha()
            case "end":
                return not after.isalpha()
            case "vowel":
                return before in _VOWELS or before in _SOFTENING
            case "between":
                return before in _VOWELS and after in _VOWELS
        return True


@dataclass(frozen=True, slots=True)
class _Scheme:
    """The rules of one language for names of one other, by first letter and in the order of the list."""

    lang: str
    always: dict[str, tuple[str, ...]]  # letters with one spelling in all positions
    rules: dict[str, tuple[_Rule, ...]]
    habits: int

    def spell(self, word: str) -> set[str]:
        latin: list[tuple[str, ...]] = []
        free: list[int] = []  # where the ending of an adjective stands: it has a habit of its own ("Zeleny Haj")
        at = 0
        while at < len(word):
            letter = word[at]
            always = self.always.get(letter)
            if always is None:
                rule = next((rule for rule in self.rules.get(letter, ()) if rule.fits(word, at)), None)
                always = rule.latin if rule else ("" if letter in _SOFTENING else letter,)
                if rule and rule.letters in _ADJECTIVES and word.startswith(" ", at + len(rule.letters)):
                    free.append(len(latin))
                at += len(rule.letters) if rule else 1
            else:
                at += 1
            latin.append(always)
        habits = [[several[min(habit, len(several) - 1)] for several in latin] for habit in range(self.habits)]
        for index in free:
            habits = [[*each[:index], ending, *each[index + 1 :]] for each in habits for ending in latin[index]]
        return {"".join(each) for each in habits}


@lru_cache(maxsize=1)
def _schemes() -> dict[str, tuple[_Scheme, ...]]:
    """Language of the Cyrillic name -> the schemes of all languages for it."""
    gathered: dict[tuple[str, str], dict[str, list[_Rule]]] = {}
    for row in read_list(LEXICONS / LIST, _COLUMNS):
        latin = tuple(value.replace(_NOTHING, "") for value in row.several("latin"))
        rule = _Rule(row["letters"], row.one_of("position", POSITIONS), latin)
        rules = gathered.setdefault((row.one_of("script_lang", ("uk", "ru")), row["lang"]), {})
        rules.setdefault(rule.letters[0], []).append(rule)
    schemes: dict[str, list[_Scheme]] = {"uk": [], "ru": []}
    for (script_lang, lang), rules in gathered.items():
        habits = max(len(rule.latin) for several in rules.values() for rule in several)
        always = {
            letter: several[0].latin
            for letter, several in rules.items()
            if len(several) == 1 and (several[0].letters, several[0].position) == (letter, "")
        }
        conditional = {letter: tuple(several) for letter, several in rules.items() if letter not in always}
        schemes[script_lang].append(_Scheme(lang, always, conditional, habits))
    return {script_lang: tuple(several) for script_lang, several in schemes.items()}


@lru_cache(maxsize=50_000)
def spellings(name: str) -> frozenset[str]:
    """All spellings of a Cyrillic name in other languages, in lower case; none of a name in other letters.

    A name that could be Ukrainian or Russian by its letters is spelt as both.

    >>> {"koepjansk", "купянск"} <= spellings("Куп'янськ")
    True
    """
    if not _CYRILLIC.fullmatch(name):
        return frozenset()
    lower = name.lower()
    found: set[str] = set()
    for script_lang, other in (("uk", _RUSSIAN), ("ru", _UKRAINIAN)):
        if not other.search(lower):
            for scheme in _schemes()[script_lang]:
                found |= scheme.spell(lower)
    return frozenset(found)


def spellings_in(name: str, script_lang: str, lang: str) -> frozenset[str]:
    """How one language spells a name of another ("uk" or "ru"), in lower case; none of a name in other letters."""
    schemes = _schemes()[script_lang] if _CYRILLIC.fullmatch(name) else ()
    return frozenset(spelling for scheme in schemes if scheme.lang == lang for spelling in scheme.spell(name.lower()))


def native_names(main: Iterable[str], names: Iterable[str]) -> list[str]:
    """Those Cyrillic names that the main name of a place romanises, or that are it in the other language: as much main names as
    it is, and no former ones.

    >>> native_names(("Toretsk",), ("Торецьк", "Торецк", "Дзержинськ"))
    ['Торецьк', 'Торецк']
    """
    keys = {normalise(name) for name in main}
    return [
        name
        for name in names
        if not keys.isdisjoint(normalise(spelling) for spelling in spellings(name))
        or (_CYRILLIC.fullmatch(name) and len(name) >= _SHORTEST and any(unlikeness(name, key) < 9 for key in keys))
    ]


def spellings_of(places: Iterable[tuple[int, Iterable[str]]]) -> Iterator[tuple[int, str, str]]:
    """The spellings of places that come as a number and names in any script: the number, a name, and a spelling of it."""
    for place, names in places:
        for name in dict.fromkeys(names):
            for spelling in spellings(name):
                if len(spelling) >= _SHORTEST:
                    yield place, name, spelling
