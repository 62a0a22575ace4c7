"""A sentence and what its article says of its words: the ground on which a name is weighed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from geo.attributes import generic, leads_to_generic
from geo.forms import inflects, is_adjective, town_forms
from geo.gazetteer import Gazetteer
from geo.models import Article, Level, Span
from geo.names import ABBREVIATION, is_inflected_place, is_name, readings
from geo.pairs import parted
from geo.persons import Persons, person_classes, persons_of
from geo.text import normalise, sentences
from geo.theatre import is_front_town
from geo.tokens import Word, split_words
from geo.vocabulary import LIST_WORDS, Vocabulary, vocabulary

WITH_ARTICLE: tuple[Level, ...] = ("water", "region")
SITE: tuple[Level, ...] = ("facility",)
LINKS = frozenset(("of", "van", "von", "de", "d"))  # between a generic word and its name: "aéroport de Kavumu"
_QUOTES = tuple('"«»“”„')
_AROUND = "".join(_QUOTES) + " –—"
_ADJECTIVES = ("e", "é")  # of French: "occupée", "frontalière", "portuaire"
_WIDEST_GAP = 4  # a space and as many quotation marks as files double
_OPENING = '«“„"‘:•'  # what comes before a word that stands first
_AGE = re.compile(r" \((?:1[6-9]|[2-9]\d)\)")
_STOPS = ',;:.!?()"”“»«–—'


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence of an article, as words.

    Attributes
    ----------
    stops : list of bool
        For each word, whether punctuation or the sentence's end follows it.
    lower, inside : frozenset of str
        Words that the article writes without a capital; words with one that they do not owe to the start of a sentence.
    capitals : float
        Share of the words with a capital, from 0 to 1.
    """

    text: str
    sentence: list[Word]
    stops: list[bool]
    lists: Vocabulary
    gazetteer: Gazetteer
    persons: Persons
    lower: frozenset[str]
    inside: frozenset[str]
    capitals: float

    def levels(self, at: int, end: int) -> tuple[Level, ...]:
        """What a generic word beside `sentence[at:end]` says that it is; a river or a region where an article does."""
        words = self.sentence
        _, _, tail = words[at].text.partition("-")
        if tail and end == at + 1 and normalise(tail) in self.lists.generics:  # "Cherson-regio", "Charkiw-Region"
            return self.lists.generics[normalise(tail)][0]
        for index, side in ((at - 1, "before"), (at - 2, "before"), (at - 3, "before"), (end, "after")):
            if not 0 <= index < len(words) or (index < at - 1 and words[at - 1].key not in LINKS):
                continue
            if index == at - 3 and not self._only_qualifies(at - 2):
                continue
            if index == at - 2 and self._has_its_name(index):
                continue
            levels, position = generic(words[index], self.lists)
            if levels and position in {side, "both"}:
                first, second = (end - 1, end) if side == "after" else (at - 1, at)
                if words[second].joined or self._only_quoted(first, second):
                    return levels
        # "de Dnipro", "the Donbas": a river or a region has an article, a town of the same name has none.
        return WITH_ARTICLE if self.is_after(at, "article") else ()

    def _only_qualifies(self, at: int) -> bool:
        """Whether a word is an adjective behind its noun, as French has it: "la région russe de Koursk"."""
        word = self.sentence[at]
        if self.lists.lang != "fr" or word.is_capitalised:
            return False
        return self.lists.people(word.text) is not None or word.key.endswith(_ADJECTIVES)

    def _has_its_name(self, at: int) -> bool:
        """Whether a generic word belongs to the name before it: "the Kyivskyi district of Kharkiv"."""
        if self.lists.lang != "en" or at == 0 or not self.sentence[at].joined:
            return False
        return self.sentence[at - 1].is_capitalised and not self.opens(at - 1)

    def _only_quoted(self, first: int, second: int) -> bool:
        """Whether quotation marks are all that stands between two words: аэродром "Миргород"."""
        between = self.text[self.sentence[first].end : self.sentence[second].start]
        return len(between) <= _WIDEST_GAP and between.strip() != "" and not between.strip(_AROUND)

    def opens(self, at: int) -> bool:
        """Whether a word has its capital for standing first: in a sentence, in a quotation, behind a colon or the time of day."""
        if at == 0 or not any(word.text[0].isalpha() for word in self.sentence[:at]):
            return True
        between = self.text[self.sentence[at - 1].end : self.sentence[at].start]
        return between != " " and any(mark in between for mark in _OPENING)

    def opens_clause(self, at: int) -> bool:
        """Whether a word stands first in its sentence or right behind punctuation."""
        return at == 0 or self.stops[at - 1]

    def is_after(self, at: int, kind: str) -> bool:
        """Whether the word before `at` belongs to the class `kind` of `acting.csv`."""
        return at > 0 and self.lists.acts(kind, self.sentence[at - 1].text)

    def has_age(self, end: int) -> bool:
        """Whether an age stands behind the word before `end`, as with persons of a report: "Oleh (34)"."""
        return _AGE.match(self.text, self.sentence[end - 1].end) is not None

    def is_brand(self, at: int) -> bool:
        """Whether a word stands alone in quotation marks, as names of units and firms do in Ukrainian and Russian.

        Behind a generic word they hold names of sites: "аэропорты «Внуково» и «Домодедово»".
        """
        if not self._is_quoted(at):
            return False
        first = before = at
        while before > 0:
            before -= 1 if self.sentence[before - 1].key not in LIST_WORDS else 2
            if before < 0 or not self._is_quoted(before):
                break
            first = before
        return not self.levels(first, first + 1)

    def is_title(self, at: int) -> bool:
        """Whether a word is a name of its own: behind "landingsschip", or in quotation marks behind "батальон"."""
        return self.is_after(at, "bearer") or (self._is_quoted(at) and self.is_after(at, "organisation"))

    def _is_quoted(self, at: int) -> bool:
        span = self.sentence[at].span
        before, after = self.text[max(0, span.start - 1) : span.start], self.text[span.end : span.end + 1]
        return before in _QUOTES and after in _QUOTES and before + after != ""

    def is_half_a_name(self, at: int) -> bool:
        """Whether an adjective and the capitalised word beside it are a name that no list knows ("Красного Креста")."""
        lang = self.lists.lang
        for first, second in ((at, at + 1), (at - 1, at)):
            if first >= 0 and second < len(self.sentence) and self.sentence[second].joined:
                left, right = self.sentence[first], self.sentence[second]
                if left.is_capitalised and right.is_capitalised and is_adjective(left.key, lang):
                    return first != 0 and not town_forms(right.key, lang)
        return False

    def is_organisation(self, at: int, end: int) -> bool:
        """Whether a neighbour in capitals makes the name a part of another one ("Washington Post", "Sjachtar Donetsk")."""
        for index, joined in ((end, end), (at - 1, at)):
            if not (0 <= index < len(self.sentence) and self.sentence[joined].joined):
                continue
            word = self.sentence[index]
            if word.text.isupper() and self.is_in_capitals(at):
                continue  # a headline in capitals
            if index == end and word.text.isupper() and self._is_noun(end - 1):
                continue  # "під Чорнобаївкою ЗСУ знищили": who acts there
            if index == end and self._is_noun(end - 1) and "first_name" in person_classes(word.key, self.lists.lang):
                continue  # "житель Хомса Мохаммед", "мер Харкова Ігор Терехов"
            if self.lists.acts("organisation", word.text) and (word.is_capitalised or index == end):
                return True
            if not word.is_capitalised or self.lists.lang == "de" or self.opens(index):
                continue
            leads = leads_to_generic(self.text, self.sentence, index, self.lists)
            if not (self._explains_capital(index) or leads or (index == end and self.opens_an_area(index))):
                return True
        return False

    def opens_an_area(self, at: int) -> bool:
        """Whether a province begins here, which tells where what stands before it lies ("Дружба Донецкой Народной Республики")."""
        if leads_to_generic(self.text, self.sentence, at, self.lists):
            return True
        found = readings(self.text, self.sentence, at, self.gazetteer, self.lists.lang)
        return any(reading.candidates[0].level == "admin1" for reading in found)

    def is_in_capitals(self, at: int) -> bool:
        """Whether a word is written in capitals, and is no abbreviation."""
        return self.sentence[at].text.isupper() and len(self.sentence[at].text) > ABBREVIATION

    def is_headline(self, at: int) -> bool:
        """Whether a word stands in capitals beside another one that does."""
        beside = self.sentence[max(0, at - 1) : at] + self.sentence[at + 1 : at + 2]
        return self.is_in_capitals(at) and any(len(word.text) > 1 and word.text.isupper() for word in beside)

    def _is_noun(self, at: int) -> bool:
        """Whether the word is a noun of a language that inflects, rather than the adjective of what follows it."""
        lang = self.lists.lang
        return inflects(lang) and not is_adjective(self.sentence[at].key, lang)

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


def _is_front_town(word: Word, gazetteer: Gazetteer) -> bool:
    """Whether a word is the main name of a town of the front: "president Zelensky Bachmoet" is no longer name of a person."""
    return any(c.is_main and is_front_town(c) for c in gazetteer.candidates(word.text))


def passages_of(article: Article, gazetteer: Gazetteer) -> list[Passage]:
    """The sentences of an article."""
    lists = vocabulary(article.lang)
    words = [split_words(article.text, sentence, article.lang) for sentence in sentences(article.text)]
    split = [parted(sentence, gazetteer, article.lang) for sentence in words]
    persons = persons_of(
        [split_words(article.title, Span(0, len(article.title)), article.lang), *split],
        article.lang,
        lambda word: is_inflected_place(word, gazetteer, article.lang) or _is_front_town(word, gazetteer),
    )
    lower = frozenset([word.key for sentence in split for word in sentence if not word.is_capitalised])
    inside = frozenset([word.key for sentence in split for word in sentence[1:] if word.is_capitalised])
    return [
        Passage(
            article.text,
            sentence,
            _stops(article.text, sentence),
            lists,
            gazetteer,
            persons,
            lower,
            inside,
            sum([word.is_capitalised for word in sentence]) / max(1, len(sentence)),
        )
        for sentence in split
    ]


def _stops(text: str, sentence: list[Word]) -> list[bool]:
    """For each word, whether punctuation or the sentence's end follows it."""
    between = [text[left.end : right.start] for left, right in pairwise(sentence)]
    return [*(part != " " and _is_stop(part) for part in between), True]


@lru_cache(maxsize=1_000)
def _is_stop(between: str) -> bool:
    """Whether what stands between two words holds punctuation."""
    return any(mark in between for mark in _STOPS) or " - " in between
