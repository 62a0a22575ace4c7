"""The evidence that decided for a candidate, in words."""

from __future__ import annotations

import numpy as np

from geo.columns import STANDING, Floats
from geo.models import Candidate
from geo.reasons import say
from geo.support import SUPPORT, Article, Sense

_MOST_SAID = 3
_TELLING = 0.4  # log-odds; what weighs less than half as much again is no reason to name
# Evidence -> the phrase that says it; several pieces of evidence may be one reason. Of what is not here nothing is said.
_PHRASES = {
    "main": "main_name",
    "inhabitants": "largest",
    "smaller_than_largest": "largest",
    "country": "country_name",
    "capital": "capital",
    "region": "listed",
    "water": "listed",
    "facility": "listed",
    "theatre": "theatre",
    "front": "front",
    "theatre_share": "theatre",
    "called_town": "called",
    "called_division": "called",
    "called_district": "called",
    "called_else": "called",
    "country_share": "country_evidence",
    "country_named": "country_evidence",
    "country_named_beside": "country_evidence",
    "division_share": "division_share",
    "division_named": "division",
    "division_named_beside": "division",
    "held_by_next": "held",
    "held_by_in": "held",
    "holds_previous": "holds",
    "within_area": "within",
    "near_30": "near",
    "near_100": "near",
    "near_300_share": "near",
    "beside_30": "near",
    "among_divisions": "among_divisions",
    "with_first_division": "division_share",
}
_KEYS = [_PHRASES.get(name, "") for name in (*STANDING, *SUPPORT)]


def reasons(
    article: Article, senses: list[Sense], number: int, evidence: Floats, odds: Floats, weights: Floats
) -> list[str]:
    """The evidence that weighs most for the best candidate of a sense, against the mean of its rivals where it has some.

    Parameters
    ----------
    article : Article
    senses : list of Sense
    number : int
        Which sense.
    evidence : array of float, (candidates, evidence)
        Of all senses.
    odds : array of float, (candidates,)
    weights : array of float, (evidence,)
    """
    start, end = int(article.starts[number]), int(article.starts[number + 1])
    best = int(np.argmax(odds[start:end]))
    candidate = senses[number].toponym.candidates[best]
    own = evidence[start + best]
    rivals = end - start - 1
    mean = (evidence[start:end].sum(axis=0) - own) / rivals if rivals else np.zeros(len(own))
    spoke = (own - mean) * weights
    by_phrase: dict[str, float] = {}
    for at in np.flatnonzero((spoke != 0) & (own != 0)):
        by_phrase[_KEYS[at]] = by_phrase.get(_KEYS[at], 0.0) + float(spoke[at])
    telling = sorted(
        (key for key, value in by_phrase.items() if key and value > _TELLING), key=lambda key: -by_phrase[key]
    )
    said = [_said(key, candidate, article, senses, number, start + best, odds) for key in telling[:_MOST_SAID]]
    said = [phrase for phrase in said if phrase] or [say("largest" if rivals else "only")]
    return [*said, say("rivals", n=rivals + 1)] if rivals else said


def _said(
    key: str, candidate: Candidate, article: Article, senses: list[Sense], number: int, row: int, odds: Floats
) -> str:
    match key:
        case "largest":
            return say(key) if article.standing[row, STANDING.index("largest")] else ""
        case "called":
            return say(key, level=candidate.level.replace("_", " "))
        case "country_evidence":
            return say(key, code=candidate.country_code)
        case "division" | "division_share":
            return say(key, name=candidate.admin1)
        case "near":
            return _nearest(article, senses, number, row, odds)
    return say(key)


def _nearest(article: Article, senses: list[Sense], number: int, row: int, odds: Floats) -> str:
    """The likeliest meaning of another name that lies nearest."""
    others = [
        (int(start + np.argmax(odds[start:end])), sense)
        for sense, (start, end) in enumerate(zip(article.starts[:-1], article.starts[1:], strict=True))
        if article.other[number, sense]
    ]
    others = [
        (at, sense) for at, sense in others if not article.is_country[at] and article.place[at] != article.place[row]
    ]
    if not others:
        return ""
    km = article.km(row, np.array([at for at, _ in others]))
    nearest = int(np.argmin(km))
    at, sense = others[nearest]
    name = senses[sense].toponym.candidates[at - int(article.starts[sense])].name
    return say("near", km=round(float(km[nearest])), name=name)
