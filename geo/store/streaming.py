"""Mentions by the batch, in the order of `geo.store.read`, for files that need not fit into memory."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from datetime import date, datetime

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as pads

from geo.errors import StoreError
from geo.frame import COLUMNS
from geo.store.overlay import show_mentions
from geo.store.snapshots import Snapshot, connect, events, newest
from geo.store.tables import MENTIONS, told

SCHEMA = pa.schema([MENTIONS.field(name) for name in COLUMNS])
_BATCH_ROWS = 8192
_MEMORY = "160MB"  # of DuckDB while it sorts a month; what is more goes to disk
_STORY = ["article_id", "recorded", "ingest_id", "article_no", "story_id"]


def stream(
    seen: Snapshot, keys: Mapping[str, pa.Table], by_hand: pa.Table, as_known_on: date | datetime | None = None
) -> Iterator[pa.RecordBatch]:
    """The mentions of some keys, a month of publication at a time.

    Parameters
    ----------
    keys : mapping of str to pyarrow.Table
        The partitions, in the order in which they are to come; of each the mentions that are wanted: ingest_id, article_no, start.
    by_hand : pyarrow.Table
        The mentions of corrected articles, as `geo.store.overlay.overlay` gives them.
    as_known_on : date or datetime, optional
        The moment of which the keys are.

    Yields
    ------
    pyarrow.RecordBatch
        Of `SCHEMA`, the columns of `geo.frame.COLUMNS`; by publication, article and place in the text.

    Raises
    ------
    StoreError
        Where the store cannot be read, or no longer holds a mention.
    """
    stories = newest(events(seen, as_known_on=as_known_on, columns=_STORY))
    stories = stories.filter(pc.is_valid(stories.column("story_id"))).select(["ingest_id", "article_no", "story_id"])
    columns = ", ".join(
        f"coalesce(a.{name}, m.{name}) AS {name}" if name == "story_id" else f'm."{name}"' for name in COLUMNS
    )
    with told(seen.store), tempfile.TemporaryDirectory() as folder, connect(apart=True) as shared:
        shared.execute(f"SET memory_limit = '{_MEMORY}'")
        shared.execute("SET temp_directory = '" + folder.replace("'", "''") + "'")
        for month, wanted in keys.items():
            rows = 0
            # A cursor of its own for each month: what is registered in it goes with it.
            with shared.cursor() as database:
                database.register("k", wanted)
                database.register("a", stories)
                own = by_hand.filter(pc.equal(by_hand.column("month"), month))
                show_mentions(database, seen, ["ingest_id", "article_no", *COLUMNS], own, pads.field("month") == month)
                found = database.sql(
                    f"SELECT {columns} FROM m JOIN k USING (ingest_id, article_no, start) "
                    "LEFT JOIN a USING (ingest_id, article_no) "
                    'ORDER BY m.published NULLS LAST, m.article_id, m."start", m."end"'
                ).to_arrow_reader(_BATCH_ROWS)
                for batch in found:
                    rows += batch.num_rows
                    yield batch.cast(SCHEMA)
            if rows != wanted.num_rows:
                gone = wanted.num_rows - rows
                raise StoreError(f"{seen.store.address}: {gone} mentions have gone since it was opened; try again")
