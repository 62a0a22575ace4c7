"""Compaction: many small files become few, sorted by place, and what no reader can ask for any more is left out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as pads
from deltalake import CommitProperties, DeltaTable, write_deltalake
from deltalake.exceptions import CommitFailedError

from geo.store.snapshots import Snapshot, connect, events, snapshot
from geo.store.tables import HISTORY_DAYS, SCHEMAS, WRITER, Store, is_abandoned, told, wait

_SMALL_BYTES = 64 * 2**20  # two files below this size are worth making one
_LARGEST_BYTES = 256 * 2**20
_TRIES = 10
_ORDER = {"articles": "article_id, recorded", "mentions": 'place_id, published DESC NULLS LAST, article_id, "start"'}


@dataclass(frozen=True, slots=True)
class Compacted:
    """Data files before and after, rows that were left out as nobody can ask for them, and files deleted from the disk."""

    files_before: int
    files_after: int
    dropped: int
    deleted: int


def compact(store: Store) -> Compacted:
    """Rewrite the months that consist of several small files or hold rows that nobody can ask for.

    Left out are events, with their mentions, that a newer one replaced more than `HISTORY_DAYS` ago, and mentions that a killed
    writer left behind. Each month is one commit, beside which others may read and add: a reader goes on with the files that it
    knows, which stay on the disk for a week. It can be stopped at any time and run again.

    Raises
    ------
    StoreError
        Where the store cannot be written, or others kept changing the same month.
    """
    with told(store):
        before = sum(_files(store))
        dropped = 0
        for name in ("mentions", "articles"):
            for month in _months(store, name):
                dropped += _rewrite(store, name, month)
        deleted = 0
        for name in SCHEMAS:
            table = DeltaTable(store.table(name))
            deleted += len(table.vacuum(dry_run=False, full=True))
            table.create_checkpoint()
        return Compacted(before, sum(_files(store)), dropped, deleted)


def _files(store: Store) -> Iterator[int]:
    return (len(DeltaTable(store.table(name)).file_uris()) for name in SCHEMAS)


def _months(store: Store, name: str) -> list[str]:
    files = pa.table(DeltaTable(store.table(name)).get_add_actions(flatten=True))
    return sorted(set(files.column("partition.month").to_pylist()))


def _rewrite(store: Store, name: str, month: str) -> int:
    """Rewrite one month if that is worth it; how many rows were left out."""
    for attempt in range(_TRIES):
        # The state that is read is the state that is replaced: what others add meanwhile is in neither.
        table = DeltaTable(store.table(name))
        seen = snapshot(store, **{name: table})
        kept = _kept(seen)
        rows, total = _rows(seen, name, month, kept)
        files = pa.table(table.get_add_actions(flatten=True))
        sizes = files.filter(pc.equal(files.column("partition.month"), month)).column("size_bytes").to_pylist()
        if rows.num_rows == total and sum(size < _SMALL_BYTES for size in sizes) < 2:
            return 0
        try:
            write_deltalake(
                table,
                rows,
                mode="overwrite",
                predicate=f"month = '{month}'",
                target_file_size=_LARGEST_BYTES,
                writer_properties=WRITER,
                commit_properties=CommitProperties(max_commit_retries=0),
            )
        except CommitFailedError:
            if attempt == _TRIES - 1:
                raise
            wait(attempt)
        else:
            return total - int(rows.num_rows)
    return 0


def _kept(seen: Snapshot) -> pa.Table:
    """The events that some reader can still ask for: the newest of each article, and all that held within the history."""
    cutoff = datetime.now(UTC) - timedelta(HISTORY_DAYS)
    found = events(seen, columns=["article_id", "ingest_id", "article_no", "recorded"])
    with connect() as database:
        database.register("found", found)
        database.register("cutoff", pa.table({"cutoff": pa.array([cutoff], pa.timestamp("us", "UTC"))}))
        return database.sql(
            "SELECT article_id, ingest_id, article_no, recorded FROM found, cutoff "
            "QUALIFY coalesce(lag(recorded) OVER (PARTITION BY article_id ORDER BY recorded DESC, ingest_id DESC) >= cutoff, TRUE)"
        ).to_arrow_table()


def _rows(seen: Snapshot, name: str, month: str, kept: pa.Table) -> tuple[pa.Table, int]:
    """The rows of a month that stay, in their order, and how many there were."""
    dataset = seen.mentions if name == "mentions" else seen.articles
    found = dataset.to_table(filter=pads.field("month") == month)
    ingests = pc.unique(found.column("ingest_id")).to_pylist()
    young = pa.table({"ingest_id": pa.array([key for key in ingests if not is_abandoned(key)], pa.string())})
    with connect() as database:
        database.register("found", found)
        database.register("kept", kept)
        database.register("young", young)
        event = "(article_id, ingest_id, article_no, recorded)"
        conditions = {
            "articles": f"{event} IN (SELECT {event} FROM kept)",
            "mentions": "(ingest_id, article_no) IN (SELECT (ingest_id, article_no) FROM kept) "
            "OR (ingest_id IN (FROM young) AND ingest_id NOT IN (SELECT ingest_id FROM kept))",
        }
        rows = database.sql(f"FROM found WHERE {conditions[name]} ORDER BY {_ORDER[name]}").to_arrow_table()
    return rows.cast(SCHEMAS[name]), found.num_rows
