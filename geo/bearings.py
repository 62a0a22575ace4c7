"""How far and in which direction from another place a text says that one lies: of namesakes that tells which is meant."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from geo.distances import distance_km
from geo.lists import read_list
from geo.models import Candidate, Toponym
from geo.paths import LEXICONS
from geo.vocabulary import vocabulary

COMPASS_FILE = LEXICONS / "compass.csv"
_END = re.compile(r"[.!?…][»”\"]?\s|\n")  # of a sentence
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ-][^\W\d_]+)*")
_LONGEST_LEAD = 90  # characters from a name to the one that it is told to lie so far from
_DESCRIBED = 4  # words between "south-west of" and the name: "the embattled city of"
_SLACK = 1.5  # a distance by road is longer, one "of about" may be
_ROUND_KM = 8.0  # and what towns themselves measure
_NEAR_KM = 60.0  # where the number is written out, or there is none
_OFF = 67.5  # degrees; "south" is said of all that lies to the south-west, too
_VILLAGE = 15_000  # inhabitants; a larger place is meant by itself


def at_a_distance(lang: str, text: str, toponyms: Sequence[Toponym], index: int) -> tuple[Candidate, ...]:
    """The candidates that lie so far from the next place as the text says: "Ivanivka, fifteen kilometres south of Kupiansk".

    Parameters
    ----------
    lang : str
        ISO 639-1.
    text : str
        Of the article.
    toponyms : sequence of Toponym
        Of the article, in the order of the text.
    index : int
        Of the toponym whose candidates are asked for.

    Returns
    -------
    tuple of Candidate
        Those at that distance and in that direction; where none is, those in that direction, or no further away than the
        distance; empty where the text says nothing of the kind.
    """
    if index + 1 == len(toponyms):
        return ()
    here, other = toponyms[index], toponyms[index + 1]
    between = text[here.span.end : other.span.start]
    if len(between) > _LONGEST_LEAD or not between.startswith((",", " (")) or _END.search(between):
        return ()
    lists, words = vocabulary(lang), list(_WORD.finditer(between))
    ends = [other.span.start, *(here.span.end + word.start() for word in reversed(words))]
    if not other.candidates or all(lists.beside.before(text, end) is None for end in ends[: _DESCRIBED + 1]):
        return ()
    degrees = _degrees(between, lang)
    if degrees is None and not any(lists.acts("length", word[0]) for word in words):
        return ()
    number = _NUMBER.search(between)
    told = float(number[0].replace(",", ".")) if number else 0.0
    least, most = told / _SLACK - _ROUND_KM, told * _SLACK + _ROUND_KM if number else _NEAR_KM
    known = [c for c in other.candidates if c.is_main] or list(other.candidates)
    towns = [candidate for candidate in here.candidates if candidate.level == "populated_place"]
    near = [(town, o, km) for town in towns for o in known if (km := distance_km(town, o)) <= most]
    there = [found for found in near if degrees is None or _is_towards(found[0], found[1], degrees)]
    fitting = [found for found in there if found[2] >= least]
    return tuple(dict.fromkeys(town for town, _, _ in fitting or there or near))


def beside(lang: str, text: str, toponyms: Sequence[Toponym], index: int) -> tuple[Candidate, ...]:
    """The candidates near the next place, where the text says that this one lies there: "Antonivka near Kherson"."""
    if index + 1 == len(toponyms):
        return ()
    here, other = toponyms[index], toponyms[index + 1]
    between = text[here.span.end : other.span.start].strip()
    if not other.candidates or not vocabulary(lang).acts("vicinity", between):
        return ()
    best = other.candidates[0]
    if best.level != "populated_place" or best.population < _VILLAGE:
        return ()
    towns = (candidate for candidate in here.candidates if candidate.level == "populated_place")
    return tuple(town for town in towns if distance_km(town, best) <= _NEAR_KM)


def _is_towards(place: Candidate, origin: Candidate, degrees: float) -> bool:
    """Whether a place lies in a direction from another, on a plane: right to a degree at these distances."""
    east = (place.longitude - origin.longitude) * math.cos(math.radians(origin.latitude))
    bearing = math.degrees(math.atan2(east, place.latitude - origin.latitude))
    return abs((bearing - degrees + 180) % 360 - 180) <= _OFF


def _degrees(words: str, lang: str) -> float | None:
    """The direction that some words name, in degrees from north clockwise; None where they name none."""
    pattern, meanings = _compass(lang)
    found = pattern.search(words.lower().replace("’", "'")) if meanings else None
    return meanings[found[0]] if found else None


@cache
def _compass(lang: str, path: Path = COMPASS_FILE) -> tuple[re.Pattern[str], dict[str, float]]:
    """The words for directions, the longest first: "south-west" before "south"."""
    meanings: dict[str, float] = {}
    for row in read_list(path, ("lang", "degrees", "forms", "source")):
        degrees = row.number("degrees", 0, 359)
        if row["lang"] == lang:
            meanings.update(dict.fromkeys(row.several("forms"), degrees))
    words = sorted(map(re.escape, meanings), key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(words)})"), meanings
