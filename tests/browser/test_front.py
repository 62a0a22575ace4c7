"""The front on the map: it is drawn for the end of what is shown, with source, day and age, and moves with the timeline."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Frame, Page, expect

from geo.front.distance import EPOCH
from geo.front.reading import Layer
from geo.front.stored import add_lines
from tests.browser.conftest import Open, Serve, Server
from tests.browser.screen import PHONE, map_frame, press, type_period
from tests.made_front import CORNERS, line

FIRST, SECOND = date(2022, 12, 10), date(2022, 12, 20)


def number(day: date) -> int:
    return (day - EPOCH).days


@pytest.fixture(scope="module")
def lined(serve: Serve, tmp_path_factory: pytest.TempPathFactory) -> Server:
    """A server on one article and two lines of our own making, the second further west."""
    folder = tmp_path_factory.mktemp("lined")
    (folder / "in").mkdir()
    for day in range(8, 31):
        text = f" date 2022-12-{day:02} Kop\n\nEr is gevochten in Bakhmut. Rusland nam Lviv in.\n"
        (folder / "in" / f"{day}.txt").write_text(text, encoding="utf-8")
    west = [(east - 0.5, north) for east, north in CORNERS]
    layers = [Layer(FIRST, line().area, "a"), Layer(SECOND, line(west).area, "b")]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ATLAS_STORE", str(folder / "store"))
        add_lines(layers, source="<b>made</b>", licence="CC0", attribution="<img src=x onerror=alert(1)>")
    return serve(folder / "in", ATLAS_STORE=str(folder / "store"), ATLAS_FRONT_DAYS="5")


def wait_for_front(frame: Frame, day: date, *, stale: bool) -> None:
    frame.wait_for_function(
        "told => JSON.stringify(atlas.front() && [atlas.front().day, atlas.front().stale]) === told",
        arg=f"[{number(day)},{str(stale).lower()}]",
    )


def said(frame: Frame) -> str:
    return frame.locator(".atlas-front").inner_text()


def pixels(frame: Frame) -> Any:
    """How many pixels of the front's own canvas are painted."""
    return frame.evaluate(
        """() => { const sheet = document.querySelector('.leaflet-atlasFront-pane canvas');
        const data = sheet.getContext('2d').getImageData(0, 0, sheet.width, sheet.height).data;
        let count = 0; for (let i = 3; i < data.length; i += 4) count += data[i] > 0; return count; }"""
    )


def test_the_last_line_on_or_before_the_end_is_drawn_with_its_day_and_age(open_page: Open, lined: Server) -> None:
    page = open_page(lined, "/?from=2022-12-08&until=2022-12-12")
    frame = map_frame(page, 120)
    wait_for_front(frame, FIRST, stale=False)
    assert "<b>made</b>\n10 Dec 2022 · 2 days older\n<img src=x onerror=alert(1)>" in said(frame)
    assert frame.locator(".atlas-front img, .atlas-front b").count() == 0
    assert pixels(frame) > 1000
    type_period(page, date(2022, 12, 8), date(2022, 12, 20))
    wait_for_front(frame, SECOND, stale=False)
    assert "of this day" in said(frame)
    type_period(page, date(2022, 12, 8), date(2022, 12, 28))
    wait_for_front(frame, SECOND, stale=True)
    assert "8 days older\nOld:" in said(frame)


def test_it_moves_with_play_and_the_server_is_not_asked(open_page: Open, lined: Server) -> None:
    page = open_page(lined, "/?from=2022-12-08&until=2022-12-30")
    frame = map_frame(page, 120)
    wait_for_front(frame, SECOND, stale=True)
    press(page, "Play the period")
    wait_for_front(frame, FIRST, stale=False)
    wait_for_front(frame, SECOND, stale=False)
    wait_for_front(frame, SECOND, stale=True)


def test_sources_are_switched_and_a_line_can_be_left_out(open_page: Open, lined: Server) -> None:
    page = open_page(lined, "/?from=2022-12-08&until=2022-12-12")
    frame = map_frame(page, 120)
    wait_for_front(frame, FIRST, stale=False)
    choose(page, "schematic")
    frame.wait_for_function("() => atlas.front()?.source === 'schematic'")
    assert "coarse" in said(frame)
    choose(page, "not shown")
    frame.wait_for_function("() => atlas.front() === null")
    expect(frame.locator(".atlas-front")).to_be_hidden()


def choose(page: Page, source: str) -> None:
    page.get_by_test_id("stSelectbox").get_by_role("combobox").click()
    page.get_by_role("option", name=source).click()


def test_panel_and_filter_tell_the_distance(open_page: Open, lined: Server) -> None:
    page = open_page(lined, "/?from=2022-12-08&until=2022-12-12&place=geonames:713174&front=20")
    frame = map_frame(page, 120)
    expect(page.get_by_text("km from the front line").first).to_be_visible()
    assert frame.evaluate("atlas.shown.items.map((place) => place.name)") == ["Bakhmut"]


def test_a_phone_has_room_for_it(open_page: Open, lined: Server) -> None:
    page = open_page(lined, "/?from=2022-12-08&until=2022-12-28", viewport=PHONE, color_scheme="dark")
    frame = map_frame(page, 120)
    wait_for_front(frame, SECOND, stale=True)
    box, map_box = frame.locator(".atlas-front").bounding_box(), frame.locator(".atlas-map").first.bounding_box()
    assert box is not None
    assert map_box is not None
    assert box["width"] < 0.6 * map_box["width"]
    assert box["height"] < 0.3 * map_box["height"]


def test_a_fresh_install_shows_our_own_coarse_line(open_page: Open, server: Server) -> None:
    frame = map_frame(open_page(server, "/?from=2022-12-01&until=2022-12-20"))
    frame.wait_for_function("() => atlas.front()?.source === 'schematic'")
    assert "schematic" in said(frame)


def test_a_coarse_line_is_not_drawn_for_years_that_it_knows_nothing_of(open_page: Open, server: Server) -> None:
    frame = map_frame(open_page(server, "/?from=2022-12-01&until=2024-12-31"))
    expect(frame.locator(".atlas-front")).to_have_text("No front line is known for this date.")
    assert frame.evaluate("atlas.front()") is None


def test_a_comparison_tells_which_places_changed_sides(open_page: Open, lined: Server) -> None:
    page = open_page(lined, "/?from=2022-12-18&until=2022-12-22&compare=2022-12-08,2022-12-12")
    map_frame(page, 120)
    told = page.locator(".st-key-compared code")
    expect(told).to_contain_text("came inside the occupied area between 12 Dec 2022 and 22 Dec 2022: Bakhmut.")
    expect(told).to_contain_text("By the front lines of <b>made</b>")
    expect(page.locator(".st-key-compared").get_by_test_id("stDataFrame")).to_have_count(2)
