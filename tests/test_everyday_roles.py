"""Sentences as news writes them every day, in six languages: each of their places has the role that a reader would say.

The list keeps what is read rightly from being lost. It is no measure: the few sentences that are still read wrongly are not in it.
"""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from geo.gazetteer import Gazetteer
from geo.locate import locate_article
from geo.models import Article
from geo.phrases import LANGUAGES

SENTENCES = Path(__file__).with_name("everyday_roles.csv")


def roles_of(text: str, lang: str, gazetteer: Gazetteer) -> set[str]:
    told = Article("x", text, published=date(2024, 9, 11), published_precision="day", lang=lang)
    return {row["role"] for row in locate_article(told, gazetteer) if row["kind"] == "place"}


@pytest.mark.parametrize("lang", sorted(LANGUAGES))
def test_the_role_of_everyday_sentences(lang: str, gazetteer: Gazetteer) -> None:
    with SENTENCES.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["lang"] == lang]
    assert len(rows) > 150
    wrong = [row["sentence"] for row in rows if roles_of(row["sentence"], lang, gazetteer) != {row["role"]}]
    assert not wrong


@pytest.mark.parametrize(
    ("lang", "harm", "fight"),
    [
        ("en", "Two people were killed in an attack on Tokmak.", "An attack on Tokmak by two brigades failed."),
        ("nl", "Bij een aanval op Tokmak zijn twee mensen gedood.", "Een aanval van de infanterie op Tokmak mislukte."),
        (
            "de",
            "Bei einem Angriff auf Tokmak starben zwei Menschen.",
            "Ein Angriff der Infanterie auf Tokmak scheiterte.",
        ),
        ("fr", "Une attaque contre Tokmak a fait deux morts.", "Une attaque de l'infanterie sur Tokmak a échoué."),
        ("uk", "Через атаку на Токмак загинули двоє людей.", "Піхота пішла в атаку на Токмак."),
        ("ru", "При атаке на Токмак погибли два человека.", "Пехота пошла в атаку на Токмак."),
    ],
)
def test_an_attack_that_kills_people_is_a_strike(lang: str, harm: str, fight: str, gazetteer: Gazetteer) -> None:
    assert roles_of(harm, lang, gazetteer) == {"strike"}
    assert roles_of(fight, lang, gazetteer) == {"combat"}


@pytest.mark.parametrize(
    ("lang", "text", "name"),
    [
        ("en", "Drones hit an airfield near Tokmak.", "Tokmak"),
        ("nl", "Drones troffen een vliegveld bij Tokmak.", "Tokmak"),
        ("uk", "Дрони вразили аеродром під Токмаком.", "Токмаком"),
        ("ru", "Дроны поразили аэродром под Токмаком.", "Токмаком"),
    ],
)
def test_of_an_unnamed_site_the_town_near_it_tells(lang: str, text: str, name: str, gazetteer: Gazetteer) -> None:
    assert name in text
    assert roles_of(text, lang, gazetteer) == {"strike"}


@pytest.mark.parametrize(
    ("lang", "text", "role"),
    [
        ("en", "Russia attacked Odesa overnight.", "strike"),
        ("en", "Russia attacked Robotyne overnight.", "combat"),
        ("en", "Russian infantry attacked Mariupol.", "combat"),
        ("nl", "Rusland heeft vannacht Odesa aangevallen.", "strike"),
        ("de", "In der Nacht wurden Lwiw und Burschtyn angegriffen.", "strike"),
        ("fr", "La Russie a attaqué Odessa dans la nuit.", "strike"),
        ("uk", "Росія вночі атакувала Одесу.", "strike"),
        ("uk", "Ворог атакував Роботине.", "combat"),
        ("ru", "ВСУ атаковали Саратов.", "strike"),
        ("ru", "Противник атаковал Работино.", "combat"),
    ],
)
def test_an_attack_far_from_the_front_is_a_strike(lang: str, text: str, role: str, gazetteer: Gazetteer) -> None:
    assert roles_of(text, lang, gazetteer) == {role}
