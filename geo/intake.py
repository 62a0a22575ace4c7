"""What someone gives to the page -> a preview of what would be stored, and the storing; both can be stopped half-way."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
import pyarrow as pa
import pyarrow.dataset as pads

from geo.articles import read_text, read_upload, stream_articles
from geo.articles.fetching import fetch
from geo.articles.reading import Fetch
from geo.errors import ArticleError
from geo.frame import to_frame
from geo.ingest import BATCH, Progress, Tools, batches, by_date, ingest_articles, load_tools, located_by, total
from geo.locate import locate_article
from geo.models import Article
from geo.retelling import stories_of
from geo.store import Added, Snapshot, Store, plan, snapshot
from geo.store.snapshots import heads
from geo.store.writing import State

PREVIEWED = 50  # articles that are located for a look; of an archive the rest is located when it is stored
_MOST_PROBLEMS = 1000  # sentences that are kept of a file in which nothing can be read

Stopped = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Given:
    """What someone gave: a pasted text with what is known of it, files, or an address; whatever is empty was not given."""

    text: str = ""
    title: str = ""
    published: str = ""
    source: str = ""
    files: tuple[tuple[str, bytes], ...] = ()
    address: str = ""
    whole_pages: bool = False


@dataclass(frozen=True, slots=True)
class Preview:
    """What would be stored.

    Attributes
    ----------
    articles : tuple of Article
        All that was read, each id once, in the order of their dates.
    states : Mapping of str to str
        Of the first `PREVIEWED` of them, by id: what the store would make of it, as `geo.store.Plan` says.
    told : Mapping of str to str
        Of those of them whose story another article tells that is kept, or is to be: the paper or title of that one.
    mentions : pandas.DataFrame
        Of the first `PREVIEWED`, with the columns of `geo.frame.COLUMNS`.
    problems : tuple of str
        A sentence for each source that could not be read.
    """

    articles: tuple[Article, ...]
    states: Mapping[str, State]
    told: Mapping[str, str]
    mentions: pd.DataFrame
    problems: tuple[str, ...]

    @property
    def shown(self) -> tuple[Article, ...]:
        """The articles that the preview tells of one by one."""
        return self.articles[:PREVIEWED]


def preview(given: Given, store: Store, tell: Progress, stopped: Stopped, fetch: Fetch = fetch) -> Preview | None:
    """Read what was given and locate its first articles, without storing anything; None where it was stopped.

    Raises
    ------
    GeoError
        Where the store cannot be read, or the gazetteer cannot be built. What cannot be read of the articles stands in
        `problems`.
    """
    read = _read(given, tell, stopped, fetch)
    if read is None:
        return None
    articles, problems = read
    shown = articles[:PREVIEWED]
    states = plan(store, shown, located_by()).states
    rows: list[Mapping[str, object]] = []
    tools = load_tools(tell) if shown else None
    for number, article in enumerate(shown):
        tell(number / len(shown), f"{number} / {len(shown)}")
        if stopped() or tools is None:
            return None
        rows += locate_article(article, tools.gazetteer, tools.online)
    return Preview(articles, states, _told(store, shown), to_frame(rows), problems)


def store_articles(
    store: Store, articles: Sequence[Article], who: str, tell: Progress, stopped: Stopped, tools: Tools | None = None
) -> tuple[Added, int]:
    """Locate and write articles, batch by batch; also how many of them were dealt with before it was stopped.

    Raises
    ------
    GeoError
        Where the store cannot be written. What was written before stays, and is whole.
    """
    done, dealt = [], 0
    for batch in batches(by_date(articles)):
        if stopped():
            break
        share = dealt / len(articles)
        tell(share, f"{dealt} / {len(articles)}")
        tools = tools or load_tools()
        done.append(ingest_articles(store, batch, who=who, tools=tools))
        dealt += len(batch)
    return total(done), dealt


def _read(
    given: Given, tell: Progress, stopped: Stopped, fetch: Fetch
) -> tuple[tuple[Article, ...], tuple[str, ...]] | None:
    articles: dict[str, Article] = {}
    problems: list[str] = []
    for number, found in enumerate(_found(given, tell, fetch)):
        if stopped():
            return None
        if isinstance(found, ArticleError):
            problems.append(str(found))
        elif articles.setdefault(found.id, found) != found:
            problems.append(f"{found.id}: two different articles of this name were given; only the first is taken")
        if number % BATCH == 0:
            tell(0.0, str(len(articles)))
    return tuple(by_date(list(articles.values()))), tuple(problems[:_MOST_PROBLEMS])


def _found(given: Given, tell: Progress, fetch: Fetch) -> Iterable[Article | ArticleError]:
    if given.text.strip():
        try:
            yield read_text(
                given.text, title=given.title.strip(), published=given.published.strip(), source=given.source.strip()
            )
        except ArticleError as error:
            yield error
    for name, data in given.files:
        tell(0.0, name)
        reading = read_upload(data, name)
        yield from reading.articles
        yield from reading.errors
    if given.address.strip():
        address = given.address.strip()
        if "://" not in address:
            address = f"https://{address}"
        tell(0.0, address)
        yield from stream_articles([address], whole_pages=given.whole_pages, fetch=fetch)


def _told(store: Store, articles: Sequence[Article]) -> dict[str, str]:
    """Of each article whose story another one tells: how that one is called."""
    stories = stories_of(store, articles)
    ids = {article.id for article in articles}
    others = {story: name for story, one, name in _tellers(snapshot(store), set(stories.values())) if one not in ids}
    told = {}
    for article in articles:
        story = stories[article.id]
        if story in others:
            told[article.id] = others[story]
        others.setdefault(story, article.source or article.title or article.id)
    return told


def _tellers(seen: Snapshot, stories: set[str]) -> Iterable[tuple[str, str, str]]:
    """Story, article id and name (paper, else title, else id) of the articles of the store that tell some stories."""
    asked = pads.field("story_id").isin(pa.array(sorted(stories), pa.string()))
    ids = set(seen.articles.to_table(columns=["article_id"], filter=asked).column("article_id").to_pylist())
    if not ids:
        return
    for row in heads(seen, sorted(ids)).to_pylist():
        if row["state"] == "located" and row["story_id"] in stories:
            yield row["story_id"], row["article_id"], row["source"] or row["title"] or row["article_id"]
