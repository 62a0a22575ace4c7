"""Counts per day and role, and the periods that the page offers."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np

from geo.models import ROLES, Interval
from geo.views import Mask, Views, day_number, told_role

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2100, 12, 31)  # what the page lets a reader ask for


def bars(view: Views, mask: Mask, whole: Interval) -> dict[str, Any]:
    """Mentions per day and role, as the browser draws them: one list a role, one number a day.

    A mention of one day counts on that day under its role. One of a longer interval is known on none of its days: it counts
    once on each of them, apart.

    Parameters
    ----------
    whole : Interval
        The days of the axis; what lies outside is left out.

    Returns
    -------
    dict
        first (days since 1970-01-01), roles (a list for each of `ROLES`), wide (a list); all lists of one length.
    """
    begin, end = day_number(whole.start), day_number(whole.end)
    length = end - begin + 1
    rows = np.flatnonzero(mask)
    first, last = view.first[rows], view.last[rows]
    exact = (first == last) & (first >= begin) & (first <= end)
    cells = told_role(view.role[rows[exact]]) * np.int32(length) + (first[exact] - np.int32(begin))
    counts = np.bincount(cells, minlength=length * len(ROLES)).reshape(len(ROLES), length)
    wide = (first != last) & (first <= end) & (last >= begin)
    begun = np.bincount(np.maximum(first[wide], begin) - begin, minlength=length)
    over = np.bincount(np.minimum(last[wide], end) - begin + 1, minlength=length + 1)[:length]
    return {"first": begin, "roles": counts.tolist(), "wide": (begun - over).cumsum().tolist()}


def last_days(extent: Interval, days: int) -> Interval:
    """The last `days` days of an extent, no further back than its start."""
    return Interval(max(extent.start, extent.end - timedelta(days - 1)), extent.end)
