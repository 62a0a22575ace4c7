"""Articles -> the store: located in batches and written batch by batch, so that it can be stopped at any moment."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
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
from geo.paths import BUNDLED_ARTICLES, LEXICONS, MODELS, PLACES, ROOT
from geo.retelling import stories_of
from geo.store import Added, Plan, Store, articles_of, commit, plan, snapshot
from geo.store.snapshots import events, newest

AT_ONCE = 10_000  # articles of a source that are held in memory
BATCH = 500  # articles; some thousand mentions, located in a second or two
_LISTS = (LEXICONS, MODELS, PLACES)
GIVEN = "given"  # start of located_by where a table brought the places: such articles are not located again

# What an article's mentions do not depend on.
_ABOVE = {"store", "stories", "retelling", "ingest", "cluster", "loading", "assembly", "views", "timeline", "playback"}
_ABOVE |= {"corrections", "correcting", "writers", "intake", "counting", "filters", "searching"}
_ABOVE |= {"event_files", "event_tables", "importing", "event_commands", "reference"}
_ABOVE |= {"tablefiles", "geofiles", "selecting", "picture", "bundle", "exporting", "export_command", "version"}
_ABOVE |= {"drawn", "mapping", "assets", "export", "page", "commands", "__main__"}

T = TypeVar("T")
Progress = Callable[[float, str], None]


@dataclass(frozen=True, slots=True)
class Tools:
    """What locating needs: the gazetteer, and an online geocoder where the settings name one."""

    gazetteer: Gazetteer
    online: OnlineGeocoder | None


@dataclass(frozen=True, slots=True)
class Ingested:
    """What an ingest did, a sentence for each source that could not be read, and how many articles are still out of date."""

    added: Added
    problems: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    outdated: int = 0


@dataclass(slots=True)
class Intake:
    """Articles as they are read, and what there is to tell of them."""

    problems: list[str] = field(default_factory=list)
    undated: Undated = field(default_factory=Undated)

    def of(self, sources: Sequence[Path | str], *, whole_pages: bool = False) -> Iterator[list[Article]]:
        """The articles of some sources, at most `AT_ONCE` at a time.

        Those of a list come by date, since a batch of them makes a file in the store for each month that occurs in it.
        """
        held: list[Article] = []
        for found in stream_articles(sources, whole_pages=whole_pages):
            if not isinstance(found, Article):
                self.problems.append(str(found))
                continue
            self.undated = self.undated.and_also(found)
            held.append(found)
            if len(held) == AT_ONCE:
                yield by_date(held)
                held = []
        if held:
            yield by_date(held)


def by_date(articles: Sequence[Article]) -> list[Article]:
    """Articles in the order of their publication, undated ones last."""
    return sorted(articles, key=lambda article: article.published or date.max)


@cache
def located_by() -> str:
    """Version of all that mentions depend on: the program up to `locate`, its lists, the gazetteer, the geocoder."""
    digest = hashlib.sha256(f"{stamp()} {list(COLUMNS)} {os.environ.get('ATLAS_GEOCODER', '')}".encode())
    modules = [path for path in (ROOT / "geo").rglob("*.py") if not _is_above(path)]
    for file in sorted([*(path for folder in _LISTS for path in folder.glob("*.csv")), *modules]):
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
        Where more articles than these are out of date, they are left as they are and counted in `outdated`.
    whole_pages : bool
        Whether the page of each entry of a feed is fetched.

    Raises
    ------
    GeoError
        Where the store cannot be written, or the gazetteer cannot be built. What was written before stays, and is whole.
    """
    intake, done, tools = Intake(), list[Added](), None
    for held in intake.of(sources, whole_pages=whole_pages):
        if len(held) == AT_ONCE:
            tools = tools or load_tools(tell)
        done.append(ingest_articles(store, held, tell, again=again, who=who, tools=tools))
    outdated = outdated_ids(store)
    if outdated and (most_outdated is None or len(outdated) <= most_outdated):
        done.append(relocate(store, outdated, tell))
        outdated = []
    return Ingested(total(done), tuple(intake.problems), intake.undated.warnings(), len(outdated))


def is_for_bundled(store: Store) -> bool:
    """Whether the bundled articles belong into a store: it is empty, or holds them already; not beside a newsroom's own.

    Raises
    ------
    StoreError
        Where the store cannot be read.
    """
    seen = snapshot(store)
    names = [path.name for path in BUNDLED_ARTICLES.iterdir()]
    return bool(seen.articles.count_rows() == 0 or events(seen, names, columns=["article_id"]).num_rows)


def ingest_articles(
    store: Store,
    articles: Sequence[Article],
    tell: Progress | None = None,
    *,
    again: bool = False,
    who: str = "",
    why: str = "",
    tools: Tools | None = None,
    stories: Mapping[str, str] | None = None,
) -> Added:
    """Locate articles and write them, a batch at a time; the tools are loaded only where there is something to locate.

    Parameters
    ----------
    stories : mapping, optional
        Story id by article id, where that is known already; of all others it is found as `geo.retelling.stories_of` does.
    """
    say = tell or (lambda share, words: None)
    done: list[Added] = []
    version = located_by()
    for number, batch in enumerate(batches(by_date(articles))):
        chosen = plan(store, batch, version, again=again)
        if chosen.articles and tools is None:
            say(0.0, "gazetteer")
            tools = load_tools(tell)
        say(number * BATCH / len(articles), f"{number * BATCH} / {len(articles)}")
        done.append(_commit_located(store, chosen, tools, who, why, stories or {}))
    return total(done)


def _commit_located(
    store: Store, chosen: Plan, tools: Tools | None, who: str, why: str, known: Mapping[str, str]
) -> Added:
    mentions = locate_batch(chosen.articles, tools) if tools else to_frame([])
    stories = {article.id: known[article.id] for article in chosen.articles if article.id in known}
    others = [article for article in chosen.articles if article.id not in stories]
    if others:
        stories |= stories_of(store, others)
    if len(mentions):
        mentions["story_id"] = mentions["article_id"].map(stories).astype("str")
    return commit(store, chosen, mentions, who=who, why=why, stories=stories)


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
    return Added(**{each.name: sum(getattr(part, each.name) for part in parts) for each in fields(Added)})


def batches(items: Sequence[T]) -> Iterator[Sequence[T]]:
    """Articles, or their ids, in the batches in which they are stored."""
    return (items[start : start + BATCH] for start in range(0, len(items), BATCH))
