"""Namesakes: the places that stand beside a name, the oblast and the generic word decide; else it stays unplaced."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo.errors import DataError
from geo.gazetteer import Gazetteer
from geo.locate import locate_article
from geo.weights import MOST_SURE, read_weights, score_evidence, score_of
from tests.conftest import article


def place_of(text: str, name: str, gazetteer: Gazetteer, lang: str = "en") -> dict[str, object]:
    rows = [row for row in locate_article(article(text, lang), gazetteer) if row["surface"] == name]
    return rows[0]


@pytest.mark.parametrize(
    ("text", "name", "place_id"),
    [
        ("Ukraine says fighting went on in Semenivka, west of Avdiivka.", "Semenivka", "atlas:semenivka-pokrovsk"),
        ("Ukraine says drones hit Semenivka near Kramatorsk and Sloviansk.", "Semenivka", "atlas:semenivka-kramatorsk"),
        ("In Butscha und dem Nachbarort Irpin in der Ukraine wurde gekämpft.", "Irpin", "geonames:707565"),
        ("The mayor of Paris, Texas, said so.", "Paris", "geonames:4717560"),
        ("The trial in Springfield, Ill., began.", "Springfield", "geonames:4250542"),
        ("Police in Dayton, OH, and Columbus, OH, searched for him.", "OH", "geonames:5165418"),
        ("Fighting in Idlib and Hama continued, Syria said.", "Hama", "geonames:170017"),
        ("The Irpin River near Kyiv flooded its banks in Ukraine.", "Irpin", "atlas:irpin-river"),
    ],
)
def test_what_stands_beside_a_name_decides(gazetteer: Gazetteer, text: str, name: str, place_id: str) -> None:
    lang = "de" if "Butscha" in text else "en"
    assert place_of(text, name, gazetteer, lang)["place_id"] == place_id


def test_a_village_of_many_namesakes_stays_unplaced_where_nothing_decides(gazetteer: Gazetteer) -> None:
    row = place_of("People in the village of Vesele were asked.", "Vesele", gazetteer)
    assert row.get("place_id") is None or float(str(row["score"])) < 0.5


def test_a_raion_that_is_called_so_is_the_raion(gazetteer: Gazetteer) -> None:
    row = place_of("Shells fell in the Kupiansk district of Kharkiv Oblast, Ukraine.", "Kupiansk", gazetteer)
    assert (row["level"], row["place_id"]) == ("admin2", "atlas:raion-kupiansk")


@pytest.mark.parametrize(
    ("name", "place_id"),
    [
        ("Texas", "geonames:4736286"),
        ("Квінсленд", "geonames:2152274"),
        ("Harris County", "geonames:4696376"),
        ("Surrey", "geonames:2636512"),
    ],
)
def test_the_world_s_divisions_are_held(gazetteer: Gazetteer, name: str, place_id: str) -> None:
    assert gazetteer.candidates(name)[0].place_id == place_id


def test_a_direction_is_no_division(gazetteer: Gazetteer) -> None:
    levels = {c.level for name in ("Northern", "Western", "National") for c in gazetteer.candidates(name)}
    assert "admin1" not in levels


def test_an_abbreviation_is_a_division_only_after_a_place(gazetteer: Gazetteer) -> None:
    assert gazetteer.candidates("TX") == ()
    assert [c.name for c in gazetteer.abbreviated("TX")] == ["Texas"]
    rows = list(locate_article(article("He said, OK, we go. She has an MD, PA said.", "en"), gazetteer))
    assert [row["surface"] for row in rows] == []


def test_weights_of_other_evidence_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "resolution.csv"
    path.write_text("stage,feature,weight\nfirst,main,1\n", encoding="utf-8")
    with pytest.raises(DataError, match="stage first has no inhabitants"):
        read_weights(path)
    path.write_text("stage,feature,weight\nfirst,luck,1\n", encoding="utf-8")
    with pytest.raises(DataError, match="feature is 'luck'"):
        read_weights(path)


def test_a_choice_says_why(gazetteer: Gazetteer) -> None:
    reason = str(place_of("The mayor of Paris, Texas, said so.", "Paris", gazetteer)["reason"])
    assert "in what is named right after it" in reason
    assert "places of this name" in reason


def test_a_score_is_below_certainty_and_rises_with_the_choice_and_with_the_name() -> None:
    weights = read_weights().score
    scores = [score_of(score_evidence(share, 0.9), weights) for share in (0.2, 0.6, 0.99, 0.99999, 1.0)]
    assert scores == sorted(set(scores))  # no two are equal
    assert scores[-1] < MOST_SURE
    assert score_of(score_evidence(0.9, 0.4), weights) < score_of(score_evidence(0.9, 0.95), weights)


def test_a_name_in_a_list_with_a_town_is_the_town_though_its_district_was_named(gazetteer: Gazetteer) -> None:
    text = "In het district Izjoem werd geschoten. Izjoem en Koepjansk zijn sinds september weer Oekraïens."
    levels = [row.get("level") for row in locate_article(article(text, "nl"), gazetteer) if row["surface"] == "Izjoem"]
    assert levels == ["admin2", "populated_place"]


@pytest.mark.parametrize(
    ("text", "lang", "names"),
    [
        ("Zolang er in Gaza wordt gevochten, blijft de vaarroute gevaarlijk.", "nl", ["Gaza Strip"]),
        ("Fighting continued in Gaza on Monday.", "en", ["Gaza Strip"]),
        ("Війна в Газі триває.", "uk", ["Gaza Strip"]),
        ("Tanks pushed into the city of Gaza from the north.", "en", ["Gaza"]),
        ("In de stad Gaza vielen doden.", "nl", ["Gaza"]),
        ("Air strikes hit Gaza, Khan Younis and Rafah.", "en", ["Gaza", "Khān Yūnis", "Rafaḩ"]),
    ],
)
def test_gaza_is_the_strip_unless_it_is_called_a_city(
    gazetteer: Gazetteer, text: str, lang: str, names: list[str]
) -> None:
    rows = locate_article(article(text, lang), gazetteer)
    assert [row["place_name"] for row in rows if row["kind"] == "place"] == names
