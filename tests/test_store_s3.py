"""The same promises on an object store: all tests of tests/test_store.py that do not look into the folder, over S3 on loopback."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest

from geo.errors import StoreError
from geo.loading import excerpts, load
from geo.store import Store, open_store, read, snapshot
from geo.views import kept, rows_of

from . import test_store as local
from .object_store import BUCKET, object_store

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])


@pytest.fixture(scope="module")
def service() -> Iterator[dict[str, str]]:
    with object_store() as settings:
        yield settings


@pytest.fixture(autouse=True)
def _settings(service: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in service.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def store() -> Store:
    return open_store(f"s3://{BUCKET}/{uuid.uuid4()}")


SAME = [
    local.test_what_is_added_is_read,
    local.test_an_empty_store_reads_as_an_empty_table,
    local.test_the_same_again_changes_nothing,
    local.test_a_changed_article_replaces_its_mentions,
    local.test_another_version_locates_an_article_anew_once,
    local.test_a_retracted_article_stays_so_until_it_is_restored,
    local.test_what_is_not_there_cannot_be_retracted,
    local.test_two_who_add_the_same_at_the_same_moment_count_once,
]


@pytest.mark.parametrize("promise", SAME, ids=lambda promise: promise.__name__)
def test_promise(promise: object, store: Store) -> None:
    promise(store)  # type: ignore[operator]


def test_mentions_without_their_article_are_never_seen(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    local.test_mentions_without_their_article_are_never_seen(store, monkeypatch)


class TestCompaction(local.TestCompaction):
    """As on a disk."""


class TestAsKnownOn(local.TestAsKnownOn):
    """As on a disk."""


def test_views_and_excerpts_come_from_it(store: Store) -> None:
    local.put(store, local.article(1), local.article(2))
    loaded = load(snapshot(store))
    rows = rows_of(loaded.view, kept(loaded.view, None, True), "geonames:1")
    assert len(excerpts(loaded.seen, loaded.view, rows)) == 2


def test_opening_it_again_finds_what_is_there(store: Store) -> None:
    local.put(store, local.article(1))
    assert len(read(open_store(store.address + "/"))) == 2


def test_a_bucket_that_is_not_there_is_named() -> None:
    with pytest.raises(StoreError, match=r"^s3://nosuchbucket/x: .*AWS_ENDPOINT_URL"):
        open_store("s3://nosuchbucket/x")


def test_a_delta_table_of_another_form(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("geo.store.tables._FORM", 2)
    with pytest.raises(StoreError, match="form 1 of the store, this program reads form 2"):
        open_store(store.address)
