"""Stories across ingests: a version that comes later joins the story that the store holds."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from geo.gazetteer import Gazetteer
from geo.ingest import Tools, ingest_articles
from geo.models import Article
from geo.store import Store, open_store, read, retract
from geo.stories import led_by
from tests.test_stories import REPORTS, half, new_lead

DAY = date(2022, 12, 20)


def paper(name: str, text: str, day: int = 20, month: int = 12) -> Article:
    return Article(name, text, published=date(2022, month, day), published_precision="day", lang="nl", source=name)


@pytest.fixture
def store() -> Store:
    return open_store()


@pytest.fixture
def tools(gazetteer: Gazetteer) -> Tools:
    return Tools(gazetteer, None)


def stories(store: Store) -> dict[str, str]:
    frame = read(store)
    assert not frame["story_id"].isna().any()
    assert (frame.groupby("article_id")["story_id"].nunique() == 1).all()
    return dict(zip(frame["article_id"], frame["story_id"], strict=True))


def test_versions_of_one_ingest_and_of_later_ones_are_one_story(store: Store, tools: Tools) -> None:
    ingest_articles(
        store, [paper("a", REPORTS[0]), paper("b", new_lead(REPORTS[0])), paper("c", REPORTS[1])], tools=tools
    )
    ingest_articles(store, [paper("d", half(REPORTS[0]), 22), paper("e", REPORTS[0], 23)], tools=tools)
    ingest_articles(store, [paper("f", REPORTS[1], 19), paper("g", REPORTS[0], 30, 11)], tools=tools)
    leaders = {"a": "a", "b": "a", "c": "c", "d": "a", "e": "e", "f": "c", "g": "g"}
    assert stories(store) == {article: led_by(leader) for article, leader in leaders.items()}


def test_a_story_goes_on_when_its_first_version_changes(store: Store, tools: Tools) -> None:
    ingest_articles(store, [paper("a", REPORTS[0]), paper("b", REPORTS[0])], tools=tools)
    ingest_articles(store, [paper("a", new_lead(REPORTS[0]))], tools=tools)
    assert stories(store) == dict.fromkeys("ab", led_by("a"))
    ingest_articles(store, [paper("b", REPORTS[1])], tools=tools)
    assert stories(store) == {"a": led_by("a"), "b": led_by("b")}


def test_what_is_retracted_or_moved_to_another_day_leads_no_story(store: Store, tools: Tools) -> None:
    ingest_articles(store, [paper("a", REPORTS[0]), paper("b", REPORTS[1])], tools=tools)
    retract(store, ["a"], why="withdrawn")
    ingest_articles(store, [paper("b", REPORTS[1], 1)], tools=tools)
    ingest_articles(store, [paper("c", REPORTS[0]), paper("d", REPORTS[1])], tools=tools)
    assert stories(store) == {name: led_by(name) for name in "bcd"}


def test_the_same_again_changes_nothing(store: Store, tools: Tools) -> None:
    versions = [paper("a", REPORTS[0]), paper("b", new_lead(REPORTS[0]))]
    ingest_articles(store, versions, tools=tools)
    before = read(store)
    assert ingest_articles(store, versions, tools=tools).same == 2
    pd.testing.assert_frame_equal(read(store), before)
    ingest_articles(store, versions, tools=tools, again=True)
    pd.testing.assert_frame_equal(read(store), before)


def test_undated_versions_of_one_ingest_are_one_story(store: Store, tools: Tools) -> None:
    undated = [Article(name, REPORTS[0], lang="nl", source=name) for name in "ab"]
    ingest_articles(store, undated, tools=tools)
    assert stories(store) == dict.fromkeys("ab", led_by("a"))
