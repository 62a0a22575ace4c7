"""The command `python -m geo export`: what the page's filters keep, as a file."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from tqdm import tqdm

from geo.errors import GeoError
from geo.exporting import BY_THE_ROW, ENDINGS, check_form, write_export
from geo.filters import FRONT_KMS, LEAST_SCORES, Filters
from geo.gazetteer import load_gazetteer
from geo.loading import load
from geo.models import BASES, KINDS, LEVELS, ROLES, Interval
from geo.selecting import Selection, chosen, mentions
from geo.store import open_store, snapshot
from geo.tablefiles import json_lines

_WORDS: tuple[tuple[str, str, tuple[str, ...] | None, str], ...] = (
    ("--role", "roles", ROLES, "what happens there"),
    ("--level", "levels", LEVELS, "what the place is"),
    ("--kind", "kinds", KINDS, "without it every kind; the map draws places"),
    ("--basis", "bases", BASES, "how the place is known"),
    ("--country", "countries", None, "two letters, such as UA"),
    ("--province", "admin1s", None, "country and province, such as 'UA/Donetsk Oblast'"),
    ("--language", "languages", None, "of the article, two letters"),
    ("--source", "sources", None, "who published the article"),
)


def add_export_command(commands: Any) -> None:
    """Add the parser of the command to those of `python -m geo`."""
    exporting = commands.add_parser(
        "export",
        help="write what the filters keep of the store to a file",
        description="Write what the filters keep of the store to a file, or as JSON lines to the screen. "
        "A filter that is given several times keeps any of its values.",
    )
    exporting.add_argument("file", nargs="?", type=Path, metavar="OUT", help=f"ends in one of {', '.join(ENDINGS)}")
    exporting.add_argument("--out", type=Path, metavar="FILE", help="the same as OUT")
    exporting.add_argument("--from", dest="start", type=day, metavar="DAY", help="such as 2022-12-01")
    exporting.add_argument("--to", dest="end", type=day, metavar="DAY", help="last day, included")
    exporting.add_argument("--undated", action="store_true", help="with --from or --to: undated mentions too")
    for name, field, words, what in _WORDS:
        metavar = None if words else "WORD"
        exporting.add_argument(name, dest=field, action="append", choices=words, metavar=metavar, default=[], help=what)
    exporting.add_argument(
        "--sure", dest="least_score", type=int, choices=LEAST_SCORES, default=0, help="at least so many percent sure"
    )
    exporting.add_argument(
        "--front-km", type=int, choices=FRONT_KMS, default=0, help="within so many km of the front line, on either side"
    )
    exporting.add_argument(
        "--front", metavar="SOURCE", help="measure to the lines of this source; without it to the newest of any"
    )
    exporting.add_argument("--text", default="", metavar="WORDS", help="of articles that hold all of these words")
    exporting.add_argument(
        "--name", dest="place", default="", metavar="NAME", help="places of this name, in any spelling"
    )
    exporting.add_argument("--once", action="store_true", help="a story that several articles tell counts once")
    exporting.add_argument(
        "--as-known-on",
        type=day,
        metavar="DAY",
        help="as the store was at the end of that day (UTC), such as 2026-10-01",
    )
    exporting.set_defaults(command=export)


def day(text: str) -> date:
    """A day of the command line."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no day; write it as 2026-10-01") from None


def export(options: argparse.Namespace) -> int:
    """Write the file, or JSON lines to the screen."""
    path = options.file or options.out
    if path:
        check_form(path)
    selection = selection_of(options)
    loaded = load(snapshot(open_store()), options.as_known_on)
    keep = chosen(loaded, selection, load_gazetteer() if selection.filters.place else None)
    if path is None:
        for line in json_lines(mentions(loaded, keep, options.as_known_on, selection.front)):
            sys.stdout.write(line)
        return 0
    rows = int(np.count_nonzero(keep))
    drawn = path.suffix.lower() not in BY_THE_ROW
    with tqdm(
        total=rows, desc=f"writing {path.name}", unit=" mentions", disable=None, delay=0.5, leave=not drawn
    ) as bar:
        write_export(path, loaded, selection, keep, tell=bar.update, as_known_on=options.as_known_on)
    print(f"{rows} mentions written to {path}", file=sys.stderr)
    return 0


def selection_of(options: argparse.Namespace) -> Selection:
    """What the options select.

    Raises
    ------
    GeoError
        Where the period ends before it begins.
    """
    period = None
    if options.start or options.end:
        period = Interval(options.start or date.min, options.end or date.max)
        if period.start > period.end:
            raise GeoError(f"--from {period.start} lies after --to {period.end}; exchange the two")
    words: dict[str, Any] = {field: tuple(getattr(options, field)) for _, field, _, _ in _WORDS}
    words["kinds"] = words["kinds"] or KINDS
    searched = {"text": options.text, "place": options.place, "front_km": options.front_km}
    filters = Filters(**words, **searched, least_score=options.least_score)
    undated = options.undated or period is None
    return Selection(filters, period, undated=undated, once=options.once, front=options.front)
