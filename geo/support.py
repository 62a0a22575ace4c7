"""What the other places of an article say for each candidate of a name: containment, distance, the same country or division."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.columns import Columns, Floats, Ints, columns_of, further_of, points_of, standing_of
from geo.models import Candidate, Toponym
from geo.text import normalise

_EARTH_KM = 6371.0088  # mean radius, IUGG
_LIKELY = 5  # of the other names only the likeliest candidates speak
_NEXT = re.compile(r",\s{1,2}|\s\(")  # "Paris, Texas", "Voznesenka (Zaporizhzhia)"
_IN = re.compile(
    r"\s(?:in|of|van|uit|von|aus|im|de|en|dans|du|à|в|у|у|з|из)\s(?:the\s|de\s|het\s|der\s|la\s|le\s|l['’])?",
    re.IGNORECASE,
)
_LETTERS_BESIDE = 120.0
_NEIGHBOURS = 5  # of a name so many of those that follow it are looked at
_FURTHEST_GAP, _LONGEST_JOINT = 500, 11  # characters between two names
_SPOT_KM = 10.0
_WITHIN = 1.2  # an area is no circle

_CALLED_LEVELS = {"populated_place": 0, "admin1": 1, "admin2": 2}
CALLED = 6  # of the columns of SUPPORT, the first so many need no other name
# What the article says of a candidate, in the order of the columns.
SUPPORT = (
    "called_town",
    "called_division",
    "called_district",
    "called_else",
    "called_no_town",
    "called_no_area",
    "country_share",
    "country_named",
    "country_named_beside",
    "division_share",
    "division_named",
    "division_named_beside",
    "held_by_next",
    "not_held_by_next",
    "holds_previous",
    "held_by_in",
    "within_area",
    "near_30",
    "near_100",
    "near_300_share",
    "beside_30",
    "far_and_small",
    "among_divisions",
    "with_first_division",
    "theatre_share",
    "theatre_language",
)
THEATRE_LANGUAGES = frozenset(("uk", "ru"))


@dataclass(frozen=True, slots=True)
class Sense:
    """A name as an article uses it: its mentions with the same generic word have one meaning, unless their sentences forbid it.

    Attributes
    ----------
    toponym : Toponym
        The first mention.
    mentions : tuple of int
        Indexes of the toponyms.
    """

    toponym: Toponym
    key: str
    mentions: tuple[int, ...]
    columns: Columns


def senses_of(toponyms: Sequence[Toponym]) -> tuple[list[Sense], list[int]]:
    """The senses of an article that have candidates, and for each toponym the index of its sense (-1: no candidates).

    Mentions of one name whose sentences leave no candidate in common are two places: Poltavka of one sector of the front, and
    Poltavka of another.
    """
    gathered: dict[tuple[str, tuple[str, ...]], list[tuple[tuple[Candidate, ...], list[int]]]] = {}
    for index, toponym in enumerate(toponyms):
        if not toponym.candidates:
            continue
        known = gathered.setdefault(sense_key(toponym), [])
        for candidates, mentions in known:
            if any(c in toponym.candidates for c in candidates):
                mentions.append(index)
                break
        else:
            known.append((toponym.candidates, [index]))
    senses = [
        Sense(toponyms[where[0]], key[0], tuple(where), columns_of(candidates))
        for key, several in gathered.items()
        for candidates, where in several
    ]
    sense_at = [-1] * len(toponyms)
    for number, sense in enumerate(senses):
        for index in sense.mentions:
            sense_at[index] = number
    return senses, sense_at


def sense_key(toponym: Toponym) -> tuple[str, tuple[str, ...]]:
    """What mentions of one sense have in common."""
    people = "demonym " if toponym.kind == "demonym" else ""
    return people + normalise(toponym.surface), toponym.levels


class Article:
    """The candidates of all senses of one article, stacked, and how their mentions stand to one another."""

    def __init__(
        self, senses: list[Sense], sense_at: list[int], toponyms: Sequence[Toponym], text: str, lang: str
    ) -> None:
        numbers = np.concatenate([sense.columns.numbers for sense in senses])
        sizes = [len(sense.columns.levels) for sense in senses]
        self.count = len(senses)
        self.starts = np.concatenate(([0], np.cumsum(sizes)))
        self.own = np.repeat(np.arange(self.count), sizes)
        self.standing, self.point = standing_of(numbers), points_of(numbers)
        self.reach, self.country, self.division, self.place, *kinds = further_of(numbers)
        self.is_country, self.is_division, self.is_theatre = (kind > 0 for kind in kinds)
        self.weight = np.sqrt([len(sense.mentions) for sense in senses])
        self.called = _called(senses, len(numbers))
        self.is_theatre_language = lang in THEATRE_LANGUAGES
        # Names of the same letters, with and without a generic word, say nothing for each other.
        codes: dict[str, int] = {}
        name = np.array([codes.setdefault(sense.key, len(codes)) for sense in senses])
        self.other = (name[:, None] != name).astype(np.float64)
        self.following, self.inside, self.closeness = _positions(self.count, sense_at, toponyms, text)
        self.first = next((sense for sense in sense_at if sense >= 0), 0)

    def likeliest(self, shares: Floats) -> tuple[Ints, Ints]:
        """Rows of the likeliest candidates of each sense, at most `_LIKELY`, and where those of each sense begin among them."""
        order = np.lexsort((-shares, self.own))
        rank = np.arange(len(order)) - self.starts[self.own]
        sizes = np.minimum(np.diff(self.starts), _LIKELY)
        return order[rank < _LIKELY], np.cumsum(sizes) - sizes

    def km(self, rows: Ints, others: Ints | slice) -> Floats:
        """Great-circle distances between candidates and others, in km, (rows, others); all by their rows."""
        cosine = np.clip(self.point[rows] @ self.point[others].T, -1.0, 1.0)
        return np.asarray(_EARTH_KM * np.arccos(cosine))

    def mates(self, best: Ints) -> NDArray[np.bool_]:
        """Which candidates stand for the same spot on the map as the best one of their sense, of which `best` has the rows."""
        its = best[self.own]
        cosine = np.clip(np.einsum("ij,ij->i", self.point, self.point[its]), -1.0, 1.0)
        km = _EARTH_KM * np.arccos(cosine)
        one_country = self.country == self.country[its]
        areas = (self.reach > 0) & (self.reach[its] > 0) & one_country & (km < np.maximum(self.reach, self.reach[its]))
        return np.asarray((km < _SPOT_KM) | areas)


def _called(senses: list[Sense], count: int) -> Floats:
    """Whether the generic word beside a name fits each candidate, and how: (candidates, 6)."""
    found = np.zeros((count, CALLED))
    row = 0
    for sense in senses:
        levels = sense.toponym.levels
        for at, level in enumerate(sense.columns.levels if levels else (), row):
            is_town = level == "populated_place"
            found[at, _CALLED_LEVELS.get(level, 3) if level in levels else 4 if is_town else 5] = 1.0
        row += len(sense.columns.levels)
    return found


def _positions(
    count: int, sense_at: list[int], toponyms: Sequence[Toponym], text: str
) -> tuple[Floats, Floats, Floats]:
    """Of each pair of senses whether the second follows the first after a comma or "in", and how close they ever stand."""
    following, inside, closeness = (np.zeros((count, count)) for _ in range(3))
    spans = [toponym.span for toponym in toponyms]
    gaps: dict[tuple[int, int], int] = {}  # the least between two senses, whichever comes first
    for first, here in enumerate(sense_at):
        end = spans[first].end
        for second in range(first + 1, min(first + _NEIGHBOURS + 1, len(spans))):
            there, gap = sense_at[second], spans[second].start - end
            if here < 0 or there < 0 or here == there or gap > _FURTHEST_GAP:
                continue
            pair = (here, there) if here < there else (there, here)
            if gap < gaps.get(pair, _FURTHEST_GAP + 1):
                gaps[pair] = gap
            if second == first + 1 and gap <= _LONGEST_JOINT:
                between = text[end : spans[second].start]
                # "Bohdanivka of Luhansk Oblast" has no comma in Ukrainian and Russian, but a case of its own.
                if _NEXT.fullmatch(between) or (between == " " and toponyms[second].levels):
                    following[here, there] = 1.0
                elif _IN.fullmatch(between):
                    inside[here, there] = 1.0
    for (one, other), gap in gaps.items():
        closeness[one, other] = closeness[other, one] = 2.0 ** (-max(gap, 0) / _LETTERS_BESIDE)
    return following, inside, closeness


def support(article: Article, shares: Floats) -> Floats:
    """What the other names say for each candidate, given how likely each of their own candidates is.

    Parameters
    ----------
    article : Article
    shares : array of float, (n,)
        Probabilities of the candidates of each sense.

    Returns
    -------
    array of float, (n, len(SUPPORT))
    """
    likely, begins = article.likeliest(shares)
    share = shares[likely][:, None]
    # (senses, n): whether a sense is another name than the column's own. Sums over rows are much faster than over columns.
    speaks = article.other[:, article.own]

    def of_senses(holds: NDArray[np.bool_] | Floats) -> Floats:
        """(likely, n) -> (senses, n), weighed by how likely each candidate is."""
        return np.asarray(np.add.reduceat(holds * share, begins) * speaks)

    reach, country, division = article.reach, article.country, article.division
    its_reach, its_country, its_division = (its[likely][:, None] for its in (reach, country, division))
    is_country, is_division = article.is_country[likely][:, None], article.is_division[likely][:, None]
    is_area = its_reach > 0
    km = article.km(likely, slice(None))
    elsewhere = article.place != article.place[likely][:, None]
    same_country = (country == its_country) & (country >= 0)
    same_division = (division == its_division) & (division >= 0)
    is_circle, is_its_circle = (reach > 0) & ~article.is_country & ~article.is_division, is_area & ~is_country
    holds = (same_country & is_country) | (same_division & is_division)
    holds |= is_its_circle & ~is_division & (km < _WITHIN * its_reach) & (reach < its_reach)
    held = (same_country & article.is_country) | (same_division & article.is_division)
    held |= is_circle & (km < _WITHIN * reach) & (its_reach < reach)
    speaks_by_km = elsewhere & ~is_country
    within_300 = np.exp(km / -300.0)
    # The third and the tenth power: exp takes far longer than a product.
    within_100 = within_300 * within_300 * within_300
    within_30 = within_100 * within_100 * within_100 * within_300
    near = of_senses(speaks_by_km * within_30)
    hundred = of_senses(speaks_by_km * within_100)
    three_hundred = of_senses(speaks_by_km * within_300)
    by_country = of_senses(same_country)
    named = of_senses(same_country & is_country)
    by_division = of_senses(same_division)
    division_named = of_senses(same_division & is_division & elsewhere)
    held_by = of_senses(elsewhere & holds)
    holding = of_senses(elsewhere & held)
    areas = np.add.reduceat(is_area * share, begins) * speaks
    divisions = np.add.reduceat(is_division * share, begins) * speaks

    weight = article.weight[:, None]
    counts = weight * speaks
    total = np.maximum(counts.sum(axis=0), 1e-9)
    closeness = article.closeness[:, article.own]
    following, inside = article.following.T[:, article.own], article.inside.T[:, article.own]
    previous = (article.following + article.inside)[:, article.own]
    theatre = np.add.reduceat(article.is_theatre[likely][:, None] * share, begins)
    theatre_share = (counts * theatre).sum(axis=0) / total
    nearest = hundred.max(axis=0)
    small = article.standing[:, 3] * (speaks.sum(axis=0) > 0)
    return np.stack(
        (
            *article.called.T,
            (by_country * counts).sum(axis=0) / total,
            named.max(axis=0),
            (named * closeness).max(axis=0),
            (by_division * counts).sum(axis=0) / total,
            division_named.max(axis=0),
            (division_named * closeness).max(axis=0),
            (held_by * following).max(axis=0),
            ((areas - held_by) * following).max(axis=0),
            (holding * previous).max(axis=0),
            (held_by * inside).max(axis=0),
            np.where(article.is_country, 0.0, (held_by - named).max(axis=0)),
            near.max(axis=0),
            nearest,
            (three_hundred * counts).sum(axis=0) / total,
            (near * closeness).max(axis=0),
            small * (nearest < 0.2),
            article.is_division * (divisions * closeness).max(axis=0),
            by_division[article.first],
            article.is_theatre * theatre_share,
            article.is_theatre * float(article.is_theatre_language),
        ),
        axis=1,
    )
