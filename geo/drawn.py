"""Places as the map's script takes them: as columns of plain values, or as numbers that point into a file of all places."""

from __future__ import annotations

import base64
import json
import math
from collections.abc import Sequence
from typing import Any

import pandas as pd

from geo.comparing import change_columns
from geo.errors import FrameError
from geo.models import BASES, LEVELS, ROLES
from geo.views import Counts, Gathered

PLACE_COLUMNS = (
    "place_id",
    "place_name",
    "level",
    "country_code",
    "latitude",
    "longitude",
    "uncertainty_km",
    "basis",
    "role",
    "mentions",
    "label",
)


def columns(places: pd.DataFrame) -> dict[str, Any]:
    """The places of a table as columns of plain values; words that repeat as indices into a list.

    Raises
    ------
    FrameError
        A column is missing, or holds something that cannot be drawn.
    """
    missing = [name for name in PLACE_COLUMNS if name not in places.columns]
    if missing:
        raise FrameError(f"the table of places lacks the column {', '.join(missing)}")
    return {
        **place_columns(places),
        "role": _indices(places, "role", ROLES),
        "mentions": [int(count) for count in places["mentions"]],
        "roles": ROLES,
        **(change_columns(places) if "change" in places else {}),
    }


def place_columns(places: pd.DataFrame) -> dict[str, Any]:
    """What the map draws of places whatever the period is, as columns of plain values.

    Raises
    ------
    FrameError
        A place has no coordinate, or holds a word that the map does not know.
    """
    latitude, longitude = (_numbers(places, name) for name in ("latitude", "longitude"))
    for name, values in (("latitude", latitude), ("longitude", longitude)):
        if None in values:
            row = places["place_id"].iloc[values.index(None)]
            raise FrameError(f"column {name}: the place {row!r} has no coordinate, so it cannot be drawn")
    return {
        "ids": _texts(places, "place_id"),
        "names": _texts(places, "place_name"),
        "labels": _texts(places, "label"),
        "codes": _texts(places, "country_code"),
        "lat": latitude,
        "lon": longitude,
        "km": _numbers(places, "uncertainty_km", digits=1),
        "level": _indices(places, "level", LEVELS),
        "basis": _indices(places, "basis", BASES),
        "levels": LEVELS,
        "bases": BASES,
    }


def places_file(places: pd.DataFrame) -> bytes:
    """The file that `picked` points into: `place_columns` of all places of the views, in their order, as JSON."""
    text = json.dumps(place_columns(places), ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.encode("utf-8", errors="replace")  # half a surrogate pair is no letter


def picked(url: str, found: Gathered) -> dict[str, Any]:
    """What `geo.mapping.PlaceLayer` takes in place of a table: numbers of some bytes a place, in base64.

    Parameters
    ----------
    url : str
        Of what `places_file` made, relative to the map's frame.

    Returns
    -------
    dict
        file (the url); rows and mentions (uint32, little-endian), role and basis (uint8), one value a place.
    """
    return {
        "file": url,
        "rows": _packed(found.rows, "<u4"),
        "mentions": _packed(found.mentions, "<u4"),
        "role": _packed(found.role, "<u1"),
        "basis": _packed(found.basis, "<u1"),
        "roles": ROLES,
        "levels": LEVELS,
        "bases": BASES,
    }


def _packed(numbers: Counts, width: str) -> str:
    return base64.b64encode(numbers.astype(width).tobytes()).decode("ascii")


def _texts(places: pd.DataFrame, name: str) -> list[str]:
    return [value if isinstance(value, str) else "" for value in places[name].tolist()]


def _numbers(places: pd.DataFrame, name: str, digits: int = 5) -> list[float | None]:
    values = pd.to_numeric(places[name], errors="coerce")
    return [round(float(value), digits) if math.isfinite(value) else None for value in values.astype("float64")]


def _indices(places: pd.DataFrame, name: str, words: Sequence[str]) -> list[int]:
    order = {word: i for i, word in enumerate(words)}
    values = places[name].tolist()
    unknown = next((value for value in values if value not in order), None)
    if unknown is not None:
        raise FrameError(f"column {name}: {unknown!r} is none of {', '.join(words)}")
    return [order[value] for value in values]
