"""The tables: where they are, what they hold, how they are made, opened and appended to."""

from __future__ import annotations

import os
import random
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pyarrow as pa
from deltalake import CommitProperties, DeltaTable, WriterProperties, write_deltalake
from deltalake.exceptions import CommitFailedError, DeltaError, TableNotFoundError

from geo.corrections import OF_A_PLACE
from geo.errors import StoreError
from geo.frame import COLUMNS, DAY, TEXT
from geo.paths import WRITTEN

HISTORY_DAYS = 400  # days for which "as known on" can be answered: a year, and a month to ask in
UNDATED = "undated"  # partition of articles without a date

_FORM = 1  # raised when a column changes: a store of another form is refused, never half read
_ARROW = {TEXT: pa.string(), "int64": pa.int64(), "float64": pa.float64(), DAY: pa.date32()}

# Of an event of an article: which ingest its mentions stand under, and its number in that ingest.
_KEY = [("ingest_id", pa.string()), ("article_no", pa.int32())]
ARTICLES = pa.schema(
    [
        ("article_id", pa.string()),
        *_KEY,
        ("state", pa.string()),  # "located" or "retracted"
        ("recorded", pa.timestamp("us", "UTC")),
        ("who", pa.string()),
        ("why", pa.string()),
        ("content", pa.string()),  # hash of all that was read of the article
        ("located_by", pa.string()),  # version of the program and its lists that found the mentions
        ("published", pa.date32()),
        ("published_precision", pa.string()),
        ("raw_published", pa.string()),
        ("lang", pa.string()),
        ("title", pa.string()),
        ("source", pa.string()),
        ("url", pa.string()),
        ("story_id", pa.string()),
        ("text", pa.string()),
        ("month", pa.string()),
    ]
)
MENTIONS = pa.schema([*_KEY, *((name, _ARROW[dtype]) for name, dtype in COLUMNS.items()), ("month", pa.string())])
CORRECTIONS = pa.schema(
    [
        ("correction_id", pa.string()),
        ("article_id", pa.string()),
        ("recorded", pa.timestamp("us", "UTC")),
        ("who", pa.string()),
        ("why", pa.string()),
        ("says", pa.string()),  # place, not_a_place or taken_back
        ("takes_back", pa.string()),  # correction_id, of "taken_back" alone
        ("scope", pa.string()),  # article or mention
        ("start", pa.int64()),
        ("end", pa.int64()),
        ("surface", pa.string()),
        ("kind", pa.string()),
        ("before", pa.string()),  # the text on either side, for finding the mention again in a text that changed
        ("after", pa.string()),
        *((name, _ARROW[COLUMNS[name]]) for name in OF_A_PLACE),
        ("month", pa.string()),  # of `recorded`
    ]
)
SCHEMAS = {"articles": ARTICLES, "mentions": MENTIONS, "corrections": CORRECTIONS}

# What Delta's log keeps, on purpose: the log is for looking after the store (who wrote when, restoring after a mishap), since
# history is rows; a file that compaction replaced stays for readers that still hold an older snapshot. Texts have no statistics.
_PROPERTIES = {
    "delta.logRetentionDuration": "interval 30 days",
    "delta.deletedFileRetentionDuration": "interval 7 days",
    "delta.enableExpiredLogCleanup": "true",
    "delta.checkpointInterval": "50",
    "delta.dataSkippingStatsColumns": "",
}
_STATISTICS = {
    "articles": "article_id,ingest_id,recorded",
    "mentions": "ingest_id,place_id",
    "corrections": "article_id,recorded",
}
WRITER = WriterProperties(
    compression="ZSTD", max_row_group_size=8192
)  # rows; small groups, as one place is read at a time

# Mentions without an event are of a writer at work, or dead: a writer begins again after a day, compaction sweeps after a week.
FRESH_S, ABANDONED_S = 24 * 3600.0, 7 * 24 * 3600.0

_TRIES = 30
_FIRST_WAIT_S, _LONGEST_WAIT_S = 0.05, 3.0


@dataclass(frozen=True, slots=True)
class Store:
    """Where the tables are: a folder, or any address that deltalake takes (`s3://bucket/folder`)."""

    address: str

    def table(self, name: str) -> str:
        """Address of the table `articles`, `mentions` or `corrections`."""
        return f"{self.address.rstrip('/')}/{name}"

    @property
    def is_local(self) -> bool:
        """Whether it is a folder of this machine."""
        return "://" not in self.address


def store_address() -> str:
    """The setting `ATLAS_STORE`, else `data/store/`."""
    return os.environ.get("ATLAS_STORE", "").strip() or str(WRITTEN / "store")


def open_store(address: str | Path | None = None) -> Store:
    """The store at `address`, else at the setting `ATLAS_STORE`, else in `data/store/`; made where there is none.

    An object store takes its credentials and options from the environment, as deltalake does: `AWS_ACCESS_KEY_ID`,
    `AWS_SECRET_ACCESS_KEY`, `AWS_REGION`, `AWS_ENDPOINT_URL`, `AWS_ALLOW_HTTP`. It must support conditional puts
    (If-None-Match), with which Delta Lake lets one of two writers of the same log entry win.

    Raises
    ------
    StoreError
        Where the address cannot be reached or written, or holds something else or a store of another form.
    """
    store = Store(str(address) if address else store_address())
    _refuse_foreign(store)
    with told(store):
        for name in SCHEMAS:
            try:
                table = DeltaTable(store.table(name))
            except TableNotFoundError:
                table = _make(store, name)
            _check(store, name, table)
    return store


def _refuse_foreign(store: Store) -> None:
    if not store.is_local:
        return
    folder = Path(store.address)
    if folder.exists() and not folder.is_dir():
        raise StoreError(f"{folder}: is a file; set ATLAS_STORE to a folder of its own")
    if folder.is_dir() and not any((folder / name).exists() for name in SCHEMAS):
        others = sorted(path.name for path in folder.iterdir())
        if others:
            raise StoreError(f"{folder}: holds {others[0]!r} and no store; set ATLAS_STORE to an empty or a new folder")


def _make(store: Store, name: str) -> DeltaTable:
    properties = _PROPERTIES | {"delta.dataSkippingStatsColumns": _STATISTICS[name]}
    if store.is_local:
        Path(store.table(name)).mkdir(parents=True, exist_ok=True)
    # Where another process makes it at the same moment this may fail; opening it then says whether it is there.
    with suppress(DeltaError):
        DeltaTable.create(
            store.table(name),
            schema=SCHEMAS[name],
            mode="ignore",
            partition_by=["month"],
            name=name,
            description=_description(name),
            configuration=properties,
        )
    return DeltaTable(store.table(name))


def _description(name: str) -> str:
    return f"Frontline Atlas, {name}, form {_FORM}"


def _check(store: Store, name: str, table: DeltaTable) -> None:
    found = table.metadata().description or ""
    if not found.startswith(f"Frontline Atlas, {name}, form "):
        raise StoreError(
            f"{store.table(name)}: a Delta table, but none of this program's ({found or 'it has no description'}); "
            "set ATLAS_STORE to another folder"
        )
    if found != _description(name):
        raise StoreError(
            f"{store.table(name)}: {found.rsplit(', ', 1)[1]} of the store, this program reads form {_FORM}; "
            "use the version of the program that made it, or set ATLAS_STORE to a new folder and ingest the articles again"
        )


@contextmanager
def told(store: Store) -> Iterator[None]:
    """Turn what Delta Lake, Arrow and the system raise into a StoreError that names the store."""
    try:
        yield
    except (DeltaError, OSError, pa.ArrowException, duckdb.Error) as error:
        reason = " ".join(str(error).split())
        advice = (
            "look whether the folder can be written and is whole"
            if store.is_local
            else "look at the address and at AWS_ENDPOINT_URL, AWS_REGION and the credentials in the environment"
        )
        raise StoreError(f"{store.address}: {reason[:400]}; {advice}") from error


def append(store: Store, name: str, rows: pa.Table) -> None:
    """Append rows to a table in one commit, again and again with growing random waits while other commits go before it.

    Raises
    ------
    StoreError
        Where it cannot be written.
    """
    with told(store):
        for attempt in range(_TRIES):
            try:
                write_deltalake(
                    store.table(name),
                    rows,
                    mode="append",
                    writer_properties=WRITER,
                    commit_properties=CommitProperties(max_commit_retries=_TRIES),
                )
                return
            except CommitFailedError:
                if attempt == _TRIES - 1:
                    raise
                wait(attempt)


def wait(attempt: int) -> None:
    """Sleep before the next attempt: twice as long each time, up to some seconds, and never in step with another writer."""
    time.sleep(random.uniform(0.5, 1.0) * min(_LONGEST_WAIT_S, _FIRST_WAIT_S * 2**attempt))


def new_ingest_id() -> str:
    """A name that no other ingest has, and that says when it began: `20221220T101500-` and 32 hexadecimal digits."""
    return f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{uuid.uuid4().hex}"


def is_abandoned(ingest_id: str) -> bool:
    """Whether an ingest began so long ago that its writer, if it never named its mentions, never will."""
    begun = datetime.strptime(ingest_id.partition("-")[0], "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
    return (datetime.now(UTC) - begun).total_seconds() > ABANDONED_S
