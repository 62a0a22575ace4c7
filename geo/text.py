"""Sentences, excerpts and comparable names; offsets always count code points of the text as it came."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache
from operator import attrgetter

from geo.models import Span

APOSTROPHES = "'’‘ʼ`´′ʹ＇"
HYPHENS = "-‐‑‒–−"
# Lower-case letters that no rule of `normalise` changes, apart from ё, in words with a space or a hyphen between them.
_PLAIN = re.compile("[a-z0-9а-яёєіїґ]++(?:[ -][a-z0-9а-яёєіїґ]++)*+")
_START = attrgetter("start")

# Nothing is tried twice (possessive, and never from the middle of a run), else a million full stops take a day.
_SENTENCE_END = re.compile(r"(?<![.!?…])[.!?…]++[\"'”’»)\]]*+(?=\s++[\"'“„‘«(\[–—-]*+\s*+[^\W_])|\n++")
# Words whose full stop does not end a sentence; an initial ("V. Zelensky") is handled by its length.
_ABBREVIATIONS = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "dr",
        "prof",
        "st",
        "gen",
        "col",
        "lt",
        "sgt",
        "sen",
        "rep",
        "gov",
        "jr",
        "no",
        "vs",
        "approx",
        "e.g",
        "i.e",
        "u.s",
        "u.k",
        "a.m",
        "p.m",
        "feb",
        "aug",
        "sept",
        "oct",
        "nov",
        "dec",
        "jan",
        "dhr",
        "mevr",
        "drs",
        "ir",
        "mr.dr",
        "bijv",
        "o.a",
        "m.n",
        "nl",
        "ca",
        "resp",
        "blz",
        "bzw",
        "z.b",
        "d.h",
        "u.a",
        "nr",
        "str",
        "hr",
        "fr",
        "mme",
        "mlle",
        "обл",
        "р-н",
        "м",
        "с",
        "смт",
        "ст",
        "ім",
        "вул",
        "гр",
        "див",
        "тис",
        "млн",
        "млрд",
        "рр",
        "т.д",
        "т.п",
        "г",
        "пос",
        "им",
        "ул",
        "тыс",
    ]
)
# "am 18. April": an ordinal before a month's name, as German writes dates.
_ORDINAL = re.compile(r"\d{1,2}\.\s+(?:Jan|Feb|März|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez)")
# "vom 15. auf den 16. Mai", "die 32. Brigade": a small letter follows, or an article goes before.
_NUMBERED = re.compile(r"(?:\bd(?:er|ie|as|en|em|es) |\bD(?:er|ie|as|en|em) )\d{1,3}$")
_BEFORE_WORD = re.compile(r"[\s(„“\"«]")
_EXCERPT_LIMIT = (
    700  # code points; a reader takes in some 5 lines at a glance, a runaway "sentence" is cut around the name
)


@lru_cache(maxsize=2)  # recognition and the table read the same article one after the other
def sentences(text: str) -> tuple[Span, ...]:
    """Spans of the sentences of `text`, in order, without the white space between them.

    A line break always ends a sentence: headlines and list items carry no full stop.
    """
    spans: list[Span] = []
    start = 0
    for match in _SENTENCE_END.finditer(text):
        if text[match.start()] == "." and _is_abbreviation(text, start, match.start()):
            continue
        _append_stripped(spans, text, start, match.end())
        start = match.end()
    _append_stripped(spans, text, start, len(text))
    return tuple(spans)


def _is_abbreviation(text: str, start: int, stop: int) -> bool:
    cut = max(start, stop - 12)
    if _ORDINAL.match(text, stop - 2 if text[stop - 2 : stop].isdigit() else stop - 1):
        return True
    if text[stop - 1].isdigit() and (
        text[stop + 1 : stop + 3].strip()[:1].islower() or _NUMBERED.search(text, cut, stop)
    ):
        return True
    before = _BEFORE_WORD.split(text[cut:stop])[-1]
    return (len(before) == 1 and before.isalpha() and before.isupper()) or (before.lower() in _ABBREVIATIONS)


def _append_stripped(spans: list[Span], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        spans.append(Span(start, end))


def sentence_index(spans: Sequence[Span], offset: int) -> int:
    """Index of the sentence that holds `offset` (the one before it where it falls between two)."""
    return max(0, bisect_right(spans, offset, key=_START) - 1)


def excerpt(text: str, spans: Sequence[Span], mention: Span) -> Span:
    """The sentence of a mention with the one before and the one after it, in the same paragraph.

    Returns
    -------
    Span
        At most 700 code points around the mention; `text[span.start:span.end]` is the excerpt.
    """
    here = sentence_index(spans, mention.start)
    start, end = spans[here].start, max(spans[here].end, mention.end)
    if here > 0 and "\n" not in text[spans[here - 1].end : start]:
        start = spans[here - 1].start
    if here + 1 < len(spans) and "\n" not in text[end : spans[here + 1].start]:
        end = max(end, spans[here + 1].end)
    if end - start > _EXCERPT_LIMIT:
        start, end = max(start, spans[here].start), max(spans[here].end, mention.end)
    if end - start > _EXCERPT_LIMIT:
        middle = (mention.start + mention.end) // 2
        start = max(start, min(mention.start, middle - _EXCERPT_LIMIT // 2))
        end = min(end, max(mention.end, start + _EXCERPT_LIMIT))
    return Span(start, end)


@lru_cache(maxsize=200_000)
def normalise(name: str) -> str:
    """The form in which two spellings of one name are equal.

    Case, Latin and Greek accents, apostrophes, hyphens and runs of white space make no difference ("Kup’iansk" = "KUPIANSK",
    "Ivano-Frankivsk" = "Ivano Frankivsk"); Cyrillic й, ї and ё keep their marks, apart from ё = е.
    """
    lower = name.lower()
    if _PLAIN.fullmatch(lower):
        return lower.replace("ё", "е").replace("-", " ")
    composed = unicodedata.normalize("NFKC", name).casefold()
    letters: list[str] = []
    for character in unicodedata.normalize("NFD", composed):
        if unicodedata.combining(character):
            if letters and "Ѐ" <= letters[-1] <= "ԯ":
                letters.append(character)
        elif character in HYPHENS or character.isspace():
            letters.append(" ")
        elif character not in APOSTROPHES and (character.isalnum() or character in ".,()/&"):
            letters.append(character)
    folded = unicodedata.normalize("NFC", "".join(letters)).replace("ё", "е")
    return " ".join(folded.split())
