"""What the page takes in: a preview that stores nothing, storing that can be stopped, and what cannot be read."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from geo.articles.fetching import Fetched
from geo.errors import FetchError
from geo.intake import PREVIEWED, Given, Preview, preview, store_articles
from geo.models import Article
from geo.page import preview as drawing
from geo.page import words
from geo.store import Store, open_store, read, retract, snapshot

TEXT = "In Bakhmut werd dinsdag gevochten. Bij Soledar werden Russische aanvallen afgeslagen, zei de legerleiding."
AGENCY = " ".join(
    [
        "Russian forces shelled the town of Bakhmut on Tuesday morning, killing two people and wounding nine more,",
        "the governor of the region said in a statement on his channel. The strike hit a market, where people were",
        "queueing for water. Rescue workers went on searching the rubble until late in the evening.",
    ]
)
HOSTILE = '<img src=x onerror="alert(1)">'


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(tmp_path / "store")


def look(given: Given, store: Store) -> Preview:
    found = preview(given, store, lambda share, words: None, lambda: False)
    assert found is not None
    return found


def test_a_pasted_text_is_shown_and_not_stored(store: Store) -> None:
    found = look(Given(text=TEXT, title="Kop", published="2022-12", source="NRC"), store)
    [article] = found.articles
    assert (article.title, article.published, article.published_precision) == ("Kop", date(2022, 12, 1), "month")
    assert (article.source, article.lang) == ("NRC", "nl")
    assert found.states == {article.id: "new"}
    assert {"Bakhmut", "Soledar"} <= set(found.mentions["place_name"])
    assert found.problems == ()
    assert snapshot(store).articles.count_rows() == 0


def test_storing_writes_what_was_shown_and_says_by_whom(store: Store) -> None:
    given = Given(text=TEXT, published="2022-12-20")
    added, dealt = store_articles(store, look(given, store).articles, "anna@example.org", _tell, lambda: False)
    assert (added.new, dealt) == (1, 1)
    assert set(snapshot(store).articles.to_table(columns=["who"]).column("who").to_pylist()) == {"anna@example.org"}
    again = look(given, store)
    assert list(again.states.values()) == ["same"]
    assert list(look(Given(text=TEXT, published="2022-12-21"), store).states.values()) == ["changed"]
    retract(store, [again.articles[0].id], why="wrong")
    assert list(look(given, store).states.values()) == ["retracted"]
    store_articles(store, again.articles, "anna@example.org", _tell, lambda: False)
    assert len(read(store)) == 0


def test_bad_files_stand_beside_the_good_ones(store: Store) -> None:
    files = (
        ("a.txt", TEXT.encode()),
        ("b.parquet", b"no table"),
        ("c.jsonl", b'{"text": "In Kherson was het stil."}\n{'),
    )
    found = look(Given(files=files), store)
    assert len(found.articles) == 2
    assert len(found.problems) == 2
    assert "b.parquet" in found.problems[0]
    assert "c.jsonl:2" in found.problems[1]


def test_two_articles_of_one_id_are_told(store: Store) -> None:
    line = '{"id": "1", "text": "In %s werd gevochten."}'
    files = tuple((name, (line % place).encode()) for name, place in [("a.jsonl", "Bakhmut"), ("b.jsonl", "Kherson")])
    found = look(Given(files=files), store)
    assert [article.text for article in found.articles] == ["In Bakhmut werd gevochten."]
    assert len(found.problems) == 1


def test_of_an_archive_the_first_are_previewed_and_all_are_stored(store: Store) -> None:
    many = PREVIEWED + 5
    lines = "\n".join(
        f'{{"text": "In Bakhmut werd gevochten, deel {n}.", "published": "2022-12-20"}}' for n in range(many)
    )
    found = look(Given(files=(("a.jsonl", lines.encode()),)), store)
    assert (len(found.articles), len(found.states), len(found.shown)) == (many, PREVIEWED, PREVIEWED)
    assert found.mentions["article_id"].nunique() == PREVIEWED


def test_a_preview_can_be_stopped(store: Store) -> None:
    assert preview(Given(text=TEXT), store, _tell, lambda: True) is None


def test_storing_stops_between_batches_and_keeps_what_was_written(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("geo.ingest.BATCH", 2)
    articles = [
        Article(str(n), f"In Bakhmut werd gevochten, {n}.", published=date(2022, 12, 20), published_precision="day")
        for n in range(6)
    ]
    asked = iter([False, False, True])
    added, dealt = store_articles(store, articles, "x", _tell, lambda: next(asked))
    assert (added.new, dealt) == (4, 4)
    assert read(store)["article_id"].nunique() == 4


def test_a_story_that_is_there_is_told(store: Store) -> None:
    first = look(Given(text=AGENCY, published="2022-12-20", source="The Herald"), store)
    store_articles(store, first.articles, "x", _tell, lambda: False)
    second = look(Given(text=f"Two dead in strike. {AGENCY}", published="2022-12-21", source="The Courier"), store)
    assert list(second.told.values()) == ["The Herald"]
    assert look(Given(text=TEXT, published="2022-12-20"), store).told == {}


def test_an_address_is_fetched_and_a_refusal_is_a_sentence(store: Store) -> None:
    asked = []

    def page(url: str) -> Fetched:
        asked.append(url)
        body = f"<html><body><article><h1>Kop</h1><p>{TEXT}</p><p>{TEXT}</p></article></body></html>"
        return Fetched(url, "text/html", "utf-8", body.encode())

    found = preview(Given(address="news.example.org/a"), store, _tell, lambda: False, fetch=page)
    assert found is not None
    assert asked == ["https://news.example.org/a"]
    assert "Bakhmut" in set(found.mentions["place_name"])

    def refuse(url: str) -> Fetched:
        raise FetchError(f"{url}: refused")

    refused = preview(Given(address="http://10.0.0.1/"), store, _tell, lambda: False, fetch=refuse)
    assert refused is not None
    assert (refused.articles, refused.problems) == ((), ("http://10.0.0.1/: refused",))


def test_a_private_address_is_refused(store: Store) -> None:
    [problem] = look(Given(address="http://169.254.169.254/latest/"), store).problems
    assert "private network" in problem


def test_the_drawn_preview_holds_text_alone(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "language", lambda: "en")
    monkeypatch.setattr(drawing, "language", lambda: "en")
    text = (
        f"In Bakhmut {HOSTILE} werd gevochten. Russian attacks had been repelled near Qwxzhivka {HOSTILE} on Tuesday."
    )
    found = look(Given(text=text, title=HOSTILE, source=HOSTILE, published=HOSTILE), store)
    [article] = found.articles
    html = drawing._article(article, found, found.mentions.to_dict("records"))
    assert "<img" not in html
    assert html.count("&lt;img") >= 4
    assert "<mark>Bakhmut</mark>" in html
    assert "cannot be read as a date" in html


def _tell(share: float, words: str) -> None:
    assert 0.0 <= share <= 1.0
