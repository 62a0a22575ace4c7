"""Countries by the names that six languages give them: none is lost, cut short or taken for another one."""

from __future__ import annotations

import re

import pytest
from babel import Locale

from geo.gazetteer import Gazetteer
from geo.lists import read_list
from geo.models import Article
from geo.paths import PLACES
from geo.phrases import LANGUAGES
from geo.recognition import recognise

SENTENCES = {
    "nl": "Hij reisde naar {}.",
    "en": "He flew to {}.",
    "de": "Er reiste nach {}.",
    "fr": "Une délégation de {} est arrivée.",
    "uk": "Про це повідомляє {}.",
    "ru": "Об этом сообщает {}.",
}
PLAIN = re.compile(r"[^\W\d_]+(?:[ ’'-][^\W\d_]+)*")
OTHER_WORDS = {"Того", "Чад", "Maurice"}  # "of that"; a smell; a man
# Regions of the project's own list, and territories whose names no news writes as CLDR does ("о-ва Кука").
NO_STATES = frozenset(["AS", "CK", "CX", "EH", "GF", "GS", "HK", "IM", "IO", "KY", "NF", "PF", "PN", "PS", "TF", "VA"])


@pytest.mark.parametrize("lang", sorted(LANGUAGES))
def test_every_country_is_read_whole(lang: str, gazetteer: Gazetteer) -> None:
    wrong = []
    for code, name in Locale(lang).territories.items():
        if (
            not code.isalpha()
            or code in NO_STATES
            or not gazetteer.country(code)
            or not PLAIN.fullmatch(name)
            or name in OTHER_WORDS
        ):
            continue
        found = recognise(Article("a", SENTENCES[lang].format(name), lang=lang), gazetteer)
        if [t.surface for t in found] != [name] or code not in {
            c.country_code for c in found[0].candidates if c.level == "country"
        }:
            wrong.append((name, [t.surface for t in found]))
    assert wrong == []


@pytest.mark.parametrize("lang", sorted(LANGUAGES))
def test_every_other_name_of_a_country_is_read(lang: str, gazetteer: Gazetteer) -> None:
    """Names that CLDR does not have ("Северная Корея", "Bosnien") or writes otherwise ("U.S.")."""
    lost = []
    for row in read_list(PLACES / "country_names.csv", ("country_code", "lang", "names", "source")):
        for name in row.several("names") if row["lang"] == lang else []:
            found = recognise(Article("a", SENTENCES[lang].format(name), lang=lang), gazetteer)
            if not any(c.country_code == row["country_code"] for toponym in found for c in toponym.candidates):
                lost.append(name)
    assert lost == []
