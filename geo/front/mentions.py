"""The columns front_km, front_source and front_date of the mention table, filled on reading and exporting.

The store keeps them empty: a line may be added long after the article, and an old mention has it from that moment on.
"""

from __future__ import annotations

import os

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.assembly import last_days
from geo.errors import FrontError
from geo.frame import TEXT
from geo.front.distance import EPOCH, Front, measure

SETTING = "ATLAS_FRONT_DAYS"
_AGE_DAYS = 14
_WIDEST_DAYS = 31  # of a mention's interval: of a year it cannot be said where the line was
# What is a spot; of all else uncertainty_km is the radius of ground that is meant.
SPOTS = ("populated_place", "facility", "other")


def most_age_days() -> int:
    """Days after which a line is stale, drawn pale and no longer measured against: `ATLAS_FRONT_DAYS`, else 14.

    Raises
    ------
    FrontError
        Where the setting is no number of days.
    """
    text = os.environ.get(SETTING, "").strip()
    if not text:
        return _AGE_DAYS
    if not text.isdecimal() or int(text) > 3660:
        raise FrontError(f"{SETTING} is {text!r}; write a number of days from 0 to 3660")
    return int(text)


def with_front(frame: pd.DataFrame, front: Front, *, most_age: int | None = None) -> pd.DataFrame:
    """A table of mentions with the distances of its places to the line on the day of each.

    The day is the last of the event, else the last on which the article may have been published. Left empty are mentions that
    are no place, that are undated or known to more than a month, and those of days without a line of at most `most_age` days.

    Parameters
    ----------
    frame : pandas.DataFrame
        The columns of `geo.frame.COLUMNS`; it is not changed.
    front : Front
        Of one source or several; of several the newest line on the day.

    Returns
    -------
    pandas.DataFrame
        The same rows and columns. `front_km` is of the point that stands for the place; of an area whatever lies in it has
        front_km give or take uncertainty_km.
    """
    if not front.lines or frame.empty:
        return frame
    days = mention_days(frame)
    longitude = frame["longitude"].to_numpy().astype(np.float64)
    longitude[(frame["kind"] != "place").to_numpy() | (days < 0)] = np.nan
    age = most_age_days() if most_age is None else most_age
    found = measure(front, longitude, frame["latitude"].to_numpy(), days, age)
    sources = np.array([*(line.source for line in front.lines), None], dtype=object)
    dates = np.array([*(line.day for line in front.lines), None], dtype="datetime64[s]")
    return frame.assign(
        front_km=np.round(found.km, 2),
        front_source=pd.Series(sources[found.line], index=frame.index, dtype=TEXT),
        front_date=dates[found.line],
    )


def mention_days(frame: pd.DataFrame) -> npt.NDArray[np.int32]:
    """The day of each mention, in days since 1970-01-01; -1 where it is undated, or known to more than a month."""
    has_event = frame["event_end"].notna()
    first = _days(frame["event_start"].where(has_event, frame["published"]))
    published = last_days(frame["published"], frame["published_precision"])
    last = np.where(has_event, _days(frame["event_end"]), published)
    known = (first >= 0) & (last - first < _WIDEST_DAYS)
    return np.where(known, last, -1).astype(np.int32)


def _days(column: pd.Series) -> npt.NDArray[np.int64]:
    days = column.to_numpy().astype("datetime64[D]")
    since = (days - np.datetime64(EPOCH)).astype(np.int64)
    return np.where(np.isnat(days), -1, since)
