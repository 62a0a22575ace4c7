"""Compaction: many small files become few, sorted by place, and what no reader can ask for any more is left out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as pads
from deltalake import CommitProperties, DeltaTable, write_deltalake
from deltalake.exceptions import CommitFailedError

from geo.store.snapshots import Snapshot, connect, dataset, events, snapshot
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
        marked = _marked(snapshot(store))
        before = after = dropped = deleted = 0
        for name in SCHEMAS:
            table = DeltaTable(store.table(name))
            before += len(table.file_uris())
            for month in _months(table):
                dropped += _rewrite(store, name, month, marked)
            table = DeltaTable(store.table(name))
            deleted += len(table.vacuum(dry_run=False, full=True))
            table.create_checkpoint()
            after += len(table.file_uris())
        return Compacted(before, after, dropped, deleted)


def _months(table: DeltaTable) -> list[str]:
    return sorted(set(pa.table(table.get_add_actions(flatten=True)).column("partition.month").to_pylist()))


def _marked(seen: Snapshot) -> pa.Table:
    """All events, and of each whether no reader can ask for it any more, as a newer one has stood for longer than the history.

    Once that is so it stays so; what is added while the compaction runs is not among them, and stays as it is.
    """
    cutoff = datetime.now(UTC) - timedelta(HISTORY_DAYS)
    found = events(seen, columns=["article_id", "ingest_id", "article_no", "recorded"])
    with connect() as database:
        database.register("found", found)
        database.register("cutoff", pa.table({"cutoff": pa.array([cutoff], pa.timestamp("us", "UTC"))}))
        return database.sql(
            "SELECT article_id, ingest_id, article_no, recorded, coalesce("
            "lag(recorded) OVER (PARTITION BY article_id ORDER BY recorded DESC, ingest_id DESC) < cutoff, FALSE"
            ") AS is_gone FROM found, cutoff"
        ).to_arrow_table()


def _rewrite(store: Store, name: str, month: str, marked: pa.Table) -> int:
    """Rewrite one month if that is worth it; how many rows were left out."""
    for attempt in range(_TRIES):
        # The state that is read is the state that is replaced: what others add meanwhile is in neither.
        table = DeltaTable(store.table(name))
        files = pa.table(table.get_add_actions(flatten=True))
        sizes = files.filter(pc.equal(files.column("partition.month"), month)).column("size_bytes").to_pylist()
        found = dataset(store, name, table).to_table(filter=pads.field("month") == month)
        rows = _remaining(found, name, marked)
        if rows.num_rows == found.num_rows and sum(size < _SMALL_BYTES for size in sizes) < 2:
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
            return int(found.num_rows - rows.num_rows)
    return 0


def _remaining(found: pa.Table, name: str, marked: pa.Table) -> pa.Table:
    """The rows that stay, in the order in which they are read best."""
    if name == "corrections":
        return found.sort_by("recorded")  # nothing of the ledger is ever left out
    ingests = pc.unique(found.column("ingest_id")).to_pylist()
    conditions = {
        "articles": "(article_id, ingest_id, recorded) NOT IN "
        "(SELECT (article_id, ingest_id, recorded) FROM marked WHERE is_gone)",
        # A restored article stands under the ingest of its first event.
        "mentions": "(ingest_id, article_no) IN (SELECT (ingest_id, article_no) FROM marked WHERE NOT is_gone) "
        "OR (ingest_id NOT IN (FROM abandoned) AND (ingest_id, article_no) NOT IN (SELECT (ingest_id, article_no) FROM marked))",
    }
    with connect() as database:
        database.register("found", found)
        database.register("marked", marked)
        database.register("abandoned", pa.table({"ingest_id": pa.array(filter(is_abandoned, ingests), pa.string())}))
        rows = database.sql(f"FROM found WHERE {conditions[name]} ORDER BY {_ORDER[name]}").to_arrow_table()
    return rows.cast(SCHEMAS[name])
