"""Two periods compared by real clicks: the map, the table, the paragraph, the address; and the method page."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import numpy as np
from playwright.sync_api import Page, expect

from geo.comparing import compare
from geo.counting import once, units_of
from geo.method import FIGURES
from geo.models import Interval
from geo.views import Views, kept
from tests.browser.conftest import Open, Server
from tests.browser.screen import PHONE, map_frame, map_state, type_period, widths

BEFORE, AFTER = (Interval(date(2022, 12, first), date(2022, 12, first + 13)) for first in (4, 18))


def expected(view: Views) -> dict[str, list[Any]]:
    before, after = (once(units_of(view), kept(view, period, undated=False)) for period in (BEFORE, AFTER))
    table = compare(view, before, after, 14, 14)
    most = np.maximum(table["before"], table["after"]).tolist()
    return {place_id: told for place_id, *told in zip(table["place_id"], table["change"], most, strict=True)}


_DRAWN = """wanted => atlas.shown?.compares && atlas.shown.items.length === Object.keys(wanted).length
    && atlas.shown.items.every(({ id, change, mentions }) => wanted[id]?.[0] === change && wanted[id][1] === mentions)"""


def expect_drawn(page: Page, wanted: dict[str, list[Any]]) -> None:
    """The map comes to show these changes and numbers, and no other place."""
    map_frame(page).wait_for_function(_DRAWN, arg=wanted)


def switch_on(page: Page) -> None:
    page.locator(".st-key-compare label").click()


def test_the_switch_compares_with_the_period_before(server: Server, open_page: Open, view: Views) -> None:
    page = open_page(server)
    frame = map_frame(page)
    type_period(page, AFTER.start, AFTER.end)
    state = map_state(frame)
    switch_on(page)
    expect_drawn(page, expected(view))
    assert {change for change, _ in expected(view).values()} >= {"new", "gone_quiet"}
    assert map_state(map_frame(page)) == state
    told = page.locator(".st-key-compared code").inner_text()
    assert "18 Dec 2022 – 31 Dec 2022 compared with 4 Dec 2022 – 17 Dec 2022" in told
    assert "New: " in told
    assert "Gone quiet: " in told
    expect(page).to_have_url(re.compile("compare=before"))
    assert "What changed" in str(frame.locator(".atlas-legend").text_content())  # folded here
    # What went quiet can be opened, with what was said of it before.
    quiet = next(place_id for place_id, (change, _) in expected(view).items() if change == "gone_quiet")
    page.goto(f"{page.url.split('&place=')[0]}&place={quiet}")
    map_frame(page)
    expect(page.locator("article.mention").first).to_be_visible()
    switch_on(page)
    map_frame(page).wait_for_function("!atlas.shown?.compares")


def test_an_address_compares_with_days_of_its_own(server: Server, open_page: Open, view: Views) -> None:
    address = f"/?from={AFTER.start}&until={AFTER.end}&compare={BEFORE.start},{BEFORE.end}"
    page = open_page(server, address)
    expect_drawn(page, expected(view))
    expect(page.get_by_label("Compare from", exact=False).first).to_be_visible()
    assert f"compare={BEFORE.start},{BEFORE.end}" in page.url


def test_it_fits_a_phone(server: Server, open_page: Open, view: Views) -> None:
    page = open_page(server, f"/?from={AFTER.start}&until={AFTER.end}&compare=before", viewport=PHONE)
    expect_drawn(page, expected(view))
    sizes = widths(page)
    assert sizes["main"] <= sizes["screen"]


def test_the_foot_leads_to_the_method(server: Server, open_page: Open) -> None:
    page = open_page(server)
    map_frame(page)
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="How this is made").click()
    method = opened.value
    expect(method.get_by_role("heading", name="How often that is wrong")).to_be_visible()
    expect(method.locator("table").first.locator("tbody tr")).to_have_count(len(FIGURES))
    expect(method.locator("ul.key img").first).to_be_visible()
    drawn_wide = method.locator("ul.key img").evaluate_all("all => all.map((picture) => picture.naturalWidth)")
    assert len(drawn_wide) == 16
    assert min(drawn_wide) > 0
    expect(method.get_by_role("cell", name="CC BY-IGO")).to_be_visible()
    method.locator(".st-key-language").get_by_text("NL", exact=True).click()
    expect(method.get_by_role("heading", name="Hoe vaak dat mis gaat")).to_be_visible()
    method.get_by_role("link", name="Naar de kaart").click()
    map_frame(method)
