"""What the page counts: the mentions as numpy columns, kept by period, and gathered by place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.models import BASES, ROLES, Interval

EPOCH = date(1970, 1, 1)
UNDATED = np.iinfo(np.int32).max
NO_SCORE = np.iinfo(np.uint8).max
OF_PLACES = ["place_id", "place_name", "level", "country_code", "admin1", "latitude", "longitude", "uncertainty_km"]

Days = npt.NDArray[np.int32]
Codes = npt.NDArray[np.int32]
Words = npt.NDArray[np.int8]
Percents = npt.NDArray[np.uint8]
Mask = npt.NDArray[np.bool_]
Rows = npt.NDArray[np.intp]
Counts = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class ArticleColumns:
    """Columns of the articles, one value each, in the order of their ids.

    Attributes
    ----------
    ingest, number : numpy.ndarray of int32
        Index into `ingests`, and the number in that ingest: with both the store finds its mentions.
    published : numpy.ndarray of int32
        Days since 1970-01-01; `UNDATED` where there is no date.
    lang, source, story : numpy.ndarray of int32
        Index into `langs` and `sources`; articles of one story have the same number. -1 where there is none.
    """

    ingest: Codes
    number: Codes
    published: Days
    lang: Codes
    source: Codes
    story: Codes
    ingests: tuple[str, ...]
    langs: tuple[str, ...]
    sources: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.published)


@dataclass(frozen=True, slots=True, eq=False)
class Views:
    """Columns of the mentions, one value each: those of kind place by their first day, undated ones behind, then the others.

    Attributes
    ----------
    places : pandas.DataFrame
        One row a resolved place, with the columns `OF_PLACES`.
    name_order : numpy.ndarray of int32
        Where each place's name comes in their alphabet; the same for the same name.
    articles : ArticleColumns
    drawn, dated : int
        How many mentions are of kind place, the only ones that are drawn; and how many of these have a day.
    first, last : numpy.ndarray of int32
        Days since 1970-01-01, both included; `UNDATED` where the mention is undated.
    place : numpy.ndarray of int32
        Row of `places`; -1 where the mention could not be placed.
    article : numpy.ndarray of int32
        Row of `articles`.
    pair : numpy.ndarray of int32
        The same for mentions of one place in one article; -1 for what has no place. `pair_place` holds the place of each.
    start : numpy.ndarray of int32
        Where the mention stands in its article, in code points.
    role, basis, kind : numpy.ndarray of int8
        Index into `ROLES`, `BASES` and `KINDS`; -1 where there is none.
    cell : numpy.ndarray of int32
        Place, role and basis in one number, so that one count gives all three: see `cells_of`.
    score : numpy.ndarray of uint8
        How sure the place is, in percent; `NO_SCORE` where there is none.
    whole : Interval or None
        See `extent`.
    newest : date or None
        The last day that had come when the newest article was published: an appointment may lie ahead of it.
    key : str
        Of no other views of this process; what is computed from them is kept under it.
    """

    places: pd.DataFrame
    name_order: Codes
    articles: ArticleColumns
    drawn: int
    dated: int
    first: Days
    last: Days
    place: Codes
    article: Codes
    pair: Codes
    pair_place: Codes
    start: Codes
    role: Words
    basis: Words
    kind: Words
    cell: Codes
    score: Percents
    whole: Interval | None
    newest: date | None
    key: str

    def __len__(self) -> int:
        return len(self.first)


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return (day - EPOCH).days


def extent(view: Views) -> Interval | None:
    """The days that a timeline of these mentions shows; None where nothing is dated.

    They run from the first publication to the last day known, and start earlier by at most a month where an event did. What an
    article recalls of years ago does not stretch the axis; the mention is still kept by every period that overlaps it.
    """
    return view.whole


def has_undated(view: Views) -> bool:
    """Whether some mention has neither an event's days nor a publication date."""
    return view.dated < view.drawn


def is_dated(view: Views) -> Mask:
    """Which mentions are drawn and have days."""
    mask: Mask = np.zeros(len(view), dtype=np.bool_)
    mask[: view.dated] = True
    return mask


def key_of(view: Views) -> str:
    """What Streamlit's caches know these views by."""
    return view.key


def kept(view: Views, period: Interval | None, undated: bool, *, every_kind: bool = False) -> Mask:
    """Which mentions a period keeps: those whose interval overlaps it, and the undated ones if they are asked for.

    A period of None keeps all that is dated. Mentions of a kind that is not drawn are kept only where `every_kind` says so.
    """
    mask: Mask = np.zeros(len(view), dtype=np.bool_)
    for begin, end in [(0, view.drawn), (view.drawn, len(view))][: 2 if every_kind else 1]:
        dated = begin + int(np.searchsorted(view.first[begin:end], np.int32(UNDATED)))
        if period is None:
            mask[begin:dated] = True
        else:
            # Sorted by their first day: those that begin in time are a slice, of which only the last day is still to be asked.
            # What is sought has the type of the days: else numpy would copy them all.
            begun = begin + int(
                np.searchsorted(view.first[begin:dated], np.int32(day_number(period.end)), side="right")
            )
            np.greater_equal(view.last[begin:begun], day_number(period.start), out=mask[begin:begun])
        if undated:
            mask[dated:end] = True
    return mask


@dataclass(frozen=True, slots=True, eq=False)
class Gathered:
    """The places that some mentions name, most mentioned first, as numbers; one value each.

    Attributes
    ----------
    rows : numpy.ndarray of int
        Row of `Views.places`.
    basis : numpy.ndarray of int
        Index into `BASES`: named where any mention names the place, else the most frequent one.
    role : numpy.ndarray of int
        Index into `ROLES`: the most frequent one that says more than other.
    mentions : numpy.ndarray of int
        How many.
    """

    rows: Counts
    basis: Counts
    role: Counts
    mentions: Counts

    def __len__(self) -> int:
        return len(self.rows)

    def first(self, count: int) -> Gathered:
        """The first so many of them."""
        return Gathered(*(column[:count] for column in self.columns))

    @property
    def columns(self) -> tuple[Counts, Counts, Counts, Counts]:
        """rows, basis, role and mentions."""
        return self.rows, self.basis, self.role, self.mentions


def gather(view: Views, mask: Mask, *, every_kind: bool = False) -> Gathered:
    """The places of the mentions that `mask` keeps; of those that are drawn, unless `every_kind` is asked for."""
    end = len(view) if every_kind else view.drawn
    count, width = len(view.places), len(ROLES) * len(BASES)
    cells = np.bincount(view.cell[:end][mask[:end]], minlength=(count + 1) * width)
    table = cells.reshape(count + 1, len(ROLES), len(BASES))[:count]  # behind them what has no place
    mentions = table.sum(axis=(1, 2))
    found = np.flatnonzero(mentions)
    found = found[np.lexsort((view.name_order[found], -mentions[found]))]
    table = table[found]
    return Gathered(found, _basis(table.sum(axis=1)), _telling(table.sum(axis=2)), mentions[found])


def articles_at(view: Views, mask: Mask, *, every_kind: bool = False) -> Counts:
    """In how many articles each of `Views.places` is named, of the mentions that `gather` takes."""
    end = len(view) if every_kind else view.drawn
    seen: Mask = np.zeros(len(view.pair_place) + 1, dtype=np.bool_)
    seen[view.pair[:end][mask[:end]]] = True
    return np.bincount(view.pair_place[seen[:-1]], minlength=len(view.places))  # the last one stands for no place, -1


def table_of(view: Views, found: Gathered) -> pd.DataFrame:
    """Gathered places as a table: the columns of `Views.places`, and basis, role and mentions."""
    table = view.places.take(found.rows).assign(
        basis=np.array(BASES, dtype=object)[found.basis],
        role=np.array(ROLES, dtype=object)[found.role],
        mentions=found.mentions,
    )
    return table.reset_index(drop=True)


def places_of(view: Views, mask: Mask, *, every_kind: bool = False) -> pd.DataFrame:
    """What `gather` finds, as a table, with how many articles name each place.

    Returns
    -------
    pandas.DataFrame
        Columns of `Views.places`, and basis, role, mentions, articles; most mentioned first.
    """
    found = gather(view, mask, every_kind=every_kind)
    articles = articles_at(view, mask, every_kind=every_kind)
    return table_of(view, found).assign(articles=articles[found.rows])


def cells_of(place: Codes, role: Words, basis: Words, places: int) -> Codes:
    """(place * roles + role) * bases + basis of each mention; what has no place counts behind the last one."""
    cells = np.where(place < 0, np.int32(places), place)
    cells *= np.int32(len(ROLES))
    cells += told_role(role)
    cells *= np.int32(len(BASES))
    cells += np.maximum(basis, 0)
    return cells


def told_role(roles: Words) -> Words:
    """The roles, with "other" for what has none: a demonym, a metonym."""
    told: Words = np.where(roles < 0, np.int8(ROLES.index("other")), roles)
    return told


def _basis(bases: Counts) -> Counts:
    named = BASES.index("named")
    chosen: Counts = np.where(bases[:, named] > 0, named, bases.argmax(axis=1))
    return chosen


def _telling(roles: Counts) -> Counts:
    # "other" is the last role; it stands for a place only where no mention says more.
    events = roles[:, : ROLES.index("other")]
    chosen: Counts = np.where(events.sum(axis=1) > 0, events.argmax(axis=1), ROLES.index("other"))
    return chosen


def rows_of(view: Views, mask: Mask, place_id: str | None) -> Rows:
    """Rows of the mentions of one place that `mask` keeps (None: without a place), newest publication first, undated last."""
    found = np.flatnonzero(view.places["place_id"] == place_id) if place_id is not None else [-1]
    if not len(found):
        return np.empty(0, dtype=np.intp)
    rows = np.flatnonzero(mask & (view.place == found[0]))
    article = view.article[rows]
    published = view.articles.published[article]
    newest = np.where(published == UNDATED, UNDATED, -published)
    return rows[np.lexsort((view.start[rows], article, newest))]
