"""The file that the browser plays: read back as the browser reads it, and counted against the views."""

from __future__ import annotations

import json
import struct
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest

from geo.assembly import views
from geo.frame import to_frame
from geo.models import ROLES, Interval
from geo.playback import playback, playback_mask, playback_order
from geo.views import Views, day_number, is_dated, kept


def made(count: int, places: int) -> Views:
    """Views of seeded mentions: most of one day, some of several, some undated or unplaced."""
    random = np.random.default_rng(7)
    rows: list[dict[str, Any]] = []
    for number in range(count):
        start = date(2022, 12, 1) + timedelta(int(random.integers(0, 60)))
        end = start + timedelta(int(random.integers(1, 20)) if random.random() < 0.2 else 0)
        place = int(random.integers(0, places))
        is_placed, is_known = random.random() < 0.9, random.random() < 0.9
        rows.append(
            {
                "mention_id": str(number),
                "article_id": str(number // 3),
                "start": number,
                "end": number + 1,
                "surface": "x",
                "kind": "place",
                "reason": "",
                "role": ROLES[int(random.integers(0, len(ROLES)))],
                "excerpt": "x",
                "excerpt_start": number,
                "lang": "en",
                **({"event_start": start, "event_end": end} if is_known else {}),
                **(
                    {
                        "place_id": f"geonames:{place}",
                        "place_name": f"P{place}",
                        "level": "populated_place",
                        "country_code": "UA",
                        "latitude": 48.0,
                        "longitude": 37.0,
                        "basis": "named",
                        "score": 0.9,
                    }
                    if is_placed
                    else {}
                ),
            }
        )
    return views(to_frame(rows))


def read(content: bytes) -> tuple[dict[str, Any], list[Any]]:
    (length,) = struct.unpack_from("<I", content)
    head = json.loads(content[4 : 4 + length])
    at, runs = 4 + length, []
    assert at % 4 == 0
    for run in head["runs"]:
        size = run["length"] * head["width"]
        runs.append(np.frombuffer(content[at : at + size], dtype=f"<u{head['width']}"))
        at += size
    assert at == len(content)
    return head, runs


@pytest.mark.parametrize(("places", "width"), [(40, 2), (12_000, 4)])
def test_every_window_counts_as_the_views_do(places: int, width: int) -> None:
    view = made(30_000 if places > 8191 else 800, places)
    head, runs = read(playback(view, np.ones(len(view.first), dtype=bool), {"ids": []}))
    assert head["width"] == width

    def up_to(run: int, day: int) -> Any:
        at = int(np.searchsorted(head["runs"][run]["days"], day, side="right"))
        codes = runs[run][: head["runs"][run]["ends"][at - 1] if at else 0]
        return np.bincount(codes, minlength=len(view.places) * 8)

    for first, last in ((date(2022, 12, 5), date(2022, 12, 5)), (date(2022, 11, 1), date(2023, 3, 1))):
        start, end = day_number(first), day_number(last)
        counted = up_to(0, end) - up_to(0, start - 1) + up_to(1, end) - up_to(2, start - 1)
        mask = kept(view, Interval(first, last), undated=False) & (view.place >= 0)
        expected = np.bincount(view.place[mask] * 8 + view.role[mask], minlength=len(view.places) * 8)
        assert counted.tolist() == expected.tolist()
        assert counted.sum() > 0


def test_the_mask_of_some_leaves_the_file_of_some() -> None:
    view = made(800, 40)
    some = np.arange(len(view)) % 3 == 0
    _head, every = read(playback(view, np.ones(len(view), dtype=bool), {"ids": []}))
    _head, expected = read(playback(view, some, {"ids": []}))
    content = np.frombuffer(playback_mask(playback_order(view), some), dtype=np.uint8)
    for codes, left in zip(every, expected, strict=True):
        size = -(-len(codes) // 8)
        bits = np.unpackbits(content[:size], bitorder="little")[: len(codes)].astype(bool)
        assert codes[bits].tolist() == left.tolist()
        content = content[size:]
    assert len(content) == 0


def test_nothing_dated_makes_a_file_of_nothing() -> None:
    view = made(20, 5)
    _head, runs = read(playback(view, ~is_dated(view), {"ids": []}))
    assert [len(run) for run in runs] == [0, 0, 0]
