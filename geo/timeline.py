"""Counts per day and role, and the periods that the page offers."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from geo.models import ROLES, Interval
from geo.views import UNDATED, Mask, Views, day_number, told_role

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2100, 12, 31)  # what the page lets a reader ask for
WIDE = "several days"  # the bar of mentions whose interval is longer than a day


def counts_per_day(view: Views, mask: Mask) -> pd.DataFrame:
    """Mentions per day and role.

    A mention of one day counts on that day under its role. One of a longer interval is known on none of its days: it counts
    once on each of them, under `WIDE`, a bar of its own.

    Returns
    -------
    pandas.DataFrame
        day (datetime64), role (one of `ROLES`, or `WIDE`), mentions (> 0); ordered by day, then role.
    """
    dated = mask & (view.first != UNDATED)
    exact = dated & (view.first == view.last)
    wide = dated & (view.first != view.last)
    parts = []
    if exact.any():
        origin = int(view.first[exact].min())
        cells = (view.first[exact] - origin) * len(ROLES) + told_role(view.role[exact])
        counts = np.bincount(cells)
        filled = np.flatnonzero(counts)
        days, roles = filled // len(ROLES) + origin, np.array(ROLES, dtype=object)[filled % len(ROLES)]
        parts.append(pd.DataFrame({"day": days, "role": roles, "mentions": counts[filled]}))
    if wide.any():
        origin, end = int(view.first[wide].min()), int(view.last[wide].max())
        change = np.bincount(view.first[wide] - origin, minlength=end - origin + 2).astype(np.int64)
        change -= np.bincount(view.last[wide] - origin + 1, minlength=end - origin + 2)
        counts = change.cumsum()[:-1]
        filled = np.flatnonzero(counts)
        parts.append(pd.DataFrame({"day": filled + origin, "role": WIDE, "mentions": counts[filled]}))
    if not parts:
        return pd.DataFrame({"day": pd.Series(dtype="datetime64[s]"), "role": [], "mentions": pd.Series(dtype="int64")})
    table = pd.concat(parts, ignore_index=True)
    order = {role: index for index, role in enumerate((*ROLES, WIDE))}
    table = table.sort_values(
        ["day", "role"], key=lambda column: column.map(order) if column.name == "role" else column
    )
    table["day"] = table["day"].to_numpy().astype("datetime64[D]").astype("datetime64[s]")
    return table.reset_index(drop=True)


def last_days(extent: Interval, days: int) -> Interval:
    """The last `days` days of an extent, no further back than its start."""
    return Interval(max(extent.start, extent.end - timedelta(days - 1)), extent.end)


def columns(counts: pd.DataFrame, whole: Interval) -> dict[str, Any]:
    """The counts as the browser draws them: one list a role, one number a day.

    Parameters
    ----------
    counts : pandas.DataFrame
        As `counts_per_day` returns it.
    whole : Interval
        The days of the axis; what lies outside is left out.

    Returns
    -------
    dict
        first (days since 1970-01-01), roles (a list for each of `ROLES`), wide (a list); all lists of one length.
    """
    first, last = day_number(whole.start), day_number(whole.end)
    days = counts["day"].to_numpy().astype("datetime64[D]").astype(np.int64)
    inside = (days >= first) & (days <= last)
    table = np.zeros((len(ROLES) + 1, last - first + 1), dtype=np.int64)
    row = counts["role"].map({role: index for index, role in enumerate((*ROLES, WIDE))}).to_numpy(dtype=np.int64)
    table[row[inside], days[inside] - first] = counts["mentions"].to_numpy()[inside]
    return {"first": first, "roles": table[:-1].tolist(), "wide": table[-1].tolist()}
