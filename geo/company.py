"""The company of a name: the names of its list and of its sentence, which tell what it means among its namesakes."""

from __future__ import annotations

from collections.abc import Sequence

from geo.distances import distance_km
from geo.models import THEATRE_COUNTRIES, Candidate, Toponym
from geo.vocabulary import LIST_WORDS

_LARGE = 100_000  # inhabitants
_FEWEST_PEERS = 3
_NEIGHBOURS_KM = 40.0
_FEWEST_NEIGHBOURS = 2
_FEW = 4  # namesakes in the theatre; one of twenty Stepoves is near to any place
_PARTS = ";"


def among_peers(text: str, toponyms: Sequence[Toponym], index: int) -> tuple[Candidate, ...]:
    """The large towns of a name that stands in a list of large towns ("Kharkiv, Dnipro, Mykolaiv")."""
    here = toponyms[index]
    large = tuple(c for c in here.candidates if c.population >= _LARGE)
    if not large or here.levels:
        return ()
    peers: list[Toponym] = []
    for step in (-1, 1):
        at = index
        while 0 <= at + step < len(toponyms):
            left, right = sorted((at, at + step))
            between = text[toponyms[left].span.end : toponyms[right].span.start]
            if not between.strip() or between.strip(" ,") not in LIST_WORDS:
                break
            at += step
            peers.append(toponyms[at])
    if len(peers) < _FEWEST_PEERS or not all(_is_large(peer) for peer in peers):
        return ()
    return large


def _is_large(toponym: Toponym) -> bool:
    return any(c.level == "populated_place" and c.is_main and c.population >= _LARGE for c in toponym.candidates)


def among_neighbours(
    text: str, toponyms: Sequence[Toponym], index: int, sentence: tuple[int, int]
) -> tuple[Candidate, ...]:
    """The candidates with at least two other places of the sentence within 40 km, where others have none.

    Reports of the front name village after village, and one of them may be called as a city is: Kamianske on the Dnipro's
    bank at the front, with Plavni and Stepnohirsk, is not the city of 230,000 farther up.

    Parameters
    ----------
    text : str
        Of the article.
    toponyms : sequence of Toponym
        Of the article, in order.
    index : int
        Of the one that is asked for.
    sentence : (int, int)
        Where its sentence starts and ends, in code points.

    Returns
    -------
    tuple of Candidate
        Empty where the sentence does not tell.
    """
    here = toponyms[index]
    towns = _towns(here)
    if here.levels or len(towns) < 2:
        return ()
    start = max(sentence[0], text.rfind(_PARTS, sentence[0], here.span.start) + 1)
    end = text.find(_PARTS, here.span.end, sentence[1])
    end = sentence[1] if end < 0 else end
    peers = [
        _towns(other)
        for other in toponyms
        if start <= other.span.start < end and other is not here and other.surface != here.surface
    ]
    peers = [peer for peer in peers if 0 < len(peer) <= _FEW]
    if len(peers) < _FEWEST_NEIGHBOURS:
        return ()
    around = {c: sum(any(distance_km(c, other) <= _NEIGHBOURS_KM for other in peer) for peer in peers) for c in towns}
    if max(around.values()) < _FEWEST_NEIGHBOURS:
        return ()
    return tuple(c for c in here.candidates if around.get(c, _FEWEST_NEIGHBOURS) > 0)


def _towns(toponym: Toponym) -> list[Candidate]:
    if toponym.kind != "place":
        return []
    return [c for c in toponym.candidates if c.level == "populated_place" and c.country_code in THEATRE_COUNTRIES]
