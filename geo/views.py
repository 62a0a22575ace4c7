"""What the page counts: the table of mentions as numpy columns, kept by period, and gathered by place and by day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.models import BASES, ROLES, Interval

EPOCH = date(1970, 1, 1)
_RECALLED_DAYS = 31
_UNDATED = np.iinfo(np.int32).max

Days = npt.NDArray[np.int32]
Codes = npt.NDArray[np.int32]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Views:
    """Columns of the mentions of kind place, one value a mention, in the order of the table.

    Attributes
    ----------
    frame : pandas.DataFrame
        Those mentions, for reading excerpts; the columns of `geo.frame.COLUMNS`.
    places : pandas.DataFrame
        One row a resolved place: place_id, place_name, level, country_code, admin1, latitude, longitude, uncertainty_km.
    first, last : numpy.ndarray of int32
        Days since 1970-01-01, both included; the greatest int32 where the mention is undated.
    place : numpy.ndarray of int32
        Row of `places`; -1 where the mention could not be placed.
    role, basis : numpy.ndarray of int32
        Index into `ROLES` and `BASES`.
    article : numpy.ndarray of int32
        Number of the article.
    """

    frame: pd.DataFrame
    places: pd.DataFrame
    first: Days
    last: Days
    place: Codes
    role: Codes
    basis: Codes
    article: Codes


def views(frame: pd.DataFrame) -> Views:
    """The views of a table of mentions; demonyms and metonyms are left out, as they are never drawn."""
    mentions = frame[frame["kind"] == "place"].reset_index(drop=True)
    first, last = _intervals(mentions)
    codes, ids = pd.factorize(mentions["place_id"])
    rows = mentions[mentions["place_id"].notna()].drop_duplicates("place_id").set_index("place_id").reindex(ids)
    kept = ["place_name", "level", "country_code", "admin1", "latitude", "longitude", "uncertainty_km"]
    return Views(
        frame=mentions,
        places=rows[kept].reset_index(names="place_id"),
        first=first,
        last=last,
        place=codes.astype(np.int32),
        role=pd.Categorical(mentions["role"], categories=ROLES).codes.astype(np.int32),
        basis=pd.Categorical(mentions["basis"], categories=BASES).codes.astype(np.int32),
        article=pd.factorize(mentions["article_id"])[0].astype(np.int32),
    )


def _intervals(mentions: pd.DataFrame) -> tuple[Days, Days]:
    """A mention's days: its event, else its publication at its precision, else undated."""
    published = mentions["published"]
    precision = mentions["published_precision"]
    until = published.where(precision == "day", published + pd.offsets.MonthEnd(0))
    until = until.where(precision != "year", published + pd.offsets.YearEnd(0))
    first = mentions["event_start"].fillna(published)
    last = mentions["event_end"].fillna(until)
    return _days(first), _days(last)


def _days(column: pd.Series) -> Days:
    days = column.to_numpy().astype("datetime64[D]")
    return np.where(np.isnat(days), _UNDATED, days.astype(np.int64)).astype(np.int32)


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return (day - EPOCH).days


def extent(view: Views) -> Interval | None:
    """The days that a timeline of these mentions shows; None where nothing is dated.

    They run from the first publication to the last day known, and start earlier by at most a month where an event did. What an
    article recalls of years ago does not stretch the axis; the mention is still kept by every period that overlaps it.
    """
    dated = view.first != _UNDATED
    if not dated.any():
        return None
    published = _days(view.frame["published"])
    earliest = int(published.min())
    if earliest == _UNDATED:
        earliest = int(view.first[dated].min())
    recent = view.first[dated & (view.first >= earliest - _RECALLED_DAYS)]
    first, last = min(earliest, int(recent.min())), int(view.last[dated].max())
    return Interval(EPOCH + timedelta(first), EPOCH + timedelta(max(first, last)))


def has_undated(view: Views) -> bool:
    """Whether some mention has neither an event's days nor a publication date."""
    return bool((view.first == _UNDATED).any())


def is_dated(view: Views) -> Mask:
    """Which mentions have days."""
    dated: Mask = view.first != _UNDATED
    return dated


def kept(view: Views, period: Interval | None, undated: bool) -> Mask:
    """Which mentions a period keeps: those whose interval overlaps it, and the undated ones if they are asked for.

    A period of None keeps all that is dated.
    """
    is_undated = view.first == _UNDATED
    if period is None:
        inside = ~is_undated
    else:
        inside = (view.first <= day_number(period.end)) & (view.last >= day_number(period.start)) & ~is_undated
    mask: Mask = inside | is_undated if undated else inside
    return mask


def places_of(view: Views, mask: Mask) -> pd.DataFrame:
    """The places of the mentions that `mask` keeps.

    Returns
    -------
    pandas.DataFrame
        Columns of `Views.places`, and basis (named where any mention names the place), role (the most frequent one that says
        more than other), mentions, articles; most mentioned first.
    """
    mask = mask & (view.place >= 0)
    place, count = view.place[mask], len(view.places)
    mentions = np.bincount(place, minlength=count)
    roles = np.bincount(place * len(ROLES) + view.role[mask], minlength=count * len(ROLES)).reshape(count, len(ROLES))
    named = np.bincount(place[view.basis[mask] == BASES.index("named")], minlength=count)
    any_basis = np.zeros(count, dtype=np.int32)
    any_basis[place] = view.basis[mask]
    pairs = np.unique(np.stack([place, view.article[mask]]), axis=1)
    table = view.places.assign(
        basis=np.array(BASES, dtype=object)[np.where(named > 0, BASES.index("named"), any_basis)],
        role=np.array(ROLES, dtype=object)[_telling(roles)],
        mentions=mentions,
        articles=np.bincount(pairs[0], minlength=count),
    )
    table = table[table["mentions"] > 0].sort_values(["mentions", "place_name"], ascending=[False, True], kind="stable")
    return table.reset_index(drop=True)


def _telling(roles: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    # "other" is the last role; it stands for a place only where no mention says more.
    events = roles[:, : ROLES.index("other")]
    chosen: npt.NDArray[np.int64] = np.where(events.sum(axis=1) > 0, events.argmax(axis=1), ROLES.index("other"))
    return chosen


def mentions_of(view: Views, mask: Mask, place_id: str) -> pd.DataFrame:
    """The mentions of one place that `mask` keeps, newest publication first, undated ones last."""
    rows = view.frame[mask & (view.frame["place_id"] == place_id).to_numpy()]
    return rows.sort_values(["published", "article_id", "start"], ascending=[False, True, True], na_position="last")


def unplaced(view: Views, mask: Mask) -> pd.DataFrame:
    """The mentions that `mask` keeps and that could not be placed, newest publication first."""
    rows = view.frame[mask & (view.place < 0)]
    return rows.sort_values(["published", "article_id", "start"], ascending=[False, True, True], na_position="last")
