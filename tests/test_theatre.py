"""The towns at the front are found and placed, whatever else a sentence names."""

from __future__ import annotations

import pytest

from geo.gazetteer import Gazetteer
from geo.lists import read_list
from geo.locate import locate_article
from geo.models import Article
from geo.paths import PLACES

SENTENCES = {
    "en": "Russia is advancing on {}, the Russian defence ministry said.",
    "nl": "Rusland rukt volgens het Russische ministerie op naar {}.",
    "de": "Russland rückt auf {} vor.",
    "fr": "Selon le ministère russe, la Russie avance vers {}.",
}
# Places with many namesakes, of which such a sentence chooses none or another.
OPEN = {"Bohdanivka", "Kyselivka", "Novopavlivka", "Pokrovske", "Zolochiv"}
_NEAR = 0.15  # degrees


def places(text: str, lang: str, gazetteer: Gazetteer) -> list[tuple[str, str | None, str | None]]:
    rows = locate_article(Article("a", text, lang=lang), gazetteer)
    return [(row["surface"], row.get("place_name"), row.get("admin1")) for row in rows if row["kind"] == "place"]


@pytest.mark.parametrize("lang", sorted(SENTENCES))
def test_a_town_at_the_front_is_placed_beside_the_name_of_russia(gazetteer: Gazetteer, lang: str) -> None:
    missed = []
    for row in read_list(PLACES / "front.csv", ("name", "latitude", "longitude", "source")):
        latitude, longitude = float(row["latitude"]), float(row["longitude"])
        text = SENTENCES[lang].format(row["name"])
        found = [
            mention
            for mention in locate_article(Article("a", text, lang=lang), gazetteer)
            if mention["kind"] == "place" and mention.get("latitude") is not None
        ]
        is_near = (
            abs(mention["latitude"] - latitude) < _NEAR and abs(mention["longitude"] - longitude) < _NEAR
            for mention in found
        )
        if row["name"] not in OPEN and not any(is_near):
            missed.append(row["name"])
    assert missed == []


@pytest.mark.parametrize(
    ("text", "lang", "name", "admin1"),
    [
        ("Selon le ministère britannique, la Russie avance vers Pokrovsk.", "fr", "Pokrovsk", "Donetsk Oblast"),
        ("Россия наступает на Покровск.", "ru", "Покровск", "Donetsk Oblast"),
        ("Rusland meldt ontploffingen in Donetsk.", "nl", "Donetsk", "Donetsk Oblast"),
        ("Russische drones raakten Bilhorod-Dnistrovskyi.", "nl", "Bilhorod-Dnistrovskyi", "Odesa Oblast"),
        ("Взрывы в Запорожье.", "ru", "Запорожье", "Zaporizhzhia Oblast"),
    ],
)
def test_a_namesake_in_russia_or_a_former_name_is_not_meant(
    gazetteer: Gazetteer, text: str, lang: str, name: str, admin1: str
) -> None:
    assert [found[2] for found in places(text, lang, gazetteer) if found[0] == name] == [admin1]


def test_a_village_is_not_what_a_city_was_once_called(gazetteer: Gazetteer) -> None:
    for text, lang in (("Er wordt gevochten bij Oleksandrivka.", "nl"), ("Ворог обстріляв Олександрівку.", "uk")):
        assert "Donetsk" not in [name for _, name, _ in places(text, lang, gazetteer)]


def test_a_renamed_city_is_not_its_province(gazetteer: Gazetteer) -> None:
    (found,) = places("Er vielen doden in Kropyvnytsky.", "nl", gazetteer)
    assert found[1] == "Kropyvnytskyi"
    (found,) = places("In Dnipropetrovsk vielen doden.", "nl", gazetteer)
    assert found[1] == "Dnipropetrovsk Oblast"


def test_who_governs_a_region_is_named_with_it(gazetteer: Gazetteer) -> None:
    (found,) = places("Kursk governor Alexei Smirnov spoke.", "en", gazetteer)
    assert found[1] == "Kursk Oblast"


def test_the_bank_of_a_river_is_no_city(gazetteer: Gazetteer) -> None:
    for text, lang in (
        ("На левом берегу Днепра идут бои.", "ru"),
        ("На лівому березі Дніпра тривають бої.", "uk"),
        ("Am linken Ufer des Dnipro wird gekämpft.", "de"),
        ("Sur la rive gauche du Dniepr, les combats continuent.", "fr"),
    ):
        (mention,) = locate_article(Article("a", text, lang=lang), gazetteer)
        assert mention["level"] == "water"
