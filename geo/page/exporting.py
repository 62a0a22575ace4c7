"""Below the map: everything that is filtered as a file, made when it is asked for."""

from __future__ import annotations

import tempfile
from pathlib import Path
from shlex import quote

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from geo.assets import StaticFiles
from geo.errors import GeoError
from geo.exporting import ENDINGS, write_export
from geo.loading import Loaded
from geo.page.words import _, count, number
from geo.selecting import Selection, command_line
from geo.views import Mask

_MOST = 200_000  # mentions: a file is made in the server's memory while the reader waits; more is for the command line
_FORM, _MADE = "export_form", "export_made"
_MIMES = {
    ".csv": "text/csv",
    ".geojson": "application/geo+json",
    ".kml": "application/vnd.google-earth.kml+xml",
    ".parquet": "application/vnd.apache.parquet",
    ".jsonl": "application/x-ndjson",
    ".png": "image/png",
    ".zip": "application/zip",
}


def show(loaded: Loaded, selection: Selection, keep: Mask, static: StaticFiles) -> None:
    """A folded section with the forms of files and a button that makes the chosen one.

    Parameters
    ----------
    selection : Selection
        What `keep` was made of.
    """
    rows = int(np.count_nonzero(keep))
    label = count("Download {n} mention", "Download {n} mentions", rows)
    with (
        st.container(key="export"),
        st.expander(label, icon=":material/download:", key="export_table", on_change="rerun") as section,
    ):
        if section.open:
            _choose(loaded, selection, keep, static, rows)


def _choose(loaded: Loaded, selection: Selection, keep: Mask, static: StaticFiles, rows: int) -> None:
    st.caption(_("Exactly the mentions that the filters and the period keep, those without a place among them."))
    names = _names()
    ending = st.selectbox(_("Form of the file"), list(names), format_func=names.__getitem__, key=_FORM)
    if rows > _MOST:
        st.info(_("More than {n} mentions are a task for the command line:").format(n=number(_MOST)))
    else:
        _offer(loaded, selection, keep, static, ending)
        st.caption(_("The same on the command line:"))
    words = [*command_line(selection), f"frontline-atlas{ending}"]
    st.code(" ".join(quote(word) for word in ("python", "-m", "geo", "export", *words)), language="sh", wrap_lines=True)


def _offer(loaded: Loaded, selection: Selection, keep: Mask, static: StaticFiles, ending: str) -> None:
    """A button that makes the file, and, once it is made of just this, one that saves it."""
    asked = (loaded.view.key, selection, ending)
    place = st.empty()
    if st.button(_("Make the file"), icon=":material/build:", key="export_make"):
        st.session_state[_MADE] = None
        try:
            st.session_state[_MADE] = asked, _made(loaded, selection, keep, static, ending, place)
        except GeoError as error:
            place.error(str(error), icon=":material/error:")
    made = st.session_state.get(_MADE)
    if made is not None and made[0] == asked:
        st.download_button(
            _("Save {file}").format(file=f"frontline-atlas{ending}"),
            made[1],
            file_name=f"frontline-atlas{ending}",
            mime=_MIMES[ending],
            icon=":material/download:",
            on_click="ignore",
            key="export_save",
        )


def _made(
    loaded: Loaded, selection: Selection, keep: Mask, static: StaticFiles, ending: str, place: DeltaGenerator
) -> bytes:
    bar, every, done = place.progress(0.0, _("Making the file")), max(int(np.count_nonzero(keep)), 1), 0

    def tell(rows: int) -> None:
        nonlocal done
        done += rows
        bar.progress(min(done / every, 1.0), _("Making the file"))

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"mentions{ending}"
        write_export(path, loaded, selection, keep, tell=tell, static=static)
        place.empty()
        return path.read_bytes()


def _names() -> dict[str, str]:
    words = {
        ".csv": _("CSV, for spreadsheets"),
        ".geojson": _("GeoJSON, for QGIS and kepler.gl"),
        ".kml": _("KML, for Google Earth"),
        ".parquet": _("Parquet, for notebooks"),
        ".jsonl": _("JSON lines"),
        ".png": _("PNG, a picture of the map"),
        ".zip": _("Citable bundle: an offline page with the data"),
    }
    return {ending: words[ending] for ending in words if ending in ENDINGS}
