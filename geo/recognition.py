"""Toponym recognition: article -> the spans that name a place, its people or its government."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

from geo.abbreviations import with_abbreviations
from geo.attributes import LIST_WORDS, attribute, generic, leads_to_generic
from geo.forms import inflects, is_adjective, only_adjective, town_forms
from geo.gazetteer import Gazetteer
from geo.kinds import Clause, is_after_preposition, kind_of
from geo.models import THEATRE_COUNTRIES, Article, Level, Span, Toponym
from geo.names import (
    ABBREVIATION,
    Reading,
    is_inflected_place,
    is_name,
    readings,
    strip_prefix,
)
from geo.persons import Persons, person_classes, persons_of
from geo.reasons import say
from geo.text import normalise, sentences
from geo.tokens import Word, in_quoted_name, split_words
from geo.vocabulary import Vocabulary, vocabulary

_LARGE_TOWN = 100_000  # inhabitants; a town of this size is rather meant than a person or word of the same name
_WITH_ARTICLE: tuple[Level, ...] = ("water", "region")
_QUOTES = tuple('"«»“”„')
_STOPS = ',;:.!?()"”“»«–—'


def recognise(article: Article, gazetteer: Gazetteer) -> list[Toponym]:
    """Spans of `article.text` that name a place, a demonym or a metonym, in order and without overlaps.

    Persons, organisations and common words are left out. A name that the gazetteer does not know is kept, without candidates,
    where its neighbours say that it is a place ("het dorp Kurdjoemivka").
    """
    lists = vocabulary(article.lang)
    split = [split_words(article.text, sentence) for sentence in sentences(article.text)]
    persons = persons_of(
        [split_words(article.title, Span(0, len(article.title))), *split],
        article.lang,
        lambda word: is_inflected_place(word, gazetteer, article.lang),
    )
    lower = frozenset(word.key for sentence in split for word in sentence if not word.is_capitalised)
    inside = frozenset(word.key for sentence in split for word in sentence[1:] if word.is_capitalised)
    found: list[Toponym] = []
    for sentence in split:
        reader = _Reader(
            article.text, sentence, _stops(article.text, sentence), lists, gazetteer, persons, lower, inside
        )
        found.extend(reader.toponyms())
    return with_abbreviations(article, _as_listed(article.text, found), gazetteer)


def _as_listed(text: str, found: list[Toponym]) -> list[Toponym]:
    """What is said of one name of a list holds for all of them.

    A generic word does ("de regio's Cherson, Donetsk en Zaporizja", "Donetsk and Luhansk oblasts"), and so does a preposition
    of place before the first ("in Odesa and Kyiv").
    """
    listed = list(found)
    for order in (range(1, len(found)), range(len(found) - 2, -1, -1)):
        for index in order:
            here, other = listed[index], listed[index - order.step]
            left, right = (other, here) if order.step > 0 else (here, other)
            if not _in_one_list(text[left.span.end : right.span.start]):
                continue
            if not here.levels and any(candidate.level in other.levels for candidate in here.candidates):
                here = replace(here, levels=other.levels)
            if order.step > 0 and (here.kind, other.kind) == ("metonym", "place"):
                here = replace(here, kind="place", why=other.why)
            listed[index] = here
    return listed


def _in_one_list(between: str) -> bool:
    return between.strip(" ,") in LIST_WORDS and between.strip() != ""


def _stops(text: str, sentence: list[Word]) -> list[bool]:
    """For each word, whether punctuation or the sentence's end follows it."""
    ends = [
        between != " " and (any(mark in between for mark in _STOPS) or " - " in between)
        for left, right in pairwise(sentence)
        for between in [text[left.span.end : right.span.start]]
    ]
    return [*ends, True]


@dataclass(frozen=True, slots=True)
class _Reader:
    text: str
    sentence: list[Word]
    stops: list[bool]
    lists: Vocabulary
    gazetteer: Gazetteer
    persons: Persons
    lower: frozenset[str]
    inside: frozenset[str]  # words with a capital that do not owe it to the start of a sentence

    def toponyms(self) -> list[Toponym]:
        found: list[Toponym] = []
        at = 0
        while at < len(self.sentence):
            toponym, following = (
                self._demonym(at)
                or attribute(self.text, self.sentence, at, self.lists, self.gazetteer)
                or self._name(at)
                or self._unknown(at)
                or (None, at + 1)
            )
            if toponym is not None and not self._is_in_title(at):
                found.append(toponym)
            at = following
        return found

    def _is_in_title(self, at: int) -> bool:
        # Ukrainian and Russian put names of units, parties and works in quotation marks.
        return inflects(self.lists.lang) and in_quoted_name(self.text, self.sentence, at)

    def _demonym(self, at: int) -> tuple[Toponym, int] | None:
        word = self.sentence[at]
        value = self.lists.people(word.text)
        span = word.span
        tail = strip_prefix(word.text) if value is None else ""
        if tail:
            value = self.lists.people(tail)
            span = Span(span.end - len(tail), span.end)
        if value is None or self._is_town(at, word):
            return None
        candidates = self.gazetteer.country(value) if len(value) == 2 else self.gazetteer.listed(value)
        return Toponym(span, self.text[span.start : span.end], "demonym", candidates, (), say("people")), at + 1

    def _is_town(self, at: int, word: Word) -> bool:
        """Whether a demonym is the town of the same name: "vliegbasis Engels", "in Engels"."""
        if not word.is_capitalised or not (self._levels(at, at + 1) or self._is_after(at, "locative")):
            return False
        return any(
            c.level == "populated_place" and c.population > _LARGE_TOWN for c in self.gazetteer.candidates(word.text)
        )

    def _name(self, at: int) -> tuple[Toponym | None, int] | None:
        if not self.sentence[at].is_capitalised:
            return None
        for reading in readings(self.text, self.sentence, at, self.gazetteer, self.lists.lang):
            end, span, candidates = reading.end, reading.span, reading.candidates
            surface = self.text[span.start : span.end]
            if self._is_no_place(at, reading, surface):
                return None, end
            located = self.lists.located.before(self.text, span.start) is not None
            clause = Clause(self.sentence, at, end, self.stops, located)
            kind, why = kind_of(clause, candidates, self.lists)
            levels = self._levels(at, end)
            if levels == _WITH_ARTICLE and not any(c.level in levels for c in candidates):
                levels = ()
            located = clause.is_located or is_after_preposition(clause, self.lists)
            return Toponym(span, surface, kind, candidates, levels, why, located), end
        return None

    def _levels(self, at: int, end: int) -> tuple[Level, ...]:
        for index, side in ((at - 1, "before"), (at - 2, "before"), (end, "after")):
            if 0 <= index < len(self.sentence):
                word = self.sentence[index]
                if index == at - 2 and self.sentence[at - 1].key not in {"of", "van", "von", "de", "d"}:
                    continue
                levels, position = generic(word, self.lists)
                adjacent = word.joined if side == "after" else self.sentence[at].joined
                if levels and adjacent and position in {side, "both"}:
                    return levels
        # "de Dnipro", "the Donbas": a river or a region has an article, a town of the same name has none.
        return _WITH_ARTICLE if self._is_after(at, "article") else ()

    def _is_no_place(self, at: int, reading: Reading, surface: str) -> bool:
        best = reading.candidates[0]
        key = normalise(surface)
        listed = best.level != "populated_place"
        small = best.population < _LARGE_TOWN
        if reading.end - at == 1:
            word = self.sentence[at]
            if surface.isupper() and len(surface) <= ABBREVIATION and not listed and small:
                return True
            if key in self.lists.common or key in self.lists.calendar or key in self.lists.titles:
                return True
            if (
                reading.forms
                and not listed
                and (self.lists.common.issuperset(reading.forms) or self._is_brand(at) or self._is_half_a_name(at))
            ):
                return True
            if not listed and key in self.lower and (at == 0 or small):
                return True
            if reading.is_inflected and not listed and not self._is_surely_meant(at, small, reading):
                return True
            if small and not listed and "surname" in person_classes(word.key, self.lists.lang):
                return True
            if self.persons.knows(word) and not self._is_after(at, "locative"):
                return True
        if reading.is_inflected and not small and not self.persons.knows(self.sentence[at]):
            return self._is_organisation(at, reading.end)
        return self.persons.is_part(self.sentence, at, reading.end) or self._is_organisation(at, reading.end)

    def _is_brand(self, at: int) -> bool:
        """Whether a word stands alone in quotation marks, as names of units and firms do in Ukrainian and Russian."""
        span = self.sentence[at].span
        before, after = self.text[max(0, span.start - 1) : span.start], self.text[span.end : span.end + 1]
        return before in _QUOTES and after in _QUOTES and before + after != "" and not self._levels(at, at + 1)

    def _is_surely_meant(self, at: int, small: bool, reading: Reading) -> bool:
        """Whether an inflected word is meant as a name: not for its place in the sentence, nor as a mere adjective."""
        word = self.sentence[at]
        if at == 0 and word.key not in self.inside:
            return not small and reading.candidates[0].country_code in THEATRE_COUNTRIES
        if small and only_adjective(word.key, reading.forms, self.lists.lang):
            in_list = at > 0 and (not word.joined or self.sentence[at - 1].key in LIST_WORDS)
            clause = Clause(self.sentence, at, reading.end, self.stops, False)
            return in_list or is_after_preposition(clause, self.lists) or self._levels(at, at + 1) != ()
        return True

    def _is_half_a_name(self, at: int) -> bool:
        """Whether an adjective and the capitalised word beside it are a name that no list knows ("Красного Креста")."""
        lang = self.lists.lang
        for first, second in ((at, at + 1), (at - 1, at)):
            if first >= 0 and second < len(self.sentence) and self.sentence[second].joined:
                left, right = self.sentence[first], self.sentence[second]
                if left.is_capitalised and right.is_capitalised and is_adjective(left.key, lang):
                    return first != 0 and not town_forms(right.key, lang)
        return False

    def _is_after(self, at: int, kind: str) -> bool:
        return at > 0 and self.lists.acts(kind, self.sentence[at - 1].text)

    def _is_organisation(self, at: int, end: int) -> bool:
        """Whether a neighbour in capitals makes the name a part of another one ("Washington Post", "Sjachtar Donetsk")."""
        for index, joined in ((end, end), (at - 1, at)):
            if not (0 <= index < len(self.sentence) and self.sentence[joined].joined):
                continue
            word = self.sentence[index]
            if self.lists.acts("organisation", word.text) and (word.is_capitalised or index == end):
                return True
            if not word.is_capitalised or index == 0 or self.lists.lang == "de":
                continue
            if not (self._explains_capital(index) or leads_to_generic(self.text, self.sentence, index, self.lists)):
                return True
        return False

    def _explains_capital(self, index: int) -> bool:
        word = self.sentence[index]
        return (
            word.key in self.lists.generics
            or word.key in self.lists.calendar
            or word.key in self.lower
            or self.lists.people(word.text) is not None
            or any(self.lists.acts(kind, word.text) for kind in ("locative", "acts", "says", "between"))
            or is_name(word, self.gazetteer, self.lists.lang)
        )

    def _unknown(self, at: int) -> tuple[Toponym, int] | None:
        """A capitalised word that no list knows, where the words before it say that it is a place."""
        word = self.sentence[at]
        if not word.is_capitalised or at == 0 or not word.joined or len(word.text) < 4 or word.text.isupper():
            return None
        levels = self._levels(at, at + 1) if self.sentence[at - 1].key in self.lists.generics else ()
        is_near = self._is_after(at, "near") and self.lists.lang != "de"
        if not (levels or is_near):
            return None
        is_person = bool(person_classes(word.key, self.lists.lang)) or self.persons.knows(word)
        known = is_person or word.key in self.lists.calendar
        end = at + 1
        if is_adjective(word.key, self.lists.lang) and end < len(self.sentence):
            end += self.sentence[end].is_capitalised and self.sentence[end].joined  # "поблизу Нової Кам'янки"
        if known or word.key in self.lower or self._is_organisation(at, end):
            return None
        span = Span(word.span.start, self.sentence[end - 1].span.end)
        return Toponym(span, self.text[span.start : span.end], "place", (), levels), end
