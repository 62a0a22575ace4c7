"""Sentences as words."""

from __future__ import annotations

from dataclasses import dataclass

from geo.models import Span
from geo.text import normalise, words


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
