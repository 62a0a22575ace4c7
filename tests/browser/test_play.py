"""Play and the keys of the timeline: the browser paints from what it has fetched, and the page follows when it rests."""

from __future__ import annotations

from datetime import date, timedelta

from playwright.sync_api import Frame, Locator, Page, expect

from geo.models import Interval
from geo.views import Views, day_number, extent
from tests.browser.conftest import Open, Server
from tests.browser.screen import expect_period, ids_in, map_frame, press, type_period, wait_for_places


def whole(view: Views) -> Interval:
    found = extent(view)
    assert found is not None
    return found


def played(frame: Frame) -> tuple[date, date, set[str]]:
    window, ids = frame.evaluate("[atlas.playedWindow, atlas.shown.items.map((place) => place.id)]")
    start, end = (date(1970, 1, 1) + timedelta(window[name]) for name in ("start", "end"))
    return start, end, set(ids)


def test_play_runs_in_the_browser_and_ends_on_the_page(server: Server, open_page: Open, view: Views) -> None:
    page = open_page(server)
    frame = map_frame(page)
    page.get_by_label("Speed").select_option("30")
    sent: list[str] = []
    page.on("websocket", lambda _socket: sent.append("a new session"))
    press(page, "Play the period")
    frame.wait_for_function("atlas.playedWindow && atlas.shown.items.length > 0")
    seen = [played(frame)]
    while page.get_by_role("button", name="Pause", exact=True).count():
        seen.append(played(frame))
        page.wait_for_timeout(50)
    for start, end, ids in seen:
        assert (end - start).days == 6
        assert ids == ids_in(view, start, end)
    assert len({start for start, _end, _ids in seen}) > 3
    assert sent == []
    last = whole(view).end
    expect_period(page, last - timedelta(6), last)
    wait_for_places(frame, ids_in(view, last - timedelta(6), last))


def test_pause_step_and_growing_window(server: Server, open_page: Open, view: Views) -> None:
    page = open_page(server)
    frame = map_frame(page)
    start, end = date(2022, 12, 1), date(2022, 12, 31)
    type_period(page, start, end)
    wait_for_places(frame, ids_in(view, start, end))
    page.get_by_label("What is played").select_option("day")
    for day in range(3):
        press(page, "One step on")
        now = start + timedelta(day)
        expect_period(page, now, now)
        wait_for_places(frame, ids_in(view, now, now))
    press(page, "One step back")
    expect_period(page, start + timedelta(1), start + timedelta(1))
    page.get_by_label("What is played").select_option("grow")
    press(page, "Play the period")
    page.wait_for_timeout(700)
    press(page, "Pause")
    frame.wait_for_function("first => atlas.playedWindow.start === first", arg=day_number(start))
    until = played(frame)[1]
    assert start < until <= end
    expect_period(page, start, until)
    wait_for_places(frame, ids_in(view, start, until))


def test_the_arrow_keys_move_the_period(server: Server, open_page: Open, view: Views) -> None:
    page = open_page(server)
    frame = map_frame(page)
    last = whole(view).end
    press(page, "7 days")
    expect_period(page, last - timedelta(6), last)
    _slider(page, "Chosen period").focus()
    for _ in range(3):
        page.keyboard.press("ArrowLeft")
    expect_period(page, last - timedelta(9), last - timedelta(3))
    wait_for_places(frame, ids_in(view, last - timedelta(9), last - timedelta(3)))
    page.keyboard.press("Shift+ArrowLeft")
    expect_period(page, last - timedelta(16), last - timedelta(10))
    _slider(page, "Until").focus()
    page.keyboard.press("ArrowRight")
    expect_period(page, last - timedelta(16), last - timedelta(9))
    _slider(page, "From").focus()
    page.keyboard.press("Home")
    expect_period(page, whole(view).start, last - timedelta(9))
    wait_for_places(frame, ids_in(view, whole(view).start, last - timedelta(9)))
    expect(_slider(page, "Until")).to_have_attribute("aria-valuenow", str(day_number(last - timedelta(9))))


def _slider(page: Page, name: str) -> Locator:
    return page.get_by_role("slider", name=name)


def test_the_window_is_dragged_by_its_middle_and_its_edges(server: Server, open_page: Open, view: Views) -> None:
    page = open_page(server)
    map_frame(page)
    days = whole(view)
    type_period(page, date(2022, 12, 10), date(2022, 12, 16))
    box = page.get_by_role("img", name="Mentions over time").bounding_box()
    assert box is not None
    day = box["width"] / ((days.end - days.start).days + 1)

    def drag(name: str, by: int) -> None:
        part = _slider(page, name).bounding_box()
        assert part is not None
        x, y = part["x"] + part["width"] / 2, part["y"] + part["height"] / 3
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x + by * day / 2, y, steps=3)
        page.mouse.move(x + by * day, y, steps=3)
        page.mouse.up()

    drag("Chosen period", 3)
    expect_period(page, date(2022, 12, 13), date(2022, 12, 19))
    drag("From", -2)
    expect_period(page, date(2022, 12, 11), date(2022, 12, 19))
