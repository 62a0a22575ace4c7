"""Sentences as words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from geo.models import Span
from geo.text import APOSTROPHES, normalise

# A word may hold apostrophes and hyphens ("Ivano-Frankivsk", "Куп'янськ") but not begin or end with one.
_WORD = re.compile(rf"[^\W_]+(?:[{APOSTROPHES}\-‐‑][^\W_]+)*")
# French elides articles, prepositions and pronouns before a vowel: "l'Arménie", "d'Izmaïl", "jusqu'à" are two words each.
_ELIDED = re.compile(rf"(?:[cdjlmnst]|(?:jus|lors|puis)?qu)(?=[{APOSTROPHES}][^\W_])|{_WORD.pattern}", re.IGNORECASE)
# The Arabic article is written small, as the six languages hear it before each letter: "Deir ez-Zor", "al-Mawasi", "эль-Фашир".
_AFTER_ARTICLE = re.compile(r"(?:(?:[ae](?:[lrsntdz]|sh|sch|sj|ch|dh|th)|il)|[аеэє](?:ль|[рснтдзш]))[-‐‑](?=[^\W\d_])")
_JOINING = frozenset("-‐‑")
_OPENING, _CLOSING = "«“„", "»”"
_LONGEST_TITLE = 5  # words in quotation marks that are a name rather than speech
_CACHED_WORDS = 200_000


# Not frozen: there is one for every word of a text, and a frozen one takes four times as long to make.
@dataclass(slots=True)
class Word:
    """A word of a sentence, `text[start:end]` of its article, with what is asked of it again and again."""

    start: int
    end: int
    text: str
    key: str
    is_capitalised: bool
    joined: bool  # only white space, a hyphen or an elision stands between it and the word before, in the same sentence

    @property
    def span(self) -> Span:
        """Where the word stands in its article."""
        return Span(self.start, self.end)


def split_words(text: str, sentence: Span, lang: str = "") -> list[Word]:
    """The words of a sentence of `text`; their spans count from the start of the text.

    >>> [word.text for word in split_words("Dans l'Arménie", Span(0, 15), "fr")]
    ['Dans', 'l', 'Arménie']
    """
    result: list[Word] = []
    before = sentence.start
    is_elided = lang == "fr"
    is_first = True
    for match in (_ELIDED if is_elided else _WORD).finditer(text, before, sentence.end):
        start, end = match.span()
        between = text[before:start]
        joined = (
            between == " "
            or between in _JOINING
            or between.isspace()
            or (is_elided and between != "" and between in APOSTROPHES)
        )
        surface = match[0]
        key, is_capitalised = _written(surface)
        result.append(Word(start, end, surface, key, is_capitalised, joined and not is_first))
        before, is_first = end, False
    return result


@lru_cache(maxsize=_CACHED_WORDS)
def _written(surface: str) -> tuple[str, bool]:
    """The key of a word, and whether it is written with a capital."""
    article = None if surface[0].isupper() else _AFTER_ARTICLE.match(surface)
    is_capitalised = surface[0].isupper() or (article is not None and surface[article.end()].isupper())
    return normalise(surface), is_capitalised


def in_quoted_name(text: str, sentence: list[Word], at: int) -> bool:
    """Whether the word is one of several between the quotation marks of a name: легион «Свобода России».

    Speech in quotation marks is longer, or follows a colon, a comma or a dash.
    """
    first = at
    while first > 0 and not _stands_in(text[sentence[first - 1].end : sentence[first].start], _OPENING):
        first -= 1
        if at - first >= _LONGEST_TITLE or _stands_in(text[sentence[first].end : sentence[first + 1].start], _CLOSING):
            return False
    last = at
    while last + 1 < len(sentence) and last - first < _LONGEST_TITLE:
        if _stands_in(text[sentence[last].end : sentence[last + 1].start], _CLOSING):
            break
        last += 1
    if first == 0 or not 0 < last - first < _LONGEST_TITLE:
        return False
    is_closed = _stands_in(text[sentence[last].end : sentence[last].end + 2], _CLOSING)
    return is_closed and text[sentence[first - 1].end : sentence[first].start].strip() in tuple(_OPENING)


def _stands_in(between: str, marks: str) -> bool:
    return between != " " and any(mark in between for mark in marks)
