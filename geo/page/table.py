"""Below the map: all places of the period as a table with a download, and what could not be placed."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from geo.export import to_csv
from geo.loading import Loaded, excerpts
from geo.page.words import _, basis_name, count, level_name, published, reason_words, role_name
from geo.views import Rows

_MOST_LOST = 1000  # rows of a table that a browser draws at once
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


def show(places: pd.DataFrame, loaded: Loaded, lost: Rows) -> None:
    """Two folded sections, filled when they are opened: the map comes first."""
    with st.container(key="tables"):
        label = count("Table of {n} place", "Table of {n} places", len(places))
        with st.expander(label, icon=":material/table:", key="places_table", on_change="rerun") as section:
            if section.open:
                _places(places)
        label = count("{n} could not be placed", "{n} could not be placed", len(lost))
        with st.expander(label, icon=":material/wrong_location:", key="lost_table", on_change="rerun") as section:
            if section.open:
                _lost(loaded, lost)


def _places(places: pd.DataFrame) -> None:
    table = (
        places[_COLUMNS]
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
    if not len(rows):
        st.caption(_("Every name of this period has a place."))
        return
    st.caption(
        _("Names that read like places, but that the gazetteer does not hold or nothing in the article decides.")
    )
    if len(rows) > _MOST_LOST:
        st.caption(count("The newest {n} of them:", "The newest {n} of them:", _MOST_LOST))
    lost = excerpts(loaded, rows[:_MOST_LOST])
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
