"""The store's commands: `python -m geo ingest|export|history|retract|compact`."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
from tqdm import tqdm

from geo.errors import GeoError
from geo.export import check_ending, write_table
from geo.ingest import ingest
from geo.store import compact, history, open_store, read, restore, retract


def add_store_commands(commands: Any) -> None:
    """Add the parsers of the store's commands to those of `python -m geo`."""
    ingesting = commands.add_parser("ingest", help="add articles to the store; what is there already changes nothing")
    ingesting.add_argument(
        "sources", nargs="*", metavar="PATH|URL|FEED", help="as for locate; none: only what is out of date"
    )
    ingesting.add_argument("--whole-pages", action="store_true", help="of a feed, fetch the page of each entry")
    ingesting.add_argument("--again", action="store_true", help="locate articles anew that are up to date")
    ingesting.add_argument("--who", default="", metavar="NAME", help="who adds them; kept in their history")
    ingesting.add_argument(
        "--scheduler", metavar="ADDRESS", help="let the workers of a Dask cluster do it, such as tcp://127.0.0.1:8786"
    )
    ingesting.set_defaults(command=_ingest)
    exporting = commands.add_parser("export", help="write the store's mentions to a file or the screen")
    exporting.add_argument("--out", type=Path, metavar="FILE", help=".jsonl, .csv or .parquet; without it JSON lines")
    exporting.add_argument(
        "--as-known-on",
        type=_day,
        metavar="DAY",
        help="as the store was at the end of that day (UTC), such as 2026-10-01",
    )
    exporting.set_defaults(command=_export)
    telling = commands.add_parser("history", help="tell what happened to an article")
    telling.add_argument("id", metavar="ID")
    telling.set_defaults(command=_history)
    retracting = commands.add_parser("retract", help="take articles out of what is shown; that they were there is kept")
    retracting.add_argument("ids", nargs="+", metavar="ID")
    retracting.add_argument("--why", required=True, metavar="WORDS", help="kept in their history")
    retracting.add_argument("--who", default="", metavar="NAME")
    retracting.add_argument("--undo", action="store_true", help="take the retraction back")
    retracting.set_defaults(command=_retract)
    compacting = commands.add_parser(
        "compact", help="make few files of many, and drop what nobody can ask for any more"
    )
    compacting.set_defaults(command=_compact)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no day; write it as 2026-10-01") from None


def _ingest(options: argparse.Namespace) -> int:
    store = open_store()
    try:
        with progress("ingesting") as tell:
            wishes = {"again": options.again, "who": options.who, "whole_pages": options.whole_pages}
            if options.scheduler:
                # Imported here: Dask takes longer to load than most commands take to run.
                from geo.cluster import ingest_on_cluster

                done = ingest_on_cluster(store, options.sources, options.scheduler, tell, **wishes)
            else:
                done = ingest(store, options.sources, tell, **wishes)
    except KeyboardInterrupt:
        print("stopped; what was stored is whole and stays, the same command goes on with the rest", file=sys.stderr)
        return 130
    for warning in done.warnings:
        print(f"warning: {warning}", file=sys.stderr)
    for problem in done.problems:
        print(f"error: {problem}", file=sys.stderr)
    print(json.dumps(asdict(done.added)))
    return 1 if done.problems else 0


def _export(options: argparse.Namespace) -> int:
    if options.out:
        check_ending(options.out)
    write_table(read(open_store(), as_known_on=options.as_known_on), options.out, sys.stdout)
    return 0


def _history(options: argparse.Namespace) -> int:
    rows = history(open_store(), options.id)
    if rows.empty:
        raise GeoError(f"{options.id}: no article of this id in the store")
    for row in rows.to_dict("records"):
        plain = {key: None if pd.isna(value) else value for key, value in row.items()}
        plain["recorded"] = row["recorded"].isoformat()
        print(json.dumps(plain, ensure_ascii=False))
    return 0


def _retract(options: argparse.Namespace) -> int:
    change = restore if options.undo else retract
    count = change(open_store(), options.ids, why=options.why, who=options.who)
    print(json.dumps({"restored" if options.undo else "retracted": count}))
    return 0


def _compact(_options: argparse.Namespace) -> int:
    print(json.dumps(asdict(compact(open_store()))))
    return 0


@contextmanager
def progress(title: str) -> Iterator[Callable[[float, str], None]]:
    """A bar for what takes longer than half a second."""
    with tqdm(total=100, desc=title, unit="%", disable=None, leave=False, delay=0.5) as bar:

        def tell(share: float, words: str) -> None:
            bar.set_postfix_str(words, refresh=False)
            bar.update(round(100 * share) - bar.n)

        yield tell
