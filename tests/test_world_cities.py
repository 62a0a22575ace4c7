"""Where the world talks of a war: its cities by the names and in the cases of six languages, each in a plain sentence."""

from __future__ import annotations

from datetime import date

import pytest

from geo.gazetteer import Gazetteer
from geo.locate import locate_article
from geo.models import Article

# The country of each city, in the order of the names below; "-" where a language has none that the gazetteer knows.
CODES = (
    "CH TR SA SA BE GB FR DE AT PL HU IT BY RU GE MD CN IR TR QA US JP KR KP AF SY LB IL "
    "SD DE LT LV EE FI SE NO DK CZ SK RO BG GR ES PT KZ"
)
CITIES = {
    "nl": (
        "De gesprekken vonden plaats in {}.",
        "Genève Istanbul Riyad Djedda Brussel Londen Parijs Berlijn Wenen Warschau Boedapest Rome Minsk Moskou Tbilisi Chisinau "
        "Peking Teheran Ankara Doha Washington Tokio Seoel Pyongyang Kaboel Damascus Beiroet Jeruzalem Khartoem München Vilnius "
        "Riga Tallinn Helsinki Stockholm Oslo Kopenhagen Praag Bratislava Boekarest Sofia Athene Madrid Lissabon Astana",
    ),
    "en": (
        "The talks were held in {}.",
        "Geneva Istanbul Riyadh Jeddah Brussels London Paris Berlin Vienna Warsaw Budapest Rome Minsk Moscow Tbilisi Chisinau "
        "Beijing Tehran Ankara Doha Washington Tokyo Seoul Pyongyang Kabul Damascus Beirut Jerusalem Khartoum Munich Vilnius "
        "Riga Tallinn Helsinki Stockholm Oslo Copenhagen Prague Bratislava Bucharest Sofia Athens Madrid Lisbon Astana",
    ),
    "uk": (
        "Переговори відбулися в {}.",
        "Женеві Стамбулі Ер-Ріяді Джидді Брюсселі Лондоні Парижі Берліні Відні Варшаві Будапешті Римі Мінську Москві Тбілісі "
        "Кишиневі Пекіні Тегерані Анкарі - Вашингтоні Токіо Сеулі Пхеньяні Кабулі Дамаску Бейруті Єрусалимі Хартумі Мюнхені "
        "Вільнюсі Ризі Таллінні Гельсінкі Стокгольмі Осло Копенгагені Празі Братиславі Бухаресті Софії Афінах Мадриді Лісабоні "
        "Астані",
    ),
    "ru": (
        "Переговоры прошли в {}.",
        "Женеве Стамбуле Эр-Рияде Джидде Брюсселе Лондоне Париже Берлине Вене Варшаве Будапеште Риме Минске Москве Тбилиси "
        "Кишиневе Пекине Тегеране Анкаре Дохе Вашингтоне Токио Сеуле Пхеньяне Кабуле Дамаске Бейруте Иерусалиме Хартуме Мюнхене "
        "Вильнюсе Риге Таллине Хельсинки Стокгольме Осло Копенгагене Праге Братиславе Бухаресте Софии Афинах Мадриде Лиссабоне "
        "Астане",
    ),
    "de": (
        "Die Gespräche fanden in {} statt.",
        "Genf Istanbul Riad Dschidda Brüssel London Paris Berlin Wien Warschau Budapest Rom Minsk Moskau Tiflis Chisinau Peking "
        "Teheran Ankara Doha Washington Tokio Seoul Pjöngjang Kabul Damaskus Beirut Jerusalem Khartum München Vilnius Riga "
        "Tallinn Helsinki Stockholm Oslo Kopenhagen Prag Bratislava Bukarest Sofia Athen Madrid Lissabon Astana",
    ),
    "fr": (
        "Les pourparlers ont eu lieu à {}.",
        "Genève Istanbul Riyad Djeddah Bruxelles Londres Paris Berlin Vienne Varsovie Budapest Rome Minsk Moscou Tbilissi "
        "Chisinau Pékin Téhéran Ankara Doha Washington Tokyo Séoul Pyongyang Kaboul Damas Beyrouth Jérusalem Khartoum Munich "
        "Vilnius Riga Tallinn Helsinki Stockholm Oslo Copenhague Prague Bratislava Bucarest Sofia Athènes Madrid Lisbonne Astana",
    ),
}


@pytest.mark.parametrize("lang", CITIES)
def test_the_city_is_meant(gazetteer: Gazetteer, lang: str) -> None:
    sentence, names = CITIES[lang]
    wrong = {}
    for code, name in zip(CODES.split(), names.split(), strict=True):
        article = Article(
            id=name,
            text=sentence.format(name),
            title="",
            published=date(2025, 3, 11),
            published_precision="day",
            lang=lang,
        )
        rows = list(locate_article(article, gazetteer, None)) if name != "-" else []
        found = [(row["surface"], row["kind"], row.get("country_code"), row.get("level")) for row in rows]
        if name != "-" and found != [(name, "place", code, "populated_place")]:
            wrong[name] = found
    assert wrong == {}


def test_the_province_is_meant_where_a_place_lies_in_it(gazetteer: Gazetteer) -> None:
    text = "Het leger nam een plaats in Donetsk in."
    article = Article(id="a", text=text, title="", published=date(2025, 3, 11), published_precision="day", lang="nl")
    assert [row["level"] for row in locate_article(article, gazetteer, None)] == ["admin1"]
