"""Reading the store: tables of mentions, articles with their texts, what happened to an article, and one place's excerpts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as pads

from geo.models import Article
from geo.store.overlay import mentions_of, overlay
from geo.store.snapshots import Snapshot, events, heads, snapshot
from geo.store.tables import ARTICLES, Store, told

_OF_HISTORY = ["article_id", "recorded", "state", "who", "why", "located_by", "content", "ingest_id"]


def read(
    store: Store | Snapshot,
    *,
    as_known_on: date | datetime | None = None,
    ids: Sequence[str] | None = None,
    by_hand: bool = True,
) -> pd.DataFrame:
    """The mentions of all articles, or of some.

    Parameters
    ----------
    as_known_on : date or datetime, optional
        As the store was at the end of that day, or at that moment (UTC); at most `HISTORY_DAYS` back.
    ids : sequence of str, optional
        Of these articles only.
    by_hand : bool
        With the corrections of the ledger; without them as the program found them.

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
    return mentions_of(seen, *overlay(seen, current, as_known_on)) if by_hand else mentions_of(seen, current)


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
