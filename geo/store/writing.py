"""Writing to the store: articles with their mentions, retractions, and taking a retraction back."""

from __future__ import annotations

import hashlib
import json
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Literal

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from geo.errors import FrameError, StoreError
from geo.frame import COLUMNS, validate
from geo.models import Article
from geo.store.snapshots import events, heads, newest, snapshot
from geo.store.tables import ARTICLES, FRESH_S, MENTIONS, UNDATED, Store, append, new_ingest_id

State = Literal["new", "changed", "older", "same", "retracted"]
_WRITTEN: tuple[State, ...] = ("new", "changed", "older")
_TICK = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Plan:
    """What an ingest of some articles would do.

    Attributes
    ----------
    articles : tuple of Article
        Those that are to be located and committed.
    states : Mapping of str to str
        Of every article that was asked about, by its id: new; changed; older (located by another version); same; retracted (by
        hand: it stays so, whatever is ingested, until `restore`).
    located_by : str
        Version of the program that will locate them.
    seen : Mapping of str to datetime
        When the newest event of each was recorded.
    """

    articles: tuple[Article, ...]
    states: Mapping[str, State]
    located_by: str
    seen: Mapping[str, datetime]


@dataclass(frozen=True, slots=True)
class Added:
    """How many articles an ingest found in each state (see `Plan`), and how many mentions it wrote."""

    new: int = 0
    changed: int = 0
    older: int = 0
    same: int = 0
    retracted: int = 0
    mentions: int = 0


def plan(store: Store, articles: Sequence[Article], located_by: str, *, again: bool = False) -> Plan:
    """Which of some articles must be located and written: the new, the changed, and those that another version located.

    What this version has located once already is not located by it again, even if another version did so since: two machines
    with different gazetteers would else undo each other's work for ever. `again` does so all the same.

    Parameters
    ----------
    articles : sequence of Article
        Each id once; one batch, whose mentions fit in memory (some thousand articles).

    Raises
    ------
    StoreError
        Where the store cannot be read.
    """
    past = events(snapshot(store), [article.id for article in articles])
    rows = {row["article_id"]: row for row in newest(past).to_pylist()}
    done = set(zip(*(past.column(name).to_pylist() for name in ("article_id", "content", "located_by")), strict=True))
    states: dict[str, State] = {}
    for article in articles:
        head, content = rows.get(article.id), content_of(article)
        if head is None:
            states[article.id] = "new"
        elif head["state"] == "retracted":
            states[article.id] = "retracted"
        elif head["content"] != content:
            states[article.id] = "changed"
        else:
            states[article.id] = "older" if again or (article.id, content, located_by) not in done else "same"
    chosen = tuple(article for article in articles if states[article.id] in _WRITTEN)
    return Plan(chosen, states, located_by, {key: row["recorded"] for key, row in rows.items()})


def content_of(article: Article) -> str:
    """Hash of all that was read of an article; another one where anything of it was changed."""
    values = [article.text, article.title, str(article.published), article.published_precision, article.lang]
    values += [article.source, article.url, article.raw_published]
    return hashlib.sha256(json.dumps(values).encode()).hexdigest()[:32]


def commit(
    store: Store,
    chosen: Plan,
    mentions: pd.DataFrame,
    *,
    who: str = "",
    why: str = "",
    stories: Mapping[str, str] | None = None,
) -> Added:
    """Write the articles of a plan with their mentions; what the store held of these articles before is history.

    Parameters
    ----------
    mentions : pandas.DataFrame
        All mentions of `chosen.articles`, with the columns of `geo.frame.COLUMNS`; an article without any has none.
    who, why : str
        Kept beside each article; empty where nobody says.
    stories : mapping, optional
        Story id by article id, also of articles without mentions; where not given, as the mentions say.

    Raises
    ------
    FrameError
        Where the mentions break the contract of their table, or one belongs to no article of the plan.
    StoreError
        Where the store cannot be written; it is then as it was.
    """
    validate(mentions)
    numbers = {article.id: number for number, article in enumerate(chosen.articles)}
    strange = set(mentions["article_id"]) - set(numbers)
    if strange:
        raise FrameError(f"article_id: {min(strange)!r} has mentions, but is not among the articles to be stored")
    counts = Counter(chosen.states.values())
    if chosen.articles:
        months = {article.id: _month(article.published) for article in chosen.articles}
        ingest_id = _write_mentions(store, mentions, numbers, months)
        recorded = _later_than([chosen.seen[key] for key in numbers if key in chosen.seen])
        if stories is None:
            told = mentions.dropna(subset=["story_id"]).drop_duplicates("article_id")
            stories = dict(zip(told["article_id"], told["story_id"], strict=True))
        rows = [
            _event(article)
            | {
                "ingest_id": ingest_id,
                "article_no": numbers[article.id],
                "state": "located",
                "recorded": recorded,
                "who": who or None,
                "why": why or None,
                "located_by": chosen.located_by,
                "story_id": stories.get(article.id),
            }
            for article in chosen.articles
        ]
        append(store, "articles", pa.Table.from_pylist(rows, ARTICLES))
    written = len(mentions) if chosen.articles else 0
    return Added(
        **{state: counts[state] for state in ("new", "changed", "older", "same", "retracted")}, mentions=written
    )


def _write_mentions(store: Store, mentions: pd.DataFrame, numbers: Mapping[str, int], months: Mapping[str, str]) -> str:
    """Write the mentions under a new ingest id and return it; nobody sees them until an event names it."""
    while True:
        ingest_id, begun = new_ingest_id(), time.time()
        if len(mentions):
            append(store, "mentions", _mention_rows(mentions, ingest_id, numbers, months))
        # A machine that slept in between may find them swept by a compaction.
        if time.time() - begun < FRESH_S:
            return ingest_id


def add(
    store: Store,
    articles: Sequence[Article],
    mentions: pd.DataFrame,
    *,
    located_by: str,
    who: str = "",
    why: str = "",
    again: bool = False,
) -> Added:
    """Plan and commit at once, for articles whose mentions are at hand; mentions of articles that need no writing are left out."""
    chosen = plan(store, articles, located_by, again=again)
    wanted = mentions["article_id"].isin([article.id for article in chosen.articles])
    known = mentions["article_id"].isin(list(chosen.states))
    return commit(store, chosen, mentions[wanted | ~known], who=who, why=why)


def _event(article: Article) -> dict[str, Any]:
    return {
        "article_id": article.id,
        "content": content_of(article),
        "published": article.published,
        "published_precision": article.published_precision,
        "raw_published": article.raw_published,
        "lang": article.lang,
        "title": article.title or None,
        "source": article.source,
        "url": article.url,
        "text": article.text,
        "month": _month(article.published),
    }


def _month(day: date | None) -> str:
    return UNDATED if day is None else day.isoformat()[:7]


def _later_than(seen: Sequence[datetime]) -> datetime:
    return max([datetime.now(UTC), *(moment + _TICK for moment in seen)])


def _mention_rows(
    frame: pd.DataFrame, ingest_id: str, numbers: Mapping[str, int], months: Mapping[str, str]
) -> pa.Table:
    # Lying together by place and newest first, a place's mentions are read from few row groups.
    ordered = frame.assign(article_no=frame["article_id"].map(numbers), month=frame["article_id"].map(months))
    ordered = ordered.sort_values(["month", "place_id", "published"], ascending=[True, True, False], kind="stable")
    table = pa.Table.from_pandas(ordered[["article_no", *COLUMNS, "month"]], preserve_index=False)
    table = table.add_column(0, "ingest_id", pa.array([ingest_id] * len(ordered), pa.string()))
    return table.select(MENTIONS.names).cast(MENTIONS)


def retract(store: Store, ids: Sequence[str], *, why: str, who: str = "") -> int:
    """Take articles and their mentions out of what is read; that they were there, who took them out and why is kept.

    Returns
    -------
    int
        How many were retracted now; those that are retracted already stay as they are.

    Raises
    ------
    StoreError
        Where an id is not in the store (nothing is retracted then), or the store cannot be written.
    """
    found = _known(store, ids)
    rows = [row for row in found if row["state"] != "retracted"]
    recorded = _later_than([row["recorded"] for row in rows])
    changed = {"ingest_id": new_ingest_id(), "state": "retracted", "recorded": recorded, "who": who or None, "why": why}
    _append_events(store, [row | changed | {"article_no": number, "text": None} for number, row in enumerate(rows)])
    return len(rows)


def restore(store: Store, ids: Sequence[str], *, why: str, who: str = "") -> int:
    """Take a retraction back: the articles are as they were before it.

    Returns
    -------
    int
        How many were restored now.

    Raises
    ------
    StoreError
        Where an id is not in the store, or was retracted so long ago that its text is gone (nothing is restored then).
    """
    retracted = {row["article_id"]: row["recorded"] for row in _known(store, ids) if row["state"] == "retracted"}
    seen = snapshot(store)
    past = events(seen, list(retracted), columns=ARTICLES.names)
    located = newest(past.filter(pc.equal(past.column("state"), "located"))).to_pylist()
    gone = set(retracted) - {row["article_id"] for row in located}
    if gone:
        raise StoreError(
            f"{min(gone)}: retracted too long ago, its text is no longer kept; ingest the article once more"
        )
    changed = {"recorded": _later_than(list(retracted.values())), "who": who or None, "why": why}
    _append_events(store, [row | changed for row in located])
    return len(located)


def _known(store: Store, ids: Sequence[str]) -> list[dict[str, Any]]:
    rows = {row["article_id"]: row for row in heads(snapshot(store), list(ids)).to_pylist()}
    missing = [key for key in ids if key not in rows]
    if missing:
        raise StoreError(f"{missing[0]}: no article of this id in the store {store.address}")
    return list(rows.values())


def _append_events(store: Store, rows: list[dict[str, Any]]) -> None:
    if rows:
        append(store, "articles", pa.Table.from_pylist(rows, ARTICLES))
