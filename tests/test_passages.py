"""What the panel shows of a passage: overlapping excerpts once, the rivals of a name, the other papers, an event's precision."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from geo.gazetteer import Gazetteer
from geo.ingest import Tools, ingest_articles
from geo.loading import load
from geo.models import Article
from geo.page import passages, words
from geo.rivals import rivals_of
from geo.store import open_store, snapshot
from geo.versions import Version, versions

from .test_counting import AGENCY
from .test_page import HOSTILE, mention

TEXT = "Noise. In Bakhmut one. Then Bakhmut two. Last Bakhmut three. Far away. And Bakhmut again."


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "language", lambda: "en")


def at(start: int, first: int, last: int, **changes: Any) -> dict[Any, Any]:
    """The mention that begins at a place of TEXT, with an excerpt from one place of it to another."""
    own = {"article_id": "a", "start": start, "end": start + 7, "excerpt_start": first, "excerpt": TEXT[first:last]}
    return mention(surface="Bakhmut", place_id="geonames:713174", latitude=48.59, longitude=38.0, **{**own, **changes})


def starts(found: list[list[dict[Any, Any]]]) -> list[list[int]]:
    return [[one["start"] for one in passage] for passage in found]


ONE, TWO, THREE = (TEXT.index("Bakhmut", start) for start in (0, 20, 40))
FOUR = TEXT.rindex("Bakhmut")


class TestOverlap:
    @pytest.mark.parametrize("order", [[0, 1, 2], [2, 1, 0], [1, 0, 2]])
    def test_what_overlaps_is_shown_once_in_whatever_order_it_comes(self, order: list[int]) -> None:
        every = [at(ONE, 0, 40), at(TWO, 0, 60), at(THREE, 23, 70)]
        found = passages.passages([every[number] for number in order])
        assert starts(found) == [[every[number]["start"] for number in order]]
        assert passages.whole(found[0]) == (TEXT[:70], 0)
        shown = passages.written(found[0])
        assert shown.count("<mark>Bakhmut</mark>") == 3
        assert shown.replace("<mark>", "").replace("</mark>", "").count(TEXT[:70]) == 1

    def test_one_within_another_adds_nothing(self) -> None:
        found = passages.passages([at(ONE, 0, 60), at(TWO, 23, 40)])
        assert starts(found) == [[ONE, TWO]]
        assert passages.whole(found[0]) == (TEXT[:60], 0)

    def test_what_stands_apart_stays_apart_in_the_order_of_the_mentions(self) -> None:
        other = at(ONE, 0, 40, article_id="b")
        found = passages.passages([at(FOUR, 72, len(TEXT)), at(ONE, 0, 40), other, at(TWO, 0, 60)])
        assert starts(found) == [[FOUR], [ONE, TWO], [ONE]]
        assert [one[0]["article_id"] for one in found] == ["a", "a", "b"]

    def test_another_text_at_the_same_place_is_not_joined(self) -> None:
        found = passages.passages([at(ONE, 0, 40), at(TWO, 0, 40, excerpt="Something else, which is as long")])
        assert starts(found) == [[ONE], [TWO]]

    def test_nothing_is_no_passage(self) -> None:
        assert passages.passages([]) == []


def lost(surface: str, lang: str, **changes: Any) -> dict[Any, Any]:
    unknown = {"place_id": None, "latitude": float("nan"), "longitude": float("nan")}
    return mention(**{"surface": surface, "lang": lang, **unknown, **changes})


class TestRivals:
    def test_the_places_of_a_name_but_the_one_that_was_chosen(self, gazetteer: Gazetteer) -> None:
        every = gazetteer.candidates("Ivanivka")
        chosen = every[3]
        own = {"place_id": chosen.place_id, "latitude": chosen.latitude, "longitude": chosen.longitude}
        found = rivals_of(lost("Ivanivka", "en", **own), gazetteer)
        assert len(every) > 8
        assert chosen.place_id not in {rival.place.place_id for rival in found}
        assert len(found) == min(20, len(every) - 1)
        assert all(rival.km is not None and rival.km > 1 for rival in found)

    @pytest.mark.parametrize(
        ("surface", "lang", "name"),
        [("Бахмуті", "uk", "Bakhmut"), ("Куп'янському", "uk", "Kupiansk"), ("Bachmoets", "nl", "Bakhmut")],
    )
    def test_a_name_in_another_form(self, gazetteer: Gazetteer, surface: str, lang: str, name: str) -> None:
        found = rivals_of(lost(surface, lang), gazetteer)
        assert name in {rival.place.place_name for rival in found}
        assert {rival.km for rival in found} == {None}

    def test_a_name_that_nothing_bears_has_none(self, gazetteer: Gazetteer) -> None:
        assert rivals_of(lost("Xyzzy", "en"), gazetteer) == []
        assert "<details" not in passages.written([lost("Xyzzy", "en")], gazetteer=gazetteer)

    def test_they_are_folded_with_how_far_they_are(self, gazetteer: Gazetteer) -> None:
        chosen = gazetteer.candidates("Ivanivka")[0]
        own = {"place_id": chosen.place_id, "latitude": chosen.latitude, "longitude": chosen.longitude}
        shown = passages.written([lost("Ivanivka", "en", **own)], gazetteer=gazetteer)
        assert "<summary dir='auto'>20 other places have this name</summary>" in shown
        assert "km away" in shown
        assert shown.count("<li") == 9
        assert "and 12 more" in shown

    def test_a_hostile_name_stays_text(self, gazetteer: Gazetteer, monkeypatch: pytest.MonkeyPatch) -> None:
        name = lost(HOSTILE, "en")
        monkeypatch.setattr(passages, "rivals_of", lambda one, known: rivals_of({**one, "surface": "Ivanivka"}, known))
        shown = passages.written([name], gazetteer=gazetteer)
        assert "&lt;img" in shown
        assert "<img" not in shown


class TestVersions:
    def test_all_papers_with_their_links(self, tmp_path: Path, gazetteer: Gazetteer) -> None:
        papers = {"a": ("Herald", 20), "b": ("Courier", 22), "c": (None, 21)}
        articles = [
            Article(id_, AGENCY, f"Title {id_}", date(2022, 12, day), "day", "en", source, f"https://example.org/{id_}")
            for id_, (source, day) in papers.items()
        ]
        alone = Article("d", "In Kherson troops shelled the harbour again.", "", date(2022, 12, 1), "day", "en")
        store = open_store(tmp_path / "store")
        ingest_articles(store, [*articles, alone], tools=Tools(gazetteer, None))
        loaded = load(snapshot(store))
        found = versions(loaded, range(4))
        assert [sorted(one.title for one in rest) for rest in found.values()] == [
            ["Title b", "Title c"],
            ["Title a", "Title c"],
            ["Title a", "Title b"],
        ]
        dates = [one.published for rest in found.values() for one in rest]
        assert dates[:2] == [date(2022, 12, 21), date(2022, 12, 22)]
        assert versions(loaded, []) == {}
        shown = passages.written([mention()], found[0])
        assert "also in: Courier" in shown
        assert 'href="https://example.org/b"' in shown
        assert "21 Dec 2022" in shown

    def test_a_hostile_paper_stays_text(self) -> None:
        shown = passages.written([mention()], [Version(HOSTILE, HOSTILE, None, None, "javascript:alert(1)")])
        assert "<img" not in shown
        assert "href" not in shown
        assert "undated" in shown

    def test_papers_without_a_name_are_counted(self) -> None:
        shown = passages.written([mention()], [Version("T", None, date(2022, 12, 1), "month", None)])
        assert "1 other article tells the same story" in shown
        assert "December 2022" in shown


@pytest.mark.parametrize(
    ("start", "end", "text"),
    [
        ("2022-12-19", "2022-12-19", "event: 19 Dec 2022"),
        ("2022-12-01", "2022-12-31", "event: December 2022"),
        ("2024-02-01", "2024-02-29", "event: February 2024"),
        ("2024-02-01", "2024-02-28", "event: 1 Feb 2024 – 28 Feb 2024 (within 28 days)"),
        ("2022-01-01", "2022-12-31", "event: 2022"),
        ("2022-01-01", "2023-12-31", "event: 1 Jan 2022 – 31 Dec 2023 (within 730 days)"),
        ("2022-12-01", "2022-12-01", "event: 1 Dec 2022"),
    ],
)
def test_an_event_is_told_at_its_precision(start: str, end: str, text: str) -> None:
    assert words.when(pd.Timestamp(start), pd.Timestamp(end)) == text
