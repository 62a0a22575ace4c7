"""Clauses: where they part, which one holds a span, how far apart two spans are, what of a sentence bears on a name."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import lru_cache

from geo.models import Span

_BREAK = re.compile(r"[,;:()—–]|\s-\s")
_REACH = 600  # characters to either side of a name; few sentences are longer, a text without full stops is


def nearby(sentence: Span, mention: Span) -> Span:
    """The part of a sentence that can bear on a mention; one without a full stop may be as long as the article."""
    return Span(max(sentence.start, mention.start - _REACH), min(sentence.end, mention.end + _REACH))


def clause_of(text: str, sentence: Span, span: Span) -> Span:
    """The part of the sentence between the last break before a span and the first one after it."""
    starts, ends = _breaks(text)
    before = bisect_right(ends, span.start) - 1
    after = bisect_left(starts, span.end)
    opens = before >= 0 and starts[before] >= sentence.start
    closes = after < len(starts) and ends[after] <= sentence.end
    return Span(ends[before] if opens else sentence.start, starts[after] if closes else sentence.end)


def are_parted(text: str, start: int, end: int) -> bool:
    """Whether a clause ends between two offsets."""
    return _count(text, start, end) > 0


def distance(text: str, one: Span, other: Span, cost: int) -> int:
    """Characters between two spans, and `cost` more for every break of a clause between them."""
    start, end = (one.end, other.start) if one.end <= other.start else (other.end, one.start)
    return end - start + cost * _count(text, start, end) if start < end else 0


def _count(text: str, start: int, end: int) -> int:
    starts, _ = _breaks(text)
    return bisect_left(starts, end) - bisect_left(starts, start)


@lru_cache(maxsize=2)
def _breaks(text: str) -> tuple[list[int], list[int]]:
    """Where the breaks of a text start and where they end."""
    spans = [match.span() for match in _BREAK.finditer(text)]
    return [start for start, _ in spans], [end for _, end in spans]
