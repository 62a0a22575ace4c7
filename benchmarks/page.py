"""`make bench-page`: the served page in Chromium, beside a naive one with a folium.Marker a mention."""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from shutil import copy
from statistics import median

import numpy as np
from playwright.sync_api import Browser, Locator

from benchmarks.driving import Reader, chromium, reader
from benchmarks.made import PLACES
from benchmarks.naive import ALL, naive_mentions
from benchmarks.playing import frames_a_second
from benchmarks.report import aligned, figure_line
from benchmarks.serving import Server, made_store, served
from benchmarks.steps import drawn, steps
from geo.assets import STATIC, build_static
from geo.filters import Filters, index
from geo.loading import Loaded, load
from geo.models import ROLES
from geo.paths import ROOT
from geo.selecting import Selection
from geo.store import open_store, snapshot
from geo.views import extent

SIZES, NAIVE_SIZES = (10_000, 100_000, 1_000_000), (1_000, 10_000)
WHOLE = "/?undated=0"  # an address that asks for all days and no place; a bare one opens the last busy month
UNITS = {
    "open_to_painted": "ms",
    "filter_to_painted": "ms",
    "click_to_excerpt": "ms",
    "sent_to_open": "kB",
    "streamlit_own": "kB",
    "sent_a_filter": "kB",
    "heap": "MB",
    "played": "frames/s",
    "server_busy_a_filter": "ms",
    "server_memory": "MB",
}
# Of a million mentions, by figure and statistic: the most, and the least, that is allowed.
_MOST = {
    ("open_to_painted", "median"): 3000.0,
    ("filter_to_painted", "median"): 300.0,
    ("filter_to_painted", "p95"): 500.0,
    ("click_to_excerpt", "median"): 500.0,
    ("sent_to_open", "median"): 4096.0,
}
_LEAST = {("played", "median"): 20.0}
_OPENS, _FILTERS, _CLICKS = 5, 40, 12
_NAIVE_OPENS, _NAIVE_FILTERS, _NAIVE_CLICKS = 1, 4, 3
_PATIENCE_S, _NAIVE_PATIENCE_S = 120.0, 900.0

Figures = dict[tuple[str, str], float]  # by figure and statistic


@dataclass(slots=True)
class Times:
    """What was measured, a list of values a figure."""

    values: dict[str, list[float]] = field(default_factory=dict)

    def add(self, figure: str, value: float) -> None:
        """Keep a value."""
        self.values.setdefault(figure, []).append(value)

    def figures(self) -> Figures:
        """Medians, and of what is measured often the 95th percentile as well."""
        found = {(figure, "median"): median(values) for figure, values in self.values.items()}
        often = {
            figure: values for figure, values in self.values.items() if len(values) >= _CLICKS and UNITS[figure] == "ms"
        }
        slowest = {("played", "least"): min(self.values["played"])} if "played" in self.values else {}
        return found | slowest | {(figure, "p95"): float(np.percentile(values, 95)) for figure, values in often.items()}


def measure(browser: Browser, server: Server, loaded: Loaded) -> Figures:
    """Open the page several times, then filter and click in it; each time to the paint of just what must be seen."""
    times, known, whole = Times(), index(loaded.view), extent(loaded.view)
    every = drawn(loaded, known, Selection(Filters(), whole, undated=False))
    with reader(browser, server, WHOLE) as first:  # loads the store
        first.when("paints", every, 0, _PATIENCE_S)
        first.rest()
    for _ in range(_OPENS):
        with reader(browser, server, WHOLE) as guest:
            times.add("open_to_painted", guest.when("paints", every, 0, _PATIENCE_S) - guest.begun)
            guest.rest()
            times.add("sent_to_open", guest.traffic.else_ / 1024)
            times.add("streamlit_own", guest.traffic.own / 1024)
    with reader(browser, server, WHOLE) as guest:
        guest.when("paints", every, 0, _PATIENCE_S)
        guest.rest()
        _click_places(guest, times)
        guest.page.get_by_role("button", name="Filters", exact=True).click()
        guest.page.locator('[data-facet="roles"] input[value="strike"]').wait_for()
        guest.rest()
        for step in steps(loaded, known, _FILTERS):
            wanted = drawn(loaded, known, step.selection)
            _filter(guest, server, times, guest.page.locator(step.target), "paints", wanted, _PATIENCE_S)
        times.add("heap", guest.heap())
    with reader(browser, server, WHOLE) as guest:
        guest.when("paints", every, 0, _PATIENCE_S)
        guest.rest()
        times.values["played"] = frames_a_second(guest, "grow")
    times.add("server_memory", server.memory())
    return times.figures()


def _filter(
    guest: Reader, server: Server, times: Times, target: Locator, what: str, wanted: str, patience_s: float
) -> None:
    sent, busy = guest.traffic.else_, server.busy()
    clicked = guest.click(target)
    times.add("filter_to_painted", guest.when(what, wanted, clicked, patience_s) - clicked)
    guest.rest()
    times.add("sent_a_filter", (guest.traffic.else_ - sent) / 1024)
    times.add("server_busy_a_filter", server.busy() - busy)


def _click_places(guest: Reader, times: Times) -> None:
    """Click symbols all over the map; the excerpts must be those of the place that was hit."""
    frame = guest.map_frame()
    chance = np.random.default_rng(4)
    while len(times.values.get("click_to_excerpt", ())) < _CLICKS:
        places = frame.evaluate("atlas.places()")
        place = places[int(chance.integers(len(places)))]
        box = guest.page.get_by_test_id("stCustomComponentV1").bounding_box()
        assert box is not None
        spot = (box["x"] + place["x"], box["y"] + place["y"])
        if spot[1] > 700 or place["x"] < 60 or place["y"] < 60:  # under the fold, or near the map's buttons
            continue
        opened = guest.page.evaluate("atlasProbe.panels.at(-1)?.[1]")
        clicked = guest.click(spot)
        name = frame.evaluate("atlas.shown.items.find((place) => place.id === atlas.selected)?.name ?? ''")
        if name and name != opened:  # the click may have met the legend, or the same place
            wanted = json.dumps([name, name], separators=(",", ":"))
            times.add("click_to_excerpt", guest.when("panels", wanted, clicked, _PATIENCE_S) - clicked)
        guest.rest()


def measure_naive(browser: Browser, folder: Path, size: int) -> Figures:
    """The same of the naive page: opened once, as it may take minutes."""
    frame, times = naive_mentions(size), Times()
    counts = {role: int((frame["role"] == role).sum()) for role in ROLES} | {ALL: len(frame)}
    with naive_server(folder, size) as server:
        for _ in range(_NAIVE_OPENS):
            with reader(browser, server, "/") as guest:
                wanted = f"[{counts[ALL]}]"
                times.add("open_to_painted", guest.when("markers", wanted, 0, _NAIVE_PATIENCE_S) - guest.begun)
                guest.rest()
                times.add("sent_to_open", guest.traffic.else_ / 1024)
                times.add("streamlit_own", guest.traffic.own / 1024)
                _click_markers(guest, times)
                for role in [*ROLES[:1], ALL] * (_NAIVE_FILTERS // 2):
                    target = guest.page.get_by_role("radiogroup").get_by_text(role, exact=True)
                    _filter(guest, server, times, target, "markers", f"[{counts[role]}]", _NAIVE_PATIENCE_S)
                times.add("heap", guest.heap())
        times.add("server_memory", server.memory())
    return times.figures()


def _click_markers(guest: Reader, times: Times) -> None:
    """Click markers of the naive map; any popup that opens will do, as they lie on each other."""
    frame = guest.map_frame()
    for _ in range(_NAIVE_CLICKS):
        box = guest.page.get_by_test_id("stCustomComponentV1").bounding_box()
        frame.evaluate("map_div.closePopup()")
        spot = frame.evaluate(
            """(no) => [...document.getElementsByClassName("leaflet-marker-icon")].map((icon) => icon.getBoundingClientRect())
                .filter(({ x, y }) => x > 100 && y > 150 && y < 350 && x < 600).map(({ x, y }) => [x + 12, y + 20]).at(no)""",
            10 * len(times.values.get("click_to_excerpt", ())),
        )
        assert box is not None
        clicked = guest.click((box["x"] + spot[0], box["y"] + spot[1]))
        times.add("click_to_excerpt", guest.when("panels", "", clicked, _NAIVE_PATIENCE_S) - clicked)
        guest.rest()


@contextmanager
def naive_server(folder: Path, size: int) -> Iterator[Server]:
    """The naive page, with our files of Leaflet under `static/` beside it, where Streamlit looks for them."""
    own = folder / f"naive-{size}"
    own.mkdir(exist_ok=True)
    copy(ROOT / "benchmarks" / "naive_page.py", own)
    if not (own / "static").exists():
        (own / "static").symlink_to(STATIC)
    with served(own / "naive_page.py", folder / f"naive-{size}.log", NAIVE_MENTIONS=str(size)) as server:
        yield server


def _target(figure: str, statistic: str, value: float) -> str:
    """What is asked of a figure, and whether it is missed; empty where nothing is."""
    most, least = _MOST.get((figure, statistic)), _LEAST.get((figure, statistic))
    if most is not None:
        return f"at most {most:g}" + (" missed" if value > most else "")
    return "" if least is None else f"at least {least:g}" + (" missed" if value < least else "")


def _lines(size: int, name: str, own: Figures, beside: str, other: Figures) -> Iterator[tuple[str, list[str]]]:
    """A line for programs and a row for people of each figure."""
    for (figure, statistic), value in own.items():
        unit = UNITS[figure]
        target = _target(figure, statistic, value) if size == SIZES[-1] else ""
        there = other.get((figure, statistic))
        ratio = value / there if there else None
        more = {"page": name} | ({"target": target} if target else {})
        key = f"{figure}_{unit.lower().replace('/', '_a_')}"
        line = figure_line("page", key, size, value, unit, statistic, beside if there else None, ratio, **more)
        shown = "-" if ratio is None else f"{ratio:.3g}"
        yield line, [name, f"{size:,}", figure, statistic, f"{value:,.1f}", unit, shown, target]


def main(arguments: Sequence[str] | None = None) -> None:
    """Print one JSON object a figure, then a table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.page", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="*", default=SIZES, metavar="N", help="mentions")
    parser.add_argument(
        "--naive", type=int, nargs="*", default=NAIVE_SIZES, metavar="N", help="markers of the naive page"
    )
    parser.add_argument(
        "--folder", type=Path, metavar="PATH", help="where the stores are made, and kept for the next time"
    )
    options = parser.parse_args(arguments)
    build_static()
    rows = [["page", "mentions", "figure", "statistic", "value", "unit", "ratio", "target"]]
    naive: dict[int, Figures] = {}
    with ExitStack() as stack:
        folder = options.folder or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        folder.mkdir(exist_ok=True)
        browser = stack.enter_context(chromium())

        def tell(size: int, name: str, own: Figures) -> None:
            most = max((n for n in naive if n <= size), default=0)
            beside = f"naive folium page, {most} markers"
            for line, row in _lines(size, name, own, beside, naive.get(most, {}) if name == "own" else {}):
                print(line, flush=True)
                rows.append(row)

        for size in sorted(options.naive):
            naive[size] = measure_naive(browser, folder, size)
            tell(size, "naive", naive[size])
        for size in options.sizes:
            store = made_store(folder, size)
            loaded = load(snapshot(open_store(store)))
            settings = {"ATLAS_STORE": str(store), "ATLAS_ARTICLES": "-", "ATLAS_CACHE": str(folder / "cache")}
            with served(ROOT / "dashboard.py", folder / f"page-{size}.log", **settings) as server:
                tell(size, "own", measure(browser, server, loaded))
            del loaded
    print(f"{PLACES:,} places")
    print(aligned(rows))


if __name__ == "__main__":
    main()
