"""Other articles: hostile ones stay text, and whatever is missing has its sentence on the screen."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

from playwright.sync_api import Page, expect

from geo.paths import ROOT
from tests.browser.conftest import Open, Server, Watch
from tests.browser.screen import (
    BAKHMUT,
    button,
    click_place,
    excerpts,
    fill,
    heading,
    map_frame,
    map_state,
    point_of,
    press,
    store_of,
    type_period,
    wait_for_places,
)

HOSTILE = (
    '<img src=x onerror="window.hacked=1"> `${window.hacked=1}` {{7*7}} </script><script>window.hacked=1</script> '
    "[link](javascript:window.hacked=1) ![picture](x) :material/home: $x^2$ &lt;b&gt; **bold** \\u003cb"
)
FILE = '<img src=x onerror="window.hacked=1">`${window.hacked=1}`{{7*7}}.txt'
KHERSON = "geonames:706448"
DATED = " date 2022-12-20 Kop\n\nIn Bakhmut werd dinsdag gevochten.\n"
BROKEN = '<img src=x onerror="window.hacked=1">.parquet'


def hostile_article(text: str, **fields: str) -> str:
    article = {
        "id": f"id {HOSTILE}",
        "text": text,
        "published": "2022-12-20",
        "lang": "en",
        "source": f"source {HOSTILE}",
        "url": "javascript:window.hacked=1",
    }
    return json.dumps({**article, **fields})


def test_hostile_articles_show_as_text(shelf: Path, shelf_server: Server, open_page: Open, watch: list[Watch]) -> None:
    lines = [
        hostile_article(f"Troops shelled Bakhmut {HOSTILE} on Tuesday.", title=f"title {HOSTILE}"),
        hostile_article(f"In Bakhmut `{HOSTILE}` there was fighting.", id=f"other {HOSTILE}", published="2022-12-10"),
        hostile_article(
            f"Russian attacks had been repelled near Qwxzhivka on Tuesday. It said {HOSTILE} again.",
            id=f"third {HOSTILE}",
            title=f"title {HOSTILE}",
            published="2022-12-01",  # days apart: what is nearly the same text on one day is one story, counted once
        ),
    ]
    fill(shelf, {"a.jsonl": "\n".join(lines), FILE: f"In Bakhmut {HOSTILE} werd gevochten.", BROKEN: b"no table"})
    page = open_page(shelf_server)
    frame = map_frame(page, 60)
    expect(page.get_by_text("1 source could not be read")).to_be_visible()
    page.get_by_text("1 source could not be read").click()
    expect(page.get_by_text(BROKEN)).to_be_visible()
    undated = page.locator(".st-key-undated label")
    undated.click()
    frame.wait_for_function("atlas.shown.items.find((place) => place.id === 'geonames:713174').mentions >= 3")

    page.mouse.move(*point_of(page, frame, BAKHMUT))
    expect(frame.locator(".atlas-tooltip")).to_contain_text("Bakhmut")
    click_place(page, frame, BAKHMUT)
    expect(heading(page)).to_have_text("Bakhmut")
    expect(excerpts(page)).to_have_count(3)
    for text in excerpts(page).locator("blockquote").all_inner_texts():
        assert HOSTILE in text
    titles = " ".join(excerpts(page).locator(".title").all_inner_texts())
    for shown in (f"title {HOSTILE}", f"source {HOSTILE}", f"other {HOSTILE}", FILE):
        assert shown in titles

    page.get_by_text("Table of 1 place").click()
    page.get_by_text("1 could not be placed", exact=True).click()
    lost = page.locator("canvas table").filter(has_text="Qwxzhivka")
    expect(lost).to_contain_text(HOSTILE)
    button(page, "close_place").click()
    button(page, "place_list").first.hover()
    expect(page.get_by_test_id("stTooltipContent")).to_be_visible()
    _expect_nothing_ran(page, watch[0])


def _expect_nothing_ran(page: Page, seen: Watch) -> None:
    page.wait_for_timeout(300)
    for frame in page.frames:
        assert frame.evaluate("typeof window.hacked") == "undefined"
        assert frame.locator('a[href^="javascript:" i], img[src="x"], [onerror]').count() == 0
    assert [url for url in seen.requests if url.endswith("/x")] == []


def test_no_articles(shelf: Path, shelf_server: Server, open_page: Open) -> None:
    fill(shelf, {})
    page = open_page(shelf_server)
    expect(page.get_by_text("There are no articles.")).to_be_visible()


def test_only_files_that_cannot_be_read(shelf: Path, shelf_server: Server, open_page: Open) -> None:
    fill(shelf, {"a.parquet": b"no table", "b.txt": b"\xff\xfe\xfa", "c.csv": "id,title\n1,no text\n"})
    page = open_page(shelf_server)
    problems = page.get_by_text("3 sources could not be read")
    expect(problems).to_be_visible()
    expect(page.get_by_text("There are no articles.")).to_be_visible()
    problems.click()
    for name in ("a.parquet", "b.txt", "c.csv"):
        expect(page.get_by_text(name)).to_be_visible()


def test_no_place_in_the_articles(shelf: Path, shelf_server: Server, open_page: Open) -> None:
    fill(shelf, {"a.txt": " date 2022-12-20 Kop\n\nEr gebeurde dinsdag weinig.\n"})
    page = open_page(shelf_server)
    expect(page.get_by_text("Nothing is mentioned in this period")).to_be_visible()
    expect(page.get_by_text("0 mentions on the map")).to_be_visible()


def test_nothing_in_the_period(shelf: Path, shelf_server: Server, open_page: Open) -> None:
    fill(shelf, {"a.txt": DATED})
    page = open_page(shelf_server)
    frame = map_frame(page, 60)
    frame.locator(".leaflet-control-zoom-in").click()
    frame.wait_for_function("map.getZoom() === 7 && !map._animatingZoom")
    state = map_state(frame)
    type_period(page, date(2021, 1, 1), date(2021, 1, 2))
    expect(page.get_by_text("Nothing is mentioned in this period: choose another one, or All.")).to_be_visible()
    expect(page.get_by_text("0 mentions on the map")).to_be_visible()
    wait_for_places(frame, set())
    frame.wait_for_function("atlas.places().length === 0")
    press(page, "All")
    wait_for_places(frame, {BAKHMUT})
    assert map_state(frame) == state


def test_articles_without_a_date_are_counted_and_shown_on_demand(
    shelf: Path, shelf_server: Server, open_page: Open
) -> None:
    undated = {"b.txt": "In Kherson werd gevochten.\n", "c.txt": " date soon Kop\n\nIn Kherson viel de stroom uit.\n"}
    fill(shelf, {"a.txt": DATED, **undated})
    page = open_page(shelf_server)
    frame = map_frame(page, 60)
    wait_for_places(frame, {BAKHMUT})
    expect(page.get_by_text("2 articles have no date")).to_be_visible()
    page.locator(".st-key-undated label").click()
    wait_for_places(frame, {BAKHMUT, KHERSON})
    button(page, "place_list").filter(has_text="Kherson").click()
    expect(excerpts(page).locator(".when b")).to_have_text(["undated", "undated"])


def test_articles_without_any_date_are_all_shown(shelf: Path, shelf_server: Server, open_page: Open) -> None:
    fill(shelf, {"a.txt": "In Kherson werd gevochten.\n"})
    page = open_page(shelf_server)
    wait_for_places(map_frame(page, 60), {KHERSON})
    expect(page.get_by_text("1 article has no date")).to_be_visible()


def test_what_another_adds_shows_without_a_reload(
    shelf: Path, shelf_server: Server, open_page: Open, tmp_path: Path
) -> None:
    fill(shelf, {"a.txt": DATED})
    page = open_page(shelf_server)
    frame = map_frame(page, 60)
    wait_for_places(frame, {BAKHMUT})
    click_place(page, frame, BAKHMUT)
    state = map_state(frame)
    (tmp_path / "b.txt").write_text(" date 2022-12-20 Kop\n\nOok in Kherson werd dinsdag gevochten, en in Bakhmut.\n")
    environment = {**os.environ, "ATLAS_STORE": str(store_of(shelf))}
    command = [sys.executable, "-m", "geo", "ingest", str(tmp_path / "b.txt"), "--who", "another"]
    subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)
    wait_for_places(frame, {BAKHMUT, KHERSON})
    expect(excerpts(page)).to_have_count(2)
    assert map_state(frame) == state
    subprocess.run(
        [*command[:3], "retract", "b.txt", "--why", "x"], cwd=ROOT, env=environment, check=True, capture_output=True
    )
    wait_for_places(frame, {BAKHMUT})
