from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from geo.gazetteer import Gazetteer
from geo.located import locate_once
from geo.paths import cache_folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "a.txt").write_text(" date 2022-12-20 Kop\n\nGevechten in Bakhmut.\n")
    return folder


def test_located_once_and_then_read(folder: Path, gazetteer: Gazetteer) -> None:
    told: list[str] = []
    first = locate_once([folder], lambda share, words: told.append(words))
    assert list(first.frame["surface"]) == ["Bakhmut"]
    assert (first.articles, first.undated, first.problems) == (1, 0, ())
    told.clear()
    second = locate_once([folder], lambda share, words: told.append(words))
    pd.testing.assert_frame_equal(first.frame, second.frame)
    assert told == []


def test_a_changed_and_a_new_article_are_located_anew(folder: Path, gazetteer: Gazetteer) -> None:
    locate_once([folder], lambda share, words: None)
    (folder / "a.txt").write_text(" date 2022-12-20 Kop\n\nGevechten in Soledar.\n")
    (folder / "b.txt").write_text("Stilte in Kherson.\n")
    located = locate_once([folder], lambda share, words: None)
    assert list(located.frame["surface"]) == ["Soledar", "Kherson"]
    assert (located.articles, located.undated) == (2, 1)
    assert len(list(cache_folder().glob("located-*.parquet"))) == 1


@pytest.mark.parametrize("content", [b"", b"PAR1 half a file", b"x" * 1000])
def test_a_broken_result_is_made_anew(folder: Path, gazetteer: Gazetteer, content: bytes) -> None:
    locate_once([folder], lambda share, words: None)
    next(cache_folder().glob("located-*.parquet")).write_bytes(content)
    assert list(locate_once([folder], lambda share, words: None).frame["surface"]) == ["Bakhmut"]


def test_what_cannot_be_read_is_told_beside_what_can(folder: Path, gazetteer: Gazetteer) -> None:
    (folder / "bad.txt").write_bytes(b"\xff")
    located = locate_once([folder], lambda share, words: None)
    assert len(located.frame) == 1
    assert len(located.problems) == 1
    assert "bad.txt" in located.problems[0]


def test_a_cache_that_cannot_be_written_costs_nothing(
    folder: Path, gazetteer: Gazetteer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("ATLAS_CACHE", str(tmp_path / "file"))
    assert len(locate_once([folder], lambda share, words: None).frame) == 1
