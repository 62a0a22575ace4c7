"""Two periods compared on the page: the switch, what the map draws of it, a table, a paragraph to copy, and who changed sides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from geo.comparing import ALPHA, CHANGES, compare, length, overlap, period_before
from geo.export import to_csv
from geo.front import changed_sides
from geo.models import Interval
from geo.page import front, naming
from geo.page.period import Choice
from geo.page.stories import counted
from geo.page.words import _, count, day, days, level_name, number, percent
from geo.timeline import FIRST_DAY, LAST_DAY
from geo.views import Mask, Views, kept

ON, WITH, FROM, UNTIL = "compare", "compare_with", "compare_from", "compare_until"
BEFORE, OWN = "before", "own"  # the period before the chosen one, or days that the reader sets
_NAMED = 10  # places that the paragraph names of each kind of change
_COLUMNS = ["place_name", "level", "change", "before", "after", "articles_before", "articles_after", "chance"]


@dataclass(frozen=True, slots=True, eq=False)
class Compared:
    """The chosen period (`after`) and the one that it is compared with (`before`).

    `table` is what `geo.comparing.compare` says of the places, named as the reader wants; `mask` has the mentions of both.
    """

    before: Interval
    after: Interval
    table: pd.DataFrame
    mask: Mask

    @property
    def drawn(self) -> pd.DataFrame:
        """The places for the map: as large as the greater of both numbers."""
        return self.table.assign(mentions=np.maximum(self.table["before"], self.table["after"]))


def is_asked() -> bool:
    """Whether the reader compares."""
    return bool(st.session_state.get(ON))


def against() -> Interval | None:
    """The days that the reader set to compare with; None for the period before the chosen one."""
    first, last = st.session_state.get(FROM), st.session_state.get(UNTIL)
    if st.session_state.get(WITH) != OWN or not isinstance(first, date) or not isinstance(last, date):
        return None
    return Interval(min(first, last), max(first, last))


def open_with(period: Interval | None) -> None:
    """Compare with these days, or with the period before: what an address asks for."""
    st.session_state[ON] = True
    if period is not None:
        st.session_state[WITH], st.session_state[FROM], st.session_state[UNTIL] = OWN, period.start, period.end


def compared(view: Views, chosen: Choice, keep: Mask) -> Compared | None:
    """What the reader compares, of the mentions that `keep` leaves; None where that is nothing.

    Undated mentions are in neither period.
    """
    if not is_asked() or chosen.period is None:
        return None
    before = against() or period_before(chosen.period)
    if before is None:
        return None
    was, now = (counted(view, keep & kept(view, period, undated=False)) for period in (before, chosen.period))
    table = compare(view, was, now, length(before), length(chosen.period))
    return Compared(before, chosen.period, naming.named(view, table), was | now)


def control(chosen: Choice, found: Compared | None) -> None:
    """The switch, and with what to compare."""
    if chosen.period is None:
        return
    with st.container(key="compare_bar"):
        st.toggle(_("Compare two periods"), key=ON)
        if not is_asked():
            return
        names = {BEFORE: _("The period before"), OWN: _("Days that I set")}
        st.radio(_("Compare with"), list(names), format_func=names.__getitem__, key=WITH, horizontal=True)
        if st.session_state[WITH] == OWN:
            _days(chosen.period)
        if found is None:
            st.info(_("There are no days before this period: set the days to compare with."))
            return
        st.caption(
            _("{after} compared with {before}. The list beside the map counts the mentions of both.").format(
                after=days(found.after), before=days(found.before)
            )
        )
        if overlap(found.before, found.after):
            st.warning(_("The two periods share days; what is told of these counts in both."))


def _days(period: Interval) -> None:
    default = period_before(period) or period
    st.session_state.setdefault(FROM, default.start)
    st.session_state.setdefault(UNTIL, default.end)
    first, last = st.columns(2)
    for column, label, key in ((first, _("Compare from"), FROM), (last, _("Compare until"), UNTIL)):
        column.date_input(label, key=key, min_value=FIRST_DAY, max_value=LAST_DAY, format="YYYY-MM-DD")


def change_name(change: str) -> str:
    """A change in the reader's language."""
    return {
        "new": _("new"),
        "gone_quiet": _("gone quiet"),
        "risen": _("more than before"),
        "fallen": _("less than before"),
        "steady": _("no clear change"),
    }[change]


def legend_words() -> dict[str, str]:
    """The texts of the map's legend that only a comparison has."""
    return {"changes": _("What changed"), **{change: change_name(change).capitalize() for change in CHANGES}}


def show(found: Compared, at: front.At, is_filtered: bool) -> None:
    """Below the map: the paragraph, the table of all places, and those that changed sides."""
    with st.container(key="compared"):
        st.header(_("What changed"), anchor=False)
        sides = _sides(found, at)
        st.code(paragraph(found, sides, is_filtered), language=None, wrap_lines=True)
        st.caption(_("The button at the corner of the text copies it."))
        if len(sides):
            st.dataframe(_told_sides(sides), hide_index=True)
        elif at.ground.key:
            st.caption(_("By the stored front lines none of these places changed sides between the last days of both."))
        else:
            st.caption(_("Without a stored front line it is not known which places changed sides."))
        if len(found.table):
            _table(found.table)


def _table(table: pd.DataFrame) -> None:
    told = table[_COLUMNS].assign(
        level=table["level"].map(level_name),
        change=table["change"].map(change_name),
        chance=[_("too few articles") if pd.isna(chance) else percent(chance) for chance in table["chance"]],
    )
    headings = {
        "place_name": _("place"),
        "level": _("what it is"),
        "change": _("change"),
        "before": _("mentions before"),
        "after": _("mentions after"),
        "articles_before": _("articles before"),
        "articles_after": _("articles after"),
        "chance": _("likely by chance"),
    }
    st.dataframe(told, hide_index=True, column_config=headings, height=320)
    st.download_button(
        _("Download as CSV"),
        to_csv(table),
        file_name="frontline-atlas-compared.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
        key="compared_save",
    )


def _sides(found: Compared, at: front.At) -> pd.DataFrame:
    """The places that changed sides, with the source that says so; each source is compared with itself alone."""
    lines = at.ground.front
    tables = [
        changed_sides(lines.of(source), found.table, found.before.end, found.after.end, at.ground.stale).assign(
            source=source
        )
        for source in lines.sources
    ]
    tables = [table for table in tables if len(table)]
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame()


def _side_name(change: str) -> str:
    return {"occupied": _("came inside the occupied area"), "freed": _("came out of the occupied area")}[change]


def _told_sides(sides: pd.DataFrame) -> pd.DataFrame:
    names = {
        "place_name": _("place"),
        "change": _("change of sides"),
        "before_km": _("km to the front line before"),
        "after_km": _("km to the front line after"),
        "source": _("front line of"),
    }
    told = sides.assign(change=sides["change"].map(_side_name)).round({"before_km": 1, "after_km": 1})
    return told[list(names)].rename(columns=names)


def paragraph(found: Compared, sides: pd.DataFrame, is_filtered: bool) -> str:
    """What changed, as plain text that can be read without the page."""
    table = found.table
    told = [
        _("{after} compared with {before}: {now} against {was}.").format(
            after=days(found.after),
            before=days(found.before),
            now=_size(found.after, table["after"]),
            was=_size(found.before, table["before"]),
        )
    ]
    if is_filtered:
        told.append(_("Only what the filters keep is counted."))
    for change in CHANGES[:-1]:
        own = table[table["change"] == change]
        if len(own):
            places = _several([_named(place) for place in own.head(_NAMED).to_dict("records")], len(own))
            told.append(f"{change_name(change).capitalize()}: {places}.")
    told += [_told_side(found, sides, source, change) for source, change in _kinds(sides)]
    told.append(
        _(
            "In brackets: mentions before and after. A place has more or less than before where the number of its articles a day "
            "changed by more than chance gives (conditional test of two Poisson rates, Przyborowski and Wilenski 1940; of all that "
            "are named so, at most {share} are expected to be chance, Benjamini and Hochberg 1995). "
            "Places were found by a program, Frontline Atlas."
        ).format(share=percent(ALPHA))
    )
    return " ".join(told)


def _size(period: Interval, mentions: pd.Series) -> str:
    parts = [
        count("{n} mention", "{n} mentions", int(mentions.sum())),
        count("{n} place", "{n} places", int((mentions > 0).sum())),
        count("{n} day", "{n} days", length(period)),
    ]
    return ", ".join(parts)


def _named(place: Any) -> str:
    what = "" if place["level"] == "populated_place" else f", {level_name(place['level'])}"
    return f"{place['place_name']}{what} ({number(place['before'])} → {number(place['after'])})"


def _several(names: list[str], every: int) -> str:
    rest = every - len(names)
    return ", ".join([*names, count("and {n} more", "and {n} more", rest)] if rest else names)


def _kinds(sides: pd.DataFrame) -> list[tuple[str, str]]:
    return list(dict.fromkeys(zip(sides["source"], sides["change"], strict=True))) if len(sides) else []


def _told_side(found: Compared, sides: pd.DataFrame, source: str, change: str) -> str:
    names = sides.loc[(sides["source"] == source) & (sides["change"] == change), "place_name"].tolist()
    text = {
        "occupied": _(
            "By the front lines of {source} these came inside the occupied area between {first} and {last}: {places}."
        ),
        "freed": _(
            "By the front lines of {source} these came out of the occupied area between {first} and {last}: {places}."
        ),
    }[change]
    first, last = day(found.before.end), day(found.after.end)
    return text.format(source=source, first=first, last=last, places=_several(names[:_NAMED], len(names)))
