"""Which mentions a reader's filters keep, and how many mentions each value of each filter would leave."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.counting import Units
from geo.models import BASES, KINDS, LEVELS, ROLES
from geo.views import NO_SCORE, Codes, Mask, Views

FACETS = ("roles", "levels", "kinds", "bases", "countries", "admin1s", "languages", "sources")
LEAST_SCORES = (50, 70, 80, 90, 95)  # percent
FRONT_KMS = (10, 20, 50)  # on either side of the line

Counts = npt.NDArray[np.int64]

_OF_TRAITS: dict[str, tuple[str, ...]] = {"roles": ROLES, "bases": BASES, "kinds": KINDS}
_SHAPE = (len(ROLES) + 1, len(BASES) + 1, len(KINDS))  # the first of roles and bases stands for none
_OF_PLACES = ("levels", "countries", "admin1s")
_OF_ARTICLES = ("languages", "sources")


@dataclass(frozen=True, slots=True)
class Filters:
    """What a reader asks for; an empty filter keeps all.

    Attributes
    ----------
    roles, levels, bases, languages, sources : tuple of str
        Words of the columns role, level, basis, lang and source.
    kinds : tuple of str
        Words of the column kind; empty stands for those that are drawn, place.
    countries : tuple of str
        ISO 3166-1 alpha-2 codes.
    admin1s : tuple of str
        Country and first-order division: "UA/Donetsk".
    least_score : int
        Percent; above 0 it drops what has no score.
    text, place : str
        What is searched for in the articles, and in the names of places.
    front_km : int
        Above 0: within so many km of the front line, on either side; drops what has no line of its day.
    front_of : str
        Which lines that is measured to; set with front_km, and no choice of its own.
    """

    roles: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    bases: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    admin1s: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    least_score: int = 0
    text: str = ""
    place: str = ""
    front_km: int = 0
    front_of: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """What the searches found: which articles (one value each), which places (one value each); None where nothing is searched.

    `front_km` is the distance of each mention to the front line, NaN where there is none; None where none is asked for.
    """

    articles: Mask | None = None
    places: Mask | None = None
    front_km: npt.NDArray[np.float32] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Index:
    """Views with what is filtered on, as codes; made once for each views.

    Attributes
    ----------
    values : dict of str to tuple of str
        For each of `FACETS` the values that occur, or may occur; of the last four the most mentioned first.
    codes : dict of str to numpy.ndarray of int32
        For each facet of places or articles the index into its values, one for each place or article; -1 where there is none.
    traits : numpy.ndarray of uint8
        Role, basis and kind of each mention in one number: an index into an array of `_SHAPE`.
    """

    view: Views
    values: dict[str, tuple[str, ...]]
    codes: dict[str, Codes]
    traits: npt.NDArray[np.uint8]


def index(view: Views) -> Index:
    """The codes of all facets of a view; some 30 ms at a million mentions."""
    traits = (view.role.astype(np.uint8) + np.uint8(1)) * np.uint8(_SHAPE[1] * _SHAPE[2])
    traits += (view.basis.astype(np.uint8) + np.uint8(1)) * np.uint8(_SHAPE[2]) + view.kind.astype(np.uint8)
    at_place = _histogram(view.place[: view.drawn], len(view.places))
    at_article = _histogram(view.article[: view.drawn], len(view.articles))
    values = {**_OF_TRAITS, "levels": tuple(LEVELS)}
    codes = {"levels": pd.Categorical(view.places["level"], categories=LEVELS).codes.astype(np.int32)}
    articles = view.articles
    languages = [word or None for word in np.array([*articles.langs, None], dtype=object)]
    sources = [word or None for word in np.array([*articles.sources, None], dtype=object)]
    for facet, own, words, weights in (
        ("countries", *_factorized(view.places["country_code"]), at_place),
        ("admin1s", *_factorized(_admin1s(view.places)), at_place),
        ("languages", articles.lang, languages[:-1], at_article),
        ("sources", articles.source, sources[:-1], at_article),
    ):
        values[facet], codes[facet] = _by_mentions(own, words, weights)
    return Index(view, values, codes, traits)


def _factorized(words: pd.Series) -> tuple[Codes, list[str | None]]:
    codes, found = pd.factorize(words.replace("", None))
    return codes.astype(np.int32), list(found)


def _admin1s(places: pd.DataFrame) -> pd.Series:
    country, admin1 = (
        places[name].astype(object).where(places[name].notna(), "") for name in ("country_code", "admin1")
    )
    return (country + "/" + admin1).where(admin1 != "", None)


def _by_mentions(codes: Codes, words: list[str | None], weights: Counts) -> tuple[tuple[str, ...], Codes]:
    """The words in the order of their mentions, the most first, and the codes of that order; no word has -1."""
    sums = np.bincount(codes + 1, weights=weights, minlength=len(words) + 1)[1:]
    order = sorted((n for n, word in enumerate(words) if word), key=lambda n: (-sums[n], str(words[n])))
    place = np.full(len(words) + 1, -1, dtype=np.int32)
    place[order] = np.arange(len(order), dtype=np.int32)
    return tuple(str(words[n]) for n in order), place[codes]


def _histogram(codes: Codes, length: int) -> Counts:
    """How often each code occurs; -1 is left out."""
    counts: Counts = np.bincount(codes + 1, minlength=length + 1)[1:]
    return counts


def mask(known: Index, filters: Filters, found: Found, *, without: str | None = None) -> Mask:
    """Which mentions the filters keep, whatever the period is.

    Parameters
    ----------
    without : str, optional
        One of `FACETS`, or least_score, that is to keep all; without kinds all kinds are kept.
    """
    view = known.view
    asked = {facet: () if facet == without else getattr(filters, facet) for facet in FACETS}
    if without != "kinds":
        asked["kinds"] = asked["kinds"] or ("place",)
    # As bytes, because numpy would make an index of eight bytes of each of the numbers first.
    table = np.resize(_traits_kept(asked), 256).tobytes()
    keep: Mask = np.frombuffer(bytearray(known.traits.tobytes().translate(table)), dtype=np.bool_)
    if filters.least_score and without != "least_score":
        keep &= (view.score >= filters.least_score) & (view.score != NO_SCORE)
    if filters.front_km and found.front_km is not None:
        keep &= found.front_km <= filters.front_km
    for facets, hits, row in ((_OF_PLACES, found.places, view.place), (_OF_ARTICLES, found.articles, view.article)):
        chosen = [_kept_codes(known, facet, asked[facet]) for facet in facets if asked[facet]]
        if hits is not None:
            chosen.append(hits)
        if chosen:
            # What has no place has row -1, and so takes the value behind the last.
            keep &= np.append(np.logical_and.reduce(chosen), False)[row]
    return keep


def _traits_kept(asked: dict[str, tuple[str, ...]]) -> Mask:
    kept = np.ones(_SHAPE, dtype=np.bool_)
    for axis, facet in enumerate(_OF_TRAITS):
        if asked[facet]:
            words = (None, *_OF_TRAITS[facet]) if facet != "kinds" else KINDS
            chosen = np.array([word in asked[facet] for word in words])
            kept &= chosen.reshape([-1 if axis == other else 1 for other in range(len(_SHAPE))])
    return kept.ravel()


def _kept_codes(known: Index, facet: str, asked: tuple[str, ...]) -> Mask:
    chosen: Mask = np.array([*(value in asked for value in known.values[facet]), False])
    kept: Mask = chosen[known.codes[facet]]
    return kept


def facet_counts(
    known: Index, filters: Filters, found: Found, period: Mask, retold: Units | None = None
) -> dict[str, Counts]:
    """How many mentions each value of a facet would leave, given the period and all other filters.

    Parameters
    ----------
    period : numpy.ndarray of bool
        The mentions of every kind that the period keeps.
    retold : Units, optional
        What several articles tell, where each story is to count once.

    Returns
    -------
    dict of str to numpy.ndarray of int64
        For each of `FACETS` one count for each of its `Index.values`; for least_score one for each of `LEAST_SCORES`.
    """
    counts: dict[str, Counts] = {}
    together = [facet for facet in (*FACETS, "least_score") if facet != "kinds" and not getattr(filters, facet)]
    apart = [facet for facet in (*FACETS, "least_score") if facet not in together]
    for facets, without in [(together, None), *(([facet], facet) for facet in apart)]:
        if facets:
            kept = period & mask(known, filters, found, without=without)
            counts |= _counted_once(known, facets, kept, retold) if retold else _counted(known, facets, kept)
    return counts


def _counted_once(known: Index, facets: list[str], kept: Mask, retold: Units) -> dict[str, Counts]:
    """As `_counted`, of a story's versions only one for each value: what the value alone would leave."""
    chosen = kept[retold.rows]
    rows, units = retold.rows[chosen], retold.units[chosen]
    plain = kept.copy()
    plain[rows] = False
    counts = _counted(known, facets, plain)
    for facet in facets:
        if facet == "least_score":
            scores = np.where(known.view.score[rows] == NO_SCORE, 0, known.view.score[rows])
            for number, least in enumerate(LEAST_SCORES):
                counts[facet][number] += len(np.unique(units[scores >= least]))
            continue
        width = len(counts[facet])
        codes = _codes_of(known, facet, rows).astype(np.int64)
        pairs = np.unique((units * width + codes)[codes >= 0])
        counts[facet] += np.bincount(pairs % width, minlength=width)[:width] if width else 0
    return counts


def _codes_of(known: Index, facet: str, rows: npt.NDArray[np.intp]) -> Codes:
    """Of some mentions the index into the values of a facet, -1 for none."""
    view = known.view
    if facet in _OF_TRAITS:
        return {"roles": view.role, "bases": view.basis, "kinds": view.kind}[facet][rows].astype(np.int32)
    row = (view.place if facet in _OF_PLACES else view.article)[rows]
    return np.append(known.codes[facet], np.int32(-1))[row]


def _counted(known: Index, facets: list[str], kept: Mask) -> dict[str, Counts]:
    view, counts, rows = known.view, {}, np.flatnonzero(kept)
    if set(facets) & set(_OF_TRAITS):
        traits = np.bincount(known.traits[rows], minlength=int(np.prod(_SHAPE))).reshape(_SHAPE)
        sums = {"roles": traits.sum((1, 2))[1:], "bases": traits.sum((0, 2))[1:], "kinds": traits.sum((0, 1))}
        counts = {facet: sums[facet] for facet in facets if facet in sums}
    for group, row, length in (
        (_OF_PLACES, view.place, len(view.places)),
        (_OF_ARTICLES, view.article, len(view.articles)),
    ):
        asked = [facet for facet in facets if facet in group]
        if asked:
            each = _histogram(row[rows], length)
            for facet in asked:
                wide = len(known.values[facet]) + 1
                counts[facet] = np.bincount(known.codes[facet] + 1, weights=each, minlength=wide)[1:].astype(np.int64)
    if "least_score" in facets:
        scores = np.bincount(view.score[rows], minlength=NO_SCORE + 1)[:NO_SCORE]
        counts["least_score"] = np.array([scores[least:].sum() for least in LEAST_SCORES])
    return counts
