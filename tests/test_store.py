"""The store's promises on a local disk; tests/test_store_s3.py runs the same on an object store."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from deltalake import DeltaTable, write_deltalake

from geo.errors import FrameError, StoreError
from geo.frame import COLUMNS, mention_id, to_frame
from geo.models import Article
from geo.store import (
    HISTORY_DAYS,
    Added,
    Store,
    add,
    articles_of,
    commit,
    compact,
    history,
    open_store,
    plan,
    read,
    restore,
    retract,
    snapshot,
    tables,
    version,
    writing,
)

from .test_frame import row

VERSION = "v1"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(tmp_path / "store")


def article(number: int, text: str = "In Bakhmut.", **changes: Any) -> Article:
    fields = {"published": date(2022, 12, 20), "published_precision": "day", "lang": "nl", **changes}
    return Article(id=f"a{number}", text=text, **fields)


def mentions(*articles: Article, places: int = 2) -> pd.DataFrame:
    """Some mentions of each article, each at another place."""
    rows = []
    for item in articles:
        for number in range(places):
            start = 3 + 10 * number
            span = {"mention_id": mention_id(item.id, start, start + 7), "start": start, "end": start + 7}
            known = {"published": item.published, "published_precision": item.published_precision, "lang": item.lang}
            rows.append(row(**span, **known, article_id=item.id, place_id=f"geonames:{number}", excerpt=item.text))
    return to_frame(rows)


def put(store: Store, *articles: Article, places: int = 2, **options: Any) -> Added:
    return add(store, articles, mentions(*articles, places=places), **{"located_by": VERSION, **options})


def test_what_is_added_is_read(store: Store) -> None:
    undated = article(2, published=None, published_precision=None, raw_published="soon", url="https://example.org/2")
    assert put(store, article(1, title="Kop"), undated) == Added(new=2, mentions=4)
    frame = read(store)
    pd.testing.assert_frame_equal(frame, mentions(article(1), undated))
    assert articles_of(store) == [article(1, title="Kop"), undated]
    assert articles_of(store, ["a2", "gone"]) == [undated]
    assert read(store, ids=["a2"])["article_id"].unique().tolist() == ["a2"]
    assert {name: str(frame[name].dtype) for name in COLUMNS} == COLUMNS


def test_an_empty_store_reads_as_an_empty_table(store: Store) -> None:
    assert list(read(store).columns) == list(COLUMNS)
    assert len(read(store)) == 0
    assert articles_of(store) == []
    assert put(store) == Added()


def test_the_same_again_changes_nothing(store: Store) -> None:
    put(store, article(1), article(2))
    before = version(store), read(store)
    assert put(store, article(2), article(1)) == Added(same=2)
    assert version(store) == before[0]
    pd.testing.assert_frame_equal(read(store), before[1])


def test_a_changed_article_replaces_its_mentions(store: Store) -> None:
    put(store, article(1), article(2))
    assert put(store, article(1, "In Bakhmut!", published=date(2023, 1, 3)), places=3) == Added(changed=1, mentions=3)
    frame = read(store)
    assert frame["article_id"].tolist() == ["a2"] * 2 + ["a1"] * 3
    assert put(store, article(1, "In Bakhmut!", published=date(2023, 1, 3)), places=0) == Added(same=1)
    assert put(store, article(1, "Niets."), places=0) == Added(changed=1)
    assert read(store)["article_id"].tolist() == ["a2"] * 2


def test_another_version_locates_an_article_anew_once(store: Store) -> None:
    put(store, article(1))
    assert put(store, article(1), places=1, located_by="v2") == Added(older=1, mentions=1)
    assert len(read(store)) == 1
    # The first version sees that it has had its turn: two machines do not undo each other's work.
    assert put(store, article(1)) == Added(same=1)
    assert put(store, article(1), again=True) == Added(older=1, mentions=2)


def test_a_retracted_article_stays_so_until_it_is_restored(store: Store) -> None:
    put(store, article(1), article(2))
    assert retract(store, ["a1"], why="not true", who="desk") == 1
    assert retract(store, ["a1", "a2"], why="again") == 1
    assert len(read(store)) == 0
    assert put(store, article(1), article(2, "other")) == Added(retracted=2)
    assert restore(store, ["a1"], why="true after all") == 1
    assert restore(store, ["a1"], why="twice") == 0
    assert articles_of(store) == [article(1)]
    pd.testing.assert_frame_equal(read(store), mentions(article(1)))
    past = history(store, "a1")
    assert past["state"].tolist() == ["located", "retracted", "located"]
    assert past["why"].tolist()[1:] == ["not true", "true after all"]
    assert past["who"].tolist()[1] == "desk"


def test_what_is_not_there_cannot_be_retracted(store: Store) -> None:
    put(store, article(1))
    with pytest.raises(StoreError, match="a9: no article of this id"):
        retract(store, ["a1", "a9"], why="x")
    assert len(read(store)) == 2


def test_mentions_of_no_article_are_refused(store: Store) -> None:
    with pytest.raises(FrameError, match="'a2' has mentions"):
        add(store, [article(1)], mentions(article(1), article(2)), located_by=VERSION)
    assert len(read(store)) == 0


def test_mentions_without_their_article_are_never_seen(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    put(store, article(1))
    before = version(store)

    def dies(into: Store, name: str, rows: Any) -> None:
        if name == "articles":
            raise KeyboardInterrupt
        tables.append(into, name, rows)

    with monkeypatch.context() as patch:
        patch.setattr(writing, "append", dies)
        with pytest.raises(KeyboardInterrupt):
            put(store, article(1, "changed"), article(2))
    assert DeltaTable(store.table("mentions")).version() == 2
    assert version(store) == before
    assert len(read(store)) == 2
    assert put(store, article(1, "changed"), article(2)) == Added(new=1, changed=1, mentions=4)
    assert len(read(store)) == 4


def test_two_who_add_the_same_at_the_same_moment_count_once(store: Store) -> None:
    first, second = plan(store, [article(1)], VERSION), plan(store, [article(1)], VERSION)
    commit(store, first, mentions(article(1)))
    commit(store, second, mentions(article(1), places=3))
    assert len(read(store)) == 3
    assert len(articles_of(store)) == 1


def test_a_clock_that_runs_behind_loses_nothing(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    class Ahead(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:
            return datetime.now(tz) + timedelta(hours=3)

    with monkeypatch.context() as patch:
        patch.setattr(writing, "datetime", Ahead)
        put(store, article(1))
    assert put(store, article(1, "later"), places=1) == Added(changed=1, mentions=1)
    assert articles_of(store)[0].text == "later"
    retract(store, ["a1"], why="x")
    assert len(read(store)) == 0


class TestAsKnownOn:
    @pytest.fixture
    def days(self, store: Store, monkeypatch: pytest.MonkeyPatch) -> dict[str, date]:
        """One state a day: an article, then another, then a change and a retraction."""
        today = datetime.now(UTC).date()
        known = {name: today - timedelta(back) for name, back in (("before", 9), ("one", 8), ("two", 6), ("last", 4))}

        def on(day: date) -> Any:
            class Clock(datetime):
                @classmethod
                def now(cls, tz: Any = None) -> datetime:
                    return datetime(day.year, day.month, day.day, 23, 59, 59, 999_000, tzinfo=UTC)

            return Clock

        with monkeypatch.context() as patch:
            patch.setattr(writing, "datetime", on(known["one"]))
            put(store, article(1))
            patch.setattr(writing, "datetime", on(known["two"]))
            put(store, article(2))
            patch.setattr(writing, "datetime", on(known["last"]))
            put(store, article(1, "changed"), places=3)
            retract(store, ["a2"], why="x")
        return known

    @pytest.mark.parametrize("compacted", [False, True])
    def test_each_day_is_read_back(self, store: Store, days: dict[str, date], compacted: bool) -> None:
        if compacted:
            compact(store)
        counts = {name: len(read(store, as_known_on=day)) for name, day in days.items()}
        assert counts == {"before": 0, "one": 2, "two": 4, "last": 3}
        pd.testing.assert_frame_equal(read(store, as_known_on=days["two"]), mentions(article(1), article(2)))
        assert len(read(store, as_known_on=datetime.now(UTC))) == 3

    def test_longer_ago_than_the_store_remembers_is_refused(self, store: Store) -> None:
        with pytest.raises(StoreError, match=f"the last {HISTORY_DAYS} days"):
            read(store, as_known_on=datetime.now(UTC).date() - timedelta(HISTORY_DAYS + 2))


class TestCompaction:
    def test_few_files_hold_the_same(self, store: Store) -> None:
        for number in range(6):
            put(store, article(number), article(10 + number, published=None, published_precision=None))
        put(store, article(0, "changed"))
        before = read(store)
        done = compact(store)
        assert (done.files_before, done.files_after, done.dropped) == (26, 4, 0)
        pd.testing.assert_frame_equal(read(store), before)
        assert articles_of(store)[0].text == "changed"
        again = compact(store)
        assert (again.files_before, again.files_after, again.deleted) == (4, 4, 0)

    def test_a_reader_goes_on_with_what_it_saw(self, store: Store) -> None:
        for number in range(4):
            put(store, article(number))
        seen = snapshot(store)
        before = read(seen)
        compact(store)
        put(store, article(9))
        pd.testing.assert_frame_equal(read(seen), before)

    def test_what_nobody_can_ask_for_is_dropped(self, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
        put(store, article(1), article(2), article(3))
        put(store, article(1, "changed"), places=3)
        retract(store, ["a2"], why="x")
        before = read(store)
        monkeypatch.setattr("geo.store.compaction.HISTORY_DAYS", -1)  # what was replaced is at once too old
        assert compact(store).dropped == 2 * 2 + 2
        pd.testing.assert_frame_equal(read(store), before)
        assert history(store, "a2")["state"].tolist() == ["retracted"]
        assert history(store, "a1")["state"].tolist() == ["located"]
        with pytest.raises(StoreError, match="a2: retracted too long ago"):
            restore(store, ["a2"], why="x")
        assert compact(store).dropped == 0

    def test_what_a_killed_writer_left_is_swept_once_it_is_old(
        self, store: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        put(store, article(1))
        number = {"a2": 0}
        orphan = writing._write_mentions(store, mentions(article(2)), number, {"a2": "2022-12"})
        assert compact(store).dropped == 0
        assert orphan in set(snapshot(store).mentions.to_table()["ingest_id"].to_pylist())
        monkeypatch.setattr(tables, "ABANDONED_S", -1.0)
        assert compact(store).dropped == 2
        assert len(read(store)) == 2
        assert orphan not in set(snapshot(store).mentions.to_table()["ingest_id"].to_pylist())

    def test_what_is_added_meanwhile_stays(self, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
        for number in range(3):
            put(store, article(number))
        added: list[str] = []

        def adds_first(*args: Any, **options: Any) -> None:
            if len(added) < 2:
                added.append(f"a{20 + len(added)}")
                put(store, article(19 + len(added)))
            write_deltalake(*args, **options)

        monkeypatch.setattr("geo.store.compaction.write_deltalake", adds_first)
        compact(store)
        assert len(read(store)) == 2 * 5
        assert {item.id for item in articles_of(store)} == {"a0", "a1", "a2", *added}


class TestRefusals:
    def test_a_folder_of_something_else(self, tmp_path: Path) -> None:
        (tmp_path / "photo.jpg").write_text("x")
        with pytest.raises(StoreError, match=r"holds 'photo.jpg' and no store; set ATLAS_STORE"):
            open_store(tmp_path)

    def test_a_file(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("x")
        with pytest.raises(StoreError, match="is a file; set ATLAS_STORE"):
            open_store(tmp_path / "file")

    def test_a_delta_table_of_another_program(self, tmp_path: Path) -> None:
        write_deltalake(tmp_path / "articles", pd.DataFrame({"a": [1]}))
        with pytest.raises(StoreError, match="a Delta table, but none of this program's"):
            open_store(tmp_path)

    def test_a_store_of_another_form(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        with monkeypatch.context() as patch:
            patch.setattr(tables, "_FORM", 99)
            open_store(tmp_path / "store")
        with pytest.raises(StoreError, match="form 99 of the store, this program reads form 1; use the version"):
            open_store(tmp_path / "store")

    def test_a_damaged_store_is_named(self, store: Store) -> None:
        put(store, article(1))
        next(Path(store.table("mentions")).glob("*/*.parquet")).unlink()
        with pytest.raises(StoreError, match=r"store: .*look whether the folder"):
            read(store)

    def test_a_half_made_store_is_finished(self, tmp_path: Path) -> None:
        open_store(tmp_path / "store")
        for path in sorted((tmp_path / "store" / "mentions").rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() else path.unlink()
        assert put(open_store(tmp_path / "store"), article(1)) == Added(new=1, mentions=2)
