"""What our page is measured beside: one folium.Marker with a popup a mention, and a new map whenever something is chosen.

Served by `naive_page.py`. Leaflet comes from the same files as our own page's, so that both load without a connection; nothing
else is shared.
"""

from __future__ import annotations

import folium
import pandas as pd

from benchmarks.made import made_batches
from geo.assets import StaticFiles

ALL = "all"
_DOT = "data:image/gif;base64,R0lGODlhAQABAIAAAAUEBAAAACwAAAAAAQABAAACAkQBADs="
# folium's popups ask for jQuery, and Leaflet for its pictures, both of which folium has from other hosts.
_STAND_INS = (
    "window.$ = (html) => {",
    "const holder = document.createElement('div'); holder.innerHTML = html; return [holder.firstElementChild]; };",
    f"L.Icon.Default.prototype._getIconUrl = () => '{_DOT}';",
)


def naive_mentions(size: int) -> pd.DataFrame:
    """The made mentions that have a place."""
    frame = pd.concat([frame for _articles, frame in made_batches(size)])
    return frame[frame["place_id"].notna() & (frame["kind"] == "place")]


def naive_map(frame: pd.DataFrame, static: StaticFiles) -> folium.Map:
    """A marker with a popup for each row."""
    made = folium.Map(location=(48.6, 34.5), zoom_start=6, tiles=None)
    made.default_js = [(f"script_{i}", url) for i, url in enumerate(static.scripts)]
    made.default_js.append(("stand_ins", "data:text/javascript," + " ".join(_STAND_INS).replace("'", "%27")))
    made.default_css = []  # the script brings its styles
    for row in frame.to_dict("records"):
        popup = folium.Popup(f"<b>{row['place_name']}</b><br>{row['excerpt']}", max_width=300)
        folium.Marker((row["latitude"], row["longitude"]), popup=popup).add_to(made)
    return made
