"""Where a place only says where something is: beside it, or between it and another one."""

from __future__ import annotations

import pytest

from geo.gazetteer import Gazetteer
from geo.locate import locate_article

from .conftest import article


def rows_of(text: str, lang: str, gazetteer: Gazetteer) -> dict[str, dict[str, object]]:
    return {str(row["surface"]): row for row in locate_article(article(text, lang), gazetteer)}


@pytest.mark.parametrize(
    ("lang", "text", "first", "second"),
    [
        ("nl", "Er werd gevochten tussen Lyman en Kreminna in Oekraïne.", "Lyman", "Kreminna"),
        ("en", "Ukraine said shells fell between the towns of Lyman and Kreminna.", "Lyman", "Kreminna"),
        ("uk", "Бої тривають між Лиманом та Кремінною.", "Лиманом", "Кремінною"),
        ("ru", "Бои идут между Лиманом и Кременной.", "Лиманом", "Кременной"),
        ("de", "In der Ukraine wird zwischen Lyman und Kreminna gekämpft.", "Lyman", "Kreminna"),
        ("fr", "En Ukraine, on se bat entre Lyman et Kreminna.", "Lyman", "Kreminna"),
    ],
)
def test_what_lies_between_two_places_may_be_as_far_off_as_the_other_one(
    gazetteer: Gazetteer, lang: str, text: str, first: str, second: str
) -> None:
    rows = rows_of(text, lang, gazetteer)
    for name in (first, second):
        assert (rows[name]["basis"], "between it and" in str(rows[name]["reason"])) == ("inferred", True)
        assert 25 < float(str(rows[name]["uncertainty_km"])) < 50  # they are some 30 km apart


@pytest.mark.parametrize(
    "text",
    [
        "Ukraine said shells fell on Lyman and Kreminna.",  # both are meant
        "A train runs between Lviv and Kharkiv in Ukraine.",  # the ends of a journey
    ],
)
def test_two_places_by_themselves_are_named(gazetteer: Gazetteer, text: str) -> None:
    rows = [row for row in rows_of(text, "en", gazetteer).values() if row.get("level") == "populated_place"]
    assert [row["basis"] for row in rows] == ["named", "named"]
