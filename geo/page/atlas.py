"""The map beside its evidence: one fragment, so that a change of the period redraws these and nothing else."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd
import streamlit as st
from streamlit_folium import st_folium

from geo.assets import StaticFiles, publish_playback
from geo.drawn import columns, picked, place_columns, places_file
from geo.filters import Filters
from geo.loading import Loaded
from geo.mapping import PlaceLayer, base_map, clicked_place
from geo.models import BASES
from geo.page import comparing, evidence, exporting, filters, front, naming, period, table
from geo.page.sharing import settle
from geo.page.stories import ONCE, counted, counts_once, is_retold
from geo.page.words import _, count, language, legend_words, level_name, look_up_language
from geo.playback import playback, playback_mask, playback_order
from geo.selecting import Selection
from geo.views import Gathered, Mask, Rows, Views, gather, is_dated, kept, key_of, places_of, rows_of

SELECTED, CLICK, TILES = "selected", "click", "tiles"
_MAP = "map"
_HEIGHT = 480  # px, until the style sheet fits it to the screen


@st.fragment
def show(loaded: Loaded, static: StaticFiles) -> None:
    """Filters, timeline, map, evidence and tables of the chosen period."""
    look_up_language()
    view = loaded.view
    filters.open_address(view, SELECTED)
    bar = st.container(key="filters")  # filled last: the map does not wait for its counts
    days = st.container(key="period")  # and so are the bars of the days
    ground = front.ground()
    sifted = filters.sift(loaded, ground)
    chosen = period.chosen(view)
    inside = kept(view, chosen.period, chosen.undated, every_kind=True)
    mask = counted(view, sifted.mask & inside)
    line = front.At(ground, chosen.period)
    versus = comparing.compared(view, chosen, sifted.mask)
    places = gather(view, mask)
    drawn = (
        columns(_labelled(versus.drawn)) if versus else picked(_all_places(view, language(), naming.is_local()), places)
    )
    if st.context.is_embedded:
        with st.container(key="embedded"):
            _map(sifted, drawn, static, front.layer(line))
    else:
        _beside(loaded, sifted, chosen, mask, places, drawn, static, line, versus)
        once = counts_once(view)
        asked = Selection(sifted.filters, chosen.period, chosen.undated, once=once, front=line.source)
        exporting.show(loaded, asked, mask, static)
    with days:
        period.show(view, static, sifted.filters, sifted.mask)
    with bar:
        filters.show(sifted, chosen, inside, st.session_state.get(SELECTED), static)
    _at_rest(view)


def _beside(
    loaded: Loaded,
    sifted: filters.Sifted,
    chosen: period.Choice,
    mask: Mask,
    places: Gathered,
    drawn: dict[str, Any],
    static: StaticFiles,
    line: front.At,
    versus: comparing.Compared | None,
) -> None:
    """The map, beside it what is read, below it the tables."""
    view = loaded.view
    left, right = st.columns([5, 3], gap="medium")
    with left:
        note = st.empty()  # always there: an element put in before the map would make it load anew
        if loaded.articles and not mask.any():
            note.info(
                _("Nothing is mentioned in this period: choose another one, or All.")
                if sifted.mask.any() or sifted.filters == Filters()
                else _("Nothing is left by these filters: clear some of them."),
                icon=":material/event_busy:",
            )
        with st.container(key="map_frame"):
            _map(sifted, drawn, static, front.layer(line))
        lost = rows_of(view, mask, None)
        _sums(places, len(lost), loaded.undated, line.ground, retold=is_retold(view))
        comparing.control(chosen, versus)
    listed = gather(view, mask, every_kind=True) if sifted.lists_others else places
    # What went quiet is on the map, so it is in the panel too, with what was said of it before.
    read = mask if versus is None else mask | versus.mask
    panel = listed if versus is None else gather(view, read, every_kind=sifted.lists_others)
    with right, st.container(key="evidence"):
        evidence.show(loaded, read, panel, SELECTED, line)
    if versus:
        comparing.show(versus, line, sifted.filters != Filters())
    table.show(loaded, mask, listed, lost, line, every_kind=sifted.lists_others)


def _map(sifted: filters.Sifted, places: dict[str, Any], static: StaticFiles, drawn: dict[str, object] | None) -> None:
    view = sifted.known.view
    st_folium(
        base_map(static, tiles=bool(st.session_state.get(TILES))),
        key=_MAP,
        height=_HEIGHT,
        use_container_width=True,
        returned_objects=[],
        feature_group_to_add=PlaceLayer(
            places,
            selected=st.session_state.get(SELECTED),
            words={**legend_words(), **comparing.legend_words()},
            lang=language(),
            play={
                "url": _play(view, language(), naming.is_local()),
                "mask": _played(view, sifted.filters, counts_once(view), sifted.mask),
                "channel": period.channel(),
            },
            front=drawn,
        ),
        on_change=_click,
    )


def _click() -> None:
    """Open the place that was clicked; before the page runs, so that it runs once."""
    clicked = clicked_place(st.session_state.get(_MAP))
    if clicked is not None and clicked != st.session_state.get(CLICK):
        st.session_state[CLICK] = clicked
        st.session_state[SELECTED] = clicked[0]


def _labelled(places: pd.DataFrame) -> pd.DataFrame:
    return places.assign(label=[label(row) for row in places.to_dict("records")])


@st.cache_resource(max_entries=16, ttl=1800, show_spinner=False, hash_funcs={Views: key_of})
def _all_places(view: Views, lang: str, is_local: bool) -> str:  # noqa: ARG001  # the labels are in them
    """The address of the file with all places, which the map picks from."""
    places = view.places.assign(basis=BASES[0])
    return publish_playback(places_file(_labelled(naming.named(view, places))), "places.json")


@st.cache_resource(max_entries=16, ttl=1800, show_spinner=False, hash_funcs={Views: key_of})
def _play(view: Views, lang: str, is_local: bool) -> str:  # noqa: ARG001  # the labels are in them
    """The address of the file that the timeline plays."""
    every = is_dated(view)
    # Of places that only undated mentions, or metonyms, name nothing is played; they stay in the columns, so that row numbers hold.
    bases = places_of(view, every | ~every).set_index("place_id")["basis"]
    places = view.places.assign(basis=view.places["place_id"].map(bases).fillna(BASES[0]))
    return publish_playback(playback(view, every, place_columns(_labelled(naming.named(view, places)))))


@st.cache_resource(max_entries=64, ttl=1800, show_spinner=False, hash_funcs={Views: key_of, Filters: repr})
def _played(view: Views, chosen: Filters, is_once: bool, _mask: Mask) -> str:
    """The address of the file that says what of the mentions the timeline plays; empty for all."""
    if chosen == Filters() and not is_once:
        return ""
    return publish_playback(playback_mask(_order(view), counted(view, _mask & is_dated(view))))


@st.cache_resource(max_entries=2, show_spinner=False, hash_funcs={Views: key_of})
def _order(view: Views) -> tuple[Rows, Rows, Rows]:
    return playback_order(view)


def label(place: Mapping[Hashable, Any]) -> str:
    """What a place is called on the map and in the list: its name, and what the point is where it is not the thing named."""
    if place["level"] == "country":
        return _("{name} (country), shown at its capital").format(name=place["place_name"])
    if place["level"] == "populated_place":
        return str(place["place_name"])
    return f"{place['place_name']} ({level_name(place['level'])})"


def _sums(places: Gathered, lost: int, undated: int, ground: front.Ground, *, retold: bool) -> None:
    """The line below the map: nothing is hidden."""
    drawn = int(places.mentions.sum())
    parts = [
        count("{n} mention on the map", "{n} mentions on the map", drawn),
        count("{n} place", "{n} places", len(places)),
        count("{n} could not be placed", "{n} could not be placed", lost),
    ]
    if undated:
        parts.append(count("{n} article has no date", "{n} articles have no date", undated))
    st.container(key="sums").caption(" · ".join(parts))
    with st.container(horizontal=True, vertical_alignment="center", key="layers"):
        front.switch(ground)
        naming.switch()
        help_ = _("Fetches pictures from openstreetmap.org, which then sees what you look at.")
        st.toggle(_("Street map"), key=TILES, help=help_)
    if retold:
        help_ = _(
            "What several papers took from the same agency counts as one story; off, each paper's mentions count."
        )
        st.toggle(_("Count the same story once"), key=ONCE, help=help_)


@st.cache_resource(max_entries=1, show_spinner=False, hash_funcs={Views: key_of})
def _at_rest(view: Views) -> None:  # noqa: ARG001  # once for each
    """What all sessions share is loaded now, and lies out of the way of the search for garbage."""
    settle()
