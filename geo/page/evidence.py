"""The panel beside the map: the places of the period, or the sentences that name the chosen one."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import numpy as np
import streamlit as st

from geo.front import with_front
from geo.gazetteer import load_gazetteer
from geo.loading import Loaded, excerpts
from geo.models import BASES, ROLES
from geo.page import correction, front, naming
from geo.page.access import may_write
from geo.page.passages import known, passages, written
from geo.page.words import _, basis_name, count, level_name, plain, role_name
from geo.versions import versions
from geo.views import Gathered, Mask, Rows, Views, rows_of

_PAGE = 10  # excerpts, or places, before the reader asks for more
MORE = "more"


def show(loaded: Loaded, mask: Mask, places: Gathered, selected_key: str, at: front.At) -> None:
    """Draw the panel; `selected_key` is where the session keeps the chosen place_id."""
    selected = st.session_state.get(selected_key)
    if selected is None:
        _list(loaded.view, places, selected_key)
        return
    held = loaded.view.places[loaded.view.places["place_id"] == selected]
    if held.empty:
        st.session_state[selected_key] = None
        _list(loaded.view, places, selected_key)
        return
    _place(
        naming.named(loaded.view, held).iloc[0].to_dict(),
        loaded,
        rows_of(loaded.view, mask, selected),
        selected_key,
        at,
    )


def _choose(selected_key: str, place_id: str | None) -> None:
    st.session_state[selected_key] = place_id
    st.session_state[MORE] = _PAGE


def _list(view: Views, places: Gathered, selected_key: str) -> None:
    st.header(_("Places"), anchor=False)
    st.caption(_("Most mentioned first. Choose one here or on the map to read the sentences that name it."))
    shown, known = places.first(st.session_state.setdefault(MORE, _PAGE)), naming.records(view)
    with st.container(key="place_list"):
        for row, basis, role, mentions in zip(*map(np.ndarray.tolist, shown.columns), strict=True):
            place = known[row]
            where = _where(place)
            st.button(
                f"{mentions} \u2002 **{plain(place['place_name'])}** \u2002 :gray[{plain(where)}]",
                key=f"place-{place['place_id']}",
                on_click=_choose,
                args=(selected_key, place["place_id"]),
                type="tertiary",
                width="stretch",
                help=plain(f"{level_name(place['level'])} · {role_name(ROLES[role])} · {basis_name(BASES[basis])}"),
            )
    _more(len(places) - len(shown))


def _where(place: Mapping[Hashable, Any]) -> str:
    """What it is, unless a town, and what holds it: its province, unless it is one, and its country."""
    level = None if place["level"] == "populated_place" else level_name(place["level"])
    own = (place["main_name"], f"{place['main_name']} City")  # Kyiv is a division of its own
    is_held = bool(known(place["admin1"])) and place["admin1"] not in own
    admin1 = naming.division(place["country_code"], place["admin1"]) if is_held else None
    code = place["country_code"] if place["level"] != "country" else None
    return ", ".join(known(level, admin1, code))


def _more(left: int) -> None:
    if left > 0:
        st.button(count("Next {n}", "Next {n}", min(left, _PAGE)), key="show_more", on_click=_show_more)


def _show_more() -> None:
    st.session_state[MORE] = st.session_state.get(MORE, _PAGE) + _PAGE


def _place(place: Mapping[Hashable, Any], loaded: Loaded, rows: Rows, selected_key: str, at: front.At) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.header(plain(place["place_name"]), anchor=False, width="stretch")
        st.button(
            _("Back to the list"),
            icon=":material/arrow_back:",
            key="close_place",
            on_click=_choose,
            args=(selected_key, None),
            type="tertiary",
        )
    articles = len(np.unique(loaded.view.article[rows]))
    facts = [
        *known(_where(place)),
        count("{n} mention", "{n} mentions", len(rows)),
        count("{n} article", "{n} articles", articles),
        *front.facts(place, at),
    ]
    st.caption(plain(" · ".join(facts)))
    if not len(rows):
        st.info(_("Not mentioned in this period."), icon=":material/event_busy:")
        return
    front.chart(place, at.ground)
    found = excerpts(loaded, rows[: st.session_state.setdefault(MORE, _PAGE)])
    shown = with_front(found, at.ground.front, most_age=at.ground.stale)
    codes = dict(zip(shown["article_id"], loaded.view.article[rows[: len(shown)]].tolist(), strict=True))
    told = versions(loaded, list(codes.values()))
    groups = passages(shown.to_dict("records"))
    texts = [written(mentions, told.get(codes[mentions[0]["article_id"]], ()), load_gazetteer()) for mentions in groups]
    if may_write():
        for mentions, text in zip(groups, texts, strict=True):
            st.html(text)
            correction.control(mentions, loaded.seen.store)
    else:
        # One element for all of them: article text stands in it escaped, as text.
        st.html("".join(texts))
    _more(len(rows) - len(shown))
