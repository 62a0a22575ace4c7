"""Provinces and their towns, villages and the cities of the world: what the words beside a name decide."""

from __future__ import annotations

import pytest

from geo.gazetteer import Gazetteer
from geo.gazetteer.transliteration import native_names
from geo.locate import locate_article
from geo.models import Article


def levels(text: str, lang: str, gazetteer: Gazetteer) -> dict[str, tuple[str, str]]:
    rows = locate_article(Article("a", text, lang=lang), gazetteer)
    return {row["surface"]: (row.get("level", ""), row.get("country_code") or "") for row in rows}


@pytest.mark.parametrize(
    ("text", "lang", "names"),
    [
        ("Poetin tekende de inlijving van Donetsk, Loehansk en Cherson.", "nl", ("Donetsk", "Loehansk", "Cherson")),
        ("Twee dorpen in Charkov en Soemy zijn beschoten.", "nl", ("Charkov", "Soemy")),
        ("Russia annexed Donetsk and Luhansk in 2022.", "en", ("Donetsk", "Luhansk")),
        ("In den Dörfern in Donezk wird gekämpft.", "de", ("Donezk",)),
        ("Drones were repelled over the regions of Poltava and Sumy.", "en", ("Poltava", "Sumy")),
        ("Ukrainian troops operate in Kharkiv, another border region.", "en", ("Kharkiv",)),
        ("Pokrovsk, een knooppunt in Donetsk, en dorpen bij de grens met Zaporizja.", "nl", ("Donetsk", "Zaporizja")),
        ("Dat zei gouverneur Serhi Hajdaj van Loehansk over de grensprovincie Soemy.", "nl", ("Loehansk", "Soemy")),
        ("In Dnipropetrovsk is een dorp ingenomen.", "nl", ("Dnipropetrovsk",)),
        ("Gekämpft wird im Nordosten von Donezk und in den Regionen Charkiw und Sumy.", "de", ("Donezk", "Sumy")),
        ("L'armée avance dans les régions de Kharkiv et de Soumy.", "fr", ("Kharkiv", "Soumy")),
    ],
)
def test_after_annexed_or_villages_in_a_name_is_the_province(
    gazetteer: Gazetteer, text: str, lang: str, names: tuple[str, ...]
) -> None:
    found = levels(text, lang, gazetteer)
    assert [found[name] for name in names] == [("admin1", "UA")] * len(names)


@pytest.mark.parametrize(
    ("text", "lang", "name"),
    [
        ("Raketten troffen een woonwijk in Donetsk en Charkov.", "nl", "Donetsk"),
        ("Terwijl alle ogen op Cherson gericht waren, viel het leger aan.", "nl", "Cherson"),
        ("Zeker 34 inwoners kwamen om in Soemy.", "nl", "Soemy"),
        ("Kharkiv, a city near the border region, was hit.", "en", "Kharkiv"),
        ("Het dorp ligt ten noorden van Donetsk.", "nl", "Donetsk"),
    ],
)
def test_without_such_words_it_is_the_town(gazetteer: Gazetteer, text: str, lang: str, name: str) -> None:
    assert levels(text, lang, gazetteer)[name] == ("populated_place", "UA")


def test_new_york_is_the_village_only_beside_its_neighbours(gazetteer: Gazetteer) -> None:
    far = "In New York vergaderde de Veiligheidsraad over de beschieting van Lviv en Odesa in Oekraïne."
    near = "Russische troepen rukken op bij Toretsk en New York, meldt het leger van Oekraïne. Ook Kostjantynivka ligt onder vuur."
    assert levels(far, "nl", gazetteer)["New York"] == ("populated_place", "US")
    assert levels(near, "nl", gazetteer)["New York"] == ("populated_place", "UA")


@pytest.mark.parametrize(
    ("main", "names", "native"),
    [
        (("Toretsk",), ("Торецьк", "Торецк", "Дзержинськ"), ["Торецьк", "Торецк"]),
        (("Sloviansk", "Slov’yansk"), ("Слов'янськ", "Slavyansk", "Тор"), ["Слов'янськ"]),
        (("Belgorod",), ("Белгород", "Болдын"), ["Белгород"]),
    ],
)
def test_the_name_in_its_own_letters_is_a_main_name(
    main: tuple[str, ...], names: tuple[str, ...], native: list[str]
) -> None:
    assert native_names(main, names) == native


def test_a_former_name_is_the_place_that_it_is_now(gazetteer: Gazetteer) -> None:
    for name, now in (("Артемівськ", "Bakhmut"), ("Красноармійська", "Pokrovsk"), ("Дзержинськ", "Toretsk")):
        rows = locate_article(Article("a", f"Бої біля Часового Яру, Костянтинівки та {name}.", lang="uk"), gazetteer)
        assert {row["surface"]: row["place_name"] for row in rows}[name] == now


@pytest.mark.parametrize(
    ("text", "lang", "name", "town"),
    [
        ("Знімки показали наслідки ударів по Херсонській авіабазі.", "uk", "Херсонській", "Kherson"),
        ("Армія атакувала Одеський морський порт чотирма ракетами.", "uk", "Одеський", "Odesa"),
        ("Военные ударили по Харьковскому авиаремонтному заводу.", "ru", "Харьковскому", "Kharkiv"),
    ],
)
def test_a_site_called_after_its_town_is_the_town(
    gazetteer: Gazetteer, text: str, lang: str, name: str, town: str
) -> None:
    rows = list(locate_article(Article("a", text, lang=lang), gazetteer))
    assert {row["surface"]: row["place_name"] for row in rows}[name] == town


@pytest.mark.parametrize(
    ("text", "lang", "name", "division"),
    [
        ("Уничтожены склады в ДНР и Запорожье.", "ru", "Запорожье", "Zaporizhzhia Oblast"),
        ("Колони їхали з Маріуполя через Бердянськ до Запоріжжя.", "uk", "Запоріжжя", "Zaporizhzhia Oblast"),
        ("Обстріляно село Запоріжжя Покровського району.", "uk", "Запоріжжя", "Donetsk Oblast"),
    ],
)
def test_a_city_gives_way_to_a_village_only_where_the_text_says_so(
    gazetteer: Gazetteer, text: str, lang: str, name: str, division: str
) -> None:
    rows = {row["surface"]: row for row in locate_article(Article("a", text, lang=lang), gazetteer)}
    assert rows[name]["admin1"] == division


@pytest.mark.parametrize(
    ("text", "lang", "name", "level"),
    [
        ("Президент виступив у Вашингтоні.", "uk", "Вашингтоні", "populated_place"),
        ("Президент выступил в Вашингтоне.", "ru", "Вашингтоне", "populated_place"),
        ("Леса горят в штате Вашингтон.", "ru", "Вашингтон", "admin1"),
    ],
)
def test_a_capital_is_no_state_without_its_generic_word(
    gazetteer: Gazetteer, text: str, lang: str, name: str, level: str
) -> None:
    assert levels(text, lang, gazetteer)[name] == (level, "US")


@pytest.mark.parametrize(
    ("lang", "text", "level"),
    [
        ("en", "Russia demands that Ukraine cede Donetsk and Luhansk.", "admin1"),
        ("en", "It controls about 75 percent of Donetsk and 99 percent of Luhansk.", "admin1"),
        ("en", "Moscow held referendums in Luhansk, Donetsk, Kherson and Zaporizhzhia.", "admin1"),
        ("en", "Explosions were heard in Donetsk and Luhansk.", "populated_place"),
        ("en", "Half of the shells that fell on Donetsk did not explode.", "populated_place"),
        ("en", "Luhansk and Donetsk would be recognised as Russian, Kherson and Zaporizhzhia be frozen.", "admin1"),
        ("de", "Cherson und Saporischschja sollen entlang der Frontlinie eingefroren werden.", "admin1"),
        ("fr", "L'Ukraine devrait se retirer de la partie de Donetsk qu'elle tient encore.", "admin1"),
        ("nl", "Rusland eist dat Oekraïne Donetsk en Loehansk afstaat.", "admin1"),
        ("nl", "In Donetsk en Loehansk waren explosies te horen.", "populated_place"),
        ("de", "Die Ukraine soll Donezk und Luhansk abtreten.", "admin1"),
        ("de", "In Donezk und Luhansk gab es Explosionen.", "populated_place"),
        ("fr", "L'Ukraine devrait céder Donetsk et Louhansk.", "admin1"),
        ("fr", "Des explosions ont retenti à Donetsk et Louhansk.", "populated_place"),
        ("uk", "У Донецьку та Луганську пролунали вибухи.", "populated_place"),
        ("ru", "В Донецке и Луганске прогремели взрывы.", "populated_place"),
    ],
)
def test_what_is_ceded_or_counted_in_percent_is_a_province(
    lang: str, text: str, level: str, gazetteer: Gazetteer
) -> None:
    rows = locate_article(Article("x", text, lang=lang), gazetteer)
    assert {row["level"] for row in rows if row["kind"] == "place"} == {level}


def test_what_stands_in_a_row_with_crimea_is_a_province(gazetteer: Gazetteer) -> None:
    found = levels("Moscow claims Crimea, Donetsk and Kherson.", "en", gazetteer)
    assert [found[name][0] for name in ("Crimea", "Donetsk", "Kherson")] == ["region", "admin1", "admin1"]
