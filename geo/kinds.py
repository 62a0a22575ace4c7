"""Place, or metonym: whether a name stands for somewhere on earth or for a government that acts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, pairwise

from geo.lists import read_list
from geo.models import Candidate, Kind
from geo.names import POSSESSIVES
from geo.paths import PLACES
from geo.reasons import say
from geo.tokens import Word
from geo.vocabulary import LIST_WORDS, Vocabulary

_CLAUSE = 30  # words after which a clause without punctuation is taken to have ended
_VERB_LAST = frozenset(
    ("nl", "de")
)  # elsewhere a verb behind a name has the name for its subject ("both of which Russia occupies")
_PARTICIPLE = {"nl": "ge", "de": "ge"}  # what participles begin with: "in elkaar gezet door Parijs"
_REACH = 3  # words between a name and the verb or preposition that decides
_SMALL_TOWN = 15_000  # inhabitants
_CAPITAL = 100_000  # inhabitants; smaller ones seldom speak, and persons are called like them (Hamilton, Victoria)
_WORDS = re.compile(r"[^\W_]+")
_ANNOUNCEMENT = re.compile(r"(?:[^\W_]+ ){0,4}[^\W_]+[,:] $")  # "three NATO members, "
_LONGEST_ANNOUNCEMENT = 60


@dataclass(frozen=True, slots=True)
class Clause:
    """The words of a sentence and which of them are the name: `words[start:end]`; `stops[i]`: punctuation follows word i."""

    words: Sequence[Word]
    start: int
    end: int
    stops: list[bool]
    is_located: bool  # a phrase such as "border with" stands right before the name
    is_idle: bool = False  # the preposition before the name belongs to a phrase such as "according to"
    is_dateline: bool = False  # "KIEV - Het leger ...": where the report was written


def kind_of(clause: Clause, candidates: tuple[Candidate, ...], lists: Vocabulary) -> tuple[Kind, str]:
    """Whether the name is meant as a place or as those who rule there, and what spoke for it.

    Only names of countries, capitals and seats of power can be metonyms. A preposition of place before the name makes it a
    place, and so does a verb by which land is taken. Without either a country, a seat of power or a capital acts, unless the
    clause says what happens to the capital ("Kyiv werd beschoten").
    """
    if not candidates:
        return "place", ""
    best = candidates[0]
    is_country = best.level != "populated_place" and "country" in [candidate.level for candidate in candidates]
    of_power = is_seat(candidates)
    is_capital = True in [candidate.is_capital or candidate.place_id in governments() for candidate in candidates]
    if not (is_country or of_power or is_capital) or clause.is_dateline or (is_country and _is_part(clause)):
        return "place", ""
    if _is_called_capital(clause, lists):
        return "place", ""
    is_owner = _owns_a_service(clause, lists)
    # "the capture of Marinka, Kyiv denies it": what is announced before a comma is not who speaks behind it
    is_new = clause.start > 0 and clause.stops[clause.start - 1] and _speaks(clause, lists)
    is_located = clause.is_located and not (is_new or clause.is_idle)
    if not is_owner and (is_located or is_after_preposition(clause, lists)):
        return "place", say("after_preposition")
    if not (of_power or is_owner) and not _is_agent(clause, lists) and _is_taken(clause, lists):
        return "place", say("taken")
    if not of_power and _is_far_off(clause, lists):
        return "place", ""
    if is_country or of_power:
        return "metonym", say("state_acts")
    if _is_struck(clause, lists) or _is_where(clause, lists) or _suffers(clause, lists):
        return "place", ""
    if _undergoes(clause, lists) and not _speaks(clause, lists):
        return "place", ""
    return "metonym", say("capital_acts")


def is_capital_that_speaks(clause: Clause, candidates: tuple[Candidate, ...], lists: Vocabulary) -> bool:
    """Whether a name is a large capital's, and the clause tells what is said or decided there ("Berlin rejected")."""
    is_seat_of_state = any(
        (c.is_capital and c.population >= _CAPITAL) or c.place_id in governments() for c in candidates if c.is_main
    )
    return is_seat_of_state and _speaks(clause, lists) and kind_of(clause, candidates, lists)[0] == "metonym"


@lru_cache(maxsize=1)
def governments() -> frozenset[str]:
    """The place_ids of the towns that are no capital and yet stand for a government ("The Hague")."""
    return frozenset(row["place_id"] for row in read_list(PLACES / "governments.csv", ("place_id", "name", "source")))


@lru_cache(maxsize=1)
def _parts() -> frozenset[str]:
    rows = read_list(PLACES / "country_parts.csv", ("country_code", "lang", "names", "source"))
    return frozenset(name for row in rows for name in row.several("names"))


def _is_part(clause: Clause) -> bool:
    """Whether the name is that of a part of a country, which has no government: "Ostukraine"."""
    name = "-".join(word.text for word in clause.words[clause.start : clause.end])
    return name in _parts() or name.removesuffix("s") in _parts()


def is_seat(candidates: tuple[Candidate, ...]) -> bool:
    """Whether a name is one such as the Kremlin, which nearly always stands for a government; small towns may be called so, too."""
    return "metonym" in [candidate.usual_kind for candidate in candidates] and not any(
        c.is_main and c.level == "populated_place" and c.population >= _SMALL_TOWN for c in candidates
    )


def seats_of(candidates: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
    """The candidates that usually stand for a government."""
    return tuple(candidate for candidate in candidates if candidate.usual_kind == "metonym")


def is_located(text: str, start: int, lists: Vocabulary) -> bool:
    """Whether a phrase such as "border with" stands before `start`, or before what announces the names that begin there
    ("borders on three states, Poland").
    """
    is_listed = text[max(0, start - 3) : start].rstrip("\n").endswith((", ", ": "))  # most names need no search
    announced = _ANNOUNCEMENT.search(text, max(0, start - _LONGEST_ANNOUNCEMENT), start) if is_listed else None
    if announced is not None and any(
        lists.located.before(text, word.start()) is not None
        for word in _WORDS.finditer(text, announced.start(), announced.end())
    ):
        return True
    return lists.located.before(text, start) is not None or lists.beside.before(text, start) is not None


def is_after_preposition(clause: Clause, lists: Vocabulary) -> bool:
    """Whether a preposition of place or a verb of going stands before the name, with at most a few determiners and adjectives
    between.
    """
    if clause.is_idle:
        return False
    for back in range(1, _REACH + 1):
        index = clause.start - back
        if index < 0 or clause.stops[index]:
            return False
        word = clause.words[index]
        if lists.acts("locative", word.text) or lists.acts("goes", word.text):
            return not _is_agent(clause, lists)
        is_between = lists.acts("between", word.text) or lists.people(word.text) or word.key in lists.generics
        if not is_between:
            return False
    return False


def _is_called_capital(clause: Clause, lists: Vocabulary) -> bool:
    """Whether a name is told to be a capital: "in the Ukrainian capital Kyiv", "la capitale syrienne, Damas, a été"."""
    last = clause.start - 1
    at = last - 1 if last > 0 and lists.people(clause.words[last].text) else last
    if at < 0 or not lists.acts("capital", clause.words[at].text) or (at < last and clause.stops[at]):
        return False
    return not clause.stops[last] or clause.stops[clause.end - 1]  # not "fled the capital, Kyiv said"


def _is_agent(clause: Clause, lists: Vocabulary) -> bool:
    """Whether the name is who acts in the passive ("gebied dat door Rusland wordt bezet", "gesteund door Parijs")."""
    before = clause.start - 1
    if before > 0 and lists.lang == "fr" and lists.acts("between", clause.words[before].text):
        before -= 1  # "par la Russie", "par les États-Unis"
    if before < 0 or not lists.acts("agent", clause.words[before].text):
        return False
    if lists.acting[
        "through"
    ].words:  # where "par" is nearly always "by": "soutenus par l'Iran"; "passés par la Pologne"
        return before > 0 and not lists.acts("through", clause.words[before - 1].text)
    if before > 0 and clause.words[before - 1].is_capitalised and not clause.stops[before - 1]:
        return True  # "the invasion of Ukraine by Russia"
    begins = _PARTICIPLE.get(lists.lang)
    is_done = begins is not None and before > 0 and clause.words[before - 1].key.startswith(begins)
    return is_done or any(lists.acts("passive", word.text) for word in _rest(clause))


def _rest(clause: Clause) -> Iterator[Word]:
    """The words of the clause behind the name."""
    for index in range(clause.end, min(len(clause.words), clause.end + _CLAUSE)):
        if clause.stops[index - 1]:
            return
        yield clause.words[index]


def _is_taken(clause: Clause, lists: Vocabulary) -> bool:
    for back in range(1, _REACH + 1):  # "invaded Ukraine", "invasion of Ukraine", "annexatie van de Krim"
        index = clause.start - back
        if index < 0 or clause.stops[index]:
            break
        if lists.acts("agent", clause.words[index].text):
            break  # "repris par Kiev"
        if lists.acts("taken", clause.words[index].text):
            return True
    return lists.lang in _VERB_LAST and (_is_taken_behind(clause, lists) or _is_parted(clause, lists))


def _is_struck(clause: Clause, lists: Vocabulary) -> bool:
    """Whether before the name stands what is done to a city: "drones hit Kyiv", "gisteren bombardeerde Rusland Kyiv".

    A name behind the verb and before another one is rather who does it: "gisteren bestookte Kyiv de Krim".
    """
    before = clause.start - 1
    if before < 0 or clause.stops[before]:
        return False
    if lists.acts("strikes", clause.words[before].text):
        following = [word for word in islice(_rest(clause), 2) if not lists.acts("article", word.text)]
        return lists.lang not in _VERB_LAST or not (following and following[0].is_capitalised)
    is_inverted = lists.lang in _VERB_LAST and before > 0 and clause.words[before].is_capitalised
    return is_inverted and not clause.stops[before - 1] and lists.acts("strikes", clause.words[before - 1].text)


def _suffers(clause: Clause, lists: Vocabulary) -> bool:
    """Whether a verb in the plural follows right behind the name, whose object it therefore is: "Бейрут бомбили всю ніч"."""
    if clause.end == len(clause.words) or clause.stops[clause.end - 1]:
        return False
    is_joined = clause.start > 0 and clause.words[clause.start - 1].key in LIST_WORDS  # "Київ і Москва атакували"
    return not is_joined and lists.acts("suffers", clause.words[clause.end].text)


def _is_where(clause: Clause, lists: Vocabulary) -> bool:
    """Whether a clause follows that tells what happens there: "via een verbinding met Den Haag, waar 45 landen vergaderden"."""
    return clause.end < len(clause.words) and lists.acts("where", clause.words[clause.end].text)


def _is_taken_behind(clause: Clause, lists: Vocabulary) -> bool:
    """Whether the verb that closes the clause takes the name: "dat hij Belarus niet wil innemen"."""
    is_first = _is_first(clause, lists)
    for ahead in range(_REACH + 2):
        index = clause.end + ahead
        if index >= len(clause.words) or clause.stops[index - 1]:
            break
        word = clause.words[index]
        if word.is_capitalised or lists.acts("perfect", word.text):
            return False  # "dat Rusland Kyiv wil innemen", "die Rusland heeft geannexeerd": the name is who takes
        if lists.acts("enters", word.text) and (clause.stops[index] or not is_first):
            return True
        if lists.acts("taken", word.text) and clause.stops[index]:
            return not is_first  # "het gebied dat Oekraïne in augustus innam": who takes it
    return False


def _is_first(clause: Clause, lists: Vocabulary) -> bool:
    """Whether the name comes right behind the word that opens a clause, as who acts does."""
    before = clause.start - 1
    return before >= 0 and not clause.stops[before] and lists.acts("opens", clause.words[before].text)


def _is_parted(clause: Clause, lists: Vocabulary) -> bool:
    """Whether a verb of two parts encloses the name: "Rusland viel in dezelfde nacht Kyiv aan"."""
    if clause.end >= len(clause.words) or clause.stops[clause.end - 1] or not clause.stops[clause.end]:
        return False
    if not lists.acts("particle", clause.words[clause.end].text):
        return False
    for index in range(clause.start - 1, max(-1, clause.start - 1 - _CLAUSE), -1):
        if clause.stops[index]:
            return False
        if lists.acts("parted", clause.words[index].text):
            return index < clause.start - 1  # whose subject stands between or before
    return False


def _is_far_off(clause: Clause, lists: Vocabulary) -> bool:
    """Whether a distance follows: "Ukraine is some 850 kilometres away"."""
    words = list(_rest(clause))[: _REACH + 2]
    if not words or not lists.acts("lies", words[0].text):
        return False
    return any(number.text[0].isdecimal() and lists.acts("length", unit.text) for number, unit in pairwise(words[1:]))


def _owns_a_service(clause: Clause, lists: Vocabulary) -> bool:
    """Whether what belongs to the name is part of a state: "a source in Ukraine's security service"."""
    if not clause.words[clause.end - 1].text.endswith(POSSESSIVES):
        return False
    following = list(_rest(clause))[:_REACH]
    return any(lists.acts("state", word.text) for word in following)


def _undergoes(clause: Clause, lists: Vocabulary) -> bool:
    """Whether what follows tells what happens to a city: "Kyiv werd beschoten", "Khartoum, reconquise par l'armée"."""
    aside = clause.words[clause.end : clause.end + 1] if clause.stops[clause.end - 1] else []
    is_aside = any(lists.acts("taken", word.text) and word.text.islower() for word in aside)
    return is_aside or any(lists.acts("undergoes", word.text) for word in _rest(clause))


def _speaks(clause: Clause, lists: Vocabulary) -> bool:
    before = clause.start - 1
    if before >= 0 and not clause.stops[before]:
        word = clause.words[before]
        if lists.acts("acts", word.text) or lists.acts("says", word.text):
            return True
    for ahead in range(_REACH):
        index = clause.end + ahead
        if index >= len(clause.words) or clause.stops[index - 1]:
            return False
        if lists.acts("acts", clause.words[index].text):
            return not lists.acts("passive", clause.words[index - 1].text)  # "Beirut was bombed"
    return False
