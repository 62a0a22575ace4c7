"""Place, or metonym: whether a name stands for somewhere on earth or for a government that acts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from geo.models import Candidate, Kind
from geo.reasons import say
from geo.tokens import Word
from geo.vocabulary import Vocabulary

_CLAUSE = 30  # words after which a clause without punctuation is taken to have ended
_VERB_LAST = frozenset(
    ("nl", "de")
)  # elsewhere a verb behind a name has the name for its subject ("both of which Russia occupies")
_REACH = 3  # words between a name and the verb or preposition that decides


@dataclass(frozen=True, slots=True)
class Clause:
    """The words of a sentence and which of them are the name: `words[start:end]`; `stops[i]`: punctuation follows word i."""

    words: Sequence[Word]
    start: int
    end: int
    stops: list[bool]
    is_located: bool  # a phrase such as "border with" stands right before the name


def kind_of(clause: Clause, candidates: tuple[Candidate, ...], lists: Vocabulary) -> tuple[Kind, str]:
    """Whether the name is meant as a place or as those who rule there, and what spoke for it.

    Only names of countries, capitals and seats of power can be metonyms. A preposition of place before the name makes it a
    place, and so does a verb by which land is taken. Without either a country, a seat of power or a capital acts, unless the
    clause says what happens to the capital ("Kyiv werd beschoten").
    """
    if not candidates:
        return "place", ""
    best = candidates[0]
    is_country = any(candidate.level == "country" for candidate in candidates) and best.level != "populated_place"
    of_power = is_seat(candidates)
    is_capital = any(candidate.is_capital for candidate in candidates)
    if not (is_country or of_power or is_capital) or _is_dateline(clause):
        return "place", ""
    if clause.is_located or is_after_preposition(clause, lists):
        return "place", say("after_preposition")
    if not of_power and not _is_agent(clause, lists) and _is_taken(clause, lists):
        return "place", say("taken")
    if is_country or of_power:
        return "metonym", say("state_acts")
    if _undergoes(clause, lists) and not _speaks(clause, lists):
        return "place", ""
    return "metonym", say("capital_acts")


def is_seat(candidates: tuple[Candidate, ...]) -> bool:
    """Whether a name is one such as the Kremlin, which nearly always stands for a government."""
    return bool(candidates) and candidates[0].usual_kind == "metonym"


def _is_dateline(clause: Clause) -> bool:
    # "KIEV - Het leger ...": where the report was written.
    name = clause.words[clause.start : clause.end]
    return clause.start == 0 and clause.stops[clause.end - 1] and all(word.text.isupper() for word in name)


def is_after_preposition(clause: Clause, lists: Vocabulary) -> bool:
    """Whether a preposition of place stands before the name, with at most a few determiners and adjectives between."""
    for back in range(1, _REACH + 1):
        index = clause.start - back
        if index < 0 or clause.stops[index]:
            return False
        word = clause.words[index]
        if lists.acts("locative", word.text):
            return not _is_agent(clause, lists)
        is_between = lists.acts("between", word.text) or lists.people(word.text) or word.key in lists.generics
        if not is_between:
            return False
    return False


def _is_agent(clause: Clause, lists: Vocabulary) -> bool:
    """Whether the name is who acts in a clause in the passive ("gebied dat door Rusland wordt bezet")."""
    if clause.start == 0 or not lists.acts("agent", clause.words[clause.start - 1].text):
        return False
    return any(lists.acts("passive", word.text) for word in _rest(clause))


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
        if lists.acts("taken", clause.words[index].text):
            return True
    # "dat hij Belarus niet wil innemen": the verb closes the clause
    for ahead in range(_REACH + 2 if lists.lang in _VERB_LAST else 0):
        index = clause.end + ahead
        if index >= len(clause.words) or clause.stops[index - 1]:
            break
        word = clause.words[index]
        if word.is_capitalised or lists.acts("perfect", word.text):
            return False  # "dat Rusland Kyiv wil innemen", "die Rusland heeft geannexeerd": the name is who takes
        if lists.acts("taken", clause.words[index].text) and clause.stops[index]:
            return True
    return False


def _undergoes(clause: Clause, lists: Vocabulary) -> bool:
    return any(lists.acts("undergoes", word.text) for word in _rest(clause))


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
            return True
    return False
