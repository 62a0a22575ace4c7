"""Inflected names are found under their base forms, and only where they are names."""

from __future__ import annotations

import pytest

from geo.forms import area_forms, base_forms, town_forms
from geo.gazetteer import Gazetteer
from geo.gazetteer.transliteration import spellings
from geo.recognition import recognise
from geo.resolution import resolve
from geo.text import normalise

from .conftest import article

UKRAINIAN = """
Харкова Харків | Львові Львів | Розі Ріг | Кривому Кривий | Ямполем Ямпіль | Тернополя Тернопіль | Сум Суми | Сумах Суми
Липцями Липці | Осколу Оскіл | Донця Донець | Запоріжжям Запоріжжя | Росії Росія | Роботиного Роботине | Попасній Попасна
Часового Часів | Ірпеня Ірпінь | Чернівцях Чернівці | Олешок Олешки | Празі Прага | Авдіївці Авдіївка | Умані Умань
Бучею Буча | Суджею Суджа | Гуляйполя Гуляйполе | моря море | Єгипту Єгипет | Інгульця Інгулець | Збаражем Збараж
Барановичах Барановичі | мосту міст | областей область | висот висоти
Голанських Голанські | Азовсталлю Азовсталь | Києва Київ | Охтирці Охтирка
"""
RUSSIAN = """
Часовым Часов | областей область | Попасную Попасная | Еленовке Еленовка | Азовстали Азовсталь | Запорожья Запорожье
Мариуполем Мариуполь | Донца Донец | Верхнекаменского Верхнекаменское | Сум Сумы | Шебекине Шебекино | Якутии Якутия
Бучей Буча | Воронежем Воронеж | Египта Египет | Городища Городище
Орла Орёл | Керчью Керчь | Великих Великие | Лук Луки | Волчанском Волчанск | Черкассах Черкассы | Ельца Елец
"""
ADJECTIVES = """
uk Куп'янському Куп'янськ | uk Синельниківського Синельникове | uk Чугуївського Чугуїв | uk Мар'їнської Мар'їнка
uk Сумського Суми | uk Гуляйпільському Гуляйполе | uk Охтирський Охтирка | uk Волноваського Волноваха | uk Вінницькому Вінниця
uk Прилуцького Прилуки | uk Одеської Одеса | uk Сватівського Сватове | uk Уманському Умань | uk Криворізькому Кривий\u00a0Ріг
ru Купянском Купянск | ru Суджанском Суджа | ru Одесской Одесса | ru Волновахского Волноваха | ru Запорожском Запорожье
ru Туапсинский Туапсе | ru Керченского Керчь | ru Измаильском Измаил | ru Тульском Тула | ru Сочинский Сочи
uk Туапсинський Туапсе | uk Ізмаїльський Ізмаїл | uk Черкаського Черкаси | uk Афіпський Афіпський | ru Ильского Ильский
ru Авдеевском Авдеевка | ru Кореневском Коренево | ru Рыльском Рыльск | ru Дергачёвского Дергачи | ru Пражского Прага
"""


def cells(table: str) -> list[list[str]]:
    return [cell.split(" ") for line in table.strip().splitlines() for cell in line.split(" | ")]


@pytest.mark.parametrize(
    ("lang", "word", "base"),
    [("uk", *pair) for pair in cells(UKRAINIAN)] + [("ru", *pair) for pair in cells(RUSSIAN)],
)
def test_an_inflected_word_leads_to_its_base_form(lang: str, word: str, base: str) -> None:
    assert normalise(base) in base_forms(normalise(word), lang)


@pytest.mark.parametrize(("lang", "word", "town"), cells(ADJECTIVES))
def test_an_adjective_leads_to_its_town(lang: str, word: str, town: str) -> None:
    assert normalise(town) in town_forms(normalise(word), lang)


@pytest.mark.parametrize("word", ["харків", "дім", "вони", ""])
def test_other_words_are_no_adjectives_of_towns(word: str) -> None:
    assert town_forms(word, "uk") == ()


def test_words_of_other_languages_have_no_forms() -> None:
    assert base_forms("charkov", "nl") == () == town_forms("charkovs", "nl") == area_forms("харківщина", "en")


@pytest.mark.parametrize(
    ("lang", "word", "area"),
    [
        ("uk", "полтавщині", "полтавська область"),
        ("uk", "донеччини", "донецька область"),
        ("ru", "киевщине", "киевская область"),
    ],
)
def test_a_land_is_the_oblast_of_the_same_name(lang: str, word: str, area: str) -> None:
    assert area in area_forms(word, lang)


def placed(gazetteer: Gazetteer, text: str, lang: str) -> list[tuple[str, str, str]]:
    toponyms = recognise(article(text, lang), gazetteer)
    return [
        (toponym.surface, found.candidate.name, found.candidate.level)
        for toponym, found in zip(toponyms, resolve(toponyms, text, lang), strict=True)
        if toponym.kind == "place" and found.candidate
    ]


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        # Towns in all cases
        ("uk", "Бої точилися біля Бахмута й Соледара.", [("Бахмута", "Bakhmut"), ("Соледара", "Soledar")]),
        ("uk", "Уламки впали у Кривому Розі та в Сумах.", [("Кривому Розі", "Kryvyi Rih"), ("Сумах", "Sumy")]),
        ("uk", "Колона рушила з Новою Каховкою на обрії.", [("Новою Каховкою", "Nova Kakhovka")]),
        (
            "ru",
            "Удары пришлись по Краматорску и Дружковке.",
            [("Краматорску", "Kramatorsk"), ("Дружковке", "Druzhkivka")],
        ),
        ("ru", "Поезд ушёл из Ростова-на-Дону в Курск.", [("Ростова-на-Дону", "Rostov-on-Don"), ("Курск", "Kursk")]),
        # Adjectives: oblasts, districts, directions
        ("uk", "У Полтавській області сталася пожежа.", [("Полтавській області", "Poltava Oblast")]),
        ("uk", "На Лиманському напрямку спокійно.", [("Лиманському", "Lyman")]),
        ("uk", "Постраждали жителі Ізюмського району.", [("Ізюмського району", "Izium Raion")]),
        (
            "ru",
            "Дроны сбили над Курской и Брянской областями.",
            [("Курской", "Kursk Oblast"), ("Брянской областями", "Bryansk Oblast")],
        ),
        (
            "uk",
            "Відбито атаки поблизу Токмака Запорізької області.",
            [("Токмака", "Tokmak"), ("Запорізької області", "Zaporizhzhia Oblast")],
        ),
        ("ru", "Дрон повредил Одесский порт.", [("Одесский", "Odesa")]),
        # Brands, halves of names, attributes
        ("uk", "Бійці «Одеси» й «Полтави» стоять поряд.", []),
        ("ru", "Колонна Красного Полумесяца задержалась после Нового года.", []),
        ("uk", "Про це пише видання «Вільна Україна» з Полтави.", [("Полтави", "Poltava")]),
        # Persons and common words
        ("uk", "Про це сказав Олексій Миколаєнко. Слова Миколаєнка підтвердили.", []),
        ("ru", "Генерал Сергей Днепров прибыл. По словам Днепрова, всё спокойно.", []),
        ("uk", "Вони відійшли. Рано стихло. Села спорожніли.", []),
        ("ru", "Они отошли. Рано стихло. Сёла опустели.", []),
    ],
)
def test_places_in_running_text(gazetteer: Gazetteer, lang: str, text: str, expected: list[tuple[str, str]]) -> None:
    assert [(surface, name) for surface, name, _ in placed(gazetteer, text, lang)] == expected


def test_a_district_is_an_area_and_not_its_town(gazetteer: Gazetteer) -> None:
    assert placed(gazetteer, "Обстріл Куп'янського району тривав.", "uk") == [
        ("Куп'янського району", "Kupiansk Raion", "admin2")
    ]


def test_the_president_of_a_country_leaves_the_country_standing(gazetteer: Gazetteer) -> None:
    text = "Президент України прибув. Колони увійшли в Україну."
    assert [toponym.surface for toponym in recognise(article(text, "uk"), gazetteer)] == ["України", "Україну"]


@pytest.mark.parametrize(
    ("name", "spelt"),
    [
        ("Куп'янськ", ["koepjansk", "kupjansk", "koupiansk", "kupiansk", "купянск"]),
        ("Купянск", ["kupyansk", "koepjansk"]),
        ("Ізюм", ["izjoem", "isjum", "izioum", "izium"]),
        ("Часів Яр", ["tsjasiv jar", "tschassiw jar", "tchassiv iar", "tchasiv iar", "chasiv yar", "часов яр"]),
        ("Часов Яр", ["chasov yar", "tsjasov jar"]),
        ("Вовчанськ", ["vovtsjansk", "wowtschansk", "vovtchansk", "vovchansk"]),
        ("Маріуполь", ["marioepol", "mariupol", "marioupol", "мариуполь"]),
        ("Миколаївка", ["mykolajivka", "николаевка"]),
        ("Старий Хутір", ["staryj choetir", "stary choetir", "staryi khutir"]),
        ("Щербинівка", ["sjtsjerbynivka", "schtscherbyniwka", "chtcherbynivka", "shcherbynivka", "щербиновка"]),
    ],
)
def test_a_name_is_spelt_as_each_language_does(name: str, spelt: list[str]) -> None:
    assert [spelling for spelling in spelt if spelling not in spellings(name)] == []


@pytest.mark.parametrize("name", ["Kyiv", "北京", "Ўшачы", "", "Kyiv Київ"])
def test_what_is_not_ukrainian_or_russian_is_not_spelt_anew(name: str) -> None:
    assert spellings(name) == frozenset()


@pytest.mark.parametrize(
    ("lang", "text", "surface", "name"),
    [
        ("nl", "Er vielen granaten op Siversk en Vovtsjansk.", "Vovtsjansk", "Vovchansk"),
        ("de", "Kämpfe gibt es bei Wowtschansk.", "Wowtschansk", "Vovchansk"),
        ("fr", "Les combats continuent près de Tchassiv Iar.", "Tchassiv Iar", "Chasiv Yar"),
        ("en", "Shells fell on Chasov Yar in Ukraine again.", "Chasov Yar", "Chasiv Yar"),
    ],
)
def test_foreign_spellings_meet(gazetteer: Gazetteer, lang: str, text: str, surface: str, name: str) -> None:
    assert (surface, name) in [(found, resolved) for found, resolved, _ in placed(gazetteer, text, lang)]


def test_a_name_half_known_is_kept_whole_and_unplaced(gazetteer: Gazetteer) -> None:
    found = recognise(article("Тривають бої поблизу Нової Квертіуопки.", "uk"), gazetteer)
    assert [(toponym.surface, toponym.candidates) for toponym in found] == [("Нової Квертіуопки", ())]
