"""What the page opens with where its address asks for nothing: the last busy month, and the place that it tells most of."""

from __future__ import annotations

from datetime import timedelta

import numpy as np

from geo.models import Interval
from geo.views import Views, day_number, extent, kept, places_of

_BUSY = 0.5  # of what a month with mentions has on average; a month that has only just begun rarely reaches it


def busy_month(view: Views) -> Interval | None:
    """The last calendar month of the timeline in which much is told, as far as the timeline reaches.

    Much is at least half of what the months with mentions have on average. A mention counts in the month of its first day, if
    it is drawn.

    Returns
    -------
    Interval or None
        Both days included; None where nothing is dated.
    """
    whole = extent(view)
    if whole is None:
        return None
    begins = [whole.start.replace(day=1)]
    while begins[-1] <= whole.end:
        begins.append((begins[-1] + timedelta(31)).replace(day=1))
    edges = np.searchsorted(view.first[: view.dated], [day_number(day) for day in begins])
    counts = np.diff(edges)
    if not counts.any():
        return whole
    month = int(np.flatnonzero(counts >= _BUSY * counts[counts > 0].mean())[-1])
    return Interval(max(begins[month], whole.start), min(begins[month + 1] - timedelta(1), whole.end))


def most_told(view: Views, period: Interval) -> str | None:
    """The place_id of the town that most articles name in a period, else of the place; None where no place is named."""
    places = places_of(view, kept(view, period, undated=False)).sort_values("articles", ascending=False, kind="stable")
    towns = places[places["level"] == "populated_place"]
    first = (towns if len(towns) else places).head(1)
    return str(first["place_id"].iloc[0]) if len(first) else None
