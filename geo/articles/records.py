"""The formats: the bytes of a file -> its records, one by one; where one cannot be read, an error takes its place."""

from __future__ import annotations

import codecs
import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from geo.articles.fields import COLUMNS
from geo.articles.headers import split_front_matter, split_header
from geo.errors import ArticleError

ENDINGS = (".txt", ".md", ".csv", ".jsonl", ".parquet")

_LINE_END = re.compile(rb"\r\n|\r|\n")
_UNREADABLE = re.compile("[\x00\udc80-\udcff]")  # NUL, and the bytes that surrogateescape could not decode
_LARGEST_CELL = 2**31 - 1  # the most that fits a C long everywhere; the module's own limit is 131,072 characters
_MOST_READINGS = 20  # of one file, in lines: each row with broken quotes may have been read to its end in vain


@dataclass(frozen=True, slots=True)
class Record:
    """What a file holds of one article: fields by name, the file and line, and the id it gets where it has none."""

    fields: dict[str, object]
    where: str
    fallback_id: str


def read_records(data: bytes, file: str, name: str, ending: str) -> Iterator[Record | ArticleError]:
    """Records of a file, in order.

    Parameters
    ----------
    data : bytes
        The whole file.
    file : str
        How messages call it.
    name : str
        How ids call it.
    ending : str
        One of `ENDINGS`.

    Raises
    ------
    ArticleError
        Where the file as a whole cannot be read.
    """
    if ending in (".txt", ".md"):
        text = decode(data, file)
        fields, body = split_header(text) if ending == ".txt" else split_front_matter(text, file)
        yield Record(fields | {"text": body}, f"{file}:1", name)
        return
    read = {".csv": _csv_records, ".jsonl": _json_records, ".parquet": _parquet_records}[ending]
    empty = True
    for record in read(data, file, name):
        empty = False
        yield record
    if empty:
        raise ArticleError(f"{file}: holds no articles")


def decode(data: bytes, file: str) -> str:
    """Text of a UTF-8 file without its byte order mark; an ArticleError names the line of the first wrong byte."""
    data = _without_mark(data, file)
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        raise _not_utf8(file, _line_of(data, error.start), data[error.start]) from error
    if "\x00" in text:
        raise ArticleError(f"{file}:{_line_of(data, data.index(0))}: a NUL byte; this is not a text, or not UTF-8")
    return text


def _without_mark(data: bytes, file: str) -> bytes:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise ArticleError(f"{file}:1: not UTF-8 but UTF-16; save the file as UTF-8")
    return data.removeprefix(codecs.BOM_UTF8)


def _not_utf8(file: str, line: int, byte: int) -> ArticleError:
    return ArticleError(f"{file}:{line}: not UTF-8 (byte 0x{byte:02X}); save the file as UTF-8")


def _line_of(data: bytes, offset: int) -> int:
    return len(_LINE_END.findall(data, 0, offset)) + 1


def _json_records(data: bytes, file: str, name: str) -> Iterator[Record | ArticleError]:
    row = 0
    # Only \n ends a line: a JSON string may hold the other line ends of Unicode.
    for line, content in enumerate(_without_mark(data, file).split(b"\n"), 1):
        if not content.strip():
            continue
        row += 1
        where = f"{file}:{line}"
        try:
            value = json.loads(content.decode())
        except UnicodeDecodeError as error:
            yield _not_utf8(file, line, content[error.start])
        except (ValueError, RecursionError) as error:
            yield ArticleError(f"{where}: broken JSON ({error}); write one whole object on each line")
        else:
            if isinstance(value, dict):
                yield Record(_known({str(key): item for key, item in value.items()}), where, f"{name}#{row}")
            else:
                yield ArticleError(f"{where}: JSON, but no object; write one object on each line")


def _csv_records(data: bytes, file: str, name: str) -> Iterator[Record | ArticleError]:
    # Bytes that are not UTF-8 are carried along as surrogates: they cost their own row, not the file.
    text = _without_mark(data, file).decode(errors="surrogateescape")
    lines = list(io.StringIO(text, newline=""))
    start = next((number for number, line in enumerate(lines) if line.strip()), None)
    if start is None:
        return
    delimiter, header, start = _csv_header(lines, start, file)
    row = 0
    for first, last, cells in _csv_rows(lines, start, delimiter):
        if not "".join(lines[first:last]).strip(" \t\r\n" + delimiter):
            continue
        row += 1
        where = f"{file}:{first + 1}"
        unreadable = next((number for number in range(first, last) if _UNREADABLE.search(lines[number])), None)
        if isinstance(cells, str):
            yield ArticleError(f"{where}: {cells}")
        elif unreadable is not None:
            yield _unreadable_line(file, unreadable + 1, lines[unreadable])
        elif len(cells) != len(header):  # a comma or a line break without quotes has cut the text
            yield ArticleError(
                f"{where}: {len(cells)} cells where the header has {len(header)}; put a text that holds "
                f"{delimiter!r} or a line break between double quotes"
            )
        else:
            yield Record(_known(dict(zip(header, cells, strict=True))), where, f"{name}#{row}")


def _unreadable_line(file: str, line: int, content: str) -> ArticleError:
    character = ord(_UNREADABLE.findall(content)[0])
    if character == 0:
        return ArticleError(f"{file}:{line}: a NUL byte; remove it")
    return _not_utf8(file, line, character - 0xDC00)


def _csv_header(lines: list[str], start: int, file: str) -> tuple[str, list[str], int]:
    """Delimiter, columns and the number of the line below the header: a Dutch spreadsheet writes ; for a comma."""
    found = {}
    for delimiter in (",", ";", "\t"):
        _, last, cells = next(_csv_rows(lines, start, delimiter))
        header = [] if isinstance(cells, str) else [cell.strip().lower() for cell in cells]
        if "text" in header:
            return delimiter, header, last
        found[delimiter] = header
    raise _no_text_column(f"{file}:{start + 1}", max(found.values(), key=len))


def _no_text_column(where: str, columns: list[str]) -> ArticleError:
    return ArticleError(f"{where}: no column text; found {', '.join(map(repr, columns)) or 'none'}")


def _csv_rows(lines: list[str], start: int, delimiter: str) -> Iterator[tuple[int, int, list[str] | str]]:
    """First line, line after the last, and cells of each row; in place of the cells, what is wrong with the quotes.

    A quote that is never closed would swallow the rest of the file: reading goes on at the line below it.
    """
    csv.field_size_limit(_LARGEST_CELL)
    allowance = _MOST_READINGS * len(lines)
    while allowance >= 0:
        reader = csv.reader((lines[number] for number in range(start, len(lines))), delimiter=delimiter, strict=True)
        first = start
        try:
            for cells in reader:
                last = start + reader.line_num
                yield first, last, cells
                first = last
            return
        except csv.Error as error:
            yield first, first + 1, f"a double quote that does not fit ({error}); write it twice inside a quoted cell"
            allowance -= start + reader.line_num - (first + 1)
            start = first + 1
    if start < len(lines):
        yield start, start + 1, "too many rows above have double quotes that do not fit; from here on nothing is read"


def _parquet_records(data: bytes, file: str, name: str) -> Iterator[Record | ArticleError]:
    import pyarrow as pa  # here: a run over plain text need not wait for it
    import pyarrow.parquet as pq

    try:
        source = pq.ParquetFile(pa.BufferReader(data))
        actual = {column.strip().lower(): column for column in source.schema_arrow.names}
        if "text" not in actual:
            raise _no_text_column(file, source.schema_arrow.names)
        wanted = [column for column in COLUMNS if column in actual]
        table = source.read(columns=[actual[column] for column in wanted])
        cells = [table.column(actual[column]) for column in wanted]
    except (pa.ArrowException, OSError, ValueError, KeyError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise ArticleError(f"{file}: not a readable Parquet file ({reason}); write it again") from error
    for row, values in enumerate(zip(*cells, strict=True), 1):
        where = f"{file}: row {row}"
        try:
            fields = {column: _python_value(value) for column, value in zip(wanted, values, strict=True)}
        except (ValueError, OverflowError) as error:
            yield ArticleError(f"{where}: a value cannot be read ({error})")
        else:
            yield Record(fields, where, f"{name}#{row}")


def _python_value(scalar: object) -> object:
    value = scalar.as_py()  # type: ignore[attr-defined]
    return value.decode() if isinstance(value, bytes) else value  # some writers leave text unmarked, as bytes


def _known(fields: dict[str, object]) -> dict[str, object]:
    return {key: fields[key] for key in COLUMNS if key in fields}
