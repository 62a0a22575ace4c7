"""What the other places of an article say for each candidate of a name: containment, distance, the same country or division."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.columns import Columns, Floats, Ints, columns_of
from geo.models import Toponym
from geo.text import normalise

_EARTH_KM = 6371.0088  # mean radius, IUGG
_LIKELY = 5  # of the other names only the likeliest candidates speak
_NEXT = re.compile(r",\s{1,2}|\s\(")  # "Paris, Texas", "Voznesenka (Zaporizhzhia)"
_IN = re.compile(
    r"\s(?:in|of|van|uit|von|aus|im|de|en|dans|du|à|в|у|у|з|из)\s(?:the\s|de\s|het\s|der\s|la\s|le\s|l['’])?",
    re.IGNORECASE,
)
_LETTERS_BESIDE = 120.0
_SPOT_KM = 10.0
_WITHIN = 1.2  # an area is no circle

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
_THEATRE_LANGUAGES = frozenset(("uk", "ru"))


@dataclass(frozen=True, slots=True)
class Sense:
    """A name as an article uses it: all its mentions with the same generic word have one meaning.

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
    """The senses of an article that have candidates, and for each toponym the index of its sense (-1: no candidates)."""
    gathered: dict[tuple[str, tuple[str, ...]], list[int]] = {}
    for index, toponym in enumerate(toponyms):
        if toponym.candidates:
            gathered.setdefault(sense_key(toponym), []).append(index)
    senses = [
        Sense(toponyms[where[0]], key[0], tuple(where), columns_of(toponyms[where[0]].candidates))
        for key, where in gathered.items()
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
        sizes = [len(sense.columns.place) for sense in senses]
        self.count = len(senses)
        self.starts = np.concatenate(([0], np.cumsum(sizes)))
        self.own = np.repeat(np.arange(self.count), sizes)
        self.standing = np.concatenate([sense.columns.standing for sense in senses])
        self.point = np.concatenate([sense.columns.point for sense in senses])
        self.reach = np.concatenate([sense.columns.reach for sense in senses])
        self.country = np.concatenate([sense.columns.country for sense in senses])
        self.division = np.concatenate([sense.columns.division for sense in senses])
        self.place = np.concatenate([sense.columns.place for sense in senses])
        self.is_country = np.concatenate([sense.columns.is_country for sense in senses])
        self.is_division = np.concatenate([sense.columns.is_division for sense in senses])
        self.is_town = np.concatenate([sense.columns.is_town for sense in senses])
        self.is_theatre = np.concatenate([sense.columns.is_theatre for sense in senses])
        self.weight = np.sqrt([len(sense.mentions) for sense in senses])
        self.called = _called(senses)
        self.is_theatre_language = lang in _THEATRE_LANGUAGES
        # Names of the same letters, with and without a generic word, say nothing for each other.
        names = [sense.key for sense in senses]
        self.other = np.array([[one != two for two in names] for one in names], dtype=np.float64)
        self.following, self.inside, self.closeness = _positions(self.count, sense_at, toponyms, text)
        self.first = next((sense for sense in sense_at if sense >= 0), 0)

    def best(self, weights: Floats) -> tuple[NDArray[np.int64], Floats]:
        """Rows of the likeliest candidates of each sense, (senses, _LIKELY), and their probabilities: 0 where there are fewer."""
        rows = np.zeros((self.count, _LIKELY), dtype=np.int64)
        shares = np.zeros((self.count, _LIKELY))
        for sense in range(self.count):
            start, end = self.starts[sense], self.starts[sense + 1]
            part = weights[start:end]
            order = np.argsort(-part)[:_LIKELY] if end - start > 1 else np.zeros(1, dtype=np.int64)
            rows[sense, : len(order)] = start + order
            shares[sense, : len(order)] = part[order]
        return rows, shares

    def km(self, rows: Ints, others: Ints) -> Floats:
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


def _called(senses: list[Sense]) -> Floats:
    """Whether the generic word beside a name fits each candidate, and how: (candidates, 6)."""
    found: list[tuple[bool, ...]] = []
    for sense in senses:
        levels = sense.toponym.levels
        for level in sense.columns.levels:
            fits, fails = level in levels, bool(levels) and level not in levels
            is_town, is_division, is_district = level == "populated_place", level == "admin1", level == "admin2"
            found.append(
                (
                    fits and is_town,
                    fits and is_division,
                    fits and is_district,
                    fits and not (is_town or is_division or is_district),
                    fails and is_town,
                    fails and not is_town,
                )
            )
    return np.array(found, dtype=np.float64)


def _positions(
    count: int, sense_at: list[int], toponyms: Sequence[Toponym], text: str
) -> tuple[Floats, Floats, Floats]:
    """Of each pair of senses whether the second follows the first after a comma or "in", and how close they ever stand."""
    following, inside = np.zeros((count, count)), np.zeros((count, count))
    closeness = np.zeros((count, count))
    for index, toponym in enumerate(toponyms):
        here = sense_at[index]
        if here < 0:
            continue
        for further in range(index + 1, min(index + 6, len(toponyms))):
            there = sense_at[further]
            gap = toponyms[further].span.start - toponym.span.end
            if there < 0 or there == here or gap > 500:
                continue
            close = 2.0 ** (-max(gap, 0) / _LETTERS_BESIDE)
            if close > closeness[here, there]:
                closeness[here, there] = closeness[there, here] = close
            if further == index + 1 and gap < 12:
                between = text[toponym.span.end : toponyms[further].span.start]
                if _NEXT.fullmatch(between):
                    following[here, there] = 1.0
                elif _IN.fullmatch(between):
                    inside[here, there] = 1.0
    return following, inside, closeness


def support(article: Article, weights: Floats) -> Floats:
    """What the other names say for each candidate, given how likely each of their own candidates is.

    Parameters
    ----------
    article : Article
    weights : array of float, (n,)
        Probabilities of the candidates of each sense.

    Returns
    -------
    array of float, (n, len(SUPPORT))
    """
    n, count = len(article.own), article.count
    rows, shares = article.best(weights)
    flat, share = rows.ravel(), shares.ravel()
    speaks = article.other[article.own]  # (n, count): whether the sense of a column is another name than the row's own

    def of_senses(holds: NDArray[np.bool_] | Floats) -> Floats:
        """(n, count * _LIKELY) -> (n, count), weighed by how likely each candidate is."""
        return np.asarray((holds * share).reshape(n, count, _LIKELY).sum(axis=2) * speaks)

    cosine = np.clip(article.point @ article.point[flat].T, -1.0, 1.0)
    km = _EARTH_KM * np.arccos(cosine)
    elsewhere = article.place[:, None] != article.place[flat]
    same_country = (article.country[:, None] == article.country[flat]) & (article.country[:, None] >= 0)
    same_division = (article.division[:, None] == article.division[flat]) & (article.division[:, None] >= 0)
    is_country, is_division = article.is_country[flat], article.is_division[flat]
    is_area = article.reach[flat] > 0
    within = (
        is_area & ~is_country & (km < _WITHIN * article.reach[flat]) & (article.reach[:, None] < article.reach[flat])
    )
    holds = elsewhere & ((same_country & is_country) | (same_division & is_division) | (within & ~is_division))
    held = elsewhere & (
        (same_country & article.is_country[:, None])
        | (same_division & article.is_division[:, None])
        | (
            (article.reach[:, None] > 0)
            & ~article.is_country[:, None]
            & ~article.is_division[:, None]
            & (km < _WITHIN * article.reach[:, None])
            & (article.reach[flat] < article.reach[:, None])
        )
    )
    near = np.where(elsewhere & ~is_country, np.exp(-km / 30.0), 0.0)
    hundred = np.where(elsewhere & ~is_country, np.exp(-km / 100.0), 0.0)
    three_hundred = np.where(elsewhere & ~is_country, np.exp(-km / 300.0), 0.0)

    by_country = of_senses(same_country)
    named = of_senses(same_country & is_country)
    by_division = of_senses(same_division)
    division_named = of_senses(same_division & is_division & elsewhere)
    held_by = of_senses(holds)
    holding = of_senses(held)
    areas = of_senses(np.broadcast_to(is_area, holds.shape))
    by_hundred = of_senses(hundred)
    counts = article.weight * speaks
    total = np.maximum(counts.sum(axis=1), 1e-9)
    closeness = article.closeness[article.own]
    following, inside = article.following[article.own], article.inside[article.own]
    previous = (article.following + article.inside).T[article.own]
    theatre = (article.is_theatre[flat] * share).reshape(count, _LIKELY).sum(axis=1)
    theatre_share = (speaks * article.weight * theatre).sum(axis=1) / total
    nearest = by_hundred.max(axis=1)
    is_own_division = article.is_division.astype(np.float64)
    small = article.standing[:, 3] * (speaks.sum(axis=1) > 0)
    return np.stack(
        (
            *article.called.T,
            (by_country * counts).sum(axis=1) / total,
            named.max(axis=1),
            (named * closeness).max(axis=1),
            (by_division * counts).sum(axis=1) / total,
            division_named.max(axis=1),
            (division_named * closeness).max(axis=1),
            (held_by * following).max(axis=1),
            ((areas - held_by) * following).max(axis=1),
            (holding * previous).max(axis=1),
            (held_by * inside).max(axis=1),
            np.where(article.is_country, 0.0, (held_by - named).max(axis=1)),
            of_senses(near).max(axis=1),
            nearest,
            (of_senses(three_hundred) * counts).sum(axis=1) / total,
            (of_senses(near) * closeness).max(axis=1),
            small * (nearest < 0.2),
            is_own_division * (of_senses(np.broadcast_to(is_division, holds.shape)) * closeness).max(axis=1),
            by_division[:, article.first],
            article.is_theatre * theatre_share,
            article.is_theatre * float(article.is_theatre_language),
        ),
        axis=1,
    )
