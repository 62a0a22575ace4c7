"""The period: typed, chosen, drawn over the bars; the map follows and stays where it was."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from playwright.sync_api import Frame, Page, expect

from geo.loading import Loaded
from geo.models import Interval
from geo.views import Views, extent, kept
from tests.browser.conftest import Open, Server
from tests.browser.screen import (
    BAKHMUT,
    click_place,
    drawn,
    excerpts,
    expect_period,
    heading,
    ids_in,
    map_frame,
    map_state,
    mentions_of,
    press,
    type_period,
    wait_for_places,
)

THE_DAY = date(2022, 12, 20)


def whole(view: Views) -> Interval:
    found = extent(view)
    assert found is not None
    return found


def test_one_day_leaves_the_places_of_that_day(server: Server, open_page: Open, view: Views, loaded: Loaded) -> None:
    days, expected = whole(view), ids_in(view, THE_DAY, THE_DAY)
    everything = ids_in(view, days.start, days.end)
    assert BAKHMUT in expected
    assert len(expected) < len(everything)
    page = open_page(server)
    frame = map_frame(page)
    expect_period(page, days.start, days.end)
    wait_for_places(frame, everything)
    type_period(page, THE_DAY, THE_DAY)
    wait_for_places(frame, expected)
    assert BAKHMUT in drawn(frame)
    assert set(drawn(frame)) <= expected
    expect(page.get_by_role("status").filter(has_text="Chosen: 20 Dec 2022")).to_be_visible()
    click_place(page, frame, BAKHMUT)
    mentions = mentions_of(loaded, kept(view, Interval(THE_DAY, THE_DAY), undated=False), BAKHMUT)
    expect(page.get_by_text(f"{len(mentions)} mentions · {mentions['article_id'].nunique()} articles")).to_be_visible()
    expect(excerpts(page).filter(has_text="20 Dec 2022").locator("mark").first).to_have_text("Bakhmut")


def test_presets(server: Server, open_page: Open, view: Views) -> None:
    days = whole(view)
    page = open_page(server)
    frame = map_frame(page)
    for label, length in (("7 days", 7), ("30 days", 30)):
        press(page, label)
        first = days.end - timedelta(length - 1)
        expect_period(page, first, days.end)
        wait_for_places(frame, ids_in(view, first, days.end))
    press(page, "All")
    expect_period(page, days.start, days.end)
    wait_for_places(frame, ids_in(view, days.start, days.end))


@pytest.mark.parametrize("timezone", ["Europe/Amsterdam", "America/New_York", "Asia/Tokyo"])
def test_a_stretch_drawn_over_the_bars_becomes_the_period(
    server: Server, open_page: Open, view: Views, timezone: str
) -> None:
    days = whole(view)
    page = open_page(server, timezone_id=timezone)
    frame = map_frame(page)
    for first, last in ((THE_DAY, date(2022, 12, 23)), (date(2022, 12, 27), date(2022, 12, 27))):
        _draw(page, days, first, last)
        expect_period(page, first, last)
        wait_for_places(frame, ids_in(view, first, last))
    # What was drawn does not come back after another choice.
    press(page, "All")
    expect_period(page, days.start, days.end)
    wait_for_places(frame, ids_in(view, days.start, days.end))
    page.wait_for_timeout(700)
    expect_period(page, days.start, days.end)


def _draw(page: Page, days: Interval, first: date, last: date) -> None:
    """Draw from early on the first day to late on the last, over the bars."""
    box = page.get_by_role("img", name="Mentions over time").bounding_box()
    assert box is not None
    day = box["width"] / ((days.end - days.start).days + 1)
    left = box["x"] + day * ((first - days.start).days + 0.15)
    right = box["x"] + day * ((last - days.start).days + 0.85)
    middle = box["y"] + box["height"] / 2
    page.mouse.move(left, middle)
    page.mouse.down()
    page.mouse.move((left + right) / 2, middle, steps=4)
    page.mouse.move(right, middle, steps=4)
    page.mouse.up()


def test_zoom_and_centre_are_kept(server: Server, open_page: Open, view: Views) -> None:
    days = whole(view)
    page = open_page(server)
    frame = map_frame(page)
    opened = map_state(frame)
    frame.locator(".leaflet-control-zoom-in").click()
    frame.wait_for_function("zoom => map.getZoom() === zoom && !map._animatingZoom", arg=opened[0] + 1)
    _drag_map(page, frame, -180, -60)
    moved = map_state(frame)
    assert moved[0] == opened[0] + 1
    assert moved[2] > opened[2] + 0.5
    press(page, "30 days")
    wait_for_places(frame, ids_in(view, days.end - timedelta(29), days.end))
    assert map_state(frame) == moved
    click_place(page, frame, BAKHMUT)
    expect(heading(page)).to_have_text("Bakhmut")
    page.wait_for_timeout(500)
    assert not frame.is_detached()
    assert map_state(frame) == moved
    type_period(page, THE_DAY, days.end)
    wait_for_places(frame, ids_in(view, THE_DAY, days.end))
    assert map_state(frame) == moved


def _drag_map(page: Page, frame: Frame, dx: float, dy: float) -> None:
    box = page.get_by_test_id("stCustomComponentV1").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] * 0.6, box["y"] + 130
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + dx, y + dy, steps=6)
    page.wait_for_timeout(300)  # held still: the map does not run on by itself
    page.mouse.up()
    frame.wait_for_function("!map.dragging.moving()")
    page.wait_for_timeout(300)


def test_forty_changes_leave_nothing_behind(server: Server, open_page: Open, view: Views) -> None:
    days = whole(view)
    page = open_page(server)
    frame = map_frame(page)
    week, everything = ids_in(view, days.end - timedelta(6), days.end), ids_in(view, days.start, days.end)
    found: list[dict[str, int]] = []
    for change in range(42):
        press(page, "All" if change % 2 else "7 days")
        wait_for_places(frame, everything if change % 2 else week)
        if change in (1, 41):
            found.append(_things(frame))
    assert found[1] == found[0]


def _things(frame: Frame) -> dict[str, int]:
    found: dict[str, int] = frame.evaluate(
        """() => ({
            layers: Object.keys(map._layers).length,
            canvases: document.querySelectorAll('canvas').length,
            elements: document.querySelectorAll('*').length,
            groups: window.feature_group?.length ?? 0,
            listeners: Object.values(map._events).flat().length,
        })"""
    )
    return found
