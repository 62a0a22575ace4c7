"""Words of everyday that some village somewhere is called by: they are no dots, and the names beside them still are."""

from __future__ import annotations

from datetime import date

import pytest

from geo.gazetteer import Gazetteer
from geo.locate import locate_article
from geo.models import Article


def drawn(gazetteer: Gazetteer, lang: str, text: str) -> list[tuple[str, str]]:
    """Surface and name of what would stand on the map."""
    told = Article("x", text, published=date(2025, 8, 1), published_precision="day", lang=lang)
    rows = locate_article(told, gazetteer)
    return [(row["surface"], row["place_name"]) for row in rows if row["kind"] == "place" and row.get("place_id")]


@pytest.mark.parametrize(
    ("lang", "text", "names"),
    [
        ("de", "Die Länder der Union wollen Waffen liefern.", []),
        ("de", "Sie saß mit den Kindern in der Küche, als die Tür aufflog.", []),
        ("de", "Die Helfer fanden Gräber im Wald bei Isjum.", ["Isjum"]),
        ("de", "Brände brachen in Charkiw aus, Bäume stürzten um.", ["Charkiw"]),
        ("de", "Die Basis für ein Abkommen fehlt, in Kiew herrscht Chaos, und ein Virus geht um.", ["Kiew"]),
        ("de", "Die Liga der Arabischen Staaten tagte in Kairo; die Kultur des Landes leidet.", ["Kairo"]),
        ("de", "Der Beschuss Bachmuts und Charkiws hielt an.", ["Bachmut", "Charkiw"]),
        ("uk", "Корова загинула в Харкові.", ["Харкові"]),
        ("uk", "Частково зруйновано школу в Сумах.", ["Сумах"]),
        ("ru", "Корову убило осколком в Белгороде.", ["Белгороде"]),
        ("uk", "Метою удару була підстанція в Одесі. Кампанія триває. Нові вибухи чути в Сумах.", ["Одесі", "Сумах"]),
        ("ru", "Заводы горят. Победа близка. Берег заминирован. Новые взрывы в Брянске.", ["Брянске"]),
        ("uk", "Він сказав: «Метою удару була Одеса». 09:15 Кампанія триває.", ["Одеса"]),
        ("de", "Sie sagte: „Büro und Küche in Kiew sind zerstört.“", ["Kiew"]),
        ("fr", "Amour et guerre à Kiev. Mets et vivres manquent.", ["Kiev"]),
        ("nl", "Heet was het in Cherson. Varen is verboden.", ["Cherson"]),
        ("fr", "Rêves brisés, une famille quitte Marioupol.", ["Marioupol"]),
    ],
)
def test_a_word_is_no_village(gazetteer: Gazetteer, lang: str, text: str, names: list[str]) -> None:
    assert [surface for surface, _ in drawn(gazetteer, lang, text)] == names


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("uk", "Бої точаться за Піски. Піски обстріляли з танків.", ("Піски", "Pisky")),
        ("ru", "Бои идут на донецком направлении, на южном направлении тихо.", ("донецком", "Donetsk")),
        ("uk", "На Куп'янському напрямку тихо. На Бахмутському ворог наступав.", ("Бахмутському", "Bakhmut")),
        ("uk", "На Запорізькому та Херсонському напрямках тихо.", ("Запорізькому", "Zaporizhzhia")),
        ("ru", "Сбиты 54 дрона над Саратовской областью, 40 — над Воронежской.", ("Воронежской", "Voronezh Oblast")),
        (
            "uk",
            "У Харкові під ударом Шевченківський та Київський райони.",
            ("Київський райони", "Kyivskyi District (Kharkiv)"),
        ),
        ("ru", "Удар по Днепровскому району Херсона.", ("Днепровскому району", "Dniprovskyi District (Kherson)")),
        ("uk", "Дрони атакували аеродром Джанкой у Криму.", ("Джанкой", "Dzhankoi")),
        ("uk", "Вибухи на аеродромі Херсонес у Севастополі.", ("Херсонес", "Khersones Airfield")),
        ("ru", "Удар по аэродрому «Балтимор» в Воронеже.", ("Балтимор", "Baltimor Air Base")),
        ("ru", "В Балтиморе, США, рухнул мост.", ("Балтиморе", "Baltimore")),
        ("ru", "Дроны атаковали Ильский НПЗ.", ("Ильский", "Il’skiy")),
        ("de", "Kämpfe bei Irpin.", ("Irpin", "Irpin")),
        ("uk", "Новополтавку обстріляли з танків.", ("Новополтавку", "Novopoltavka")),
        ("uk", "Балаклію звільнили в четвер.", ("Балаклію", "Balakliia")),
        ("uk", "Бахмутові загрожує оточення.", ("Бахмутові", "Bakhmut")),
        ("ru", "Джибу удерживают боевики. Букаву взяли повстанцы.", ("Букаву", "Bukavu")),
        ("ru", "Растан взят. Хомса повстанцы достигли к вечеру.", ("Хомса", "Homs")),
        ("uk", "Рафаха танки дісталися вночі.", ("Рафаха", "Rafaḩ")),
        ("ru", "Бои в провинции Сурин в Таиланде.", ("Сурин", "Surin")),
    ],
)
def test_a_name_is_found(gazetteer: Gazetteer, lang: str, text: str, expected: tuple[str, str]) -> None:
    assert expected in drawn(gazetteer, lang, text)


def test_an_article_parts_a_river_from_a_town(gazetteer: Gazetteer) -> None:
    told = Article("x", "Die Brücke über den Irpin ist zerstört, Irpin liegt unter Beschuss.", lang="de")
    rows = [row for row in locate_article(told, gazetteer) if row["kind"] == "place"]
    assert [row["level"] for row in rows] == ["water", "populated_place"]
