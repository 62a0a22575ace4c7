"""All articles that tell the same story, with what is known of each: title, source, day and address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as pads

from geo.errors import StoreError
from geo.loading import Loaded
from geo.store import Snapshot, snapshot
from geo.store.tables import told

_COLUMNS = ("article_id", "ingest_id", "article_no", "title", "source", "published", "published_precision", "url")


@dataclass(frozen=True, slots=True)
class Version:
    """An article that tells a story which others tell, too; None and empty where something is not known."""

    title: str
    source: str | None
    published: date | None
    published_precision: str | None
    url: str | None


def versions(loaded: Loaded, articles: Sequence[int]) -> dict[int, tuple[Version, ...]]:
    """The other articles that tell the story of each of some articles, oldest first; those without any are left out.

    Parameters
    ----------
    articles : sequence of int
        Rows of `loaded.view.articles`.

    Raises
    ------
    StoreError
        Where the store cannot be read.
    """
    columns = loaded.view.articles
    story = {article: int(columns.story[article]) for article in articles}
    asked = np.unique([number for number in story.values() if number >= 0])
    rows = np.flatnonzero(np.isin(columns.story, asked)) if len(asked) else np.empty(0, np.intp)
    if len(rows) <= len(asked):
        return {}
    try:
        known = _read(loaded, loaded.seen, rows)
    except StoreError:
        # Compaction has since put its files away, which is allowed after a week.
        known = _read(loaded, snapshot(loaded.seen.store), rows)
    found = {}
    for article, number in story.items():
        same = [int(row) for row in rows if number >= 0 and columns.story[row] == number and row != article]
        rest = sorted((known[row] for row in same if row in known), key=lambda one: one.published or date.max)
        if rest:
            found[article] = tuple(rest)
    return found


def _read(loaded: Loaded, seen: Snapshot, rows: np.ndarray) -> dict[int, Version]:
    columns = loaded.view.articles
    keys = {(columns.ingests[columns.ingest[row]], int(columns.number[row])): int(row) for row in rows}
    ingests, numbers = (pa.array(sorted(set(values))) for values in zip(*keys, strict=True))
    condition = pads.field("ingest_id").isin(ingests.cast(pa.string()))
    condition &= pads.field("article_no").isin(numbers.cast(seen.articles.schema.field("article_no").type))
    with told(seen.store):
        table = seen.articles.to_table(columns=list(_COLUMNS), filter=condition)
    found = {}
    for row in table.filter(pc.is_valid(table.column("article_id"))).to_pylist():
        key = keys.get((row["ingest_id"], row["article_no"]))
        if key is not None:
            found[key] = Version(
                row["title"] or row["article_id"],
                row["source"],
                row["published"],
                row["published_precision"],
                row["url"],
            )
    return found
