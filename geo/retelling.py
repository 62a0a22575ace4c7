"""Which story each new article tells, as the store knows the stories of the days around it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta

import pyarrow as pa
import pyarrow.dataset as pads

from geo.models import Article
from geo.store import Store, snapshot
from geo.store.snapshots import Snapshot, heads
from geo.store.writing import content_of
from geo.stories import DAYS, Version, by_day, led_by, sign, story_ids

_MOST_SIGNED = 50_000  # signatures that are kept, so that a long ingest signs no text twice: 30 MB
_signed: dict[str, bytes] = {}  # by hash of the content


def stories_of(store: Store, articles: Sequence[Article], underway: Iterable[Version] = ()) -> dict[str, str]:
    """Story id of each article, by its id: that of a story of the store or of another of these articles, else its own.

    Two writers who add versions of one story at the same moment do not see each other, and make two stories of it; undated
    articles are compared with each other alone.

    Parameters
    ----------
    underway : iterable of Version
        Articles that lead a story and are on their way into the store, as `leading` gives them.

    Raises
    ------
    StoreError
        Where the store cannot be read.
    """
    days = {one.published for one in articles if one.published is not None}
    around = {day + timedelta(n) for day in days for n in range(-DAYS, DAYS + 1)}
    known = [*_leaders(snapshot(store), around), *(one for one in underway if one.published in around)] if days else []
    return dict(story_ids(sorted(map(_version, articles), key=by_day), sorted(known, key=by_day)))


def leading(articles: Iterable[Article], stories: Mapping[str, str]) -> list[Version]:
    """Those of some articles that lead a story; `stories` is what `stories_of` says of them."""
    return [_version(one, stories[one.id]) for one in articles if stories[one.id] == led_by(one.id)]


def _version(article: Article, story_id: str | None = None) -> Version:
    signature = _sign(content_of(article), article.text)
    return Version(article.id, article.published, article.source, signature, story_id)


def _sign(content: str, text: str) -> bytes:
    if content not in _signed:
        if len(_signed) >= _MOST_SIGNED:
            _signed.clear()
        _signed[content] = sign(text)
    return _signed[content]


def _leaders(seen: Snapshot, around: set[date]) -> Iterator[Version]:
    """The articles of the store that lead a story, of those days."""
    near = pads.field("month").isin(sorted({day.isoformat()[:7] for day in around}))
    near &= pads.field("published").isin(pa.array(sorted(around), pa.date32()))
    found = seen.articles.to_table(columns=["article_id", "story_id"], filter=near & pads.field("story_id").is_valid())
    ids = {row["article_id"] for row in found.to_pylist() if row["story_id"] == led_by(row["article_id"])}
    if not ids:
        return
    leading = [
        row
        for row in heads(seen, sorted(ids)).to_pylist()  # an article may have changed its day, or be retracted
        if row["state"] == "located" and row["published"] in around and row["story_id"] == led_by(row["article_id"])
    ]
    missing = {row["article_id"] for row in leading if row["content"] not in _signed}
    if missing:
        asked = near & pads.field("article_id").isin(pa.array(sorted(missing), pa.string()))
        for batch in seen.articles.to_batches(columns=["content", "text"], filter=asked):
            for row in batch.to_pylist():
                if row["text"] is not None:
                    _sign(row["content"], row["text"])
    for row in leading:
        if row["content"] in _signed:
            yield Version(row["article_id"], row["published"], row["source"], _signed[row["content"]], row["story_id"])
