"""Lines of control in the shapes in which they are passed on, each with its trap; all geometries are of our own making."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely

from geo.articles.fetching import Fetched
from geo.errors import FetchError, FrontError
from geo.front import Layer, read_layers, reading
from geo.front.apart import read_apart
from geo.front.reading import MAX_BYTES
from geo.front.shapes import line_of

from .made_front import CORNERS, box, geojson, write

DAY = date(2022, 12, 20)
NAME = "frontline_20221220.geojson"
KML = """<?xml version="1.0" encoding="UTF-8"?>{doctype}
<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark><name>Held</name>{time}<MultiGeometry>
<Polygon><outerBoundaryIs><LinearRing><coordinates>37,48,0 39,48,0 39,49,0 37,49,0 37,48,0</coordinates></LinearRing>
</outerBoundaryIs><innerBoundaryIs><LinearRing><coordinates>37.5,48.4 37.9,48.4 37.9,48.6 37.5,48.6 37.5,48.4</coordinates>
</LinearRing></innerBoundaryIs></Polygon><Point><coordinates>30,50,0</coordinates></Point></MultiGeometry></Placemark>
<Placemark><name>An arrow</name><LineString><coordinates>30,50 31,51</coordinates></LineString></Placemark>
</Document></kml>"""


def layers(path: Path, **options: Any) -> list[Layer]:
    found = list(read_layers(path, **options))
    assert [one for one in found if isinstance(one, FrontError)] == []
    return [one for one in found if isinstance(one, Layer)]


def refusal(path: Path | str, **options: Any) -> str:
    (error,) = read_layers(path, **options)
    assert isinstance(error, FrontError)
    return str(error)


def area(*polygons: list[Any]) -> float:
    return float(shapely.union_all([shapely.Polygon(one) for one in polygons]).area)


def test_one_polygon_is_read_as_it_was_drawn(tmp_path: Path) -> None:
    (layer,) = layers(write(tmp_path / NAME, geojson(CORNERS)))
    assert layer.day == DAY
    assert shapely.hausdorff_distance(layer.area, shapely.Polygon(CORNERS)) < 1e-4


def test_the_day_of_the_data_goes_before_that_of_the_file(tmp_path: Path) -> None:
    (layer,) = layers(write(tmp_path / "2022-12-20.json", {"value": geojson(CORNERS, date="2022-12-15")}))
    assert layer.day == date(2022, 12, 15)
    assert layers(tmp_path, day=date(2022, 12, 1))[0].day == date(2022, 12, 1)


@pytest.mark.parametrize(
    ("name", "properties", "day"),
    [
        ("ISW_20DEC2022.geojson", {}, DAY),
        ("control 2022-12-20 final.geojson", {}, DAY),
        ("layer.geojson", {"Date": 1671494400000}, DAY),
        ("layer.geojson", {"date": 20221220}, DAY),
        ("layer.geojson", {"timestamp": "2022-12-20T10:00:00Z", "EditDate": 1700000000000}, DAY),
        ("20221301.geojson", {"day": "2022-12-20"}, DAY),
    ],
)
def test_days_are_read_in_names_and_properties(
    tmp_path: Path, name: str, properties: dict[str, object], day: date
) -> None:
    assert [layer.day for layer in layers(write(tmp_path / name, geojson(CORNERS, **properties)))] == [day]


def test_without_a_day_a_layer_is_refused_and_told_what_to_do(tmp_path: Path) -> None:
    path = write(tmp_path / "layer.geojson", geojson(CORNERS))
    assert "--date" in refusal(path)
    assert layers(path, day=DAY)[0].day == DAY


def test_features_of_several_days_are_several_layers_and_what_has_none_belongs_to_each(tmp_path: Path) -> None:
    east, south = box(38, 48, 39, 49), box(36, 47, 37, 47.5)
    parts = [geojson(east, date="2022-12-19"), geojson(east, date="2022-12-20"), geojson(south)]
    whole = {"type": "FeatureCollection", "features": [one for part in parts for one in part["features"]]}
    first, second = layers(write(tmp_path / "x.geojson", whole))
    assert (first.day, second.day) == (date(2022, 12, 19), DAY)
    assert first.area.area == pytest.approx(area(east, south), rel=1e-3)


def test_collections_within_collections_are_opened_and_what_is_no_ground_falls_out(tmp_path: Path) -> None:
    inner = {"type": "GeometryCollection", "geometries": [{"type": "Polygon", "coordinates": [box(37, 48, 38, 49)]}]}
    arrow = {"type": "LineString", "coordinates": [[30, 50], [31, 51]]}
    unit = {"type": "Point", "coordinates": [30, 50]}
    axis = {"type": "GeometryCollection", "geometries": [inner, arrow]}
    features = [
        {"type": "Feature", "properties": {"name": "Luhansk Axis [Z]"}, "geometry": axis},
        {"type": "Feature", "properties": {"name": "1st Brigade"}, "geometry": unit},
        {"type": "Feature", "properties": None, "geometry": None},
    ]
    (layer,) = layers(write(tmp_path / NAME, {"type": "FeatureCollection", "features": features}))
    assert layer.area.area == pytest.approx(1.0, rel=1e-3)


def test_what_was_given_up_is_no_ground_that_is_held(tmp_path: Path) -> None:
    kept, won, lost = box(37, 48, 38, 49), box(38, 48, 38.5, 49), box(36, 48, 37, 49)
    whole = geojson(kept, type="nochange", date="2022-12-20")
    whole["features"] += (
        geojson(won, type="gains", date="2022-12-20")["features"] + geojson(lost, type="losses")["features"]
    )
    (layer,) = layers(write(tmp_path / NAME, whole))
    assert layer.area.area == pytest.approx(1.5, rel=1e-3)


def test_a_self_crossing_is_mended_with_both_loops(tmp_path: Path) -> None:
    crossing = [(37, 48), (38, 49), (38, 48), (37, 49), (37, 48)]
    (layer,) = layers(write(tmp_path / NAME, geojson(crossing)))
    assert layer.area.is_valid
    assert layer.area.area == pytest.approx(0.5, rel=1e-3)


def test_a_hole_stays_ground_of_the_other_side(tmp_path: Path) -> None:
    whole = geojson(box(37, 48, 39, 49))
    whole["features"][0]["geometry"]["coordinates"].append(box(37.5, 48.4, 37.9, 48.6))
    (layer,) = layers(write(tmp_path / NAME, whole))
    assert not layer.area.contains(shapely.Point(37.7, 48.5))
    assert line_of(layer.area, DAY).distance(shapely.Point(37.5, 48.5)) < 0.01


def test_seams_between_parts_are_closed_and_are_no_line(tmp_path: Path) -> None:
    # 0.004 degrees of longitude are 300 m.
    (layer,) = layers(write(tmp_path / NAME, geojson(box(37, 48, 37.998, 49), box(38.002, 48, 39, 49))))
    assert layer.area.contains(shapely.Point(38, 48.5))
    assert line_of(layer.area, DAY).distance(shapely.Point(38, 48.5)) > 0.4


def test_swapped_axes_are_swapped_back(tmp_path: Path) -> None:
    (layer,) = layers(write(tmp_path / NAME, geojson([(north, east) for east, north in CORNERS])))
    assert shapely.hausdorff_distance(layer.area, shapely.Polygon(CORNERS)) < 1e-4


def test_kml_is_read_with_its_holes_and_its_time(tmp_path: Path) -> None:
    path = tmp_path / "map.kml"
    path.write_text(KML.format(doctype="", time="<TimeStamp><when>2022-12-20</when></TimeStamp>"), encoding="utf-8")
    (layer,) = layers(path)
    assert (layer.day, layer.area.area) == (DAY, pytest.approx(2 - 0.08, rel=1e-3))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("doc.kml", path.read_bytes())
    (tmp_path / "map.kmz").write_bytes(packed.getvalue())
    assert layers(tmp_path / "map.kmz")[0].area.equals(layer.area)


BOMB = '<!DOCTYPE kml [<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY {new} "{f"&{old};" * 10}">' for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize(
    "doctype", [BOMB + "]>", '<!DOCTYPE kml SYSTEM "/etc/passwd">', '<!DOCTYPE k [<!ENTITY x SYSTEM "x">]>']
)
def test_a_document_type_is_refused_before_an_entity_is_expanded(tmp_path: Path, doctype: str, encoding: str) -> None:
    path = tmp_path / "bomb_20221220.kml"
    path.write_bytes(KML.replace("UTF-8", encoding).format(doctype=doctype, time="<name>&i;</name>").encode(encoding))
    assert "document type" in refusal(path)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"  \n", "is empty"),
        (b"{", "no readable JSON"),
        (b'{"type": "FeatureCollection", "features": []}', "shades no area"),
        (b'{"a": 1}', "no GeoJSON"),
        (b"[" * 100_000, "no readable JSON"),
        (b'{"rings": [], "type": "esri"}', "no geometry of GeoJSON"),
        (b"just words", "neither GeoJSON nor KML"),
        (b"<kml><Placemark>", "no readable KML"),
        (b"<html></html>", "no KML"),
        (b"PK\x03\x04 broken", "cannot be unpacked"),
        (json.dumps(geojson([("a", "b"), (1, 2), (3, 4)])).encode(), "no pair of numbers"),
        (json.dumps(geojson([(37, float("nan")), (38, 48), (38, 49)])).encode(), "not finite"),
        (json.dumps(geojson(box(4e6, 6e6, 4.1e6, 6.1e6))).encode(), "no degrees"),
        (json.dumps(geojson([(37, 48), (38, 48), (37, 48)])).encode(), "shades no area"),
        (json.dumps({"type": "Polygon", "coordinates": 3}).encode(), "without coordinates"),
    ],
)
def test_what_is_broken_or_empty_gets_one_clear_error(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "frontline_20221220.json"
    path.write_bytes(content)
    error = refusal(path)
    assert said in error
    assert path.name in error


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / NAME
    with path.open("wb") as file:
        file.truncate(500_000_000)  # takes no room on the disk
    assert "500 MB; at most 50 MB" in refusal(path)
    assert "no such file" in refusal(tmp_path / "none.geojson")


def test_a_kmz_that_unpacks_to_too_much_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.kmz", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("doc.kml", b" " * (MAX_BYTES + 1))
    assert "unpacked" in refusal(tmp_path / "x.kmz", day=DAY)


def test_a_polygon_that_crosses_itself_without_end_costs_nothing_but_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    corners = np.random.default_rng(0).uniform((36, 47), (38, 49), (60_000, 2)).round(6).tolist()
    write(tmp_path / "a_20221219.geojson", geojson(corners))
    write(tmp_path / "b_20221220.geojson", geojson(CORNERS))
    monkeypatch.setattr(reading, "read_apart", partial(read_apart, seconds=6))
    error, layer = read_layers(tmp_path)
    assert "a_20221219.geojson" in str(error)
    assert "cannot be mended within 6 seconds" in str(error) or "bad_alloc" in str(error)
    assert isinstance(layer, Layer)
    assert layer.day == DAY


def test_a_broken_file_of_a_folder_costs_nothing_but_itself(tmp_path: Path) -> None:
    for day in (19, 20):
        write(tmp_path / "a" / f"frontline_202212{day}.geojson", geojson(CORNERS))
    (tmp_path / "a" / "broken_20221221.geojson").write_text("{")
    (tmp_path / "a" / "notes.txt").write_text("no line")
    found = list(read_layers(tmp_path))
    assert [layer.day.day for layer in found if isinstance(layer, Layer)] == [19, 20]
    (error,) = (one for one in found if isinstance(one, FrontError))
    assert "broken_20221221.geojson" in str(error)
    (tmp_path / "empty").mkdir()
    assert "no file ending in" in refusal(tmp_path / "empty")


def test_an_address_is_fetched_and_its_last_part_may_name_the_day() -> None:
    def fetch(url: str, *, max_bytes: int) -> Fetched:
        assert max_bytes == MAX_BYTES
        return Fetched(url, "application/geo+json", "", json.dumps(geojson(CORNERS)).encode())

    (layer,) = read_layers("https://maps.example/data/frontline_20221220.geojson?raw=1", fetch=fetch)
    assert isinstance(layer, Layer)
    assert layer.day == DAY

    def refuse(url: str, **_: object) -> Fetched:
        raise FetchError(f"{url}: is in a private network")

    assert "private" in refusal("https://maps.example/x.geojson", fetch=refuse)


def test_an_address_of_this_machine_is_refused() -> None:
    assert "127.0.0.1" in refusal("http://127.0.0.1:8501/frontline_20221220.geojson")


TABLE = "geonameid,date,status_boost,status\n" + "".join(
    f"{number},{day},UA,{'RU' if number <= held else 'CONTESTED' if number == 6 else 'UA'}\n"
    for day, held in (("20221218", 4), ("20221219", 4), ("20221220", 5))
    for number in range(1, 9)
)


def test_a_table_of_control_becomes_the_ground_nearer_to_the_places_that_are_held(tmp_path: Path) -> None:
    (tmp_path / "control.csv").write_text(TABLE)

    def spots(numbers: Any) -> Any:
        # A row of villages from Luhansk to the west, 20 km apart.
        return np.array([(39.0 - 0.3 * number, 48.5) for number in numbers])

    first, second = layers(tmp_path / "control.csv", spots=spots)
    assert (first.day, second.day) == (date(2022, 12, 18), DAY)  # on the 19th nothing changed
    for layer, west in ((first, 37.65), (second, 37.35)):
        assert line_of(layer.area, DAY).distance(shapely.Point(west, 48.5)) < 0.01
        assert layer.area.contains(shapely.Point(west + 0.1, 48.5))
    assert "only 0 are known" in refusal(
        tmp_path / "control.csv", spots=lambda numbers: np.full((len(numbers), 2), np.nan)
    )


def test_a_table_may_say_itself_where_its_places_lie_and_be_packed(tmp_path: Path) -> None:
    rows = "".join(f"{n},20221220,{'RU' if n < 3 else 'UA'},{38 + n / 10},{48.5}\n" for n in range(1, 6))
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr("control_latest_2022.csv", "geonameid,date,status,longitude,latitude\n" + rows)
    (layer,) = layers(tmp_path / "x.zip", spots=lambda numbers: np.empty((0, 2)))
    assert layer.area.contains(shapely.Point(38.1, 48.5))
    assert not layer.area.contains(shapely.Point(38.4, 48.5))
