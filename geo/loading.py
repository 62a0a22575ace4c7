"""A state of the store -> the columns that the page filters, read in pieces; and the excerpts of what is shown."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as pads

from geo.assembly import assemble, fill_days, last_days, percents
from geo.errors import StoreError
from geo.frame import COLUMNS
from geo.models import BASES, KINDS, ROLES
from geo.store import Snapshot, snapshot
from geo.store.overlay import overlay
from geo.store.reading import mentions_at
from geo.store.snapshots import events, newest
from geo.store.tables import SCHEMAS, told
from geo.store.tables import UNDATED as UNDATED_MONTH
from geo.views import EPOCH, OF_PLACES, UNDATED, ArticleColumns, Rows, Views

_WORDS = {"role": ROLES, "basis": BASES, "kind": KINDS}
_CODED = ["ingest_id", "place_id", *_WORDS]  # read as codes into a list of the words that occur: quick, and small
_READ = ["ingest_id", "article_no", "start", "event_start", "event_end", "role", "basis", "kind", "score", *OF_PLACES]
_OF_ARTICLES = ["article_id", "ingest_id", "article_no", "state", "recorded", "published", "published_precision"]
_OF_ARTICLES += ["lang", "source", "story_id"]
_BATCH_ROWS = 2**17


@dataclass(slots=True)
class _Places:
    """The places met so far: their numbers, and of each the row of the mention that knows it best."""

    numbers: dict[str, int]
    best: npt.NDArray[np.float64]
    rows: dict[int, dict[str, Any]]


@dataclass(frozen=True, slots=True, eq=False)
class Loaded:
    """A state of the store with its views, how many articles it holds, and how many of them have no date.

    Attributes
    ----------
    by_hand : pyarrow.Table
        The mentions of corrected articles, as `geo.store.overlay.overlay` gives them.
    """

    seen: Snapshot
    view: Views
    articles: int
    undated: int
    by_hand: pa.Table


def load(seen: Snapshot, as_known_on: date | datetime | None = None) -> Loaded:
    """The views of a state of the store, or of what it held at the end of a day or at a moment (UTC).

    Raises
    ------
    StoreError
        Where the store cannot be read.
    """
    current = newest(events(seen, as_known_on=as_known_on, columns=_OF_ARTICLES))
    current = current.filter(pc.equal(current.column("state"), "located"))
    current, by_hand = overlay(seen, current, as_known_on)
    articles, until = _article_columns(current)
    slots = _Slots.of(articles)
    places = _Places({}, np.empty(0), {})
    del current
    with told(seen.store):
        coded = _coded(seen.mentions)
        # Made at once for all that may hold: pieces put together at the end would lie in memory twice, and scattered.
        columns, filled = _room_for(coded.count_rows() + by_hand.num_rows), 0
        located = coded.to_batches(columns=_READ, batch_size=_BATCH_ROWS, batch_readahead=2, fragment_readahead=1)
        for batch in chain(located, by_hand.select(_READ).cast(_schema(_READ)).to_batches()):
            found = _columns_of(batch, slots, places)
            end = filled + len(found["start"])
            for name, values in found.items():
                columns[name][filled:end] = values
            filled = end
    columns = {name: values[:filled] for name, values in columns.items()}
    fill_days(columns, articles.published, until)
    table = pd.DataFrame([places.rows[number] for number in range(len(places.rows))], columns=OF_PLACES)
    view = assemble(table.astype({name: COLUMNS[name] for name in OF_PLACES}), articles, columns)
    undated = int((articles.published == UNDATED).sum())
    _give_back()
    return Loaded(seen, view, len(articles), undated, by_hand)


def _give_back() -> None:
    """Return to the system what loading no longer needs: the allocators would keep some hundred megabytes for the next time."""
    pa.default_memory_pool().release_unused()
    with suppress(OSError, AttributeError):  # systems without glibc do so by themselves
        ctypes.CDLL("libc.so.6").malloc_trim(0)


def _room_for(rows: int) -> dict[str, npt.NDArray[Any]]:
    names = ("first", "last", "place", "article", "start")
    return (
        {name: np.empty(rows, np.int32) for name in names}
        | {name: np.empty(rows, np.int8) for name in _WORDS}
        | {"score": np.empty(rows, np.uint8)}
    )


def _article_columns(current: pa.Table) -> tuple[ArticleColumns, npt.NDArray[np.int32]]:
    def coded(name: str) -> tuple[npt.NDArray[np.int32], tuple[str, ...]]:
        column = current.column(name).combine_chunks().dictionary_encode()
        return pc.fill_null(column.indices, -1).to_numpy(zero_copy_only=False), tuple(column.dictionary.to_pylist())

    published = _days(current.column("published"))
    until = published
    precision = current.column("published_precision")
    wide = np.flatnonzero(pc.is_in(precision, pa.array(["month", "year"])).to_numpy())
    if len(wide):
        few = current.select(["published", "published_precision"]).take(pa.array(wide)).to_pandas(date_as_object=False)
        until = published.copy()
        until[wide] = last_days(few["published"], few["published_precision"])
    (ingest, ingests), (lang, langs), (source, sources) = coded("ingest_id"), coded("lang"), coded("source")
    story, _ = coded("story_id")
    number = current.column("article_no").to_numpy().astype(np.int32)
    return ArticleColumns(ingest, number, published, lang, source, story, ingests, langs, sources), until


def _days(column: pa.ChunkedArray | pa.Array) -> npt.NDArray[np.int32]:
    days: npt.NDArray[np.int32] = pc.fill_null(column.cast(pa.int32()), UNDATED).to_numpy(zero_copy_only=False)
    return days


@dataclass(frozen=True, slots=True)
class _Slots:
    """From the ingest and the number that a mention stands under to its article: `article[base[ingest] + number]`."""

    codes: dict[str, int]
    base: npt.NDArray[np.int64]  # where each ingest begins, and behind the last one the end
    article: npt.NDArray[np.int32]  # -1 where the event no longer holds

    @classmethod
    def of(cls, articles: ArticleColumns) -> _Slots:
        width = np.zeros(len(articles.ingests), dtype=np.int64)
        np.maximum.at(width, articles.ingest, articles.number.astype(np.int64) + 1)
        base = np.concatenate([[0], np.cumsum(width)])
        article = np.full(base[-1], -1, dtype=np.int32)
        article[base[articles.ingest] + articles.number] = np.arange(len(articles), dtype=np.int32)
        return cls({name: code for code, name in enumerate(articles.ingests)}, base, article)


def _coded(mentions: pads.FileSystemDataset) -> pads.FileSystemDataset:
    """The mentions with repeated words as codes."""
    options = pads.ParquetFragmentScanOptions(pre_buffer=True)
    form = pads.ParquetFileFormat(read_options={"dictionary_columns": _CODED}, default_fragment_scan_options=options)
    schema = _schema(SCHEMAS["mentions"].names)
    files = [form.make_fragment(part.path, part.filesystem) for part in mentions.get_fragments()]
    return pads.FileSystemDataset(files, schema, form, mentions.filesystem)


def _schema(names: Sequence[str]) -> pa.Schema:
    code = pa.dictionary(pa.int32(), pa.string())
    return pa.schema([(name, code if name in _CODED else SCHEMAS["mentions"].field(name).type) for name in names])


def _columns_of(batch: pa.RecordBatch, slots: _Slots, places: _Places) -> dict[str, npt.NDArray[Any]]:
    """The columns of the mentions of a batch that hold; those of superseded articles and of dead writers fall out."""
    ingest = _recoded(batch, "ingest_id", slots.codes)
    number = batch.column("article_no").to_numpy().astype(np.int64)
    known = np.flatnonzero(ingest >= 0)
    at = slots.base[ingest[known]] + number[known]
    inside = at < slots.base[ingest[known] + 1]
    known, at = known[inside], at[inside]
    article = slots.article[at]
    rows, article = known[article >= 0], article[article >= 0]
    _number_places(batch, rows, places)
    codes: dict[str, dict[str, int]] = {
        name: {word: code for code, word in enumerate(words)} for name, words in _WORDS.items()
    }
    columns: dict[str, npt.NDArray[Any]] = {
        "article": article,
        "start": batch.column("start").to_numpy()[rows].astype(np.int32),
        "first": _days(batch.column("event_start"))[rows],
        "last": _days(batch.column("event_end"))[rows],
        "score": percents(batch.column("score").to_numpy(zero_copy_only=False)[rows]),
        "place": _recoded(batch, "place_id", places.numbers)[rows],
    } | {name: _recoded(batch, name, codes[name])[rows].astype(np.int8) for name in _WORDS}
    return columns


def _recoded(batch: pa.RecordBatch, name: str, codes: dict[str, int]) -> npt.NDArray[np.int32]:
    column = batch.column(name)
    own = np.array([*(codes.get(word, -1) for word in column.dictionary.to_pylist()), -1], dtype=np.int32)
    indices = pc.fill_null(column.indices, len(own) - 1).to_numpy(zero_copy_only=False)
    found: npt.NDArray[np.int32] = own[indices]
    return found


def _number_places(batch: pa.RecordBatch, rows: Rows, places: _Places) -> None:
    """Number the places that are new, and keep of each the attributes that the mention nearest to it gives."""
    column = batch.column("place_id")
    own = pc.fill_null(column.indices, -1).to_numpy(zero_copy_only=False)[rows]
    ids = column.dictionary.to_pylist()
    for code in np.unique(own[own >= 0]):
        places.numbers.setdefault(ids[code], len(places.numbers))
    more = len(places.numbers) - len(places.best)
    places.best = np.concatenate([places.best, np.full(more, np.inf)])
    numbers = np.array([places.numbers.get(name, -1) for name in ids] + [-1])[own]
    distance = pc.fill_null(batch.column("uncertainty_km"), 1e9).to_numpy(zero_copy_only=False)[rows].copy()
    distance[numbers < 0] = np.inf  # better than none
    better = np.flatnonzero(distance < np.append(places.best, 0.0)[numbers])
    nearest = better[np.argsort(distance[better], kind="stable")]
    _, first = np.unique(numbers[nearest], return_index=True)
    chosen = nearest[first]
    places.best[numbers[chosen]] = distance[chosen]
    found = batch.select(OF_PLACES).take(pa.array(rows[chosen])).to_pylist()
    places.rows.update(zip(numbers[chosen].tolist(), found, strict=True))


def excerpts(loaded: Loaded, rows: Rows) -> pd.DataFrame:
    """The mentions of some rows of the views with their excerpts, in that order; made for the few that are shown.

    Parameters
    ----------
    rows : numpy.ndarray
        Of one place (or of none), as `geo.views.rows_of` gives them.

    Returns
    -------
    pandas.DataFrame
        The columns of `geo.frame.COLUMNS`.

    Raises
    ------
    StoreError
        Where the store cannot be read.
    """
    try:
        return _excerpts(loaded, loaded.seen, rows)
    except StoreError:
        # Compaction has since put its files away, which is allowed after a week.
        return _excerpts(loaded, snapshot(loaded.seen.store), rows)


def _excerpts(loaded: Loaded, seen: Snapshot, rows: Rows) -> pd.DataFrame:
    view = loaded.view
    article = view.article[rows]
    ingest = [view.articles.ingests[code] for code in view.articles.ingest[article]]
    months = {month_of(int(day)) for day in np.unique(view.articles.published[article])}
    keys = pa.table({"ingest_id": ingest, "article_no": view.articles.number[article], "start": view.start[rows]})
    code = int(view.place[rows[0]]) if len(rows) else -1
    place_id = view.places["place_id"].iloc[code] if code >= 0 else None
    found = mentions_at(seen, keys, sorted(months), place_id, loaded.by_hand)
    if len(found) < len(rows):
        raise StoreError(f"{seen.store.address}: mentions have gone since the page was loaded; load it again")
    return found


def month_of(day: int) -> str:
    """The partition of the store in which a day of publication lies (days since 1970-01-01, or `UNDATED`)."""
    return UNDATED_MONTH if day == UNDATED else str(np.datetime64(EPOCH) + day)[:7]
