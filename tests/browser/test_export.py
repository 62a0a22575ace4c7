"""Files of what is filtered, from the page; and the citable bundle in a browser that has no network."""

from __future__ import annotations

import io
import zipfile
from contextlib import suppress
from pathlib import Path

import pandas as pd
from playwright.sync_api import Browser, Page, TimeoutError, expect

from geo.loading import Loaded
from tests.browser.conftest import Open, Server
from tests.browser.screen import BAKHMUT, wait_until_painted

ASKED = "/?lang=en&from=2022-12-01&until=2022-12-31&role=combat"


def made(page: Page, form: str, folder: Path) -> Path:
    """Open the section, choose a form, and take the file."""
    section = page.locator(".st-key-export_table")
    if not section.get_by_role("button", name="Make the file").is_visible():
        section.locator("summary").click()
    choice = section.get_by_role("combobox")
    for _ in range(5):  # a run of the page that ends meanwhile closes the list again
        choice.click()
        with suppress(TimeoutError):
            page.get_by_role("option", name=form).click(timeout=4_000)
            break
    section.get_by_role("button", name="Make the file").click()
    ending = {"CSV": ".csv", "Parquet": ".parquet"}.get(form, ".zip")
    with page.expect_download() as told:
        section.get_by_role("button", name=f"Save frontline-atlas{ending}").click()
    path = folder / told.value.suggested_filename
    told.value.save_as(path)
    return path


def test_the_files_hold_what_the_page_shows(server: Server, open_page: Open, tmp_path: Path, loaded: Loaded) -> None:
    page = open_page(server, ASKED)
    wait_until_painted(page)
    section = page.locator(".st-key-export_table")
    number = int(section.locator("summary").inner_text().split("Download ")[1].split()[0])
    table = pd.read_csv(made(page, "CSV", tmp_path))
    assert 0 < len(table) == number < len(loaded.view)
    assert set(table["role"]) == {"combat"}
    assert set(table["kind"]) == {"place"}
    told = section.get_by_test_id("stCode").inner_text()
    assert "--from 2022-12-01 --to 2022-12-31 --role combat --kind place" in told
    again = pd.read_parquet(made(page, "Parquet", tmp_path))
    assert again["mention_id"].tolist() == table["mention_id"].tolist()


def test_the_bundle_opens_without_a_network(server: Server, open_page: Open, tmp_path: Path, browser: Browser) -> None:
    page = open_page(server, ASKED)
    wait_until_painted(page)
    content = made(page, "Citable bundle", tmp_path).read_bytes()
    with zipfile.ZipFile(io.BytesIO(content)) as bundle:
        bundle.extractall(tmp_path)
    context = browser.new_context(offline=True, viewport={"width": 390, "height": 844})
    alone = context.new_page()
    asked: list[str] = []
    said: list[str] = []
    alone.on("request", lambda request: asked.append(request.url.split(":")[0]))
    alone.on("console", lambda message: said.append(message.text))
    alone.on("pageerror", lambda error: said.append(str(error)))
    alone.goto((tmp_path / "frontline-atlas" / "index.html").as_uri())
    alone.wait_for_function("atlas.painted > 0 && atlas.basePainted > 0 && atlas.places().length > 0")
    assert set(asked) <= {"file", "data", "blob"}
    rows = pd.read_csv(tmp_path / "frontline-atlas/data/mentions.csv")
    of_bakhmut = rows[rows["place_id"] == BAKHMUT]
    panel = alone.locator("#panel")
    panel.get_by_role("button", name="Bakhmut", exact=True).click()
    expect(panel.locator("article")).to_have_count(min(len(of_bakhmut), 20))
    newest = of_bakhmut.iloc[-1]
    expect(panel.locator("article mark").first).to_have_text(newest["surface"])
    first = pd.to_datetime(of_bakhmut["event_start"].fillna(of_bakhmut["published"]))
    last = pd.to_datetime(of_bakhmut["event_end"].fillna(of_bakhmut["published"]))
    is_month = (of_bakhmut["published_precision"] == "month") & of_bakhmut["event_end"].isna()
    last = last.where(~is_month, last + pd.offsets.MonthEnd(0))
    on_day = [((first <= day) & (last >= day)).sum() for day in pd.date_range("2022-12-01", "2022-12-31")]
    busiest = on_day.index(max(on_day))
    assert 0 < max(on_day) < len(of_bakhmut)
    alone.locator("#timeline g").nth(busiest).press("Enter")
    expect(panel.locator("article")).to_have_count(int(max(on_day)))
    panel.get_by_role("button", name="All places").click()
    expect(panel.locator("li", has=alone.get_by_role("button", name="Bakhmut", exact=True))).to_have_text(
        f"Bakhmut {max(on_day)}"
    )
    assert alone.evaluate("document.documentElement.scrollWidth") <= 390
    assert said == []
    context.close()
