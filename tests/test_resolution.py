"""Namesakes: the places that stand beside a name, the oblast and the generic word decide; else it stays unplaced."""

from __future__ import annotations

import pytest

from geo.gazetteer import Gazetteer
from geo.locate import locate_article
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
