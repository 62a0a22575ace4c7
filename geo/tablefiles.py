"""Mentions by the batch -> CSV, JSON lines and Parquet; whatever columns the batches have, and no more than one in memory."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from geo.export import FORMULA

Batches = Iterator[pa.RecordBatch]
_FORMULA = "^[" + "".join(f"\\x{{{ord(mark):x}}}" for mark in FORMULA) + "]"


def write_csv(batches: Batches, path: Path, schema: pa.Schema) -> None:
    """CSV in UTF-8 with a header: unknown is blank, days are ISO, a text that a spreadsheet would run gets an apostrophe before it.

    Every text stands between double quotes, so that `1e5` stays a text and an empty text differs from an unknown one.
    """
    with pacsv.CSVWriter(path, schema) as file:
        for batch in batches:
            file.write_batch(pa.record_batch([_defused(column) for column in batch.columns], schema=schema))


def _defused(column: pa.Array) -> pa.Array:
    if not pa.types.is_string(column.type):
        return column
    runs = pc.match_substring_regex(column, _FORMULA)
    if not pc.any(runs).as_py():
        return column
    return pc.if_else(runs, pc.binary_join_element_wise("'", column, ""), column)


def write_json_lines(batches: Batches, path: Path, schema: pa.Schema) -> None:  # noqa: ARG001  # as the others are called
    """One JSON object a row; unknown is null, a day "2022-12-20"."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(json_lines(batches))


def json_lines(batches: Batches) -> Iterator[str]:
    """The rows as lines of JSON."""
    return (json.dumps(row, ensure_ascii=False) + "\n" for row in rows_of(batches))


def write_parquet(batches: Batches, path: Path, schema: pa.Schema) -> None:
    """Parquet with days as dates."""
    with pq.ParquetWriter(path, schema, compression="zstd") as file:
        for batch in batches:
            file.write_batch(batch)


def rows_of(batches: Batches) -> Iterator[dict[str, Any]]:
    """The rows as plain values: None for unknown, a day as its ISO text."""
    for batch in batches:
        names, columns = batch.schema.names, [_plain(column) for column in batch.columns]
        for values in zip(*columns, strict=True):
            yield dict(zip(names, values, strict=True))


def _plain(column: pa.Array) -> list[Any]:
    values: list[Any] = column.to_pylist()
    if pa.types.is_date(column.type):
        return [value.isoformat() if isinstance(value, date) else None for value in values]
    return values
