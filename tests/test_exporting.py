"""Every file that is exported, read back by somebody else's reader: the same rows, the same values."""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import sqlite_utils
from PIL import Image
from sqlite_utils.utils import Format, rows_from_file

from geo.__main__ import main
from geo.assets import StaticFiles, build_static
from geo.correcting import correct
from geo.corrections import point
from geo.errors import GeoError
from geo.exporting import ENDINGS, write_export
from geo.filters import Filters
from geo.frame import COLUMNS, DAY, TEXT
from geo.front import add_lines
from geo.front.reading import Layer
from geo.loading import load
from geo.models import KINDS, Interval
from geo.selecting import Selection, chosen, command_line, told
from geo.store import Store, open_store, read, retract, snapshot

from .made_front import line
from .test_loading import LOST, MINSK, mention, put

HOSTILE = '=HYPERLINK("http://x"), <b>& ]]> \' \u0007 ${x} Їжак 🚂'
DONETSK = {
    "place_id": "geonames:709716",
    "place_name": "Donetsk Oblast",
    "level": "admin1",
    "latitude": 48.05,
    "longitude": 37.7,
    "uncertainty_km": 92.0,
}
FIJI = DONETSK | {"place_id": "geonames:2205218", "place_name": "Fiji", "longitude": 179.5, "latitude": -17.5}
EVERY = Selection(Filters(kinds=KINDS))


@pytest.fixture
def store() -> Store:
    store = open_store()
    put(
        store,
        mention(0, published=date(2022, 12, 20), title='-2+3 "quoted", in\nlines', excerpt=HOSTILE),
        mention(1, published=date(2022, 12, 21), role="strike", title=""),
        mention(2, published=date(2023, 2, 1), published_precision="month", **DONETSK),
        mention(3, published=None, published_precision=None, url=None),
        mention(4, **MINSK, level="country", basis="inferred", published=date(2022, 12, 5)),
        mention(5, **LOST, uncertainty_km=None, published=date(2022, 12, 22)),
        mention(6, kind="metonym", role=None, published=date(2022, 12, 23)),
        mention(7, event_start=date(2014, 3, 1), event_end=date(2014, 3, 9), published=date(2022, 1, 1), **FIJI),
    )
    return store


def exported(store: Store, path: Path, selection: Selection = EVERY, **more: Any) -> Path:
    loaded = load(snapshot(store))
    assert write_export(path, loaded, selection, chosen(loaded, selection, None), **more) >= 0
    return path


def plain(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows with None for unknown and days as text."""
    days = {name: frame[name].dt.strftime("%Y-%m-%d") for name, dtype in COLUMNS.items() if dtype == DAY}
    held = frame.assign(**days).astype(object)
    return held.where(held.notna(), None).to_dict("records")


def undone(row: dict[str, Any]) -> dict[str, Any]:
    """Without the apostrophe that keeps a spreadsheet from running a text."""
    return {name: re.sub("^'(?=[=+@-])", "", value) if isinstance(value, str) else value for name, value in row.items()}


class TestTables:
    def test_csv_in_duckdb(self, store: Store, tmp_path: Path) -> None:
        path = exported(store, tmp_path / "x.csv")
        texts = {name: "VARCHAR" for name, dtype in COLUMNS.items() if dtype == TEXT}
        found = duckdb.read_csv(str(path), dtype=texts, na_values="", allow_quoted_nulls=False).to_arrow_table()
        assert found.column_names == list(COLUMNS)
        assert {str(found.schema.field(name).type) for name in ("published", "event_end")} == {"date32[day]"}
        rows = [{k: v.isoformat() if isinstance(v, date) else v for k, v in row.items()} for row in found.to_pylist()]
        assert [undone(row) for row in rows] == plain(read(store))

    def test_csv_in_pandas_and_as_text(self, store: Store, tmp_path: Path) -> None:
        path = exported(store, tmp_path / "x.csv")
        found = pd.read_csv(path, parse_dates=["published"])
        assert list(found.columns) == list(COLUMNS)
        assert len(found) == 8
        text = path.read_text(encoding="utf-8")
        assert "'=HYPERLINK" in text
        assert "\"'-2+3" in text
        assert "NaN" not in text
        assert "2022-12-20" in text
        assert found["published"].max() == pd.Timestamp("2023-02-01")

    @pytest.mark.parametrize("mark", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
    def test_no_cell_runs_as_a_formula(self, mark: str, tmp_path: Path) -> None:
        store = open_store(tmp_path / "other")
        put(store, mention(0, title=f"{mark}1+1", source=f"a{mark}1"))
        found = duckdb.sql(f"SELECT title, source FROM read_csv('{exported(store, tmp_path / 'x.csv')}')").fetchall()
        assert found == [(f"'{mark}1+1", f"a{mark}1")]

    def test_parquet_in_duckdb(self, store: Store, tmp_path: Path) -> None:
        found = duckdb.sql(f"FROM '{exported(store, tmp_path / 'x.parquet')}'").to_arrow_table().to_pylist()
        rows = [{k: v.isoformat() if isinstance(v, date) else v for k, v in row.items()} for row in found]
        assert rows == plain(read(store))

    @pytest.mark.parametrize("ending", [".jsonl", ".csv"])
    def test_tables_in_sqlite(self, store: Store, tmp_path: Path, ending: str) -> None:
        with exported(store, tmp_path / f"x{ending}").open("rb") as file:
            rows, _ = rows_from_file(file, Format.NL if ending == ".jsonl" else Format.CSV)
            database = sqlite_utils.Database(memory=True)
            database["mentions"].insert_all(rows, pk="mention_id")
        expected = {row["mention_id"]: row for row in plain(read(store))}
        found = {row["mention_id"]: undone(row) for row in database["mentions"].rows}
        if ending == ".csv":
            as_text = {key: {k: "" if v is None else str(v) for k, v in row.items()} for key, row in expected.items()}
            numbers = [name for name, dtype in COLUMNS.items() if dtype == "float64"]
            for key, row in found.items():
                assert {k: v for k, v in row.items() if k not in numbers} == {
                    k: v for k, v in as_text[key].items() if k not in numbers
                }
                for name in numbers:
                    assert (float(row[name]) if row[name] else None) == expected[key][name]
        else:
            assert found == expected
        database.close()


class TestMaps:
    def test_geojson_in_geopandas(self, store: Store, tmp_path: Path) -> None:
        path = exported(store, tmp_path / "x.geojson")
        found = gpd.read_file(path, engine="pyogrio")
        expected = read(store)
        assert found.crs.to_epsg() == 4326
        assert list(found["mention_id"]) == list(expected["mention_id"])
        assert set(COLUMNS) <= set(found.columns)
        for name in ("surface", "excerpt", "title", "place_name", "role"):
            assert [None if pd.isna(v) else v for v in found[name]] == [r[name] for r in plain(expected)]
        assert found["published"].dt.strftime("%Y-%m-%d").fillna("").tolist() == [
            row["published"] or "" for row in plain(expected)
        ]
        by_id = found.set_index("article_id").geometry
        assert by_id["a0"].geom_type == "Point"
        assert (by_id["a0"].y, by_id["a0"].x) == (expected["latitude"].max(), by_id["a0"].x) or by_id["a0"].y > 40
        assert by_id["a4"].geom_type == "Point"  # a country stays at its capital, and says that it is inferred
        assert by_id["a5"] is None

    def test_an_area_is_an_area(self, store: Store, tmp_path: Path) -> None:
        shapes = gpd.read_file(exported(store, tmp_path / "x.geojson")).set_index("article_id").geometry
        circle = shapes["a2"]
        assert circle.geom_type == "Polygon"
        assert circle.is_valid
        assert circle.exterior.is_ccw  # the right-hand rule of RFC 7946, 3.1.6
        area = gpd.GeoSeries([circle], crs=4326).to_crs("+proj=laea +lat_0=48.05 +lon_0=37.7").area.iloc[0] / 1e6
        assert area == pytest.approx(np.pi * 92**2, rel=0.02)

    def test_an_area_on_the_antimeridian_is_cut(self, store: Store, tmp_path: Path) -> None:
        shape = gpd.read_file(exported(store, tmp_path / "x.geojson")).set_index("article_id").geometry["a7"]
        assert shape.geom_type == "MultiPolygon"
        west, _, east, _ = shape.bounds
        assert (west, east) == (-180.0, 180.0)
        assert shape.is_valid
        assert all(part.exterior.is_ccw and part.area < 2 for part in shape.geoms)

    def test_ids_are_stable_and_of_the_mentions(self, store: Store, tmp_path: Path) -> None:
        first, second = (
            json.loads(exported(store, tmp_path / name).read_text()) for name in ("a.geojson", "b.geojson")
        )
        assert first == second
        assert [f["id"] for f in first["features"]] == [f["properties"]["mention_id"] for f in first["features"]]
        assert set(first) == {"type", "features"}  # no crs member: RFC 7946, 4

    def test_kml_in_gdal(self, store: Store, tmp_path: Path) -> None:
        path = exported(store, tmp_path / "x.kml")
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("OGR_SKIP", "KML")
            found = gpd.read_file(path, engine="pyogrio")
        expected = plain(read(store))
        assert found["mention_id"].tolist() == [row["mention_id"] for row in expected]
        for name in ("surface", "place_name", "role", "basis"):
            assert [v or None if isinstance(v, str) else None for v in found[name]] == [row[name] for row in expected]
        assert found["excerpt"].tolist() == [row["excerpt"].replace("\u0007", "\ufffd") for row in expected]
        spans = {row["article_id"]: (str(row["begin"])[:10], str(row["end"])[:10]) for row in found.to_dict("records")}
        assert spans["a0"] == ("2022-12-20", "2022-12-20")
        assert spans["a2"] == ("2023-02-01", "2023-02-28")
        assert spans["a7"] == ("2014-03-01", "2014-03-09")
        assert spans["a3"] == ("NaT", "NaT")
        shapes = found.set_index("article_id").geometry
        assert shapes["a2"].geom_type == "Polygon"
        assert shapes["a7"].geom_type in {"MultiPolygon", "GeometryCollection"}

    def test_what_an_article_says_is_no_markup_in_a_globe(self, store: Store, tmp_path: Path) -> None:
        text = exported(store, tmp_path / "x.kml").read_text(encoding="utf-8")
        assert "<b>" not in text
        assert "&amp;lt;b&amp;gt;" in text  # a description is HTML once more


class TestSelection:
    def test_what_is_filtered_and_nothing_else(self, store: Store, tmp_path: Path) -> None:
        asked = Selection(Filters(roles=("strike",)), Interval(date(2022, 12, 1), date(2022, 12, 31)), undated=False)
        found = pd.read_csv(exported(store, tmp_path / "x.csv", asked))
        assert found["article_id"].tolist() == ["a1"]

    def test_nothing_is_a_file_with_a_header(self, store: Store, tmp_path: Path) -> None:
        asked = Selection(Filters(sources=("nobody",)))
        assert duckdb.sql(f"FROM '{exported(store, tmp_path / 'x.parquet', asked)}'").fetchall() == []
        assert len(pd.read_csv(exported(store, tmp_path / "x.csv", asked))) == 0
        assert json.loads(exported(store, tmp_path / "x.geojson", asked).read_text())["features"] == []

    def test_in_words_and_on_the_command_line(self) -> None:
        filters = Filters(
            roles=("strike", "combat"), countries=("UA",), least_score=80, text="grain ship", place="Odesa"
        )
        asked = Selection(filters, Interval(date(2022, 12, 1), date(2022, 12, 31)), undated=True, once=True)
        assert told(asked)[0] == "from 2022-12-01 to 2022-12-31"
        words = command_line(asked)
        assert words[:5] == ["--from", "2022-12-01", "--to", "2022-12-31", "--undated"]
        from geo.__main__ import parser
        from geo.export_command import selection_of

        again = selection_of(parser().parse_args(["export", *words, "x.csv"]))
        assert again == Selection(Filters(**{**_fields(filters), "kinds": ("place",)}), asked.period, True, True)


def _fields(filters: Filters) -> dict[str, Any]:
    return {name: getattr(filters, name) for name in filters.__slots__}


class TestState:
    """What the store went through shows in an export as it does on reading."""

    def test_corrections_retractions_and_what_was_known(self, store: Store, tmp_path: Path) -> None:
        before = datetime.now(UTC)
        correct(store, "a0", "Bakhmut", point(48.0, 37.0, "elsewhere", 2.0), who="anna", why="a test")
        correct(store, "a1", "Bakhmut", None, who="anna", why="a test")
        retract(store, ["a3"], why="a test")
        expected = plain(read(store))
        by_id = {row["article_id"]: row for row in expected}
        assert by_id["a0"]["basis"] == "manual"
        assert "a3" not in by_id
        for ending in (".parquet", ".jsonl"):
            assert main(["export", str(tmp_path / f"now{ending}")]) == 0
        lines = (tmp_path / "now.jsonl").read_text(encoding="utf-8").splitlines()
        assert [json.loads(line) for line in lines] == expected
        loaded = load(snapshot(store), before)
        path = tmp_path / "then.jsonl"
        write_export(path, loaded, EVERY, chosen(loaded, EVERY, None), as_known_on=before)
        then = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        assert then == plain(read(store, as_known_on=before))
        assert {row["article_id"] for row in then} >= {"a0", "a1", "a3"}

    def test_a_story_counts_once_where_it_is_asked_for(self, tmp_path: Path) -> None:
        store = open_store(tmp_path / "stories")
        put(store, *(mention(n, story_id="s", published=date(2022, 12, 20 + n)) for n in range(3)), mention(9))
        once = Selection(Filters(kinds=KINDS), once=True)
        assert len(pd.read_csv(exported(store, tmp_path / "all.csv"))) == 4
        assert len(pd.read_csv(exported(store, tmp_path / "once.csv", once))) == 2


class TestCommand:
    def test_filters(self, store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        out = tmp_path / "x.csv"
        words = [
            "--from",
            "2022-12-01",
            "--to",
            "2022-12-31",
            "--kind",
            "place",
            "--role",
            "strike",
            "--role",
            "combat",
        ]
        assert main(["export", *words, str(out)]) == 0
        assert pd.read_csv(out)["article_id"].tolist() == ["a4", "a0", "a1", "a5"]
        assert "4 mentions written" in capsys.readouterr().err

    def test_without_filters_all_is_written(self, store: Store, tmp_path: Path) -> None:
        assert main(["export", str(tmp_path / "x.jsonl")]) == 0
        lines = [json.loads(line) for line in (tmp_path / "x.jsonl").read_text(encoding="utf-8").splitlines()]
        assert lines == plain(read(store))

    def test_the_screen_gets_json_lines(self, store: Store, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["export", "--country", "BY"]) == 0
        assert capsys.readouterr().out == ""
        assert main(["export", "--role", "strike"]) == 0
        assert json.loads(capsys.readouterr().out)["article_id"] == "a1"

    @pytest.mark.parametrize(
        ("words", "said"),
        [
            (["x.xlsx"], f"use {', '.join(ENDINGS)}"),
            (["--from", "2023-01-02", "--to", "2023-01-01", "x.csv"], "--from 2023-01-02 lies after --to 2023-01-01"),
        ],
    )
    def test_what_cannot_be_done_is_said(
        self, store: Store, words: list[str], said: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["export", *words]) == 1
        assert said in capsys.readouterr().err

    def test_a_draft_never_stays(self, store: Store, tmp_path: Path) -> None:
        (tmp_path / "x.csv").mkdir()
        with pytest.raises(GeoError, match="cannot be written"):
            exported(store, tmp_path / "x.csv")
        assert [path.name for path in tmp_path.glob(".x.csv*")] == []


class TestPictureAndBundle:
    @pytest.fixture
    def static(self) -> StaticFiles:
        return build_static()

    def test_the_picture_shows_the_places(self, store: Store, tmp_path: Path, static: StaticFiles) -> None:
        full, empty = (
            Image.open(exported(store, tmp_path / f"{n}.png", asked, static=static)).convert("RGB")
            for n, asked in enumerate((EVERY, Selection(Filters(sources=("nobody",)))))
        )
        assert full.size == empty.size == (1600, 1000)
        changed = np.argwhere((np.asarray(full).astype(int) - np.asarray(empty)).any(axis=2)[:900])
        assert len(changed) > 100

    def test_the_bundle_is_whole_and_holds_the_same_rows(
        self, store: Store, tmp_path: Path, static: StaticFiles
    ) -> None:
        with zipfile.ZipFile(exported(store, tmp_path / "x.zip", static=static)) as bundle:
            held = {name.removeprefix("frontline-atlas/"): bundle.read(name) for name in bundle.namelist()}
        sums = dict(line.split("  ")[::-1] for line in held.pop("SHA256SUMS").decode().splitlines())
        assert sums == {name: hashlib.sha256(content).hexdigest() for name, content in held.items()}
        for name in ("mentions.csv", "mentions.parquet", "mentions.geojson", "mentions.kml"):
            alone = exported(store, tmp_path / name)
            assert held[f"data/{name}"] == alone.read_bytes(), name
        state = json.loads(held["selection.json"])
        assert state["mentions"] == 8
        assert state["filters"]["kinds"] == list(KINDS)
        page = held["index.html"].decode()
        assert "default-src 'none'" in page
        assert "<b>&" not in page
        assert "Redistribution" in held["LICENCES.txt"].decode()
        columns = pd.read_csv(tmp_path / "mentions.csv").columns
        assert [line.split(",")[0] for line in held["data/columns.csv"].decode().splitlines()[1:]] == list(columns)

    def test_the_bundle_names_whom_the_front_line_is_from(
        self, store: Store, tmp_path: Path, static: StaticFiles
    ) -> None:
        area = line().area
        for source, day in (("made", date(2022, 12, 20)), ("unused", date(2010, 1, 1))):
            add_lines([Layer(day, area, "a")], source=source, licence="CC0", attribution="Anna <b> & Co")
        with zipfile.ZipFile(exported(store, tmp_path / "x.zip", static=static)) as bundle:
            page, licences = (
                bundle.read(f"frontline-atlas/{name}").decode() for name in ("index.html", "LICENCES.txt")
            )
        assert "- Front line made: Anna <b> & Co; CC0.\n" in licences
        assert "<li>Front line made: Anna &lt;b&gt; &amp; Co; CC0.</li>" in page
        assert "unused" not in licences
