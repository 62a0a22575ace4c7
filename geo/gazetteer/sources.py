"""The dumps that a user has added: kept in compact form in the folder `added` beside the index, one file a country."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, fields
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from geo.errors import GazetteerError
from geo.gazetteer.dumps import LEVEL_OF_CODE, Feature
from geo.paths import gazetteer_folder

_SCHEMA = pa.schema(
    {
        "geonameid": pa.int64(),
        "name": pa.string(),
        "alternatenames": pa.list_(pa.string()),
        "latitude": pa.float64(),
        "longitude": pa.float64(),
        "feature_code": pa.string(),
        "admin1": pa.string(),
        "admin2": pa.string(),
        "population": pa.int64(),
    }
)
_ROWS = 20_000  # written at a time


def added_folder() -> Path:
    """Folder of what was added."""
    return gazetteer_folder() / "added"


def added_sources() -> tuple[Path, ...]:
    """The files of what was added, a country each, in the order of their codes."""
    return tuple(sorted(added_folder().glob("[A-Z][A-Z].parquet")))


def with_source(sources: Sequence[Path], new: Path, country: str) -> tuple[Path, ...]:
    """The sources with `new` in the place of the one of `country`."""
    return tuple(sorted((*(path for path in sources if country_of(path) != country), new), key=country_of))


def country_of(path: Path) -> str:
    """Country code of a source: its file's name up to the first full stop."""
    return path.name.split(".")[0]


def write_source(path: Path, features: Iterable[Feature], origin: str, sha256: str) -> int:
    """Write features to a file; its metadata say where they came from. The number of rows is returned."""
    schema = _SCHEMA.with_metadata({"origin": origin, "sha256": sha256})
    count = 0
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        batch: list[Feature] = []
        for feature in features:
            batch.append(feature)
            if len(batch) == _ROWS:
                writer.write_table(_table(batch, schema))
                count, batch = count + len(batch), []
        writer.write_table(_table(batch, schema))
    return count + len(batch)


def _table(features: Sequence[Feature], schema: pa.Schema) -> pa.Table:
    return pa.Table.from_pylist([asdict(feature) for feature in features], schema=schema)


def read_source(path: Path) -> Iterator[Feature]:
    """The features of a file that `write_source` wrote.

    Raises
    ------
    GazetteerError
        Where it cannot be read.
    """
    names = [field.name for field in fields(Feature)]
    try:
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(batch_size=_ROWS, columns=names):
                for row in batch.to_pylist():
                    row["alternatenames"] = tuple(row["alternatenames"])
                    if row["feature_code"] in LEVEL_OF_CODE:
                        yield Feature(**row)
    except (OSError, pa.ArrowException) as error:
        raise GazetteerError(
            f"{path}: not readable ({error}); add it again with `gazetteer add {country_of(path)}`, or delete it"
        ) from error
