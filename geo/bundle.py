"""The citable bundle: a zip with one page that works offline, the data in four forms, and the checksum of every file."""

from __future__ import annotations

import hashlib
import json
import tempfile
import zipfile
from base64 import b64encode
from collections import deque
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from html import escape
from pathlib import Path
from string import Template
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from geo import timeline
from geo.assets import ASSETS, BUILD, STATIC, StaticFiles
from geo.export import to_csv
from geo.front import front
from geo.geofiles import days_of, write_geojson, write_kml
from geo.loading import Loaded
from geo.mapping import CENTRE, ZOOM, PlaceLayer
from geo.models import ROLES, Interval
from geo.palette import DARK, LIGHT
from geo.paths import DATA
from geo.picture import draw
from geo.scripts import script_json
from geo.selecting import Selection, told
from geo.store.streaming import SCHEMA
from geo.tablefiles import Batches, rows_of, write_csv, write_parquet
from geo.version import VERSION
from geo.views import EPOCH, Mask, extent, places_of

_EACH, _MOST = 20, 10_000  # excerpts in the page: of a place the newest, and of all places together
_FILES = {
    "index.html": "map, timeline, places and excerpts; opens in a browser without a connection",
    "map.png": "the map as a picture",
    "selection.json": "what was selected, of which state of the store",
    "data/mentions.csv": "a row a mention; a text that a spreadsheet would run as a formula has an apostrophe before it",
    "data/mentions.parquet": "the same rows with their types",
    "data/mentions.geojson": "the same rows for QGIS, kepler.gl and others (RFC 7946)",
    "data/mentions.kml": "the same rows for Google Earth, with their days as TimeSpan",
    "data/places.csv": "a row a place, with the number of its mentions",
    "data/columns.csv": "what each column of the mentions holds",
    "LICENCES.txt": "licences of the data and of what the page contains",
    "README.txt": "this list",
}


def write_bundle(
    path: Path,
    batches: Batches,
    loaded: Loaded,
    selection: Selection,
    keep: Mask,
    static: StaticFiles,
    *,
    as_known_on: date | datetime | None = None,
) -> None:
    """Write the zip.

    Parameters
    ----------
    batches : iterator of pyarrow.RecordBatch
        The mentions of `keep`, as `geo.selecting.mentions` gives them.
    keep : numpy.ndarray of bool
        What `selection` keeps of the views.
    """
    places = places_of(loaded.view, keep)
    with tempfile.TemporaryDirectory(dir=path.parent) as made:
        folder = Path(made)
        (folder / "data").mkdir()
        write_parquet(batches, folder / "data/mentions.parquet", SCHEMA)
        for write, ending in ((write_csv, "csv"), (write_geojson, "geojson"), (write_kml, "kml")):
            write(_again(folder), folder / f"data/mentions.{ending}", SCHEMA)
        (folder / "data/places.csv").write_text(to_csv(places), encoding="utf-8")
        (folder / "data/columns.csv").write_bytes((DATA / "columns.csv").read_bytes())
        mentions = pq.ParquetFile(folder / "data/mentions.parquet").metadata.num_rows
        draw(places, selection, mentions, static).save(folder / "map.png", optimize=True)
        facts = _facts(loaded, mentions, as_known_on)
        _write(folder / "selection.json", json.dumps(_state(selection) | facts, ensure_ascii=False, indent=2) + "\n")
        credits = _credits(folder, loaded)
        _write(folder / "LICENCES.txt", _licences(credits))
        _write(folder / "README.txt", _readme(selection, facts))
        _write(folder / "index.html", _page(folder, loaded, selection, keep, places, static, facts, credits))
        _write(folder / "SHA256SUMS", "".join(f"{_sum(folder / name)}  {name}\n" for name in sorted(_FILES)))
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bundle:
            for name in (*_FILES, "SHA256SUMS"):
                bundle.write(folder / name, f"frontline-atlas/{name}")


def _again(folder: Path) -> Batches:
    with pq.ParquetFile(folder / "data/mentions.parquet") as file:
        yield from (pa.record_batch(batch.columns, schema=SCHEMA) for batch in file.iter_batches(8192))


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


def _sum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _facts(loaded: Loaded, mentions: int, as_known_on: date | datetime | None) -> dict[str, Any]:
    return {
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "program": f"Frontline Atlas {VERSION}",
        "store": loaded.seen.version,
        "as known on": as_known_on.isoformat() if as_known_on else None,
        "mentions": mentions,
        "articles in the store": loaded.articles,
    }


def _state(selection: Selection) -> dict[str, Any]:
    period = selection.period
    return {
        "from": period.start.isoformat() if period else None,
        "to": period.end.isoformat() if period else None,
        "undated": selection.undated,
        "stories_once": selection.once,
        "front": selection.front,
        "filters": asdict(selection.filters),
    }


def _citation(selection: Selection, facts: dict[str, Any]) -> str:
    what = "; ".join(told(selection))
    return f"Frontline Atlas {VERSION}: {facts['mentions']:,} mentions ({what}), store {facts['store']}, made {facts['made']}."


def _readme(selection: Selection, facts: dict[str, Any]) -> str:
    files = "\n".join(f"{name:24}{what}" for name, what in _FILES.items())
    return f"{_citation(selection, facts)}\n\n{files}\n\nWhether all is whole: sha256sum -c SHA256SUMS\n"


def _credits(folder: Path, loaded: Loaded) -> list[str]:
    """Whom to name for the lines that distances were measured to."""
    held = pc.unique(pq.read_table(folder / "data/mentions.parquet", columns=["front_source"]).column(0)).to_pylist()
    lines = front(loaded.seen.store.address).lines if any(held) else ()
    said = dict.fromkeys((line.source, line.attribution, line.licence) for line in lines if line.source in held)
    return [f"Front line {source}: {attribution}; {licence}." for source, attribution, licence in said]


def _licences(credits: list[str]) -> str:
    own = (ASSETS / "bundle.html").read_text(encoding="utf-8").split("<h2>Sources and licences</h2>")[1]
    lines = [line.removeprefix("<li>").removesuffix("</li>") for line in own.splitlines() if line.startswith("<li>")]
    leaflet = (BUILD / "node_modules" / "leaflet" / "LICENSE").read_text(encoding="utf-8")  # goes with every copy of it
    return "\n".join(f"- {line}" for line in [*lines, *credits]) + f"\n\nLeaflet\n\n{leaflet}"


def _page(
    folder: Path,
    loaded: Loaded,
    selection: Selection,
    keep: Mask,
    places: pd.DataFrame,
    static: StaticFiles,
    facts: dict[str, Any],
    credits: list[str],
) -> str:
    found, lost = _excerpts(folder, max(2, min(_EACH, _MOST // (len(places) + 1))))
    base = (STATIC / _name(static.base_map)).read_bytes()
    data = {
        "base": f"data:application/json;base64,{b64encode(base).decode()}",
        "centre": CENTRE,
        "zoom": ZOOM,
        "places": json.loads(PlaceLayer(places.assign(label=[_label(row) for row in places.to_dict("records")])).data),
        "days": _days(loaded, selection, keep),
        "colours": {"light": [LIGHT[role] for role in ROLES], "dark": [DARK[role] for role in ROLES]},
        "excerpts": found,
        "complete": len(found) == facts["mentions"],
        "lost": lost,
    }
    scripts = [(STATIC / _name(url)).read_text(encoding="utf-8") for url in static.scripts]
    scripts.append((ASSETS / "bundle.js").read_text(encoding="utf-8"))
    style = (ASSETS / "bundle.css").read_text(encoding="utf-8")
    summary = f"{facts['mentions']:,} mentions, {len(places):,} places; {'; '.join(told(selection))}."
    rows = {name: value for name, value in facts.items() if value is not None}
    return Template((ASSETS / "bundle.html").read_text(encoding="utf-8")).substitute(
        title=escape(f"Frontline Atlas: {facts['mentions']:,} mentions"),
        summary=escape(summary),
        legend=escape("Bars: mentions whose day is known, by role. Choose a bar to see the excerpts of its days."),
        shown=escape(f"This page holds {len(found):,} excerpts, the newest of each place; data/ holds all mentions."),
        selection="".join(f"<li>{escape(line)}</li>" for line in told(selection)),
        facts="".join(f"<tr><th>{escape(name)}</th><td>{escape(str(value))}</td></tr>" for name, value in rows.items()),
        citation=escape(_citation(selection, facts)),
        files="".join(f"<tr><td><code>{name}</code></td><td>{escape(what)}</td></tr>" for name, what in _FILES.items()),
        credits="".join(f"<li>{escape(line)}</li>\n" for line in credits),
        style=style,
        data=script_json(data),
        scripts="\n".join(f"<script>{script}</script>" for script in scripts),
    )


def _name(url: str) -> str:
    return url.rsplit("/", 1)[-1]


def _label(place: dict[Any, Any]) -> str:
    if place["level"] == "country":
        return f"{place['place_name']} (country), shown at its capital"
    level = str(place["level"]).replace("_", " ")
    return str(place["place_name"]) if level == "populated place" else f"{place['place_name']} ({level})"


def _days(loaded: Loaded, selection: Selection, keep: Mask) -> dict[str, Any] | None:
    whole = extent(loaded.view)
    if whole is None:
        return None
    asked = selection.period or whole
    days = Interval(max(whole.start, asked.start), min(whole.end, asked.end))
    return timeline.bars(loaded.view, keep, days) if days.start <= days.end else None


def _excerpts(folder: Path, each: int) -> tuple[list[dict[str, Any]], int]:
    """The newest mentions of each place (of none under ""), newest first; and how many places could not be found."""
    newest: dict[str, deque[dict[str, Any]]] = {}
    lost = 0
    for row in rows_of(_again(folder)):
        lost += row["place_id"] is None
        newest.setdefault(row["place_id"] or "", deque(maxlen=each)).append(row)
    return [_excerpt(row) for held in newest.values() for row in reversed(held)], lost


def _excerpt(row: dict[str, Any]) -> dict[str, Any]:
    days = days_of(row)
    first, last = (_number(day) for day in days) if days else (None, None)
    event = " to ".join(dict.fromkeys(day for day in (row["event_start"], row["event_end"]) if day))
    parts = {"year": 4, "month": 7, "day": 10}
    score = "" if row["score"] is None else f"{round(100 * row['score'])}% sure"
    words = ("lang", "excerpt", "title", "source", "url", "role", "basis", "reason")
    return {name: row[name] for name in words} | {
        "place_id": row["place_id"] or "",
        "published": (row["published"] or "")[: parts.get(row["published_precision"], 10)],
        "event": event,
        "first": first,
        "last": last,
        "at": row["start"] - row["excerpt_start"],
        "length": row["end"] - row["start"],
        "score": score,
    }


def _number(day: str) -> int:
    return (date.fromisoformat(day) - EPOCH) // timedelta(1)
