"""The ledger's promises on an object store, over S3 on loopback."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest

from geo.store import Store, open_store

from . import test_correcting as local
from .object_store import BUCKET, object_store

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])


@pytest.fixture(scope="module")
def service() -> Iterator[dict[str, str]]:
    with object_store() as settings:
        yield settings


@pytest.fixture
def store(service: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Store:
    for name, value in service.items():
        monkeypatch.setenv(name, value)
    return local.filled(open_store(f"s3://{BUCKET}/{uuid.uuid4()}"))


SAME = [
    local.TestLedger.test_a_correction_is_read_at_once_and_by_all,
    local.TestLedger.test_the_map_the_counts_and_the_excerpts_show_what_the_export_shows,
    local.TestLedger.test_taking_back_goes_from_the_newest_to_the_first,
    local.TestLedger.test_compaction_keeps_all_of_it,
]


@pytest.mark.parametrize("promise", SAME, ids=lambda promise: promise.__name__)
def test_promise(promise: object, store: Store) -> None:
    promise(local.TestLedger(), store)  # type: ignore[operator]
