"""Places that are named only to say where another one is: points of reference, provinces around it, origins."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import attrgetter

from geo.clauses import Breaks
from geo.models import Level, Role, Span
from geo.phrases import Hit, within
from geo.relations import between

ROW = 3  # towns with nothing but commas between them
PROVINCES = frozenset({"admin1", "admin2"})
_TOUCHING = 22
_COMPASS_REACH = 60
_CONTAINER_REACH = 60
_END = attrgetter("end")
_AREAS = frozenset({"admin1", "admin2", "country", "region", "other"})


@dataclass(frozen=True, slots=True)
class Read:
    """What is read once a text, for all of its mentions."""

    text: str
    lang: str
    breaks: Breaks
    cues: Sequence[Hit[tuple[Role, float]]]
    relations: Sequence[Hit[str]]
    launches: Sequence[Hit[str]]  # of the relations; most articles have none


def relation_to(
    read: Read,
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
    start = last.end if last else -_CONTAINER_REACH
    relations = {hit.entry for hit in hits if hit.start >= start and _touches(read.breaks, hit.end, mention.start)}
    locative = "in" in relations
    if "institution" in relations and locative:
        return "diplomacy"
    if "office" in relations and level in PROVINCES:
        return "other"
    if "distance" in relations or _is_heading(read, mention, others, areas):
        return "other"
    if "people" in relations and not any(cue.entry[0] == "humanitarian" for cue in cues):
        return "other"
    # "In Pokrovsk Raion, in Hrodivka Hromada": the second is the finer one.
    locating = "container" in relations or (level in _AREAS and not (level == "admin2" and last in areas and locative))
    following = [other for other in others if other.start >= mention.end and other not in areas]
    around, joint = (*others, mention), between(read.lang)
    # "In Y, near A, B and C" tells of all; and in "east of Y near A, west of B near C" Y and B are the points of reference.
    is_listed = size >= ROW or (
        last is not None
        and _is_located(read, last, others, "compass")
        and all(
            _is_located(read, other, around) or joint.fullmatch(text, before.end, other.start)
            for before, other in pairwise((mention, *following))
        )
    )
    beside = "compass" in relations or ("direction" in relations and not is_listed)
    # "In Beirut and in the plain of the Bekaa", "the depot in Y and an arsenal near A": what is told of one is told of both.
    joints = (hit for hit in hits if hit.entry == "and" and last is not None and hit.start >= last.end)
    is_joined = any(not text[start : hit.start].strip() for hit in joints)
    if not is_joined and (locating or (last not in areas and beside)):
        quiet = not any(start <= cue.start < mention.start and cue.entry[0] != "other" for cue in cues)
        inside = not locating or locative or not text[max(start, 0) : mention.start].strip(" ,(")
        if quiet and mention.start - start < _CONTAINER_REACH and inside:
            return "other"
        # "X, a village south of Y"; "the town in the province of Z"
        near = [hit for hit in hits if hit.entry == "settlement" and mention.start - hit.end <= _CONTAINER_REACH]
        told = [cue.start for cue in cues if cue.start < mention.start and cue.entry[0] != "other"]
        is_told = (
            last is None and not locating and level != "water"
        )  # "struck an airfield near Y": Y is all that is known of it
        if not is_told and any(hit.start > start and not any(hit.end <= cue for cue in told) for hit in near):
            return "other"
    if "compass" in relations and not all(_is_located(read, other, around, "compass") for other in following):
        return "other"
    return None


def is_appended(text: str, mention: Span, others: Sequence[Span], areas: Collection[Span]) -> bool:
    """Whether a province stands right after a place in it, as a genitive does ("Синьковки Харьковской области")."""
    return any(text[other.end : mention.start] == " " for other in others if other not in areas)


def _is_located(read: Read, mention: Span, others: Sequence[Span], *by: str) -> bool:
    """Whether "south of", "near" or the like stands right before a mention."""
    last = max((other.end for other in others if other.end <= mention.start), default=0)
    hits = within(read.relations, max(last, mention.start - _COMPASS_REACH), mention.start)
    relations = by or ("compass", "direction")
    return any(hit.entry in relations and _touches(read.breaks, hit.end, mention.start) for hit in hits)


def _is_heading(read: Read, mention: Span, others: Sequence[Span], areas: Collection[Span]) -> bool:
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


def is_from(read: Read, sentence: Span, mention: Span, others: Sequence[Span]) -> bool:
    """Whether "from" stands before a mention, and what is fired, flies or marches in its sentence."""
    if not within(read.launches, sentence.start, sentence.end):
        return False
    before = max((other.end for other in others if other.end <= mention.start), default=sentence.start)
    start = max(before, sentence.start)
    end = start + len(read.text[start : mention.start].rstrip(" :"))  # "from the directions: Kursk, Oryol"
    hits = within(read.relations, start, end)
    return any(hit.entry in {"from", "sent"} and _touches(read.breaks, hit.end, end) for hit in hits)


def _touches(breaks: Breaks, start: int, end: int) -> bool:
    """Whether a word before a name belongs to it: nothing between them but a few words of the same clause."""
    return end - start <= _TOUCHING and not breaks.count(start, end)
