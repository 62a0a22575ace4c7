"""The map as a picture: the base map and the places of a selection, drawn with Pillow where there is no browser."""

from __future__ import annotations

import json
import math
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd
from PIL import Image, ImageDraw, ImageFont

from geo.assets import STATIC, StaticFiles
from geo.models import ROLES
from geo.palette import LIGHT
from geo.selecting import Selection, told

SIZE = (1600, 1000)  # pixels
_FINE = 2  # drawn so many times larger, and made smaller at the end: lines without steps
_BOX = (21.5, 43.8, 41.5, 53.2)  # west, south, east, north in degrees: what is shown where few places say otherwise
_FONTS = ("DejaVuSans.ttf", "Arial.ttf", "LiberationSans-Regular.ttf", "Helvetica.ttc")
_GROUND = {"water": "#d3e1e8", "land": "#f1efe8", "ukraine": "#fbfaf6", "ink": "#1b232b", "soft": "#56616b"}
_LINES = (
    ("rivers", "#98bccd", 1.5),
    ("oblasts", "#cbc5b8", 1.2),
    ("borders", "#a8a39a", 1.2),
    ("disputed", "#a8a39a", 1.0),
    ("frontier", "#7d786f", 2.0),
)
_LEAST, _LARGEST = 5.0, 24.0  # pixels, of a symbol's radius; its area grows with the mentions, as on the page
_AREAS = frozenset(("admin1", "admin2", "region", "water"))
_NAMED = 25  # places whose names are written
_FOOT = 64  # pixels below the map

Point = tuple[float, float]


def draw(places: pd.DataFrame, selection: Selection, mentions: int, static: StaticFiles) -> Image.Image:
    """A picture of `SIZE`, with what was selected, a legend and the sources at its foot.

    Parameters
    ----------
    places : pandas.DataFrame
        As `geo.views.places_of` gives them.
    mentions : int
        How many the selection keeps, those without a place among them.
    """
    width, height = SIZE[0] * _FINE, SIZE[1] * _FINE
    image = Image.new("RGB", (width, height), _GROUND["water"])
    pen = ImageDraw.Draw(image, "RGBA")
    project = _projection(places, width, height - _FOOT * _FINE)
    layers = _layers(static.base_map.rsplit("/", 1)[-1])
    for name, colour in (("land", _GROUND["land"]), ("ukraine", _GROUND["ukraine"]), ("lakes", _GROUND["water"])):
        for path in layers[name]:
            pen.polygon([project(x, y) for x, y in path], fill=colour)
    for name, colour, thick in _LINES:
        for path in layers[name]:
            pen.line([project(x, y) for x, y in path], fill=colour, width=round(thick * _FINE))
    symbols = list(_symbols(places, project))
    for at, radius, row in symbols:
        _symbol(pen, at, radius, row)
    image = image.resize(SIZE, Image.Resampling.LANCZOS)
    pen = ImageDraw.Draw(image, "RGBA")
    _names(pen, symbols)
    outside = sum(not (0 <= x < width and 0 <= y < height - _FOOT * _FINE) for (x, y), _, _ in symbols)
    _foot(pen, selection, mentions, len(places), outside)
    return image


def _mercator(longitude: float, latitude: float) -> Point:
    sine = math.sin(math.radians(max(-85.0, min(85.0, latitude))))
    return longitude / 360 + 0.5, 0.5 - math.log((1 + sine) / (1 - sine)) / (4 * math.pi)


def _projection(places: pd.DataFrame, width: int, height: int) -> Any:
    """From Mercator units to pixels: all of Ukraine, and further out where the places lie there; countries do not count."""
    west, south, east, north = _BOX
    near = places[places["level"] != "country"]
    if len(near):
        # Of the mentions the outermost twentieths may fall outside: one of Washington is no reason to show the Atlantic.
        spots = near.loc[near.index.repeat(near["mentions"].clip(upper=1000)), ["longitude", "latitude"]]
        low, high = (spots.quantile(share) for share in (0.05, 0.95))
        west, east = min(west, low["longitude"] - 1), max(east, high["longitude"] + 1)
        south, north = min(south, low["latitude"] - 1), max(north, high["latitude"] + 1)
    (x0, y1), (x1, y0) = _mercator(west, south), _mercator(east, north)
    scale = min(width / (x1 - x0), height / (y1 - y0))
    left, top = (width - scale * (x1 - x0)) / 2 - x0 * scale, (height - scale * (y1 - y0)) / 2 - y0 * scale
    return lambda x, y: (x * scale + left, y * scale + top)


@lru_cache(maxsize=1)
def _layers(name: str) -> dict[str, list[list[Point]]]:
    """The base map's TopoJSON as paths of Mercator points, by layer."""
    topo = json.loads((STATIC / Path(name).name).read_text(encoding="utf-8"))
    scale, shift = topo["transform"]["scale"], topo["transform"]["translate"]
    arcs = []
    for arc in topo["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append(_mercator(x * scale[0] + shift[0], y * scale[1] + shift[1]))
        arcs.append(points)

    def joined(indices: list[int]) -> list[Point]:
        return [point for index in indices for point in (arcs[index] if index >= 0 else arcs[~index][::-1])]

    found = {}
    for layer, shape in topo["objects"].items():
        parts = shape["arcs"]
        paths = [ring for polygon in parts for ring in polygon] if shape["type"] == "MultiPolygon" else parts
        found[layer] = [joined(path) for path in paths]
    return found


def _symbols(places: pd.DataFrame, project: Any) -> Iterator[tuple[Point, float, dict[str, Any]]]:
    """Where each place stands and how large it is, in fine pixels; the largest first, so that small ones lie on top."""
    most = max(20, int(places["mentions"].max())) if len(places) else 20
    for row in places.to_dict("records"):
        radius = max(_LEAST, _LARGEST * math.sqrt(row["mentions"] / most)) * _FINE
        x, y = project(*_mercator(row["longitude"], row["latitude"]))
        if row["level"] == "country":  # beside its capital, so that both are seen
            x, y = x - 1.2 * radius - 8 * _FINE, y - 1.2 * radius - 8 * _FINE
        yield (x, y), radius, {str(key): row[key] for key in row}


def _symbol(pen: ImageDraw.ImageDraw, at: Point, radius: float, row: dict[str, Any]) -> None:
    """A dot for a named point, a ring for an area, a hollow diamond for what was inferred: as on the page."""
    (x, y), colour = at, LIGHT[row["role"]]
    if row["level"] == "country" or row["basis"] == "inferred":
        half = radius * 1.2
        pen.polygon(
            [(x, y - half), (x + half, y), (x, y + half), (x - half, y)],
            fill="#fbfaf6cc",
            outline=colour,
            width=2 * _FINE,
        )
        return
    box = (x - radius, y - radius, x + radius, y + radius)
    fill = f"{colour}30" if row["level"] in _AREAS else f"{colour}d0"
    pen.ellipse(box, fill=fill, outline=colour if row["level"] in _AREAS else "#fbfaf6", width=2 * _FINE)


def _names(pen: ImageDraw.ImageDraw, symbols: list[tuple[Point, float, dict[str, Any]]]) -> None:
    font = _font(15)
    taken: list[tuple[float, float, float, float]] = []
    for at, radius, row in symbols[:_NAMED]:
        x, y = at[0] / _FINE + radius / _FINE + 3, at[1] / _FINE
        text = _written(row["place_name"] + (" (country)" if row["level"] == "country" else ""), font)
        box = pen.textbbox((x, y), text, font=font, anchor="lm")
        if any(box[0] < b[2] and b[0] < box[2] and box[1] < b[3] and b[1] < box[3] for b in taken):
            continue
        taken.append(box)
        pen.text((x, y), text, font=font, anchor="lm", fill=_GROUND["ink"], stroke_width=2, stroke_fill="#fbfaf6")


def _foot(pen: ImageDraw.ImageDraw, selection: Selection, mentions: int, places: int, outside: int) -> None:
    width, height = SIZE
    pen.rectangle((0, height - _FOOT, width, height), fill="#ffffff")
    font, small = _font(17), _font(13)
    beyond = f" ({outside} outside this picture)" if outside else ""
    words = f"Frontline Atlas: {mentions:,} mentions, {places:,} places{beyond}; {'; '.join(told(selection))}"
    while pen.textlength(_written(words, font), font=font) > width - 32 and len(words) > 20:
        words = words[:-2].rstrip("…") + "…"
    pen.text((16, height - 46), _written(words, font), font=font, anchor="lm", fill=_GROUND["ink"])
    x = 16.0
    for role in ROLES:
        pen.ellipse((x, height - 24, x + 12, height - 12), fill=LIGHT[role])
        pen.text((x + 17, height - 18), role, font=small, anchor="lm", fill=_GROUND["ink"])
        x += 34 + pen.textlength(role, font=small)
    note = "ring: area · diamond: inferred, a country at its capital · Place names: GeoNames (CC BY 4.0) · Base map: Natural Earth"
    pen.text((width - 16, height - 18), _written(note, small), font=small, anchor="rm", fill=_GROUND["soft"])


@lru_cache(maxsize=4)
def _font(size: int) -> Any:
    for name in _FONTS:
        try:
            return ImageFont.truetype(name, size)
        except OSError:
            continue
    return ImageFont.load_default(size)


def _written(text: str, font: Any) -> str:
    """The text, without accents where the system has no font of its own: Pillow's knows ASCII alone."""
    if font.getname()[0] != "Aileron":
        return text
    plain = text.replace("·", "-").replace("…", "...").replace("’", "'")
    return unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode()
