"""Finds the phrases of a lexicon in a text: words, word beginnings and slots ("{day} {month}"), the longest first."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import product
from operator import attrgetter
from typing import Generic, NamedTuple, TypeVar

from geo.errors import DataError
from geo.lists import Row

LANGUAGES = ("nl", "en", "uk", "ru", "de", "fr")

T = TypeVar("T")
Slots = dict[str, list[tuple[str, str]]]
Key = tuple[str, str]

# An apostrophe is part of a Ukrainian word ("п'ять"); elsewhere it parts two ("l'été", "Monday's").
_NUMBERS = (
    r"\d{1,2}([./-])\d{1,2}\1\d{4}|\d{4}-\d\d-\d\d|\d+(?:[.,]\d{3})+|\d+(?:(?:st|nd|rd|th|er|ste|de|e|-?го|-?е|-?й)\b)?"
)
_TOKEN = re.compile(rf"[^\W\d_]+|{_NUMBERS}")
_TOKEN_UK = re.compile(rf"[^\W\d_]+(?:['’ʼ`][^\W\d_]+)*|{_NUMBERS}")
_APOSTROPHES = str.maketrans("’ʼ`", "'''")
# What may stand between two words of a phrase; a full stop only after a number or an abbreviation.
_GAP = re.compile(r"[^\S\n]{1,3}|[^\S\n]?[-‐‑–—/'’ʼ`«»\"“”„][^\S\n]?|[.,]?[^\S\n]|\.")
_LONGEST_ABBREVIATION = 4
_WHOLE_DATE = re.compile(r"\d{1,2}([./-])\d{1,2}\1\d{4}|\d{4}-\d\d-\d\d")
_YEAR = re.compile(r"(\d{4})(?:-?го)?")  # "летом 2022-го"
_WORD = r"(?:\{\w+\}|\*?[^\W_]+(?:'[^\W_]+)*'?\*?)"
_ELEMENT = re.compile(rf"{_WORD}(?:\|{_WORD})*|\({_WORD}(?:\|{_WORD})*\)")
_START = attrgetter("start")
_WORDS_KEPT = 200_000  # distinct words a language whose meaning is remembered, some 40 MB


# Not frozen: there are scores of them in an article, and a frozen one takes four times as long to make.
@dataclass(slots=True)
class Hit(Generic[T]):
    """A phrase of a lexicon found in a text: where, what the lexicon says of it, the values of its slots in order."""

    start: int
    end: int
    entry: T
    values: tuple[Key, ...] = ()


@dataclass(slots=True)
class _Node(Generic[T]):
    next: dict[str, _Node[T]] = field(default_factory=dict)
    entry: T | None = None


@dataclass(frozen=True, slots=True)
class _Tokens:
    """The words and numbers of a text."""

    spans: list[tuple[int, int]]
    texts: list[str]
    distinct: frozenset[str]


class _Word(NamedTuple, Generic[T]):
    """What a word may be.

    Attributes
    ----------
    keys : tuple of (name, value)
        Under which it stands in the trie.
    names : tuple of str
        Of the keys.
    opens : bool
        Whether one of them opens a phrase.
    alone : (entry, values) or None
        The phrase that it is by itself.
    follows : frozenset of str
        Names under which the second words of the phrases that it opens stand.
    """

    keys: tuple[Key, ...]
    names: tuple[str, ...]
    opens: bool
    alone: tuple[T, tuple[Key, ...]] | None
    follows: frozenset[str]


class Phrases(Generic[T]):
    """The phrases of one language in a trie of words, found in one pass over a text.

    Parameters
    ----------
    lang : str
    entries : iterable of (sequence of words, entry)
        As `sequences` gives them; of two equal sequences the last one counts.
    slots : dict, optional
        Lower-case word -> the (slot, value) pairs that it may fill. A slot that ends in "^" is only meant where the
        word is written with a capital ("May", "March").
    """

    def __init__(self, lang: str, entries: Iterable[tuple[tuple[str, ...], T]], slots: Slots | None = None) -> None:
        self._slots = slots or {}
        self._root: _Node[T] = _Node()
        self._known: set[str] = set()
        for words, entry in entries:
            node = self._root
            for word in words:
                self._known.add(word)
                node = node.next.setdefault(word, _Node())
            node.entry = entry
        self._beginnings = {word[:-1]: word for word in self._known if word.endswith("*")}
        self._lengths = sorted({len(beginning) for beginning in self._beginnings}, reverse=True)
        self._shortest = self._lengths[-1] if self._lengths else 0
        self._heads = {beginning[: self._shortest] for beginning in self._beginnings}  # most words have none of them
        self._endings = {word[1:]: word for word in self._known if word.startswith("*")}
        self._any_ending = tuple(self._endings)
        self._joins = lang == "uk"
        self._nothing: _Word[T] = _Word((), (), False, None, frozenset())
        self._seen: dict[str, _Word[T]] = {}

    def _find_keys(self, token: str) -> tuple[Key, ...]:
        """The names under which a word may stand in the trie, each with its value; the most exact first."""
        word = token.lower()
        if self._joins:
            word = word.translate(_APOSTROPHES)
        keys = [(word, "")] if word in self._known else []
        for slot, value in _number_slots(word) if word[0].isdecimal() else self._slots.get(word, ()):
            if not slot.endswith("^") or token[0].isupper():
                key = "{" + slot.rstrip("^") + "}"
                if key in self._known:
                    keys.append((key, value))
        for length in self._lengths if word[: self._shortest] in self._heads else ():
            if length <= len(word) and word[:length] in self._beginnings:
                keys.append((self._beginnings[word[:length]], ""))
        if word.endswith(self._any_ending):
            keys.extend((key, "") for ending, key in self._endings.items() if word.endswith(ending))
        return tuple(keys)

    def _word(self, token: str) -> _Word[T]:
        keys = self._find_keys(token)
        if not keys:
            return self._nothing
        opened = [(self._root.next[key], key, value) for key, value in keys if key in self._root.next]
        alone = next(
            (
                (node.entry, ((key[1:-1], value),) if value else ())
                for node, key, value in opened
                if node.entry is not None
            ),
            None,
        )
        follows = frozenset(name for node, _, _ in opened for name in node.next)
        return _Word(keys, tuple(name for name, _ in keys), bool(opened), alone, follows)

    def find(self, text: str) -> list[Hit[T]]:
        """The longest phrase at each place of `text`, from left to right, without overlaps."""
        tokens = _tokens(text, self._joins)
        words = self._words(tokens)
        hits: list[Hit[T]] = []
        done = 0
        last = len(words) - 1
        for index in [index for index, word in enumerate(words) if word.opens]:
            if index < done:
                continue
            start, end = tokens.spans[index]
            word = words[index]
            if index == last or word.follows.isdisjoint(
                words[index + 1].names
            ):  # most words are a phrase by themselves
                if word.alone is not None:
                    hits.append(Hit(start, end, *word.alone))
                continue
            best = self._longest(text, tokens, words, index, word.keys, self._root, ())
            if best is not None:
                at, entry, values = best
                hits.append(Hit(start, tokens.spans[at][1], entry, values))
                done = at + 1
        return hits

    def _words(self, tokens: _Tokens) -> list[_Word[T]]:
        """What each token may be."""
        seen = self._seen
        if len(seen) > _WORDS_KEPT:
            seen.clear()
        for token in tokens.distinct.difference(seen):
            seen[token] = self._word(token)
        return [seen[token] for token in tokens.texts]

    def _longest(
        self,
        text: str,
        tokens: _Tokens,
        words: list[_Word[T]],
        index: int,
        keys: tuple[Key, ...],
        node: _Node[T],
        values: tuple[Key, ...],
    ) -> tuple[int, T, tuple[Key, ...]] | None:
        best: tuple[int, T, tuple[Key, ...]] | None = None
        follow: tuple[Key, ...] | None = None  # the keys of the next word, where it stands close enough
        for key, value in keys:
            child = node.next.get(key)
            if child is None:
                continue
            filled = (*values, (key[1:-1], value)) if value else values
            if child.entry is not None and (best is None or index > best[0]):
                best = index, child.entry, filled
            if not child.next:
                continue
            if follow is None:
                is_last = index + 1 == len(words)
                follow = () if is_last or not _adjacent(text, tokens, index) else words[index + 1].keys
            further = self._longest(text, tokens, words, index + 1, follow, child, filled) if follow else None
            if further is not None and (best is None or further[0] > best[0]):
                best = further
        return best


@lru_cache(maxsize=1)  # all lexicons read the same article one after the other
def _tokens(text: str, joins: bool) -> _Tokens:
    spans = [match.span() for match in (_TOKEN_UK if joins else _TOKEN).finditer(text)]
    texts = [text[start:end] for start, end in spans]
    return _Tokens(spans, texts, frozenset(texts))


def within(hits: Sequence[Hit[T]], start: int, end: int) -> Sequence[Hit[T]]:
    """Those of the hits of a text that lie between two offsets."""
    first = bisect_left(hits, start, key=_START)
    last = bisect_left(hits, end, lo=first, key=_START)
    while last > first and hits[last - 1].end > end:
        last -= 1
    return hits[first:last]


def _adjacent(text: str, tokens: _Tokens, index: int) -> bool:
    """Whether a token and the next one may be words of one phrase."""
    start, end = tokens.spans[index]
    gap = text[end : tokens.spans[index + 1][0]]
    if gap == " ":
        return True
    if _GAP.fullmatch(gap) is None:
        return False
    return "." not in gap or text[start].isdecimal() or end - start <= _LONGEST_ABBREVIATION


@lru_cache(maxsize=10_000)
def _number_slots(token: str) -> list[Key]:
    if _WHOLE_DATE.fullmatch(token):
        return [("date", token)]
    slots: list[Key] = []
    ordinal = re.fullmatch(r"(\d{1,2})\D*", token)
    if ordinal and 1 <= int(ordinal[1]) <= 31:
        slots.append(("day", ordinal[1]))
        if not token.isdecimal():
            slots.append(("dayth", ordinal[1]))
    if token.isdecimal() and len(token) <= 3:
        slots.append(("number", token))
    year = _YEAR.fullmatch(token)
    if year and 1900 <= int(year[1]) <= 2099:
        slots.append(("year", year[1]))
    return slots


def sequences(row: Row) -> list[tuple[str, ...]]:
    """The plain sequences of words that the pattern of a lexicon's row stands for.

    ` / ` parts patterns; in each, `a|b` are alternatives of one word, `(a)` may be absent, `a*` is any word that begins
    so, `*a` one that ends so, `{slot}` a value. A row also names one of the six languages and its source.

    Raises
    ------
    DataError
        Naming file, line and value.
    """
    row.one_of("lang", LANGUAGES)
    found: list[tuple[str, ...]] = []
    for pattern in row["pattern"].split(" / "):
        elements = pattern.split()
        if not row["source"] or not elements or any(_ELEMENT.fullmatch(element) is None for element in elements):
            raise DataError(f"{row.where}: pattern {pattern!r} cannot be read or has no source")
        options = [element.strip("()").split("|") + ([""] if element.startswith("(") else []) for element in elements]
        found.extend(tuple(word for word in words if word) for words in product(*options))
    if () in found:
        raise DataError(f"{row.where}: pattern {row['pattern']!r} may be empty")
    return found
