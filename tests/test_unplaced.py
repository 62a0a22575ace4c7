"""What could not be placed: found by what stands in it, and shown by pages."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo.loading import Loaded, excerpts, load
from geo.page import table
from geo.store import open_store, snapshot
from geo.unplaced import unplaced_with
from geo.views import Rows, kept, rows_of

from .test_loading import put
from .test_views import LOST, mention


@pytest.fixture
def loaded(tmp_path: Path) -> Loaded:
    store = open_store(tmp_path / "store")
    told = [
        ("Xyzzy", "Shells fell on Xyzzy at dawn.", "The first", "not in the gazetteer"),
        ("Plugh", "Near Plugh a bridge fell.", "Bridges", "not in the gazetteer"),
        ("Сєвєр", "У селі Сєвєр було тихо, та міст упав.", None, "undecided"),
        ("Xyzzy", "Nobody lives in Xyzzy.", "Dawn", "undecided"),
    ]
    rows = [
        mention(
            number,
            **LOST,
            **{"surface": surface, "start": text.index(surface), "end": text.index(surface) + len(surface)},
            **{"excerpt": text, "excerpt_start": 0, "title": title, "reason": why},
        )
        for number, (surface, text, title, why) in enumerate(told)
    ]
    put(store, *rows, mention(9))
    return load(snapshot(store))


@pytest.fixture
def lost(loaded: Loaded) -> Rows:
    return rows_of(loaded.view, kept(loaded.view, None, True), None)


def surfaces(loaded: Loaded, rows: Rows) -> list[str]:
    return sorted(excerpts(loaded, rows)["surface"])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("xyzzy", ["Xyzzy", "Xyzzy"]),
        ("DAWN", ["Xyzzy", "Xyzzy"]),
        ("fell bridge", ["Plugh"]),
        ("сєвєр", ["Сєвєр"]),
        ("undecided", ["Xyzzy", "Сєвєр"]),
        ("dawn undecided", ["Xyzzy"]),
        ("Bakhmut", []),
        ("", ["Plugh", "Xyzzy", "Xyzzy", "Сєвєр"]),
        ("  ", ["Plugh", "Xyzzy", "Xyzzy", "Сєвєр"]),
    ],
)
def test_all_words_are_found_wherever_they_stand(loaded: Loaded, lost: Rows, text: str, expected: list[str]) -> None:
    found, searched = unplaced_with(loaded, lost, text)
    assert surfaces(loaded, found) == expected
    assert searched == 4
    assert [row for row in lost if row in set(found)] == list(found)


def test_the_reason_is_searched_as_the_reader_reads_it(loaded: Loaded, lost: Rows) -> None:
    found, _searched = unplaced_with(loaded, lost, "onbekend", {"undecided": "onbekend"}.get)  # type: ignore[arg-type]
    assert surfaces(loaded, found) == ["Xyzzy", "Сєвєр"]


def test_a_search_that_takes_too_long_says_how_far_it_came(
    loaded: Loaded, lost: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("geo.unplaced._BLOCK", 2)
    assert unplaced_with(loaded, lost, "e", patience_s=0.0)[1] == 2
    assert unplaced_with(loaded, lost, "e")[1] == 4


def test_of_nothing_nothing_is_found(loaded: Loaded, lost: Rows) -> None:
    found, searched = unplaced_with(loaded, lost[:0], "xyzzy")
    assert (len(found), searched) == (0, 0)


@pytest.mark.parametrize(
    ("asked", "found", "expected"),
    [(0, 0, (0, 1)), (0, 25, (0, 1)), (1, 25, (0, 1)), (1, 26, (1, 2)), (9, 60, (2, 3)), (-1, 60, (0, 3))],
)
def test_a_page_that_is_gone_gives_way(asked: int, found: int, expected: tuple[int, int]) -> None:
    assert table.page_of(asked, found) == expected
