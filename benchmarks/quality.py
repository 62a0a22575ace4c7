"""`make quality`: how right the program is on annotated articles, and how fast.

Without `--gold` the project's own annotated articles are scored; with it all annotated files of a folder. The gazetteer is the
one that `ATLAS_GAZETTEER` names. The JSON lines come first, then the tables.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.gold import GOLD, OWN_SET, gold_sets, measure
from benchmarks.pinned import PINNED, to_pins, write_pins
from benchmarks.report import gazetteer_words, json_lines, table
from benchmarks.speed import speed_report
from geo.articles import read_articles
from geo.errors import DataError, GeoError
from geo.gazetteer import load_gazetteer
from geo.gazetteer.sources import added_sources, country_of


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; the exit status is 1 where the folder or the gazetteer cannot be read."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.quality", description=__doc__)
    parser.add_argument("--gold", type=Path, default=GOLD, metavar="FOLDER", help="NAME.jsonl and input/NAME.jsonl")
    parser.add_argument("--pin", action="store_true", help=f"write {PINNED.name} and the README's table anew")
    options = parser.parse_args(arguments)
    try:
        _run(options.gold, options.pin)
    except GeoError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


def _run(folder: Path, pin: bool) -> None:
    added = [country_of(path) for path in added_sources()]
    if pin and (folder != GOLD or added):
        raise DataError(
            "figures are pinned on the project's own articles with the embedded gazetteer: "
            "leave GOLD out, and set ATLAS_GAZETTEER to a folder to which nothing was added"
        )
    gazetteer = load_gazetteer()
    tables = []
    for gold in gold_sets(folder):
        figures = measure(gold, gazetteer)
        print("\n".join(json_lines(gold.name, figures, added, gold.km)), flush=True)
        tables.append(table(gold.name, figures, added, gold.km))
        if pin and gold.name == OWN_SET:
            write_pins(to_pins(figures))
    line, words = speed_report(read_articles([GOLD / f"{OWN_SET}.jsonl"]).articles, gazetteer, added)
    print(line)
    print(f"\nGazetteer: {gazetteer_words(added)}. What misses its target is marked < or >.\n")
    print("\n\n".join((*tables, words)))


if __name__ == "__main__":
    sys.exit(main())
