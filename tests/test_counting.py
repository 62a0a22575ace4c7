"""The same story counted once on the columns of the page."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from geo.counting import has_retold, once, units_of
from geo.gazetteer import load_gazetteer
from geo.ingest import Tools, ingest_articles
from geo.loading import load
from geo.models import Article
from geo.store import open_store, snapshot
from geo.views import Views, is_dated, places_of

AGENCY = (
    "Russian forces shelled the town of Bakhmut on Tuesday morning, killing two people and wounding nine more, the "
    "governor said in a statement on his channel. The strike on Bakhmut hit a market, where people were queueing for "
    "water. Rescue workers went on searching the rubble until late in the evening, and expected to find more victims."
)


def article(id_: str, text: str, source: str | None, day: int = 20) -> Article:
    published = date(2022, 12, day)
    return Article(id_, text, published=published, published_precision="day", lang="en", source=source)


def view_of(articles: list[Article], folder: Path) -> Views:
    store = open_store(folder)
    ingest_articles(store, articles, tools=Tools(load_gazetteer(), None))
    return load(snapshot(store)).view


@pytest.fixture(scope="module")
def view(tmp_path_factory: pytest.TempPathFactory) -> Views:
    articles = [
        article("a", AGENCY, "The Herald"),
        article("b", f"Two people have died. {AGENCY}", "The Courier", 21),
        article("c", f"{AGENCY} Fighting went on in Bakhmut.", "The Post", 21),
        article("d", "In Bakhmut troops shelled the eastern edge of the town again.", "The Herald"),
        article("e", "In Kherson troops shelled the harbour again.", None),
    ]
    return view_of(articles, tmp_path_factory.mktemp("counting") / "store")


def mentions(view: Views, mask: np.ndarray) -> dict[str, int]:
    table = places_of(view, mask)
    return dict(zip(table["place_name"], table["mentions"], strict=True))


def test_a_place_counts_as_often_as_the_version_that_names_it_most(view: Views) -> None:
    every = is_dated(view)
    assert mentions(view, every) == {"Bakhmut": 2 + 2 + 3 + 1, "Kherson": 1}
    counted = once(units_of(view), every)
    assert mentions(view, counted) == {"Bakhmut": 3 + 1, "Kherson": 1}
    assert not (counted & ~every).any()


def test_what_a_filter_leaves_of_a_story_is_still_counted(view: Views) -> None:
    units = units_of(view)
    later = is_dated(view) & (view.articles.published[view.article] == view.articles.published.max())
    assert mentions(view, once(units, later)) == {"Bakhmut": 3}


def test_there_is_nothing_to_switch_where_each_story_is_told_once(view: Views, tmp_path: Path) -> None:
    assert has_retold(view)
    single = view_of([article("d", "In Bakhmut troops shelled the town again.", "The Herald")], tmp_path / "store")
    assert not has_retold(single)
    assert not has_retold(view_of([], tmp_path / "empty"))


def test_an_empty_store_has_no_units(tmp_path: Path) -> None:
    empty = view_of([], tmp_path / "empty")
    assert once(units_of(empty), is_dated(empty)).shape == (0,)
