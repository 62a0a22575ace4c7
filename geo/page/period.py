"""The period: two dates, presets, and the bars below them; what is chosen lives in the session's state."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from geo import palette, timeline
from geo.models import ROLES, Interval
from geo.page.words import _, date_format, days, role_name
from geo.views import Views, extent, has_undated, kept

START, END, UNDATED, BRUSH = "period_start", "period_end", "undated", "brush"
PRESETS = (7, 30)
# Mentions of wide intervals are known on no single day: a pale grey behind the bars of single days.
_PALE = {"light": "#d8dde1", "dark": "#3d4751"}
_BARS_PX = 110
_OUTSIDE = 0.25  # opacity of the bars outside the period
_TOUCHED = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Choice:
    """What the reader chose: a period (None where nothing is dated), and whether undated mentions are shown."""

    period: Interval | None
    undated: bool


def choose(view: Views) -> Choice:
    """Draw the timeline with its controls and return what is chosen."""
    whole = extent(view)
    if whole is None:
        return Choice(None, True)
    st.session_state.setdefault(START, whole.start)
    st.session_state.setdefault(END, whole.end)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="period"):
        for label, key in ((_("From"), START), (_("Until"), END)):
            st.date_input(
                label,
                key=key,
                min_value=timeline.FIRST_DAY,
                max_value=timeline.LAST_DAY,
                format="YYYY-MM-DD",
                width=150,
                label_visibility="collapsed",
            )
        for length in PRESETS:
            label = _("Last {n} days").format(n=length)
            st.button(label, key=f"last_{length}", on_click=_set, args=(timeline.last_days(whole, length),))
        st.button(_("All"), key="all_days", on_click=_set, args=(whole,))
        undated = st.toggle(_("Undated too"), key=UNDATED) if has_undated(view) else False
    start, end = st.session_state[START] or whole.start, st.session_state[END] or whole.end
    period = Interval(min(start, end), max(start, end))
    with st.container(key="bars"):
        _bars(view, whole, period)
    return Choice(period, undated)


def _set(period: Interval) -> None:
    st.session_state[START], st.session_state[END] = period.start, period.end


def _brushed() -> None:
    """A stretch drawn over the bars becomes the period."""
    picked = st.session_state[BRUSH].selection.get("stretch", {}).get("day")
    if picked and len(picked) == 2:
        _set(days_of_stretch(*(pd.Timestamp(value, unit="ms") for value in picked)))


def days_of_stretch(first: pd.Timestamp, last: pd.Timestamp) -> Interval:
    """The days that a stretch of time covers; one of which it touches less than a quarter does not count."""
    start, end = (first + (timedelta(1) - _TOUCHED)).date(), (last - _TOUCHED).date()
    if start > end:
        start = end = (first + (last - first) / 2).date()
    return Interval(start, end)


def _bars(view: Views, whole: Interval, period: Interval) -> None:
    names: dict[str, str] = {role: role_name(role) for role in ROLES}
    is_dark = st.context.theme.type == "dark"
    colours = palette.DARK if is_dark else palette.LIGHT
    counts = timeline.counts_per_day(view, kept(view, whole, undated=False))
    counts = counts[counts["day"].between(pd.Timestamp(whole.start), pd.Timestamp(whole.end))]
    table = counts.assign(
        name=counts["role"].map({**names, timeline.WIDE: _("known to several days only")}),
        inside=counts["day"].between(pd.Timestamp(period.start), pd.Timestamp(period.end)),
    )
    ends = pd.DataFrame({"day": [pd.Timestamp(whole.start), pd.Timestamp(whole.end) + pd.Timedelta(days=1)]})
    # Days are days everywhere: in UTC they do not shift with the reader's time zone.
    x = alt.X(
        "day:T",
        timeUnit="utcyearmonthdate",
        title=None,
        axis=alt.Axis(format=date_format(), grid=False, labelOverlap=True, tickCount=10),
    )
    y: dict[str, Any] = {"title": None, "axis": alt.Axis(tickCount=3, grid=False, tickMinStep=1)}
    shared = {
        "opacity": alt.condition("datum.inside", alt.value(1.0), alt.value(_OUTSIDE)),
        "tooltip": [
            alt.Tooltip("day:T", title=_("day"), format=date_format()),
            alt.Tooltip("name:N", title=_("role")),
            alt.Tooltip("mentions:Q", title=_("mentions")),
        ],
    }
    wide = alt.Chart(table[table["role"] == timeline.WIDE]).mark_bar(color=_PALE["dark" if is_dark else "light"])
    exact = alt.Chart(table[table["role"] != timeline.WIDE]).mark_bar(binSpacing=2)
    colour = alt.Color(
        "name:N", scale=alt.Scale(domain=list(names.values()), range=list(colours.values())), legend=None
    )
    chart = alt.layer(
        alt.Chart(ends).mark_point(opacity=0).encode(x=x),  # keeps the axis as wide as the whole, whatever is chosen
        wide.encode(x=x, y=alt.Y("mentions:Q", stack=None, **y), **shared),
        exact.encode(x=x, y=alt.Y("mentions:Q", stack="zero", **y), color=colour, **shared).add_params(
            alt.selection_interval(name="stretch", encodings=["x"])
        ),
    )
    st.altair_chart(
        chart.properties(height=_BARS_PX, padding={"left": 0, "right": 0, "top": 4, "bottom": 0}),
        key=BRUSH,
        on_select=_brushed,
        selection_mode="stretch",
        width="stretch",
    )
    st.caption(_("Mentions a day. Draw over the bars to choose a period. Chosen: {days}").format(days=days(period)))
