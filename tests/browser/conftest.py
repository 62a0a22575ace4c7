"""A real Chromium on the real server: what every browser test shares, and what it may never do.

The fixtures live as long as this folder's tests: Playwright's loop and the server are gone before the other tests run.
"""

from __future__ import annotations

import http.client
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from geo.loading import Loaded, load
from geo.paths import ROOT
from geo.store import open_store, snapshot
from geo.views import Views
from tests.browser.screen import DESKTOP, WHOLE, map_frame, store_of

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = ("--disable-background-networking", "--disable-component-update", "--no-first-run", "--disable-sync")
STARTED_S, LOCATED_S = 60, 180

Open = Callable[..., Page]
Serve = Callable[..., "Server"]


@dataclass(frozen=True, slots=True)
class Server:
    """The dashboard as `make run` serves it."""

    url: str
    log: Path
    process: subprocess.Popen[bytes]


@dataclass(slots=True)
class Watch:
    """What a page asked for and complained of."""

    own: str
    also: set[str] = field(default_factory=set)  # hosts that this test lets the page ask
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def foreign(self) -> list[str]:
        """Requests to any other host than the server's own."""
        web = [url for url in self.requests if urlsplit(url).scheme in {"http", "https", "ws", "wss"}]
        return [url for url in web if urlsplit(url).netloc not in {self.own, *self.also}]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.allow_hosts(["127.0.0.1"]))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Show the log of the server with a test that failed."""
    report = yield
    if report.failed:  # type: ignore[attr-defined]
        for server in {id(s): s for s in getattr(item, "funcargs", {}).values() if isinstance(s, Server)}.values():
            report.sections.append(("log of the server", server.log.read_text(encoding="utf-8")))  # type: ignore[attr-defined]
    return report


@pytest.fixture(scope="package")
def chromium() -> str:
    setting = os.environ.get("ATLAS_CHROMIUM", "")
    found = shutil.which(setting) if setting else next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        missing = f"ATLAS_CHROMIUM names {setting!r}, which is no program." if setting else "There is no Chromium."
        pytest.fail(
            f"{missing} The browser tests need one: install it (apt-get install chromium, dnf install chromium, "
            "pacman -S chromium, brew install --cask chromium), or set ATLAS_CHROMIUM to its path.",
            pytrace=False,
        )
    return found


@pytest.fixture(scope="package")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", *QUIET])
        yield started
        started.close()


@pytest.fixture(scope="package")
def serve(tmp_path_factory: pytest.TempPathFactory, chromium: str) -> Iterator[Serve]:
    """Start the server on other articles, or with other settings; it ends with this folder's tests."""
    with ExitStack() as stack:

        def start(articles: Path | None = None, port: int = 0, **settings: str) -> Server:
            own = tmp_path_factory.mktemp("server")
            keep = {name: value for name, value in os.environ.items() if not name.startswith("ATLAS_")}
            gazetteer = {name: os.environ[name] for name in ("ATLAS_GAZETTEER",) if name in os.environ}
            env = {
                **keep,
                **gazetteer,
                "ATLAS_CACHE": str(own / "cache"),
                "ATLAS_STORE": str(own / "store"),
                **settings,
            }
            env["ATLAS_ARTICLES"] = str(articles or "")
            port = port or free_port()
            command = [sys.executable, "-m", "streamlit", "run", "dashboard.py", "--server.port", str(port)]
            with (own / "log.txt").open("wb") as log:
                process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=log, stderr=subprocess.STDOUT)
            stack.callback(_end, process)
            server = Server(f"http://127.0.0.1:{port}", own / "log.txt", process)
            _wait_until_started(server, port)
            return server

        yield start


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_started(server: Server, port: int) -> None:
    deadline = time.monotonic() + STARTED_S
    while time.monotonic() < deadline and server.process.poll() is None:
        with suppress(OSError):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            try:
                connection.request("GET", "/_stcore/health")
                if connection.getresponse().read() == b"ok":
                    return
            finally:
                connection.close()
        time.sleep(0.1)  # no page is open yet
    pytest.fail(f"the server did not start:\n{server.log.read_text(encoding='utf-8')}", pytrace=False)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@pytest.fixture(scope="package")
def server(serve: Serve, browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Server:
    """The server on the bundled reports of one winter, once it has located them: more reports elsewhere change no test."""
    winter = tmp_path_factory.mktemp("winter")
    for month in ("2022-11", "2022-12", "2023-01"):
        for report in (ROOT / "data" / "articles").glob(f"{month}-*.md"):
            shutil.copy(report, winter)
    started = serve(winter)
    page = browser.new_page()
    page.goto(started.url)
    map_frame(page, LOCATED_S)
    page.close()
    return started


@pytest.fixture(scope="package")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of articles that `shelf_server` adds to its store; `screen.fill` empties both and fills it for a test."""
    return tmp_path_factory.mktemp("shelf")


@pytest.fixture(scope="package")
def shelf_server(serve: Serve, shelf: Path) -> Server:
    return serve(shelf, ATLAS_STORE=str(store_of(shelf)), ATLAS_OPEN_WRITING="1")


@pytest.fixture(scope="package")
def loaded(server: Server) -> Loaded:
    """What the page of `server` must show, counted without a page."""
    return load(snapshot(open_store(server.log.parent / "store")))


@pytest.fixture(scope="package")
def view(loaded: Loaded) -> Views:
    return loaded.view


@pytest.fixture
def watch() -> list[Watch]:
    """One entry for each page that the test opened."""
    return []


@pytest.fixture
def open_page(browser: Browser, watch: list[Watch]) -> Iterator[Open]:
    """Open a page of a server in a browser context of its own; at the end it must have kept to itself, without an error."""
    contexts = []

    def open_it(server: Server, path: str = WHOLE, **settings: Any) -> Page:
        context = browser.new_context(**{"locale": "en-GB", "viewport": DESKTOP, **settings})
        contexts.append(context)
        seen = Watch(urlsplit(server.url).netloc)
        watch.append(seen)
        context.on("request", lambda request: seen.requests.append(request.url))
        context.on("weberror", lambda error: seen.errors.append(f"uncaught: {error.error}"))
        context.on("console", lambda said: seen.errors.append(said.text) if said.type == "error" else None)
        context.on("page", lambda page: page.on("websocket", lambda ws: seen.requests.append(ws.url)))
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.goto(server.url + path)
        return page

    yield open_it
    for context in contexts:
        context.close()
    assert [seen.foreign() for seen in watch] == [[]] * len(watch), "the page asked another host"
    assert [seen.errors for seen in watch] == [[]] * len(watch), "the console holds errors"
