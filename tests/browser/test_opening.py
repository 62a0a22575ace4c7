"""Opening the page: soon there, of its own means only, in the reader's language, on any screen."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import LOCATED_S, Open, Serve, Server, Watch
from tests.browser.screen import DESKTOP, PHONE, drawn, fill, heading, map_frame, point_of, wait_until_painted, widths

TILES = "tile.openstreetmap.org"
# The smallest picture there is: a PNG of one transparent pixel.
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360000200000005000180f84d"
    "170000000049454e44ae426082"
)


def test_markers_are_there_within_five_seconds(server: Server, open_page: Open) -> None:
    # A busy machine may be late once; four times in a row it is the page.
    page = open_page(server)
    for _ in range(3):
        try:
            wait_until_painted(page, seconds=5)
            break
        except AssertionError:
            page.reload(wait_until="commit")
    wait_until_painted(page, seconds=5)
    assert drawn(map_frame(page))


def test_base_map_is_painted_without_another_host(server: Server, open_page: Open, watch: list[Watch]) -> None:
    frame = map_frame(open_page(server))
    frame.wait_for_function("atlas.basePainted > 0")
    assert any("/app/static/base-" in url for url in watch[0].requests)
    assert any(url.startswith("ws:") for url in watch[0].requests)
    assert watch[0].foreign() == []


def test_street_map_is_fetched_only_while_the_reader_wants_it(
    server: Server, open_page: Open, watch: list[Watch]
) -> None:
    page = open_page(server)
    map_frame(page)
    watch[0].also.add(TILES)
    asked: list[str] = []

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(body=PIXEL, content_type="image/png", headers={"Access-Control-Allow-Origin": "*"})

    page.context.route(f"https://{TILES}/**", answer)
    switch = page.get_by_role("switch", name="Street map").or_(page.get_by_role("checkbox", name="Street map"))
    expect(switch).not_to_be_checked()
    assert asked == []
    label = page.locator(".st-key-tiles label")
    with page.expect_request(f"https://{TILES}/**"):
        label.click()
    frame = map_frame(page)
    frame.wait_for_function("document.querySelectorAll('.leaflet-tile-loaded').length > 0")
    label.click()
    expect(switch).not_to_be_checked()
    expect(page.frame_locator("iframe").locator(".leaflet-tile")).to_have_count(0)
    frame = map_frame(page)
    before = len(asked)
    frame.locator(".leaflet-control-zoom-in").click()
    page.wait_for_timeout(1000)
    assert len(asked) == before


@pytest.mark.parametrize(
    ("locale", "places", "other", "others_places"),
    [
        ("nl-NL", "Plaatsen", "EN", "Places"),
        ("en-GB", "Places", "NL", "Plaatsen"),
        ("fr-FR", "Places", "NL", "Plaatsen"),
    ],
)
def test_language_of_the_browser_and_the_switch(
    server: Server, open_page: Open, locale: str, places: str, other: str, others_places: str
) -> None:
    page = open_page(server, locale=locale)
    expect(heading(page)).to_have_text(places)
    map_frame(page)
    legend = page.frame_locator("iframe").locator(".atlas-legend")
    expect(legend).to_contain_text("Genoemde plaats" if places == "Plaatsen" else "Named place")
    page.get_by_role("radio", name=other).or_(page.get_by_role("button", name=other, exact=True)).click()
    expect(heading(page)).to_have_text(others_places)
    expect(legend).to_contain_text("Genoemde plaats" if others_places == "Plaatsen" else "Named place")
    assert f"lang={other.lower()}" in page.url
    page.reload()
    expect(heading(page)).to_have_text(others_places)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_page_chart_and_map_follow_the_scheme_of_the_reader(server: Server, open_page: Open, scheme: str) -> None:
    page = open_page(server, color_scheme=scheme)
    frame = map_frame(page)
    red, *_ = _rgb(page, '[data-testid="stApp"]')
    assert (red < 128) == (scheme == "dark")
    assert frame.evaluate("atlas.dark") == (scheme == "dark")
    pale = page.locator(
        '[data-testid="stVegaLiteChart"] .layer_1_marks path, [data-testid="stVegaLiteChart"] .mark-rect path'
    )
    fills = {path.get_attribute("fill") for path in pale.all()}
    assert (("#3d4751" in fills), ("#d8dde1" in fills)) == (scheme == "dark", scheme == "light")


def _rgb(page: Page, selector: str) -> list[int]:
    colour = page.locator(selector).evaluate("element => getComputedStyle(element).backgroundColor")
    return [int(part) for part in re.findall(r"\d+", colour)]


@pytest.mark.parametrize(
    ("size", "more"),
    [(DESKTOP, {}), (PHONE, {"has_touch": True, "is_mobile": True, "device_scale_factor": 2})],
    ids=["desktop", "phone"],
)
def test_everything_fits_the_screen(
    server: Server, open_page: Open, size: dict[str, int], more: dict[str, object]
) -> None:
    page = open_page(server, viewport=size, **more)
    map_frame(page)
    sizes = widths(page)
    assert sizes["document"] <= sizes["screen"] == size["width"]
    assert sizes["main"] <= sizes["screen"]
    for part in (page.get_by_test_id("stCustomComponentV1"), page.locator(".st-key-place_list"), heading(page)):
        part.scroll_into_view_if_needed()
        box = part.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= size["width"]
        assert box["width"] > 100


def test_tap_on_a_phone(server: Server, open_page: Open) -> None:
    page = open_page(server, viewport=PHONE, has_touch=True, is_mobile=True, device_scale_factor=2)
    frame = map_frame(page)
    place_id = frame.evaluate(
        """() => {
            const places = atlas.places();
            const inside = places.filter(({x, y}) => x > 100 && x < 320 && y > 120 && y < 380);
            const lonely = (a) => Math.min(...places.filter((b) => b !== a).map((b) => Math.hypot(a.x - b.x, a.y - b.y)));
            return inside.sort((a, b) => lonely(b) - lonely(a))[0].place_id;
        }"""
    )
    name = frame.evaluate("id => atlas.shown.items.find((place) => place.id === id).name", place_id)
    page.touchscreen.tap(*point_of(page, frame, place_id))
    expect(heading(page)).to_have_text(name)
    expect(page.locator("article.mention").first).to_be_visible()


def test_missing_set_up_is_finished_by_the_page_itself(
    serve: Serve, open_page: Open, tmp_path_factory: pytest.TempPathFactory
) -> None:
    articles: Path = tmp_path_factory.mktemp("articles")
    fill(articles, {"a.txt": " date 2022-12-20 Kop\n\nIn Bakhmut werd dinsdag gevochten.\n"})
    unset = serve(articles, ATLAS_GAZETTEER=str(tmp_path_factory.mktemp("empty")))
    page = open_page(unset)
    expect(page.get_by_role("progressbar")).to_be_visible()
    expect(page.get_by_text("Finding the places that the articles name")).to_be_visible()
    wait_until_painted(page, LOCATED_S)
    expect(page.get_by_role("progressbar")).to_have_count(0)
    assert list(drawn(map_frame(page))) == ["geonames:713174"]
