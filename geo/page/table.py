"""Below the map: all places of the period as a table with a download, and what could not be placed."""

from __future__ import annotations

import hashlib
from typing import Any

import pandas as pd
import streamlit as st

from geo.errors import GeoError
from geo.export import to_csv
from geo.loading import Loaded, excerpts
from geo.page import front, naming
from geo.page.words import _, basis_name, count, language, level_name, number, published, reason_words, role_name
from geo.unplaced import unplaced_with
from geo.views import Gathered, Mask, Rows, Views, key_of, places_of

_ON_A_PAGE = 25  # of what could not be placed
_LONGEST = 200  # characters of a search
_LOST, _LOST_PAGE = "lost", "lost_page"
_COLUMNS = [
    "place_name",
    "level",
    "admin1",
    "country_code",
    "mentions",
    "articles",
    "role",
    "basis",
    "latitude",
    "longitude",
    "front_km",
]


def show(loaded: Loaded, mask: Mask, listed: Gathered, lost: Rows, at: front.At, *, every_kind: bool) -> None:
    """Two folded sections, filled when they are opened: the map comes first."""
    with st.container(key="tables"):
        label = count("Table of {n} place", "Table of {n} places", len(listed))
        with st.expander(label, icon=":material/table:", key="places_table", on_change="rerun") as section:
            if section.open:
                table = places_of(loaded.view, mask, every_kind=every_kind)
                _places(table.assign(front_km=front.distances(table, at)), loaded)
        label = count("{n} could not be placed", "{n} could not be placed", len(lost))
        with st.expander(label, icon=":material/wrong_location:", key="lost_table", on_change="rerun") as section:
            if section.open:
                _lost(loaded, lost)


def _places(places: pd.DataFrame, loaded: Loaded) -> None:
    table = (
        naming.named(loaded.view, places)[_COLUMNS]
        .fillna({"admin1": "", "country_code": ""})
        .assign(
            level=places["level"].map(level_name),
            role=places["role"].map(role_name),
            basis=places["basis"].map(basis_name),
        )
    )
    headings: dict[str, Any] = {
        "place_name": _("place"),
        "level": _("what it is"),
        "admin1": _("region"),
        "country_code": _("country"),
        "mentions": _("mentions"),
        "articles": _("articles"),
        "role": _("role"),
        "basis": _("how it is known"),
        "latitude": _("latitude"),
        "longitude": _("longitude"),
        "front_km": st.column_config.NumberColumn(_("km to the front line"), format="%.1f"),
    }
    st.dataframe(table, hide_index=True, column_config=headings, height=320)
    st.download_button(
        _("Download as CSV"),
        to_csv(places),
        file_name="frontline-atlas-places.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
    )


def _lost(loaded: Loaded, rows: Rows) -> None:
    """A page of what could not be placed; of all of it, or of what a search finds in it."""
    if not len(rows):
        st.caption(_("Every name of this period has a place."))
        return
    st.caption(
        _("Names that read like places, but that the gazetteer does not hold or nothing in the article decides.")
    )
    sought = st.text_input(
        _("Search what could not be placed"),
        key=f"{_LOST}_search",
        placeholder=_("a name, a word of its sentence, or why"),
        max_chars=_LONGEST,
        on_change=_turn,
        args=(0,),
    )
    try:
        found, searched = _sought(loaded.view, " ".join(sought.split()), language(), _digest(rows), loaded, rows)
    except GeoError as error:
        st.error(str(error), icon=":material/error:")
        return
    told = [count("{n} found", "{n} found", len(found))] if sought.strip() else []
    if searched < len(rows):
        told.append(count("only the newest {n} were searched", "only the newest {n} were searched", searched))
    page, pages = page_of(st.session_state.get(_LOST_PAGE, 0), len(found))
    if len(found):
        last = min((page + 1) * _ON_A_PAGE, len(found))
        told.append(
            _("{first} to {last} of {all}").format(
                first=number(page * _ON_A_PAGE + 1), last=number(last), all=number(len(found))
            )
        )
    with st.container(horizontal=True, vertical_alignment="center", key="lost_pages"):
        st.caption(" · ".join(told), width="stretch")
        for label, to, is_there in ((_("Newer"), page - 1, page > 0), (_("Older"), page + 1, page + 1 < pages)):
            st.button(label, key=f"lost_to_{to - page}", disabled=not is_there, on_click=_turn, args=(to,))
    if len(found):
        _page_of_lost(loaded, found[page * _ON_A_PAGE : (page + 1) * _ON_A_PAGE])


def page_of(asked: int, found: int) -> tuple[int, int]:
    """The page that is shown, counted from 0, and how many there are; a page that is gone gives way to the last one.

    >>> page_of(7, 60)
    (2, 3)
    """
    pages = max(1, -(-found // _ON_A_PAGE))
    return min(max(asked, 0), pages - 1), pages


def _turn(page: int) -> None:
    st.session_state[_LOST_PAGE] = page


def _digest(rows: Rows) -> str:
    return hashlib.blake2b(rows.tobytes(), digest_size=16).hexdigest()


@st.cache_resource(max_entries=16, ttl=600, show_spinner=False, hash_funcs={Views: key_of})
def _sought(
    view: Views,  # noqa: ARG001  # the rows are of these views
    text: str,
    lang: str,  # noqa: ARG001  # the reasons are searched in the reader's language
    digest: str,  # noqa: ARG001
    _loaded: Loaded,
    _rows: Rows,
) -> tuple[Rows, int]:
    return unplaced_with(_loaded, _rows, text, reason_words)


def _page_of_lost(loaded: Loaded, rows: Rows) -> None:
    lost = excerpts(loaded, rows)
    dates = [published(row["published"], row["published_precision"]) for row in lost.to_dict("records")]
    table = (
        lost[["surface", "reason", "excerpt", "title"]]
        .fillna({"title": ""})
        .assign(published=dates, reason=[reason_words(reason) for reason in lost["reason"]])
    )
    headings = {
        "surface": _("name"),
        "excerpt": _("sentence"),
        "title": _("article"),
        "reason": _("why not"),
        "published": _("published"),
    }
    st.dataframe(table, hide_index=True, column_config=headings)
