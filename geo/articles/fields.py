"""Fields as a source holds them -> Article; the one place where an article is made."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from geo.articles.language import detect_language, normalise_language
from geo.articles.published import is_missing, parse_published
from geo.errors import ArticleError
from geo.models import PRECISIONS, Article, Precision

MAX_TEXT = 20_000_000  # characters, or bytes of a file with a single article: ten thick books
COLUMNS = ("id", "text", "title", "published", "published_precision", "lang", "source", "url")


def make_article(fields: Mapping[str, object], where: str, fallback_id: str) -> Article:
    """Makes an article of what a source holds.

    Parameters
    ----------
    fields : mapping
        Values under the names of `COLUMNS`; None and NaN are as good as absent, other keys are ignored.
    where : str
        File and line, for messages.
    fallback_id : str
        The id of an article that has neither an id nor a URL.

    Raises
    ------
    ArticleError
        Where there is no text, or a value cannot be one of an article.
    """
    text = fields.get("text")
    if is_missing(text):
        raise ArticleError(f"{where}: no text; an article needs one")
    if not isinstance(text, str):
        raise ArticleError(f"{where}: the text is {_kind(text)}, not a string")
    if len(text) > MAX_TEXT:
        raise ArticleError(f"{where}: a text of {len(text):,} characters; at most {MAX_TEXT:,} are read as one article")
    _check_characters(text, "text", where)
    if not text.strip():
        raise ArticleError(f"{where}: the text is empty; an article needs one")
    title = _words(fields, "title", where) or ""
    url = _words(fields, "url", where)
    lang = normalise_language(_words(fields, "lang", where)) or detect_language(f"{title}\n{text}")
    parsed = parse_published(fields.get("published"), lang)
    if parsed is not None:
        parsed = _no_finer_than(*parsed, _words(fields, "published_precision", where))
    return Article(
        id=_words(fields, "id", where) or url or fallback_id,
        text=text,
        title=title,
        published=parsed[0] if parsed else None,
        published_precision=parsed[1] if parsed else None,
        lang=lang,
        source=_words(fields, "source", where),
        url=url,
        raw_published=_words(fields, "published", where),
    )


def _no_finer_than(day: date, precision: Precision, given: str | None) -> tuple[date, Precision]:
    """The date at the coarser of two precisions: our own tables write a month as its first day, precision month."""
    for name in PRECISIONS:
        if name == given and PRECISIONS.index(name) > PRECISIONS.index(precision):
            return day.replace(day=1, month=1 if name == "year" else day.month), name
    return day, precision


def _words(fields: Mapping[str, object], key: str, where: str) -> str | None:
    value = fields.get(key)
    if is_missing(value):
        return None
    if isinstance(value, str):
        _check_characters(value, key, where)
        return value.strip() or None
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # a column of whole numbers with a gap comes as 5.0
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    raise ArticleError(f"{where}: {key} is {_kind(value)}, not a string")


def _kind(value: object) -> str:
    kinds = {bool: "a truth value", int: "a number", float: "a number", list: "a list", dict: "an object"}
    return kinds.get(type(value), f"of type {type(value).__name__}")


def _check_characters(value: str, key: str, where: str) -> None:
    """Refuses what no file can hold as UTF-8 text: it would break every output, long after its source is forgotten."""
    if "\x00" in value:
        raise ArticleError(f"{where}: a NUL character at character {value.index(chr(0)) + 1} of the {key}; remove it")
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise ArticleError(
            f"{where}: half a character (U+{ord(value[error.start]):04X}) at character {error.start + 1} of the {key}; "
            "the source was cut in the middle of an emoji or a rare letter"
        ) from error
