"""Villages of one name: a distance, an oblast, its governor or the company of a list tells which is meant."""

from __future__ import annotations

import pytest

from geo.gazetteer import Gazetteer
from geo.locate import locate_article
from geo.models import Article


def division(text: str, lang: str, surface: str, gazetteer: Gazetteer) -> str | None:
    rows = locate_article(Article("a", text, lang=lang), gazetteer)
    return next((row.get("admin1") for row in rows if row["surface"] == surface), None)


@pytest.mark.parametrize(
    ("text", "lang", "surface", "admin1"),
    [
        ("In Novosofiivka vielen doden, meldde gouverneur Starukh.", "nl", "Novosofiivka", "Zaporizhzhia Oblast"),
        ("Волосне. Голова ОВА Іван Федоров. У Луганській області тримається Білогорівка.", "uk", "Білогорівка", "Luhansk Oblast"),
        ("In de provincie Luhansk houdt Oekraïne stand in Bilohorivka.", "nl", "Bilohorivka", "Luhansk Oblast"),
        ("In de provincie Donetsk wordt gevochten bij Bilohorivka.", "nl", "Bilohorivka", "Donetsk Oblast"),
        ("Explosions were heard in Lviv, Kharkiv, Dnipro and Mykolaiv.", "en", "Mykolaiv", "Mykolaiv Oblast"),
        ("Вибухи чули всюди: Львів, Запоріжжя, Харків, Миколаїв.", "uk", "Миколаїв", "Mykolaiv Oblast"),
    ],
)  # fmt: skip
def test_a_namesake_is_told_by_its_sentence(
    gazetteer: Gazetteer, text: str, lang: str, surface: str, admin1: str
) -> None:
    assert division(text, lang, surface, gazetteer) == admin1


def test_a_village_lies_as_far_from_a_town_as_the_text_says(gazetteer: Gazetteer) -> None:
    near = "Troops entered Stepove, eight kilometres from Avdiivka."
    far = "Troops entered Stepove, 9 km from Krasnopillia."
    assert division(near, "en", "Stepove", gazetteer) == "Donetsk Oblast"
    assert division(far, "en", "Stepove", gazetteer) != "Donetsk Oblast"


def test_a_town_at_the_front_is_meant_rather_than_a_village_of_its_name(gazetteer: Gazetteer) -> None:
    near = "Izium and Kupiansk were retaken. Explosions were heard in Kharkiv. Now they want to take Lyman."
    named = "Shells fell on Lyman in the Kharkiv region."
    assert division(near, "en", "Lyman", gazetteer) == "Donetsk Oblast"
    assert division(named, "en", "Lyman", gazetteer) == "Kharkiv Oblast"


def test_a_village_far_from_the_oblast_that_is_named_is_not_the_one(gazetteer: Gazetteer) -> None:
    assert division("У Херсонській області обстріляли Нову Кам'янку.", "uk", "Нову Кам'янку", gazetteer) is None
    listed = "Под обстрелом побывали Гуляйполе, Никополь Днепропетровской области и Берислав."
    assert division(listed, "ru", "Берислав", gazetteer) == "Kherson Oblast"


def test_a_town_of_another_war_is_meant_rather_than_its_small_namesakes(gazetteer: Gazetteer) -> None:
    text = "Des drones décollant de Gao ont bombardé le camp. Au Burkina Faso, Djibo est encerclée."
    assert division(text, "fr", "Gao", gazetteer) == "Gao"


def test_two_oblasts_decide_nothing_and_a_city_is_meant_by_itself(gazetteer: Gazetteer) -> None:
    text = "In the Luhansk region Serhiy Haidai spoke of the defence of Kyiv."
    assert division(text, "en", "Kyiv", gazetteer) in {"Kyiv City", "Kyiv"}


def test_a_town_that_was_fought_for_has_its_main_name_to_itself(gazetteer: Gazetteer) -> None:
    rows = locate_article(Article("a", "Вибух пролунав у Чорнобилі.", lang="uk"), gazetteer)
    assert [row.get("place_name") for row in rows] == ["Chornobyl"]


def test_of_large_towns_of_one_name_the_one_in_a_named_country_is_meant(gazetteer: Gazetteer) -> None:
    def country(text: str) -> object:
        rows = locate_article(Article("a", text, lang="en"), gazetteer)
        return next(row["country_code"] for row in rows if row["surface"] == "Tripoli")

    assert country("A buyer in Lebanon refused the grain. The ship should have reached Tripoli on Sunday.") == "LB"
    assert country("A militia in Libya took the airport. The ship should have reached Tripoli on Sunday.") == "LY"


def test_a_village_may_begin_a_sentence_in_any_case(gazetteer: Gazetteer) -> None:
    text = "Наступ у Сумській області зупинено на рубежі Кіндратівки. Андріївку українські військові повернули."
    assert division(text, "uk", "Андріївку", gazetteer) == "Sumy Oblast"


def test_an_adjective_is_a_district_of_the_city_that_is_named(gazetteer: Gazetteer) -> None:
    text = "У Києві влучання були в кількох районах, зокрема в Шевченківському."
    assert division(text, "uk", "Шевченківському", gazetteer) == "Kyiv City"


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("Drohnen trafen die Kreise Nikopol und Synelnykowe.", "de"),
        ("Drones troffen de districten Nikopol en Synelnykove.", "nl"),
        ("Drones hit the Nikopol and Synelnykove districts.", "en"),
        ("Des drones ont touché les districts de Nikopol et de Synelnykove.", "fr"),
    ],
)
def test_what_is_called_a_district_is_no_town(gazetteer: Gazetteer, text: str, lang: str) -> None:
    rows = locate_article(Article("a", text, lang=lang), gazetteer)
    assert [row["place_name"] for row in rows] == ["Nikopol Raion", "Synelnykove Raion"]


@pytest.mark.parametrize(
    ("text", "lang", "surface"),
    [
        ("In Pokrowske, gut 70 Kilometer südwestlich der umkämpften Stadt Pokrowsk, brannte es.", "de", "Pokrowske"),
        ("Pokrovske, some 70 km southwest of the embattled city of Pokrovsk, was hit.", "en", "Pokrovske"),
        ("In Pokrovske, zo'n 70 kilometer ten zuidwesten van Pokrovsk, brandde een school.", "nl", "Pokrovske"),
        ("À Pokrovske, à 70 kilomètres au sud-ouest de Pokrovsk, une école a brûlé.", "fr", "Pokrovske"),
        ("У Покровському, за 70 кілометрів на південний захід від Покровська, горіла школа.", "uk", "Покровському"),
        ("В Покровском, в 70 километрах к юго-западу от Покровска, горела школа.", "ru", "Покровском"),
    ],
)
def test_a_distance_and_a_direction_tell_namesakes_apart(
    gazetteer: Gazetteer, text: str, lang: str, surface: str
) -> None:
    # Of five villages of this name around Pokrovsk another one is as far away, to the east.
    assert division(text, lang, surface, gazetteer) == "Dnipropetrovsk Oblast"


def test_the_villages_of_a_sentence_tell_a_village_from_a_city(gazetteer: Gazetteer) -> None:
    text = "Запорожский фронт: Каменское и Плавни в серой зоне, Степногорск обстрелян из РСЗО."
    rows = {row["surface"]: row["admin1"] for row in locate_article(Article("a", text, lang="ru"), gazetteer)}
    assert rows["Каменское"] == "Zaporizhzhia Oblast"
    alone = {
        row["surface"]: row["admin1"]
        for row in locate_article(Article("a", "В Каменское прибыли беженцы.", lang="ru"), gazetteer)
    }
    assert alone["Каменское"] == "Dnipropetrovsk Oblast"


def test_two_sectors_may_have_a_village_of_one_name(gazetteer: Gazetteer) -> None:
    text = (
        "На Торецькому напрямку – Полтавка, Русин Яр, Щербинівка, Плещіївка.\n"
        "На Гуляйпільському напрямку – Ольгівське, Полтавка, Малинівка."
    )
    found = [
        row["admin1"]
        for row in locate_article(Article("a", text, lang="uk"), gazetteer)
        if row["surface"] == "Полтавка"
    ]
    assert found == ["Donetsk Oblast", "Zaporizhzhia Oblast"]
