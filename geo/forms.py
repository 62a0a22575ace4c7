"""Base forms of inflected names: a Ukrainian or Russian word -> the words that a gazetteer may hold it under.

The rules are endings and what may stand in their place (`data/lexicons/endings.csv`). They give more forms than there are
words: whoever looks them up keeps those that are names. Words are normalised (`geo.text.normalise`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from geo.lists import read_list
from geo.paths import LEXICONS

CLASSES = ("noun", "adjective", "plural", "agreement", "closed", "marks", "town", "region", "toponym")
_INFLECTED = ("noun", "adjective", "plural")
_NOTHING = "-"  # an empty ending
_CONSONANT = "#"
_VOWELS = frozenset("аеиіоуюяєїыэё")
_SHORTEST = 3  # letters of a word; shorter ones are not told from their endings
_SHORTEST_BASE = 2
_CACHED_WORDS = 100_000  # some 25 MB

Rules = dict[str, list[tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class _Grammar:
    """Rules of one language by class: last letter of the ending -> (ending, what replaces it)."""

    rules: dict[str, Rules]

    def applied(self, word: str, kind: str) -> Iterator[str]:
        for key in (word[-1:], "", _CONSONANT):
            for ending, base in self.rules[kind].get(key, ()):
                if word.endswith(ending) and (ending or word[-1] not in _VOWELS):
                    yield word[: len(word) - len(ending)] + base


@lru_cache(maxsize=16)
def _grammar(lang: str) -> _Grammar | None:
    tables: dict[str, Rules] = {kind: defaultdict(list) for kind in CLASSES}
    rows = [
        row
        for row in read_list(LEXICONS / "endings.csv", ("lang", "form", "bases", "class", "source"))
        if row["lang"] == lang
    ]
    for row in rows:
        for base in row.several("bases"):
            for ending, replacement in _spelt_out(row["form"].replace(_NOTHING, ""), base.replace(_NOTHING, "")):
                tables[row.one_of("class", CLASSES)][ending[-1:]].append((ending, replacement))
    return _Grammar({kind: dict(rules) for kind, rules in tables.items()}) if rows else None


def _spelt_out(ending: str, base: str) -> Iterator[tuple[str, str]]:
    """The rule once for every consonant that its `#` stands for."""
    if _CONSONANT not in ending:
        yield ending, base
        return
    for consonant in "бвгґджзйклмнпрстфхцчшщ":
        yield ending.replace(_CONSONANT, consonant), base.replace(_CONSONANT, consonant)


def inflects(lang: str) -> bool:
    """Whether there are rules for a language."""
    return _grammar(lang) is not None


@lru_cache(maxsize=_CACHED_WORDS)
def base_forms(word: str, lang: str) -> tuple[str, ...]:
    """What `word` may be an inflected form of, itself left out; empty in languages without rules.

    >>> "харків" in base_forms("харкова", "uk")
    True
    """
    grammar = _grammar(lang)
    if grammar is None or len(word) < _SHORTEST:
        return ()
    found: dict[str, None] = {}
    for kind in _INFLECTED:
        for base in grammar.applied(word, kind):
            if len(base) >= _SHORTEST_BASE:
                found[base] = None
                if base[-1] not in _VOWELS:
                    found.update(dict.fromkeys(grammar.applied(base, "closed")))
    found.pop(word, None)
    return tuple(found)


@lru_cache(maxsize=_CACHED_WORDS)
def town_forms(word: str, lang: str) -> tuple[str, ...]:
    """Names of towns that an adjective in any case may come from ("куп'янському": куп'янськ).

    Empty for words that are no such adjective.
    """
    grammar = _grammar(lang)
    if grammar is None:
        return ()
    found: dict[str, None] = {}
    for nominative in dict.fromkeys((word, *grammar.applied(word, "agreement"))):
        bases = [base for base in grammar.applied(nominative, "town") if len(base) >= _SHORTEST_BASE]
        for base in bases:
            found[base] = None
            if base[-1] not in _VOWELS:
                found.update(dict.fromkeys(grammar.applied(base, "closed")))
        if bases:
            found[nominative] = None  # a town may be called by an adjective itself: Ильский, Хмельницький
    return tuple(found)


@lru_cache(maxsize=_CACHED_WORDS)
def area_forms(word: str, lang: str) -> tuple[str, ...]:
    """Names of the areas that a word such as "полтавщини" stands for ("полтавська область")."""
    grammar = _grammar(lang)
    if grammar is None:
        return ()
    found = (area for base in (word, *base_forms(word, lang)) for area in grammar.applied(base, "region"))
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=_CACHED_WORDS)
def is_adjective(word: str, lang: str) -> bool:
    """Whether the ending of `word` is one that adjectives have and place names rarely do."""
    grammar = _grammar(lang)
    return grammar is not None and next(grammar.applied(word, "marks"), None) is not None


def ends_as_a_place(word: str, lang: str) -> bool:
    """Whether `word`, a base form, has an ending that names of places have and other words rarely do ("андріївка")."""
    grammar = _grammar(lang)
    return grammar is not None and next(grammar.applied(word, "toponym"), None) is not None


@lru_cache(maxsize=_CACHED_WORDS)
def only_adjective(word: str, bases: tuple[str, ...], lang: str) -> bool:
    """Whether `word` has the ending of an adjective in whichever of the `bases` it comes from ("торським": торське)."""
    grammar = _grammar(lang)
    if grammar is None or word in bases:
        return False
    nouns = {base for kind in ("noun", "plural") for base in grammar.applied(word, kind)}
    nouns |= {closed for noun in nouns for closed in grammar.applied(noun, "closed")}
    return nouns.isdisjoint(bases)


def with_forms(word: str, lang: str) -> tuple[str, ...]:
    """`word` and its base forms."""
    return (word, *base_forms(word, lang))
