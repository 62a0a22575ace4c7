from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from geo import searching
from geo.assembly import views
from geo.errors import StoreError
from geo.frame import to_frame
from geo.gazetteer import Gazetteer
from geo.loading import Loaded, load
from geo.models import Article
from geo.searching import articles_with, places_named
from geo.store import Store, add, open_store, retract, snapshot

from .test_views import LOST, MINSK, mention

TEXTS = {
    "a1": ("De slag om Bachmoet", "Bij het dorp vielen granaten.\nDe brug is weg."),
    "a2": ("", "Президент приїхав до Києва; Ірпінь чекає."),
    "a3": ("Météo", "Le préfet a signé 100% d'accord à Orléans."),
    "a4": ("Brug", "Een nieuwe weg; de brug staat er nog. It's 'quoted' \\ %_ text."),
}


def filled(folder: Path) -> Store:
    made = open_store(folder)
    for number, (name, (title, text)) in enumerate(TEXTS.items()):
        add(
            made, [Article(name, text, title, lang="nl")], to_frame([mention(number, article_id=name)]), located_by="v1"
        )
    return made


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    return load(snapshot(filled(tmp_path_factory.mktemp("texts") / "store")))


def found(loaded: Loaded, text: str) -> set[str]:
    """The articles found; each has one mention, and the store numbers articles in the order of their ids."""
    hits = articles_with(loaded.seen, loaded.view, text)
    assert len(hits) == len(loaded.view.articles)
    return {sorted(TEXTS)[row] for row in np.flatnonzero(hits)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("brug", {"a1", "a4"}),
        ("BRUG dorp", {"a1"}),
        ('"de brug"', {"a1", "a4"}),
        ('"de brug staat"', {"a4"}),
        ("bachmoet", {"a1"}),
        ("КИЄВА", {"a2"}),
        ("ірпінь", {"a2"}),
        ("meteo orleans", {"a3"}),
        ("100%", {"a3"}),
        ("%", {"a3", "a4"}),
        ("_", {"a4"}),
        ("\\", {"a4"}),
        ("'quoted'", {"a4"}),
        ("'; DROP TABLE a; --", set()),
        ("zeppelin", set()),
        ("   ", set()),
        ('""', set()),
        ('"staat er', {"a4"}),
    ],
)
def test_articles_are_found_by_what_they_say(loaded: Loaded, text: str, expected: set[str]) -> None:
    assert found(loaded, text) == expected


def test_what_no_longer_holds_is_not_found(tmp_path: Path) -> None:
    store = filled(tmp_path / "store")
    changed = Article("a1", "Niets meer.", "Stil", lang="nl")
    add(store, [changed], to_frame([mention(0, article_id="a1")]), located_by="v1")
    assert found(load(snapshot(store)), "granaten") == set()
    retract(store, ["a4"], why="gone")
    loaded = load(snapshot(store))
    assert not articles_with(loaded.seen, loaded.view, "nieuwe").any()


def test_a_search_that_takes_too_long_is_given_up(loaded: Loaded, monkeypatch: pytest.MonkeyPatch) -> None:
    class AtOnce:
        def __init__(self, _seconds: float, act: Any) -> None:
            self.act = act

        def start(self) -> None:
            raise searching.duckdb.InterruptException("INTERRUPT Error: Interrupted!")

        def cancel(self) -> None:
            pass

    monkeypatch.setattr(searching.threading, "Timer", AtOnce)
    with pytest.raises(StoreError, match="'brug' took longer"):
        articles_with(loaded.seen, loaded.view, "brug")


@pytest.fixture(scope="module")
def places() -> pd.DataFrame:
    district = {"place_id": "geonames:713174:district", "place_name": "Bakhmut District", "level": "admin2"}
    kyiv = {"place_id": "geonames:703448", "place_name": "Kyiv"}
    return to_frame([mention(0), mention(1, **MINSK), mention(2, **LOST), mention(3, **district), mention(4, **kyiv)])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Bakhmut", {"Bakhmut", "Bakhmut District"}),
        ("bakhm", {"Bakhmut", "Bakhmut District"}),
        ("Bachmoet", {"Bakhmut", "Bakhmut District"}),
        ("БАХМУТ", {"Bakhmut", "Bakhmut District"}),
        ("Артемівськ", {"Bakhmut", "Bakhmut District"}),
        ("Artemovsk", {"Bakhmut", "Bakhmut District"}),
        ("Артемівс", {"Bakhmut", "Bakhmut District"}),
        ("Kiev", {"Kyiv"}),
        ("Київ", {"Kyiv"}),
        ("Минск", {"Minsk"}),
        ("akhmut", set()),
        ("Xyzzy", set()),
        ("  ", set()),
    ],
)
def test_places_are_found_by_any_spelling(
    places: pd.DataFrame, gazetteer: Gazetteer, text: str, expected: set[str]
) -> None:
    view = views(places)
    hits = places_named(view, text, gazetteer)
    assert set(view.places["place_name"][hits]) == expected
