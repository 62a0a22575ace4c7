"""Toponym recognition: article -> the spans that name a place, its people or its government."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

from geo.gazetteer import Gazetteer
from geo.kinds import Clause, is_after_preposition, kind_of
from geo.models import Article, Candidate, Level, Span, Toponym
from geo.reasons import say
from geo.text import normalise, sentences
from geo.tokens import Word, person_names, split_words
from geo.vocabulary import Vocabulary, vocabulary

_LONGEST_NAME = 5  # words; "Democratic Republic of the Congo" has five
_ABBREVIATION = 4  # letters; a word in capitals up to this length is an abbreviation unless a list knows it
_KNOWN_TOWN = 20_000  # inhabitants
_LARGE_TOWN = 100_000  # inhabitants; a town of this size is rather meant than a person or word of the same name
_POSSESSIVES = ("'s", "’s", "ʼs", "s'", "s’")
_WITH_ARTICLE: tuple[Level, ...] = ("water", "region")
_STOPS = ',;:.!?()"”“»«–—'
_LIST_WORDS = frozenset(("", "en", "and", "und", "et", "і", "й", "та", "и", "of", "or", "oder", "ou", "або", "или"))
_PREFIXES = frozenset(
    [
        "pro",
        "anti",
        "oost",
        "west",
        "noord",
        "zuid",
        "ex",
        "niet",
        "non",
        "east",
        "north",
        "south",
        "про",
        "анти",
        "ост",
        "nord",
        "süd",
        "est",
        "sud",
        "ouest",
    ]
)


def recognise(article: Article, gazetteer: Gazetteer) -> list[Toponym]:
    """Spans of `article.text` that name a place, a demonym or a metonym, in order and without overlaps.

    Persons, organisations and common words are left out. A name that the gazetteer does not know is kept, without candidates,
    where its neighbours say that it is a place ("het dorp Kurdjoemivka").
    """
    lists = vocabulary(article.lang)
    split = [split_words(article.text, sentence) for sentence in sentences(article.text)]
    surnames = person_names([split_words(article.title, Span(0, len(article.title))), *split], lists)
    lower = frozenset(word.key for sentence in split for word in sentence if not word.is_capitalised)
    found: list[Toponym] = []
    for sentence in split:
        reader = _Reader(article.text, sentence, _stops(article.text, sentence), lists, gazetteer, surnames, lower)
        found.extend(reader.toponyms())
    return _as_listed(article.text, found)


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
    return between.strip(" ,") in _LIST_WORDS and between.strip() != ""


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
    surnames: frozenset[str]
    lower: frozenset[str]

    def toponyms(self) -> list[Toponym]:
        found: list[Toponym] = []
        at = 0
        while at < len(self.sentence):
            toponym, following = self._demonym(at) or self._name(at) or self._unknown(at) or (None, at + 1)
            if toponym is not None:
                found.append(toponym)
            at = following
        return found

    def _demonym(self, at: int) -> tuple[Toponym, int] | None:
        word = self.sentence[at]
        value = self.lists.demonyms.match(word.text)
        span = word.span
        if value is None and "-" in word.text:
            head, _, tail = word.text.rpartition("-")
            value = (
                self.lists.demonyms.match(tail) if all(part.lower() in _PREFIXES for part in head.split("-")) else None
            )
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
        for end in range(self._reach(at), at, -1):
            for span in self._readings(at, end):
                surface = self.text[span.start : span.end]
                candidates = self.gazetteer.candidates(surface)
                if span.end < self.sentence[end - 1].span.end:
                    # Without its ending a word is more often another one ("sinds", "Kruis") than a village far away.
                    candidates = tuple(
                        c for c in candidates if c.level != "populated_place" or c.population >= _KNOWN_TOWN
                    )
                if candidates:
                    if self._is_no_place(at, end, surface, candidates):
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

    def _reach(self, at: int) -> int:
        """End of the longest run of words from `at` on that may be one name."""
        end = at + 1
        key = self.sentence[at].key
        while end < len(self.sentence) and end - at < _LONGEST_NAME:
            between = self.text[self.sentence[end - 1].span.end : self.sentence[end].span.start]
            if not (self.sentence[end].joined or between in {". ", ".", "'", "’"}):
                break
            key = normalise(self.text[self.sentence[at].span.start : self.sentence[end].span.end])
            if not self.gazetteer.has_prefix(key):
                break
            end += 1
        return end

    def _readings(self, at: int, end: int) -> list[Span]:
        """The words as they stand, and without a possessive ending or what hangs on a hyphen."""
        start, stop = self.sentence[at].span.start, self.sentence[end - 1].span.end
        if end - at > 1 and not self.sentence[end - 1].is_capitalised:
            return []
        spans = [Span(start, stop)]
        last = self.sentence[end - 1]
        ending = next((ending for ending in _POSSESSIVES if last.text.endswith(ending)), None)
        if ending:
            spans.append(Span(start, stop - (1 if ending[0] == "s" else 2)))
        elif last.text.endswith("s") and len(last.text) > 4 and self.lists.lang in {"nl", "de"}:
            spans.append(Span(start, stop - 1))
        if end - at == 1 and "-" in last.text:
            head, _, tail = last.text.partition("-")
            if head.lower() in _PREFIXES and tail[:1].isupper():
                spans.append(Span(stop - len(tail), stop))
            elif len(head) > 3 and tail[:1].islower():
                spans.append(Span(start, start + len(head)))
        return spans

    def _levels(self, at: int, end: int) -> tuple[Level, ...]:
        for index, side in ((at - 1, "before"), (at - 2, "before"), (end, "after")):
            if 0 <= index < len(self.sentence):
                word = self.sentence[index]
                if index == at - 2 and self.sentence[at - 1].key not in {"of", "van", "von", "de", "d"}:
                    continue
                levels, position = self.lists.generics.get(word.key, ((), ""))
                adjacent = word.joined if side == "after" else self.sentence[at].joined
                if levels and adjacent and position in {side, "both"}:
                    return levels
        # "de Dnipro", "the Donbas": a river or a region has an article, a town of the same name has none.
        return _WITH_ARTICLE if self._is_after(at, "article") else ()

    def _is_no_place(self, at: int, end: int, surface: str, candidates: tuple[Candidate, ...]) -> bool:
        best = candidates[0]
        key = normalise(surface)
        listed = best.level != "populated_place"
        if end - at == 1:
            if surface.isupper() and len(surface) <= _ABBREVIATION and not listed and best.population < _LARGE_TOWN:
                return True
            if key in self.lists.common or key in self.lists.calendar or key in self.lists.titles:
                return True
            if not listed and key in self.lower and (at == 0 or best.population < _LARGE_TOWN):
                return True
            if key in self.lists.surnames and best.population < _LARGE_TOWN:
                return True
            if key in self.surnames and not self._is_after(at, "locative"):
                return True
        return self._is_person(at, end, surface) or self._is_organisation(at, end)

    def _is_after(self, at: int, kind: str) -> bool:
        return at > 0 and self.lists.acts(kind, self.sentence[at - 1].text)

    def _is_person(self, at: int, end: int, surface: str) -> bool:
        if at > 0 and self.sentence[at].joined:
            before = self.sentence[at - 1]
            if before.key in self.lists.titles or (before.is_capitalised and before.key in self.lists.first_names):
                return True
            if before.is_capitalised and before.key in self.surnames:
                return True
        if normalise(surface) in self.lists.first_names and end < len(self.sentence):
            after = self.sentence[end]
            return after.is_capitalised and after.joined and after.key not in self.lists.calendar
        return False

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
            if not self._explains_capital(index):
                return True
        return False

    def _explains_capital(self, index: int) -> bool:
        word = self.sentence[index]
        return (
            word.key in self.lists.generics
            or word.key in self.lists.calendar
            or word.key in self.lower
            or self.lists.demonyms.match(word.text) is not None
            or any(self.lists.acts(kind, word.text) for kind in ("locative", "acts", "says", "between"))
            or bool(self.gazetteer.candidates(word.text))
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
        lists = (self.surnames, self.lists.surnames, self.lists.first_names, self.lists.calendar)
        if any(word.key in names for names in lists) or word.key in self.lower or self._is_organisation(at, at + 1):
            return None
        return Toponym(word.span, word.text, "place", (), levels), at + 1
