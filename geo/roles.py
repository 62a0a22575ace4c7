"""What happens at a place, by weighted lists of words."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from operator import attrgetter
from pathlib import Path

from geo.clauses import Breaks, breaks_of, introduction, is_dateline, nearby, with_aside
from geo.lists import read_list
from geo.models import ROLES, Level, Role, Span
from geo.moods import moods_of
from geo.paths import LEXICONS
from geo.phrases import LANGUAGES, Hit, Phrases, sequences, within
from geo.relations import between, relations_of

ROLES_FILE = LEXICONS / "roles.csv"

_CLAUSE_COST = 50  # characters that a clause boundary counts for
_HALF_WEIGHT = 25  # characters at which a word weighs half
_TOUCHING = 22
_COMPASS_REACH = 60
_CONTAINER_REACH = 60
_LOOK_BACK = 250
_CONTEXT = 0.1
_LEAST = 0.3
_LISTED = 0.1
_WATER = 1.0
_LEFT_BEHIND = ("humanitarian", "control")  # "evacuated from", "withdrew from"
_CHANGES = ("control", "combat", "strike")  # what a relative clause tells in passing
_ROW = 3  # towns with nothing but commas between them
_COMMA = re.compile(r",\s")
_RELATIVE = 12  # characters in which the word that opens a relative clause ends
_START, _END = attrgetter("start"), attrgetter("end")
_PROVINCES = frozenset({"admin1", "admin2"})
_AREAS = frozenset({"admin1", "admin2", "country", "region", "other"})


@dataclass(frozen=True, slots=True)
class _Read:
    """What is read once a text, for all of its mentions."""

    text: str
    breaks: Breaks
    cues: Sequence[Hit[tuple[Role, float]]]
    relations: Sequence[Hit[str]]
    launches: Sequence[Hit[str]]  # of the relations; most articles have none


def role_of(
    text: str,
    sentence: Span,
    mention: Span,
    lang: str,
    others: Sequence[Span] = (),
    level: Level | None = None,
    areas: Collection[Span] = (),
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
    cues = within(read.cues, sentence.start, sentence.end)
    if level in _PROVINCES and _is_appended(text, mention, others, areas):
        return "other"
    relation = _relation(
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
    if not cues and sum(row.start <= other.start < row.end for other in others if other not in areas) >= _ROW - 1:
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
    if best not in _LEFT_BEHIND and _is_from(read, sentence, row, outside):
        return "other"
    return best if scores[best] >= _LEAST else "other"


def _role_of_its_own(
    read: _Read, sentence: Span, mention: Span, lang: str, cues: Sequence[Hit[tuple[Role, float]]]
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
    return (Span(start, end), True) if joined or towns >= _ROW else (mention, False)


def _scores(breaks: Breaks, mention: Span, cues: Sequence[Hit[tuple[Role, float]]]) -> dict[Role, float]:
    scores = dict.fromkeys(ROLES, 0.0)
    for hit in cues:
        role, weight = hit.entry
        scores[role] += weight / (1 + breaks.distance(hit.start, hit.end, mention, _CLAUSE_COST) / _HALF_WEIGHT)
    return scores


def _relation(
    read: _Read,
    sentence: Span,
    mention: Span,
    others: Sequence[Span],
    level: Level | None,
    cues: Sequence[Hit[tuple[Role, float]]],
    areas: Collection[Span],
    size: int,
) -> Role | None:
    """The role of a place that only locates, contains or sends, or that holds the office that speaks; else None."""
    text = read.text
    hits = within(read.relations, sentence.start, mention.start)
    last = max((other for other in others if other.end <= mention.start), key=_END, default=None)
    before = last.end if last else -_CONTAINER_REACH
    relations = {hit.entry for hit in hits if hit.start >= before and _touches(read.breaks, hit.end, mention.start)}
    locative = "in" in relations
    if "institution" in relations and locative:
        return "diplomacy"
    if "office" in relations and level in _PROVINCES:
        return "other"
    if "distance" in relations or _is_heading(read, mention, others, areas):
        return "other"
    if "people" in relations and not any(cue.entry[0] == "humanitarian" for cue in cues):
        return "other"
    # "In Pokrovsk Raion, in Hrodivka Hromada": the second is the finer one.
    locating = "container" in relations or (level in _AREAS and not (level == "admin2" and last in areas and locative))
    following = [other for other in others if other.start >= mention.end and other not in areas]
    around = (*others, mention)
    # "In Y, near A, B and C" tells of all; and in "east of Y near A, west of B near C" Y and B are the points of reference.
    is_listed = size >= _ROW or (
        last is not None
        and _is_located(read, last, others, "compass")
        and all(_is_located(read, other, around) for other in following)
    )
    beside = "compass" in relations or ("direction" in relations and not is_listed)
    # "In Beirut and in the plain of the Bekaa", "the depot in Y and an arsenal near A": what is told of one is told of both.
    joints = (hit for hit in hits if hit.entry == "and" and last is not None and hit.start >= last.end)
    is_joined = any(not text[before : hit.start].strip() for hit in joints)
    if not is_joined and (locating or (last not in areas and beside)):
        quiet = not any(before <= cue.start < mention.start and cue.entry[0] != "other" for cue in cues)
        inside = not locating or locative or not text[max(before, 0) : mention.start].strip(" ,(")
        if quiet and mention.start - before < _CONTAINER_REACH and inside:
            return "other"
        # "X, a village south of Y"; "the town in the province of Z"
        near = [hit for hit in hits if hit.entry == "settlement" and mention.start - hit.end <= _CONTAINER_REACH]
        told = [cue.start for cue in cues if cue.start < mention.start and cue.entry[0] != "other"]
        if any(hit.start > before and not any(hit.end <= cue for cue in told) for hit in near):
            return "other"
    if "compass" in relations and not all(_is_located(read, other, around, "compass") for other in following):
        return "other"
    return None


def _is_appended(text: str, mention: Span, others: Sequence[Span], areas: Collection[Span]) -> bool:
    """Whether a province stands right after a place in it, as a genitive does ("Синьковки Харьковской области")."""
    return any(text[other.end : mention.start] == " " for other in others if other not in areas)


def _is_located(read: _Read, mention: Span, others: Sequence[Span], *by: str) -> bool:
    """Whether "south of", "near" or the like stands right before a mention."""
    last = max((other.end for other in others if other.end <= mention.start), default=0)
    hits = within(read.relations, max(last, mention.start - _COMPASS_REACH), mention.start)
    relations = by or ("compass", "direction")
    return any(hit.entry in relations and _touches(read.breaks, hit.end, mention.start) for hit in hits)


def _is_heading(read: _Read, mention: Span, others: Sequence[Span], areas: Collection[Span]) -> bool:
    """Whether a mention only names the sector in which a finer place of the sentence lies ("Kupiansk direction: near X")."""
    if not any(other not in areas for other in others):
        return False
    around = within(read.relations, mention.start - _TOUCHING, mention.end + _TOUCHING)
    return any(
        hit.entry == "heading"
        and not (
            hit.end <= mention.start and read.text[hit.start - 1 : hit.start] == "-"
        )  # "an der X-Front Y zurückerobert"
        and not read.text[min(hit.end, mention.end) : max(hit.start, mention.start)].strip(' «»"')
        for hit in around
    )


def _is_from(read: _Read, sentence: Span, mention: Span, others: Sequence[Span]) -> bool:
    """Whether "from" stands before a mention, and what is fired, flies or marches in its sentence."""
    if not within(read.launches, sentence.start, sentence.end):
        return False
    before = max((other.end for other in others if other.end <= mention.start), default=sentence.start)
    start = max(before, sentence.start)
    end = start + len(read.text[start : mention.start].rstrip(" :"))  # "from the directions: Kursk, Oryol"
    hits = within(read.relations, start, end)
    return any(hit.entry in {"from", "sent"} and _touches(read.breaks, hit.end, end) for hit in hits)


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
    return _is_from(read, sentence, row, [other for other in others if other.end <= row.start])


def _touches(breaks: Breaks, start: int, end: int) -> bool:
    """Whether a word before a name belongs to it: nothing between them but a few words of the same clause."""
    return end - start <= _TOUCHING and not breaks.count(start, end)


@lru_cache(maxsize=2)
def _read(lang: str, text: str) -> _Read:
    relations = relations_of(lang).find(text)
    launches = [hit for hit in relations if hit.entry in {"launch", "sent"}]
    return _Read(text, breaks_of(text, lang), _cues(lang).find(text), relations, launches)


@cache
def _cues(lang: str, path: Path = ROLES_FILE) -> Phrases[tuple[Role, float]]:
    entries: list[tuple[tuple[str, ...], tuple[Role, float]]] = []
    for row in read_list(path, ("lang", "pattern", "role", "weight", "source")):
        role = next(role for role in ROLES if role == row.one_of("role", ROLES))
        weight = row.number("weight", 0.1, 10)
        words = sequences(row)
        if row["lang"] == lang:
            entries.extend((sequence, (role, weight)) for sequence in words)
    return Phrases(lang, entries)
