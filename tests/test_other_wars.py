"""Towns of other wars: read and placed where little more is said than that they were fought for, in six languages."""

from __future__ import annotations

import pytest

from geo.gazetteer import Gazetteer
from geo.locate import locate_article
from geo.models import Article

SENTENCES = {
    "nl": "Bij {} in {} werd dinsdag gevochten.",
    "en": "Fighting continued near {} in {} on Tuesday.",
    "de": "Bei {} in {} wurde am Dienstag gekämpft.",
    "fr": "Des combats ont eu lieu mardi près de {}, en {}.",
}
# GeoNames knows no inhabitants of these, and would rather have small towns of their names elsewhere.
TOWNS = {
    "IQ": ("Irak Iraq Irak Irak", "Tal Afar|Qayyarah|Hawija"),
    "LB": ("Libanon Lebanon Libanon Liban", "Bint Jbeil|Marjayoun|Hasbaya"),
    "SY": ("Syrië Syria Syrien Syrie", "Ras al-Ain|Tell Abyad|Madaya|Ariha|Atarib|Qardaha"),
    "YE": ("Jemen Yemen Jemen Yémen", "Hays|Haradh|Sirwah"),
    "AF": ("Afghanistan Afghanistan Afghanistan Afghanistan", "Musa Qala|Spin Boldak"),
}


@pytest.mark.parametrize("code", TOWNS)
@pytest.mark.parametrize("lang", SENTENCES)
def test_towns_without_inhabitants_in_geonames(lang: str, code: str, gazetteer: Gazetteer) -> None:
    countries, names = TOWNS[code]
    country = countries.split()[list(SENTENCES).index(lang)]
    for name in names.split("|"):
        text = SENTENCES[lang].format(name, country)
        rows = [row for row in locate_article(Article("a", text, lang=lang), gazetteer) if row["surface"] == name]
        assert [(row["country_code"], row["level"]) for row in rows] == [(code, "populated_place")], name
        assert rows[0]["score"] >= 0.5, name


@pytest.mark.parametrize(
    ("text", "name", "code"),
    [
        ("The coalition struck Raqqa.", "Raqqa", "SY"),
        ("Rebels took Hama.", "Hama", "SY"),
        ("Militants attacked Gao.", "Gao", "ML"),
        ("Shells hit Stepanakert.", "Stepanakert", "AZ"),
        ("An air strike hit Saada.", "Saada", "YE"),
    ],
)
def test_a_town_of_another_war_needs_no_neighbour(text: str, name: str, code: str, gazetteer: Gazetteer) -> None:
    rows = {row["surface"]: row.get("country_code") for row in locate_article(Article("a", text, lang="en"), gazetteer)}
    assert rows[name] == code


def test_an_inflected_town_of_a_war_outweighs_a_namesake_elsewhere(gazetteer: Gazetteer) -> None:
    text = "Повстанці зайняли Алеппо, а урядові війська відступили до Хами."
    rows = {row["surface"]: row["country_code"] for row in locate_article(Article("a", text, lang="uk"), gazetteer)}
    assert rows["Хами"] == "SY"  # Hami in China is written so
