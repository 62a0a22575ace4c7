"""The control beside an excerpt by which a reader who may write says where a mention lies, and why."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st
from streamlit_folium import st_folium

from geo.assets import static_files
from geo.correcting import correct, rivals, take_back
from geo.corrections import OF_A_PLACE, Place, Scope, around, point
from geo.errors import GeoError
from geo.gazetteer import load_gazetteer
from geo.mapping import PlaceLayer, base_map, clicked_spot
from geo.page import start
from geo.page.access import may_write, refusal, who
from geo.page.words import _, language, legend_words, level_name
from geo.rivals import Rival
from geo.store import Store

_BESIDE = 24  # characters on either side by which mentions of one excerpt are told apart
_MAP_HEIGHT = 260  # px
_SPOT, _NOT_A_PLACE, _UNDO = "spot", "not_a_place", "undo"
_OPEN, _LATITUDE, _LONGITUDE, _CLICK = "correct_open", "correct_latitude", "correct_longitude", "correct_click"

Mention = Mapping[Hashable, Any]


def control(mentions: Sequence[Mention], store: Store) -> None:
    """A button that opens the form for the mentions of one excerpt."""
    st.button(
        _("Correct"),
        key=f"correct-{mentions[0]['mention_id']}",
        icon=":material/edit_location_alt:",
        type="tertiary",
        on_click=_open,
        args=(mentions[0],),
    )
    # It stays open when the page is drawn anew, as it is when somebody else adds an article.
    if st.session_state.get(_OPEN) == mentions[0]["mention_id"]:
        st.dialog(_("Correct a place by hand"), on_dismiss=_close)(_form)(mentions, store)


def _open(mention: Mention) -> None:
    st.session_state[_OPEN] = mention["mention_id"]
    known = pd.notna(mention["latitude"])
    st.session_state[_LATITUDE] = float(mention["latitude"]) if known else 0.0
    st.session_state[_LONGITUDE] = float(mention["longitude"]) if known else 0.0
    st.session_state.pop(_CLICK, None)


def _close() -> None:
    st.session_state[_OPEN] = None


def _form(mentions: Sequence[Mention], store: Store) -> None:
    # Select boxes show their options as they are; article text in other elements would be read as Markdown.
    mention = mentions[0]
    if len(mentions) > 1:
        mention = mentions[st.selectbox(_("Mention"), range(len(mentions)), format_func=lambda n: _shown(mentions[n]))]
    sought = st.text_input(_("Look up another name"), placeholder=str(mention["surface"]))
    found = {rival.place.place_id: rival for rival in rivals(store, mention, load_gazetteer(), sought)}
    others = [_SPOT, _NOT_A_PLACE, *([_UNDO] if mention["basis"] == "manual" else [])]
    choice = st.selectbox(
        _("It is"),
        [*found, *others],
        index=None,
        format_func=lambda key: _choice(key, found),
        placeholder=_("Choose what it is"),
    )
    place = _spot(mention) if choice == _SPOT else found[choice].place if choice in found else None
    everywhere = choice == _UNDO or st.checkbox(
        _("Everywhere in this article"),
        value=True,
        help=_("All mentions of the name that were taken for the same place."),
    )
    why = st.text_input(_("Why"))
    name = who()
    if not name:  # open writing: nobody signs in
        name = st.text_input(_("Your name"), key="correct_who")
    if not st.button(_("Save"), type="primary", disabled=not (choice and why.strip() and name.strip())):
        return
    if not may_write():
        st.error(refusal(), icon=":material/lock:")
        return
    article_id, where = str(mention["article_id"]), int(mention["start"])
    try:
        if choice == _UNDO:
            take_back(store, article_id, where, who=name, why=why)
        else:
            scope: Scope = "article" if everywhere else "mention"
            correct(store, article_id, where, place, who=name, why=why, scope=scope)
    except GeoError as error:
        st.error(_("It could not be saved:"), icon=":material/error:")
        st.text(str(error))
        return
    _close()
    start.look_again()
    st.rerun()


def _shown(mention: Mention) -> str:
    before, after = around(mention)
    return f"… {before[-_BESIDE:]}[{mention['surface']}]{after[:_BESIDE]} …"


def _choice(key: str, found: Mapping[str, Rival]) -> str:
    words = {_SPOT: _("another spot"), _NOT_A_PLACE: _("not a place"), _UNDO: _("what it was before the correction")}
    return words.get(key) or rival_words(found[key])


def rival_words(rival: Rival) -> str:
    """A candidate in one line: name, what holds it, how far from where it is shown now, what it is, what kind of name it is."""
    place, names = rival.place, {"listed by hand": _("a listed name"), "alternate name": _("another name of it")}
    within = ", ".join(part for part in (rival.admin2, place.admin1, place.country_code) if part)
    away = "" if rival.km is None else _("{km} km away").format(km=round(rival.km))
    level = "" if place.level == "populated_place" else level_name(place.level)
    return " · ".join(part for part in (place.place_name, within, away, level, names.get(rival.why)) if part)


def _spot(mention: Mention) -> Place:
    """A spot that is clicked on the map, or typed."""
    static = static_files()
    if static is not None:
        state = st_folium(
            base_map(static),
            key="correct_map",
            height=_MAP_HEIGHT,
            use_container_width=True,
            returned_objects=["last_clicked"],
            feature_group_to_add=PlaceLayer(_dot(mention), words=legend_words(), lang=language()),
        )
        clicked = clicked_spot(state)
        if clicked is not None and clicked != st.session_state.get(_CLICK):
            st.session_state[_CLICK] = clicked
            st.session_state[_LATITUDE], st.session_state[_LONGITUDE] = clicked
            st.rerun(scope="fragment")  # so that the map shows it
    left, right = st.columns(2)
    latitude = left.number_input(_("Latitude"), -90.0, 90.0, step=0.01, format="%.5f", key=_LATITUDE)
    longitude = right.number_input(_("Longitude"), -180.0, 180.0, step=0.01, format="%.5f", key=_LONGITUDE)
    name = left.text_input(_("Name of the spot"), placeholder=str(mention["surface"]))
    km = right.number_input(_("Radius in km"), 0.0, 1000.0, 1.0, step=0.5)
    return point(latitude, longitude, name, km)


def _dot(mention: Mention) -> pd.DataFrame:
    """The spot as the map draws it."""
    spot = point(st.session_state[_LATITUDE], st.session_state[_LONGITUDE], str(mention["surface"]))
    row = {name: getattr(spot, name) for name in OF_A_PLACE} | {"country_code": ""}
    return pd.DataFrame([{**row, "basis": "manual", "role": "other", "mentions": 1, "label": spot.place_name}])
