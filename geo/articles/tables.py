"""Tables of articles, a row each, read as a stream: archives of any size pass through bounded memory."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import deque
from collections.abc import Iterator
from itertools import chain
from typing import BinaryIO

from geo.articles.fields import COLUMNS, MAX_TEXT
from geo.articles.records import Record, not_utf8, skip_mark
from geo.errors import ArticleError

_UNREADABLE = re.compile("[\x00\udc80-\udcff]")  # NUL, and the bytes that surrogateescape could not decode
_LARGEST_CELL = 2**31 - 1  # the most that fits a C long everywhere; the module's own limit is 131,072 characters
_MOST_READINGS = 20  # of a file, in lines: each row with broken quotes may have been read to its end in vain
_ROWS_AT_ONCE = 1_000  # of a Parquet file


def json_records(stream: BinaryIO, file: str, name: str) -> Iterator[Record | ArticleError]:
    """Records of JSON lines; a line that is broken or too long gives an error in its place."""
    row = 0
    skip_mark(stream, file)
    for line, content in enumerate(_byte_lines(stream), 1):
        if not content.strip():
            continue
        row += 1
        where = f"{file}:{line}"
        if len(content) > MAX_TEXT:
            yield ArticleError(f"{where}: a line of more than {MAX_TEXT:,} bytes; no article is so long")
            continue
        try:
            value = json.loads(content.decode())
        except UnicodeDecodeError as error:
            yield not_utf8(file, line, content[error.start])
        except (ValueError, RecursionError) as error:
            yield ArticleError(f"{where}: broken JSON ({error}); write one whole object on each line")
        else:
            if isinstance(value, dict):
                yield Record(_known({str(key): item for key, item in value.items()}), where, f"{name}#{row}")
            else:
                yield ArticleError(f"{where}: JSON, but no object; write one object on each line")


def _byte_lines(stream: BinaryIO) -> Iterator[bytes]:
    """Lines without their end; of one that is too long only as much as shows that it is."""
    # Only \n ends a line: a JSON string may hold the other line ends of Unicode.
    while content := stream.readline(MAX_TEXT + 1):
        rest = content
        while len(rest) > MAX_TEXT and not rest.endswith(b"\n"):
            rest = stream.readline(MAX_TEXT + 1)
        yield content.removesuffix(b"\n")


def csv_records(stream: BinaryIO, file: str, name: str) -> Iterator[Record | ArticleError]:
    """Records of a table with commas, semicolons or tabs between its cells; a broken row gives an error in its place."""
    skip_mark(stream, file)
    # Bytes that are not UTF-8 are carried along as surrogates: they cost their own row, not the file.
    wrapper = io.TextIOWrapper(stream, encoding="utf-8", errors="surrogateescape", newline="")
    try:
        lines = _text_lines(wrapper)
        start = 1
        for line in lines:
            if line.strip():
                lines = chain([line], lines)
                break
            start += 1
        else:
            return
        delimiter, header, rows = _csv_header(lines, start, file)
        row = 0
        for first, held, cells in rows:
            where = f"{file}:{first}"
            if isinstance(cells, str):
                row += 1
                yield ArticleError(f"{where}: {cells}")
                continue
            if not "".join(held).strip(" \t\r\n" + delimiter):
                continue
            row += 1
            unreadable = next((number for number, line in enumerate(held, first) if _is_unreadable(line)), None)
            if unreadable is not None:
                yield _unreadable_line(file, unreadable, held[unreadable - first])
            elif len(cells) != len(header):  # a comma or a line break without quotes has cut the text
                yield ArticleError(
                    f"{where}: {len(cells)} cells where the header has {len(header)}; put a text that holds "
                    f"{delimiter!r} or a line break between double quotes"
                )
            else:
                yield Record(_known(dict(zip(header, cells, strict=True))), where, f"{name}#{row}")
    finally:
        wrapper.detach()  # else it would close the stream of its caller


def _text_lines(wrapper: io.TextIOWrapper) -> Iterator[str]:
    while line := wrapper.readline(MAX_TEXT + 1):
        rest = line
        while len(rest) > MAX_TEXT and not rest.endswith(("\n", "\r")):
            rest = wrapper.readline(MAX_TEXT + 1)
        yield line


def _is_unreadable(line: str) -> bool:
    return "\x00" in line or (not line.isascii() and _UNREADABLE.search(line) is not None)


def _unreadable_line(file: str, line: int, content: str) -> ArticleError:
    character = ord(_UNREADABLE.findall(content)[0])
    if character == 0:
        return ArticleError(f"{file}:{line}: a NUL byte; remove it")
    return not_utf8(file, line, character - 0xDC00)


Row = tuple[int, list[str], list[str] | str]


def _csv_header(lines: Iterator[str], start: int, file: str) -> tuple[str, list[str], Iterator[Row]]:
    """Delimiter, columns and the rows below the header: a Dutch spreadsheet writes ; for a comma."""
    found = {}
    for delimiter in (",", ";", "\t"):
        kept: list[str] = []
        _, _, cells = next(_csv_rows(_recorded(lines, kept), start, delimiter))
        lines = chain(kept, lines)
        header = [] if isinstance(cells, str) else [cell.strip().lower() for cell in cells]
        if "text" in header:
            rows = _csv_rows(lines, start, delimiter)
            next(rows)
            return delimiter, header, rows
        found[delimiter] = header
    raise _no_text_column(f"{file}:{start}", max(found.values(), key=len))


def _recorded(lines: Iterator[str], kept: list[str]) -> Iterator[str]:
    for line in lines:
        kept.append(line)
        yield line


def _no_text_column(where: str, columns: list[str]) -> ArticleError:
    return ArticleError(f"{where}: no column text; found {', '.join(map(repr, columns)) or 'none'}")


def _csv_rows(lines: Iterator[str], number: int, delimiter: str) -> Iterator[Row]:
    """Number of the first line, lines, and cells of each row; in place of the cells, what is wrong with the row.

    A quote that is never closed would swallow the rest of the file: after as much as a text may hold, or at the end of the
    file, reading goes on at the line below it.
    """
    csv.field_size_limit(_LARGEST_CELL)
    again: deque[str] = deque()  # lines that a broken row has swallowed
    held: list[str] = []  # lines of the row that is being read
    fresh = vain = 0  # lines read for the first time, and read for nothing
    size = 0

    def feed() -> Iterator[str]:
        nonlocal fresh, size
        while True:
            if again:
                line = again.popleft()
            else:
                new = next(lines, None)
                if new is None:
                    return
                line, fresh = new, fresh + 1
            held.append(line)
            size = len(line) if len(held) == 1 else size + len(line)
            if size > MAX_TEXT:
                raise csv.Error("too long")
            yield line

    while vain <= _MOST_READINGS * fresh:
        reader = csv.reader(feed(), delimiter=delimiter, strict=True)
        try:
            for cells in reader:
                yield number, held, cells
                number += len(held)
                held.clear()
            return
        except csv.Error as error:
            if len(held) == 1 and size > MAX_TEXT:
                yield number, held, f"a line of more than {MAX_TEXT:,} characters; no article is so long"
            else:
                yield number, held, f"a double quote that does not fit ({error}); write it twice inside a quoted cell"
            again.extendleft(reversed(held[1:]))
            vain += len(held) - 1
            number += 1
            held.clear()
    if again or next(lines, None) is not None:
        yield number, [], "too many rows above have double quotes that do not fit; from here on nothing is read"


def parquet_records(stream: BinaryIO, file: str, name: str) -> Iterator[Record | ArticleError]:
    """Records of a Parquet file, a thousand rows at a time; values that cannot be read cost their own row."""
    import pyarrow as pa  # here: a run over plain text need not wait for it
    import pyarrow.parquet as pq

    row = 0
    try:
        source = pq.ParquetFile(pa.PythonFile(stream, mode="r"))
        actual = {column.strip().lower(): column for column in source.schema_arrow.names}
        if "text" not in actual:
            raise _no_text_column(file, source.schema_arrow.names)
        wanted = [column for column in COLUMNS if column in actual]
        for batch in source.iter_batches(_ROWS_AT_ONCE, columns=[actual[column] for column in wanted]):
            cells = [batch.column(actual[column]) for column in wanted]
            for values in zip(*cells, strict=True):
                row += 1
                where = f"{file}: row {row}"
                try:
                    fields = {column: _python_value(value) for column, value in zip(wanted, values, strict=True)}
                except (ValueError, OverflowError) as error:
                    yield ArticleError(f"{where}: a value cannot be read ({error})")
                else:
                    yield Record(fields, where, f"{name}#{row}")
    except (pa.ArrowException, OSError, ValueError, KeyError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        what = f"cannot be read beyond row {row}" if row else "not a readable Parquet file"
        raise ArticleError(f"{file}: {what} ({reason}); write it again") from error


def _python_value(scalar: object) -> object:
    value = scalar.as_py()  # type: ignore[attr-defined]
    return value.decode() if isinstance(value, bytes) else value  # some writers leave text unmarked, as bytes


def _known(fields: dict[str, object]) -> dict[str, object]:
    return {key: fields[key] for key in COLUMNS if key in fields}
