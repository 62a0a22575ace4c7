"""Clauses: where they part, which one holds a span, how far apart two spans are, what of a sentence bears on a name."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from geo.lists import read_list
from geo.models import Span
from geo.paths import LEXICONS
from geo.phrases import LANGUAGES

CONJUNCTIONS_FILE = LEXICONS / "conjunctions.csv"
_PUNCTUATION = r"[,;:()—–]|\s-\s"
_ITEM = re.compile(r"\s*(?:[-–—•▪◾●*·]|\W?[\U0001F300-\U0001FAFF\u2600-\u27BF])\s*")  # what opens a line of a list
_ASIDE = re.compile(r",\s([^\s,;:()—–][^,;:()—–\n]{10,89}),\s")  # between two commas, longer than a name
_NAMES = r"[^\W\d_a-zа-яёіїєґ][\w’'.-]*(?:(?:[ /]+|, )[^\W\d_a-zа-яёіїєґ][\w’'.-]*){0,3}"
_DATELINE = re.compile(rf"\s*({_NAMES})((?:, [\w. ]{{3,20}})?(?:\s*\([^\W\d_][^()\d\n]{{1,29}}\))?)\s*[-–—]\s")
_LONGEST_HEAD = 120  # characters from the start of a line to the last name of its dateline
_REACH = 600  # characters to either side of a name; few sentences are longer, a text without full stops is


def nearby(sentence: Span, mention: Span) -> Span:
    """The part of a sentence that can bear on a mention; one without a full stop may be as long as the article."""
    start, end = mention.start - _REACH, mention.end + _REACH
    if start <= sentence.start and sentence.end <= end:
        return sentence
    return Span(max(sentence.start, start), min(sentence.end, end))


def is_dateline(text: str, span: Span) -> bool:
    """Whether a name tells where a report was written: "KIEV - ", "Damaskus/Beirut (dpa) – ", "PARIS, 5 mai (AFP) - "."""
    line = text.rfind("\n", max(0, span.start - _LONGEST_HEAD), span.start) + 1
    if line == 0 and span.start > _LONGEST_HEAD:
        return False
    head = _DATELINE.match(text, line)
    if head is None or not head.start(1) <= span.start < span.end <= head.end(1):
        return False
    return head[1].isupper() or "(" in head[2]  # "Cherson – twee gewonden" is an item of a list


def with_aside(text: str, sentence: Span, mention: Span) -> Span:
    """A mention and the aside after it, behind which its sentence goes on ("X, a village near Y, was shelled")."""
    aside = _ASIDE.match(text, mention.end, sentence.end)
    if aside is None or aside[1][0].isupper():  # "X, Y and Z, ..." is a list
        return mention
    return Span(mention.start, aside.end())


def introduction(text: str, offset: int) -> Span | None:
    """The line that introduces the list of which the line around an offset is an item; None outside lists."""
    line = text.rfind("\n", 0, offset) + 1
    if _ITEM.match(text, line) is None:
        return None
    while line and _ITEM.match(text, line) is not None:
        line = text.rfind("\n", 0, line - 1) + 1
    # Posts one after the other have nothing that introduces them.
    return None if _ITEM.match(text, line) is not None else Span(line, text.find("\n", line))


@dataclass(frozen=True, slots=True)
class Breaks:
    """Where the breaks between the clauses of a text start and where they end, in order; `breaks_of` finds them."""

    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def clause(self, sentence: Span, span: Span) -> Span:
        """The part of the sentence between the last break before a span and the first one after it."""
        before = bisect_right(self.ends, span.start) - 1
        after = bisect_left(self.starts, span.end)
        opens = before >= 0 and self.starts[before] >= sentence.start
        closes = after < len(self.starts) and self.ends[after] <= sentence.end
        return Span(self.ends[before] if opens else sentence.start, self.starts[after] if closes else sentence.end)

    def count(self, start: int, end: int) -> int:
        """How many breaks start between two offsets."""
        return bisect_left(self.starts, end) - bisect_left(self.starts, start)

    def distance(self, start: int, end: int, span: Span, cost: int) -> int:
        """Characters between `start`..`end` and a span, and `cost` more for every break between them."""
        left, right = (end, span.start) if end <= span.start else (span.end, start)
        return right - left + cost * self.count(left, right) if left < right else 0


@lru_cache(maxsize=2)
def breaks_of(text: str, lang: str) -> Breaks:
    """Find the breaks of a text, once for all of its mentions."""
    spans = [match.span() for match in _break(lang).finditer(text)]
    return Breaks(tuple(start for start, _ in spans), tuple(end for _, end in spans))


@cache
def _break(lang: str, path: Path = CONJUNCTIONS_FILE) -> re.Pattern[str]:
    """Punctuation, and the words that open a clause where the language writes no comma before them."""
    words: list[str] = []
    for row in read_list(path, ("lang", "words", "source")):
        if row.one_of("lang", LANGUAGES) == lang:
            words.extend(map(re.escape, row["words"].split()))
    return re.compile(rf"{_PUNCTUATION}|\b(?:{'|'.join(words)})\b" if words else _PUNCTUATION)
