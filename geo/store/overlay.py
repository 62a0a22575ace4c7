"""Corrections laid over the mentions of the articles concerned, in a form that every reader of the store can join.

`overlay` reads the mentions of corrected articles, corrects them, and hands them out as rows of one more ingest, `BY_HAND`, which
it names in the events of those articles. To a reader that is an event like any other, the newest: what the program found falls
out of the join, and the corrected mentions come in. So an export, a count and the map cannot differ.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as pads

from geo.corrections import corrected
from geo.frame import COLUMNS, DAY, validate
from geo.store.ledger import corrections
from geo.store.snapshots import Snapshot, connect
from geo.store.tables import MENTIONS, UNDATED, told

_DAY = pa.timestamp("s")
_OF_FRAME = pa.schema([(name, _DAY if dtype == DAY else MENTIONS.field(name).type) for name, dtype in COLUMNS.items()])
BY_HAND = "by hand"  # no ingest is called so, see `new_ingest_id`


def overlay(seen: Snapshot, current: pa.Table, as_known_on: date | datetime | None = None) -> tuple[pa.Table, pa.Table]:
    """The events of articles with those of corrected ones naming `BY_HAND`, and the mentions of that ingest.

    Parameters
    ----------
    current : pyarrow.Table
        Events that hold, of state "located"; the columns of `geo.store.snapshots.EVENT`.
    as_known_on : date or datetime, optional
        With the corrections recorded until then.

    Returns
    -------
    events : pyarrow.Table
        `current`, in its order.
    mentions : pyarrow.Table
        All mentions of the corrected articles, as `geo.store.tables.MENTIONS`.

    Raises
    ------
    StoreError
        Where the store cannot be read.
    """
    ledger = corrections(seen, as_known_on=as_known_on)
    ids = pa.array(sorted({one.article_id for one in ledger}), pa.string())
    number = pc.index_in(current.column("article_id"), ids).cast(pa.int32())
    is_corrected = pc.is_valid(number)
    concerned = current.filter(is_corrected)
    if not concerned.num_rows:
        return current, MENTIONS.empty_table()
    frame = corrected(mentions_of(seen, concerned), ledger).frame
    months = frame["published"].dt.strftime("%Y-%m").fillna(UNDATED)
    rows = pa.Table.from_pandas(frame.assign(month=months), preserve_index=False)
    rows = rows.append_column("ingest_id", pa.array([BY_HAND] * len(frame), pa.string()))
    rows = rows.append_column("article_no", pc.index_in(rows.column("article_id"), ids))
    events = _with(current, "ingest_id", pc.if_else(is_corrected, BY_HAND, current.column("ingest_id")))
    events = _with(events, "article_no", pc.coalesce(number, current.column("article_no")))
    return events, rows.select(MENTIONS.names).cast(MENTIONS)


def _with(table: pa.Table, name: str, column: pa.ChunkedArray) -> pa.Table:
    return table.set_column(table.schema.get_field_index(name), name, column)


def mentions_of(seen: Snapshot, current: pa.Table, by_hand: pa.Table | None = None) -> pd.DataFrame:
    """The mentions of some articles, by publication (undated last), article and place in the text.

    Parameters
    ----------
    current : pyarrow.Table
        Their events.
    by_hand : pyarrow.Table, optional
        What `overlay` gave beside those; without it the mentions are as the program found them.

    Raises
    ------
    StoreError
        Where the store cannot be read.
    """
    days = pc.unique(current.column("published")).to_pylist()
    months = sorted({UNDATED if day is None else f"{day:%Y-%m}" for day in days})
    near = pads.field("month").isin(pa.array(months, pa.string()))
    condition = pads.field("ingest_id").isin(pc.unique(current.column("ingest_id")))
    columns = ", ".join(
        f"coalesce(a.{name}, m.{name}) AS {name}" if name == "story_id" else f"m.{name}" for name in _quoted()
    )
    with told(seen.store), connect() as database:
        database.register("a", current.select(["ingest_id", "article_no", "story_id"]))
        show_mentions(database, seen, ["ingest_id", "article_no", *COLUMNS], by_hand, near, condition)
        found = database.sql(
            f"SELECT {columns} FROM m JOIN a USING (ingest_id, article_no) "
            'ORDER BY m.published NULLS LAST, m.article_id, m."start", m."end"'
        ).to_arrow_table()
    return validate(in_columns(found))


def show_mentions(
    database: duckdb.DuckDBPyConnection,
    seen: Snapshot,
    columns: Sequence[str],
    by_hand: pa.Table | None = None,
    months: pads.Expression | None = None,
    condition: pads.Expression | None = None,
) -> None:
    """Let a connection see the mentions as `m`, those of `by_hand` among them.

    Parameters
    ----------
    months : pyarrow.dataset.Expression, optional
        On `month`: which partitions are read.
    condition : pyarrow.dataset.Expression, optional
        Only spares an object store; the query must state it as well.
    """
    names = ", ".join(f'"{name}"' for name in columns)
    database.register("by_hand", (MENTIONS.empty_table() if by_hand is None else by_hand).select(list(columns)))
    paths = [f"{seen.store.table('mentions')}/{part.path}" for part in seen.mentions.get_fragments(months)]
    if seen.store.is_local and paths:
        # DuckDB's own reader of Parquet, which is part of it, opens many small files four times as fast as Arrow's.
        files = ", ".join("'" + path.replace("'", "''") + "'" for path in paths)
        located = f"SELECT {names} FROM read_parquet([{files}], hive_partitioning = false)"
    else:
        both = [part for part in (months, condition) if part is not None]
        wanted = both[0] & both[1] if len(both) == 2 else both[0] if both else None
        database.register("located", seen.mentions.scanner(columns=list(columns), filter=wanted).to_reader())
        located = f"SELECT {names} FROM located"
    database.execute(f"CREATE TEMP VIEW m AS {located} UNION ALL FROM by_hand")


def in_columns(found: pa.Table) -> pd.DataFrame:
    """Rows of mentions with the columns and dtypes of `geo.frame.COLUMNS`."""
    # Cast in Arrow, column by column: pandas takes ten times as long.
    frame: pd.DataFrame = found.select(list(COLUMNS)).cast(_OF_FRAME).to_pandas()
    return frame


def _quoted() -> list[str]:
    return [f'"{name}"' if name in ("start", "end") else name for name in COLUMNS]
