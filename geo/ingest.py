"""Articles -> the store: located in batches and written batch by batch, so that it can be stopped at any moment."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date
from functools import cache
from pathlib import Path
from typing import TypeVar

import pandas as pd
import pyarrow.compute as pc

from geo.articles import Undated, stream_articles
from geo.frame import COLUMNS, to_frame
from geo.gazetteer import Gazetteer, build_index
from geo.gazetteer.build import stamp
from geo.geocoding import OnlineGeocoder, online_geocoder
from geo.locate import locate_article
from geo.models import Article
from geo.paths import LEXICONS, ROOT
from geo.store import Added, Plan, Store, articles_of, commit, plan, snapshot
from geo.store.snapshots import events, newest

_AT_ONCE = 10_000  # articles of a source that are held in memory
BATCH = 500  # articles; some thousand mentions, located in a second or two
GIVEN = "given"  # start of located_by where a table brought the places: such articles are not located again

# What an article's mentions do not depend on.
_ABOVE = (
    "page",
    "store",
    "corrections",
    "correcting",
    "ingest",
    "views",
    "timeline",
    "mapping",
    "assets",
    "export",
    "__main__",
)

T = TypeVar("T")
Progress = Callable[[float, str], None]


@dataclass(frozen=True, slots=True)
class Tools:
    """What locating needs: the gazetteer, and an online geocoder where the settings name one."""

    gazetteer: Gazetteer
    online: OnlineGeocoder | None


@dataclass(frozen=True, slots=True)
class Ingested:
    """What an ingest did, and a sentence for each source that could not be read."""

    added: Added
    problems: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


@cache
def located_by() -> str:
    """Version of all that mentions depend on: the program's rooms up to `locate`, the lexicons, the gazetteer, the geocoder."""
    digest = hashlib.sha256(f"{stamp()} {list(COLUMNS)} {os.environ.get('ATLAS_GEOCODER', '')}".encode())
    modules = [path for path in (ROOT / "geo").rglob("*.py") if not _is_above(path)]
    for file in sorted([*LEXICONS.glob("*.csv"), *modules]):
        digest.update(file.read_bytes().replace(b"\r\n", b"\n"))  # some systems check a text out with other line ends
    return digest.hexdigest()[:16]


def _is_above(path: Path) -> bool:
    return path.relative_to(ROOT / "geo").parts[0].removesuffix(".py") in _ABOVE


def load_tools(tell: Progress | None = None) -> Tools:
    """The tools of the settings; the gazetteer is built first where it is missing or out of date.

    Raises
    ------
    GeoError
        Where the gazetteer cannot be built, or a setting is wrong.
    """
    return Tools(Gazetteer(build_index(tell)), online_geocoder())


def locate_batch(articles: Sequence[Article], tools: Tools) -> pd.DataFrame:
    """The table of mentions of a batch: the one way by which articles come to their mentions."""
    return to_frame([row for article in articles for row in locate_article(article, tools.gazetteer, tools.online)])


def ingest(
    store: Store,
    sources: Sequence[Path | str],
    tell: Progress | None = None,
    *,
    again: bool = False,
    who: str = "",
    most_outdated: int | None = None,
    whole_pages: bool = False,
) -> Ingested:
    """Read files, folders, web addresses and feeds into the store, then locate anew what an older version of the program located.

    Parameters
    ----------
    sources : sequence of Path or str
        As `geo.articles.read_articles` takes them; without any, only what is out of date is located anew.
    tell : callable, optional
        Called with the share done (0..1) and a few words.
    again : bool
        Locate the articles of `sources` also where this version has done so before.
    most_outdated : int, optional
        Where more articles than these are out of date, they are left as they are and told in `warnings`.
    whole_pages : bool
        Whether the page of each entry of a feed is fetched.

    Raises
    ------
    GeoError
        Where the store cannot be written, or the gazetteer cannot be built. What was written before stays, and is whole.
    """
    undated, problems = Undated(), []
    added, held, tools = Added(), list[Article](), None
    for found in stream_articles(sources, whole_pages=whole_pages):
        if not isinstance(found, Article):
            problems.append(str(found))
            continue
        undated = undated.and_also(found)
        held.append(found)
        if len(held) == _AT_ONCE:
            tools = tools or load_tools(tell)
            added = total([added, ingest_articles(store, held, tell, again=again, who=who, tools=tools)])
            held.clear()
    added = total([added, ingest_articles(store, held, tell, again=again, who=who, tools=tools)])
    warnings = list(undated.warnings())
    outdated = outdated_ids(store)
    if most_outdated is not None and len(outdated) > most_outdated:
        warnings.append(
            f"{len(outdated)} articles were located by another version of the program or its lists; "
            "locate them anew with: python -m geo ingest"
        )
    elif outdated:
        added = total([added, relocate(store, outdated, tell)])
    return Ingested(added, tuple(problems), tuple(warnings))


def ingest_articles(
    store: Store,
    articles: Sequence[Article],
    tell: Progress | None = None,
    *,
    again: bool = False,
    who: str = "",
    why: str = "",
    tools: Tools | None = None,
) -> Added:
    """Locate articles and write them, a batch at a time; the tools are loaded only where there is something to locate."""
    say = tell or (lambda share, words: None)
    done: list[Added] = []
    version = located_by()
    # By date, since a batch makes a file for each month that occurs in it.
    ordered = sorted(articles, key=lambda article: article.published or date.max)
    for number, batch in enumerate(batches(ordered)):
        chosen = plan(store, batch, version, again=again)
        if chosen.articles and tools is None:
            say(0.0, "gazetteer")
            tools = load_tools(tell)
        say(number * BATCH / len(articles), f"{number * BATCH} / {len(articles)}")
        done.append(_commit_located(store, chosen, tools, who, why))
    return total(done)


def _commit_located(store: Store, chosen: Plan, tools: Tools | None, who: str, why: str) -> Added:
    mentions = locate_batch(chosen.articles, tools) if tools else to_frame([])
    return commit(store, chosen, mentions, who=who, why=why)


def outdated_ids(store: Store) -> list[str]:
    """Ids of the articles that another version located, and this one never did.

    Raises
    ------
    StoreError
        Where the store cannot be read.
    """
    version = located_by()
    past = events(snapshot(store), columns=["article_id", "ingest_id", "recorded", "state", "content", "located_by"])
    own = past.filter(pc.equal(past.column("located_by"), version))
    done = set(zip(own.column("article_id").to_pylist(), own.column("content").to_pylist(), strict=True))
    current = newest(past)
    is_other = pc.and_(
        pc.equal(current.column("state"), "located"), pc.not_equal(current.column("located_by"), version)
    )
    is_other = pc.and_(is_other, pc.invert(pc.starts_with(current.column("located_by"), GIVEN)))
    rows = current.filter(is_other).select(["article_id", "content"]).to_pylist()
    return sorted(row["article_id"] for row in rows if (row["article_id"], row["content"]) not in done)


def relocate(store: Store, ids: Sequence[str], tell: Progress | None = None, *, again: bool = False) -> Added:
    """Locate articles of the store anew, from the texts that it keeps."""
    say = tell or (lambda share, words: None)
    tools, done = load_tools(tell), []
    for number, part in enumerate(batches(ids)):
        say(number * BATCH / len(ids), f"{number * BATCH} / {len(ids)}")
        done.append(ingest_articles(store, articles_of(store, part), again=again, tools=tools))
    return total(done)


def total(parts: Sequence[Added]) -> Added:
    """The sums of several ingests."""
    return Added(**{field.name: sum(getattr(part, field.name) for part in parts) for field in fields(Added)})


def batches(items: Sequence[T]) -> Iterator[Sequence[T]]:
    """Articles, or their ids, in the batches in which they are stored."""
    return (items[start : start + BATCH] for start in range(0, len(items), BATCH))
