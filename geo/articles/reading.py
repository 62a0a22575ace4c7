"""Files and folders -> all their articles, and a clear word on whatever could not be read."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from geo.articles.fields import make_article
from geo.articles.headers import has_front_matter, split_header
from geo.articles.records import ENDINGS, read_records
from geo.errors import ArticleError
from geo.models import Article

_NAMED_IN_WARNING = 3


@dataclass(frozen=True, slots=True)
class Reading:
    """What a run has read.

    Attributes
    ----------
    articles : tuple of Article
        In the order of the paths; each id occurs once.
    errors : tuple of ArticleError
        One for each file or row that could not be read; the message names file and line.
    warnings : tuple of str
        At most one, for all articles that are undated.
    """

    articles: tuple[Article, ...]
    errors: tuple[ArticleError, ...]
    warnings: tuple[str, ...]


def read_articles(paths: Sequence[Path]) -> Reading:
    """Reads all articles of some files and folders; nothing raises, what is wrong stands in `errors`.

    Parameters
    ----------
    paths : sequence of Path
        Files whose ending is one of `ENDINGS`, and folders. Of a folder all such files are read, in the order of their
        names, also in the folders under it (links to folders are not followed); hidden files, other endings and a
        README.md without front matter are skipped. A file that is reached twice is read once.

    Returns
    -------
    Reading
    """
    articles: dict[str, Article] = {}
    sources: dict[str, str] = {}
    errors: list[ArticleError] = []
    for found in _articles_of(paths):
        if isinstance(found, ArticleError):
            errors.append(found)
            continue
        article, where = found
        if article.id in articles:
            errors.append(
                ArticleError(
                    f"{where}: the id {article.id!r} is taken by {sources[article.id]}, which is kept; "
                    "give one of the two another id"
                )
            )
            continue
        articles[article.id] = article
        sources[article.id] = where
    return Reading(tuple(articles.values()), tuple(errors), _warnings(list(articles.values())))


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
    digest = hashlib.sha256(body.encode(errors="surrogatepass")).hexdigest()
    return make_article(fields | {"text": body}, "the text", f"text-{digest[:16]}")


def _articles_of(paths: Sequence[Path]) -> Iterator[tuple[Article, str] | ArticleError]:
    for found in _files_of(paths):
        if isinstance(found, ArticleError):
            yield found
            continue
        path, name = found
        try:
            data = _bytes_of(path)
            for record in read_records(data, _printable(path), name, path.suffix.lower()):
                if isinstance(record, ArticleError):
                    yield record
                    continue
                try:
                    yield make_article(record.fields, record.where, record.fallback_id), record.where
                except ArticleError as error:
                    yield error
        except ArticleError as error:
            yield error


def _files_of(paths: Sequence[Path]) -> Iterator[tuple[Path, str] | ArticleError]:
    """Each file once, with the name by which ids call it."""
    seen: set[str] = set()
    for path in map(Path, paths):
        for file in _files_at(path):
            if not isinstance(file, ArticleError):
                real = os.path.realpath(file[0])
                if real in seen:
                    continue
                seen.add(real)
            yield file


def _files_at(path: Path) -> list[tuple[Path, str] | ArticleError]:
    name = _printable(path)
    try:
        if path.is_dir():
            empty = ArticleError(f"{name}: no articles in this folder; put files ending in {_endings()} in it")
            return list(_files_in(path)) or [empty]
        if not path.exists():
            return [ArticleError(f"{name}: no such file or folder")]
    except OSError as error:
        return [ArticleError(f"{name}: cannot be read ({error.strerror})")]
    if path.suffix.lower() not in ENDINGS:
        return [ArticleError(f"{name}: the ending {path.suffix!r} is none that is read; use {_endings()}")]
    return [(path, _printable(path.name))]


def _files_in(folder: Path) -> Iterator[tuple[Path, str] | ArticleError]:
    found: list[tuple[str, Path]] = []
    refused: list[OSError] = []
    for parent, folders, files in os.walk(folder, onerror=refused.append):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for file in files:
            path = Path(parent, file)
            if not file.startswith(".") and path.suffix.lower() in ENDINGS and not _is_mere_readme(path):
                found.append((path.relative_to(folder).as_posix(), path))
    for error in refused:
        yield ArticleError(f"{_printable(error.filename)}: this folder cannot be read ({error.strerror})")
    for name, path in sorted(found):
        yield path, _printable(name)


def _is_mere_readme(path: Path) -> bool:
    """Whether a file tells about its folder, and is no article of it."""
    if path.name.lower() != "readme.md":
        return False
    try:
        return not has_front_matter(_bytes_of(path)[:100].decode("utf-8-sig", errors="replace"))
    except ArticleError:
        return False  # reading it will say what is wrong


def _bytes_of(path: Path) -> bytes:
    try:
        if path.exists() and not path.is_file():
            raise ArticleError(f"{_printable(path)}: not a regular file")
        return path.read_bytes()
    except OSError as error:
        raise ArticleError(f"{_printable(path)}: cannot be read ({error.strerror})") from error


def _printable(path: str | Path) -> str:
    """A path as text; bytes of a name that are not UTF-8 would break every output that holds it."""
    return os.fspath(path).encode(errors="replace").decode()


def _endings() -> str:
    return ", ".join(ENDINGS)


def _warnings(articles: list[Article]) -> tuple[str, ...]:
    undated = [article for article in articles if article.published is None]
    if not undated:
        return ()
    named = ", ".join(
        article.id + (f" (its date {article.raw_published!r} cannot be read)" if article.raw_published else "")
        for article in undated[:_NAMED_IN_WARNING]
    )
    more = len(undated) - _NAMED_IN_WARNING
    return (
        f"{len(undated)} of {len(articles)} articles are undated: {named}{f' and {more} more' if more > 0 else ''}. "
        "To date one, begin a text with a line such as ` date 2022-12-20 Headline`, or fill in `published` "
        "(front matter, column) as 2022-12-20, 2022-12 or 2022.",
    )
