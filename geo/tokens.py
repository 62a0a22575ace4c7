"""Sentences as words."""

from __future__ import annotations

from dataclasses import dataclass

from geo.models import Span
from geo.text import normalise, words

_OPENING, _CLOSING = "«“„", "»”"
_LONGEST_TITLE = 5  # words in quotation marks that are a name rather than speech


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a sentence with what is asked of it again and again."""

    span: Span
    text: str
    key: str
    is_capitalised: bool
    joined: bool  # only white space or a hyphen stands between it and the word before, in the same sentence


def split_words(text: str, sentence: Span) -> list[Word]:
    """The words of a sentence of `text`; their spans count from the start of the text."""
    result: list[Word] = []
    for span in words(text[sentence.start : sentence.end]):
        start, end = sentence.start + span.start, sentence.start + span.end
        surface = text[start:end]
        between = text[result[-1].span.end : start] if result else "."
        joined = result != [] and (between.isspace() or between in {"-", "‐", "‑"})
        result.append(Word(Span(start, end), surface, normalise(surface), surface[0].isupper(), joined))
    return result


def in_quoted_name(text: str, sentence: list[Word], at: int) -> bool:
    """Whether the word is one of several between the quotation marks of a name: легион «Свобода России».

    Speech in quotation marks is longer, or follows a colon, a comma or a dash.
    """
    first = at
    while first > 0 and not _stands_in(text[sentence[first - 1].span.end : sentence[first].span.start], _OPENING):
        first -= 1
        if at - first >= _LONGEST_TITLE or _stands_in(
            text[sentence[first].span.end : sentence[first + 1].span.start], _CLOSING
        ):
            return False
    last = at
    while last + 1 < len(sentence) and last - first < _LONGEST_TITLE:
        if _stands_in(text[sentence[last].span.end : sentence[last + 1].span.start], _CLOSING):
            break
        last += 1
    if first == 0 or not 0 < last - first < _LONGEST_TITLE:
        return False
    is_closed = _stands_in(text[sentence[last].span.end : sentence[last].span.end + 2], _CLOSING)
    return is_closed and text[sentence[first - 1].span.end : sentence[first].span.start].strip() in tuple(_OPENING)


def _stands_in(between: str, marks: str) -> bool:
    return any(mark in between for mark in marks)
