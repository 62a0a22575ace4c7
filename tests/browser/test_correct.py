"""Correcting a mention on the page: what is chosen is stored with who and why, and shown at once."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect

from geo.store import corrections, open_store, read
from tests.browser.conftest import LOCATED_S, Open, Serve, Server
from tests.browser.screen import button, excerpts, fill, heading, map_frame, store_of

TEXT = " date 2022-12-20 Kop\n\nIn Bakhmut is gevochten. Bakhmut brandt.\n"


def open_form(page: Page) -> None:
    button(page, "place_list").filter(has_text="Bakhmut").click()
    expect(excerpts(page)).to_have_count(1)
    page.get_by_role("button", name="Correct", exact=False).first.click()
    expect(page.get_by_role("dialog")).to_be_visible()


def choose(page: Page, option: str) -> None:
    page.get_by_role("dialog").get_by_label("It is", exact=False).last.click()
    page.get_by_role("option", name=option, exact=True).click()


def save(page: Page) -> None:
    page.get_by_label("Why").fill("<b>the river</b> is near")
    page.get_by_label("Your name").fill("Ann")
    page.get_by_label("Your name").press("Enter")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_spot_on_the_map_holds_in_the_whole_article(shelf_server: Server, shelf: Path, open_page: Open) -> None:
    fill(shelf, {"a.txt": TEXT})
    page = open_page(shelf_server)
    map_frame(page, LOCATED_S)
    open_form(page)
    choose(page, "another spot")
    frame = page.get_by_role("dialog").locator("iframe")
    expect(frame).to_be_visible()
    frame.content_frame.locator(".leaflet-container").click(position={"x": 60, "y": 60})
    expect(page.get_by_label("Latitude")).not_to_have_value("48.59560")
    page.get_by_label("Name of the spot").fill("Mill")
    save(page)
    expect(button(page, "place_list")).to_have_count(1)
    expect(button(page, "place_list")).to_contain_text("Mill")
    store = open_store(store_of(shelf))
    (made,) = corrections(store)
    assert (made.who, made.why, made.scope) == ("Ann", "<b>the river</b> is near", "article")
    assert read(store)["place_name"].tolist() == ["Mill", "Mill"]
    button(page, "place_list").click()
    expect(heading(page)).to_have_text("Mill")
    expect(excerpts(page).locator("p.why")).to_contain_text("corrected by hand, Ann: <b>the river</b> is near")
    page.get_by_role("button", name="Correct", exact=False).first.click()
    choose(page, "what it was before the correction")
    save(page)
    expect(button(page, "place_list")).to_contain_text("Bakhmut")


def test_not_a_place(shelf_server: Server, shelf: Path, open_page: Open) -> None:
    fill(shelf, {"a.txt": TEXT.replace("brandt", "en Soledar branden")})
    page = open_page(shelf_server)
    map_frame(page, LOCATED_S)
    open_form(page)
    choose(page, "not a place")
    save(page)
    expect(button(page, "place_list")).to_have_count(1)
    expect(button(page, "place_list")).to_contain_text("Soledar")


def test_through_a_proxy_nothing_can_be_corrected(serve: Serve, shelf: Path, open_page: Open) -> None:
    fill(shelf, {"a.txt": TEXT})
    # A server of its own: one such request ends open writing for all of its sessions.
    own = serve(shelf, ATLAS_STORE=str(store_of(shelf)), ATLAS_OPEN_WRITING="1")
    page = open_page(own, extra_http_headers={"X-Forwarded-For": "10.0.0.1"})
    map_frame(page, LOCATED_S)
    button(page, "place_list").filter(has_text="Bakhmut").click()
    expect(excerpts(page)).to_have_count(1)
    expect(page.get_by_role("button", name="Correct")).to_have_count(0)
