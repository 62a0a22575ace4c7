"""Tables at hand to files and back: JSON lines, CSV and Parquet, with unknown as null or blank and dates in ISO form."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import pandas as pd

from geo.errors import GeoError

# A spreadsheet runs a cell that begins so as a formula; an apostrophe before it keeps it a text (OWASP, CSV injection).
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def to_json_lines(frame: pd.DataFrame) -> str:
    """One JSON object a row; unknown is null, a date "2022-12-20"."""
    lines = [json.dumps(record, ensure_ascii=False) for record in _plain(frame).to_dict("records")]
    return "".join(line + "\n" for line in lines)


def to_csv(frame: pd.DataFrame) -> str:
    """CSV with a header; unknown is blank, and a text that a spreadsheet would run as a formula gets an apostrophe before it."""
    plain = _plain(frame)
    for name in plain.columns:
        if frame[name].dtype in ("str", "object"):
            plain[name] = plain[name].map(_defused)
    buffer = io.StringIO()
    plain.to_csv(buffer, index=False, lineterminator="\n")
    return buffer.getvalue()


def _defused(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def _plain(frame: pd.DataFrame) -> pd.DataFrame:
    plain = frame.copy()
    for name in plain.columns:
        if pd.api.types.is_datetime64_any_dtype(plain[name]):
            plain[name] = plain[name].dt.strftime("%Y-%m-%d")
    return plain.astype(object).where(frame.notna(), None)


WRITERS: dict[str, Callable[[pd.DataFrame], str | bytes]] = {
    ".jsonl": to_json_lines,
    ".csv": to_csv,
    ".parquet": lambda frame: bytes(frame.to_parquet(index=False)),
}


READERS: dict[str, Callable[[Path], pd.DataFrame]] = {
    ".jsonl": lambda path: pd.read_json(path, lines=True, dtype=False),
    ".csv": lambda path: pd.read_csv(path, dtype="str"),
    ".parquet": pd.read_parquet,
}


def read_table(path: Path) -> pd.DataFrame:
    """Any table, with its columns as they are; the cells of a CSV file stay text.

    Raises
    ------
    GeoError
        Where the file is missing, broken or of an unknown ending.
    """
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise GeoError(f"{path}: cannot read {path.suffix or 'a file without ending'}; use {', '.join(READERS)}")
    try:
        return reader(path)
    except Exception as error:
        # pandas and pyarrow raise a dozen kinds here; each means that this file is not such a table.
        raise GeoError(f"{path}: not a readable {path.suffix} file ({error})") from error


def check_ending(path: Path) -> None:
    """Refuse a file of an unknown ending before the work is done, not after.

    Raises
    ------
    GeoError
        Listing the endings that can be written.
    """
    if path.suffix.lower() not in WRITERS:
        raise GeoError(f"{path}: cannot write {path.suffix or 'a file without ending'}; use {', '.join(WRITERS)}")


def write_table(frame: pd.DataFrame, path: Path | None, screen: IO[str]) -> None:
    """Write a table to `path` in the form that its ending names, or as JSON lines to `screen` where there is none.

    The file is put in place whole, so that no reader sees half of it.

    Raises
    ------
    GeoError
        Where the file cannot be written.
    """
    if path is None:
        screen.write(to_json_lines(frame))
        return
    check_ending(path)
    content = WRITERS[path.suffix.lower()](frame)
    with put_whole(path) as draft:
        draft.write_bytes(content.encode() if isinstance(content, str) else content)


@contextmanager
def put_whole(path: Path) -> Iterator[Path]:
    """A draft beside `path` to be written, which takes its place at the end, and goes away where the writing fails.

    Raises
    ------
    GeoError
        Where the file cannot be written.
    """
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        yield draft
        os.replace(draft, path)
    except OSError as error:
        raise GeoError(f"{path}: cannot be written ({error.strerror or error}); choose another place") from error
    finally:
        draft.unlink(missing_ok=True)
