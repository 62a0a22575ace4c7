"""One state of the store, to read from: its files as Arrow datasets, and which event of each article holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.dataset as pads
import pyarrow.fs as pafs
from deltalake import DeltaTable
from deltalake.fs import DeltaStorageHandler

from geo.errors import StoreError
from geo.store.tables import HISTORY_DAYS, SCHEMAS, Store, told

_FORMAT = pads.ParquetFileFormat(default_fragment_scan_options=pads.ParquetFragmentScanOptions(pre_buffer=True))
_MANY = 50_000  # rows
EVENT = [name for name in SCHEMAS["articles"].names if name != "text"]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What the store held at one moment; what is added later does not change it.

    Attributes
    ----------
    version : str
        Another one after every change of what is to be read.
    articles, mentions : pyarrow.dataset.FileSystemDataset
        All events, and all mentions, also those that no newest event names.
    """

    store: Store
    version: str
    articles: pads.FileSystemDataset
    mentions: pads.FileSystemDataset


def version(store: Store) -> str:
    """The store's version, which changes with every commit that readers can see; a few milliseconds on a local disk.

    Raises
    ------
    StoreError
        Where the store cannot be read.
    """
    with told(store):
        return _version(DeltaTable(store.table("articles")))


def _version(table: DeltaTable) -> str:
    return f"{table.metadata().id}-{table.version()}"


def snapshot(store: Store, articles: DeltaTable | None = None, mentions: DeltaTable | None = None) -> Snapshot:
    """The newest state of the store, or the one that tables opened before are at.

    Raises
    ------
    StoreError
        Where the store cannot be read.
    """
    with told(store):
        # In this order: the mentions of every article that is seen were written before it.
        articles = articles or DeltaTable(store.table("articles"))
        mentions = mentions or DeltaTable(store.table("mentions"))
        files = [dataset(store, "articles", articles), dataset(store, "mentions", mentions)]
        return Snapshot(store, _version(articles), *files)


def dataset(store: Store, name: str, table: DeltaTable) -> pads.FileSystemDataset:
    """The files of a table at the version at which it was opened; a filter on the month opens only those of the month."""
    files = pa.table(table.get_add_actions(flatten=True))
    paths, months = files.column("path").to_pylist(), files.column("partition.month").to_pylist()
    if store.is_local:
        filesystem: Any = pafs.SubTreeFileSystem(store.table(name), pafs.LocalFileSystem())
    else:
        sizes = dict(zip(paths, files.column("size_bytes").to_pylist(), strict=True))
        filesystem = pafs.PyFileSystem(DeltaStorageHandler(store.table(name), known_sizes=sizes))
    fragments = [
        _FORMAT.make_fragment(path, filesystem, pads.field("month") == month)
        for path, month in zip(paths, months, strict=True)
    ]
    return pads.FileSystemDataset(fragments, SCHEMAS[name], _FORMAT, filesystem)


@cache
def _shared_database() -> duckdb.DuckDBPyConnection:
    return _database()


def _database() -> duckdb.DuckDBPyConnection:
    # It loads no extension, and so fetches none.
    settings: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "threads": 2,
    }
    database = duckdb.connect(config=settings)
    database.execute("SET GLOBAL parquet_metadata_cache = true")  # a file of a Delta table never changes
    return database


def connect(*, apart: bool = False) -> duckdb.DuckDBPyConnection:
    """A connection of one's own to DuckDB in memory; what is registered in it no other thread sees.

    For a task on many rows, `apart` gives a database that ends with the connection: a shared one keeps the memory that it used.
    """
    return _database() if apart else _shared_database().cursor()


def events(
    seen: Snapshot,
    ids: Sequence[str] | None = None,
    as_known_on: date | datetime | None = None,
    columns: Sequence[str] = EVENT,
) -> pa.Table:
    """All events of some articles (all without `ids`), or those recorded until the end of a day (UTC).

    Raises
    ------
    StoreError
        Where the day lies further back than the store remembers, or a file cannot be read.
    """
    condition = None
    if as_known_on is not None:
        condition = pads.field("recorded") < pa.scalar(_until(as_known_on), pa.timestamp("us", "UTC"))
    if ids is not None:
        asked = pads.field("article_id").isin(pa.array(ids, pa.string()))
        condition = asked if condition is None else condition & asked
    with told(seen.store):
        return seen.articles.to_table(columns=list(columns), filter=condition)


def _until(moment: date | datetime) -> datetime:
    if isinstance(moment, datetime):
        until = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    else:
        until = datetime(moment.year, moment.month, moment.day, tzinfo=UTC) + timedelta(1)
    if until < datetime.now(UTC) - timedelta(HISTORY_DAYS):
        raise StoreError(
            f"{moment.isoformat()[:10]}: what was known then is no longer whole; the store answers for the last {HISTORY_DAYS} days"
        )
    return until


def newest(found: pa.Table) -> pa.Table:
    """Of each article the event that holds, by id: the latest recorded, of two at the same moment the one of the greater ingest."""
    if not found.num_rows:
        return found
    numbered = found.select(["article_id", "recorded", "ingest_id"]).append_column(
        "row", pa.array(range(found.num_rows))
    )
    with connect(apart=found.num_rows > _MANY) as database:
        database.register("numbered", numbered)
        rows = database.sql(
            'SELECT arg_max("row", (recorded, ingest_id)) AS "row" FROM numbered GROUP BY article_id ORDER BY article_id'
        ).fetchnumpy()["row"]
    return found.take(pa.array(rows))


def heads(seen: Snapshot, ids: Sequence[str] | None = None, as_known_on: date | datetime | None = None) -> pa.Table:
    """The event that holds of each article, retracted ones too; the columns of `EVENT`."""
    return newest(events(seen, ids, as_known_on))
