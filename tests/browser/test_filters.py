"""The filters by clicks and keys, and addresses: map, list, bars and counts follow, and an address opens them again."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest
from playwright.sync_api import Frame, Page, expect

from geo.filters import Filters, Found, facet_counts, index, mask
from geo.gazetteer import Gazetteer
from geo.loading import Loaded
from geo.models import Interval
from geo.searching import articles_with, places_named
from geo.views import EPOCH, Mask, Views, extent, kept, places_of
from tests.browser.conftest import Open, Server
from tests.browser.screen import (
    BAKHMUT,
    PHONE,
    click_place,
    heading,
    map_frame,
    map_state,
    press,
    wait_for_places,
    widths,
)


def chosen(view: Views, filters: Filters, found: Found | None = None, period: Interval | None = None) -> Mask:
    """The mentions that the page must show."""
    return mask(index(view), filters, found or Found()) & kept(view, period or extent(view), False, every_kind=True)


def ids(view: Views, filters: Filters, found: Found | None = None) -> set[str]:
    return set(places_of(view, chosen(view, filters, found))["place_id"])


def open_drawer(page: Page) -> None:
    page.get_by_role("button", name="Filters", exact=True).click()
    expect(page.get_by_role("heading", name="Filters")).to_be_visible()


def choose(page: Page, title: str, value: str, kind: str = "checkbox") -> None:
    page.get_by_role("group", name=title, exact=True).get_by_role(kind, name=value).check()  # type: ignore[arg-type]


CLICKS = [
    (("Role", "strike"), Filters(roles=("strike",))),
    (("What it is", "province"), Filters(levels=("admin1",))),
    (("How it is known", "inferred from the text"), Filters(bases=("inferred",))),
    (("Country", "Russia"), Filters(countries=("RU",))),
    (("Province", "Donetsk Oblast, UA"), Filters(admin1s=("UA/Donetsk Oblast",))),
    (("Language of the article", "Dutch"), Filters(languages=("nl",))),
    (("How sure", "at least 90%"), Filters(least_score=90)),
]


def test_each_list_filters_and_says_what_it_leaves(server: Server, open_page: Open, view: Views) -> None:
    page = open_page(server)
    frame = map_frame(page)
    before = map_state(frame)
    open_drawer(page)
    every = int(chosen(view, Filters()).sum())
    for (title, value), filters in CLICKS:
        kind = "radio" if title == "How sure" else "checkbox"
        left = int(chosen(view, filters).sum())
        row = page.get_by_role("group", name=title, exact=True).locator("label").filter(has_text=value)
        expect(row.locator(".count")).to_have_text(f"{left:,}")
        choose(page, title, value, kind)
        wait_for_places(frame, ids(view, filters))
        expect(page.locator(".sum")).to_have_text(f"{left:,} of {every:,} mentions")
        page.locator(".line .clear").click()
        wait_for_places(frame, ids(view, Filters()))
    assert map_state(frame) == before


def test_counts_follow_the_other_filters_and_the_period(server: Server, open_page: Open, view: Views) -> None:
    page = open_page(server)
    map_frame(page)
    open_drawer(page)
    choose(page, "Role", "strike")
    press(page, "30 days")
    whole = extent(view)
    assert whole is not None
    period = Interval(whole.end - timedelta(29), whole.end)
    known = index(view)
    counts = facet_counts(known, Filters(roles=("strike",)), Found(), kept(view, period, False, every_kind=True))[
        "countries"
    ]
    row = page.get_by_role("group", name="Country", exact=True).locator("label").filter(has_text="Ukraine")
    expect(row.locator(".count")).to_have_text(str(counts[known.values["countries"].index("UA")]))
    assert counts[known.values["countries"].index("UA")] < chosen(view, Filters(countries=("UA",))).sum()


def test_metonyms_are_read_in_the_list_but_never_drawn(server: Server, open_page: Open, view: Views) -> None:
    page = open_page(server)
    frame = map_frame(page)
    open_drawer(page)
    choose(page, "How it is meant", "as who acts there (not on the map)")
    listed = places_of(view, chosen(view, Filters(kinds=("metonym",))), every_kind=True)
    expect(page.locator(".st-key-place_list button:visible").first).to_contain_text(listed["place_name"].iloc[0])
    wait_for_places(frame, set())


@pytest.mark.parametrize("spelling", ["Bachmoet", "Артемівськ", "Artemovsk"])
def test_a_place_is_found_by_any_spelling(
    server: Server, open_page: Open, view: Views, gazetteer: Gazetteer, spelling: str
) -> None:
    page = open_page(server)
    frame = map_frame(page)
    open_drawer(page)
    page.get_by_label("Search place names, in any spelling").fill(spelling)
    page.keyboard.press("Enter")
    found = Found(places=places_named(view, spelling, gazetteer))
    assert BAKHMUT in ids(view, Filters(), found)
    wait_for_places(frame, ids(view, Filters(), found))


def test_articles_are_searched(server: Server, open_page: Open, loaded: Loaded) -> None:
    page = open_page(server)
    frame = map_frame(page)
    open_drawer(page)
    page.get_by_label("Search the articles").fill("DRONES")
    page.keyboard.press("Enter")
    found = Found(articles=articles_with(loaded.seen, loaded.view, "drones"))
    assert ids(loaded.view, Filters(), found) < ids(loaded.view, Filters())
    wait_for_places(frame, ids(loaded.view, Filters(), found))
    page.get_by_role("button", name="Remove: In the articles: DRONES").click()
    wait_for_places(frame, ids(loaded.view, Filters()))


def test_by_keys_alone(server: Server, open_page: Open, view: Views) -> None:
    page = open_page(server)
    frame = map_frame(page)
    page.get_by_role("button", name="Filters", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Close the filters")).to_be_focused()
    box = page.get_by_role("checkbox", name="combat")
    expect(box).to_be_visible()
    for _ in range(8):
        if box.evaluate("box => box.getRootNode().activeElement === box"):
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Space")
    wait_for_places(frame, ids(view, Filters(roles=("combat",))))
    expect(box).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("heading", name="Filters")).to_be_hidden()
    expect(page.get_by_role("button", name="Filters", exact=True)).to_be_focused()


def test_play_keeps_to_the_filters(server: Server, open_page: Open, view: Views) -> None:
    page = open_page(server, "/?role=strike")
    frame = map_frame(page)
    wait_for_places(frame, ids(view, Filters(roles=("strike",))))
    page.get_by_label("Speed").select_option("30")
    press(page, "Play the period")
    frame.wait_for_function("atlas.playedWindow")
    strikes = mask(index(view), Filters(roles=("strike",)), Found())
    for _ in range(10):
        window, shown = frame.evaluate(
            "[atlas.playedWindow, atlas.shown.items.map((place) => [place.id, place.mentions])]"
        )
        period = Interval(*(EPOCH + timedelta(window[name]) for name in ("start", "end")))
        if page.get_by_role("button", name="Pause", exact=True).count() == 0:
            break
        expected = places_of(view, strikes & kept(view, period, False))
        assert dict(shown) == dict(zip(expected["place_id"], expected["mentions"], strict=True))
        page.wait_for_timeout(60)


def view_of(page: Page, frame: Frame) -> tuple[object, ...]:
    """What must be the same when an address is opened anew."""
    places = frame.evaluate("atlas.shown.items.map((place) => [place.id, place.mentions])")
    chips = page.locator(".chip").all_inner_texts()
    return places, chips, page.locator(".sum").inner_text(), heading(page).inner_text()


def test_an_address_opens_the_same_view(server: Server, open_page: Open, view: Views) -> None:
    page = open_page(server)
    frame = map_frame(page)
    open_drawer(page)
    choose(page, "Role", "combat")
    choose(page, "Country", "Ukraine")
    page.keyboard.press("Escape")
    filters = Filters(roles=("combat",), countries=("UA",))
    wait_for_places(frame, ids(view, filters))
    click_place(page, frame, BAKHMUT)
    expect(heading(page)).to_have_text("Bakhmut")
    box = page.get_by_test_id("stCustomComponentV1").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 200, box["y"] + 200)
    page.mouse.down()
    page.mouse.move(box["x"] + 120, box["y"] + 260, steps=4)
    page.mouse.up()
    frame.get_by_role("button", name="Zoom in").click()
    press(page, "30 days")
    whole = extent(view)
    assert whole is not None
    start = whole.end - timedelta(29)
    parts = ("map=", f"from={start}", f"place={BAKHMUT}")
    page.wait_for_url(lambda url: all(part in url for part in parts))
    page.get_by_role("radio", name="NL").click()
    expect(page.get_by_role("button", name="Filters", exact=True)).to_be_visible()
    page.wait_for_url(lambda url: all(part in url for part in ("lang=nl", *parts)))
    page.wait_for_timeout(500)
    address = page.url.removeprefix(server.url)
    assert len(address) < 200
    again = open_page(server, address)
    other = map_frame(again)
    expect(heading(again)).to_have_text("Bachmoet")
    expect(again.locator(".chip")).to_have_count(2)
    assert view_of(again, other) == view_of(page, frame)
    assert map_state(other) == pytest.approx(
        map_state(frame), abs=0.02
    )  # degrees; a frame's first fit moves it by half a pixel
    expected = places_of(view, chosen(view, filters, period=Interval(start, whole.end)))
    wait_for_places(other, set(expected["place_id"]))
    assert again.url == page.url


def test_an_address_that_means_nothing_opens_the_page(server: Server, open_page: Open, view: Views) -> None:
    page = open_page(server, "/?role=<script>&from=x&until=y&map=1,2&place=%27&sure=1e9&lang=xx")
    wait_for_places(map_frame(page), ids(view, Filters()))
    expect(page.locator(".chip")).to_have_count(0)


def test_the_link_is_copied(server: Server, open_page: Open) -> None:
    page = open_page(server, "/?role=strike", permissions=["clipboard-read", "clipboard-write"])
    map_frame(page)
    press(page, "Copy link")
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == page.url
    assert "role=strike" in page.url


def test_embedded_it_is_just_the_map(server: Server, open_page: Open, view: Views) -> None:
    page = open_page(server, "/?embed=true&role=strike&map=48.5,37.5,6", viewport={"width": 800, "height": 500})
    frame = map_frame(page)
    wait_for_places(frame, ids(view, Filters(roles=("strike",))))
    assert map_state(frame) == pytest.approx((6, 48.5, 37.5), abs=0.02)  # degrees: a pixel
    for gone in ("Frontline Atlas", "Places"):
        expect(page.get_by_role("heading", name=gone)).to_have_count(0)
    expect(page.get_by_role("button", name="Filters", exact=True)).to_be_hidden()
    expect(page.get_by_role("slider", name="Chosen period; the arrow keys move it")).to_be_visible()
    expect(frame.locator(".leaflet-control-attribution")).to_be_in_viewport()
    link = page.get_by_role("link", name="Open the whole page").get_attribute("href")
    assert link is not None
    assert "embed" not in link
    assert "role=strike" in link


def test_on_a_phone_the_drawer_covers_the_page(server: Server, open_page: Open, view: Views) -> None:
    page = open_page(server, viewport=PHONE, has_touch=True)
    frame = map_frame(page)
    open_drawer(page)
    choose(page, "Role", "strike")
    press(page, "Show the map")
    expect(page.get_by_role("heading", name="Filters")).to_be_hidden()
    wait_for_places(frame, ids(view, Filters(roles=("strike",))))
    sizes = widths(page)
    assert sizes["document"] <= sizes["screen"]


def test_bars_follow_the_filters(server: Server, open_page: Open, view: Views) -> None:
    page = open_page(server)
    map_frame(page)
    canvas = page.locator(".chart canvas")
    before = canvas.screenshot()
    open_drawer(page)
    page.keyboard.press("Escape")
    assert canvas.screenshot() == before
    open_drawer(page)
    choose(page, "Role", "diplomacy")
    page.keyboard.press("Escape")
    left = int(np.count_nonzero(chosen(view, Filters(roles=("diplomacy",)))))
    expect(page.locator(".sum")).to_contain_text(f"{left} of")
    assert canvas.screenshot() != before
