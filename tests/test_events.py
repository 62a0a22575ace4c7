"""Tables of events by others: a row of each kind made by hand after its codebook, read, stored and compared."""

from __future__ import annotations

import csv
import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from geo.__main__ import main
from geo.errors import ArticleError
from geo.event_tables import EVENTS, Event, read_events, recognise_schema, schemas
from geo.frame import to_frame
from geo.gazetteer import Gazetteer
from geo.importing import article_of, compare, country_code, distribution, row_of, worst
from geo.ingest import outdated_ids
from geo.lists import read_list
from geo.models import LEVELS, ROLES, Interval
from geo.store import open_store, read

# The values are ours; the columns and codes are those of the codebooks named in data/events/.
ACLED = {
    "event_id_cnty": "UKR99001",
    "event_date": "20 December 2022",
    "year": "2022",
    "time_precision": "1",
    "disorder_type": "Political violence",
    "event_type": "Battles",
    "sub_event_type": "Armed clash",
    "actor1": "A",
    "country": "Ukraine",
    "admin1": "Donetsk",
    "admin2": "Bakhmutskyi",
    "location": "Bakhmut",
    "latitude": "48.5956",
    "longitude": "38.0004",
    "geo_precision": "1",
    "source": "A paper",
    "notes": "On 20 December 2022, troops clashed in the town. <b>",
    "fatalities": "0",
}
UCDP = {
    "id": "501",
    "relid": "UKR-2022-1-1",
    "year": "2022",
    "type_of_violence": "1",
    "source_office": "An agency",
    "source_headline": "Fighting in the oblast",
    "where_prec": "4",
    "where_coordinates": "Donetsk oblast",
    "where_description": "somewhere in the oblast",
    "adm_1": "Donetsk oblast",
    "adm_2": "",
    "latitude": "48.0",
    "longitude": "37.5",
    "country": "Ukraine",
    "date_prec": "4",
    "date_start": "2022-12-01 00:00:00.000",
    "date_end": "2022-12-31 00:00:00.000",
    "best": "3",
}
VIINA = {
    "event_id": "77",
    "report_id": "7",
    "date": "20221220",
    "time": "10:15",
    "source": "unian",
    "url": "https://example.org/a",
    "text": "Обстріл Бахмута",
    "lang": "ua",
    "address": "Бахмут, Донецька область, Україна",
    "longitude": "38.0",
    "latitude": "48.6",
    "GEO_PRECISION": "ADM3",
    "GEO_API": "OSM",
}
BELLINGCAT = {
    "id": "CIV0001",
    "date": "02/24/2022",
    "latitude": "49.85",
    "longitude": "36.66",
    "location": "Chuhuiv, south of Kharkiv",
    "description": "A block of flats was hit.",
    "sources": "[]",
}
OSINT = {
    "id": "g1",
    "date": "2022-10-10T16:20:00",
    "latitude": "48.6",
    "longitude": "38.0",
    "place_desc": "Bakhmut",
    "title": "",
    "description": "A bridge was hit.",
    "source": "GeoConfirmed",
    "links": "",
}
PLAIN = {"plaats": "Bakhmut", "datum": "2022-12", "notes": "gevechten"}
KINDS = {"acled": ACLED, "ucdp": UCDP, "viina": VIINA, "bellingcat": BELLINGCAT, "osint_geo": OSINT, "plain": PLAIN}


def table(path: Path, *rows: dict[str, str], delimiter: str = ",") -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), delimiter=delimiter)
        writer.writeheader()
        writer.writerows(rows)
    return path


def one(path: Path, row: dict[str, str], **changes: str) -> Event:
    [found] = read_events(table(path / "x.csv", row | changes))
    assert isinstance(found, Event), found
    return found


@pytest.mark.parametrize("key", list(KINDS))
def test_a_table_is_known_by_its_header(key: str) -> None:
    found = recognise_schema([name.upper() for name in KINDS[key]])
    assert found is not None
    assert found.key == key


def test_acled(tmp_path: Path) -> None:
    event = one(tmp_path, ACLED)
    assert (event.id, event.table, event.place, event.country) == ("acled:UKR99001", "ACLED", "Bakhmut", "Ukraine")
    assert (event.latitude, event.longitude, event.level, event.uncertainty_km) == (
        48.5956,
        38.0004,
        "populated_place",
        5,
    )
    assert (event.days, event.role) == (Interval(date(2022, 12, 20), date(2022, 12, 20)), "combat")
    assert event.code == "geo_precision 1"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"geo_precision": "2"}, {"level": "other", "uncertainty_km": 25}),
        ({"geo_precision": "3"}, {"level": "admin1", "uncertainty_km": 100}),
        ({"time_precision": "2"}, {"days": Interval(date(2022, 12, 17), date(2022, 12, 23))}),
        ({"time_precision": "3"}, {"days": Interval(date(2022, 12, 1), date(2022, 12, 31)), "precision": "month"}),
        ({"event_type": "Explosions/Remote violence"}, {"role": "strike"}),
        ({"sub_event_type": "Government regains territory"}, {"role": "control"}),
        ({"event_date": "2022-12-20"}, {"days": Interval(date(2022, 12, 20), date(2022, 12, 20))}),
    ],
)
def test_codes_of_acled(tmp_path: Path, changes: dict[str, str], expected: dict[str, Any]) -> None:
    event = one(tmp_path, ACLED, **changes)
    assert {name: getattr(event, name) for name in expected} == expected


def test_ucdp(tmp_path: Path) -> None:
    event = one(tmp_path, UCDP)
    assert (event.level, event.uncertainty_km, event.code) == ("admin1", 100, "where_prec 4")
    assert event.days == Interval(date(2022, 12, 1), date(2022, 12, 31))
    assert (event.role, event.source, event.text) == ("combat", "An agency", "Fighting in the oblast")
    levels = [one(tmp_path, UCDP, where_prec=str(code)).level for code in range(1, 8)]
    assert levels == ["populated_place", "other", "admin2", "admin1", "region", "country", "water"]


def test_viina(tmp_path: Path, gazetteer: Gazetteer) -> None:
    event = one(tmp_path, VIINA)
    assert (event.level, event.days) == ("populated_place", Interval(date(2022, 12, 20), date(2022, 12, 20)))
    article = article_of(event)
    assert (article.lang, article.published) == ("uk", date(2022, 12, 20))
    assert row_of(event, article, gazetteer)["event_start"] is None  # its date is that of the report
    assert one(tmp_path, VIINA, GEO_PRECISION="STREET").uncertainty_km == 1


def test_bellingcat_and_osint_geo(tmp_path: Path) -> None:
    event = one(tmp_path, BELLINGCAT)
    assert (event.days, event.uncertainty_km) == (Interval(date(2022, 2, 24), date(2022, 2, 24)), 1)
    (tmp_path / "x.json").write_text(json.dumps([{**BELLINGCAT, "latitude": 49.85, "sources": []}]))
    assert list(read_events(tmp_path / "x.json")) == [event]
    event = one(tmp_path, OSINT)
    assert (event.table, event.place, event.source) == ("osint-geo", "Bakhmut", "GeoConfirmed")
    feature = {"type": "Feature", "id": "g1", "geometry": {"type": "Point", "coordinates": [38.0, 48.6]}}
    feature["properties"] = {name: OSINT[name] for name in ("date", "place_desc", "description", "source")}
    (tmp_path / "x.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    assert list(read_events(tmp_path / "x.geojson")) == [event]


@pytest.mark.parametrize(
    ("row", "changes", "said"),
    [
        (ACLED, {"geo_precision": "4"}, "row 2: geo_precision is '4'; allowed are 1, 2, 3 (ACLED)"),
        (ACLED, {"time_precision": ""}, "row 2: time_precision is ''; allowed are 1, 2, 3 (ACLED)"),
        (ACLED, {"event_type": "Picnics"}, "row 2: event_type is 'Picnics'; allowed are Battles, Explosions"),
        (ACLED, {"latitude": "480"}, "row 2: latitude is '480'; allowed are degrees from -90 to 90"),
        (ACLED, {"latitude": "nan"}, "row 2: latitude is 'nan'"),
        (ACLED, {"event_date": "20-12-22"}, "row 2: event_date is '20-12-22'; allowed are forms such as 2022-12-20"),
        (UCDP, {"where_prec": "9"}, "row 2: where_prec is '9'; allowed are 1, 2, 3, 4, 5, 6, 7 (UCDP GED)"),
        (UCDP, {"date_prec": "x"}, "row 2: date_prec is 'x'; allowed are 1, 2, 3, 4, 5 (UCDP GED)"),
        (UCDP, {"date_end": "2022-11-01"}, "row 2: date_end is missing or lies before 2022-12-01"),
        (VIINA, {"GEO_PRECISION": "ADM9"}, "row 2: GEO_PRECISION is 'ADM9'; allowed are STREET, ADM3, ADM2, ADM1"),
        (BELLINGCAT, {"longitude": ""}, "row 2: one of latitude and longitude is missing"),
        (PLAIN, {"plaats": ""}, "row 2: neither a place nor coordinates"),
    ],
)
def test_what_cannot_be_read_is_named_and_costs_its_own_row(
    tmp_path: Path, row: dict[str, str], changes: dict[str, str], said: str
) -> None:
    number = "id" if "id" in row else next(iter(row))
    first, second, third = read_events(table(tmp_path / "x.csv", row, row | changes, row | {number: "another"}))
    assert isinstance(first, Event)
    assert isinstance(third, Event)
    assert said in str(second)


def test_files_that_are_no_such_table(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("a,b\n1,2\n")
    with pytest.raises(ArticleError, match=re.escape("found a, b. Known are ACLED")):
        list(read_events(tmp_path / "a.csv"))
    (tmp_path / "b.csv").write_text("")
    with pytest.raises(ArticleError, match="no row"):
        list(read_events(tmp_path / "b.csv"))
    for name, content in (("c.json", "{"), ("c.csv", "place\n\udcff\n"), ("gone.csv", None), ("x.txt", "x")):
        if content is not None:
            (tmp_path / name).write_bytes(content.encode("utf-8", "surrogateescape"))
        with pytest.raises(ArticleError, match=f"{name}: cannot"):
            list(read_events(tmp_path / name))
    (tmp_path / "d.csv").write_text("place;date\nBakhmut;2022-12-20;x\nKherson;2022-12-21\n")
    bad, good = read_events(tmp_path / "d.csv")
    assert "d.csv: row 1: another number of cells" in str(bad)
    assert isinstance(good, Event)


def test_other_forms_of_tables(tmp_path: Path) -> None:
    expected = one(tmp_path, ACLED)
    assert list(read_events(table(tmp_path / "semicolons.csv", ACLED, delimiter=";"))) == [expected]
    typed = {**ACLED, "latitude": 48.5956, "longitude": 38.0004, "geo_precision": 1, "time_precision": 1.0}
    pd.DataFrame([typed]).to_parquet(tmp_path / "x.parquet")
    assert list(read_events(tmp_path / "x.parquet")) == [expected]


def test_their_coordinates_are_kept(tmp_path: Path, gazetteer: Gazetteer) -> None:
    for key, row in KINDS.items():
        event = one(tmp_path, row)
        article = article_of(event)
        [found] = to_frame([row_of(event, article, gazetteer)]).to_dict("records")
        assert found["surface"] == article.text[found["start"] : found["end"]]
        assert article.text.startswith(found["excerpt"])
        if key == "plain":
            assert (found["basis"], found["place_id"]) == ("named", "geonames:713174")
            assert found["published_precision"] == "month"
            continue
        assert found["basis"] == "given"
        assert (found["latitude"], found["longitude"]) == (float(row["latitude"]), float(row["longitude"]))
        assert event.table in found["reason"]


def test_countries() -> None:
    assert [country_code(name) for name in ("Ukraine", "804", "RUS", "", "Nowhere")] == ["UA", "UA", "RU", None, None]


def test_importing_twice_changes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], gazetteer: Gazetteer
) -> None:
    files = [str(table(tmp_path / f"{key}.csv", row)) for key, row in KINDS.items()]
    assert main(["import", *files]) == 0
    assert json.loads(capsys.readouterr().out)["new"] == len(KINDS)
    assert main(["import", *files]) == 0
    assert json.loads(capsys.readouterr().out) == {
        "new": 0, "changed": 0, "older": 0, "same": len(KINDS), "retracted": 0, "mentions": 0
    }  # fmt: skip
    found = read(open_store())
    assert sorted(found["basis"]) == ["given"] * 5 + ["named"]
    assert outdated_ids(open_store()) == []  # a table's own places are not located again
    out = tmp_path / "x.csv"
    assert main(["export", "--basis", "given", str(out)]) == 0
    assert len(pd.read_csv(out)) == 5


def test_a_bad_row_ends_with_status_1(tmp_path: Path, capsys: pytest.CaptureFixture[str], gazetteer: Gazetteer) -> None:
    path = table(tmp_path / "x.csv", ACLED, ACLED | {"event_id_cnty": "b", "geo_precision": "7"}, ACLED)
    assert main(["import", str(path)]) == 1
    said = capsys.readouterr()
    assert json.loads(said.out)["new"] == 1
    assert "geo_precision is '7'" in said.err
    assert "'acled:UKR99001' stands there twice" in said.err


class TestCompare:
    def test_distances(self, tmp_path: Path, gazetteer: Gazetteer) -> None:
        rows = [
            ACLED,
            ACLED | {"latitude": "48.7"},
            ACLED | {"location": "Qwertzuiopske", "admin2": "", "admin1": "", "country": ""},
        ]
        events = [event for event in read_events(table(tmp_path / "x.csv", *rows)) if isinstance(event, Event)]
        compared = compare(events, gazetteer)
        assert [one.our_name for one in compared][:2] == ["Bakhmut", "Bakhmut"]
        figures = distribution(compared)
        assert (figures["compared"], figures["found"], compared[2].km) == (3, 2, None)
        assert figures["within_1_km"] == pytest.approx(1 / 3)
        assert figures["within_25_km"] >= 2 / 3
        assert worst(compared)[-1].km < 1  # type: ignore[operator]
        assert compared[1].km == pytest.approx(11.8, abs=0.5)

    def test_the_command(self, tmp_path: Path, capsys: pytest.CaptureFixture[str], gazetteer: Gazetteer) -> None:
        path = table(
            tmp_path / "x.csv", *(ACLED | {"event_id_cnty": str(n), "latitude": str(48 + n / 20)} for n in range(12))
        )
        assert main(["compare", str(path)]) == 0
        lines = capsys.readouterr().out.splitlines()
        assert lines[0] == "12 events, 12 with a name and a point, 12 found by us"
        assert any(line.strip().startswith("median km") for line in lines)
        assert sum("acled:" in line for line in lines) == 10
        assert main(["compare", str(path), "--json"]) == 0
        told = json.loads(capsys.readouterr().out)
        distances = [one["km"] for one in told["worst"]]
        assert distances == sorted(distances, reverse=True)
        assert len(distances) == 10


def test_the_lists_hold_together() -> None:
    keys = {schema.key for schema in schemas()}
    for name, columns in (
        ("place_codes.csv", ("schema", "code", "level", "uncertainty_km", "means", "source")),
        ("date_codes.csv", ("schema", "code", "days", "means", "source")),
        ("types.csv", ("schema", "column", "code", "role", "source")),
    ):
        rows = read_list(EVENTS / name, columns)
        assert {row["schema"] for row in rows} <= keys
        assert all(row["source"] for row in rows)
        assert all(row["level"] in LEVELS for row in rows if "level" in row.values)
        assert all(row["role"] in ROLES for row in rows if "role" in row.values)
        if name != "types.csv":
            assert {row["schema"] for row in rows} == keys
