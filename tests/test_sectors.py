"""The sectors of the daily communiqués are placed at the towns and regions that they are called after."""

from __future__ import annotations

import pytest

from geo.gazetteer import Gazetteer
from geo.locate import locate_article
from geo.models import Article

TAILS = {"uk": "напрямку противник атакував двічі.", "ru": "направлении противник атаковал дважды."}
TOWNS = {
    "uk": {
        "Куп'янському": "Kupiansk",
        "Лиманському": "Lyman",
        "Сіверському": "Siversk",
        "Краматорському": "Kramatorsk",
        "Слов'янському": "Sloviansk",
        "Торецькому": "Toretsk",
        "Покровському": "Pokrovsk",
        "Новопавлівському": "Novopavlivskyi sector",
        "Великобурлуцькому": "Velykyi Burluk",
        "Часовоярському": "Chasiv Yar",
        "Оріхівському": "Orikhiv",
        "Гуляйпільському": "Huliaipole",
        "Херсонському": "Kherson",
        "Олександрівському": "Oleksandrivskyi sector",
    },
    "ru": {
        "Купянском": "Kupiansk",
        "Краснолиманском": "Lyman",
        "Дзержинском": "Toretsk",
        "Красноармейском": "Pokrovsk",
        "Артёмовском": "Bakhmut",
        "Времевском": "Vremivka",
        "Ореховском": "Orikhiv",
        "Гуляйпольском": "Huliaipole",
        "Часовоярском": "Chasiv Yar",
        "Славянском": "Sloviansk",
    },
}


def placed(text: str, lang: str, gazetteer: Gazetteer) -> list[tuple[str, str | None]]:
    rows = locate_article(Article("a", text, lang=lang), gazetteer)
    return [(row["surface"], row.get("place_name")) for row in rows if row["kind"] == "place"]


@pytest.mark.parametrize("lang", sorted(TOWNS))
def test_a_sector_is_placed_at_its_town(gazetteer: Gazetteer, lang: str) -> None:
    found = {adjective: placed(f"На {adjective} {TAILS[lang]}", lang, gazetteer)[0][1] for adjective in TOWNS[lang]}
    assert found == TOWNS[lang]


@pytest.mark.parametrize(
    ("text", "lang", "names"),
    [
        (
            "На Південно-Слобожанському напрямку тихо. На Придніпровському напрямку ворог атакував.",
            "uk",
            ["Southern Slobozhanskyi sector", "Prydniprovskyi sector"],
        ),
        ("На Волинському та Поліському напрямках без змін.", "uk", ["Volyn Oblast", "Polesia"]),
        ("На Волынском и Полесском направлениях без изменений.", "ru", ["Volyn Oblast", "Polesia"]),
        (
            "На Покровском направлении 60 штурмов. На Гуляйпольском — девять атак.",
            "ru",
            ["Pokrovsk", "Huliaipole"],
        ),
    ],
)
def test_sectors_of_regions_and_sectors_without_the_word(
    gazetteer: Gazetteer, text: str, lang: str, names: list[str]
) -> None:
    assert [name for _, name in placed(text, lang, gazetteer)] == names


@pytest.mark.parametrize(
    ("text", "lang", "names"),
    [
        ("Аэропорты «Внуково» и «Домодедово» не принимали рейсы.", "ru", ["Внуково", "Домодедово"]),
        ("Удар по пункту пропуска «Нехотеевка».", "ru", ["Нехотеевка"]),
        ("Аеропорти «Бориспіль» і «Жуляни» закрито.", "uk", ["Бориспіль", "Жуляни"]),
        ("Бойцы батальона «Донбасс» и группировки «Днепр» у завода «Азовсталь».", "ru", ["Азовсталь"]),
        ("Речник угруповання військ «Дніпро» та ОСУВ «Хортиця».", "uk", []),
        ("Из Армянска вывезли людей. Русскую Лозовую освободили.", "ru", ["Армянска", "Русскую Лозовую"]),
        ("Бои у Мартыновки и Русского Поречного.", "ru", ["Мартыновки", "Русского Поречного"]),
    ],
)
def test_names_in_quotation_marks_and_names_like_peoples(
    gazetteer: Gazetteer, text: str, lang: str, names: list[str]
) -> None:
    assert [surface for surface, _ in placed(text, lang, gazetteer)] == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Обстреляна Клещеевка Донецкой Народной Республики.", ("Клещеевка",)),
        ("Обстреляны Андреевка и Дружба Донецкой Народной Республики.", ("Андреевка", "Дружба")),
        ("Обстреляны Андреевка и Дружба ДНР.", ("Андреевка", "Дружба")),
    ],
)
def test_a_village_stands_before_its_province(text: str, names: tuple[str, ...], gazetteer: Gazetteer) -> None:
    found = {row["surface"]: row["admin1"] for row in locate_article(Article("a", text, lang="ru"), gazetteer)}
    assert {found.get(name) for name in names} == {"Donetsk Oblast"}


@pytest.mark.parametrize(
    ("text", "name", "level"),
    [
        ("La région russe de Koursk est bombardée.", "Koursk", "admin1"),
        ("Dans l'oblast ukrainien de Soumy, une frappe a tué deux civils.", "Soumy", "admin1"),
        ("Deux morts dans la région frontalière de Belgorod.", "Belgorod", "admin1"),
        ("La ville portuaire de Marioupol est encerclée.", "Marioupol", "populated_place"),
    ],
)
def test_a_french_adjective_stands_between_a_region_and_its_name(
    text: str, name: str, level: str, gazetteer: Gazetteer
) -> None:
    found = {row["surface"]: row["level"] for row in locate_article(Article("a", text, lang="fr"), gazetteer)}
    assert found[name] == level


@pytest.mark.parametrize(
    ("lang", "text", "name", "place"),
    [
        ("uk", "На Новопавлівському напрямку тривають бої.", "Новопавлівському напрямку", "Novopavlivskyi sector"),
        ("uk", "На Липецькому напрямку тривають бої.", "Липецькому напрямку", "Lyptsi sector"),
        ("ru", "На Южно-Донецком направлении идут бои.", "Южно-Донецком направлении", "South Donetsk sector"),
        ("uk", "На Запорізькому напрямку тривають бої.", "Запорізькому", "Zaporizhzhia"),
    ],
)
def test_a_sector_that_is_called_after_no_town_of_its_own(
    lang: str, text: str, name: str, place: str, gazetteer: Gazetteer
) -> None:
    rows = {row["surface"]: row for row in locate_article(Article("a", text, lang=lang), gazetteer)}
    assert rows[name]["place_name"] == place
    assert rows[name]["country_code"] == "UA"


def test_such_a_sector_without_its_word(gazetteer: Gazetteer) -> None:
    text = "На Лиманському напрямку тривають бої. На Придніпровському ворог двічі штурмував острів."
    rows = {row["surface"]: row["place_name"] for row in locate_article(Article("a", text, lang="uk"), gazetteer)}
    assert rows["Придніпровському"] == "Prydniprovskyi sector"
