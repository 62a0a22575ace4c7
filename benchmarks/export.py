"""`make bench-export`: a store of a million mentions to CSV by the command, beside the whole table in memory and pandas."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.made import made_batches
from benchmarks.report import aligned, figure_line
from benchmarks.store import memory
from geo.__main__ import main as command
from geo.store import add, compact, open_store, read

SIZE = 1_000_000
BESIDE = "the whole table in memory, written by pandas"
_UNITS = {"csv_s": "s", "csv_peak_mb": "MB", "geojson_s": "s", "geojson_peak_mb": "MB"}
Figures = dict[str, float]


def make(folder: Path, size: int) -> None:
    """A store, compacted as one in use."""
    store = open_store(folder / "store")
    for articles, frame in made_batches(size):
        add(store, articles, frame, located_by="made")
    compact(store)


def measure(folder: Path, ending: str) -> Figures:
    """The command, in a process of its own, from its start to the file in its place."""
    script = (
        "import json, sys, time; begun = time.perf_counter(); from benchmarks.export import run; "
        "seconds = run(sys.argv[1:], begun); print(json.dumps(seconds))"
    )
    arguments = ["export", str(folder / f"mentions.{ending}")]
    return _last_line([sys.executable, "-c", script, *arguments], folder)


def run(arguments: list[str], begun: float) -> Figures:
    """Run a command in this process: seconds, and the most memory that it ever held, in MB."""
    command(arguments)
    return {"s": time.perf_counter() - begun, "peak_mb": memory("VmHWM")}


def naive(folder: Path) -> Figures:
    """Reading all and handing it to pandas."""
    script = (
        "import json, sys, time; begun = time.perf_counter(); from benchmarks.export import run_naive; "
        "print(json.dumps(run_naive(sys.argv[1], begun)))"
    )
    return _last_line([sys.executable, "-c", script, str(folder / "naive.csv")], folder)


def run_naive(path: str, begun: float) -> Figures:
    """As `run`, of the whole table at once."""
    read(open_store()).to_csv(path, index=False)
    return {"s": time.perf_counter() - begun, "peak_mb": memory("VmHWM")}


def _last_line(words: list[str], folder: Path) -> Figures:
    env = os.environ | {"ATLAS_STORE": str(folder / "store")}
    done = subprocess.run(words, stdout=subprocess.PIPE, check=True, text=True, env=env)
    found: Figures = json.loads(done.stdout.splitlines()[-1])
    return found


def main() -> None:
    """Print one JSON object a figure, then a table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.export", description=__doc__)
    parser.add_argument("--size", type=int, default=SIZE, metavar="N", help="mentions")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        make(folder, options.size)
        figures = {
            f"{ending}_{name}": value
            for ending in ("csv", "geojson")
            for name, value in measure(folder, ending).items()
        }
        beside = {f"csv_{name}": value for name, value in naive(folder).items()}
    rows = [["figure", "atlas", "naive", "unit", "ratio"]]
    for figure, value in figures.items():
        ratio = value / beside[figure] if beside.get(figure) else None
        print(figure_line("export", figure, options.size, value, _UNITS[figure], "once", BESIDE, ratio), flush=True)
        other = f"{beside[figure]:,.1f}" if figure in beside else "-"
        rows.append([figure, f"{value:,.1f}", other, _UNITS[figure], "-" if ratio is None else f"{ratio:.3g}"])
    print(aligned(rows))


if __name__ == "__main__":
    main()
