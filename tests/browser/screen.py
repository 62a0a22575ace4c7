"""What a reader sees and does on the page, in the words of the tests."""

from __future__ import annotations

import math
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
from playwright.sync_api import Frame, Locator, Page, TimeoutError, expect

from geo.loading import Loaded
from geo.loading import excerpts as read_excerpts
from geo.models import Interval
from geo.views import Mask, Views, kept, places_of, rows_of

DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}
WHOLE = "/?undated=0"  # an address that asks for all days and no place; a bare one opens the last busy month
BAKHMUT = "geonames:713174"
SECONDS = 20

expect.set_options(timeout=SECONDS * 1000)

_PAINTED = """() => {
    const atlas = document.querySelector('[data-testid="stCustomComponentV1"]')?.contentWindow?.atlas;
    return Boolean(atlas?.places && atlas.places().length);
}"""


def wait_until_painted(page: Page, seconds: float = SECONDS) -> None:
    """Wait until some place is drawn on the map; else say what the page says."""
    try:
        page.wait_for_function(_PAINTED, timeout=seconds * 1000)
    except TimeoutError as late:
        said = page.locator("body").inner_text()
        raise AssertionError(f"no place is drawn after {seconds} s; the page says:\n{said}") from late


def map_frame(page: Page, seconds: float = SECONDS) -> Frame:
    """The frame of the map, once places are drawn in it."""
    wait_until_painted(page, seconds)
    frame = page.get_by_test_id("stCustomComponentV1").element_handle().content_frame()
    assert frame is not None
    return frame


def drawn(frame: Frame) -> dict[str, tuple[float, float]]:
    """Where each place stands that is drawn in view, in pixels of the frame."""
    return {place["place_id"]: (place["x"], place["y"]) for place in frame.evaluate("atlas.places()")}


def wait_for_places(frame: Frame, ids: set[str]) -> None:
    """Wait until the map holds these places, in view or not, and no other."""
    frame.wait_for_function(
        "ids => atlas.shown && JSON.stringify(atlas.shown.items.map((place) => place.id).sort()) === ids",
        arg=_json(sorted(ids)),
        timeout=SECONDS * 1000,
    )


def _json(ids: list[str]) -> str:
    return "[" + ",".join(f'"{id_}"' for id_ in ids) + "]"


def map_state(frame: Frame) -> tuple[float, float, float]:
    """Zoom, latitude and longitude of the centre."""
    zoom, latitude, longitude = frame.evaluate("[map.getZoom(), map.getCenter().lat, map.getCenter().lng]")
    return zoom, round(latitude, 6), round(longitude, 6)


def point_of(page: Page, frame: Frame, place_id: str) -> tuple[float, float]:
    """A point of the page on this place's symbol: the one near its middle that lies farthest from other places."""
    page.get_by_test_id("stCustomComponentV1").scroll_into_view_if_needed()
    places = drawn(frame)
    x, y = places.pop(place_id)
    near = [(x + dx, y + dy) for dx, dy in ((0, 0), (3, 0), (-3, 0), (0, 3), (0, -3))]
    best = max(near, key=lambda point: min((math.dist(point, other) for other in places.values()), default=0))
    box = page.get_by_test_id("stCustomComponentV1").bounding_box()
    assert box is not None
    return box["x"] + best[0], box["y"] + best[1]


def click_place(page: Page, frame: Frame, place_id: str) -> None:
    """Click a place once it stands still: while the page loads, the map may still move below what comes in above it."""
    point = None
    for _ in range(50):
        before, point = point, point_of(page, frame, place_id)
        if point == before:
            break
        page.wait_for_timeout(200)
    assert point is not None
    page.mouse.click(*point)


def expect_period(page: Page, start: date, end: date) -> None:
    """Both date fields show the period, and the page has taken it over."""
    for name, day in (("From", start), ("Until", end)):
        expect(page.get_by_label(name, exact=True).and_(page.locator("input"))).to_have_value(day.isoformat())


def type_period(page: Page, start: date, end: date) -> None:
    """Put both dates into their fields."""
    for name, day in (("From", start), ("Until", end)):
        page.get_by_label(name, exact=True).and_(page.locator("input")).fill(day.isoformat())
    expect_period(page, start, end)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def button(page: Page, key: str) -> Locator:
    """Buttons of the element with this key; Streamlit keeps a hidden twin of each for phones."""
    return page.locator(f".st-key-{key} button:visible")


def heading(page: Page) -> Locator:
    """The heading of the panel beside the map."""
    return page.locator(".st-key-evidence").get_by_role("heading", level=2)


def excerpts(page: Page) -> Locator:
    return page.locator("article.mention")


def places_in(view: Views, start: date, end: date) -> pd.DataFrame:
    """What the map must show of a period."""
    return places_of(view, kept(view, Interval(start, end), undated=False))


def mentions_of(loaded: Loaded, mask: Mask, place_id: str | None) -> pd.DataFrame:
    """What the panel must show of a place, or the table of what could not be placed."""
    return read_excerpts(loaded, rows_of(loaded.view, mask, place_id))


def ids_in(view: Views, start: date, end: date) -> set[str]:
    return set(places_in(view, start, end)["place_id"])


def store_of(shelf: Path) -> Path:
    """The store to which the server adds the articles of this folder."""
    return shelf.with_name(f"{shelf.name}-store")


def fill(shelf: Path, files: dict[str, str | bytes]) -> None:
    """Put these files into the folder, and nothing else, and put the store away that the ones before them were added to."""
    shutil.rmtree(store_of(shelf), ignore_errors=True)
    for old in shelf.iterdir():
        old.unlink()
    for name, content in files.items():
        (shelf / name).write_bytes(content if isinstance(content, bytes) else content.encode())


def widths(page: Page) -> dict[str, Any]:
    """How wide the document is, and how wide the screen."""
    sizes: dict[str, Any] = page.evaluate(
        """() => ({
            document: document.documentElement.scrollWidth,
            main: document.querySelector('[data-testid="stMain"]').scrollWidth,
            screen: innerWidth,
        })"""
    )
    return sizes
