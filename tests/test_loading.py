"""The views of a store: the same as those of the table that it holds, whoever wrote it and however."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from geo.assembly import views
from geo.frame import to_frame
from geo.loading import Loaded, excerpts, load
from geo.models import Article
from geo.store import Store, add, compact, open_store, read, retract, snapshot
from geo.views import Views, extent, kept, places_of, rows_of

from .test_views import LOST, MINSK, mention

NAMES = ("first", "last", "place", "article", "pair", "start", "role", "basis", "kind")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(tmp_path / "store")


def put(store: Store, *rows: dict[str, Any], text: str = "In Bakhmut.") -> None:
    """Store each row as an article of its own id, several rows of one id as one article."""
    frame = to_frame(rows)
    articles = []
    for _, first in frame.drop_duplicates("article_id").iterrows():
        known = pd.notna(first["published"])
        published = first["published"].date() if known else None
        precision = first["published_precision"] if known else None
        source = first["source"] if pd.notna(first["source"]) else None
        articles.append(Article(first["article_id"], text, "", published, precision, first["lang"], source))
    add(store, articles, frame, located_by="v1")


def many() -> list[dict[str, Any]]:
    generator = np.random.default_rng(2)
    rows = []
    for number in range(300):
        published = date(2022, 1 + int(generator.integers(12)), 1 + int(generator.integers(28)))
        changes: dict[str, Any] = {"published": published, "start": number, "end": number + 7}
        changes |= {"published_precision": str(generator.choice(["day", "month", "year"]))}
        changes |= {"source": [None, "ISW", "NOS"][number % 3], "lang": ["nl", "uk"][number % 2]}
        choice = generator.integers(6)
        changes |= {0: LOST, 1: MINSK, 2: {"kind": "demonym", "role": None}, 3: {"place_name": "Soledar"}}.get(
            choice, {}
        )
        if choice == 3:
            changes["place_id"] = f"geonames:{generator.integers(4)}"
        if choice == 5:
            changes |= {"event_start": date(2014, 3, 1), "event_end": date(2014, 3, 31), "basis": "inferred"}
        if number < 10:
            changes |= {"published": None, "published_precision": None}
        rows.append(mention(number, **changes))
    return rows


def assert_same(loaded: Loaded, frame: pd.DataFrame) -> None:
    """Whatever the order in which places are numbered, the two count the same."""
    view, plain = loaded.view, views(frame)
    assert (len(view), view.drawn, view.dated, extent(view)) == (len(plain), plain.drawn, plain.dated, extent(plain))
    periods = [None, extent(view)]
    for period in periods:
        for undated in (False, True):
            found, expected = (places_of(v, kept(v, period, undated)) for v in (view, plain))
            order = ["place_id"]
            pd.testing.assert_frame_equal(
                found.sort_values(order, ignore_index=True), expected.sort_values(order, ignore_index=True)
            )
    assert sorted(view.kind) == sorted(plain.kind)
    assert sorted(columns_of(view)) == sorted(columns_of(plain))


def columns_of(view: Views) -> list[tuple[Any, ...]]:
    place = [view.places["place_id"].iloc[code] if code >= 0 else "" for code in view.place]
    article = view.articles
    words = [article.langs[code] for code in article.lang[view.article]]
    sources = [article.sources[code] if code >= 0 else "" for code in article.source[view.article]]
    return list(
        zip(view.first, view.last, place, view.article, view.start, view.role, view.kind, words, sources, strict=True)
    )


def test_a_store_and_its_table_have_the_same_views(store: Store) -> None:
    put(store, *many())
    frame = read(store)
    loaded = load(snapshot(store))
    assert (loaded.articles, loaded.undated) == (300, 10)
    assert_same(loaded, frame)
    compact(store)
    assert_same(load(snapshot(store)), frame)


def test_an_empty_store_has_empty_views(store: Store) -> None:
    loaded = load(snapshot(store))
    assert (len(loaded.view), loaded.articles, extent(loaded.view)) == (0, 0, None)
    assert len(places_of(loaded.view, kept(loaded.view, None, True))) == 0
    put(store, mention(0, **LOST))
    view = load(snapshot(store)).view
    assert len(rows_of(view, kept(view, None, True), None)) == 1


def test_what_no_longer_holds_is_in_no_view(store: Store) -> None:
    rows = many()
    put(store, *rows)
    changed = [row | MINSK | {"place_id": "geonames:9", "place_name": "Nieuw"} for row in rows[:50] if row["place_id"]]
    put(store, *changed, text="In Nieuw.")
    retract(store, [f"a{number}" for number in range(60, 80)], why="x")
    loaded = load(snapshot(store))
    assert loaded.articles == 280
    assert_same(loaded, read(store))


@pytest.mark.parametrize("place_id", ["geonames:713174", "geonames:625144", None])
def test_excerpts_are_those_of_the_rows_in_their_order(store: Store, place_id: str | None) -> None:
    put(store, *many())
    loaded = load(snapshot(store))
    rows = rows_of(loaded.view, kept(loaded.view, None, True), place_id)
    shown = excerpts(loaded, rows[:20])
    frame = read(store)
    frame = frame[
        (frame["kind"] == "place") & (frame["place_id"].eq(place_id) if place_id else frame["place_id"].isna())
    ]
    by = {"by": ["published", "article_id", "start"], "ascending": [False, True, True], "na_position": "last"}
    pd.testing.assert_frame_equal(shown, frame.sort_values(**by).head(20).reset_index(drop=True))
    assert len(rows) == len(frame)
    assert len(excerpts(loaded, rows[:0])) == 0


def test_excerpts_outlive_the_files_that_they_were_counted_from(store: Store) -> None:
    put(store, mention(0))
    put(store, mention(1))
    loaded = load(snapshot(store))
    rows = rows_of(loaded.view, kept(loaded.view, None, True), "geonames:713174")
    before = excerpts(loaded, rows)
    old = list(Path(store.table("mentions")).glob("*/*.parquet"))
    compact(store)
    for path in old:
        path.unlink()  # as a compaction does a week later
    pd.testing.assert_frame_equal(excerpts(loaded, rows), before)
