from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from geo.__main__ import main
from geo.export import to_csv
from geo.frame import COLUMNS

REPORT = " date 2022-12-20 Kop\n\nEr is dinsdag gevochten in Bakhmut en in het dorp Qwertzuiopske.\n"


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "in" / "report.txt"
    path.parent.mkdir()
    path.write_text(REPORT, encoding="utf-8")
    return path


@pytest.mark.usefixtures("gazetteer")
class TestLocate:
    def test_json_lines_have_null_and_iso_dates(self, report: Path, tmp_path: Path) -> None:
        out = tmp_path / "x.jsonl"
        assert main(["locate", str(report), "--out", str(out)]) == 0
        rows = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
        assert [row["surface"] for row in rows] == ["Bakhmut", "Qwertzuiopske"]
        assert list(rows[0]) == list(COLUMNS)
        assert rows[0]["published"] == rows[0]["event_start"] == "2022-12-20"
        assert rows[0]["source"] is None
        assert rows[1]["place_id"] is None
        assert rows[1]["latitude"] is None
        assert "NaN" not in out.read_text()

    @pytest.mark.parametrize("ending", [".csv", ".parquet"])
    def test_the_other_forms_hold_the_same(self, report: Path, tmp_path: Path, ending: str) -> None:
        out = tmp_path / f"x{ending}"
        assert main(["locate", str(report), "--out", str(out)]) == 0
        table = pd.read_csv(out) if ending == ".csv" else pd.read_parquet(out)
        assert list(table.columns) == list(COLUMNS)
        assert list(table["surface"]) == ["Bakhmut", "Qwertzuiopske"]
        assert str(table["published"].iloc[0])[:10] == "2022-12-20"
        assert pd.isna(table["place_id"].iloc[1])

    def test_without_out_the_rows_go_to_the_screen(self, report: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["locate", str(report)]) == 0
        assert json.loads(capsys.readouterr().out.splitlines()[0])["surface"] == "Bakhmut"

    def test_bad_files_cost_nothing_but_the_exit_status(
        self, report: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (report.parent / "bad.txt").write_bytes(b"ok\n\xff\n")
        (report.parent / "bad.csv").write_text("a,b\n1,2\n")
        out = tmp_path / "x.jsonl"
        assert main(["locate", str(report.parent), "--out", str(out)]) == 1
        assert len(out.read_text().splitlines()) == 2
        errors = capsys.readouterr().err
        assert "bad.txt:2: not UTF-8" in errors
        assert "bad.csv" in errors

    def test_undated_articles_are_a_warning(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        path = tmp_path / "plain.txt"
        path.write_text("In Kherson is het stil.")
        assert main(["locate", str(path), "--out", str(tmp_path / "x.csv")]) == 0
        assert capsys.readouterr().err.count("warning:") == 1

    def test_an_unknown_ending_is_refused_before_the_work(
        self, report: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["locate", str(report), "--out", str(tmp_path / "x.xlsx")]) == 1
        assert "use .jsonl, .csv, .parquet" in capsys.readouterr().err

    def test_a_place_that_cannot_be_written_is_named(
        self, report: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["locate", str(report), "--out", str(tmp_path / "no" / "x.csv")]) == 1
        assert "cannot be written" in capsys.readouterr().err

    def test_nothing_to_read_is_an_error(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["locate", str(tmp_path)]) == 1
        assert "no articles" in capsys.readouterr().err


@pytest.mark.usefixtures("gazetteer")
class TestGeocode:
    def test_one_name(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["geocode", "Kurakhove, Donetsk Oblast, Ukraine"]) == 0
        found = json.loads(capsys.readouterr().out)
        assert found["latitude"] == pytest.approx(47.98, abs=0.05)
        assert found["place_name"] == "Kurakhove"

    def test_an_unknown_name_exits_with_1(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["geocode", "Qwertzuiopske"]) == 1
        assert json.loads(capsys.readouterr().out)["place_id"] is None

    @pytest.mark.parametrize("ending", [".csv", ".jsonl", ".parquet"])
    def test_a_column_of_names(self, tmp_path: Path, ending: str) -> None:
        source, out = tmp_path / f"in{ending}", tmp_path / f"out{ending}"
        table = pd.DataFrame({"id": ["007", "b", "c"], "query": ["Bakhmut", "Qwertzuiopske", None]})
        write = {".csv": table.to_csv, ".parquet": table.to_parquet}
        if ending == ".jsonl":
            source.write_text(
                "".join(json.dumps(row) + "\n" for row in table.to_dict("records")).replace("NaN", "null")
            )
        else:
            write[ending](source, index=False)
        assert main(["geocode", str(source), "--column", "query", "--out", str(out)]) == 0
        if ending == ".jsonl":
            rows = [json.loads(line) for line in out.read_text().splitlines()]
            assert rows[0]["place_id"] == "geonames:713174"
            assert rows[1]["latitude"] is None
            assert rows[0]["id"] == "007"
            return
        found = pd.read_csv(out, dtype={"id": "str"}) if ending == ".csv" else pd.read_parquet(out)
        assert list(found.columns) == ["id", "query", "latitude", "longitude", "place_id", "place_name", "score"]
        assert list(found["id"]) == ["007", "b", "c"]
        assert found["place_id"].iloc[0] == "geonames:713174"
        assert found.iloc[1:][["latitude", "longitude", "place_id", "place_name", "score"]].isna().all(axis=None)

    def test_a_missing_column_or_file_is_named(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        path = tmp_path / "in.csv"
        path.write_text("a\nx\n")
        assert main(["geocode", str(path), "--column", "query"]) == 1
        assert "no column 'query'; found a" in capsys.readouterr().err
        assert main(["geocode", str(tmp_path / "gone.csv"), "--column", "query"]) == 1
        assert "gone.csv: not a readable .csv file" in capsys.readouterr().err


def test_cells_that_a_spreadsheet_would_run_are_defused() -> None:
    text = to_csv(pd.DataFrame({"a": ["=1+1", "@x", "-2", "plain", None], "n": [-1.5, 2, 3, 4, 5]}))
    assert text.splitlines()[1:] == ["'=1+1,-1.5", "'@x,2.0", "'-2,3.0", "plain,4.0", ",5.0"]
