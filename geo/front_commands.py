"""The front's commands: `python -m geo front add|list|distance|remove`."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from geo.commands import progress
from geo.errors import FrontError
from geo.export_command import day
from geo.front import add_lines, fix, front, is_front_line, lines, most_age_days, read_layers, remove_lines
from geo.front.mentions import SPOTS
from geo.gazetteer import Gazetteer, build_index
from geo.models import Candidate


def add_front_commands(commands: Any) -> None:
    """Add the parser of `front` to those of `python -m geo`."""
    parser = commands.add_parser("front", help="lines of control: add them, list them, measure a place's distance")
    own = parser.add_subparsers(required=True, metavar="COMMAND")
    adding = own.add_parser("add", help="store lines of control; of a source and day the newest holds")
    adding.add_argument("path", metavar="PATH|URL", help="GeoJSON, KML, KMZ, a table of control, or a folder of them")
    adding.add_argument("--source", required=True, metavar="NAME", help="what the lines are called")
    adding.add_argument("--licence", required=True, metavar="TEXT")
    adding.add_argument("--attribution", required=True, metavar="TEXT", help="whom to name; shown with every line")
    adding.add_argument("--date", type=day, metavar="DAY", help="of the data, where neither the file nor its name says")
    adding.add_argument(
        "--as-drawn", action="store_true", help="Crimea, and what was held before 2022, only where the source draws it"
    )
    adding.set_defaults(command=_add)
    listing = own.add_parser("list", help="the lines that are stored")
    listing.add_argument("--json", action="store_true", help="JSON lines in place of a table")
    listing.set_defaults(command=_list)
    measuring = own.add_parser("distance", help="how far a place was from the line on a day; negative inside the area")
    measuring.add_argument("place", metavar="PLACE", help="a name, or an id such as geonames:702550")
    measuring.add_argument("--date", type=day, required=True, metavar="DAY")
    measuring.add_argument("--source", metavar="NAME", help="without it the newest line of any source")
    measuring.add_argument("--json", action="store_true")
    measuring.set_defaults(command=_distance)
    removing = own.add_parser("remove", help="take lines out again")
    removing.add_argument("--source", required=True, metavar="NAME")
    removing.add_argument("--date", type=day, metavar="DAY", help="of the data; without it all lines of the source")
    removing.set_defaults(command=_remove)


def _add(options: argparse.Namespace) -> int:
    said = {"source": options.source, "licence": options.licence, "attribution": options.attribution}
    add_lines([], **said)  # what is not stated is refused before anything is read or fetched
    found = list(read_layers(options.path, day=options.date, spots=_spots))
    layers = [layer for layer in found if not isinstance(layer, FrontError)]
    for error in found:
        if isinstance(error, FrontError):
            print(f"error: {error}", file=sys.stderr)
    added = add_lines(layers, **said, as_drawn=options.as_drawn)
    for line in added:
        print(f"{line.source} {line.day}: {line.file}", file=sys.stderr)
    for name in sorted({name for line in added for name in line.left_out}):
        days = sum(name in line.left_out for line in added)
        print(f"note: {days} of {len(added)} leave out {name}; it counts as inside (--as-drawn: not)", file=sys.stderr)
    print(json.dumps({"added": len(added), "source": options.source}, ensure_ascii=False))
    return 0 if len(layers) == len(found) else 1


def _gazetteer() -> Gazetteer:
    with progress("building the gazetteer") as tell:
        return Gazetteer(build_index(tell))


def _spots(numbers: Sequence[int]) -> npt.NDArray[np.float64]:
    gazetteer = _gazetteer()
    found = [gazetteer.place(f"geonames:{number}") for number in numbers]
    return np.array([(one.longitude, one.latitude) if one else (np.nan, np.nan) for one in found], dtype=np.float64)


def _list(options: argparse.Namespace) -> int:
    rows = [
        {
            "source": line.source,
            "date": line.day.isoformat(),
            "left_out": "; ".join(line.left_out),
            "licence": line.licence,
            "attribution": line.attribution,
            "file": line.file,
        }
        for line in lines()
    ]
    if options.json:
        for row in rows:
            print(json.dumps(row, ensure_ascii=False))
    elif not rows:
        print("no line is stored yet; `python -m geo front add` stores one", file=sys.stderr)
    for row in [] if options.json else rows:
        lacking = f", without {row['left_out']}" if row["left_out"] else ""
        print(f"{row['date']}  {row['source']}{lacking}  ({row['attribution']}; {row['licence']})")
    return 0


def _distance(options: argparse.Namespace) -> int:
    place = _place(options.place)
    known = front()
    if options.source and options.source not in known.sources:
        raise FrontError(f"no lines of {options.source!r}; stored are {', '.join(known.sources) or 'none'}")
    radius = 0.0 if place.level in SPOTS else place.uncertainty_km
    age = most_age_days()
    found = fix(known.of(options.source), place.longitude, place.latitude, options.date, age, radius)
    if found is None:
        whose = f" of {options.source}" if options.source else ""
        raise FrontError(
            f"{options.date}: no line{whose} of that day or the {age} days before it; "
            "`front list` tells which there are, ATLAS_FRONT_DAYS how old a line may be"
        )
    if options.json:
        print(json.dumps(_row(place, options.date, found), ensure_ascii=False))
        return 0
    side = "inside" if found.km < 0 else "outside"
    spread = f" ({found.low:+.1f} to {found.high:+.1f} km, for it is an area)" if radius else ""
    near = ", front-line" if is_front_line(found.km) and not radius else ""
    print(f"{place.name} on {options.date}: {found.km:+.1f} km, {side} the area{near}{spread}")
    print(f"line of {found.source}, data of {found.day} ({found.age} days older); {found.attribution}; {found.licence}")
    return 0


def _row(place: Candidate, day: date, found: Any) -> dict[str, Any]:
    told = asdict(found)
    km, low, high = (round(told.pop(name), 2) for name in ("km", "low", "high"))
    return {
        "place": place.name,
        "place_id": place.place_id,
        "latitude": place.latitude,
        "longitude": place.longitude,
        "date": day.isoformat(),
        "front_km": km,
        "low_km": low,
        "high_km": high,
        "front_source": told["source"],
        "front_date": told["day"].isoformat(),
        "age_days": told["age"],
        "front_line": is_front_line(km) and low == high,
        "attribution": told["attribution"],
        "licence": told["licence"],
    }


def _place(name: str) -> Candidate:
    gazetteer = _gazetteer()
    found = gazetteer.place(name) if ":" in name else None
    if found is None:
        found = next((candidate for candidate, _why in gazetteer.meanings(name)), None)
    if found is None:
        raise FrontError(f"{name}: no place of this name in the gazetteer; `gazetteer lookup` tells what it knows")
    return found


def _remove(options: argparse.Namespace) -> int:
    print(json.dumps({"removed": remove_lines(options.source, options.date)}))
    return 0
