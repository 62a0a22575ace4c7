"""The commands for tables of events by others: `python -m geo import|compare`."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pandas as pd
from tqdm import tqdm

from geo.errors import ArticleError
from geo.event_tables import Event
from geo.gazetteer import load_gazetteer
from geo.importing import compare, distribution, import_events, told, worst
from geo.store import open_store

_HELP = "ACLED, UCDP GED, VIINA, Bellingcat, GeoConfirmed, or any table with a place column; known by its header"


def add_event_commands(commands: Any) -> None:
    """Add the parsers of the commands to those of `python -m geo`."""
    importing = commands.add_parser(
        "import", help="put events of a table into the store, at its own coordinates", description=_HELP
    )
    importing.add_argument("files", nargs="+", type=Path, metavar="FILE", help="csv, json, geojson, jsonl or parquet")
    importing.add_argument("--who", default="", metavar="NAME", help="who adds them; kept in their history")
    importing.set_defaults(command=_import)
    comparing = commands.add_parser(
        "compare", help="tell how far our points lie from those that a table of events gives", description=_HELP
    )
    comparing.add_argument("file", type=Path, metavar="FILE", help="csv, json, geojson, jsonl or parquet")
    comparing.add_argument("--json", action="store_true", help="one JSON object in place of tables")
    comparing.set_defaults(command=_compare)


def _import(options: argparse.Namespace) -> int:
    gazetteer = load_gazetteer()
    with tqdm(desc="importing", unit=" events", disable=None, delay=0.5) as bar:

        def tell(_share: float, words: str) -> None:
            bar.update(int(words) - bar.n)

        added, problems = import_events(open_store(), options.files, gazetteer, tell, who=options.who)
    for problem in problems:
        print(f"error: {problem}", file=sys.stderr)
    print(json.dumps(asdict(added)))
    return 1 if problems else 0


def _compare(options: argparse.Namespace) -> int:
    gazetteer, problems = load_gazetteer(), 0
    events: list[Event] = []
    for found in told(options.file):
        if isinstance(found, ArticleError):
            print(f"error: {found}", file=sys.stderr)
            problems += 1
        else:
            events.append(found)
    compared = compare(tqdm(events, desc="comparing", unit=" events", disable=None, delay=0.5), gazetteer)
    figures, furthest = distribution(compared), worst(compared)
    if options.json:
        print(json.dumps({**figures, "worst": [asdict(one) for one in furthest]}, ensure_ascii=False))
        return 1 if problems else 0
    print(f"{len(events)} events, {len(compared)} with a name and a point, {figures['found']:.0f} found by us")
    for name, value in figures.items():
        if name.startswith("within"):
            print(f"{name.replace('_', ' '):>14}  {value:6.1%}")
        elif name.endswith("_km"):
            print(f"{name.replace('_', ' '):>14}  {value:6.1f}")
    if furthest:
        columns = ["id", "query", "our_name", "km"]
        print(pd.DataFrame([asdict(one) for one in furthest])[columns].round(1).to_string(index=False))
    return 1 if problems else 0
