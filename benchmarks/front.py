"""`make bench-front`: distances of a million mentions to the lines of a thousand days, on one core, beside a loop over geopy."""

from __future__ import annotations

import argparse
import os
import time
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import shapely
from geopy.distance import geodesic
from pyproj import Geod

from benchmarks.report import aligned, figure_line
from geo.front import Front, Line, front_of, measure
from geo.front.distance import EPOCH

MENTIONS, PLACES, DAYS = 1_000_000, 5_000, 1_000
BESIDE = "a plain loop over geopy.distance.geodesic"
_CORNERS = 1_500  # of a line; the samples that this was tried on have about as many
_FIRST = date(2022, 3, 1)
_LOOPED, _CHECKED = 10, 100  # mentions of the loop, and those whose error is looked at
_LEAST_KM = 0.1  # nearer, a percent is a metre


def made_front(days: int, seed: int = 0) -> Front:
    """A line a day from Kharkiv to Kherson, wound like a real one, that moves from day to day."""
    chance = np.random.default_rng(seed)
    along = np.linspace(0, 1, _CORNERS)
    east = np.interp(along, [0, 0.35, 0.6, 1], [38.0, 38.1, 37.4, 32.0])
    north = np.interp(along, [0, 0.35, 0.6, 1], [50.2, 48.7, 47.7, 46.5])
    bends = np.cumsum(chance.normal(0, 0.004, _CORNERS))
    lines = []
    for number in range(days):
        bends += 0.002 * np.sin(np.arange(_CORNERS) / 90 + number / 40)
        front = np.column_stack([east + bends, north + bends / 3])
        area = shapely.make_valid(shapely.Polygon([*front, (31.0, 44.0), (37.0, 44.0), (41.0, 48.0), (41.0, 50.2)]))
        day = _FIRST + timedelta(number)
        lines.append(Line("made", day, area, shapely.linestrings(front), (), "CC0", "made", "made"))
    return front_of(lines)


def _memory() -> float:
    """The most that this process has held, in MB; 0 where the system does not tell."""
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.is_file() else []
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), 0.0)


def main() -> None:
    """Print one JSON object a figure, then a table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.front", description=__doc__)
    parser.add_argument("--mentions", type=int, default=MENTIONS)
    parser.add_argument("--days", type=int, default=DAYS)
    options = parser.parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    chance = np.random.default_rng(1)
    place = chance.integers(0, PLACES, options.mentions)
    longitude, latitude = (chance.uniform(*ends, PLACES)[place] for ends in ((30.0, 41.0), (45.0, 52.0)))
    days = chance.integers(0, options.days, options.mentions).astype(np.int32) + (_FIRST - EPOCH).days
    front = made_front(options.days)
    begun = time.perf_counter()
    found = measure(front, longitude, latitude, days.astype(np.int32), 0)
    taken = time.perf_counter() - begun
    peak = _memory()
    begun = time.perf_counter()
    for row in range(_LOOPED):
        _loop(front, float(longitude[row]), float(latitude[row]), int(found.line[row]))
    looped = (time.perf_counter() - begun) / _LOOPED * options.mentions
    error = max(
        abs(abs(found.km[row]) / _exact(front, longitude[row], latitude[row], int(found.line[row])) - 1)
        for row in range(_CHECKED)
        if abs(found.km[row]) > _LEAST_KM
    )
    figures = [
        ("distances_s", taken, "s", "once", BESIDE, taken / looped),
        ("peak_mb", peak, "MB", "once", "", None),
        ("largest_error_percent", 100 * error, "%", f"of {_CHECKED}", "the geodesic to every 100 m of the line", None),
    ]
    for name, value, unit, statistic, beside, ratio in figures:
        print(figure_line("front", name, options.mentions, value, unit, statistic, beside, ratio), flush=True)
    rows = [["mentions", "figure", "this", "loop", "unit"]]
    rows.append([f"{options.mentions:,}", "distances", f"{taken:,.1f}", f"{looped:,.0f} (of {_LOOPED})", "s"])
    rows.append(["", "peak", f"{peak:,.0f}", "-", "MB"])
    rows.append(["", "largest error", f"{100 * error:.3f}", "-", "%"])
    print(aligned(rows))


def _loop(front: Front, longitude: float, latitude: float, line: int) -> float:
    corners = shapely.get_coordinates(front.lines[line].line)
    return min(float(geodesic((latitude, longitude), (north, east)).km) for east, north in corners)


def _exact(front: Front, longitude: float, latitude: float, line: int) -> float:
    spots = shapely.get_coordinates(shapely.segmentize(front.lines[line].line, 0.001))
    here = np.full(len(spots), longitude), np.full(len(spots), latitude)
    return float(np.min(Geod(ellps="WGS84").inv(*here, spots[:, 0], spots[:, 1])[2])) / 1000


if __name__ == "__main__":
    main()
