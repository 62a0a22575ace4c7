"""The folium map: a base map that is constant, and one layer that draws all places at once.

Both are drawn by our own script (`assets/atlas*.js`) from our own files: no request leaves the machine,
unless the reader asks for street tiles. Shown with `streamlit_folium.st_folium`::

    st_folium(
        base_map(static),  # a new one each time: st_folium adds the layer to the map it is given
        key="map",
        feature_group_to_add=PlaceLayer(places, selected=place_id),
        returned_objects=[],
        use_container_width=True,
        height=560,
    )
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import folium
import pandas as pd
from branca.element import MacroElement
from folium.template import Template

from geo.assets import StaticFiles
from geo.drawn import columns
from geo.scripts import script_json

CENTRE = (48.6, 34.5)  # latitude, longitude in degrees: all of Ukraine at zoom 6
ZOOM = 6
MIN_ZOOM = 3
MAX_ZOOM = 12

WORDS = {
    "map": "Map of the places in the news; the list beside it holds the same places",
    "zoomIn": "Zoom in",
    "zoomOut": "Zoom out",
    "full": "Full screen",
    "legend": "Legend",
    "roles": "What happens there",
    "combat": "Combat",
    "strike": "Strike",
    "control": "Control",
    "diplomacy": "Diplomacy",
    "humanitarian": "Humanitarian",
    "other": "Other",
    "symbols": "How it is known",
    "point": "Named place",
    "area": "Area, not a point",
    "inferred": "Inferred (country at its capital)",
    "given": "Given by the source",
    "manual": "Corrected by hand",
    "mentions": "Mentions",
}
"""English texts of the legend and the tooltip; `PlaceLayer` takes those of another language under the same keys."""

_ATTRIBUTION = "Leaflet · Natural Earth"
_STREETS = "https://tile.openstreetmap.org/{z}/{x}/{y}.png"
_STREETS_ATTRIBUTION = (
    '&copy; <a href="https://www.openstreetmap.org/copyright" target="_blank" rel="noopener">OpenStreetMap</a>'
)


def base_map(static: StaticFiles, *, tiles: bool = False, dark: bool | None = None) -> folium.Map:
    """Return the map under the places; equal arguments give the same script, so the reader's view is kept.

    Parameters
    ----------
    static : StaticFiles
        As `geo.assets.build_static` returns them.
    tiles : bool, default False
        Street tiles of OpenStreetMap over our own base map. The reader's browser fetches them from
        another host, so only the reader may switch this on.
    dark : bool, optional
        By default the map follows the page's theme, and changes with it without being loaded anew.

    Returns
    -------
    folium.Map
        Ukraine at zoom 6. Make a new one for each call of `st_folium`, which changes the map it is given.
    """
    made = folium.Map(
        location=CENTRE,
        zoom_start=ZOOM,
        tiles=None,
        max_bounds=True,
        min_lat=-62,
        max_lat=84,
        min_lon=-185,
        max_lon=200,
        minZoom=MIN_ZOOM,
        maxZoom=MAX_ZOOM,
        maxBoundsViscosity=0.8,
        bounceAtZoomLimits=False,
    )
    made.default_js = [(f"atlas_script_{i}", url) for i, url in enumerate(static.scripts)]
    made.default_css = []  # the script brings its styles
    if tiles:
        folium.TileLayer(_STREETS, attr=_STREETS_ATTRIBUTION, control=False, max_zoom=19).add_to(made)
    scheme = "auto" if dark is None else "dark" if dark else "light"
    _BaseLayer(static.base_map, {"scheme": scheme, "names": not tiles, "attribution": _ATTRIBUTION}).add_to(made)
    return made


class _BaseLayer(MacroElement):
    """Calls `atlas.baseMap` on the map that it is added to."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            atlas.baseMap({{ this._parent.get_name() }}, {{ this.url }}, {{ this.settings }});
        {% endmacro %}
        """
    )

    def __init__(self, url: str, settings: Mapping[str, object]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # branca has no types here
        self._name = "BaseLayer"
        self.url = script_json(url)
        self.settings = script_json(settings)


class PlaceLayer(folium.FeatureGroup):
    """All places of a period as one layer, drawn on one canvas."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = atlas.placeLayer({{ this._parent.get_name() }}, {{ this.data }});
        {% endmacro %}
        """
    )

    def __init__(
        self,
        places: pd.DataFrame | Mapping[str, Any],
        *,
        selected: str | None = None,
        words: Mapping[str, str] | None = None,
        lang: str = "en",
        play: Mapping[str, str] | None = None,
        front: Mapping[str, object] | None = None,
    ) -> None:
        """Take the places of the period.

        Parameters
        ----------
        places : pandas.DataFrame, or dict that `geo.drawn.picked` made
            One row a place, with the columns of `geo.drawn.PLACE_COLUMNS`: `latitude` and `longitude` in WGS84 degrees,
            `uncertainty_km` the radius in kilometres of what the place may cover (may be empty), `role` the
            dominant role of its mentions, `mentions` their number, `label` the first line of its tooltip. A table that
            `geo.comparing.compare` made shows what changed.
        selected : str, optional
            The place_id that gets a ring, and whose ground is shown where it is an area.
        words : dict, optional
            Texts in the reader's language, under the keys of `WORDS`; English where a key is missing.
        lang : str, default "en"
            Language of the names on the base map (en, nl or uk) and of numbers.
        play : dict, optional
            `url` of a file that `geo.playback` made, relative to the map's frame; `mask`, one that says what of it the filters
            keep, where they do not keep all; and `channel`, on which the timeline says which window of it to show.
        front : dict, optional
            The lines of control that `assets/atlas-front.js` draws: `url`, `source`, `end`, `stale` and `words`.

        Raises
        ------
        FrameError
            A column is missing, or holds something that cannot be drawn.
        """
        # st_folium knows the layer by the name of its parent class, so `_name` stays as it is.
        super().__init__(name="places", control=False)
        self.data = script_json(
            {
                **(columns(places) if isinstance(places, pd.DataFrame) else places),
                "selected": selected,
                "words": {**WORDS, **(words or {})},
                "lang": lang,
                "play": play,
                "front": front,
            }
        )

    def render(self, **kwargs: Any) -> str:  # noqa: ARG002
        """Do nothing: streamlit-folium takes the script by the template, and folium would compile it all as one more template."""
        return ""


def clicked_place(state: object) -> tuple[str, int] | None:
    """Return which place was clicked, out of the value that `st_folium` returned.

    Parameters
    ----------
    state : object
        Anything; what is not the report of a click gives None.

    Returns
    -------
    tuple of (str, int) or None
        The place_id, and a number that is larger for each later click: a second click on
        the same place gives another number, a rerun for another reason gives the same one.
    """
    clicked = state.get("clicked") if isinstance(state, Mapping) else None
    if not isinstance(clicked, Mapping):
        return None
    place_id, count = clicked.get("place_id"), clicked.get("count")
    if not isinstance(place_id, str) or not place_id:
        return None
    if isinstance(count, bool) or not isinstance(count, int | float) or not math.isfinite(count):
        return None
    return place_id, int(count)


def clicked_spot(state: object) -> tuple[float, float] | None:
    """Latitude and longitude of a click beside all places, in degrees, out of the value that `st_folium` returned; else None."""
    clicked = state.get("last_clicked") if isinstance(state, Mapping) else None
    if not isinstance(clicked, Mapping):
        return None
    latitude, longitude = clicked.get("lat"), clicked.get("lng")
    if not isinstance(latitude, int | float) or not isinstance(longitude, int | float):
        return None
    # A map that was dragged around the earth counts on beyond 180.
    spot = (float(latitude), (float(longitude) + 180) % 360 - 180)
    return spot if abs(spot[0]) <= 90 and math.isfinite(spot[1]) else None
