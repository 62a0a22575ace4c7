"""axe-core objects to nothing, in light and in dark: on the page, in its drawer, tables and comparison, and in its frames."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

from tests.browser.conftest import Open, Server
from tests.browser.screen import PHONE, WHOLE, map_frame

COMPARED = "/?from=2022-12-18&until=2022-12-31&compare=before"

_SETTLED = """() => document.querySelector('[data-testid="stApp"]').dataset.testScriptState === 'notRunning'
    && !document.querySelector('[data-stale="true"]')
    && document.getAnimations().every((one) => one.playState !== 'running')"""


def violations(page: Page) -> list[str]:
    """What axe-core objects to in the page and all its frames, one line an element."""
    page.wait_for_function(_SETTLED)  # what fades in is pale for as long as it does
    for frame in page.frames:
        frame.evaluate(f"{AXE_SCRIPT};0")
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    assert found["passes"] or found["violations"]
    return [
        f"{rule['id']}: {node['target']} {node['html'][:200]} {node.get('failureSummary', '')}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


def states(page: Page) -> Iterator[str]:
    """The page as it opens, and what a reader unfolds on it."""
    yield "a place with its sentences"
    page.locator(".mention details summary").first.click()
    page.locator(".toggle").click()
    page.locator(".drawer fieldset, .drawer details").first.wait_for()
    yield "rivals and drawer"
    page.keyboard.press("Escape")
    page.locator(".st-key-places_table summary").click()
    page.locator(".st-key-places_table").get_by_test_id("stDataFrame").wait_for()
    yield "a table"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_as_it_opens_and_unfolds(server: Server, open_page: Open, scheme: str) -> None:
    page = open_page(server, "/?from=2022-12-01&until=2022-12-31&place=geonames:713174", color_scheme=scheme)
    map_frame(page)
    page.locator("article.mention").first.wait_for()
    assert {state: found for state in states(page) if (found := violations(page))} == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("path", "sign"), [(WHOLE, ".st-key-place_list button"), (COMPARED, ".st-key-compared code")])
def test_list_and_comparison(server: Server, open_page: Open, scheme: str, path: str, sign: str) -> None:
    page = open_page(server, path, color_scheme=scheme)
    map_frame(page)
    page.locator(sign).first.wait_for()
    assert violations(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_embedded_on_a_phone_and_the_method(server: Server, open_page: Open, scheme: str) -> None:
    page = open_page(server, "/?embed=true&undated=0", color_scheme=scheme, viewport=PHONE)
    map_frame(page)
    assert violations(page) == []
    page.goto(f"{server.url}/?page=method")
    page.locator("ul.key img").first.wait_for()
    assert violations(page) == []
