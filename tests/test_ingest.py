"""Files -> the store, by the function and by the command: located once, and again where the program or its lists changed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from geo import ingest as ingesting
from geo.__main__ import main
from geo.gazetteer import Gazetteer
from geo.ingest import ingest, is_for_bundled, located_by, outdated_ids, relocate
from geo.paths import BUNDLED_ARTICLES
from geo.store import Added, Store, history, open_store, read

pytestmark = pytest.mark.usefixtures("gazetteer")


@pytest.fixture
def store() -> Store:
    return open_store()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "a.txt").write_text(" date 2022-12-20 Kop\n\nGevechten in Bakhmut.\n")
    return folder


def test_located_once(store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert ingest(store, [folder]).added == Added(new=1, mentions=1)
    monkeypatch.setattr(ingesting, "load_tools", lambda *_: pytest.fail("nothing is to be located"))
    assert ingest(store, [folder]).added == Added(same=1)


def test_a_changed_and_a_new_article(store: Store, folder: Path) -> None:
    ingest(store, [folder])
    (folder / "a.txt").write_text(" date 2022-12-20 Kop\n\nGevechten in Soledar.\n")
    (folder / "b.txt").write_text("Stilte in Kherson.\n")
    assert ingest(store, [folder]).added == Added(new=1, changed=1, mentions=2)
    assert read(store)["surface"].tolist() == ["Soledar", "Kherson"]


def test_what_cannot_be_read_costs_nothing_beside_it(store: Store, folder: Path) -> None:
    (folder / "bad.txt").write_bytes(b"\xff")
    done = ingest(store, [folder])
    assert done.added.new == 1
    assert [problem for problem in done.problems if "bad.txt:1" in problem]


def test_many_articles_are_stored_batch_by_batch(store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ingesting, "BATCH", 3)
    lines = [json.dumps({"id": f"x{n}", "text": "Strijd in Bakhmut.", "published": "2022-12-20"}) for n in range(10)]
    (folder / "b.jsonl").write_text("\n".join(lines))
    told: list[float] = []

    def stops(share: float, words: str) -> None:
        told.append(share)
        if words == "6 / 11":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ingest(store, [folder], stops)
    assert len(read(store)) == 6
    assert ingest(store, [folder]).added == Added(new=5, same=6, mentions=5)
    assert max(told) <= 1


def test_what_an_older_version_located_is_located_anew(
    store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(ingesting, "located_by", lambda: "older")
        ingest(store, [folder])
    (folder / "a.txt").unlink()
    assert outdated_ids(store) == ["a.txt"]
    assert ingest(store, [], most_outdated=0).outdated == 1
    assert ingest(store, []).added == Added(older=1, mentions=1)
    assert outdated_ids(store) == []
    past = history(store, "a.txt")
    assert past["located_by"].tolist() == ["older", located_by()]
    assert past["content"].nunique() == 1
    with monkeypatch.context() as patch:
        patch.setattr(ingesting, "located_by", lambda: "older")
        assert outdated_ids(store) == []  # it has had its turn
        assert relocate(store, ["a.txt"], again=True) == Added(older=1, mentions=1)


def test_the_version_changes_with_what_mentions_depend_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, gazetteer: Gazetteer
) -> None:
    located_by.cache_clear()
    before = located_by()
    monkeypatch.setenv("ATLAS_GEOCODER", "nominatim")
    assert located_by() == before  # of a run it stays the same
    located_by.cache_clear()
    assert located_by() != before
    monkeypatch.delenv("ATLAS_GEOCODER")
    located_by.cache_clear()
    assert located_by() == before
    located_by.cache_clear()
    names = [path.name for path in (ingesting.ROOT / "geo").rglob("*.py") if ingesting._is_above(path)]
    assert {"start.py", "views.py", "ingest.py", "writing.py"} <= set(names)
    assert not {"locate.py", "roles.py", "index.py", "frame.py"} & set(names)


def test_bundled_articles_stay_out_of_a_store_of_others(store: Store, folder: Path) -> None:
    assert is_for_bundled(store)
    ingest(store, [BUNDLED_ARTICLES])
    assert is_for_bundled(store)
    other = open_store(folder.parent / "other")
    ingest(other, [folder])
    assert not is_for_bundled(other)


class TestCommands:
    def test_ingest_says_what_it_did(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["ingest", str(folder), "--who", "desk"]) == 0
        assert json.loads(capsys.readouterr().out)["new"] == 1
        assert main(["ingest", str(folder)]) == 0
        assert json.loads(capsys.readouterr().out) == {"new": 0, "changed": 0, "older": 0, "same": 1} | {
            "retracted": 0,
            "mentions": 0,
        }
        assert main(["ingest", str(folder), "--again"]) == 0
        assert json.loads(capsys.readouterr().out)["older"] == 1
        assert main(["history", "a.txt"]) == 0
        rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        assert [row["who"] for row in rows] == ["desk", None]

    def test_a_missing_path_is_named(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["ingest", str(tmp_path / "gone")]) == 1
        assert "gone: no such file or folder" in capsys.readouterr().err

    def test_ctrl_c_says_that_what_was_stored_stays(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        def stopped(*_: object) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr(ingesting, "locate_batch", stopped)
        assert main(["ingest", str(folder)]) == 130
        assert "what was stored is whole and stays" in capsys.readouterr().err

    def test_retract_export_and_compact(self, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        main(["ingest", str(folder)])
        capsys.readouterr()
        out = tmp_path / "x.csv"
        assert main(["export", "--out", str(out)]) == 0
        assert len(out.read_text().splitlines()) == 2
        assert main(["retract", "a.txt", "--why", "wrong"]) == 0
        assert main(["export", "--out", str(out)]) == 0
        assert len(out.read_text().splitlines()) == 1
        assert main(["export", "--as-known-on", "2999-01-01", "--out", str(out)]) == 0
        assert main(["retract", "a.txt", "--why", "right", "--undo"]) == 0
        assert main(["compact"]) == 0
        assert main(["export", "--out", str(out)]) == 0
        assert len(out.read_text().splitlines()) == 2
        capsys.readouterr()
        assert main(["history", "nope"]) == 1
        assert main(["retract", "nope", "--why", "x"]) == 1
        assert capsys.readouterr().err.count("nope: no article of this id") == 2

    def test_a_day_that_is_none_is_refused(self, capsys: pytest.CaptureFixture[str]) -> None:
        with pytest.raises(SystemExit):
            main(["export", "--as-known-on", "last week"])
        assert "'last week' is no day" in capsys.readouterr().err

    def test_a_setting_that_names_a_file_is_an_error_of_one_line(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (tmp_path / "file").write_text("x")
        monkeypatch.setenv("ATLAS_STORE", str(tmp_path / "file"))
        assert main(["export"]) == 1
        assert capsys.readouterr().err.count("\n") == 1
