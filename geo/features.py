"""Features of a proposed name: what it is in the gazetteer, what stands beside it, how the article uses its words elsewhere.

They are sparse and binary, as in linear taggers of named entities (Ratinov and Roth 2009, "Design challenges and misconceptions
in named entity recognition"): each is a text such as "before=title" that is there or is not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from math import log2, log10

from geo.gazetteer import Gazetteer
from geo.models import Candidate
from geo.names import POSSESSIVES, Reading
from geo.passage import Passage
from geo.persons import person_classes
from geo.proposals import is_plain, run_end, run_start
from geo.text import normalise
from geo.tokens import Word
from geo.vocabulary import Vocabulary, vocabulary

_ROLES = ("locative", "acts", "says", "organisation", "between", "near", "taken", "undergoes")
_START, _END = "^", "$"
_CACHED_WORDS = 50_000
_MANY = 3  # of a run of capitals longer than this no more is told


@dataclass(frozen=True, slots=True)
class Usage:
    """How an article uses its capitalised words: for each the ways, and how often it occurs."""

    ways: dict[str, set[str]]
    counts: dict[str, int]


def usage(text: str, split: list[list[Word]], lists: Vocabulary) -> Usage:
    """How the sentences of `text` use each capitalised word."""
    ways: defaultdict[str, set[str]] = defaultdict(set)
    counts: defaultdict[str, int] = defaultdict(int)
    for words in split:
        for at, word in enumerate(words):
            if word.is_capitalised:
                key = stem(word)
                counts[key] += 1
                here = ways[key]
                if at > 0:
                    here.update(_ways_after(text, words[at - 1], word, lists))
                if at + 1 < len(words):
                    here.update(_ways_before(text, word, words[at + 1], lists))
    return Usage(dict(ways), dict(counts))


def _ways_after(text: str, before: Word, word: Word, lists: Vocabulary) -> Iterator[str]:
    if not word.joined:
        if before.is_capitalised and text[before.end : word.start].strip() == ",":
            yield "after a capital and comma"
        return
    if lists.acts("locative", before.text):
        yield "after a preposition of place"
    if before.key in lists.titles:
        yield "after a title"
    if not before.is_capitalised or is_plain(before.text, before.key, lists):
        yield "after a plain word"
    elif "first_name" in person_classes(before.key, lists.lang):
        yield "after a first name"
    else:
        yield "after a capital"


def _ways_before(text: str, word: Word, after: Word, lists: Vocabulary) -> Iterator[str]:
    if word.text.endswith(POSSESSIVES):
        yield "possessive"
    if not after.joined:
        if text[word.end : after.start].strip() == ",":
            if after.is_capitalised:
                yield "before a comma and capital"
            elif after.text[0].isdecimal():
                yield "before a comma and number"
    elif after.is_capitalised:
        yield "before a capital"
    elif lists.acts("acts", after.text) or lists.acts("says", after.text):
        yield "before a verb of speech"


def stem(word: Word) -> str:
    """The normalised word without the ending of its possessive ("Hamilton's": hamilton)."""
    return word.key[:-1] if word.text.endswith(POSSESSIVES) else word.key


def features(passage: Passage, at: int, reading: Reading, article: Usage) -> list[str]:
    """The features of `sentence[at:reading.end]`; those that hold a word of the text begin with its language."""
    surface = passage.text[reading.span.start : reading.span.end]
    return [
        "bias",
        *_entry(passage.gazetteer, surface),
        *_itself(passage, at, reading, article, surface),
        *_beside(passage, at, reading),
        *_around(passage, at, reading),
        *_words(passage, at, reading, surface),
    ]


@lru_cache(maxsize=_CACHED_WORDS)
def _entry(gazetteer: Gazetteer, name: str) -> tuple[str, ...]:
    """What the gazetteer says of a name."""
    candidates = gazetteer.candidates(name)
    found = [f"known={_size(candidates)}"]
    if not candidates:
        return tuple(found)
    main = max((candidate.population for candidate in candidates if candidate.is_main), default=-1)
    found.append(f"inhabitants={int(2 * log10(main + 1)) if main >= 0 else -1}")
    found.append(f"rivals={min(6, int(log2(len(candidates))))}")
    found.extend(f"may be {level}" for level in sorted({candidate.level for candidate in candidates}))
    if candidates[0].is_capital:
        found.append("capital")
    if not candidates[0].is_main:
        found.append("alternate name")
    return tuple(found)


def _size(candidates: tuple[Candidate, ...]) -> str:
    if not candidates:
        return "unknown"
    best = candidates[0]
    return best.level if best.level != "populated_place" else f"town{int(log10(best.population + 1))}"


def _itself(passage: Passage, at: int, reading: Reading, article: Usage, surface: str) -> list[str]:
    words, lists = passage.sentence[at : reading.end], passage.lists
    found = [f"length={len(words)}"]
    if surface.isupper():
        found.append(f"upper={min(len(surface), 6)}")
    if "-" in surface:
        found.append("hyphen")
    where = "is" if len(words) == 1 else "holds"
    keys = [stem(word) for word in words]
    classes = frozenset[str]().union(*(person_classes(key, lists.lang) for key in keys))
    found += [f"{where} {kind}" for kind in sorted(classes)]
    if not passage.persons.names.isdisjoint(keys):
        found.append(f"{where} person of the article")
    if keys[-1] in lists.generics:
        found.append(f"ends in {lists.generics[keys[-1]][0][0]}")
    levels = passage.levels(at, reading.end)
    if levels:
        found.append(f"called {levels[0]}")
    if len(words) > 1:
        return found
    if keys[0] in lists.common:
        found.append("is common")
    if keys[0] in passage.lower:
        found.append("is written small")
    found.append(f"count={min(4, article.counts.get(keys[0], 0))}")
    found += [f"use={way}" for way in sorted(article.ways.get(keys[0], ()))]
    return found


def _beside(passage: Passage, at: int, reading: Reading) -> list[str]:
    words, end, lists = passage.sentence, reading.end, passage.lists
    left, right = _marks(passage, at, reading)
    before = words[at - 1] if at > 0 else None
    after = words[end] if end < len(words) else None
    found = [*_shapes(_shape(before, lists) + left, right + _shape(after, lists))]
    for side, word, mark in (("before", before, left), ("after", after, right)):
        if word is not None:
            found.extend(_side(passage.gazetteer, lists.lang, side, word.text, word.key, mark))
            if word.is_capitalised and passage.persons.knows(word):
                found.append(f"side {side}=person of the article{mark}")
            if word.is_capitalised and word.key in passage.lower:
                found.append(f"side {side}=written small{mark}")
    return found


@lru_cache(maxsize=_CACHED_WORDS)
def _shapes(left: str, right: str) -> tuple[str, str, str]:
    """What the words beside a name look like, each and both together."""
    return f"shape before={left}", f"shape after={right}", f"shape={left}_{right}"


@lru_cache(maxsize=_CACHED_WORDS)
def _side(gazetteer: Gazetteer, lang: str, side: str, text: str, key: str, mark: str) -> tuple[str, ...]:
    """What the lists and the gazetteer say of a word beside a name."""
    lists = vocabulary(lang)
    is_capitalised = text[0].isupper()
    found: list[str] = [kind for kind in sorted(person_classes(key, lang)) if is_capitalised or kind == "title"]
    if lists.people(text) is not None:
        found.append("people")
    if key in lists.generics:
        found.append(f"{'Generic' if is_capitalised else 'generic'} {lists.generics[key][1]}")
    if key in lists.calendar:
        found.append("calendar")
    found.extend(role for role in _ROLES if lists.acts(role, text))
    if is_capitalised:
        found.append(_size(gazetteer.candidates(text)))
    return tuple(f"side {side}={kind}{mark}" for kind in found)


def _around(passage: Passage, at: int, reading: Reading) -> list[str]:
    words, end = passage.sentence, reading.end
    start, stop = run_start(words, at, passage.lists), run_end(words, end, passage.lists)
    found = [f"run={min(_MANY, at - start)}-{min(_MANY, stop - end)}", f"caps={int(5 * passage.capitals)}"]
    if start == 0 < at:
        found.append("run from the start")
    if at == 0:
        found.append("first of the sentence")
        if words[0].key in passage.inside:
            found.append("first of the sentence, elsewhere inside")
    return found


def _words(passage: Passage, at: int, reading: Reading, surface: str) -> list[str]:
    """The words themselves, which only teach something about their own language."""
    words, end, lang = passage.sentence, reading.end, passage.lists.lang
    left, right = _marks(passage, at, reading)
    key = normalise(surface)
    found = [
        f"{lang}:ending={key[-3:]}",
        f"{lang}:before={words[at - 1].key if at > 0 else _START}{left}",
        f"{lang}:after={right}{words[end].key if end < len(words) else _END}",
    ]
    if not reading.candidates or reading.candidates[0].level != "populated_place":
        found.append(
            f"{lang}:name={key}"
        )  # of a town it would teach which towns, and presidents, the corpora write about
    if end - at > 1:
        found += f"{lang}:first={words[at].key}", f"{lang}:last={words[end - 1].key}"
    return found


def _marks(passage: Passage, at: int, reading: Reading) -> tuple[str, str]:
    """The punctuation between the name and the words beside it, two characters at most."""
    words, text, end = passage.sentence, passage.text, reading.end
    left = text[words[at - 1].end : words[at].start].strip()[:2] if at > 0 else ""
    stop = words[end].start if end < len(words) else words[end - 1].end + 1
    return left, text[reading.span.end : stop].strip()[:2]


def _shape(word: Word | None, lists: Vocabulary) -> str:
    if word is None:
        return _END
    return _shape_of(word.text, lists.lang)


@lru_cache(maxsize=_CACHED_WORDS)
def _shape_of(text: str, lang: str) -> str:
    if text[0].isdecimal():
        return "9"
    if text.isupper():
        return "AA" if len(text) > 1 else "A"
    is_name = text[0].isupper() and not is_plain(text, normalise(text), vocabulary(lang))
    return "Aa" if is_name else "a"
