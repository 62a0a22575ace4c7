"""The columns front_km, front_source and front_date of the mention table, filled on reading and exporting.

The store keeps them empty: a line may be added long after the article, and an old mention has it from that moment on.
"""

from __future__ import annotations

import os

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from geo.assembly import last_days
from geo.errors import FrontError
from geo.frame import TEXT
from geo.front.distance import EPOCH, Front, measure
from geo.views import UNDATED, Views

SETTING = "ATLAS_FRONT_DAYS"
_AGE_DAYS = 14
_WIDEST_DAYS = 31  # of a mention's interval: of a year it cannot be said where the line was
_MEASURED = ["kind", "latitude", "longitude", "published", "published_precision", "event_start", "event_end"]
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


def batch_with_front(batch: pa.RecordBatch, front: Front, *, most_age: int) -> pa.RecordBatch:
    """As `with_front`, of a batch of mentions in Arrow's form; the same schema."""
    if not front.lines or not batch.num_rows:
        return batch
    frame = with_front(batch.select(_MEASURED).to_pandas(date_as_object=False), front, most_age=most_age)
    for name in ("front_km", "front_source", "front_date"):
        number = batch.schema.get_field_index(name)
        column = pa.Array.from_pandas(frame[name]).cast(batch.schema.field(number).type)
        batch = batch.set_column(number, batch.schema.field(number), column)
    return batch


def furthest_km(view: Views, front: Front, most_age: int) -> npt.NDArray[np.float32]:
    """Of each mention of the views the distance to the line of its day, on either side; NaN where there is none.

    Of a place that is an area it is that of its furthest ground, so that it counts as near only where all of it is.
    """
    known = (view.first != UNDATED) & (view.last.astype(np.int64) - view.first < _WIDEST_DAYS)
    days = np.where(known, view.last, -1).astype(np.int32)
    radius = np.append(radii(view.places), 0.0)[view.place]
    longitude, latitude = (
        np.append(view.places[name].to_numpy(np.float64), np.nan)[view.place] for name in ("longitude", "latitude")
    )
    longitude[~known] = np.nan
    longitude[view.drawn :] = np.nan  # peoples and governments are no place
    km: npt.NDArray[np.float32] = (np.abs(measure(front, longitude, latitude, days, most_age).km) + radius).astype(
        np.float32
    )
    return km


def radii(places: pd.DataFrame) -> npt.NDArray[np.float64]:
    """The radius in km of the ground that each place may mean; 0 for a spot."""
    radius = places["uncertainty_km"].fillna(0.0).to_numpy(np.float64)
    return np.where(places["level"].isin(SPOTS), 0.0, radius)


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
