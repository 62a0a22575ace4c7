"""Toponym recognition: article -> the spans that name a place, its people or its government."""

from __future__ import annotations

from geo.abbreviations import with_abbreviations
from geo.apposition import is_explained, is_initials, is_told_where
from geo.attributes import attribute, attributive, direction, directions, generic, province
from geo.clauses import is_dateline
from geo.districts import districts_called
from geo.features import Usage, features, usage
from geo.forms import inflects, is_adjective
from geo.gazetteer import Gazetteer
from geo.kinds import Clause, is_after_preposition, is_capital_that_speaks, is_located, is_seat, kind_of, seats_of
from geo.listed import as_listed
from geo.models import THEATRE_COUNTRIES, Article, Candidate, Span, Toponym
from geo.names import Reading, as_district, described, divisions_of, readings, strip_prefix
from geo.objections import LARGE_TOWN, is_somebody, objections
from geo.other_names import without_other_names
from geo.passage import LINKS, SITE, WITH_ARTICLE, Passage, passages_of
from geo.persons import person_classes
from geo.proposals import goes_on, proposals, run_end
from geo.reasons import say
from geo.sites import site
from geo.tagger import THRESHOLD, Tagger, tagger_of
from geo.theatre import is_of_the_front, of_other_wars
from geo.tokens import Word, in_quoted_name
from geo.vocabulary import may_be_people, vocabulary

_TOWN = 10_000  # inhabitants; a village may well be less known than the river that it is called after
_ARTICLES = LINKS | {"du", "des", "la", "le", "les", "l", "the", "het"}  # between a generic word and its name
_LONGEST_TAIL = 3  # words of a name from its first capital on
_SHORTEST_UNKNOWN = 4  # letters of a name that no list knows
_TITLE_CASE = 0.6  # share of the words with a capital
_NAMESAKES = 3  # the largest of a name, one of which may be meant
_SURE = 0.9  # probability of a town of the front; nine in ten such names in the chronicle and the annotated articles are one


def recognise(article: Article, gazetteer: Gazetteer, tagger: Tagger | None = None) -> list[Toponym]:
    """Spans of `article.text` that name a place, a demonym or a metonym, in order and without overlaps.

    Persons, organisations and common words are left out. A name that the gazetteer does not know is kept, without candidates,
    where its neighbours say that it is a place ("het dorp Kurdjoemivka").

    Parameters
    ----------
    article : Article
    gazetteer : Gazetteer
    tagger : Tagger, optional
        Without it the one that is trained for the article's language; where there is none the rules decide.
    """
    passages = passages_of(article, gazetteer)
    tagger = tagger or tagger_of(article.lang)
    split = [passage.sentence for passage in passages] if tagger is not None else []
    article_usage = usage(article.text, split, vocabulary(article.lang))
    read = [toponym for passage in passages for toponym in _Reader(passage, tagger, article_usage).toponyms()]
    found = without_other_names(article.text, read, article.lang)
    return with_abbreviations(article, as_listed(article.text, found, vocabulary(article.lang)), gazetteer)


def _is_town(candidate: Candidate) -> bool:
    return candidate.is_main and candidate.level == "populated_place" and candidate.population >= _TOWN


def _is_of_the_war(candidate: Candidate) -> bool:
    """Whether a place is in Ukraine, or is one of its neighbours' that the project's own lists hold."""
    is_listed = candidate.place_id.startswith("atlas:") and candidate.country_code in THEATRE_COUNTRIES
    return is_listed or candidate.country_code == "UA" or is_of_the_front(candidate)


def _is_wide(reading: Reading) -> bool:
    return bool(reading.candidates) and reading.candidates[0].level in WITH_ARTICLE


class _Reader:
    """Reads the names of one sentence from left to right."""

    def __init__(self, passage: Passage, tagger: Tagger | None, article_usage: Usage) -> None:
        self.passage, self.tagger, self.usage = passage, tagger, article_usage
        self.text, self.sentence = passage.text, passage.sentence
        self.lists, self.gazetteer, self.persons = passage.lists, passage.gazetteer, passage.persons

    def toponyms(self) -> list[Toponym]:
        found: list[Toponym] = []
        lang, following = self.lists.lang, 0
        directed = {index - 1 for index, word in enumerate(self.sentence) if word.key in directions(lang)}
        for at, word in enumerate(self.sentence):
            if at < following or not (word.is_capitalised or at in directed or may_be_people(word.text, lang)):
                continue
            read = self._capitalised if word.is_capitalised else self._direction
            toponym, following = self._attributive(at) or self._demonym(at) or read(at) or (None, at + 1)
            if toponym is not None and not (self._is_in_title(at) or self.passage.is_title(at)):
                found.append(toponym)
        return found

    def _capitalised(self, at: int) -> tuple[Toponym | None, int] | None:
        return (
            self._described(at)
            or attribute(self.text, self.sentence, at, self.lists, self.gazetteer)
            or self._direction(at)
            or site(self.text, self.sentence, at, self.lists, self.gazetteer)
            or province(self.sentence, at, self.lists, self.gazetteer)
            or self._name(at)
            or self._unknown(at)
        )

    def _described(self, at: int) -> tuple[Toponym, int] | None:
        """An area or a water whose name begins with a generic word in small letters: "mer Noire", "в секторе Газа"."""
        words, first = self.sentence, at - 1
        while first > 0 and words[first].key in _ARTICLES and words[first + 1].joined:
            first -= 1
        if first < 0 or words[first].is_capitalised or not generic(words[first], self.lists)[0]:
            return None
        for end in range(min(len(words), at + _LONGEST_TAIL), at, -1):
            if not all(word.joined for word in words[first + 1 : end]):
                continue
            span = Span(words[first].start, words[end - 1].end)
            found = described(self.text[span.start : span.end], words[first:end], self.gazetteer, self.lists.lang)
            if found:
                return self._toponym(first, Reading(end, span, found), 1.0), end
        return None

    def _attributive(self, at: int) -> tuple[Toponym, int] | None:
        return attributive(self.sentence, at, self.lists, self.gazetteer) if self.sentence[at].is_capitalised else None

    def _direction(self, at: int) -> tuple[Toponym, int] | None:
        return direction(self.sentence, at, self.passage.lower, self.lists, self.gazetteer)

    def _is_in_title(self, at: int) -> bool:
        # Ukrainian and Russian put names of units, parties and works in quotation marks.
        return inflects(self.lists.lang) and in_quoted_name(self.text, self.sentence, at)

    def _demonym(self, at: int) -> tuple[Toponym, int] | None:
        word = self.sentence[at]
        value = self.lists.people(word.text)
        tail = strip_prefix(word.text) if value is None and "-" in word.text else ""
        if tail:
            value = self.lists.people(tail)
        head, hyphen, _ = word.text.partition("-") if value is None else ("", "", "")
        value = self.lists.people(head + hyphen) if hyphen else value  # "US-Präsident"
        if value is None or self._is_town(at, word) or self._begins_name(at) or self._is_half_a_name(at):
            return None
        span = Span(word.end - len(tail), word.end) if tail else word.span
        span = Span(word.start, word.start + len(head)) if hyphen else span
        candidates = self.gazetteer.country(value) if len(value) == 2 else self.gazetteer.listed(value)
        return Toponym(span, self.text[span.start : span.end], "demonym", candidates, (), say("people")), at + 1

    def _begins_name(self, at: int) -> bool:
        """Whether a demonym is the first word of a longer name that is no town's: "Saudi Arabia", "Crimean bridge"."""
        if not self.sentence[at].is_capitalised or site(self.text, self.sentence, at, self.lists, self.gazetteer):
            return self.sentence[at].is_capitalised
        longer = readings(self.text, self.sentence, at, self.gazetteer, self.lists.lang)
        return any(reading.end > at + 1 and self.sentence[at + 1].is_capitalised for reading in longer)

    def _is_half_a_name(self, at: int) -> bool:
        """Whether a demonym has a capital within a sentence of a language that writes it small: "из Армянска"."""
        if not (inflects(self.lists.lang) and self.sentence[at].is_capitalised) or self.passage.is_headline(at):
            return False
        return any(word.text[0].isalpha() for word in self.sentence[:at])

    def _is_town(self, at: int, word: Word) -> bool:
        """Whether a demonym is the town of the same name: "vliegbasis Engels", "in Engels", "Engels, in de regio Saratov"."""
        is_told = (
            self.passage.levels(at, at + 1) or self.passage.is_after(at, "locative") or is_told_where(self.passage, at)
        )
        if not word.is_capitalised or not is_told:
            return False
        found = self.gazetteer.candidates(word.text)
        return any(c.level == "populated_place" and c.population > LARGE_TOWN for c in found)

    def _name(self, at: int) -> tuple[Toponym | None, int] | None:
        if self.tagger is not None and not self.passage.is_headline(at):
            return self._likely(at, self.tagger)
        if self._opens_seat(at):
            return None, at + 1
        for reading in readings(self.text, self.sentence, at, self.gazetteer, self.lists.lang):
            if next(objections(self.passage, at, reading), None) is not None:
                return None, reading.end
            return self._toponym(at, reading, 1.0), reading.end
        return None

    def _opens_seat(self, at: int) -> bool:
        """Whether a word is the article of a seat of power: "La Maison Blanche", which is a suburb of Algiers as well."""
        if self.sentence[at].key not in _ARTICLES or at + 1 == len(self.sentence):
            return False
        longer = readings(self.text, self.sentence, at + 1, self.gazetteer, self.lists.lang)
        return any(self._is_seat(at + 1, reading.candidates) for reading in longer)

    def _is_seat(self, at: int, candidates: tuple[Candidate, ...]) -> bool:
        """Whether a name is a seat of power's; behind an article also where a quarter of Paris has that name."""
        return is_seat(candidates) or (bool(seats_of(candidates)) and self.passage.is_after(at, "article"))

    def _likely(self, at: int, tagger: Tagger) -> tuple[Toponym | None, int]:
        """The proposal from `at` on that is most likely a toponym."""
        best, likeliest = None, THRESHOLD
        for reading in proposals(self.passage, at):
            if _is_wide(reading) and self.passage.is_organisation(at, reading.end):
                continue  # "Black Sea fleet", "the Donbas battalion"
            if is_somebody(self.passage, at, reading):
                continue
            if is_seat(reading.candidates):
                # The corpora that the tagger learns from leave the Kremlin out; here it stands for a government.
                is_refused = next(objections(self.passage, at, reading), None) is not None
                return None if is_refused else self._toponym(at, reading, 1.0), reading.end
            probability = tagger.probability(features(self.passage, at, reading, self.usage))
            if reading.end - at > 1 and _is_wide(reading) and reading.candidates[0].is_main:  # "Gulf of Aden"
                return self._toponym(at, reading, max(probability, _SURE)), reading.end
            if probability < _SURE and (self._is_of_the_front(at, reading) or self._is_government(at, reading)):
                probability = _SURE
            if is_initials(self.passage, reading):  # "U.S."; in the corpora the tagger had it as two names
                return self._toponym(at, reading, _SURE), reading.end
            if probability >= likeliest:
                best, likeliest = reading, probability
        return (None, at + 1) if best is None else (self._toponym(at, best, round(likeliest, 3)), best.end)

    def _is_of_the_front(self, at: int, reading: Reading) -> bool:
        """Whether a name is the main one of a place that was fought for, small as it may be, or of a site, and nothing objects."""
        main = [candidate for candidate in reading.candidates if candidate.is_main]
        is_site = len(reading.candidates) == 1 and main != [] and main[0].level == "facility"
        is_of_the_war = any(c.level == "populated_place" and _is_of_the_war(c) for c in main)
        is_meant = is_site or is_of_the_war or self._is_of_another_war(at, reading)
        if not is_meant or next(objections(self.passage, at, reading), None) is not None:
            return False
        is_title = self.passage.capitals > _TITLE_CASE  # "Israel Bombs Khan Younis"
        return is_title or run_end(self.sentence, reading.end, self.lists) == reading.end  # not "Lyman Smith"

    def _is_of_another_war(self, at: int, reading: Reading) -> bool:
        """Whether a name is a town's of other wars, and none of a person or an organisation ("FAO")."""
        word = self.sentence[at]
        if len(word.text) < _SHORTEST_UNKNOWN or word.text.isupper() or person_classes(word.key, self.lists.lang):
            return False
        return any(c.place_id in of_other_wars() for c in reading.candidates[:_NAMESAKES])

    def _is_government(self, at: int, reading: Reading) -> bool:
        """Whether a name is a capital's that speaks; the corpora that the tagger learns from leave most of them out."""
        key = self.sentence[at].key
        classes = person_classes(key, self.lists.lang)
        if "first_name" in classes or ("surname" in classes and "after a capital" in self.usage.ways.get(key, ())):
            return False  # "Denzel Washington plays a spy. Washington said"
        speaks = is_capital_that_speaks(self._clause(at, reading), reading.candidates, self.lists)
        return speaks and next(objections(self.passage, at, reading), None) is None

    def _clause(self, at: int, reading: Reading) -> Clause:
        span, end = reading.span, reading.end
        is_idle = self.lists.no_place.before(self.text, span.start) is not None
        is_head = (
            at == 0
            and self.passage.stops[end - 1]
            and all(len(w.text) > 1 and w.text.isupper() for w in self.sentence[:end])
        )
        written = is_head or is_dateline(self.text, span)  # "WASHINGTON (AP)", "Damaskus/Beirut (dpa) –"
        around = self.text[span.start - 1 : span.start] + self.text[span.end : span.end + 1]
        located = around == "()" or is_located(self.text, span.start, self.lists)  # "Kherson (Ukraine)"
        return Clause(self.sentence, at, end, self.passage.stops, located, is_idle, written)

    def _toponym(self, at: int, reading: Reading, probability: float) -> Toponym:
        end, span, candidates = reading.end, reading.span, reading.candidates
        if self._is_seat(at, candidates):
            candidates = seats_of(candidates)
        clause = self._clause(at, reading)
        kind, why = kind_of(clause, candidates, self.lists)
        named = next((index for index in range(at, end) if self.sentence[index].end >= span.end), end - 1) + 1
        levels = self.passage.levels(at, named)
        if "admin1" in levels and any(c.level == "admin1" for c in candidates):
            kind, why = "place", ""  # "out of the Kyiv region"
        surface = self.text[span.start : span.end]
        candidates = tuple(dict.fromkeys((*districts_called(surface, levels, self.gazetteer), *candidates)))
        is_called_after = levels == SITE and bool(candidates)  # "аеродром Джанкой": the town's
        if (levels == WITH_ARTICLE or is_called_after) and not any(c.level in levels for c in candidates):
            levels = ()
        if not levels and "article" in self.lists.acting and any(_is_town(c) for c in candidates):
            candidates = tuple(c for c in candidates if c.level != "water")  # "bei Irpin"; a river is "am Irpin"
        if "admin1" in levels and not any(c.level in levels for c in candidates):
            candidates = divisions_of(self.gazetteer, candidates) or candidates
        if levels == ("admin2",) and all(c.level == "populated_place" for c in candidates):
            candidates = tuple(as_district(town) for town in candidates)  # "Grayvoron district", "Kreis Isjum"
        located = is_called_after or clause.is_located or is_after_preposition(clause, self.lists)
        return Toponym(span, surface, kind, candidates, levels, why, located, probability)

    def _unknown(self, at: int) -> tuple[Toponym, int] | None:
        """A capitalised word that no list knows, where the words before it say that it is a place."""
        word = self.sentence[at]
        if at == 0 or not word.joined or len(word.text) < _SHORTEST_UNKNOWN or word.text.isupper():
            return None
        beside = [self.sentence[index].key for index in (at - 1, at - 2) if index >= 0]
        called = self.lists.generics.keys() & (beside[1:2] if beside[0] in LINKS else beside[:1])  # "aéroport de"
        levels = self.passage.levels(at, at + 1) if called else ()
        is_near = self.passage.is_after(at, "near") and self.lists.lang != "de"
        if not (levels or is_near or is_explained(self.passage, at)):
            return None
        known = word.key in self.lists.calendar or word.key in self.lists.common or self.persons.knows(word)
        end = at + 1
        if is_adjective(word.key, self.lists.lang) and end < len(self.sentence):
            end += goes_on(self.sentence[end], self.gazetteer, self.lists.lang)  # "поблизу Нової Кам'янки"
        known = known or bool(person_classes(word.key, self.lists.lang)) or word.key in self.passage.lower
        if known or self.passage.is_organisation(at, end):
            return None
        span = Span(word.span.start, self.sentence[end - 1].span.end)
        surface = self.text[span.start : span.end]
        return Toponym(span, surface, "place", districts_called(surface, levels, self.gazetteer), levels), end
