"""Moods: the words that say whether a clause tells of what is, was, may be or comes every week."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from geo.clauses import Breaks
from geo.lists import read_list
from geo.models import Span
from geo.paths import LEXICONS
from geo.phrases import Hit, Phrases, sequences, within

MOODS_FILE = LEXICONS / "moods.csv"
MOODS = (
    "present",
    "announced",  # the present tense that tells of an appointment: "reist maandag naar"
    "appointed",  # the future tense of a visit or of talks: "will travel to"; of anything else it is no more than a plan
    "told",  # a past report: "said on Monday that it would"
    "background",
    "unreal",
    "expected",  # somebody who is awaited, or something that is feared
    "condition",
    "relative",
    "complement",  # opens what is said, feared or hoped for: "fürchtet, dass"
    "after",  # opens what had happened before: "after the fall of X in May, people flee"
    "lasting",  # what goes on once it has begun: a battle, a siege
    "begins",
    "occasion",  # an event that is none of the five roles: mourning, a protest, a closed airport
)
_FRONTED = 12  # characters of a preposition and an article before a place that opens its sentence


def clause_of(breaks: Breaks, sentence: Span, mention: Span, moods: Sequence[Hit[str]]) -> Span:
    """The clause that tells what happens at a mention.

    A place before a comma that opens the sentence belongs to what follows ("À Erevan, la foule a réclamé"); one where something
    is said does not belong to what is said there ("In London the government announced that it would").
    """
    clause = breaks.clause(sentence, mention)
    is_fronted = clause.start == sentence.start and mention.start - clause.start <= _FRONTED
    if is_fronted and clause.end == mention.end and clause.end + 2 < sentence.end:
        after = Span(clause.end + 2, clause.end + 2)
        clause = Span(clause.start, breaks.clause(sentence, after).end)
    is_told = False
    for hit in within(moods, clause.start, clause.end):
        if hit.entry == "complement" and is_told and mention.end <= hit.start:
            return Span(clause.start, hit.start)
        is_told = is_told or hit.entry == "told"
    return clause


@cache
def moods_of(lang: str, path: Path = MOODS_FILE) -> Phrases[str]:
    """The moods of one of the six languages.

    Raises
    ------
    DataError
        Where the list is broken, naming file, line and value.
    """
    entries: list[tuple[tuple[str, ...], str]] = []
    for row in read_list(path, ("lang", "pattern", "mood", "source")):
        mood, words = row.one_of("mood", MOODS), sequences(row)
        if row["lang"] == lang:
            entries.extend((sequence, mood) for sequence in words)
    return Phrases(lang, entries)
