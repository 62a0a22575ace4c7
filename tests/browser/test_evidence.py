"""From a dot to the sentence that it rests on: by the map, by the list, by the keyboard; and the tables below."""

from __future__ import annotations

import re

import pandas as pd
import pytest
from babel.dates import format_date
from playwright.sync_api import Locator, Page, expect

from geo.loading import Loaded
from geo.page.passages import passages, whole
from geo.views import Mask, Views, extent, kept, places_of
from tests.browser.conftest import Open, Server
from tests.browser.screen import (
    BAKHMUT,
    button,
    click_place,
    excerpts,
    heading,
    map_frame,
    mentions_of,
)

FIRST = 10  # what is shown before the reader asks for more


@pytest.fixture
def mask(view: Views) -> Mask:
    return kept(view, extent(view), undated=False)


def written(published: pd.Timestamp, precision: str) -> str:
    return format_date(published.date(), {"day": "d MMM y", "month": "MMMM y", "year": "y"}[precision], locale="en")


def expect_excerpts(page: Page, mentions: pd.DataFrame) -> None:
    """The panel shows exactly these mentions, in this order: each passage once, with all of its names marked."""
    shown = passages(mentions.to_dict("records"))
    expect(excerpts(page)).to_have_count(len(shown))
    for part, passage in zip(excerpts(page).all(), shown, strict=True):
        first = passage[0]
        expect(part.locator("mark")).to_have_text(
            [one["surface"] for one in sorted(passage, key=lambda one: one["start"])]
        )
        expect(part.locator("blockquote")).to_have_text(whole(passage)[0])
        expect(part.locator(".when b")).to_have_text(written(first["published"], first["published_precision"]))
        expect(part.locator(".title")).to_contain_text(first["title"])


def test_click_on_bakhmut_shows_its_sentences(server: Server, open_page: Open, loaded: Loaded, mask: Mask) -> None:
    page = open_page(server)
    frame = map_frame(page)
    click_place(page, frame, BAKHMUT)
    expect(heading(page)).to_have_text("Bakhmut")
    mentions = mentions_of(loaded, mask, BAKHMUT)
    assert mentions["published"].is_monotonic_decreasing
    expect(page.get_by_text(f"{len(mentions)} mentions · {mentions['article_id'].nunique()} articles")).to_be_visible()
    expect_excerpts(page, mentions.head(FIRST))
    button(page, "show_more").click()
    expect_excerpts(page, mentions.head(2 * FIRST))
    assert frame.evaluate("atlas.selected") == BAKHMUT


def test_list_opens_a_place_and_the_close_button_returns(
    server: Server, open_page: Open, view: Views, loaded: Loaded, mask: Mask
) -> None:
    places = places_of(view, mask)
    page = open_page(server)
    frame = map_frame(page)
    rows = button(page, "place_list")
    expect(rows).to_have_text(_rows(places.head(FIRST)))
    button(page, "show_more").click()
    expect(rows).to_have_text(_rows(places.head(2 * FIRST)))
    chosen = places.iloc[FIRST + 1]
    rows.nth(FIRST + 1).click()
    expect(heading(page)).to_have_text(chosen["place_name"])
    expect_excerpts(page, mentions_of(loaded, mask, chosen["place_id"]).head(FIRST))
    frame.wait_for_function("id => atlas.selected === id", arg=chosen["place_id"])
    button(page, "close_place").click()
    expect(heading(page)).to_have_text("Places")
    expect(rows.first).to_have_text(_rows(places.head(1))[0])
    frame.wait_for_function("atlas.selected === null")


def _rows(places: pd.DataFrame) -> list[re.Pattern[str]]:
    return [
        re.compile(rf"^{place['mentions']}\s+{re.escape(place['place_name'])}\b") for place in places.to_dict("records")
    ]


def test_a_place_closed_in_the_panel_opens_again_by_a_click(server: Server, open_page: Open) -> None:
    page = open_page(server)
    frame = map_frame(page)
    for _ in range(2):
        click_place(page, frame, BAKHMUT)
        expect(heading(page)).to_have_text("Bakhmut")
        button(page, "close_place").click()
        expect(heading(page)).to_have_text("Places")
    page.wait_for_timeout(700)
    expect(heading(page)).to_have_text("Places")


def test_keyboard_alone_opens_and_closes_a_place(server: Server, open_page: Open, view: Views, mask: Mask) -> None:
    page = open_page(server)
    map_frame(page)
    _tab_to(page, button(page, "place_list").first)
    page.keyboard.press("Enter")
    expect(heading(page)).to_have_text(places_of(view, mask).iloc[0]["place_name"])
    _tab_to(page, button(page, "close_place"))
    page.keyboard.press("Enter")
    expect(heading(page)).to_have_text("Places")


def _tab_to(page: Page, wanted: Locator) -> None:
    for _ in range(60):
        page.keyboard.press("Tab")
        if wanted.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError("the Tab key does not lead there")


def test_table_and_download_hold_the_places_of_the_map(
    server: Server, open_page: Open, view: Views, mask: Mask
) -> None:
    places = places_of(view, mask)
    page = open_page(server)
    frame = map_frame(page)
    page.get_by_text(f"Table of {len(places)} places").click()
    grid = page.locator("canvas table").filter(has_text="Bakhmut")  # what a screen reader hears of the drawn table
    expect(grid).to_have_attribute("aria-rowcount", str(len(places) + 1))
    with page.expect_download() as waiting:
        page.get_by_test_id("stDownloadButton").get_by_role("button").click()
    assert waiting.value.suggested_filename == "frontline-atlas-places.csv"
    table = pd.read_csv(waiting.value.path(), keep_default_na=False)
    assert list(table["place_id"]) == list(places["place_id"])
    assert list(table["mentions"]) == list(places["mentions"])
    assert set(table["place_id"]) == set(frame.evaluate("atlas.shown.items.map((place) => place.id)"))


def test_what_could_not_be_placed_is_counted_and_listed(
    server: Server, open_page: Open, loaded: Loaded, mask: Mask
) -> None:
    lost = mentions_of(loaded, mask, None)
    assert len(lost)
    page = open_page(server)
    map_frame(page)
    expect(page.get_by_text(f"· {len(lost)} could not be placed")).to_be_visible()
    page.get_by_text(f"{len(lost)} could not be placed", exact=True).click()
    grid = page.locator("canvas table").filter(has_text="why not")
    expect(grid).to_have_attribute("aria-rowcount", str(min(len(lost), 25) + 1))
    for surface in lost["surface"].head(3):
        expect(grid).to_contain_text(surface)
    page.get_by_label("Search what could not be placed").fill(lost["surface"].iloc[0])
    page.keyboard.press("Enter")
    expect(page.get_by_text(re.compile(r"\d+ found · 1 to "))).to_be_visible()
    expect(grid).to_contain_text(lost["surface"].iloc[0])
