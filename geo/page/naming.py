"""What places are called on the map and in lists: in the reader's language, or in the script of the place itself."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import pandas as pd
import streamlit as st

from geo.gazetteer import Gazetteer, load_gazetteer
from geo.gazetteer.called import OWN_LANGUAGES
from geo.page.words import _, language
from geo.views import Views, key_of

LOCAL = "names_local"


def is_local() -> bool:
    """Whether the reader wants names in local script."""
    return bool(st.session_state.get(LOCAL))


def switch() -> None:
    """The choice between the reader's language and local script."""
    help_ = _("Names of places as the places themselves write them, where that is known: Ukrainian in Ukraine.")
    st.toggle(_("Local names"), key=LOCAL, help=help_)


def named(view: Views, places: pd.DataFrame) -> pd.DataFrame:
    """Places of a view with `place_name` as the reader wants it; `main_name` keeps the name of the table of mentions."""
    names = _names(view, "" if is_local() else language())
    return places.assign(
        place_name=[
            names.get(place_id, name)
            for place_id, name in zip(places["place_id"], places["place_name"].astype(object), strict=True)
        ],
        main_name=places["place_name"],
    )


def records(view: Views) -> list[dict[Hashable, Any]]:
    """`named` of all places of a view, a mapping each, in their order."""
    return _records(view, language(), is_local())


@st.cache_resource(max_entries=8, ttl=1800, show_spinner=False, hash_funcs={Views: key_of})
def _records(view: Views, lang: str, is_local: bool) -> list[dict[Hashable, Any]]:  # noqa: ARG001  # the names are in them
    return named(view, view.places).to_dict("records")


@st.cache_resource(max_entries=8, ttl=1800, show_spinner=False, hash_funcs={Views: key_of})
def _names(view: Views, lang: str) -> dict[str, str]:
    return names_in(view.places, lang, load_gazetteer())


def division(country_code: Any, admin1: Any) -> str:
    """What the reader calls a first-order division, of which the table of mentions has the English name."""
    lang = OWN_LANGUAGES.get(country_code, "") if is_local() else language()
    return _divisions(lang).get((country_code, admin1), str(admin1))


@st.cache_resource(ttl=1800, show_spinner=False)
def _divisions(lang: str) -> dict[tuple[str, str], str]:
    return division_names(lang, load_gazetteer())


def division_names(lang: str, gazetteer: Gazetteer) -> dict[tuple[str, str], str]:
    """What a language calls first-order divisions that it calls otherwise than English, by country code and English name."""
    if lang == "en":
        return {}
    areas = [area for level in ("admin1", "region") for area in gazetteer.areas(level) if area.admin1]
    return {(area.country_code, area.admin1): name for area in areas if (name := gazetteer.called(area.place_id, lang))}


def names_in(places: pd.DataFrame, lang: str, gazetteer: Gazetteer) -> dict[str, str]:
    """Of the places that are called otherwise than their main name what they are called, by place_id.

    Parameters
    ----------
    places : pandas.DataFrame
        With the columns place_id, country_code.
    lang : str
        English is the language of the main names; empty: of each place its own.
    """
    if lang == "en":
        return {}
    found = {}
    for place_id, country in zip(places["place_id"].astype(object), places["country_code"].astype(object), strict=True):
        own = lang or (OWN_LANGUAGES.get(country, "") if isinstance(country, str) else "")
        name = gazetteer.called(place_id, own) if own else ""
        if name:
            found[place_id] = name
    return found
