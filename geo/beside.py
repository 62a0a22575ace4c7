"""Places that only say where something is: "15 km south of X", "between X and Y"."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path

from geo.distances import distance_km
from geo.lists import read_list
from geo.models import Candidate, Resolution, Span, Toponym
from geo.paths import LEXICONS
from geo.phrases import LANGUAGES
from geo.vocabulary import vocabulary

Between = Mapping[Span, tuple[Candidate, float]]  # of a mention the other end, and how far off it lies in km

BETWEEN_FILE = LEXICONS / "between.csv"
_NUMBER = re.compile(r"(\d+(?:[.,]\d+)?)\s*(?:(mij\w+|miles?|meilen?|мил\w+|міл\w+)|k\w+|к\w+)?\s*$")
_MILE_KM = 1.609344
# Without a distance, "south of X" is read as within this many km: half the usual distance between neighbouring small towns
# in eastern Ukraine.
_BESIDE_KM = 10.0
# Further apart, two places are the sides of something rather than its neighbours ("a train between Warsaw and Kyiv").
_BETWEEN_KM = 150.0
_LEAD = 40  # characters before the first name in which the word is looked for


def beside_km(text: str, span: Span, lang: str) -> float | None:
    """How far from the name the thing meant may lie, in km ("15 km ten zuiden van X": 15); None where the name itself is meant."""
    lead = vocabulary(lang).beside.before(text, span.start)
    if lead is None:
        return None
    number = _NUMBER.search(lead)
    if number is None:
        return _BESIDE_KM
    return float(number[1].replace(",", ".")) * (_MILE_KM if number[2] else 1.0)


def between_places(text: str, lang: str, toponyms: Sequence[Toponym], resolutions: Sequence[Resolution]) -> Between:
    """The pairs of places that something lies between: each mention with the other place and the distance to it."""
    if lang not in LANGUAGES:
        return {}
    found: dict[Span, tuple[Candidate, float]] = {}
    lead, joint = _between(lang)
    for (first, one), (second, other) in pairwise(zip(toponyms, resolutions, strict=True)):
        start, end = first.span.end, second.span.start
        if (
            one.candidate is None
            or other.candidate is None
            or end - start > _LEAD
            or {first.kind, second.kind} != {"place"}
        ):
            continue
        if joint.fullmatch(text, start, end) is None:
            continue
        if lead.search(text[max(0, first.span.start - _LEAD) : first.span.start]) is None:
            continue
        km = distance_km(one.candidate, other.candidate)
        if km <= _BETWEEN_KM:
            found[first.span], found[second.span] = (other.candidate, km), (one.candidate, km)
    return found


@cache
def _between(lang: str, path: Path = BETWEEN_FILE) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What stands before the first of two places that something lies between, and what between them."""
    words: dict[str, list[str]] = {"lead": [], "joint": [], "article": []}
    for row in read_list(path, ("lang", "part", "forms", "source")):
        part, of_lang = row.one_of("part", tuple(words)), row.one_of("lang", LANGUAGES)
        if of_lang == lang:
            words[part] += [re.escape(form) for form in row.several("forms")]
    lead, joint, articles = ("|".join(forms) or "(?!)" for forms in words.values())
    article = rf"(?:(?:{articles})\s+)?"
    return (
        re.compile(rf"(?<!\w)(?:{lead})\s+{article}$", re.IGNORECASE),
        re.compile(rf"\s+(?:{joint})\s+{article}", re.IGNORECASE),
    )
