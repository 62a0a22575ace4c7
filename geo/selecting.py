"""What a reader has chosen, as the mentions that it keeps: the same for the page, the command line and every file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
import pyarrow as pa

from geo.counting import once, units_of
from geo.filters import Filters, Found, Index, index, mask
from geo.front import front, most_age_days
from geo.front.mentions import batch_with_front, furthest_km
from geo.gazetteer import Gazetteer
from geo.loading import Loaded, month_of
from geo.models import Interval
from geo.searching import articles_with, places_named
from geo.store.streaming import stream
from geo.views import Mask, kept

_ALL = Filters()
_LABELS = {
    "roles": "role",
    "levels": "level",
    "kinds": "kind",
    "bases": "basis",
    "countries": "country",
    "admin1s": "province",
    "languages": "language",
    "sources": "source",
}


@dataclass(frozen=True, slots=True)
class Selection:
    """Filters, a period and how stories count.

    Attributes
    ----------
    filters : Filters
    period : Interval or None
        None for all days.
    undated : bool
        Whether what has no date is kept beside the period.
    once : bool
        Whether of a story that several articles tell only one version is kept.
    front : str or None
        The source of the lines that distances are measured to; None for the newest line of any.
    """

    filters: Filters = _ALL
    period: Interval | None = None
    undated: bool = True
    once: bool = False
    front: str | None = None


def chosen(loaded: Loaded, selection: Selection, gazetteer: Gazetteer | None, known: Index | None = None) -> Mask:
    """Which mentions of the views a selection keeps: one value each.

    Parameters
    ----------
    gazetteer : Gazetteer or None
        Needed where `selection.filters.place` searches for a place.
    known : Index, optional
        Of these views, where it is at hand.

    Raises
    ------
    StoreError
        Where the texts cannot be searched.
    """
    view, filters = loaded.view, selection.filters
    places = places_named(view, filters.place, gazetteer) if filters.place and gazetteer else None
    articles = articles_with(loaded.seen, view, filters.text) if filters.text else None
    front_km = None
    if filters.front_km:
        front_km = furthest_km(view, front(loaded.seen.store.address).of(selection.front), most_age_days())
    keep = mask(known or index(view), filters, Found(articles, places, front_km))
    keep &= kept(view, selection.period, selection.undated, every_kind=True)
    return once(units_of(view), keep) if selection.once else keep


def mentions(
    loaded: Loaded, keep: Mask, as_known_on: date | datetime | None = None, source: str | None = None
) -> Iterator[pa.RecordBatch]:
    """The rows of a mask, by the batch, with all columns: what every export writes.

    Distances are measured to the lines of `source`, of any where it is None, as the store has them now.

    Raises
    ------
    StoreError
        Where the store cannot be read.
    """
    lines, age = front(loaded.seen.store.address).of(source), most_age_days()
    for batch in stream(loaded.seen, _keys(loaded, keep), loaded.by_hand, as_known_on):
        yield batch_with_front(batch, lines, most_age=age)


def _keys(loaded: Loaded, keep: Mask) -> dict[str, pa.Table]:
    """The keys of the mentions kept, by month of publication; undated ones last."""
    view = loaded.view
    rows = np.flatnonzero(keep)
    article = view.article[rows]
    days, number = np.unique(view.articles.published[article], return_inverse=True)
    months: dict[str, list[int]] = defaultdict(list)
    for code, day in enumerate(days.tolist()):
        months[month_of(day)].append(code)
    order = np.argsort(number, kind="stable")  # days ascend, and with them the months; no date is the greatest number
    bounds = np.searchsorted(number[order], np.arange(len(days) + 1))
    words = pa.array(view.articles.ingests, pa.string())
    found = {}
    for month, codes in months.items():
        part = order[bounds[codes[0]] : bounds[codes[-1] + 1]]
        of = article[part]
        ingest = pa.DictionaryArray.from_arrays(view.articles.ingest[of], words)
        found[month] = pa.table(
            {"ingest_id": ingest, "article_no": view.articles.number[of], "start": view.start[rows[part]]}
        )
    return found


def told(selection: Selection) -> list[str]:
    """A selection in words, a line for each part of it; of the whole table one line."""
    filters, period = selection.filters, selection.period
    lines = ["all days"]
    if period:
        bounds = [("from", period.start, date.min), ("to", period.end, date.max)]
        lines = [" ".join(f"{word} {day}" for word, day, open_end in bounds if day != open_end)]
    if period and selection.undated:
        lines.append("undated too")
    lines += [
        f"{label}: {', '.join(getattr(filters, name))}" for name, label in _LABELS.items() if getattr(filters, name)
    ]
    if filters.least_score:
        lines.append(f"at least {filters.least_score}% sure")
    if filters.front_km:
        lines.append(f"within {filters.front_km} km of the front line")
    if filters.front_km and selection.front:
        lines.append(f"front line: {selection.front}")
    if filters.text:
        lines.append(f"articles with: {filters.text}")
    if filters.place:
        lines.append(f"place name: {filters.place}")
    if selection.once:
        lines.append("a story that several articles tell counted once")
    return lines


def command_line(selection: Selection) -> list[str]:
    """The options of `python -m geo export` that select the same."""
    filters, period = selection.filters, selection.period
    words = []
    if period:
        words += ["--from", str(period.start), "--to", str(period.end)]
    if period and selection.undated:
        words.append("--undated")
    for name, label in _LABELS.items():
        for value in getattr(filters, name) or (("place",) if name == "kinds" else ()):
            words += [f"--{label}", value]
    if filters.least_score:
        words += ["--sure", str(filters.least_score)]
    if filters.front_km:
        words += ["--front-km", str(filters.front_km)]
    if selection.front:
        words += ["--front", selection.front]
    for option, text in (("--text", filters.text), ("--name", filters.place)):
        words += [option, text] if text else []
    return [*words, "--once"] if selection.once else words
