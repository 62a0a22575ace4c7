"""What stands on the map and how: names that keep apart, countries beside their capitals, the whole screen."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Open, Server
from tests.browser.screen import DESKTOP, PHONE, drawn, map_frame, map_state

_CLASHES = """() => {
    const overlap = (a, b) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
    const names = atlas.names;
    return names.flatMap((a, i) => names.slice(i + 1).filter((b) => overlap(a.box, b.box)).map((b) => [a.text, b.text]));
}"""

# Names that the edge of the map cuts, in layer points.
_CUT = """() => {
    const min = map.containerPointToLayerPoint([0, 0]);
    const max = min.add(map.getSize());
    const isSeen = ([left, top, right, bottom]) => left < max.x && right > min.x && top < max.y && bottom > min.y;
    const isWhole = ([left, top, right, bottom]) => left >= min.x && right <= max.x && top >= min.y && bottom <= max.y;
    return atlas.names.filter(({ box }) => isSeen(box) && !isWhole(box)).map(({ text }) => text);
}"""


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_names_keep_apart_at_every_zoom(server: Server, open_page: Open, size: dict[str, int]) -> None:
    frame = map_frame(open_page(server, viewport=size))
    for zoom in range(4, 10):
        painted = frame.evaluate("atlas.painted")
        frame.evaluate("zoom => map.setView([48.6, 37.8], zoom, { animate: false })", zoom)
        frame.wait_for_function("before => atlas.painted > before", arg=painted)
        assert frame.evaluate("atlas.names.length") > 0
        assert frame.evaluate(_CLASHES) == []
        assert frame.evaluate(_CUT) == []


def test_a_country_stands_beside_its_capital_and_is_hollow(server: Server, open_page: Open) -> None:
    frame = map_frame(open_page(server))
    places = drawn(frame)
    ukraine, kyiv = places["geonames:690791"], places["geonames:703448"]
    assert abs(ukraine[0] - kyiv[0]) + abs(ukraine[1] - kyiv[1]) > 20
    shapes = frame.evaluate("Object.fromEntries(atlas.shown.items.map((place) => [place.id, place.shape]))")
    assert (shapes["geonames:690791"], shapes["geonames:703448"]) == ("diamond", "dot")


def test_the_map_takes_the_whole_screen_and_gives_it_back(server: Server, open_page: Open) -> None:
    page = open_page(server)
    frame = map_frame(page)
    before = map_state(frame)
    button = frame.get_by_role("button", name="Full screen")
    button.focus()
    page.keyboard.press("Enter")
    frame.wait_for_function("document.fullscreenElement && map.getSize().x >= screen.width")
    expect(button).to_have_attribute("aria-pressed", "true")
    button.click()
    frame.wait_for_function("!document.fullscreenElement")
    page.wait_for_function("() => document.fullscreenElement === null")
    assert map_state(frame)[0] == before[0]
