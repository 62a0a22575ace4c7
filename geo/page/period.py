"""The period: a timeline of our own, on which it is drawn, dragged, typed or played; what is chosen lives in the session."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import streamlit as st

from geo import palette, timeline
from geo.assets import ASSETS, StaticFiles
from geo.filters import Filters
from geo.models import ROLES, Interval
from geo.page.stories import counted, counts_once
from geo.page.words import _, language, role_name
from geo.views import EPOCH, Mask, Views, day_number, extent, has_undated, kept, key_of

START, END, UNDATED = "period_start", "period_end", "undated"
_HEARD, _CHANNEL, _TIMELINE = "period_heard", "channel", "timeline"
# Mentions of wide intervals are known on no single day: a pale grey behind the bars of single days.
_PALE = {"light": "#d8dde1", "dark": "#3d4751"}
_CHOSEN = {"light": "#eef1f4", "dark": "#1d252d"}
# The module is fetched once by its address; what Streamlit sends with every run is only this.
_LOADER = """
const modules = new Map();
export default function (component) {
  const { script } = component.data;
  const address = new URL(script, document.baseURI).href;
  if (!modules.has(address)) modules.set(address, import(address));
  modules.get(address).then((made) => made.MOUNT(component));
}
"""


def loader(mount: str) -> str:
    """The script of a component that hands it to a function which our module exports."""
    return _LOADER.replace("MOUNT", mount)


_component = st.components.v2.component(
    "atlas_timeline",
    html='<div class="timeline"></div>',
    css=(ASSETS / "timeline.css").read_text(encoding="utf-8"),
    js=loader("mount"),
)


@dataclass(frozen=True, slots=True)
class Choice:
    """What the reader chose: a period (None where nothing is dated), and whether undated mentions are shown."""

    period: Interval | None
    undated: bool


def chosen(view: Views) -> Choice:
    """What is chosen, before anything is drawn."""
    whole = extent(view)
    if whole is None:
        return Choice(None, True)
    st.session_state.setdefault(START, whole.start)
    st.session_state.setdefault(END, whole.end)
    undated = has_undated(view) and bool(st.session_state.get(UNDATED))
    return Choice(Interval(st.session_state[START], st.session_state[END]), undated)


def show(view: Views, static: StaticFiles, filters: Filters, mask: Mask) -> None:
    """Draw the timeline with its controls; its bars count what `filters` keep, which is `mask`."""
    whole = extent(view)
    if whole is None:
        return
    _timeline(view, whole, static, filters, mask)
    if has_undated(view):
        st.toggle(_("Undated too"), key=UNDATED)


def channel() -> str:
    """The name of the channel on which this reader's timeline tells this reader's map what to show; no other tab hears it."""
    return str(st.session_state.setdefault(_CHANNEL, f"atlas-{secrets.token_hex(8)}"))


def _timeline(view: Views, whole: Interval, static: StaticFiles, filters: Filters, mask: Mask) -> None:
    dark = st.context.theme.type == "dark"
    scheme = "dark" if dark else "light"
    colours = palette.DARK if dark else palette.LIGHT
    counts, stamp = _counts(view, whole, filters, counts_once(view), mask)
    _component(
        key=_TIMELINE,
        data={
            "script": static.timeline,
            "channel": channel(),
            "counts": counts,
            "stamp": stamp,
            "extent": [day_number(whole.start), day_number(whole.end)],
            "newest": day_number(view.newest or whole.end),
            "period": [day_number(st.session_state[START]), day_number(st.session_state[END])],
            "seq": st.session_state.get(_HEARD, 0),
            "lang": language(),
            "small": bool(st.context.is_embedded),
            "words": _words(),
            "colours": {
                "roles": [colours[role] for role in ROLES],
                "wide": _PALE[scheme],
                "chosen": _CHOSEN[scheme],
                "scheme": scheme,
            },
        },
        on_period_change=_heard,
    )


def _heard() -> None:
    """Take over what the timeline tells: the days, and the number of the choice, which it knows its own by."""
    told = st.session_state[_TIMELINE].get("period")
    period = period_told(told)
    if period is not None:
        st.session_state[START], st.session_state[END] = period.start, period.end
        st.session_state[_HEARD] = int(told["seq"])


def period_told(told: Any) -> Interval | None:
    """The period of a message from the browser; None where it is none."""
    try:
        first, last = (EPOCH + timedelta(int(told[name])) for name in ("start", "end"))
        int(told["seq"])
    except (KeyError, TypeError, ValueError, OverflowError):
        return None
    if not timeline.FIRST_DAY <= first <= last <= timeline.LAST_DAY:
        return None
    return Interval(first, last)


@st.cache_resource(max_entries=32, show_spinner=False, hash_funcs={Views: key_of, Interval: str, Filters: repr})
def _counts(view: Views, whole: Interval, filters: Filters, is_once: bool, _mask: Mask) -> tuple[dict[str, Any], str]:
    told = counted(view, _mask & kept(view, whole, undated=False, every_kind=True))
    return timeline.bars(view, told, whole), f"{key_of(view)} {whole} {filters} {is_once}"


def _words() -> dict[str, Any]:
    return {
        "timeline": _("Period"),
        "period": _("Chosen period; the arrow keys move it"),
        "from": _("From"),
        "until": _("Until"),
        "last7": _("7 days"),
        "last30": _("30 days"),
        "all": _("All"),
        "unit": _("One bar is"),
        "per_day": _("a day"),
        "per_week": _("a week"),
        "per_month": _("a month"),
        "per_day_long": _("Mentions a day."),
        "per_week_long": _("Mentions a week."),
        "per_month_long": _("Mentions a month."),
        "chosen": _("Chosen: {days}"),
        "bars": _("Mentions over time, by role"),
        "playing": _("Play"),
        "play": _("Play the period"),
        "pause": _("Pause"),
        "back": _("One step back"),
        "on": _("One step on"),
        "mode": _("What is played"),
        "mode_day": _("day by day"),
        "mode_week": _("a week at a time"),
        "mode_grow": _("growing"),
        "speed": _("Speed"),
        "speed_days": _("{n} days a second"),
        "roles": [role_name(role) for role in ROLES],
        "wide": _("known to several days only"),
    }
