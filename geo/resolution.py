"""Toponym resolution: the toponyms of an article -> for each the candidate that fits best, or none, with a score and a reason."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from geo.distances import distance_km
from geo.models import THEATRE_COUNTRIES, Candidate, Resolution, Toponym
from geo.reasons import join, say
from geo.text import normalise

# Weights of the evidence, in log-odds, set by hand and checked against annotated articles; a candidate's sum is compared with
# those of its rivals and with that of "none of these" by a softmax, whose share is the score.
MAIN_NAME = 2.0
POPULATION = 0.9  # per power of ten of inhabitants
COUNTRY = 2.5  # the country that the article names most; others by their share
THEATRE = 1.5  # Ukraine, Russia and Belarus, unless the article is about somewhere else
DIVISION = 2.0  # the oblast is named in the article
NEAR = 2.0  # a neighbour of the article's other places, falling off over NEAR_KM
NEAR_KM = 150.0
BESIDE = 3.5  # the same for a place that stands beside it in the text, falling off over BESIDE_KM and BESIDE_LETTERS
BESIDE_KM, BESIDE_LETTERS = 40.0, 120.0
BESIDE_DIVISION = 2.0  # an oblast or raion that stands beside it
UNLOCATED = -2.5  # a small place outside the theatre, without a preposition of place before it
FAR = -3.0  # a small place that lies FAR_KM or more from every other place of the article
FAR_KM, FAR_POPULATION = 100.0, 15_000
LEVEL = 6.0  # the generic word beside the name says what it is
COUNTRY_NAME = 6.0
CAPITAL = 1.5
RIVER = -4.0  # a river without its generic word, against the town of the same name
AREA = -2.5  # an oblast without its generic word, against the town of the same name
INHERITED = 0.8  # how much surer the name is with its generic word than where it follows without one
_TELLING_SHARE = 0.4  # of the country named most; less is no reason to name
_CLOSE = 150  # characters, about a sentence
MOST_SURE = 0.99  # no name is beyond doubt
NONE_OF_THESE = 3.5  # what a candidate must weigh for even odds against being no place of ours at all
_MOST_CANDIDATES = 120
_NEIGHBOURS = 5  # names on either side; what stands further off says little


@dataclass(frozen=True, slots=True)
class Context:
    """What an article says about where it plays.

    Attributes
    ----------
    countries : dict
        Country code -> share of the article's evidence (0..1).
    divisions : frozenset
        English names of first-order divisions that are named.
    anchors : tuple of Candidate
        Places of which there is little doubt.
    """

    countries: dict[str, float]
    divisions: frozenset[str]
    anchors: tuple[Candidate, ...]


@dataclass(slots=True)
class Beside:
    """What stands beside a name in the text, wherever it is mentioned: for each its closeness (1: right beside it).

    Attributes
    ----------
    places : dict
        place_id -> a place of which there is little doubt, with its closeness; none for a name that is sure of itself.
    divisions : dict
        English names of oblasts and raions that are called so.
    """

    places: dict[str, tuple[Candidate, float]] = field(default_factory=dict)
    divisions: dict[str, float] = field(default_factory=dict)


def resolve(toponyms: Sequence[Toponym]) -> list[Resolution]:
    """The choice for each toponym of one article, in order.

    One name has one meaning in an article, unless a generic word beside it says otherwise.
    """
    context = _context(toponyms)
    beside = _beside(toponyms)
    chosen: dict[tuple[str, tuple[str, ...]], Resolution] = {}
    for toponym in toponyms:
        key = _sense(toponym)
        if key not in chosen:
            chosen[key] = _choose(toponym, context, beside[key])
    return _inherited(toponyms, [chosen[_sense(toponym)] for toponym in toponyms])


def _sense(toponym: Toponym) -> tuple[str, tuple[str, ...]]:
    place = "demonym" if toponym.kind == "demonym" else ""
    return place + normalise(toponym.surface), toponym.levels


def _context(toponyms: Sequence[Toponym]) -> Context:
    weights: defaultdict[str, float] = defaultdict(float)
    divisions: set[str] = set()
    anchors: dict[str, Candidate] = {}
    for toponym in toponyms:
        codes = {candidate.country_code for candidate in toponym.candidates}
        for candidate in toponym.candidates:
            if candidate.level == "country" and candidate.is_main:
                weights[candidate.country_code] += 1.0
            elif candidate.level == "admin1" and "admin1" in toponym.levels:
                divisions.add(candidate.admin1)
        if len(codes) == 1:
            weights[next(iter(codes))] += 0.5
        anchor = _anchor(toponym)
        if anchor is not None:
            anchors[anchor.place_id] = anchor
            weights[anchor.country_code] += 0.5
    most = max(weights.values(), default=0.0)
    shares = {code: weight / most for code, weight in weights.items()} if most else {}
    return Context(shares, frozenset(divisions - {""}), tuple(anchors.values()))


def _anchor(toponym: Toponym) -> Candidate | None:
    """The town that a name can hardly fail to mean."""
    if not toponym.candidates or toponym.kind != "place":
        return None
    best = toponym.candidates[0]
    rival = max((c.population for c in toponym.candidates[1:] if c.is_main), default=0)
    sure = best.is_main and best.level == "populated_place" and best.population > max(10 * rival, 10_000)
    return best if sure else None


def _beside(toponyms: Sequence[Toponym]) -> dict[tuple[str, tuple[str, ...]], Beside]:
    found: defaultdict[tuple[str, tuple[str, ...]], Beside] = defaultdict(Beside)
    anchors = [_anchor(toponym) for toponym in toponyms]
    for index, toponym in enumerate(toponyms):
        here = found[_sense(toponym)]
        for other in range(max(0, index - _NEIGHBOURS), min(len(toponyms), index + _NEIGHBOURS + 1)):
            if other == index:
                continue
            span = toponyms[other].span
            gap = max(span.start - toponym.span.end, toponym.span.start - span.end, 0)
            closeness = math.exp(-gap / BESIDE_LETTERS)
            anchor = anchors[other]
            if anchor is not None and anchors[index] is None:
                before = here.places.get(anchor.place_id, (anchor, 0.0))
                here.places[anchor.place_id] = (anchor, max(closeness, before[1]))
            for area in toponyms[other].candidates:
                if area.level in {"admin1", "admin2"} and area.level in toponyms[other].levels:
                    name = area.admin1 if area.level == "admin1" else area.name
                    here.divisions[name] = max(closeness, here.divisions.get(name, 0.0))
    return found


def _choose(toponym: Toponym, context: Context, beside: Beside) -> Resolution:
    if not toponym.candidates:
        return Resolution(None, 0.0, say("unknown"))
    weighed = [_weigh(candidate, toponym, context, beside) for candidate in toponym.candidates[:_MOST_CANDIDATES]]
    order = sorted(range(len(weighed)), key=lambda index: -weighed[index][0])
    best = order[0]
    total = sum(math.exp(weight - weighed[best][0]) for weight, _ in weighed)
    total += math.exp(NONE_OF_THESE - weighed[best][0])
    score = min(1.0 / total, MOST_SURE)
    candidate = toponym.candidates[best]
    if weighed[best][0] < NONE_OF_THESE:
        return Resolution(None, 0.0, say("undecided", name=candidate.name, code=candidate.country_code or "–"))
    rivals = len(toponym.candidates) - 1
    reasons = weighed[best][1] or (say("largest" if rivals else "only"),)
    against = say("rivals", n=rivals + 1) if rivals else ""
    return Resolution(candidate, round(score, 3), join((*reasons, against)))


def _weigh(candidate: Candidate, toponym: Toponym, context: Context, beside: Beside) -> tuple[float, tuple[str, ...]]:
    weight: float = 0.0
    reasons: list[str] = []
    if candidate.is_main:
        weight += MAIN_NAME
    weight += POPULATION * math.log10(max(candidate.population, 10))
    if candidate.level == "country":
        weight += COUNTRY_NAME
        reasons.append(say("country_name"))
    elif candidate.level in {"region", "water", "facility", "other"} and candidate.place_id.startswith("atlas:"):
        weight += COUNTRY_NAME
        reasons.append(say("listed"))
        if candidate.level == "water" and any(c.population > FAR_POPULATION and c.is_main for c in toponym.candidates):
            weight += RIVER
    elif candidate.is_capital:
        weight += CAPITAL
        reasons.append(say("capital"))
    if candidate.level == "admin1":
        weight += AREA + POPULATION * 5
    elif candidate.level == "admin2" or (candidate.level == "water" and not candidate.place_id.startswith("atlas:")):
        weight += AREA
    if toponym.levels:
        fits = candidate.level in toponym.levels
        weight += LEVEL if fits else -LEVEL / 2
        if fits:
            reasons.append(say("called", level=candidate.level.replace("_", " ")))
    if not toponym.is_located and candidate.level == "populated_place" and candidate.population < FAR_POPULATION:
        weight += UNLOCATED if candidate.country_code not in THEATRE_COUNTRIES else 0.0
    share = context.countries.get(candidate.country_code, 0.0)
    weight += COUNTRY * share
    if share >= _TELLING_SHARE:
        reasons.append(say("country_evidence", code=candidate.country_code))
    theatre = max((context.countries.get(code, 0.0) for code in THEATRE_COUNTRIES), default=0.0)
    if candidate.country_code in THEATRE_COUNTRIES and theatre >= 0.5:
        weight += THEATRE
        reasons.append(say("theatre"))
    if candidate.level == "populated_place" and candidate.admin1 in context.divisions:
        weight += DIVISION
        reasons.append(say("division", name=candidate.admin1))
    near_by = max(
        (beside.divisions.get(name, 0.0) for name in (candidate.admin1, candidate.admin2) if name), default=0.0
    )
    if candidate.level == "populated_place":
        weight += BESIDE_DIVISION * near_by
        weight += BESIDE * max((_side_by_side(candidate, *pair) for pair in beside.places.values()), default=0.0)
    others = [anchor for anchor in context.anchors if _may_be_near(candidate, anchor)]
    if others and candidate.level in {"populated_place", "other"}:
        nearest = min(others, key=lambda anchor: distance_km(candidate, anchor))
        apart = distance_km(candidate, nearest)
        weight += NEAR * math.exp(-apart / NEAR_KM)
        if apart > FAR_KM and candidate.population < FAR_POPULATION:
            weight += FAR
        if apart < NEAR_KM:
            reasons.append(say("near", km=round(apart), name=nearest.name))
    return weight, tuple(reasons)


def _side_by_side(candidate: Candidate, anchor: Candidate, closeness: float) -> float:
    if not _may_be_near(candidate, anchor):
        return 0.0
    return closeness * math.exp(-distance_km(candidate, anchor) / BESIDE_KM)


def _may_be_near(candidate: Candidate, anchor: Candidate) -> bool:
    # A degree of latitude is 111 km; what differs by more than 6 degrees is too far to weigh, and need not be measured.
    return anchor.place_id != candidate.place_id and abs(anchor.latitude - candidate.latitude) < 6


def _inherited(toponyms: Sequence[Toponym], chosen: list[Resolution]) -> list[Resolution]:
    """A bare name right after the same name with its generic word means the same ("de provincie Donetsk ... Donetsk")."""
    result = list(chosen)
    explicit: dict[str, tuple[int, Resolution]] = {}
    for index, toponym in enumerate(toponyms):
        name, levels = _sense(toponym)
        end, before = explicit.get(name, (-_CLOSE, None))
        if levels:
            explicit[name] = toponym.span.end, chosen[index]
        elif before is not None and before.candidate is not None and toponym.span.start - end < _CLOSE:
            reason = join((say("as_before"), before.reason))
            result[index] = Resolution(before.candidate, round(before.score * INHERITED, 3), reason)
    return result
