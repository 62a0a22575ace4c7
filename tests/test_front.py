"""Distances to the line, the store of lines, and what follows for places; all geometries are of our own making."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import shapely
from geopy.distance import geodesic

from geo.__main__ import main
from geo.errors import FrontError
from geo.frame import COLUMNS, to_frame
from geo.front import (
    add_lines,
    changed_sides,
    curve,
    fix,
    front_version,
    is_far_claim,
    is_front_line,
    lines,
    measure,
    remove_lines,
    with_front,
)
from geo.front import front as stored_front
from geo.front.distance import EPOCH
from geo.front.places import front_line_days
from geo.front.reading import Layer

from .made_front import CORNERS, box, front, geojson, line, write

DAY = date(2022, 12, 20)
SAID = {"source": "made", "licence": "CC0", "attribution": "Nobody"}
SPOTS = {
    "Bakhmut": (48.5956, 38.0004),
    "Donetsk": (48.023, 37.8029),
    "Kramatorsk": (48.7230, 37.5563),
    "Kharkiv": (49.9808, 36.2527),
    "Lviv": (49.8383, 24.0232),
    "Volgograd": (48.7194, 44.5018),
    "Amsterdam": (52.374, 4.8897),
    "Washington": (38.8951, -77.0364),
    "Tokyo": (35.6895, 139.6917),
}


def km(lines_: Any, place: tuple[float, float], day: date = DAY, most_age: int = 14) -> float:
    found = fix(lines_, place[1], place[0], day, most_age)
    assert found is not None
    return found.km


def by_geopy(edge: Any, place: tuple[float, float]) -> float:
    spots = shapely.get_coordinates(shapely.segmentize(edge, 0.01))
    return min(geodesic(place, (north, east)).km for east, north in spots)


@pytest.mark.parametrize("name", SPOTS)
def test_distances_are_geodesic_to_a_percent(name: str) -> None:
    one = line()
    assert abs(km(front(one), SPOTS[name])) == pytest.approx(by_geopy(one.line, SPOTS[name]), rel=0.01)


def test_inside_is_negative_and_outside_positive() -> None:
    assert km(front(line()), SPOTS["Donetsk"]) < 0 < km(front(line()), SPOTS["Bakhmut"])


def test_a_coast_and_the_border_with_russia_are_no_front() -> None:
    both = front(line())
    assert km(both, (47.10, 37.55)) < -50  # Mariupol lies on the sea, which the area's edge follows
    assert km(both, (47.21, 38.93)) > 80  # Taganrog lies across the border, which it follows, too


def test_crimea_counts_as_inside_where_a_source_leaves_it_out() -> None:
    without = [*CORNERS[:7], (33.0, 46.2), (34.5, 46.1), (35.2, 46.3), *CORNERS[10:]]
    assert line(without).left_out == ("Crimea",)
    simferopol = (44.957, 34.108)
    assert km(front(line(without)), simferopol) < -100
    assert km(front(line(without, date(2014, 3, 1))), simferopol, date(2014, 3, 1)) > 0  # it was not held yet
    # The strip of land to Crimea is no front: at Armiansk the line is far.
    assert km(front(line(without)), (46.108, 33.69)) < -20
    assert line().left_out == ()


def test_what_was_held_in_the_donbas_counts_as_inside_where_a_source_leaves_it_out() -> None:
    south = box(34.5, 46.5, 36.5, 47.4)
    assert "Donetsk and Luhansk, held before 2022" in line(south).left_out
    assert km(front(line(south)), (48.57, 39.31)) < 0  # Luhansk


def test_an_area_in_another_war_is_measured_to_its_whole_edge() -> None:
    elsewhere = line(box(36.0, 33.0, 37.0, 34.0))
    assert km(front(elsewhere), (33.5, 36.1)) == pytest.approx(-9.3, abs=0.1)
    assert km(front(elsewhere), (33.5, 35.0)) == pytest.approx(92.9, abs=0.5)


def test_the_last_line_on_or_before_the_day_is_taken_and_never_an_old_one() -> None:
    west = [(east - 1, north) for east, north in CORNERS]
    both = front(line(day=date(2022, 12, 10)), line(west, DAY))
    near, far = (fix(both, 38.0, 48.6, day, 14) for day in (date(2022, 12, 19), DAY))
    assert near is not None
    assert far is not None
    assert (near.day, near.age, near.km > 0) == (date(2022, 12, 10), 9, True)
    assert (far.day, far.age, far.km < 0) == (DAY, 0, True)
    assert fix(both, 38.0, 48.6, date(2022, 12, 9), 14) is None  # a later line says nothing of earlier days
    assert fix(both, 38.0, 48.6, date(2023, 1, 4), 14) is None
    assert fix(both, 38.0, 48.6, date(2023, 1, 3), 14) is not None


def test_many_spots_are_measured_as_one_by_one() -> None:
    rng = np.random.default_rng(7)
    both = front(line(), line(box(35, 47, 37, 48), date(2022, 12, 22), "other"))
    longitude, latitude = rng.uniform(33, 40, 200), rng.uniform(46, 50, 200)
    days = rng.integers((DAY - EPOCH).days - 2, (DAY - EPOCH).days + 20, 200).astype(np.int32)
    found = measure(both, longitude, latitude, days, 14)
    for row in range(200):
        alone = measure(both, longitude[row : row + 1], latitude[row : row + 1], days[row : row + 1], 14)
        assert found.line[row] == alone.line[0]
        assert found.km[row] == alone.km[0] or (np.isnan(found.km[row]) and found.line[row] == -1)
    assert set(found.line) == {-1, 0, 1}


def mentions(**changed: Any) -> pd.DataFrame:
    row = {
        "mention_id": "m", "article_id": "a", "start": 0, "end": 7, "surface": "Bakhmut", "kind": "place",
        "place_id": "geonames:713174", "place_name": "Bakhmut", "level": "populated_place", "latitude": 48.5956,
        "longitude": 38.0004, "basis": "named", "role": "combat", "published": pd.Timestamp(DAY),
        "published_precision": "day", "lang": "nl", "excerpt": "Bakhmut", "excerpt_start": 0,
    }  # fmt: skip
    return to_frame([row | changed])


@pytest.mark.parametrize(
    ("changed", "day"),
    [
        ({}, DAY),
        ({"event_start": pd.Timestamp("2022-12-08"), "event_end": pd.Timestamp("2022-12-11")}, date(2022, 12, 10)),
        ({"published": pd.Timestamp("2022-12-01"), "published_precision": "month"}, DAY),
        ({"published": pd.Timestamp("2022-01-01"), "published_precision": "year"}, None),
        ({"published": None, "published_precision": None}, None),
        ({"published": pd.Timestamp("2023-02-01")}, None),
        ({"kind": "metonym", "role": None}, None),
        (dict.fromkeys(("place_id", "place_name", "level", "latitude", "longitude", "basis")), None),
    ],
)
def test_the_columns_are_filled_for_places_with_a_line_of_their_day(changed: dict[str, Any], day: date | None) -> None:
    frame = mentions(**changed)
    found = with_front(frame, front(line(day=date(2022, 12, 10)), line()))
    assert list(found.columns) == list(COLUMNS)
    assert [str(found[name].dtype) for name in COLUMNS] == list(COLUMNS.values())
    row = found.iloc[0]
    if day is None:
        assert found[["front_km", "front_source", "front_date"]].isna().all(axis=None)
    else:
        assert (row["front_source"], row["front_date"].date()) == ("made", day)
        assert row["front_km"] == pytest.approx(5.1, abs=0.5)
    assert frame["front_km"].isna().all()  # what was given is not changed


def test_stored_lines_come_back_and_the_newest_of_a_source_and_day_holds(tmp_path: Path) -> None:
    assert (lines(), front_version()) == ([], "")
    assert not (tmp_path / "store").exists()  # asking makes no store
    area = shapely.MultiPolygon([shapely.Polygon(CORNERS)])
    add_lines([Layer(DAY, area, "a.geojson"), Layer(date(2022, 12, 10), area, "b.geojson")], **SAID)
    first = front_version()
    add_lines([Layer(DAY, shapely.MultiPolygon([shapely.Polygon(box(38, 48, 39, 49))]), "c.geojson")], **SAID)
    assert front_version() != first
    found = lines()
    assert [(one.day, one.file, one.attribution) for one in found] == [
        (date(2022, 12, 10), "b.geojson", "Nobody"),
        (DAY, "c.geojson", "Nobody"),
    ]
    assert remove_lines("made", DAY) == 1
    assert [one.day for one in lines()] == [date(2022, 12, 10)]
    with pytest.raises(FrontError, match="no line of this source"):
        remove_lines("other")


@pytest.mark.parametrize("missing", SAID)
def test_a_source_without_name_licence_or_attribution_is_refused(
    missing: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(tmp_path / "x_20221220.geojson", geojson(CORNERS))
    options = [word for name, text in (SAID | {missing: " "}).items() for word in (f"--{name}", text)]
    assert main(["front", "add", str(path), *options]) == 1
    assert f"--{missing} is not stated" in capsys.readouterr().err
    assert lines() == []
    without = [word for name, text in SAID.items() if name != missing for word in (f"--{name}", text)]
    with pytest.raises(SystemExit):
        main(["front", "add", str(path), *without])


def test_a_broken_file_changes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    options = [word for name, text in SAID.items() for word in (f"--{name}", text)]
    good = write(tmp_path / "good_20221220.geojson", geojson(CORNERS))
    assert main(["front", "add", str(good), *options]) == 0
    version = front_version()
    bad = tmp_path / "bad_20221221.geojson"
    bad.write_text('{"type": "FeatureCollection", "features": [{"type"')
    capsys.readouterr()
    assert main(["front", "add", str(bad), *options]) == 1
    told = capsys.readouterr()
    assert [row for row in told.err.splitlines() if row.startswith("error: ")] == told.err.splitlines()
    assert len(told.err.splitlines()) == 1
    assert front_version() == version


@pytest.mark.usefixtures("gazetteer")
class TestCommands:
    @pytest.fixture(autouse=True)
    def _added(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        path = write(tmp_path / "made_20221220.geojson", geojson(CORNERS))
        assert main(["front", "add", str(path), "--source", "made", "--licence", "CC0", "--attribution", "Nobody"]) == 0
        capsys.readouterr()

    def told(self, capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
        assert main(["front", "distance", *words, "--json"]) == 0
        told: dict[str, Any] = json.loads(capsys.readouterr().out)
        return told

    @pytest.mark.parametrize(
        ("place", "low", "high"),
        [
            ("Bakhmut", 0, 10),
            ("Kramatorsk", 25, 60),
            ("Sloviansk", 25, 60),
            ("Kharkiv", 80, 200),
            ("Donetsk", -20, -3),
        ],
    )
    def test_distances_of_known_towns(
        self, place: str, low: float, high: float, capsys: pytest.CaptureFixture[str]
    ) -> None:
        told = self.told(capsys, place, "--date", "2022-12-20")
        assert low < told["front_km"] < high
        assert (told["front_source"], told["front_date"], told["age_days"]) == ("made", "2022-12-20", 0)
        assert told["low_km"] == told["high_km"] == told["front_km"]
        assert main(["front", "distance", place, "--date", "2022-12-24"]) == 0
        out = capsys.readouterr().out
        assert f"{told['front_km']:+.1f} km" in out
        assert "made, data of 2022-12-20 (4 days older); Nobody; CC0" in out

    def test_a_place_given_as_an_area_has_a_range(self, capsys: pytest.CaptureFixture[str]) -> None:
        told = self.told(capsys, "atlas:donbas", "--date", "2022-12-20")
        assert told["high_km"] - told["low_km"] > 50
        assert told["low_km"] < told["front_km"] < told["high_km"]

    @pytest.mark.parametrize(
        ("words", "said"),
        [
            (("Bakhmut", "--date", "2023-06-01"), "no line"),
            (("Bakhmut", "--date", "2022-12-20", "--source", "other"), "stored are made"),
            (("Qwertzuiopske", "--date", "2022-12-20"), "no place of this name"),
        ],
    )
    def test_what_cannot_be_answered_is_said(
        self, words: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["front", "distance", *words]) == 1
        assert said in capsys.readouterr().err

    def test_the_set_number_of_days_holds(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setenv("ATLAS_FRONT_DAYS", "200")
        assert self.told(capsys, "Bakhmut", "--date", "2023-06-01")["age_days"] == 163
        monkeypatch.setenv("ATLAS_FRONT_DAYS", "some")
        assert main(["front", "distance", "Bakhmut", "--date", "2023-06-01"]) == 1
        assert "ATLAS_FRONT_DAYS is 'some'" in capsys.readouterr().err

    def test_lines_are_listed_and_taken_out(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["front", "list"]) == 0
        assert capsys.readouterr().out == "2022-12-20  made  (Nobody; CC0)\n"
        assert main(["front", "remove", "--source", "made"]) == 0
        assert main(["front", "list", "--json"]) == 0
        assert capsys.readouterr().out == '{"removed": 1}\n'

    def test_what_is_located_and_exported_has_the_columns(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        report = tmp_path / "report.txt"
        report.write_text(" date 2022-12-20 Kop\n\nEr is gevochten in Bakhmut.\n", encoding="utf-8")
        assert main(["locate", str(report)]) == 0
        located = json.loads(capsys.readouterr().out.splitlines()[0])
        assert main(["ingest", str(report)]) == 0
        capsys.readouterr()
        assert main(["export", "--out", str(tmp_path / "x.csv")]) == 0
        exported = pd.read_csv(tmp_path / "x.csv").iloc[0]
        assert located["front_km"] == exported["front_km"] == pytest.approx(5.1, abs=0.5)
        assert located["front_source"] == exported["front_source"] == "made"
        assert located["front_date"] == exported["front_date"] == "2022-12-20"

    def test_an_export_keeps_what_is_near_the_line_of_a_source(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        report = tmp_path / "report.txt"
        text = (
            " date 2022-12-20 Kop\n\nEr is gevochten in Bakhmut. In Lviv werd vergaderd. De Russische troepen wijken.\n"
        )
        report.write_text(text, encoding="utf-8")
        assert main(["ingest", str(report)]) == 0
        for words, found in (
            ([], ["Bakhmut", "Lviv", "Russische"]),
            (["--front-km", "20"], ["Bakhmut"]),
            (["--front-km", "20", "--front", "made"], ["Bakhmut"]),
            (["--front-km", "20", "--front", "other"], []),
        ):
            capsys.readouterr()
            assert main(["export", *words]) == 0
            rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
            assert [row["surface"] for row in rows] == found
            assert [row["front_km"] is None for row in rows] == [row["kind"] != "place" for row in rows]


def test_places_at_the_front_are_those_within_ten_kilometres_on_either_side() -> None:
    assert [is_front_line(one) for one in (-10.0, 9.9, 10.1, -30.0, None)] == [True, True, False, False, False]
    frame = with_front(pd.concat([mentions(), mentions(mention_id="n", latitude=48.7, longitude=37.5)]), front(line()))
    assert front_line_days(frame)["place_name"].tolist() == ["Bakhmut"]


def test_a_claim_of_capture_far_from_the_line_is_flagged() -> None:
    assert is_far_claim("control", 40.0)
    assert is_far_claim("control", -40.0)
    assert not is_far_claim("control", 5.0)
    assert not is_far_claim("combat", 40.0)
    assert not is_far_claim("control", None)


def test_the_curve_has_a_value_for_each_line_of_each_source() -> None:
    west = [(east - 1, north) for east, north in CORNERS]
    table = curve(front(line(), line(west, date(2022, 12, 25)), line(source="other")), 38.0004, 48.5956)
    assert table["source"].tolist() == ["made", "other", "made"]
    assert (table["km"] > 0).tolist() == [True, True, False]
    assert table["km"].iloc[0] == pytest.approx(table["km"].iloc[1])


def test_places_that_changed_sides() -> None:
    west = [(east - 0.3, north) for east, north in CORNERS]
    both = front(line(), line(west, date(2022, 12, 25)))
    names = ["Bakhmut", "Donetsk", "Kramatorsk", "Oblast"]
    places = pd.DataFrame(
        {
            "place_id": names,
            "place_name": names,
            "level": ["populated_place"] * 3 + ["admin1"],
            "latitude": [48.5956, 48.023, 48.723, 48.5956],
            "longitude": [38.0004, 37.8029, 37.5563, 38.0004],
        }
    )
    changed = changed_sides(both, places, DAY, date(2022, 12, 26), 14)
    assert changed[["place_id", "change"]].to_numpy().tolist() == [["Bakhmut", "occupied"]]
    back = changed_sides(both, places, date(2022, 12, 26), DAY, 14)
    assert back["change"].tolist() == ["freed"]
    assert changed_sides(both, places, date(2021, 1, 1), DAY, 14).empty


def test_nothing_is_measured_without_lines() -> None:
    frame = mentions()
    assert with_front(frame, stored_front()) is frame
