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


@pytest.mark.parametrize(
    ("lang", "text", "name", "place"),
    [
        # Shumy in Donetsk Oblast and Tavriiske in Crimea have the adjectives, too.
        ("ru", "Обстрелян Шуменский район Херсона.", "Шуменский", None),
        ("ru", "В Шуменском микрорайоне Херсона взрыв.", "Шуменском", "Shumenskyi"),
        ("ru", "В Таврическом микрорайоне Херсона погиб мужчина.", "Таврическом", "Tavriiskyi"),
        ("ru", "В Шуменском микрорайоне Херсона взрыв.", "Херсона", "Kherson"),
        ("uk", "У мікрорайоні Острів у Херсоні загинув чоловік.", "Острів", "Ostriv"),
        ("ru", "В Купянском районе Харькова взрыв.", "Купянском", "Kupiansk Raion"),
        ("ru", "Удар по Бахмутскому району Донецкой области.", "Бахмутскому", "Bakhmut Raion"),
        ("fr", "Combats à Goma dans les quartiers de Majengo et de Birere.", "Majengo", None),
    ],
)
def test_a_quarter_lies_in_the_city_behind_it_or_nowhere(
    lang: str, text: str, name: str, place: str | None, gazetteer: Gazetteer
) -> None:
    start = text.index(name)
    rows = [
        row for row in locate_article(Article("a", text, lang=lang), gazetteer) if row["start"] <= start < row["end"]
    ]
    assert [row.get("place_name") for row in rows] == [place]


def test_a_district_of_a_country_that_nobody_names_is_none(gazetteer: Gazetteer) -> None:
    """Katara, a quarter of Doha, has the name of a town of the Ivory Coast."""
    text = "In Doha explosions were heard in the Katara district. Fighting went on in the Lashio district of Myanmar."
    rows = {row["surface"]: row.get("country_code") for row in locate_article(Article("a", text, lang="en"), gazetteer)}
    assert rows["Katara"] is None
    assert rows["Lashio"] == "MM"
