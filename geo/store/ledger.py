"""The ledger of corrections: the store's third table, and its corrections laid over the mentions whenever these are read.

A correction is one append to the table `corrections`. Nothing of the other two tables changes with it: they hold what the
program found, and `geo.corrections.corrected` puts both together on reading. The other way, writing corrected mentions, would
be a commit after the append: a writer killed between them, an ingest that located before a correction and commits after it, or
two persons correcting one article would each leave mentions without a correction until somebody notices. Here there is nothing to
notice. An append is the whole of it, appends never conflict, and whoever locates an article anew, on whatever machine and with
whatever version, need not know that there are corrections. Taking one back needs no gazetteer, 'as known on' a day asks the
ledger for that day, and what the program itself found stays readable beside it (`read(..., by_hand=False)`).

The price is paid by readers, and only for corrected articles: see `geo.store.overlay`.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pyarrow as pa
import pyarrow.dataset as pads

from geo.corrections import OF_A_PLACE, Correction, Place
from geo.errors import StoreError
from geo.store.snapshots import Snapshot, heads, snapshot, until
from geo.store.tables import CORRECTIONS, Store, append, told

_TICK = timedelta(microseconds=1)


def record(store: Store, correction: Correction) -> Correction:
    """Append a correction to the ledger, with an id and the time of now; from then on all who open the store read it.

    Returns
    -------
    Correction
        As it stands in the ledger.

    Raises
    ------
    StoreError
        Where its article is not in the store or is retracted (nothing is written then), or the store cannot be written.
    """
    seen = snapshot(store)
    refuse_unknown(seen, correction.article_id)
    # Later than all that its writer can have seen, whatever the clock of this machine says.
    before = [one.recorded + _TICK for one in corrections(seen, [correction.article_id])]
    now = max([datetime.now(UTC), *before])
    kept = replace(correction, correction_id=uuid.uuid4().hex, recorded=now)
    append(store, "corrections", pa.Table.from_pylist([_row(kept)], CORRECTIONS))
    return kept


def refuse_unknown(seen: Snapshot, article_id: str) -> None:
    """Nothing, where an article can be corrected.

    Raises
    ------
    StoreError
        Where it is not in the store, or is retracted.
    """
    found = heads(seen, [article_id]).to_pylist()
    if not found:
        raise StoreError(f"{article_id}: no article of this id in the store {seen.store.address}")
    if found[0]["state"] == "retracted":
        raise StoreError(f"{article_id}: is retracted; restore it before correcting it")


def _row(correction: Correction) -> dict[str, Any]:
    row = asdict(correction)
    place: dict[str, Any] = row.pop("place") or {}
    return row | place | {"month": f"{correction.recorded:%Y-%m}"}


def corrections(
    store: Store | Snapshot, ids: Sequence[str] | None = None, as_known_on: date | datetime | None = None
) -> list[Correction]:
    """The ledger, oldest first, also what has been taken back since; of some articles, or as it was at the end of a day (UTC).

    Raises
    ------
    StoreError
        Where the store cannot be read.
    """
    seen = store if isinstance(store, Snapshot) else snapshot(store)
    condition = pads.field("correction_id").is_valid()
    if ids is not None:
        condition = condition & pads.field("article_id").isin(pa.array(ids, pa.string()))
    if as_known_on is not None:
        condition = condition & (pads.field("recorded") < pa.scalar(until(as_known_on), pa.timestamp("us", "UTC")))
    with told(seen.store):
        rows = seen.corrections.to_table(filter=condition).to_pylist()
    return sorted((_correction(row) for row in rows), key=lambda one: (one.recorded, one.correction_id))


def _correction(row: dict[str, Any]) -> Correction:
    place = {name: row.pop(name) for name in OF_A_PLACE}
    del row["month"]
    return Correction(**row, place=Place(**place) if place["place_id"] is not None else None)
