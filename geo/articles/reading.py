"""Files, folders, web addresses and uploads -> all their articles, and a clear word on whatever could not be read."""

from __future__ import annotations

import hashlib
import io
import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit

from geo.articles.fetching import Fetched, fetch
from geo.articles.fields import make_article
from geo.articles.files import endings, files_at, open_file, printable
from geo.articles.headers import split_header
from geo.articles.records import ENDINGS, Record, form_of, read_records
from geo.errors import ArticleError
from geo.models import Article

Fetch = Callable[[str], Fetched]
Found = tuple[Article, str] | ArticleError  # an article and where it stands, or what is wrong

_NAMED_IN_WARNING = 3
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a run has read.

    Attributes
    ----------
    articles : tuple of Article
        In the order of the sources; each id occurs once.
    errors : tuple of ArticleError
        One for each file or row that could not be read; the message names file and line.
    warnings : tuple of str
        At most one, for all articles that are undated.
    """

    articles: tuple[Article, ...]
    errors: tuple[ArticleError, ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Undated:
    """How many of some articles have no date, and the first of them."""

    articles: int = 0
    undated: int = 0
    named: tuple[str, ...] = ()

    def and_also(self, article: Article) -> Undated:
        """These articles and one more."""
        if article.published is not None:
            return Undated(self.articles + 1, self.undated, self.named)
        raw = f" (its date {article.raw_published!r} cannot be read)" if article.raw_published else ""
        named = (*self.named, article.id + raw)[:_NAMED_IN_WARNING]
        return Undated(self.articles + 1, self.undated + 1, named)

    def warnings(self) -> tuple[str, ...]:
        """A sentence that says so and what to do; none where all are dated."""
        if not self.undated:
            return ()
        more = self.undated - len(self.named)
        return (
            f"{self.undated} of {self.articles} articles are undated: "
            f"{', '.join(self.named)}{f' and {more} more' if more > 0 else ''}. "
            "To date one, begin a text with a line such as ` date 2022-12-20 Headline`, or fill in `published` "
            "(front matter, column) as 2022-12-20, 2022-12 or 2022.",
        )


def read_articles(sources: Sequence[Path | str], *, whole_pages: bool = False, fetch: Fetch = fetch) -> Reading:
    """Reads all articles of some files, folders and web addresses; nothing raises, what is wrong stands in `errors`.

    Parameters
    ----------
    sources : sequence of Path or str
        Files whose ending is one of `ENDINGS`, folders, and addresses of pages, feeds or files (`https://...`). Of a folder
        all such files are read, in the order of their names, also in the folders under it (links to folders are not
        followed); hidden files, other endings and a README.md without front matter are skipped. A file that is reached
        twice is read once.
    whole_pages : bool
        Whether the page of each entry of a feed is fetched, in place of what the feed itself says of it.
    fetch : function
        Of an address: what lies there.

    Returns
    -------
    Reading
    """
    found = list(stream_articles(sources, whole_pages=whole_pages, fetch=fetch))
    articles = [article for article in found if isinstance(article, Article)]
    errors = [error for error in found if isinstance(error, ArticleError)]
    return Reading(tuple(articles), tuple(errors), _warnings(articles))


def stream_articles(
    sources: Sequence[Path | str], *, whole_pages: bool = False, fetch: Fetch = fetch
) -> Iterator[Article | ArticleError]:
    """As `read_articles`, one by one: archives of any size pass through bounded memory, but for the ids."""
    taken: dict[str, str] = {}
    for found in _articles_of(sources, whole_pages, fetch):
        if isinstance(found, ArticleError):
            yield found
            continue
        article, where = found
        if article.id in taken:
            yield ArticleError(
                f"{where}: the id {article.id!r} is taken by {taken[article.id]}, which is kept; "
                "give one of the two another id"
            )
            continue
        taken[article.id] = where
        yield article


def read_text(
    text: str,
    *,
    id: str | None = None,
    title: str | None = None,
    published: str | date | None = None,
    lang: str | None = None,
    source: str | None = None,
    url: str | None = None,
) -> Article:
    """Makes an article of a text that is in no file, such as one pasted into a form.

    Its first line may be a header (` date 2022-12-20 Headline`), which is taken off; what is given here goes before it.
    Without id and URL the id is a hash of the text.

    Raises
    ------
    ArticleError
        Where there is no text.
    """
    fields, body = split_header(text.removeprefix("\ufeff"))
    given = {"id": id, "title": title, "published": published, "lang": lang, "source": source, "url": url}
    fields |= {key: value for key, value in given.items() if value}
    return make_article(fields | {"text": body}, "the text", _id_of(body))


def read_upload(data: bytes, name: str) -> Reading:
    """Reads the articles of an uploaded file; nothing raises, what is wrong stands in `errors`.

    An article without an id or URL gets a hash of its text as its id: two files of the same name are not the same article.

    Parameters
    ----------
    data : bytes
    name : str
        As the user's machine calls it; where its ending says nothing, the content decides.
    """
    name = printable(name.replace("\\", "/").rpartition("/")[2]) or "the upload"
    ending = Path(name).suffix.lower()
    if ending not in ENDINGS:
        ending = form_of(data, name) or ""
    if not ending:
        return Reading((), (ArticleError(f"{name}: of no form that is read; use {endings()}"),), ())
    articles: dict[str, Article] = {}
    errors = []
    for found in _made(io.BytesIO(data), name, name, ending, by_content=True):
        if isinstance(found, ArticleError):
            errors.append(found)
        else:
            articles.setdefault(found[0].id, found[0])
    return Reading(tuple(articles.values()), tuple(errors), _warnings(articles.values()))


def _id_of(text: str) -> str:
    return f"text-{hashlib.sha256(text.encode(errors='surrogatepass')).hexdigest()[:16]}"


def is_address(source: Path | str) -> bool:
    """Whether a source is a web address, and not a path."""
    return isinstance(source, str) and _ADDRESS.match(source) is not None


def _articles_of(sources: Sequence[Path | str], whole_pages: bool, fetch: Fetch) -> Iterator[Found]:
    seen: set[str] = set()
    for source in sources:
        if isinstance(source, str) and is_address(source):
            yield from _articles_at(source, whole_pages, fetch)
            continue
        for file in files_at(Path(source)):
            if isinstance(file, ArticleError):
                yield file
                continue
            path, name = file
            real = os.path.realpath(path)
            if real in seen:
                continue
            seen.add(real)
            try:
                with open_file(path) as stream:
                    yield from _made(stream, printable(path), name, path.suffix.lower())
            except ArticleError as error:
                yield error


def _articles_at(url: str, whole_pages: bool, fetch: Fetch) -> Iterator[Found]:
    try:
        found = fetch(url)
    except ArticleError as error:
        yield error
        return
    ending = form_of(found.data, urlsplit(found.url).path, found.content_type)
    if ending is None:
        what = f" ({found.content_type})" if found.content_type else ""
        yield ArticleError(f"{url}: neither a page, a feed nor a file of articles{what}; give the address of one")
        return
    hints = {"url": found.url} | ({"charset": found.charset} if found.charset else {})
    for record in _records(io.BytesIO(found.data), url, found.url, ending, hints):
        if ending == ".rss" and whole_pages and isinstance(record, Record) and record.fields.get("url"):
            yield _page_of(record, fetch)
        else:
            yield _article(record)


def _page_of(entry: Record, fetch: Fetch) -> Found:
    """The page of a feed's entry; what the page does not say of itself, and the address, are those of the entry."""
    try:
        page = fetch(str(entry.fields["url"]))
        if form_of(page.data, urlsplit(page.url).path, page.content_type) != ".html":
            raise ArticleError(f"{entry.where}: {page.url} is no page")
        hints = {"url": page.url} | ({"charset": page.charset} if page.charset else {})
        [found] = read_records(io.BytesIO(page.data), page.url, page.url, ".html", hints)
    except ArticleError as error:
        return error
    if isinstance(found, ArticleError):
        return found
    return _article(
        Record(found.fields | {k: v for k, v in entry.fields.items() if k != "text"}, entry.where, page.url)
    )


def _records(
    stream: BinaryIO, file: str, name: str, ending: str, hints: dict[str, str] | None = None
) -> Iterator[Record | ArticleError]:
    try:
        yield from read_records(stream, file, name, ending, hints)
    except ArticleError as error:
        yield error


def _made(stream: BinaryIO, file: str, name: str, ending: str, by_content: bool = False) -> Iterator[Found]:
    for record in _records(stream, file, name, ending):
        if by_content and isinstance(record, Record):
            record = Record(record.fields, record.where, _id_of(str(record.fields.get("text"))))
        yield _article(record)


def _article(record: Record | ArticleError) -> Found:
    if isinstance(record, ArticleError):
        return record
    try:
        return make_article(record.fields, record.where, record.fallback_id), record.where
    except ArticleError as error:
        return error


def _warnings(articles: Iterable[Article]) -> tuple[str, ...]:
    undated = Undated()
    for article in articles:
        undated = undated.and_also(article)
    return undated.warnings()
