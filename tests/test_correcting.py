"""Corrections in a store: by the function and by the command, beside ingests, by several at once, and taken back."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest

from geo.__main__ import main
from geo.correcting import correct, gazetteer_place, rivals, take_back, told
from geo.corrections import point
from geo.errors import CorrectionError, StoreError
from geo.gazetteer import Gazetteer
from geo.loading import excerpts, load
from geo.models import Article
from geo.paths import ROOT
from geo.store import (
    Store,
    add,
    commit,
    compact,
    corrections,
    counts,
    open_store,
    plan,
    read,
    restore,
    retract,
    snapshot,
    version,
)
from geo.views import kept, places_of, rows_of

from .test_corrections import KHERSON, TEXT, located, places

SAID = {"who": "Ann", "why": "the river is near"}
OURS, THEIRS = ["geonames:9", "geonames:9", "geonames:2"], ["geonames:1", "geonames:1", "geonames:2"]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return filled(open_store(tmp_path / "store"))


def filled(store: Store) -> Store:
    """With the articles a and b, which hold the same text."""
    put(store, "a")
    put(store, "b")
    return store


def news(name: str, text: str = TEXT) -> Article:
    return Article(name, text, published=date(2022, 12, 20), published_precision="day", lang="en")


def put(store: Store, name: str, text: str = TEXT, located_by: str = "v1") -> None:
    add(store, [news(name, text)], located(text, article_id=name), located_by=located_by)


def of(store: Store, name: str = "a") -> list[str | None]:
    return places(read(store, ids=[name]))


class TestLedger:
    def test_a_correction_is_read_at_once_and_by_all(self, store: Store) -> None:
        before, seen = version(store), snapshot(store)
        done = correct(store, "a", "Ivanivka", KHERSON, **SAID)
        assert (done.state, done.mentions, done.correction.start) == ("applied", 2, 5)
        assert version(store) != before
        assert places(read(store)) == OURS + THEIRS
        assert of(store, "b") == THEIRS
        assert places(read(store, by_hand=False)) == THEIRS * 2
        assert places(read(seen)) == THEIRS * 2
        frame = read(store, ids=["a"])
        assert frame["basis"].tolist() == ["manual", "manual", "named"]
        assert frame["reason"].iloc[0] == "corrected by hand, Ann: the river is near"

    def test_the_map_the_counts_and_the_excerpts_show_what_the_export_shows(self, store: Store) -> None:
        put(store, "c", "Lost Ivanivka.")
        correct(store, "a", 44, KHERSON, scope="mention", **SAID)
        correct(store, "b", "Kyiv", None, **SAID)
        frame, loaded = read(store), load(snapshot(store))
        every = kept(loaded.view, None, True)
        found = places_of(loaded.view, every).set_index("place_id")
        assert found["mentions"].to_dict() == frame["place_id"].value_counts().to_dict()
        assert found["mentions"].to_dict() == {"geonames:1": 4, "geonames:9": 1, "geonames:2": 1}
        assert (found.loc["geonames:9", "basis"], found.loc["geonames:9", "latitude"]) == ("manual", KHERSON.latitude)
        assert counts(store).groupby("place_id")["mentions"].sum().to_dict() == found["mentions"].to_dict()
        for place_id in found.index:
            shown = excerpts(loaded, rows_of(loaded.view, every, place_id)).sort_values("mention_id", ignore_index=True)
            expected = frame[frame["place_id"] == place_id].sort_values("mention_id", ignore_index=True)
            pd.testing.assert_frame_equal(shown, expected)

    def test_what_is_not_there_cannot_be_corrected(self, store: Store) -> None:
        with pytest.raises(StoreError, match="zz: no article of this id"):
            correct(store, "zz", "Ivanivka", KHERSON, **SAID)
        with pytest.raises(CorrectionError, match=r"a: names no 'Lviv'; it names 5 'Ivanivka' \(place, Ivanivka\), 44"):
            correct(store, "a", "Lviv", KHERSON, **SAID)
        with pytest.raises(CorrectionError, match="a: names no 6; it names 5 "):
            correct(store, "a", 6, KHERSON, **SAID)
        with pytest.raises(CorrectionError, match=r"several times; give the start of one: 5 .* 44 "):
            correct(store, "a", "Ivanivka", KHERSON, scope="mention", **SAID)
        with pytest.raises(CorrectionError, match="who corrects it is missing"):
            correct(store, "a", "Ivanivka", KHERSON, who=" ", why="x")
        retract(store, ["b"], why="x")
        with pytest.raises(StoreError, match="b: is retracted; restore it"):
            correct(store, "b", "Ivanivka", KHERSON, **SAID)
        assert corrections(store) == []

    def test_a_retraction_and_its_end_leave_it_standing(self, store: Store) -> None:
        correct(store, "a", "Ivanivka", KHERSON, **SAID)
        retract(store, ["a"], why="x")
        assert places(read(store)) == THEIRS
        restore(store, ["a"], why="y")
        assert of(store) == OURS

    def test_another_version_and_another_text_are_corrected_again(self, store: Store) -> None:
        correct(store, "a", 44, KHERSON, scope="mention", **SAID)
        put(store, "a", located_by="v2")
        assert of(store) == ["geonames:1", "geonames:9", "geonames:2"]
        put(store, "a", "Update. " + TEXT)
        assert of(store) == ["geonames:1", "geonames:9", "geonames:2"]
        put(store, "a", "Quiet in Kyiv and in Ivanivka.")
        assert of(store) == ["geonames:2", "geonames:1"]
        assert [(one.state, one.mentions) for one in told(store)] == [("not_applied", 0)]
        put(store, "a")
        assert of(store) == ["geonames:1", "geonames:9", "geonames:2"]

    def test_an_ingest_that_began_before_it_and_ends_after_it(self, store: Store) -> None:
        begun = plan(store, [news("a")], "v2")
        correct(store, "a", "Ivanivka", KHERSON, **SAID)
        commit(store, begun, located(TEXT, article_id="a"))
        assert of(store) == OURS

    def test_taking_back_goes_from_the_newest_to_the_first(self, store: Store) -> None:
        correct(store, "a", "Ivanivka", KHERSON, **SAID)
        correct(store, "a", 44, None, scope="mention", **SAID)
        assert of(store) == ["geonames:9", "geonames:2"]
        assert take_back(store, "a", 44, **SAID).state == "taken_back"
        assert of(store) == OURS
        take_back(store, "a", 44, **SAID)
        assert of(store) == THEIRS
        with pytest.raises(CorrectionError, match="a: no correction of 44 is there"):
            take_back(store, "a", 44, **SAID)
        assert [one.state for one in told(store)] == ["taken_back"] * 4
        pd.testing.assert_frame_equal(read(store), read(store, by_hand=False))

    def test_one_that_cannot_be_applied_can_be_taken_back(self, store: Store) -> None:
        correct(store, "a", "Ivanivka", KHERSON, **SAID)
        put(store, "a", "Quiet in Kyiv.")
        assert take_back(store, "a", "Ivanivka", **SAID).state == "taken_back"

    def test_a_spot_is_called_as_the_text_calls_it(self, store: Store) -> None:
        correct(store, "a", 75, point(50.5, 30.5), **SAID)
        assert read(store, ids=["a"])["place_name"].iloc[2] == "Kyiv"

    def test_as_known_on_a_day(self, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
        class Tomorrow(datetime):
            @classmethod
            def now(cls, tz: object = None) -> datetime:
                return datetime.now(UTC) + timedelta(days=1)

        with monkeypatch.context() as patch:
            patch.setattr("geo.store.ledger.datetime", Tomorrow)
            correct(store, "a", "Ivanivka", KHERSON, **SAID)
        # A clock that runs behind takes back what it has seen all the same.
        take_back(store, "a", "Ivanivka", **SAID)
        today = datetime.now(UTC).date()
        assert places(read(store, as_known_on=today)) == THEIRS * 2
        moments = [one.recorded for one in corrections(store)]
        assert moments[1] - moments[0] == timedelta(microseconds=1)
        assert places(read(store, as_known_on=moments[1])) == OURS + THEIRS
        assert len(corrections(store, as_known_on=today)) == 0
        assert places(read(store, as_known_on=today + timedelta(days=1))) == THEIRS * 2

    def test_compaction_keeps_all_of_it(self, store: Store) -> None:
        for number in range(4):
            correct(store, "a", "Ivanivka", point(40 + number, 30), **SAID)
        before, ledger = read(store), corrections(store)
        compact(store)
        pd.testing.assert_frame_equal(read(store), before)
        assert corrections(store) == ledger
        assert len(list(snapshot(store).corrections.get_fragments())) == 1


def start(store: Store, who: int, times: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-W", "error", "-m", "tests.correction_writer", store.address, str(who), str(times)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_eight_correct_at_once_beside_an_ingest(store: Store) -> None:
    running = [start(store, who, 2) for who in range(8)]
    number = 0
    while any(process.poll() is None for process in running):
        number += 1
        put(store, "a", located_by=f"v{number}")
        assert len(read(store)) == 6
    said = set()
    for process in running:
        out, errors = process.communicate()
        assert process.returncode == 0, errors
        said |= set(out.split())
    ledger = corrections(store)
    assert {one.correction_id for one in ledger} == said
    assert len(ledger) == 16
    last = ledger[-1].place
    assert last is not None
    assert of(store) == [last.place_id, last.place_id, "geonames:2"]


@pytest.mark.skipif(os.name == "nt", reason="SIGKILL is of POSIX")
def test_what_a_killed_writer_has_said_stands(store: Store) -> None:
    chance = random.Random(3)
    begun = time.monotonic()
    said = set(start(store, 9, 1).communicate()[0].split())
    starts = time.monotonic() - begun
    for who in range(4):
        process = start(store, who, 1000)
        time.sleep(starts * chance.uniform(0.9, 1.3))
        process.kill()
        # A line may be cut short, but not what stands before it.
        said |= {line for line in process.communicate()[0].splitlines() if len(line) == 32}
        assert len(read(store)) == 6
    ledger = [one.correction_id for one in corrections(store)]
    assert said <= set(ledger)
    assert len(ledger) == len(set(ledger)) <= len(said) + 4  # each may have been killed before it could say so
    assert all(one.state in ("applied", "replaced") for one in told(store))


class TestCommand:
    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        folder = tmp_path / "articles"
        folder.mkdir()
        (folder / "a.txt").write_text(
            " date 2022-12-20 Kop\n\nBij Bachmoet en Soledar is gevochten. Bachmoet brandt.\n"
        )
        main(["ingest", str(folder)])
        return folder

    def run(self, capsys: pytest.CaptureFixture[str], *words: str) -> list[dict[str, object]]:
        capsys.readouterr()
        assert main(["correct", *words]) == 0
        return [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    def test_a_place_a_spot_and_back(
        self, folder: Path, capsys: pytest.CaptureFixture[str], gazetteer: Gazetteer
    ) -> None:
        kyiv = gazetteer.candidates("Kyiv")[0]
        who = ("--who", "Ann", "--why", "typo")
        (row,) = self.run(capsys, "a.txt", "Bachmoet", "--place", kyiv.place_id, *who)
        assert (row["place_name"], row["state"], row["mentions"]) == (kyiv.name, "applied", 2)
        (row,) = self.run(capsys, "a.txt", str(row["start"]), "--at", "48.6,38.1", "--km", "0.5", "--once", *who)
        assert (row["place_id"], row["place_name"]) == ("point:48.60000,38.10000", "Bachmoet")
        self.run(capsys, "a.txt", "Soledar", "--not-a-place", *who)
        main(["ingest", str(folder), "--again"])
        frame = read(open_store())
        assert places(frame) == ["point:48.60000,38.10000", kyiv.place_id]
        assert frame["uncertainty_km"].iloc[0] == 0.5
        self.run(capsys, "a.txt", "Soledar", "--undo", *who)
        rows = self.run(capsys, "--list")
        assert [row["state"] for row in rows] == ["applied", "applied", "taken_back", "taken_back"]
        assert self.run(capsys, "nope", "--list") == []
        assert read(open_store())["surface"].tolist() == ["Bachmoet", "Soledar", "Bachmoet"]

    @pytest.mark.parametrize(
        ("words", "told"),
        [
            (["nope", "Bachmoet", "--not-a-place"], "nope: no article of this id in the store"),
            (["a.txt", "Lviv", "--not-a-place"], "a.txt: names no 'Lviv'; it names "),
            (["a.txt", "--not-a-place"], "which mention?"),
            (["a.txt", "Bachmoet", "--place", "geonames:1"], "geonames:1: no place of this id in the gazetteer"),
            (["a.txt", "Bachmoet", "--at", "148,38"], "148,38: no spot on earth"),
            (["a.txt", "Bachmoet", "--undo"], "a.txt: no correction of 'Bachmoet'"),
        ],
    )
    def test_what_cannot_be_done_is_told(
        self, folder: Path, capsys: pytest.CaptureFixture[str], words: list[str], told: str
    ) -> None:
        assert main(["correct", *words, "--who", "Ann", "--why", "x"]) == 1
        assert told in capsys.readouterr().err
        assert corrections(open_store()) == []

    def test_without_who_or_why_nothing_is_written(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["correct", "a.txt", "Bachmoet", "--not-a-place", "--why", "x"]) == 1
        assert main(["correct", "a.txt", "Bachmoet", "--not-a-place", "--who", "x"]) == 1
        err = capsys.readouterr().err
        assert "who corrects it is missing" in err
        assert "why is missing" in err
        with pytest.raises(SystemExit):
            main(["correct", "a.txt", "Bachmoet", "--at", "Bakhmut"])
        assert "'Bakhmut' is no spot; write it as 48.5956,38.0004" in capsys.readouterr().err


def test_a_place_of_the_gazetteer_keeps_what_is_known_of_it(gazetteer: Gazetteer) -> None:
    candidate = gazetteer.candidates("Bakhmut")[0]
    place = gazetteer_place(candidate.place_id, gazetteer)
    assert (place.place_name, place.country_code, place.latitude) == (candidate.name, "UA", candidate.latitude)
    assert place.admin1 == candidate.admin1


def test_what_else_a_mention_may_mean(store: Store, gazetteer: Gazetteer) -> None:
    add(store, [news("c")], located(TEXT, article_id="c"), located_by="v1")
    mention = read(store, ids=["c"]).iloc[0].to_dict()
    found = rivals(store, mention, gazetteer)
    assert len(found) > 1
    assert {rival.place.place_name for rival in found} >= {"Ivanivka"}
    assert all(rival.km is not None and rival.km > 0 for rival in found)
    shown = found[0].place.place_id
    assert shown not in {rival.place.place_id for rival in rivals(store, {**mention, "place_id": shown}, gazetteer)}
    assert rivals(store, mention, gazetteer, "Kyiv")[0].place.place_name == "Kyiv"
    unplaced = {**mention, "place_id": None, "latitude": None, "longitude": None}
    assert rivals(store, unplaced, gazetteer, "Kyiv")[0].km is None
    assert rivals(store, mention, gazetteer, "Xyzzy") == []


def test_other_forms_of_a_name_are_looked_up_as_the_text_has_them(store: Store, gazetteer: Gazetteer) -> None:
    text = "Бої тривають у Бахмуті."
    known = located(text, {"Бахмуті": None}, article_id="c", lang="uk")
    add(store, [replace(news("c", text), lang="uk")], known, located_by="v1")
    found = rivals(store, read(store, ids=["c"]).iloc[0].to_dict(), gazetteer)
    assert "Bakhmut" in {rival.place.place_name for rival in found}
