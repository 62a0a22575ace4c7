"""A web page -> its main text, title, day, source; called in a process of its own by `geo.articles.apart`."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin, urlsplit

import charset_normalizer
import lxml.html
import trafilatura
from lxml import etree

from geo.errors import ArticleError

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_META = re.compile(rb"<meta\b[^>]{0,200}?\bcharset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_META_WITHIN = 4_096  # bytes; the HTML standard asks for 1,024, pages do not keep to it
_SAMPLE = 100_000  # bytes from which an encoding is guessed
_TELLING = 200  # characters of text that tell their language more surely than the template of the page
# Elements that begin a line of their own (HTML standard, 15.3.3 and 15.3.7 to 15.3.10).
_BLOCKS = frozenset(
    (  # noqa: SIM905 - names read better as a line than as a column
        "address article aside blockquote br caption center dd details div dl dt fieldset figcaption figure footer form h1 "
        "h2 h3 h4 h5 h6 header hr legend li main nav ol p pre section summary table tbody td tfoot th thead tr ul"
    ).split()
)
_UNSEEN = frozenset(("script", "style", "noscript", "template", "iframe", "object", "svg", "head"))


def read_page(data: bytes, url: str | None, charset: str | None) -> dict[str, Any]:
    """Fields of the article on a page.

    Parameters
    ----------
    data : bytes
        Of HTML.
    url : str or None
        The address that it came from; only then does the page's own word for its address have to be of the same host.
    charset : str or None
        The encoding that the server named.

    Raises
    ------
    ArticleError
        Where the page holds no text, or is nested deeper than 2,048 elements (the parser would cut it off there, unseen).
    """
    tree = _tree(_decode(data, charset))
    declared = tree.get("lang")
    page = trafilatura.bare_extraction(
        tree,
        url=url,
        with_metadata=True,
        include_comments=False,
        # A wrong date is worse than none: only what the page says of itself, not any date that it prints.
        date_extraction_params={"extensive_search": False, "original_date": True, "outputformat": "%Y-%m-%d"},
    )
    text = (getattr(page, "text", None) or "").strip()
    if page is None or isinstance(page, dict) or not text:
        raise ArticleError("no text of an article was found on this page; copy the text and paste it")
    title = page.title or ""
    if title and text.partition("\n")[0].strip() == title.strip() and "\n" in text:
        text = text.partition("\n")[2].strip()
    address = _address(page.url, url)
    fields = {"text": text, "title": title, "published": page.date, "source": page.sitename or page.hostname}
    if declared and len(text) < _TELLING:
        fields["lang"] = declared
    return {key: value for key, value in (fields | {"url": address}).items() if value}


def _address(own: str | None, fetched: str | None) -> str | None:
    """The address that a page gives itself, without what a campaign has hung on it; never one of another host."""
    if fetched is None:
        return own if own and urlsplit(own).scheme in ("http", "https") else None
    whole = urljoin(fetched, own or "")
    same = _host(whole) == _host(fetched) and urlsplit(whole).path.strip("/")
    return whole if own and same else fetched


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def plain_text(markup: str) -> str:
    """The text of a piece of HTML, a line a block; markup without text gives an empty string."""
    if not markup.strip():
        return ""
    try:
        tree = _tree(markup)
    except ArticleError:
        return ""
    lines = "".join(_pieces(tree)).split("\n")
    return "\n".join(line for line in (" ".join(line.split()) for line in lines) if line)


def _pieces(tree: Any) -> Iterator[str]:
    unseen = 0
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        hidden, block = element.tag in _UNSEEN, element.tag in _BLOCKS
        if event == "start":
            unseen += hidden
            if block:
                yield "\n"
            if element.text and not unseen and isinstance(element.tag, str):
                yield element.text.replace("\n", " ")
        else:
            unseen -= hidden
            if block:
                yield "\n"
            if element.tail and not unseen:
                yield element.tail.replace("\n", " ")


def _tree(text: str) -> Any:
    parser = lxml.html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        tree = lxml.html.document_fromstring(text.replace("\x00", "").encode(errors="replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        raise ArticleError("no text of an article was found on this page; copy the text and paste it") from error
    if any("Excessive depth" in entry.message for entry in parser.error_log):
        raise ArticleError("elements are nested more than 2,000 deep; copy the text and paste it")
    return tree


def _decode(data: bytes, charset: str | None) -> str:
    for mark, name in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(name, errors="replace")
    if b"\x00" in data:
        raise ArticleError("binary data, not a web page; save what it was made of as .html, .txt or .pdf")
    meta = _META.search(data[:_META_WITHIN])
    named = [name for name in (charset, meta and meta[1].decode("ascii", errors="replace")) if name and _is_known(name)]
    for name in [*named, "utf-8"]:
        try:
            return data.decode(name)
        except UnicodeError:
            continue
    if named:  # a few wrong bytes in a page that says what it is
        return data.decode(named[0], errors="replace")
    guess = charset_normalizer.from_bytes(data[:_SAMPLE]).best()
    return data.decode(guess.encoding if guess else "windows-1252", errors="replace")


def _is_known(name: str) -> bool:
    """Whether a name is that of an encoding of text ("hex" and "zlib" are not)."""
    try:
        b"x".decode(name)  # of nothing at all any name is taken
    except LookupError:
        return False
    except UnicodeError:
        return True
    return True
