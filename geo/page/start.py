"""Before the page: finish what set-up left out, fill and open the store, and say in a sentence what is missing if that fails."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import streamlit as st

from geo.assets import StaticFiles, build_static, static_files
from geo.errors import GeoError
from geo.loading import Loaded
from geo.page.sharing import Shared, Work, fill, forget, has_newer, hurry, newest
from geo.page.words import _, look_up_language
from geo.paths import BUNDLED_ARTICLES, SHIPPED

_GLANCE_S = 0.2  # between two looks at how far the work is
_FOLLOW_S = 10.0  # between two looks of an open page whether there is something new


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page shows, and what is to be told beside it.

    Attributes
    ----------
    problems : tuple of str
        What of the articles of the settings could not be read, a sentence each.
    outdated : int
        Articles that another version of the program located, too many to locate them anew before the page opens.
    """

    loaded: Loaded
    problems: tuple[str, ...]
    outdated: int


def configure() -> None:
    """Title, layout and the page's own style sheet; the first thing that a run of the page does."""
    look_up_language()
    st.set_page_config(page_title="Frontline Atlas", page_icon=str(SHIPPED / "assets" / "icon.svg"), layout="wide")
    st.html(Path(__file__).with_name("page.css"))


def static() -> StaticFiles:
    """The map's files, built with progress where set-up did not; the page stops with a sentence where they cannot be."""
    found, place = static_files(), st.container()
    if found is not None:
        return found
    with place, st.status(_("Finishing set-up: building the map's files"), expanded=True) as status:
        try:
            found = build_static(st.write)
        except GeoError as error:
            status.update(label=_("Set-up could not be finished"), state="error")
            stop(str(error))
        status.update(label=_("The map's files are ready"), state="complete", expanded=False)
    return found


def open_articles() -> Shown:
    """What the store holds, once the articles that the setting `ATLAS_ARTICLES` names are in it; the same for all sessions."""
    shared = _shared()
    setting = os.environ.get("ATLAS_ARTICLES", "").strip()
    paths = [] if setting == "-" else [Path(part) for part in setting.split(os.pathsep) if part] or [BUNDLED_ARTICLES]
    try:
        filling = fill(shared, paths)
        _watch(filling)
        ingested = filling.result.result()
        return Shown(newest(shared), ingested.problems, ingested.outdated)
    except GeoError as error:
        forget(shared)
        stop(str(error))


@st.fragment(run_every=_FOLLOW_S)
def follow(shown: Shown) -> None:
    """Look from time to time whether articles were added elsewhere, and show them as soon as they are loaded."""
    if has_newer(_shared(), shown.loaded):
        st.rerun()


def look_again() -> None:
    """After something was written: the next run of the page loads it, if it can be had soon."""
    hurry(_shared())


@st.cache_resource(show_spinner=False)
def _shared() -> Shared:
    return Shared()


def _watch(work: Work) -> None:
    """Show how far it is. The work goes on in a thread of its own: a reader who leaves does not stop it for the others."""
    place = st.empty()  # also where there is nothing to tell: an element more or less above the map would load it anew
    if work.result.done():
        return
    words = _("Finding the places that the articles name")
    bar = place.progress(0.0, words)
    while not work.result.done():
        bar.progress(min(work.share, 1.0), f"{words} · {work.doing}")
        time.sleep(_GLANCE_S)
    place.empty()


def stop(message: str) -> NoReturn:
    """End the page with a sentence that says what is missing."""
    st.error(message, icon=":material/error:")
    st.stop()
