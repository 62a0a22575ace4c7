"""The store's commands: `python -m geo ingest|export|history|retract|correct|compact`."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

import pandas as pd
from tqdm import tqdm

from geo.correcting import correct, gazetteer_place, row_of, take_back, told
from geo.corrections import Place, Scope, point
from geo.errors import CorrectionError, GeoError
from geo.event_commands import add_event_commands
from geo.export_command import add_export_command
from geo.gazetteer import Gazetteer, build_index
from geo.ingest import ingest
from geo.store import compact, history, open_store, restore, retract


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
    add_export_command(commands)
    add_event_commands(commands)
    telling = commands.add_parser("history", help="tell what happened to an article")
    telling.add_argument("id", metavar="ID")
    telling.set_defaults(command=_history)
    retracting = commands.add_parser("retract", help="take articles out of what is shown; that they were there is kept")
    retracting.add_argument("ids", nargs="+", metavar="ID")
    retracting.add_argument("--why", required=True, metavar="WORDS", help="kept in their history")
    retracting.add_argument("--who", default="", metavar="NAME")
    retracting.add_argument("--undo", action="store_true", help="take the retraction back")
    retracting.set_defaults(command=_retract)
    _correct_parser(commands.add_parser("correct", help="say by hand where a mention lies, or list what was said"))
    compacting = commands.add_parser(
        "compact", help="make few files of many, and drop what nobody can ask for any more"
    )
    compacting.set_defaults(command=_compact)


def _correct_parser(correcting: argparse.ArgumentParser) -> None:
    correcting.add_argument("id", nargs="?", metavar="ARTICLE_ID")
    correcting.add_argument("where", nargs="?", metavar="SURFACE|START", help="the mention's words, or where it begins")
    what = correcting.add_mutually_exclusive_group(required=True)
    what.add_argument("--place", metavar="PLACE_ID", help="it is this place; `gazetteer lookup NAME` gives the ids")
    what.add_argument("--at", type=_spot, metavar="LAT,LON", help="it is at this spot, in degrees (--at=-1.5,30)")
    what.add_argument("--not-a-place", action="store_true", help="it names no place")
    what.add_argument("--undo", action="store_true", help="take the newest correction of it back")
    what.add_argument("--list", action="store_true", help="list all corrections, or those of an article")
    correcting.add_argument("--name", metavar="NAME", help="with --at: what the spot is called, unless as in the text")
    correcting.add_argument("--km", type=float, metavar="N", help="with --at: radius in which it lies; 1 without it")
    correcting.add_argument("--once", action="store_true", help="this mention alone, not the name in the whole article")
    correcting.add_argument("--why", default="", metavar="WORDS", help="required, except with --list")
    correcting.add_argument("--who", default="", metavar="NAME", help="required, except with --list")
    correcting.set_defaults(command=_correct)


def _spot(text: str) -> tuple[float, float]:
    try:
        latitude, longitude = map(float, text.split(","))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no spot; write it as 48.5956,38.0004") from None
    return latitude, longitude


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


def _correct(options: argparse.Namespace) -> int:
    store = open_store()
    if options.list:
        for one in told(store, [options.id] if options.id else None):
            print(json.dumps(row_of(one), ensure_ascii=False))
        return 0
    if options.id is None or options.where is None:
        raise CorrectionError("which mention? give the article's id, and the words of the mention or where it begins")
    where = int(options.where) if options.where.isdecimal() else options.where
    said = {"who": options.who, "why": options.why}
    if options.undo:
        done = take_back(store, options.id, where, **said)
    else:
        scope: Scope = "mention" if options.once else "article"
        done = correct(store, options.id, where, _place(options), scope=scope, **said)
    print(json.dumps(row_of(done), ensure_ascii=False))
    return 0


def _place(options: argparse.Namespace) -> Place | None:
    if options.not_a_place:
        return None
    if options.place:
        with progress("building the gazetteer") as tell:
            return gazetteer_place(options.place, Gazetteer(build_index(tell)))
    latitude, longitude = options.at
    return point(latitude, longitude, options.name or "", options.km)


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
