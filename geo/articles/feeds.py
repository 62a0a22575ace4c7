"""An RSS or Atom feed -> its entries; called in a process of its own by `geo.articles.apart`."""

from __future__ import annotations

import hashlib
import io
from typing import Any
from urllib.parse import urlsplit

import feedparser

from geo.articles.pages import plain_text
from geo.articles.published import parse_published
from geo.errors import ArticleError


def read_feed(data: bytes, url: str | None, charset: str | None) -> list[dict[str, Any]]:
    """Fields of an article for each entry; under `key` what tells an entry without an address from the others.

    Parameters
    ----------
    data : bytes
        Of RSS or Atom.
    url : str or None
        The address that it came from, which completes its links.
    charset : str or None
        The encoding that the server named.

    Raises
    ------
    ArticleError
        Where it is no feed, or an empty one.
    """
    headers = {"content-type": f"application/xml; charset={charset}"} if charset else {}
    # As a stream: what is passed as a string may be taken for an address, and fetched.
    feed = feedparser.parse(
        io.BytesIO(data), response_headers=headers | ({"content-location": url} if url else {}), sanitize_html=False
    )
    if not feed.get("version"):
        raise ArticleError("neither RSS nor Atom; give the address of the feed, not of the page that it is about")
    if not feed.entries:
        raise ArticleError("a feed without entries")
    source = plain_text(feed.feed.get("title", "")) or None
    lang = feed.feed.get("language") or None
    return [_entry(entry, source, lang) for entry in feed.entries]


def _entry(entry: Any, source: str | None, lang: str | None) -> dict[str, Any]:
    bodies = [*entry.get("content", []), *([entry.summary_detail] if "summary_detail" in entry else [])]
    texts = [_text(body) for body in bodies]
    link = entry.get("link") or ""
    language = next((body["language"] for body in bodies if body.get("language")), None) or lang
    text = max(texts, key=len, default="")
    title = _text(entry.title_detail) if "title_detail" in entry else ""
    key = entry.get("id") or hashlib.sha256(f"{title}\0{text}".encode(errors="replace")).hexdigest()[:16]
    fields = {
        "text": text,
        "title": title.replace("\n", " "),
        "published": _published(entry, language or ""),
        "lang": language,
        "source": _source(entry) or source,
        "url": link if urlsplit(link).scheme in ("http", "https") else None,
    }
    return {name: value for name, value in fields.items() if value} | {"key": key}


def _text(body: Any) -> str:
    """Plain text of a title or a body: of text as it stands, of anything else without its markup."""
    value = body.get("value") or ""
    return value.strip() if body.get("type") == "text/plain" else plain_text(value)


def _source(entry: Any) -> str | None:
    """The feed that an entry was taken over from, where it says so (Atom's and RSS's `source`)."""
    return plain_text((entry.get("source") or {}).get("title") or "") or None


def _published(entry: Any, lang: str) -> str | None:
    """The day as it is written, in its own time zone; where that cannot be read, feedparser's reading of it, in UTC."""
    for name in ("published", "updated"):
        written = entry.get(name)
        if not written:
            continue
        parsed = entry.get(f"{name}_parsed")
        if parsed is None or parse_published(written, lang):
            return str(written)
        return f"{parsed.tm_year:04}-{parsed.tm_mon:02}-{parsed.tm_mday:02}"
    return None
