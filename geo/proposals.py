"""Proposals: the runs of capitalised words that may be a toponym, whether the gazetteer knows them or not."""

from __future__ import annotations

from geo.forms import base_forms
from geo.gazetteer import Gazetteer
from geo.models import Span
from geo.names import POSSESSIVES, Reading, readings
from geo.passage import Passage
from geo.tokens import Word
from geo.vocabulary import Vocabulary

_LONGEST_RUN = 5  # words of a name that no list knows
_SHORTEST_UNKNOWN = 3  # letters
_CITY = 50_000  # inhabitants
_FAR = 40  # words; a run without end, as of headlines in capitals, is followed no further


def proposals(passage: Passage, at: int) -> list[Reading]:
    """What may be a name from the word `at` on: what the gazetteer knows, the longest first, then what it does not know.

    A name that it does not know begins its run of capitalised words. Proposed are the whole run, its beginning up to a generic
    word ("Walker County" of "Walker County Sheriff"), and its first word.
    """
    words = passage.sentence
    if not words[at].is_capitalised:
        return []
    key = words[at].key
    is_word = key in passage.lists.common or key in passage.lists.first  # "One struck a depot", "Reading it took hours"
    is_only_first = at == 0 and is_word and key not in passage.inside
    found = list(readings(passage.text, words, at, passage.gazetteer, passage.lists.lang))
    if is_only_first:
        found = [reading for reading in found if reading.end > at + 1]
    taken = {reading.end for reading in found}
    for end in _unknown_ends(passage, at):
        if end not in taken:
            found.append(_called(passage, at, end) or Reading(end, _without_possessive(passage, at, end), ()))
    return found


def _called(passage: Passage, at: int, end: int) -> Reading | None:
    """The known name with its generic word that `sentence[at:end]` is, without that word in the span ("Irpin River": Irpin)."""
    words = passage.sentence
    levels, _ = passage.lists.generics.get(words[end - 1].key, ((), ""))
    if end - at == 1 or not levels:
        return None
    span = Span(words[at].start, words[end - 2].end)
    known = passage.gazetteer.candidates(passage.text[span.start : span.end])
    fitting = tuple(candidate for candidate in known if candidate.level in levels)
    return Reading(end, span, fitting) if fitting else None


def run_end(words: list[Word], end: int, lists: Vocabulary) -> int:
    """End of the run of capitalised words that goes on after `words[:end]`; a possessive or a weekday ends it."""
    last = min(len(words), end + _FAR)
    while end < last and words[end].is_capitalised and words[end].joined and words[end].key not in lists.calendar:
        if words[end - 1].text.endswith(POSSESSIVES):
            break
        end += 1
    return end


def run_start(words: list[Word], at: int, lists: Vocabulary) -> int:
    """Start of the run of capitalised words that the word `at` stands in; an article before it is no part of it."""
    first = max(0, at - _FAR)
    while at > first and words[at].joined and is_part_of_run(words[at - 1], lists):
        at -= 1
    return at


def goes_on(word: Word, gazetteer: Gazetteer, lang: str) -> bool:
    """Whether a name that no list knows goes on from an adjective to `word`, unless a city's ("район Шуменский Херсона")."""
    if not (word.is_capitalised and word.joined):
        return False
    cities = (c for form in base_forms(word.key, lang) for c in gazetteer.candidates(form) if c.is_main)
    return all(city.population < _CITY for city in cities)


def is_part_of_run(word: Word, lists: Vocabulary) -> bool:
    """Whether a run of capitalised words may go on after `word`."""
    return word.is_capitalised and not word.text.endswith(POSSESSIVES) and not is_plain(word.text, word.key, lists)


def is_plain(text: str, key: str, lists: Vocabulary) -> bool:
    """Whether a word has its capital for no name: "The Hague", "On Tuesday Berlin", "After Kramatorsk was hit"."""
    return key in lists.calendar or lists.acts("article", text) or lists.acts("opens", text)


def _unknown_ends(passage: Passage, at: int) -> list[int]:
    words, word = passage.sentence, passage.sentence[at]
    is_article = passage.lists.acts("article", word.text)
    if is_article or run_start(words, at, passage.lists) < at or not word.text[0].isalpha():
        return []
    end = min(run_end(words, at + 1, passage.lists), at + _LONGEST_RUN)
    ends = []
    if end > at + 1:
        generic = next((i + 1 for i in range(at + 1, end) if words[i].key in passage.lists.generics), end)
        ends = [end] if generic == end else [end, generic]
    is_name = len(word.text) >= _SHORTEST_UNKNOWN and word.key not in passage.lower
    if is_name and (at > 0 or word.key in passage.inside) and word.key not in passage.lists.calendar:
        ends.append(at + 1)
    return ends


def _without_possessive(passage: Passage, at: int, end: int) -> Span:
    last = passage.sentence[end - 1]
    cut = 2 if last.text.endswith(POSSESSIVES) else 0
    return Span(passage.sentence[at].start, last.end - cut)
