"""The districts of cities: of one name in many cities the one is meant whose city is named."""

from __future__ import annotations

import pytest

from geo.gazetteer import Gazetteer
from geo.locate import locate_article
from geo.models import Article


@pytest.mark.parametrize(
    ("lang", "text", "name", "place"),
    [
        ("ru", "В Донецке под удар попал Киевский район.", "Киевский", "Kyivskyi District (Donetsk)"),
        ("ru", "В Харькове под удар попал Киевский район.", "Киевский", "Kyivskyi District (Kharkiv)"),
        ("ru", "Обстреляны Куйбышевский и Кировский районы Донецка.", "Кировский", "Kirovskyi District (Donetsk)"),
        ("uk", "У Києві уламки впали у Шевченківському районі.", "Шевченківському", "Shevchenkivskyi District (Kyiv)"),
        (
            "uk",
            "У Дніпрі уламки впали у Шевченківському районі.",
            "Шевченківському",
            "Shevchenkivskyi District (Dnipro)",
        ),
        ("uk", "Одеса: уламки впали в Суворовському районі.", "Суворовському", "Peresypskyi District (Odesa)"),
        ("en", "A bomb hit the Kyivskyi district of Kharkiv.", "Kyivskyi", "Kyivskyi District (Kharkiv)"),
        ("en", "A bomb hit the Kyivskyi district of Kharkiv.", "Kharkiv", "Kharkiv"),
        ("nl", "In de wijk Desnjansky in Kyiv brandt het.", "Desnjansky", "Desnianskyi District (Kyiv)"),
        (
            "de",
            "Im Kiewer Stadtbezirk Schewtschenkiwskyj brennt es.",
            "Schewtschenkiwskyj",
            "Shevchenkivskyi District (Kyiv)",
        ),
        (
            "fr",
            "Le district Chevtchenkivskyï de Kiev a été touché.",
            "Chevtchenkivskyï",
            "Shevchenkivskyi District (Kyiv)",
        ),
    ],
)
def test_the_district_of_the_named_city(lang: str, text: str, name: str, place: str, gazetteer: Gazetteer) -> None:
    start = text.index(name)
    rows = [
        row for row in locate_article(Article("a", text, lang=lang), gazetteer) if row["start"] <= start < row["end"]
    ]
    assert [row["place_name"] for row in rows] == [place]


def test_an_earlier_sentence_names_the_city(gazetteer: Gazetteer) -> None:
    text = "Вночі ворог атакував Донецьк. Пошкоджено будинки у Ленінському районі."
    rows = {row["surface"]: row["place_name"] for row in locate_article(Article("a", text, lang="uk"), gazetteer)}
    assert rows["Ленінському районі"] == "Leninskyi District (Donetsk)"


def test_a_raion_is_no_district_of_a_city_that_nobody_names(gazetteer: Gazetteer) -> None:
    text = "У Покровському районі Донецької області поранено двох людей."
    rows = {row["surface"]: row["place_name"] for row in locate_article(Article("a", text, lang="uk"), gazetteer)}
    assert rows["Покровському районі"] == "Pokrovsk Raion"
