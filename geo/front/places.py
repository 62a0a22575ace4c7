"""What the line says of places: near it or not, nearer or further over time, on the other side than before."""

from __future__ import annotations

from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.front.distance import EPOCH, Front, measure

# What "at the front" means here: tube artillery reaches some 20 km, what ground is fought for with (mortars, tank guns) half.
FRONT_LINE_KM = 10.0
# Behind the line on either side: a claim that ground is taken so far from it is about another place, another day, or not so.
FAR_KM = 20.0
_FIELDS = {"place_id": "str", "place_name": "str", "before_km": "float64", "after_km": "float64", "change": "str"}


def is_front_line(km: float | None) -> bool:
    """Whether a place at this signed distance is in the role 'front-line' on that day: within 10 km of the line, on either side."""
    return km is not None and bool(abs(km) <= FRONT_LINE_KM)


def front_line_days(frame: pd.DataFrame) -> pd.DataFrame:
    """The places and days of a table of mentions on which a place was in the role 'front-line'.

    Returns
    -------
    pandas.DataFrame
        place_id, place_name, front_date, front_km (the nearest of the day); by day and place.
    """
    near = frame[frame["front_km"].abs() <= FRONT_LINE_KM]
    order = near["front_km"].abs().argsort(kind="stable")
    first = near.iloc[order].drop_duplicates(["place_id", "front_date"])
    columns = ["place_id", "place_name", "front_date", "front_km"]
    return first[columns].sort_values(["front_date", "place_id"], ignore_index=True)


def is_far_claim(role: str | None, km: float | None) -> bool:
    """Whether a mention says that ground changed hands more than 20 km away from the line of its day."""
    return role == "control" and km is not None and bool(abs(km) > FAR_KM)


def curve(front: Front, longitude: float, latitude: float) -> pd.DataFrame:
    """The distance of a place to each line.

    Returns
    -------
    pandas.DataFrame
        day (datetime64), source, km; by day.
    """
    days = front.days
    found = _each(front, longitude, latitude)
    return pd.DataFrame(
        {
            "day": days.astype("datetime64[D]").astype("datetime64[s]"),
            "source": [line.source for line in front.lines],
            "km": found,
        }
    )


def _each(front: Front, longitude: float, latitude: float) -> npt.NDArray[np.float64]:
    km = np.empty(len(front.lines))
    for source in front.sources:
        own = front.of(source)
        at = np.array([line.source == source for line in front.lines])
        spot = np.full(len(own.lines), longitude), np.full(len(own.lines), latitude)
        km[at] = measure(own, *spot, own.days, 0).km
    return km


def changed_sides(front: Front, places: pd.DataFrame, before: date, after: date, most_age: int) -> pd.DataFrame:
    """The places that lay on one side of the line on one day and on the other on another, by how much it moved past them.

    Parameters
    ----------
    front : Front
        Of one source: what two sources draw differently is no change.
    places : pandas.DataFrame
        place_id, place_name, level, latitude, longitude; areas are left out, for a line may run through them.
    most_age : int
        Days that a line may be older than its day; where there is none the result is empty.

    Returns
    -------
    pandas.DataFrame
        place_id, place_name, before_km, after_km (signed), change: "occupied" or "freed".
    """
    spots = places[places["level"] == "populated_place"]
    longitude, latitude = (spots[name].to_numpy().astype(np.float64) for name in ("longitude", "latitude"))
    was, now = (
        measure(front, longitude, latitude, np.full(len(spots), (day - EPOCH).days, np.int32), most_age).km
        for day in (before, after)
    )
    changed = np.flatnonzero(was * now < 0)
    order = changed[np.argsort(-np.abs(now - was)[changed], kind="stable")]
    table = pd.DataFrame(
        {
            "place_id": spots["place_id"].to_numpy()[order],
            "place_name": spots["place_name"].to_numpy()[order],
            "before_km": was[order],
            "after_km": now[order],
            "change": np.where(now[order] < 0, "occupied", "freed"),
        }
    )
    return table.astype(_FIELDS)
