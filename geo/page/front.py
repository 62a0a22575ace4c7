"""The front on the page: which source the reader chose, what the map draws of it, and what it says of a place."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import altair as alt
import numpy as np
import numpy.typing as npt
import pandas as pd
import streamlit as st

from geo.assets import publish_playback
from geo.errors import GeoError
from geo.filters import Filters
from geo.front import (
    Fix,
    Front,
    curve,
    fix,
    front_of,
    front_version,
    is_far_claim,
    is_front_line,
    lines,
    measure,
    most_age_days,
    schematic,
)
from geo.front.drawing import drawing
from geo.front.mentions import SPOTS, furthest_km
from geo.front.stored import SCHEMATIC
from geo.models import Interval
from geo.page.words import _, days, language
from geo.views import Views, day_number, key_of

SOURCE = "front_source"
NEWEST, NONE = "*", "-"  # choices beside the names of sources
_LOOK_S = 10  # seconds between two looks whether lines were added
_MOST_CURVE = 400  # lines of which a curve is drawn at once


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """The lines that the reader sees and that are measured against.

    Attributes
    ----------
    front : Front
        Of the chosen source; without lines where none is chosen, or the coarse ones of our own.
    chosen : str
        A source, `NEWEST`, or `NONE`.
    key : str
        Of no other lines; empty where nothing can be measured.
    stale : int
        Days after which a line is old.
    """

    front: Front
    chosen: str
    sources: tuple[str, ...]
    key: str
    stale: int
    problem: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class At:
    """The lines, and the period at whose end one of them is drawn (None: where nothing is dated)."""

    ground: Ground
    period: Interval | None

    @property
    def source(self) -> str | None:
        """The source that is measured against in a file; None for the newest line of any."""
        return self.ground.chosen if self.ground.chosen in self.ground.front.sources else None

    @property
    def end(self) -> date | None:
        """The last day of the period."""
        return None if self.period is None else self.period.end


def ground() -> Ground:
    """The lines of the store as the reader chose; a store whose lines cannot be read has none, and says so."""
    try:
        version, stale = _version(), most_age_days()
        stored = _stored(version)
    except GeoError as error:
        return Ground(front_of(()), NONE, (), "", 0, str(error))
    choices = (*stored.sources, SCHEMATIC) if stored.lines else (SCHEMATIC,)
    chosen = st.session_state.get(SOURCE) or (NEWEST if stored.lines else SCHEMATIC)
    if chosen not in (NEWEST, NONE, *choices):
        chosen = NEWEST
    measured = {NEWEST: stored, NONE: front_of(()), SCHEMATIC: front_of(())}.get(chosen) or _of(version, chosen)
    return Ground(measured, chosen, choices, f"{version} {chosen}" if measured.lines else "", stale)


@st.cache_resource(ttl=_LOOK_S, show_spinner=False)
def _version() -> str:
    return front_version()


@st.cache_resource(max_entries=2, show_spinner=False)
def _stored(version: str) -> Front:
    return front_of(lines() if version else ())


@st.cache_resource(max_entries=8, show_spinner=False)
def _of(version: str, source: str) -> Front:
    return _stored(version).of(source)


@st.cache_resource(max_entries=4, ttl=1800, show_spinner=False)
def _drawn(version: str) -> str:
    """The address of the file with all lines, our own coarse ones among them."""
    return publish_playback(drawing([*_stored(version).lines, *schematic()], SCHEMATIC), "front.json")


def layer(at: At) -> dict[str, object] | None:
    """What `PlaceLayer` takes of the lines; None where the reader wants none."""
    known = at.ground
    if known.chosen == NONE:
        return None
    return {
        "url": _drawn(_version()),
        "source": None if known.chosen == NEWEST else known.chosen,
        "end": None if at.end is None else day_number(at.end),
        "stale": known.stale,
        "words": {
            "line": _("Front line: {source}"),
            "schematic": _("Front line: schematic"),
            "never": _("Drawn by hand and coarse; no distance is measured to it."),
            "none": _("No front line is known for this date."),
            "same": _("of this day"),
            "day": _("1 day older"),
            "days": _("{n} days older"),
            "stale": _("Old: no distance is measured to it."),
        },
    }


def switch(known: Ground) -> None:
    """The choice between sources."""
    options = [*([NEWEST] if len(known.sources) > 1 else []), *known.sources, NONE]
    names = {
        NEWEST: _("Front line: newest"),
        NONE: _("Front line: not shown"),
        SCHEMATIC: _("Front line: schematic"),
    }
    st.selectbox(
        _("Front line"),
        options,
        index=options.index(known.chosen) if known.chosen in options else 0,
        format_func=lambda one: names.get(one) or _("Front line: {source}").format(source=one),
        label_visibility="collapsed",
        key=f"{SOURCE}_box",
        on_change=_chosen,
    )
    if known.problem:
        st.warning(known.problem)


def _chosen() -> None:
    st.session_state[SOURCE] = st.session_state[f"{SOURCE}_box"]


@st.cache_resource(max_entries=4, show_spinner=False, hash_funcs={Views: key_of})
def _every(view: Views, key: str, stale: int, _front: Front) -> npt.NDArray[np.float32]:  # noqa: ARG001
    return furthest_km(view, _front, stale)


def within(view: Views, known: Ground, filters: Filters) -> tuple[Filters, npt.NDArray[np.float32] | None]:
    """The filters with the lines that a distance is of, and the distance of each mention where one is asked for.

    Of a place that is an area it is that of its furthest ground: it is kept only where all of it is near.
    """
    if not filters.front_km:
        return filters, None
    if not known.key:
        return replace(filters, front_of="none"), np.full(len(view), np.nan, np.float32)
    return replace(filters, front_of=known.key), _every(view, known.key, known.stale, known.front)


def distances(places: pd.DataFrame, at: At) -> pd.Series:
    """The signed distance in km of each place to the line at the end of the period; NaN where there is none."""
    if not at.ground.key or at.end is None:
        return pd.Series(np.nan, index=places.index)
    on = np.full(len(places), day_number(at.end), dtype=np.int32)
    longitude, latitude = (places[name].to_numpy(np.float64) for name in ("longitude", "latitude"))
    found = measure(at.ground.front, longitude, latitude, on, at.ground.stale)
    return pd.Series(found.km, index=places.index)


def facts(place: Any, at: At) -> list[str]:
    """What the panel says of a place under its name: how far from the line it was at the end of the period, and on which side."""
    known = at.ground
    if not known.key or at.end is None:
        return []
    radius = 0.0 if place["level"] in SPOTS else float(np.nan_to_num(place["uncertainty_km"]))
    found = fix(known.front, place["longitude"], place["latitude"], at.end, known.stale, radius)
    if found is None:
        return []
    told = [_where(found, radius)]
    if is_front_line(found.km) and not radius:
        told.append(_("front-line place"))
    return [*told, f"{found.source}, {days(Interval(found.day, found.day))}"]


def _where(found: Fix, radius: float) -> str:
    if radius:
        return _("from {low} to {high} km of the front line (negative: inside the occupied area)").format(
            low=round(found.low), high=round(found.high)
        )
    return sentence(found.km)


def sentence(km: float) -> str:
    """A signed distance in words."""
    size = f"{abs(km):.1f}" if abs(km) < 10 else f"{abs(km):.0f}"
    if km < 0:
        return _("{km} km from the front line, inside the occupied area").format(km=size)
    return _("{km} km from the front line").format(km=size)


def grounds(mention: Any) -> list[str]:
    """What the panel says of one mention: its distance on its day, and a warning where a capture is told of far from the line."""
    km = mention.get("front_km")
    if km is None or pd.isna(km):
        return []
    told = f"{sentence(km)} · {mention['front_source']}, {days(Interval(*[mention['front_date'].date()] * 2))}"
    warning = _("Told as a change of control, but far from the line of that day: look twice.")
    return [told, f"⚠ {warning}"] if is_far_claim(mention["role"], km) else [told]


def chart(place: Any, known: Ground) -> None:
    """How the distance of the chosen place changed, folded until it is asked for."""
    if len(known.front.lines) < 2:
        return
    label = _("How far the front line was")
    with st.expander(label, icon=":material/show_chart:", key="front_chart", on_change="rerun") as section:
        if section.open:
            table = curve(known.front, place["longitude"], place["latitude"])
            _draw(table, known.stale)
            st.caption(_("Below 0 the place lies inside the occupied area."))


def _broken(table: pd.DataFrame, most_age: int) -> pd.DataFrame:
    """The curve with a gap where a line grew old before the next one came: what lies between is not known."""
    following = table.groupby("source")["day"].shift(-1)
    old = table["day"] + pd.Timedelta(days=most_age)
    gaps = table[following > old]
    ends = gaps.assign(day=old[gaps.index])
    return pd.concat([table, ends, ends.assign(day=ends["day"] + pd.Timedelta(days=1), km=np.nan)]).sort_values("day")


def _draw(table: pd.DataFrame, most_age: int) -> None:
    """A point for each line of each source, and steps between those that follow soon enough."""
    names = {"day": _("day"), "km": _("km"), "source": _("source")}
    thin = table.iloc[:: max(1, len(table) // _MOST_CURVE)]
    legend = None if thin["source"].nunique() == 1 else alt.Legend(title=None, orient="bottom")
    base = alt.Chart(_broken(thin, most_age).rename(columns=names)).encode(
        x=alt.X(f"{names['day']}:T", title=None), y=alt.Y(f"{names['km']}:Q", title=_("km to the front line"))
    )
    steps = base.mark_line(interpolate="step-after", strokeWidth=1.5).encode(detail=f"{names['source']}:N")
    points = base.mark_point(filled=True, size=36, opacity=1).encode(
        shape=alt.Shape(f"{names['source']}:N", legend=legend),
        tooltip=[f"{names['day']}:T", alt.Tooltip(f"{names['km']}:Q", format=".1f"), f"{names['source']}:N"],
    )
    points.data = thin.rename(columns=names)
    zero = alt.Chart(pd.DataFrame({names["km"]: [0]})).mark_rule(strokeDash=[4, 3]).encode(y=f"{names['km']}:Q")
    st.altair_chart((steps + points + zero).properties(height=240), width="stretch", key=f"front_curve_{language()}")
