from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from geo.errors import DataError, GazetteerError
from geo.gazetteer import Gazetteer, build_index
from geo.gazetteer.overlay import read_villages
from geo.gazetteer.romanisation import official_name
from geo.lists import read_list
from geo.paths import PLACES


def best(gazetteer: Gazetteer, name: str) -> str:
    return gazetteer.candidates(name)[0].place_id


@pytest.mark.parametrize("name", ["Bakhmut", "BAKHMUT", "Bachmoet", "Бахмут", "Artemivsk", "Bachmut"])
def test_one_town_in_many_spellings(gazetteer: Gazetteer, name: str) -> None:
    assert "geonames:713174" in {candidate.place_id for candidate in gazetteer.candidates(name)}


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Belarus", "BY"),
        ("Wit-Rusland", "BY"),
        ("Білорусь", "BY"),
        ("Oekraïne", "UA"),
        ("Verenigde Staten", "US"),
        ("VS", "US"),
        ("Deutschland", "DE"),
        ("Россия", "RU"),
    ],
)
def test_countries_in_six_languages(gazetteer: Gazetteer, name: str, code: str) -> None:
    countries = [candidate for candidate in gazetteer.candidates(name) if candidate.level == "country"]
    assert [candidate.country_code for candidate in countries] == [code]


def test_a_country_stands_at_its_capital(gazetteer: Gazetteer) -> None:
    country, capital = gazetteer.country("BY")[0], gazetteer.capital("BY")
    assert capital is not None
    assert (capital.name, capital.is_capital) == ("Minsk", True)
    assert (country.latitude, country.longitude) == (capital.latitude, capital.longitude)
    assert country.uncertainty_km > 200


def test_a_main_name_goes_before_another_places_alternate_name(gazetteer: Gazetteer) -> None:
    candidates = gazetteer.candidates("Pokrovsk")
    assert candidates[0].country_code == "UA"
    assert [c.is_main for c in candidates] == sorted((c.is_main for c in candidates), reverse=True)


@pytest.mark.parametrize(
    ("name", "town"),
    [("Вашингтон", "geonames:4140963"), ("Мехіко", "geonames:3530597"), ("Гамбург", "geonames:2911298")],
)
def test_what_a_division_is_called_is_as_much_its_towns(gazetteer: Gazetteer, name: str, town: str) -> None:
    candidates = {candidate.place_id: candidate for candidate in gazetteer.candidates(name)}
    assert candidates[town].is_main
    assert any(candidate.level == "admin1" and candidate.is_main for candidate in candidates.values())


def test_a_region_goes_before_a_village_of_its_name(gazetteer: Gazetteer) -> None:
    assert [candidate.place_id for candidate in gazetteer.candidates("Крым")] == ["atlas:crimea"]
    sinai, *villages = gazetteer.candidates("Sinai")
    assert sinai.place_id == "atlas:sinai"
    assert villages
    assert not any(village.is_main for village in villages)


@pytest.mark.parametrize("place_id", ["geonames:713174", "atlas:donbas", "atlas:UA-14", "geonames:630336"])
def test_a_place_is_found_by_its_id(gazetteer: Gazetteer, place_id: str) -> None:
    place = gazetteer.place(place_id)
    assert place is not None
    assert place.place_id == place_id


@pytest.mark.parametrize("place_id", ["geonames:1", "geonames:x", "atlas:nowhere", ""])
def test_an_unknown_id_is_none(gazetteer: Gazetteer, place_id: str) -> None:
    assert gazetteer.place(place_id) is None


def test_an_unknown_name_has_no_candidates(gazetteer: Gazetteer) -> None:
    assert gazetteer.candidates("Qwertzuiopsk") == ()
    assert gazetteer.candidates("") == ()


def test_airport_codes_are_no_names(gazetteer: Gazetteer) -> None:
    assert not any(candidate.name == "Minsk" for candidate in gazetteer.candidates("MSQ"))


@pytest.mark.parametrize(
    ("older", "official"),
    [
        ("Slovyansk", "Sloviansk"),
        ("Mykolayiv", "Mykolaiv"),
        ("Kryvyy Rih", "Kryvyi Rih"),
        ("Zaporizhzhya", "Zaporizhzhia"),
        ("Izyum", "Izium"),
        ("Mar'yinka", "Marinka"),
        ("Novoyavorivs'k", "Novoiavorivsk"),
        ("Kyiv", "Kyiv"),
        ("Yalta", "Yalta"),
        ("Pryazovske", "Pryazovske"),
    ],
)
def test_official_romanisation(older: str, official: str) -> None:
    assert official_name(older) == official
    assert official_name(official) == official


def test_a_second_build_is_the_first_one(gazetteer: Gazetteer) -> None:
    told: list[float] = []
    assert build_index(lambda share, words: told.append(share)) == build_index()
    assert told == []


def test_a_broken_index_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(GazetteerError, match="make setup"):
        Gazetteer(tmp_path)
    (tmp_path / "meta.json").write_text("{")
    with pytest.raises(GazetteerError, match="make setup"):
        Gazetteer(tmp_path)
    (tmp_path / "meta.json").write_text('{"format": -1}')
    with pytest.raises(GazetteerError, match="another version"):
        Gazetteer(tmp_path)


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    occupied = tmp_path / "file"
    occupied.write_text("")
    monkeypatch.setenv("ATLAS_GAZETTEER", str(occupied))
    with pytest.raises(GazetteerError, match="set ATLAS_GAZETTEER"):
        build_index()


def test_every_list_of_places_keeps_its_header() -> None:
    for path in sorted(PLACES.glob("*.csv")):
        assert read_list(path, ("source",)), path.name


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("name,lang\nx,nl\n", "places.csv:1: no column source"),
        ("name,source\nx\n", "places.csv:2: 1 cells where the header has 2"),
        ("", "places.csv:1: no column name, source; found nothing"),
    ],
)
def test_a_broken_list_is_refused_by_line(tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "places.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(DataError, match=message):
        read_list(path, ("name", "source"))


def test_a_missing_list_and_a_wrong_number_are_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"gone.csv: cannot be read"):
        read_list(tmp_path / "gone.csv", ())
    path = tmp_path / "n.csv"
    path.write_bytes(b"latitude\n95\n")
    with pytest.raises(DataError, match=r"n.csv:2: latitude is '95'"):
        read_list(path, ("latitude",))[0].number("latitude", -90, 90)
    path.write_bytes(b"name\n\xff\n")
    with pytest.raises(DataError, match="not UTF-8"):
        read_list(path, ("name",))


def test_no_two_rows_of_our_lists_are_one_place() -> None:
    ids: list[str] = []
    for name in ("regions.csv", "settlements.csv"):
        with (PLACES / name).open(encoding="utf-8", newline="") as lines:
            ids += [row["place_id"] for row in csv.DictReader(lines)]
    assert [place_id for place_id, rows in Counter(ids).items() if rows > 1] == []


def test_a_village_with_a_towns_inhabitants_does_not_pass_for_the_town(gazetteer: Gazetteer) -> None:
    town = max(gazetteer.candidates("Rossosh"), key=lambda place: place.population)
    assert (round(town.latitude, 1), round(town.longitude, 1)) == (50.2, 39.6)


def test_villages_of_the_neighbours_are_no_namesakes_of_ukraine(gazetteer: Gazetteer) -> None:
    rows = read_villages()
    assert {row["country_code"] for row in rows} == {"RU", "BY", "MD"}
    for row in rows[:: max(1, len(rows) // 200)]:
        found = gazetteer.candidates(row["names_ru"] or row["name"])
        assert row["place_id"] in {candidate.place_id for candidate in found}, row["name"]
        assert "UA" not in {candidate.country_code for candidate in found if candidate.is_main}, row["name"]
