"""What happens at a place, by weighted lists of words."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Sequence
from functools import cache, lru_cache
from operator import attrgetter
from pathlib import Path
from typing import Literal

from geo.clauses import Breaks, breaks_of, introduction, is_dateline, nearby, with_aside
from geo.lists import read_list
from geo.models import ROLES, Level, Role, Span
from geo.moods import moods_of
from geo.paths import LEXICONS
from geo.phrases import LANGUAGES, Hit, Phrases, sequences, within
from geo.referring import PROVINCES, ROW, Read, is_appended, is_from, relation_to
from geo.relations import between, relations_of
from geo.text import sentence_index, sentences

ROLES_FILE = LEXICONS / "roles.csv"

_Told = Role | Literal["attack"]  # "attack" is a word of the fighting or of a strike, as its sentence says
_TOLD: tuple[_Told, ...] = (*ROLES, "attack")

_OPEN = (("attack", "open"),)  # of an "attack" beside which nothing tells of fire or fighting
_CLAUSE_COST = 50  # characters that a clause boundary counts for
_HALF_WEIGHT = 25  # characters at which a word weighs half
_LOOK_BACK = 250
_CONTEXT = 0.1
_LEAST = 0.3
_LISTED = 0.1
_WATER = 1.0
_LEFT_BEHIND = ("humanitarian", "control")  # "evacuated from", "withdrew from"
_CHANGES = ("control", "combat", "strike")  # what a relative clause tells in passing
_COMMA = re.compile(r",\s")
_RELATIVE = 12  # characters in which the word that opens a relative clause ends
_START, _END = attrgetter("start"), attrgetter("end")


def role_of(
    text: str,
    sentence: Span,
    mention: Span,
    lang: str,
    others: Sequence[Span] = (),
    level: Level | None = None,
    areas: Collection[Span] = (),
    *,
    is_far: bool = False,
) -> Role:
    """What happens at a mention: the role whose words weigh most, near words more than far ones.

    Parameters
    ----------
    text : str
        Of the whole article: the sentences before this one have a say too.
    sentence : Span
        The sentence of the mention.
    mention : Span
        The place.
    lang : str
        ISO 639-1; an unknown language has the role "other".
    others : sequence of Span, optional
        The other places, in the order of the text; only those of the sentence count. Beside a finer place, a province
        or a point of reference is "other".
    level : str, optional
        Level of the mention, where it is known.
    areas : collection of Span, optional
        Those of the others that are areas or waters: a town "near" which the event is, is finer than they are.
    is_far : bool, optional
        Whether no troops of the other side come there: an "attack" is a strike, if the text does not say otherwise.
    """
    if lang not in LANGUAGES:
        return "other"
    if is_dateline(text, mention):
        return "other"
    sentence = nearby(sentence, mention)
    read = _read(lang, text)
    first, last = (bisect_left(others, offset, key=_START) for offset in (sentence.start, sentence.end))
    others = [other for other in others[first:last] if other != mention]
    row, joined = _row(text, mention, lang, others, areas)
    outside = [other for other in others if other.end <= row.start or other.start >= row.end]
    cues = _outside(within(read.cues, sentence.start, sentence.end), (mention, *others))
    if is_far:
        cues = [_from_afar(hit) for hit in cues]
    if level in PROVINCES and is_appended(text, mention, others, areas):
        return "other"
    relation = relation_to(
        read, sentence, row, outside, level if not joined else None, cues, areas, len(others) - len(outside) + 1
    )
    if relation is not None:
        return _role_of_its_own(read, sentence, row, lang, cues) or relation
    aside = with_aside(text, sentence, row)
    if all(hit.entry[0] == "other" for hit in within(cues, row.end, aside.end)):
        row, cues = aside, [hit for hit in cues if not row.end <= hit.start < aside.end]
    scores = _scores(read.breaks, row, cues)
    # The sentences before it tell what this is about: an "attack" after missiles is a strike.
    back = max(0, sentence.start - _LOOK_BACK)
    start = max(text.rfind("\n", back, sentence.start) + 1, back)
    told = within(read.cues, start, sentence.start)
    if not cues and sum(row.start <= other.start < row.end for other in others if other not in areas) >= ROW - 1:
        for hit in told:  # a list of towns is what the sentence before it announced
            scores[hit.entry[0]] += hit.entry[1] * _LISTED
    line = introduction(text, mention.start) if not cues else None
    if line is not None:  # an item of a list: "were shelled: / – Kherson; / – Antonivka"
        for hit in within(read.cues, line.start, line.end):
            scores[hit.entry[0]] += hit.entry[1] * _LISTED
    for role, score in _scores(read.breaks, row, told).items():
        scores[role] += score * _CONTEXT
    if level == "water":  # a river or a sea is mostly named to say where something else lies
        scores["other"] += _WATER
    best = max(scores, key=scores.__getitem__)
    if best not in _LEFT_BEHIND and is_from(read, sentence, row, outside):
        return "other"
    return best if scores[best] >= _LEAST else "other"


def _outside(cues: Sequence[Hit[tuple[Role, float]]], names: Sequence[Span]) -> list[Hit[tuple[Role, float]]]:
    """The words that are no part of a name: Dronivka tells of no drone."""
    return [hit for hit in cues if not any(name.start <= hit.start and hit.end <= name.end for name in names)]


def _role_of_its_own(
    read: Read, sentence: Span, mention: Span, lang: str, cues: Sequence[Hit[tuple[Role, float]]]
) -> Role | None:
    """The role that the relative clause right after a name tells ("lies opposite X, which was freed in July"); else None."""
    opens = _COMMA.match(read.text, mention.end, sentence.end)
    if opens is None:
        return None
    clause = read.breaks.clause(sentence, Span(opens.end(), opens.end()))
    words = moods_of(lang).find(read.text[opens.end() : opens.end() + _RELATIVE])
    if not any(hit.entry == "relative" and hit.start == 0 for hit in words):
        return None
    scores = _scores(read.breaks, Span(opens.end(), opens.end()), within(cues, clause.start, clause.end))
    best = max(scores, key=scores.__getitem__)
    return best if best in _CHANGES and scores[best] >= _LEAST else None


def _row(text: str, mention: Span, lang: str, others: Sequence[Span], areas: Collection[Span]) -> tuple[Span, bool]:
    """The row of names that a mention is one of ("A, B and C"), and whether it is a row: its names share a role.

    Two names with a comma alone between them may be a town and its province; three towns in a line are a row.
    """
    if not others:
        return mention, False
    start, end, joined, joint = mention.start, mention.end, False, between(lang)
    towns = int(mention not in areas)
    for other in reversed(others):
        if other.end <= start and joint.fullmatch(text, other.end, start):
            joined = joined or bool(text[other.end : start].strip(" ,"))
            towns += other not in areas
            start = other.start
    for other in others:
        if other.start >= end and joint.fullmatch(text, end, other.start):
            joined = joined or bool(text[end : other.start].strip(" ,"))
            towns += other not in areas
            end = other.end
    return (Span(start, end), True) if joined or towns >= ROW else (mention, False)


def _scores(breaks: Breaks, mention: Span, cues: Sequence[Hit[tuple[Role, float]]]) -> dict[Role, float]:
    scores = dict.fromkeys(ROLES, 0.0)
    for hit in cues:
        role, weight = hit.entry
        scores[role] += weight / (1 + breaks.distance(hit.start, hit.end, mention, _CLAUSE_COST) / _HALF_WEIGHT)
    return scores


def is_origin(
    text: str, sentence: Span, mention: Span, lang: str, others: Sequence[Span] = (), areas: Collection[Span] = ()
) -> bool:
    """Whether something is sent or sets out from a mention: the event has a day there, though its role is "other"."""
    if lang not in LANGUAGES or not (read := _read(lang, text)).launches:
        return False
    sentence = nearby(sentence, mention)
    row, _ = _row(
        text, mention, lang, [other for other in others if sentence.start <= other.start < sentence.end], areas
    )
    return is_from(read, sentence, row, [other for other in others if other.end <= row.start])


@lru_cache(maxsize=2)
def _read(lang: str, text: str) -> Read:
    relations = relations_of(lang).find(text)
    launches = [hit for hit in relations if hit.entry in {"launch", "sent"}]
    return Read(text, lang, breaks_of(text, lang), _settled(text, _cues(lang).find(text)), relations, launches)


def _settled(text: str, cues: Sequence[Hit[tuple[_Told, float]]]) -> list[Hit[tuple[Role, float]]]:
    """The words with their roles; an "attack" is a strike where its sentence tells more of fire and harm than of fighting."""
    split = sentences(text)
    told: list[dict[_Told, float]] = [dict.fromkeys(_TOLD, 0.0) for _ in split]
    places = [sentence_index(split, hit.start) for hit in cues]
    for hit, place in zip(cues, places, strict=True):
        told[place][hit.entry[0]] += hit.entry[1]
    settled: list[Hit[tuple[Role, float]]] = []
    for hit, place in zip(cues, places, strict=True):
        role, weight = hit.entry
        values = hit.values
        if role == "attack":
            strike, combat = told[place]["strike"], told[place]["combat"]
            role = "strike" if strike > combat else "combat"
            values = () if strike or combat else _OPEN
        settled.append(Hit(hit.start, hit.end, (role, weight), values))
    return settled


def _from_afar(hit: Hit[tuple[Role, float]]) -> Hit[tuple[Role, float]]:
    """An "attack" that its sentence leaves open, as the strike that it is where no troops come."""
    return Hit(hit.start, hit.end, ("strike", hit.entry[1])) if hit.values == _OPEN else hit


@cache
def _cues(lang: str, path: Path = ROLES_FILE) -> Phrases[tuple[_Told, float]]:
    entries: list[tuple[tuple[str, ...], tuple[_Told, float]]] = []
    for row in read_list(path, ("lang", "pattern", "role", "weight", "source")):
        role = next(role for role in _TOLD if role == row.one_of("role", _TOLD))
        weight = row.number("weight", 0.1, 10)
        words = sequences(row)
        if row["lang"] == lang:
            entries.extend((sequence, (role, weight)) for sequence in words)
    return Phrases(lang, entries)
