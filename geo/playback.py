"""What the browser needs to play a period by itself: the mentions as small numbers, in one file.

The file is little-endian: the length of a JSON head (uint32), the head padded with spaces to a multiple of four bytes, then two
stretches of numbers. Each number is place * 8 + role (uint16, or uint32 where there are more than 8,191 places), ordered by
day: the mentions of a single day by that day; those of several days by their first, and once more by their last. A window
[start, end] holds what has begun by its end, less what was over before its start.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from geo.models import ROLES
from geo.views import Days, Mask, Rows, Views, is_dated

_PLACE_STEP = 8  # the roles fit below it, so that a number holds both
_MOST_IN_SHORT = 2**16 // _PLACE_STEP

assert len(ROLES) <= _PLACE_STEP


def playback(view: Views, mask: Mask, places: Mapping[str, Any]) -> bytes:
    """The file of the dated and placed mentions that `mask` keeps.

    Parameters
    ----------
    places : mapping
        What the map is to know of each of `view.places`, as columns; goes into the head as it is.

    Returns
    -------
    bytes
        Some two bytes a mention.
    """
    mask = mask & is_dated(view) & (view.place >= 0)
    first, last = view.first[mask], view.last[mask]
    width = "<u2" if len(view.places) < _MOST_IN_SHORT else "<u4"
    codes = (view.place[mask] * _PLACE_STEP + view.role[mask]).astype(width)
    exact = first == last
    runs = [
        _by_day(first[exact], codes[exact]),
        _by_day(first[~exact], codes[~exact]),
        _by_day(last[~exact], codes[~exact]),
    ]
    head = {
        "width": int(width[-1]),
        "step": _PLACE_STEP,
        "runs": [
            {"days": days.tolist(), "ends": ends.tolist(), "length": len(ordered)} for days, ends, ordered in runs
        ],
        "places": places,
    }
    text = json.dumps(head, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 4)
    return struct.pack("<I", len(text)) + text + b"".join(ordered.tobytes() for _days, _ends, ordered in runs)


def playback_order(view: Views) -> tuple[Rows, Rows, Rows]:
    """Of each stretch of the file that `playback` makes of all mentions, the row of each of its numbers."""
    rows = np.flatnonzero(is_dated(view) & (view.place >= 0))  # by their first day, as the views are
    first, last = view.first[rows], view.last[rows]
    begun = rows[first != last]
    return rows[first == last], begun, begun[np.argsort(view.last[begun], kind="stable")]


def playback_mask(order: Iterable[Rows], mask: Mask) -> bytes:
    """Which mentions of the file that `playback` makes of all are to be played, as bits, the lowest of a byte first.

    Parameters
    ----------
    order : iterable of numpy.ndarray
        As `playback_order` gives it.

    Returns
    -------
    bytes
        For each stretch of the file one bit for each of its numbers, in their order, filled up to whole bytes.
    """
    return b"".join(np.packbits(mask[rows], bitorder="little").tobytes() for rows in order)


def _by_day(days: Days, codes: npt.NDArray[Any]) -> tuple[npt.NDArray[Any], npt.NDArray[Any], npt.NDArray[Any]]:
    """The codes in the order of their days, the days that occur, and for each the end of its codes."""
    order = np.argsort(days, kind="stable")
    found, counts = np.unique(days[order], return_counts=True)
    return found, counts.cumsum(), codes[order]
