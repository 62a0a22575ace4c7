"""What stays as it is while the reader filters: zoom, centre and the browser's memory; and what shows only where one points."""

from __future__ import annotations

from playwright.sync_api import Frame, Page, expect

from tests.browser.conftest import Open, Server
from tests.browser.screen import click_place, heading, map_frame, map_state, point_of

UKRAINE, KYIV = "geonames:690791", "geonames:703448"
CHANGES, WARM = 50, 10  # changes of the filters; those after which the heap is measured first
GROWTH = 1.15  # of the heap over the other changes; a page that kept its layers or listeners grew by more
_GROUND = """() => {
    const drawn = [];
    const { drawGround } = atlas;
    atlas.drawGround = (context, symbol, colors, pixels) => {
        drawn.push(symbol.item.id);
        drawGround(context, symbol, colors, pixels);
    };
    window.grounds = drawn;
}"""


def grounds(frame: Frame) -> list[str]:
    """Whose uncertain ground is drawn when the places are painted anew."""
    painted = frame.evaluate("window.grounds.length = 0, atlas.repaint(), atlas.painted")
    frame.wait_for_function("before => atlas.painted > before", arg=painted)
    drawn: list[str] = frame.evaluate("[...new Set(window.grounds)]")
    return drawn


def area(frame: Frame) -> str:
    """The area with most mentions that is in view."""
    found: str = frame.evaluate(
        """() => {
            const seen = new Set(atlas.places().map((place) => place.place_id));
            return atlas.shown.items.find((place) => place.area && place.km > 20 && seen.has(place.id)).id;
        }"""
    )
    return found


def test_the_ground_of_an_area_shows_where_one_points_or_chooses(server: Server, open_page: Open) -> None:
    page = open_page(server)
    frame = map_frame(page)
    frame.evaluate(_GROUND)
    assert grounds(frame) == []
    province = area(frame)
    page.mouse.move(*point_of(page, frame, province))
    frame.wait_for_function("document.querySelector('.atlas-over-place')")
    assert grounds(frame) == [province]
    page.mouse.move(2, 2)
    frame.wait_for_function("!document.querySelector('.atlas-over-place')")
    assert grounds(frame) == []
    click_place(page, frame, province)
    frame.wait_for_function("id => atlas.confirmed === id", arg=province)
    page.mouse.move(2, 2)
    frame.wait_for_function("!document.querySelector('.atlas-over-place')")
    assert grounds(frame) == [province]


def test_a_country_and_its_capital_are_clicked_apart(server: Server, open_page: Open) -> None:
    page = open_page(server)
    frame = map_frame(page)
    for place_id, name in ((UKRAINE, "Ukraine"), (KYIV, "Kyiv"), (UKRAINE, "Ukraine")):
        click_place(page, frame, place_id)
        expect(heading(page)).to_have_text(name)
        frame.wait_for_function("id => atlas.confirmed === id", arg=place_id)


def heap(page: Page) -> int:
    """Bytes of the page's JavaScript, its frames included, once what nothing refers to is gone."""
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")
    for _ in range(2):
        session.send("HeapProfiler.collectGarbage")
    metrics = {metric["name"]: metric["value"] for metric in session.send("Performance.getMetrics")["metrics"]}
    session.detach()
    return int(metrics["JSHeapUsedSize"])


def test_zoom_centre_and_memory_keep_through_fifty_changes(server: Server, open_page: Open) -> None:
    page = open_page(server)
    frame = map_frame(page)
    frame.get_by_role("button", name="Zoom in").click()
    frame.wait_for_function("!map._animatingZoom && map.getZoom() === 7")
    page.wait_for_timeout(500)
    state = map_state(frame)
    page.get_by_role("button", name="Filters", exact=True).click()
    boxes = [page.get_by_role("checkbox", name=role, exact=False).first for role in ("strike", "combat")]
    first = 0
    for change in range(CHANGES):
        shown = frame.evaluate("JSON.stringify(atlas.shown.items.map((place) => [place.id, place.mentions]))")
        boxes[change // 2 % 2].click()
        frame.wait_for_function(
            "before => atlas.shown && JSON.stringify(atlas.shown.items.map((place) => [place.id, place.mentions])) !== before",
            arg=shown,
        )
        if change + 1 == WARM:
            first = heap(page)
    assert map_frame(page) == frame
    assert map_state(frame) == state
    last = heap(page)
    assert last < first * GROWTH, (first, last)


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until an element of this selector has the focus, in shadow trees too."""
    reached = """selector => {
        let at = document.activeElement;
        while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
        return Boolean(at?.matches(selector));
    }"""
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate(reached, selector):
            return
    raise AssertionError(f"the Tab key does not lead to {selector}")


def test_chips_and_folded_lists_by_keys_alone(server: Server, open_page: Open) -> None:
    page = open_page(server, "/?undated=0&role=combat&place=geonames:713174")
    map_frame(page)
    expect(page.locator("article.mention").first).to_be_visible()
    tab_to(page, ".chip")
    page.keyboard.press("Enter")
    expect(page.locator(".chip")).to_have_count(0)
    expect(page.get_by_role("button", name="Filters", exact=True)).to_be_focused()
    folded = page.locator("article.mention details").first
    expect(folded.locator("li").first).to_be_hidden()
    tab_to(page, "article.mention summary")
    page.keyboard.press("Enter")
    opened = page.locator("article.mention details[open]")
    expect(opened).to_have_count(1)
    expect(opened.locator("li").first).to_be_visible()
    page.keyboard.press("Space")
    expect(page.locator("article.mention details[open]")).to_have_count(0)
