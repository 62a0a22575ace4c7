"""The formats: a stream of bytes -> its records, one by one; where one cannot be read, an error takes its place."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any, BinaryIO

from geo.articles.fields import MAX_TEXT
from geo.articles.headers import split_front_matter, split_header
from geo.errors import ArticleError

TABLES = (".csv", ".jsonl", ".parquet")
_PARSED = {  # ending -> the parser that reads it, in a process of its own
    ".html": "page",
    ".htm": "page",
    ".xhtml": "page",
    ".pdf": "pdf",
    ".rss": "feed",
    ".atom": "feed",
    ".xml": "feed",
}
ENDINGS = (".txt", ".md", ".html", ".pdf", *TABLES, ".rss", ".atom", ".xml", ".htm", ".xhtml")

_LINE_END = re.compile(rb"\r\n|\r|\n")
_START = 4_096  # bytes of a file in which it shows what it is
# Atomic, or a start of many comments would be tried in every way there is.
_BEFORE = rb"(?>\s+|<\?[^>]*>|<!--.*?-->|<!DOCTYPE\s+(?!html)[^>]*>)*+"
_FEED = re.compile(_BEFORE + rb"<(?:rss|(?:atom:)?feed|rdf:RDF)\b", re.DOTALL | re.IGNORECASE)
_PAGE = re.compile(_BEFORE + rb"<(?:!DOCTYPE\s+html|html|head|body)\b", re.DOTALL | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Record:
    """What a file holds of one article: fields by name, the file and line, and the id it gets where it has none."""

    fields: dict[str, object]
    where: str
    fallback_id: str


def read_records(
    stream: BinaryIO, file: str, name: str, ending: str, hints: Mapping[str, str] | None = None
) -> Iterator[Record | ArticleError]:
    """Records of a file, in order.

    Parameters
    ----------
    stream : binary file
        At its beginning, and seekable. A table is read as a stream; anything else is a single document of at most
        `MAX_TEXT` bytes.
    file : str
        How messages call it.
    name : str
        How ids call it.
    ending : str
        One of `ENDINGS`.
    hints : mapping, optional
        What is known of a web page or feed beside its bytes: `url` that it came from, `charset` that the server named.

    Raises
    ------
    ArticleError
        Where the file as a whole cannot be read.
    """
    if ending in TABLES:
        yield from _table(stream, file, name, ending)
        return
    data = stream.read(MAX_TEXT + 1)
    if len(data) > MAX_TEXT:
        raise ArticleError(
            f"{file}: larger than {MAX_TEXT // 1_000_000} MB, too large for a single document; "
            "many articles belong into a .jsonl, .csv or .parquet, which may be of any size"
        )
    if ending in (".txt", ".md"):
        text = decode(data, file)
        fields, body = split_header(text) if ending == ".txt" else split_front_matter(text, file)
        yield Record(fields | {"text": body}, f"{file}:1", name)
        return
    from geo.articles.apart import parse_apart  # here: a run over plain text starts no process

    for number, found in enumerate(parse_apart(_PARSED[ending], data, file, hints or {}), 1):
        fallback, where = name, file
        if _PARSED[ending] == "feed":
            fallback, where = f"{name}#{found.pop('key', number)}", f"{file}: entry {number}"
        yield Record(found, where, fallback)


def _table(stream: BinaryIO, file: str, name: str, ending: str) -> Iterator[Record | ArticleError]:
    from geo.articles import tables

    read = {".csv": tables.csv_records, ".jsonl": tables.json_records, ".parquet": tables.parquet_records}[ending]
    empty = True
    for record in read(stream, file, name):
        empty = False
        yield record
    if empty:
        raise ArticleError(f"{file}: holds no articles")


def form_of(data: bytes, name: str, content_type: str = "") -> str | None:
    """The ending, one of `ENDINGS`, for what came without a trustworthy one; None where it is no form that is read.

    What the bytes begin with goes before what the server or the name says.

    Parameters
    ----------
    data : bytes
        The beginning is enough.
    name : str
        Name of the file, or path of the address.
    content_type : str
        As the server named it, without parameters; empty where unknown.
    """
    start = data[:_START].removeprefix(codecs.BOM_UTF8)
    if b"%PDF-" in start[:1024]:
        return ".pdf"
    if start.startswith(b"PAR1"):
        return ".parquet"
    if _FEED.match(start):
        return ".rss"
    if _PAGE.match(start):
        return ".html"
    ending = PurePath(name).suffix.lower()
    if ending in (".txt", ".md", ".csv", ".jsonl"):
        return ending
    types: dict[str, Any] = {
        "text/html": ".html",
        "application/xhtml+xml": ".html",
        "text/plain": ".txt",
        "text/markdown": ".md",
        "text/csv": ".csv",
        "application/jsonl": ".jsonl",
        "application/x-ndjson": ".jsonl",
    }
    return types.get(content_type)


def decode(data: bytes, file: str) -> str:
    """Text of a UTF-8 file without its byte order mark; an ArticleError names the line of the first wrong byte."""
    _refuse_utf16(data, file)
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        raise not_utf8(file, _line_of(data, error.start), data[error.start]) from error
    if "\x00" in text:
        raise ArticleError(f"{file}:{_line_of(data, data.index(0))}: a NUL byte; this is not a text, or not UTF-8")
    return text


def skip_mark(stream: BinaryIO, file: str) -> None:
    """Moves a stream at its beginning behind the byte order mark of UTF-8; an ArticleError where it is UTF-16."""
    start = stream.read(3)
    _refuse_utf16(start, file)
    if start != codecs.BOM_UTF8:
        stream.seek(0)


def _refuse_utf16(data: bytes, file: str) -> None:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise ArticleError(f"{file}:1: not UTF-8 but UTF-16; save the file as UTF-8")


def not_utf8(file: str, line: int, byte: int) -> ArticleError:
    """The error for a line that holds a byte that is not UTF-8."""
    return ArticleError(f"{file}:{line}: not UTF-8 (byte 0x{byte:02X}); save the file as UTF-8")


def _line_of(data: bytes, offset: int) -> int:
    return len(_LINE_END.findall(data, 0, offset)) + 1
