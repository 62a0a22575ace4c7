"""Reading the store: tables of mentions, articles with their texts, what happened to an article, and one place's excerpts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as pads

from geo.frame import COLUMNS, DAY, TEXT, validate
from geo.models import Article
from geo.store.snapshots import Snapshot, connect, events, heads, snapshot
from geo.store.tables import ARTICLES, MENTIONS, Store, told

_DAY = pa.timestamp("s")
_OF_FRAME = pa.schema([(name, _DAY if dtype == DAY else MENTIONS.field(name).type) for name, dtype in COLUMNS.items()])
_OF_HISTORY = ["article_id", "recorded", "state", "who", "why", "located_by", "content", "ingest_id"]


def read(
    store: Store | Snapshot, *, as_known_on: date | datetime | None = None, ids: Sequence[str] | None = None
) -> pd.DataFrame:
    """The mentions of all articles, or of some.

    Parameters
    ----------
    as_known_on : date or datetime, optional
        As the store was at the end of that day, or at that moment (UTC); at most `HISTORY_DAYS` back.
    ids : sequence of str, optional
        Of these articles only.

    Returns
    -------
    pandas.DataFrame
        One row a mention with the columns of `geo.frame.COLUMNS`, by publication (undated last), article and place in the text.

    Raises
    ------
    StoreError
        Where the store cannot be read, or the day lies further back than it remembers.
    """
    seen = store if isinstance(store, Snapshot) else snapshot(store)
    current = _located(heads(seen, ids, as_known_on))
    condition = pads.field("ingest_id").isin(pc.unique(current.column("ingest_id")))
    columns = ", ".join(
        f"coalesce(a.{name}, m.{name}) AS {name}" if name == "story_id" else f"m.{name}" for name in _quoted()
    )
    with told(seen.store), connect() as database:
        database.register("a", current.select(["ingest_id", "article_no", "story_id"]))
        _show_mentions(database, seen, ["ingest_id", "article_no", *COLUMNS], condition=condition)
        found = database.sql(
            f"SELECT {columns} FROM m JOIN a USING (ingest_id, article_no) "
            'ORDER BY m.published NULLS LAST, m.article_id, m."start", m."end"'
        ).to_arrow_table()
    return to_frame(found)


def _quoted() -> list[str]:
    return [f'"{name}"' if name in ("start", "end") else name for name in COLUMNS]


def to_frame(found: pa.Table) -> pd.DataFrame:
    """Rows of mentions as a checked frame."""
    return validate(_pandas(found))


def _pandas(found: pa.Table) -> pd.DataFrame:
    # Cast in Arrow, column by column: pandas takes ten times as long.
    frame: pd.DataFrame = found.select(list(COLUMNS)).cast(_OF_FRAME).to_pandas()
    return frame


def _located(current: pa.Table) -> pa.Table:
    return current.filter(pc.equal(current.column("state"), "located"))


def articles_of(store: Store | Snapshot, ids: Sequence[str] | None = None) -> list[Article]:
    """The articles as they were read, with their texts; retracted ones and ids that are not there are left out.

    Raises
    ------
    StoreError
        Where the store cannot be read.
    """
    seen = store if isinstance(store, Snapshot) else snapshot(store)
    current = _located(heads(seen, ids))
    keys = set(zip(current.column("ingest_id").to_pylist(), current.column("article_no").to_pylist(), strict=True))
    condition = pads.field("article_id").isin(current.column("article_id").combine_chunks())
    found: dict[str, Article] = {}
    with told(seen.store):
        for batch in seen.articles.to_batches(filter=condition, columns=ARTICLES.names):
            for row in batch.to_pylist():
                if row["state"] == "located" and (row["ingest_id"], row["article_no"]) in keys:
                    found[row["article_id"]] = _article(row)
    return [found[key] for key in sorted(found)]


def _article(row: dict[str, str | date | None]) -> Article:
    names = ("text", "published", "published_precision", "lang", "source", "url", "raw_published")
    return Article(id=row["article_id"], title=row["title"] or "", **{name: row[name] for name in names})  # type: ignore[arg-type]


def _show_mentions(
    database: duckdb.DuckDBPyConnection,
    seen: Snapshot,
    columns: Sequence[str],
    months: pads.Expression | None = None,
    condition: pads.Expression | None = None,
) -> None:
    """Let a connection see the mentions as `m`; `condition` only spares an object store, the query must state it as well."""
    paths = [f"{seen.store.table('mentions')}/{part.path}" for part in seen.mentions.get_fragments(months)]
    if seen.store.is_local and paths:
        # DuckDB's own reader of Parquet, which is part of it, opens many small files four times as fast as Arrow's.
        names = ", ".join(f'"{name}"' for name in columns)
        files = ", ".join("'" + path.replace("'", "''") + "'" for path in paths)
        database.execute(
            f"CREATE TEMP VIEW m AS SELECT {names} FROM read_parquet([{files}], hive_partitioning = false)"
        )
        return
    both = [part for part in (months, condition) if part is not None]
    wanted = both[0] & both[1] if len(both) == 2 else both[0] if both else None
    database.register("m", seen.mentions.scanner(columns=list(columns), filter=wanted).to_reader())


def mentions_at(seen: Snapshot, keys: pa.Table, months: Sequence[str], place_id: str | None) -> pd.DataFrame:
    """A few mentions of one place (of none, where `place_id` is None), in the order of their keys.

    Parameters
    ----------
    keys : pyarrow.Table
        ingest_id, article_no and start of each.
    months : sequence of str
        The partitions in which they lie.

    Returns
    -------
    pandas.DataFrame
        The columns of `geo.frame.COLUMNS`; one row for each key that was found.

    Raises
    ------
    StoreError
        Where the store cannot be read.
    """
    columns = ["ingest_id", "article_no", *COLUMNS]
    place, month = pads.field("place_id"), pads.field("month").isin(pa.array(months, pa.string()))
    is_there = place.is_null() if place_id is None else place == place_id
    with told(seen.store), connect() as database:
        _show_mentions(database, seen, columns, month, is_there)
        where = "place_id IS NULL" if place_id is None else "place_id = $place"
        given = None if place_id is None else {"place": place_id}
        found = database.sql(f"FROM m WHERE {where}", params=given).to_arrow_table()
    own, asked = (
        zip(*(table.column(name).to_pylist() for name in keys.column_names), strict=True) for table in (found, keys)
    )
    rows = {key: row for row, key in enumerate(own)}
    return _pandas(found.take(pa.array([rows[key] for key in asked if key in rows], pa.int64())))


def counts(store: Store | Snapshot) -> pd.DataFrame:
    """How many mentions of kind place there are by day, place and role; a mention of several days counts on its first.

    Returns
    -------
    pandas.DataFrame
        day (datetime64; missing where undated), place_id (missing where unresolved), role, mentions; in this order.

    Raises
    ------
    StoreError
        Where the store cannot be read.
    """
    seen = store if isinstance(store, Snapshot) else snapshot(store)
    current = _located(heads(seen))
    columns = ["ingest_id", "article_no", "place_id", "role", "event_start", "published"]
    with told(seen.store), connect() as database:
        database.register("a", current.select(["ingest_id", "article_no"]))
        _show_mentions(database, seen, [*columns, "kind"], condition=pads.field("kind") == "place")
        found = database.sql(
            "SELECT coalesce(event_start, published) AS day, place_id, role, count(*) AS mentions "
            "FROM m JOIN a USING (ingest_id, article_no) WHERE kind = 'place' GROUP BY ALL ORDER BY ALL"
        ).to_arrow_table()
    dtypes = {"day": DAY, "place_id": TEXT, "role": TEXT, "mentions": "int64"}
    table: pd.DataFrame = found.to_pandas(date_as_object=False).astype(dtypes)
    return table


def history(store: Store | Snapshot, article_id: str) -> pd.DataFrame:
    """What happened to an article, oldest first: recorded, state, who, why, located_by, content, ingest_id.

    Raises
    ------
    StoreError
        Where the store cannot be read.
    """
    seen = store if isinstance(store, Snapshot) else snapshot(store)
    found: pd.DataFrame = events(seen, [article_id], columns=_OF_HISTORY).to_pandas()
    return found.sort_values(["recorded", "ingest_id"], ignore_index=True)
