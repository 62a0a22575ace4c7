"""The command line: `python -m geo locate|geocode|gazetteer|setup`, and the commands of the store and the front."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd
from tqdm import tqdm

from geo.articles import read_articles
from geo.assets import build_static
from geo.commands import add_store_commands, progress
from geo.errors import GeoError
from geo.export import check_ending, read_table, write_table
from geo.frame import to_frame
from geo.front import front, with_front
from geo.front_commands import add_front_commands
from geo.gazetteer import Gazetteer, add_country, build_index, describe
from geo.geocoding import geocode_one, online_geocoder
from geo.locate import locate_article
from geo.paths import dashboard


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; the exit status is 0, 1 where an input could not be read or a setting is wrong, 2 for wrong usage."""
    options = parser().parse_args(arguments)
    try:
        return int(options.command(options))
    except GeoError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("stopped; nothing was written", file=sys.stderr)
        return 130


def parser() -> argparse.ArgumentParser:
    """The command line with all its commands."""
    name = "frontline-atlas" if Path(sys.argv[0]).stem == "frontline-atlas" else "python -m geo"
    made = argparse.ArgumentParser(prog=name, description="From dated war news to places on a map.")
    commands = made.add_subparsers(required=True, metavar="COMMAND")
    locating = commands.add_parser("locate", help="find the places that articles name")
    locating.add_argument(
        "sources",
        nargs="+",
        metavar="PATH|URL|FEED",
        help="txt, md, html, pdf, csv, jsonl or parquet; a folder; the address of a page, a file, an RSS or Atom feed",
    )
    locating.add_argument(
        "--whole-pages", action="store_true", help="of a feed, fetch the page of each entry in place of its summary"
    )
    locating.add_argument(
        "--out", type=Path, metavar="FILE", help=".jsonl, .csv or .parquet; without it JSON lines on the screen"
    )
    locating.set_defaults(command=_locate)
    geocoding = commands.add_parser("geocode", help="give coordinates to the name of a place, or to a column of names")
    geocoding.add_argument(
        "query", metavar="NAME|FILE", help="'Kurakhove, Donetsk Oblast, Ukraine', or csv, jsonl, parquet"
    )
    geocoding.add_argument("--column", metavar="NAME", help="the column of FILE that holds the names")
    geocoding.add_argument("--out", type=Path, metavar="FILE", help=".jsonl, .csv or .parquet")
    geocoding.set_defaults(command=_geocode)
    gazetteer = commands.add_parser("gazetteer", help="add a country's full list of places, or look a name up")
    _gazetteer_parser(gazetteer.add_subparsers(required=True, metavar="COMMAND"))
    add_store_commands(commands)
    add_front_commands(commands)
    running = commands.add_parser("run", help="open the dashboard in a browser")
    running.add_argument("--port", type=int, default=8501, metavar="N")
    running.add_argument("--write", action="store_true", help="whoever is at this machine may add and correct")
    running.set_defaults(command=_run)
    setup = commands.add_parser("setup", help="make what is missing: the gazetteer and the page's files")
    setup.set_defaults(command=_setup)
    return made


def _gazetteer_parser(commands: Any) -> None:
    adding = commands.add_parser("add", help="fetch the full dump of a country from GeoNames, and build the index anew")
    adding.add_argument("country", metavar="COUNTRY", help="two letters, such as UA")
    adding.add_argument("--file", type=Path, metavar="PATH", help="a dump at hand, txt or zip; nothing is fetched then")
    adding.set_defaults(command=_add)
    looking = commands.add_parser("lookup", help="list the places that a name may mean, and why")
    looking.add_argument("name", metavar="NAME")
    looking.add_argument("--json", action="store_true", help="JSON lines in place of a table")
    looking.set_defaults(command=_lookup)


def _locate(options: argparse.Namespace) -> int:
    if options.out:
        check_ending(options.out)
    reading = read_articles(options.sources, whole_pages=options.whole_pages)
    for warning in reading.warnings:
        print(f"warning: {warning}", file=sys.stderr)
    for error in reading.errors:
        print(f"error: {error}", file=sys.stderr)
    if reading.articles:
        gazetteer, online = _gazetteer(), online_geocoder()
        bar = tqdm(reading.articles, desc="locating", unit=" articles", disable=None)
        frame = to_frame([row for article in bar for row in locate_article(article, gazetteer, online)])
        write_table(with_front(frame, front()), options.out, sys.stdout)
    return 1 if reading.errors or not reading.articles else 0


def _geocode(options: argparse.Namespace) -> int:
    if options.out:
        check_ending(options.out)
    if options.column is None:
        found = geocode_one(options.query, _gazetteer(), online_geocoder())
        write_table(pd.DataFrame([{"query": options.query, **found}]), options.out, sys.stdout)
        return 0 if found["place_id"] else 1
    table = read_table(Path(options.query))
    if options.column not in table.columns:
        raise GeoError(f"{options.query}: no column {options.column!r}; found {', '.join(map(str, table.columns))}")
    gazetteer, online = _gazetteer(), online_geocoder()
    bar = tqdm(table[options.column], desc="geocoding", unit=" names", disable=None)
    found_rows = [geocode_one(query if isinstance(query, str) else "", gazetteer, online) for query in bar]
    columns = ("latitude", "longitude", "place_id", "place_name", "score")
    added = pd.DataFrame(found_rows, index=table.index, columns=columns)
    write_table(
        pd.concat([table.drop(columns=[c for c in columns if c in table]), added], axis=1), options.out, sys.stdout
    )
    return 0


def _add(options: argparse.Namespace) -> int:
    with progress("adding to the gazetteer") as tell:
        count = add_country(options.country, options.file, tell)
    print(json.dumps({"added": options.country.upper(), "places": count}))
    return 0


def _lookup(options: argparse.Namespace) -> int:
    rows = [describe(candidate, why) for candidate, why in _gazetteer().meanings(options.name)]
    if options.json:
        for row in rows:
            print(json.dumps(row, ensure_ascii=False))
    elif rows:
        filled = [{key: "" if value is None else value for key, value in row.items()} for row in rows]
        print(pd.DataFrame(filled).to_string(index=False))
    else:
        print(f"{options.name}: no place of this name in the gazetteer", file=sys.stderr)
    return 0 if rows else 1


def _setup(_options: argparse.Namespace) -> int:
    _gazetteer()
    build_static(lambda words: print(words, file=sys.stderr))
    print(json.dumps({"setup": "complete"}))
    return 0


def _run(options: argparse.Namespace) -> int:
    page = dashboard()
    writing = {"ATLAS_OPEN_WRITING": "1"} if options.write else {}
    command = [sys.executable, "-m", "streamlit", "run", page.name, "--server.port", str(options.port)]
    try:
        return subprocess.run(command, cwd=page.parent, env=os.environ | writing, check=False).returncode
    except KeyboardInterrupt:
        return 0


def _gazetteer() -> Gazetteer:
    with progress("building the gazetteer") as tell:
        return Gazetteer(build_index(tell))


if __name__ == "__main__":
    sys.exit(main())
