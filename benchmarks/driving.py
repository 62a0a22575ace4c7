"""A reader in Chromium whose page tells when it has painted: what `benchmarks.page` measures with."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, CDPSession, Frame, Locator, Page, sync_playwright

from benchmarks.serving import Server

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_QUIET = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--disable-sync",
)
_PROBE = (Path(__file__).parent / "probe.js").read_text(encoding="utf-8")
_PATIENCE_S = 600  # with ten thousand markers the naive page does nothing else for minutes
_OWN = "/static/"  # Streamlit's own files; ours lie under /app/static/, and the map's frame under /component/
# The first thing that the page has noted since a time, and that is this.
_FIND = """([list, wanted, since]) => {
    const isIt = ([time, ...what]) => time > since && (!wanted || JSON.stringify(what) === wanted);
    return atlasProbe[list].find(isIt)?.[0] ?? null;
}"""
_LAST_CLICK = "() => atlasProbe.clicks.at(-1)?.[0] ?? 0"


@dataclass(slots=True)
class Traffic:
    """Bytes that a page was sent, as they went over the wire: Streamlit's own files, and all else."""

    own: float = 0.0
    else_: float = 0.0
    _urls: dict[str, str] = field(default_factory=dict)

    def watch(self, session: CDPSession) -> None:
        """Count from now on."""
        session.on(
            "Network.requestWillBeSent", lambda told: self._urls.update({told["requestId"]: told["request"]["url"]})
        )
        session.on("Network.loadingFinished", lambda told: self._loaded(told))
        session.on("Network.webSocketFrameReceived", lambda told: self._framed(told))
        session.send("Network.enable")

    def _loaded(self, told: Any) -> None:
        if urlsplit(self._urls.get(told["requestId"], "")).path.startswith(_OWN):
            self.own += told["encodedDataLength"]
        else:
            self.else_ += told["encodedDataLength"]

    def _framed(self, told: Any) -> None:
        frame = told["response"]
        self.else_ += len(frame["payloadData"]) * (
            3 / 4 if frame["opcode"] == 2 else 1
        )  # what is binary is told in base64


@dataclass(frozen=True, slots=True)
class Reader:
    """A page that is open in a browser context of its own: nothing is in its cache."""

    page: Page
    session: CDPSession
    traffic: Traffic
    begun: float  # ms since 1970

    def when(self, what: str, wanted: str, since: float, patience_s: float) -> float:
        """The time (ms since 1970) at which this was presented; `what` is a list of `probe.js`, `wanted` JSON, empty for anything.

        Raises
        ------
        playwright.sync_api.TimeoutError
            It was not.
        """
        found = self.page.wait_for_function(_FIND, arg=[what, wanted, since], timeout=1000 * patience_s, polling=40)
        return float(found.json_value())

    def click(self, target: Locator | tuple[float, float]) -> float:
        """Click an element, or a point of the page, and return when the button was let go (ms since 1970)."""
        before = float(self.page.evaluate(_LAST_CLICK))
        if isinstance(target, tuple):
            self.page.mouse.click(*target)
        else:
            target.click()
        self.page.wait_for_function(f"before => ({_LAST_CLICK})() > before", arg=before, polling=10)
        return float(self.page.evaluate(_LAST_CLICK))

    def map_frame(self) -> Frame:
        """The frame of the map."""
        frame = self.page.get_by_test_id("stCustomComponentV1").element_handle().content_frame()
        assert frame is not None
        return frame

    def heap(self) -> float:
        """What the page's scripts hold, in MB, once what they let go has been cleared away."""
        self.session.send("HeapProfiler.collectGarbage")
        metrics = self.session.send("Performance.getMetrics")["metrics"]
        return float(next(metric["value"] for metric in metrics if metric["name"] == "JSHeapUsedSize")) / 2**20

    def rest(self) -> None:
        """Wait until the page has run to its end and nothing is drawn any more."""
        self.page.wait_for_function("() => document.querySelector('.stApp')?.dataset.testScriptState === 'notRunning'")
        self.page.wait_for_timeout(300)


@contextmanager
def chromium() -> Iterator[Browser]:
    """The machine's own Chromium, or the one that `ATLAS_CHROMIUM` names, without a window.

    Raises
    ------
    SystemExit
        There is none.
    """
    names = [name for name in (os.environ.get("ATLAS_CHROMIUM"), *_NAMES) if name]
    found = next(filter(None, map(shutil.which, names)), None)
    if found is None:
        raise SystemExit(
            "There is no Chromium: install one (apt-get install chromium), or set ATLAS_CHROMIUM to its path."
        )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=[*_QUIET])
        yield browser
        browser.close()


@contextmanager
def reader(browser: Browser, server: Server, path: str) -> Iterator[Reader]:
    """Open a page of a server as someone who has never been there."""
    context = browser.new_context(locale="en-GB", viewport={"width": 1280, "height": 800})
    context.set_default_timeout(1000 * _PATIENCE_S)
    context.add_init_script(_PROBE)
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Performance.enable")
    traffic = Traffic()
    traffic.watch(session)
    page.goto(server.url + path, wait_until="commit")
    begun = float(page.evaluate("performance.timeOrigin"))
    yield Reader(page, session, traffic, begun)
    context.close()
