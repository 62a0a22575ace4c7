"""The evidence that decided for a candidate, in words."""

from __future__ import annotations

import math

import numpy as np

from geo.columns import STANDING, Floats, Ints
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
_KEYS = tuple(dict.fromkeys(_PHRASES.values()))
# (evidence, keys): which phrase each piece of evidence speaks for.
_SPEAKS = np.array([[float(_PHRASES.get(name) == key) for key in _KEYS] for name in (*STANDING, *SUPPORT)])
_LARGEST = STANDING.index("largest")


def reasons(article: Article, senses: list[Sense], best: Ints, evidence: Floats, weights: Floats) -> list[list[str]]:
    """For each sense the evidence that weighs most for its best candidate, against the mean of the rivals where it has some.

    Parameters
    ----------
    article : Article
    senses : list of Sense
    best : array of int, (senses,)
        Rows of the best candidates.
    evidence : array of float, (candidates, evidence)
        Of all senses.
    weights : array of float, (evidence,)
    """
    rivals = np.diff(article.starts) - 1
    own = evidence[best]
    mean = (np.add.reduceat(evidence, article.starts[:-1], axis=0) - own) / np.maximum(rivals, 1)[:, None]
    spoke = ((own - mean) * weights * (own != 0)) @ _SPEAKS
    order = np.argsort(-spoke, axis=1, kind="stable")[:, :_MOST_SAID]
    telling = spoke[np.arange(len(spoke))[:, None], order] > _TELLING
    chosen = [
        sense.toponym.candidates[at] for sense, at in zip(senses, (best - article.starts[:-1]).tolist(), strict=True)
    ]
    near = _nearest(article, chosen, best)
    largest = article.standing[best, _LARGEST].tolist()
    found = []
    for number, (candidate, keys, tells, others) in enumerate(
        zip(chosen, order.tolist(), telling.tolist(), rivals.tolist(), strict=True)
    ):
        said = [
            _said(_KEYS[key], candidate, largest[number] > 0, near[number])
            for key, is_telling in zip(keys, tells, strict=True)
            if is_telling
        ]
        said = [phrase for phrase in said if phrase] or [say("largest" if others else "only")]
        found.append([*said, say("rivals", n=others + 1)] if others else said)
    return found


def _said(key: str, candidate: Candidate, is_largest: bool, near: tuple[float, str]) -> str:
    match key:
        case "largest":
            return say(key) if is_largest else ""
        case "called":
            return say(key, level=candidate.level.replace("_", " "))
        case "country_evidence":
            return say(key, code=candidate.country_code)
        case "division" | "division_share":
            return say(key, name=candidate.admin1)
        case "near":
            km, name = near
            return say(key, km=round(km), name=name) if km < math.inf else ""
    return say(key)


def _nearest(article: Article, chosen: list[Candidate], best: Ints) -> list[tuple[float, str]]:
    """For each sense the likeliest meaning of another name that lies nearest to its own: how far off in km, infinite without
    one, and its name.
    """
    km = article.km(best, best)
    place = article.place[best]
    km[(article.other == 0) | article.is_country[best] | (place[:, None] == place)] = np.inf
    return [
        (far, chosen[other].name)
        for far, other in zip(km.min(axis=1).tolist(), km.argmin(axis=1).tolist(), strict=True)
    ]
