"""`make bench-store`: the store and the page's views at 1 and 10 million mentions, each beside plain pandas on one Parquet file."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.made import made_batches
from benchmarks.report import aligned, figure_line
from geo.loading import excerpts, load
from geo.models import Interval
from geo.store import add, compact, counts, open_store, snapshot
from geo.views import kept, places_of, rows_of

SIZES = (1_000_000, 10_000_000)
BESIDE = "plain pandas, one Parquet file"
_APPENDED = 10_000  # mentions
_FIRST, _PERIODS, _PLACES, _EXCERPTS = date(2022, 1, 1), 50, 50, 20
_NEEDED_KB = 16 * 2**20  # free memory without which ten million rows are not read into pandas
UNITS = {
    "append_10000": "ms",
    "day_place_role_counts": "ms",
    "period_filter": "ms",
    "period_places": "ms",
    "newest_20_excerpts": "ms",
    "load": "ms",
    "resident": "MB",
    "peak": "MB",
}
Figures = dict[str, float]


def _median_ms(tasks: Sequence[Callable[[], Any]]) -> float:
    """Median time of some tasks, the first left out where there are several: it warms what is warm in use."""
    times = []
    for task in tasks:
        begun = time.perf_counter()
        task()
        times.append(1000 * (time.perf_counter() - begun))
    return median(times[1:] or times)


def memory(name: str) -> float:
    """Resident memory of this process in MB, now (`VmRSS`) or at most so far (`VmHWM`); 0 where the system does not tell."""
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.is_file() else []
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith(name)), 0.0)


def make(folder: Path, size: int) -> None:
    """The same mentions in a store and in one Parquet file; and a batch apart to append."""
    store, writer = open_store(folder / "store"), None
    for articles, frame in made_batches(size):
        add(store, articles, frame, located_by="made")
        table = pa.Table.from_pandas(frame, preserve_index=False)
        writer = writer or pq.ParquetWriter(folder / "mentions.parquet", table.schema)
        writer.write_table(table)
    if writer:
        writer.close()
    print(json.dumps({"compacted": str(compact(store))}), file=sys.stderr)


def _periods() -> list[Interval]:
    chance = np.random.default_rng(1)
    starts = [_FIRST + timedelta(int(day)) for day in chance.integers(0, 1400, _PERIODS)]
    return [Interval(start, start + timedelta(29)) for start in starts]


def _place_ids() -> list[str]:
    return [f"geonames:{number}" for number in np.random.default_rng(2).integers(0, 500, _PLACES)]


def measure_views(folder: Path, _size: int) -> Figures:
    """What a page holds and asks: a process of its own, as its memory is measured."""
    store = open_store(folder / "store")
    begun = time.perf_counter()
    loaded = load(snapshot(store))
    figures = {"load": 1000 * (time.perf_counter() - begun), "resident": memory("VmRSS"), "peak": memory("VmHWM")}
    view = loaded.view

    figures["period_filter"] = _median_ms([partial(kept, view, period, False) for period in _periods()])
    every = kept(view, None, True)

    def gather(period: Interval) -> None:
        places_of(view, kept(view, period, False))

    def open_place(place_id: str) -> None:
        excerpts(loaded, rows_of(view, every, place_id)[:_EXCERPTS])

    figures["period_places"] = _median_ms([partial(gather, period) for period in _periods()])
    figures["newest_20_excerpts"] = _median_ms([partial(open_place, place_id) for place_id in _place_ids()])
    return figures


def measure_store(folder: Path, _size: int) -> Figures:
    """Counting in the store, and adding to it."""
    store = open_store(folder / "store")
    figures = {"day_place_role_counts": _median_ms([lambda: counts(store)] * 4)}
    more = []
    for seed in range(4):
        articles, frame = next(made_batches(_APPENDED, _APPENDED, seed=100 + seed))
        changes = {article.id: f"more/{seed}/{article.id}" for article in articles}
        renamed = [type(a)(**{**_fields(a), "id": changes[a.id]}) for a in articles]
        frame["article_id"] = frame["article_id"].map(changes).astype("str")
        more.append((renamed, frame))
    figures["append_10000"] = _median_ms([partial(add, store, *m, located_by="made") for m in more])
    return figures


def _fields(article: Any) -> dict[str, Any]:
    return {name: getattr(article, name) for name in article.__slots__}


def measure_pandas(folder: Path, size: int) -> Figures:
    """The same by a frame in memory that was read from one file, which is written anew to add to it."""
    path = folder / "mentions.parquet"
    if size > SIZES[0] and _free_kb() < _NEEDED_KB:
        print(f"pandas is left out: {size} rows need {_NEEDED_KB / 2**20:.0f} GB of free memory", file=sys.stderr)
        return {}
    figures = {"day_place_role_counts": _median_ms([lambda: _pandas_counts(path)] * 3)}
    begun = time.perf_counter()
    frame = pd.read_parquet(path)
    figures |= {"load": 1000 * (time.perf_counter() - begun), "resident": memory("VmRSS"), "peak": memory("VmHWM")}
    figures["period_filter"] = _median_ms([partial(_pandas_mask, frame, period) for period in _periods()[:10]])
    figures["period_places"] = _median_ms([partial(_pandas_places, frame, period) for period in _periods()[:10]])
    figures["newest_20_excerpts"] = _median_ms(
        [partial(_pandas_newest, frame, place_id) for place_id in _place_ids()[:10]]
    )
    more = next(made_batches(_APPENDED, _APPENDED, seed=100))[1]
    del frame

    def append() -> None:
        pd.concat([pd.read_parquet(path), more]).to_parquet(folder / "longer.parquet", index=False)

    figures["append_10000"] = _median_ms([append] * (3 if size <= SIZES[0] else 1))
    return figures


def _free_kb() -> float:
    info = Path("/proc/meminfo")
    lines = info.read_text().splitlines() if info.is_file() else []
    return next((float(line.split()[1]) for line in lines if line.startswith("MemAvailable")), float("inf"))


def _pandas_counts(path: Path) -> pd.Series:
    frame = pd.read_parquet(path, columns=["kind", "place_id", "role", "event_start", "published"])
    frame = frame[frame["kind"] == "place"]
    return frame.assign(day=frame["event_start"].fillna(frame["published"])).groupby(["day", "place_id", "role"]).size()


def _pandas_mask(frame: pd.DataFrame, period: Interval) -> pd.Series:
    first, last = frame["event_start"].fillna(frame["published"]), frame["event_end"].fillna(frame["published"])
    inside = (first <= pd.Timestamp(period.end)) & (last >= pd.Timestamp(period.start))
    return inside & (frame["kind"] == "place")


def _pandas_places(frame: pd.DataFrame, period: Interval) -> pd.DataFrame:
    of_places = frame[_pandas_mask(frame, period)].groupby("place_id")
    return of_places.agg({"mention_id": "size", "article_id": "nunique", "latitude": "first", "longitude": "first"})


def _pandas_newest(frame: pd.DataFrame, place_id: str) -> pd.DataFrame:
    return frame[frame["place_id"] == place_id].sort_values("published", ascending=False).head(_EXCERPTS)


_TASKS = {"make": make, "views": measure_views, "store": measure_store, "pandas": measure_pandas}


def _apart(task: str, folder: Path, size: int) -> Figures:
    """A task in a process of its own, so that no task inherits the memory of another."""
    command = [sys.executable, "-m", "benchmarks.store", "--task", task, "--folder", str(folder), "--sizes", str(size)]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True)
    found: Figures = json.loads(done.stdout.splitlines()[-1])
    return found


def main() -> None:
    """Print one JSON object a figure, then a table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.store", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, metavar="N", help="mentions")
    parser.add_argument(
        "--folder", type=Path, metavar="PATH", help="where the data is made; a temporary folder without it"
    )
    parser.add_argument("--task", choices=_TASKS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.task:
        print(json.dumps(_TASKS[options.task](options.folder, options.sizes[0]) or {}))
        return
    rows = [["mentions", "figure", "store", "pandas", "unit", "ratio"]]
    for size in options.sizes:
        with tempfile.TemporaryDirectory(dir=options.folder) as made:
            folder = Path(made)
            _apart("make", folder, size)
            own = _apart("views", folder, size) | _apart("store", folder, size)
            beside = _apart("pandas", folder, size)
        for figure, unit in UNITS.items():
            ratio = own[figure] / beside[figure] if beside.get(figure) else None
            statistic = "median" if unit == "ms" and figure != "load" else "once"
            print(
                figure_line("store", f"{figure}_{unit.lower()}", size, own[figure], unit, statistic, BESIDE, ratio),
                flush=True,
            )
            other = f"{beside[figure]:,.1f}" if figure in beside else "-"
            rows.append(
                [f"{size:,}", figure, f"{own[figure]:,.1f}", other, unit, "-" if ratio is None else f"{ratio:.3g}"]
            )
    print(aligned(rows))


if __name__ == "__main__":
    main()
