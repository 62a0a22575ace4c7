"""What speaks against taking a name for a place: it is a person's, an organisation's, or a word of the language."""

from __future__ import annotations

import re
from collections.abc import Iterator

from geo.forms import ends_as_a_place, inflects, only_adjective
from geo.kinds import Clause, is_after_preposition
from geo.models import THEATRE_COUNTRIES
from geo.names import ABBREVIATION, Reading, is_name
from geo.passage import Passage
from geo.persons import person_classes
from geo.text import normalise
from geo.theatre import is_of_the_front, of_other_wars
from geo.vocabulary import LIST_WORDS

_SHORTEST = 5  # letters of an inflected name of another war that opens a sentence
_NAMED_LIKE_PERSONS = frozenset(("populated_place", "admin1", "admin2"))
_BEFORE_A_TOWN = ("locative", "near", "taken", "strikes", "goes")
_HYPHENATED = re.compile(r"-[^\W\d_a-zа-яёіїєґ]")  # "Посад-Покровським" is no adjective
_AUXILIARY = 3  # letters
_LONG = 7  # letters; shorter words at the start of a sentence are rather words ("Нові": Нове)
_FIRST_GREEK = "\u0370"  # letters before it are Latin
LARGE_TOWN = 100_000  # inhabitants; a town of this size is rather meant than a person or word of the same name


def objections(passage: Passage, at: int, reading: Reading) -> Iterator[str]:
    """The rules that `sentence[at:reading.end]` breaks as a name of a place, the cheapest first."""
    best = reading.candidates[0]
    listed = best.level != "populated_place"
    small = best.population < LARGE_TOWN
    if reading.end - at == 1:
        yield from _against_a_word(passage, at, reading, listed, small)
    word, lang = passage.sentence[at], passage.lists.lang
    if inflects(lang) and word.text[0] < _FIRST_GREEK and best.country_code not in THEATRE_COUNTRIES:
        yield "brand"  # "Pink Floyd", "Shell": places abroad are written in the letters of the text
    is_first_name = "first_name" in person_classes(word.key, lang)
    is_near = best.country_code in THEATRE_COUNTRIES
    is_large = (not small and (is_near or not is_first_name)) or (listed and not is_first_name)
    is_sure = reading.is_inflected and is_large and not passage.persons.knows(word)
    if is_of_the_front(best) and _follows_a_person(passage, at):
        return
    if _is_of_a_country(passage, reading):
        return
    if not is_sure and passage.persons.is_part(passage.sentence, at, reading.end):
        yield "part of a person"
    if not (is_sure and listed and _is_ruled(passage, at)) and passage.is_organisation(at, reading.end):
        yield "organisation"


def _is_of_a_country(passage: Passage, reading: Reading) -> bool:
    """Whether a name is a country's genitive, and no surname: "der Präsident Russlands", "die Armee Russlands"."""
    is_genitive = reading.span.end < passage.sentence[reading.end - 1].end
    return passage.lists.lang == "de" and is_genitive and reading.candidates[0].level == "country"


def _follows_a_person(passage: Passage, at: int) -> bool:
    """Whether a title and a surname stand before a name, as where the verb comes first: "gaf bevelhebber Syrsky Avdiivka prijs"."""
    if at < 2 or not passage.sentence[at].joined or not passage.sentence[at - 1].joined:
        return False
    title, surname = (person_classes(passage.sentence[index].key, passage.lists.lang) for index in (at - 2, at - 1))
    return "title" in title and "first_name" not in surname and passage.sentence[at - 1].is_capitalised


def is_somebody(passage: Passage, at: int, reading: Reading) -> bool:
    """Whether a name that a tagger proposes is a person's: who is quoted ("According to Stoltenberg, ..."), or a first name of
    the theatre of the war ("Vladimir shakes his head").
    """
    best = reading.candidates[0] if reading.candidates else None
    if best is not None and best.country_code in THEATRE_COUNTRIES and reading.end - at == 1:
        return _is_called_so(passage, at, reading) or _is_source(passage, reading)
    return _is_source(passage, reading)


def _is_source(passage: Passage, reading: Reading) -> bool:
    if not passage.stops[reading.end - 1] or passage.lists.no_place.before(passage.text, reading.span.start) is None:
        return False
    return all(c.level == "populated_place" and not (c.is_capital or is_of_the_front(c)) for c in reading.candidates)


def _is_ruled(passage: Passage, at: int) -> bool:
    """Whether who rules the place stands before it, as what follows is a person's name: "глава Башкирии Радий Хабиров"."""
    return (
        at > 0
        and passage.sentence[at].joined
        and "title" in person_classes(passage.sentence[at - 1].key, passage.lists.lang)
    )


def _against_a_word(passage: Passage, at: int, reading: Reading, listed: bool, small: bool) -> Iterator[str]:
    word, lists = passage.sentence[at], passage.lists
    surface = passage.text[reading.span.start : reading.span.end]
    key = normalise(surface)
    if surface.isupper() and len(surface) <= ABBREVIATION and not listed and small:
        yield "abbreviation"
    is_word = key in lists.common or word.key in lists.common  # without its ending or with it: "Chaos", "Basis"
    is_city = at > 0 and not small and passage.is_after(at, "locative")  # "переговори в Досі"; "досі" is "until now"
    is_common = is_word or (reading.forms != () and lists.common.issuperset(reading.forms))
    is_told = is_common and inflects(lists.lang) and _is_told(passage, at, reading)
    if (is_word and not (is_city or is_told)) or key in lists.calendar or key in lists.titles:
        yield "common word"
    is_meant = is_of_the_front(reading.candidates[0]) and not reading.is_inflected
    if key in lists.first and not is_meant and passage.opens(at) and (at > 0 or word.key not in passage.inside):
        yield "common word at the start of a sentence"
    if reading.forms and not listed:
        if is_common and not (is_told or is_city):
            yield "common word"
        elif passage.is_brand(at):
            yield "brand"
        elif passage.is_half_a_name(at):
            yield "half a name"
    if not listed and key in passage.lower and (at == 0 or small):
        yield "written without a capital"
    if reading.is_inflected and not listed and not _is_surely_meant(passage, at, small, reading):
        yield "adjective"
    if small and not listed and "surname" in person_classes(word.key, lists.lang):
        yield "surname"
    is_seat = listed or reading.candidates[0].is_capital
    if small and not is_seat and passage.opens_clause(at) and _speaks(passage, reading):
        yield "who speaks"
    if _is_called_so(passage, at, reading):
        yield "person"
    is_known = passage.persons.knows(word) and not _is_of_a_country(passage, reading)
    if is_known and not passage.is_after(at, "locative"):
        yield "person of the article"


def _is_called_so(passage: Passage, at: int, reading: Reading) -> bool:
    """Whether a place is rather a person: a small one with an age ("Oleh (34)"), or one of a first name that nothing calls a place.

    Few people of that name are as well known as a large capital ("Sofia", "Riad").
    """
    best, word, lists = reading.candidates[0], passage.sentence[at], passage.lists
    if best.population < LARGE_TOWN and passage.has_age(reading.end):
        return True
    if "first_name" not in person_classes(word.key, lists.lang) or best.level not in _NAMED_LIKE_PERSONS:
        return False
    if best.is_capital and best.population >= LARGE_TOWN:
        return False
    if any(passage.is_after(at, kind) for kind in _BEFORE_A_TOWN) or passage.levels(at, reading.end):
        return False
    if is_of_the_front(best):  # a village in a list of shelled ones; one that speaks is a person
        return _speaks(passage, reading)
    return best.population < LARGE_TOWN or not _stands_in_a_list(passage, at)


def _speaks(passage: Passage, reading: Reading) -> bool:
    """Whether a verb for what only a person does follows right behind a name."""
    words, stops, end = passage.sentence, passage.stops, reading.end
    if stops[end - 1]:
        return False
    if passage.lists.acts("tells", words[end].text):
        return True
    is_auxiliary = len(words[end].text) <= _AUXILIARY and not stops[end]  # "a déclaré", "hat erklärt"
    return is_auxiliary and passage.lists.acts("tells", words[end + 1].text)


def _is_told(passage: Passage, at: int, reading: Reading) -> bool:
    """Whether a word is a name all the same: in a list of names, or a village's at the front where a place is called for
    ("поблизу Вільного").
    """
    if any(c.is_main and c.level == "populated_place" and is_of_the_front(c) for c in reading.candidates):
        is_after = any(passage.is_after(at, kind) for kind in _BEFORE_A_TOWN)
        if is_after or passage.levels(at, reading.end):
            return True
    return _is_in_a_row(passage, at, reading)


def _is_in_a_row(passage: Passage, at: int, reading: Reading) -> bool:
    """Whether a word stands between names of a list: "обстріляли Вільне, Зелене і Червоне" are no colours there."""
    if reading.is_inflected:
        return False
    words, end = passage.sentence, reading.end
    ends = end == len(words) or passage.stops[end - 1] or words[end].key in LIST_WORDS or passage.opens_an_area(end)
    return ends and _stands_in_a_list(passage, at)


def _stands_in_a_list(passage: Passage, at: int) -> bool:
    """Whether a name that is no first name stands before a comma or "and" and this one: "Ryazan, Vladimir and Kaluga"."""
    before = at - 1 if at and passage.sentence[at - 1].key not in LIST_WORDS else at - 2
    if before < 0:
        return False
    between = passage.text[passage.sentence[before].end : passage.sentence[at].start]
    if between.isspace() or between.strip(" ,") not in LIST_WORDS:
        return False
    word, lang = passage.sentence[before], passage.lists.lang
    is_person = not word.is_capitalised or "first_name" in person_classes(word.key, lang)
    return not is_person and is_name(word, passage.gazetteer, lang)


def _is_surely_meant(passage: Passage, at: int, small: bool, reading: Reading) -> bool:
    """Whether an inflected word is meant as a name: not for its place in the sentence, nor as a mere adjective."""
    word = passage.sentence[at]
    if at == 0 and word.key not in passage.inside:
        best, lang = reading.candidates[0], passage.lists.lang
        is_adverb = word.key in passage.lists.first  # "Севернее" comes of the village Северное, too
        main = [c for c in reading.candidates if c.is_main and c.level == "populated_place"]
        is_adjective = is_adverb or only_adjective(word.key, reading.forms, lang)
        is_long = len(word.key) >= _LONG
        is_fought_for = is_long and not is_adjective and any(map(is_of_the_front, main))
        if best.country_code not in THEATRE_COUNTRIES:
            return best.place_id in of_other_wars() and len(word.key) >= _SHORTEST and not is_adjective
        return not small or is_fought_for or any(ends_as_a_place(form, lang) for form in reading.forms)
    if small and only_adjective(word.key, reading.forms, passage.lists.lang) and not _HYPHENATED.search(word.text):
        in_list = at > 0 and (not word.joined or passage.sentence[at - 1].key in LIST_WORDS)
        clause = Clause(passage.sentence, at, reading.end, passage.stops, False)
        is_after = passage.is_after(at, "taken") or is_after_preposition(clause, passage.lists)
        return in_list or is_after or passage.levels(at, at + 1) != ()
    return True
