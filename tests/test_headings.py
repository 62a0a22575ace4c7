"""The names of a title speak for those of the text."""

from __future__ import annotations

import pytest

from geo.gazetteer import Gazetteer
from geo.headings import headed
from geo.locate import locate
from geo.models import Article
from geo.recognition import recognise

TEXT = "In Andriivka werd gisteren gevochten, meldt het leger."


def test_a_title_tells_namesakes_apart(gazetteer: Gazetteer) -> None:
    under = {
        title: locate([Article(id="a", text=TEXT, title=title, lang="nl")], gazetteer)["admin1"].tolist()
        for title in ("Zware gevechten bij Bachmoet", "Zware gevechten bij Izjoem")
    }
    assert under == {
        "Zware gevechten bij Bachmoet": ["Donetsk Oblast"],
        "Zware gevechten bij Izjoem": ["Kharkiv Oblast"],
    }


@pytest.mark.parametrize("title", ["", "Zware gevechten", "Zware gevechten bij Bachmoet", "Oekraïne 🇺🇦 Bachmoet"])
def test_a_title_has_no_rows_and_moves_none(title: str, gazetteer: Gazetteer) -> None:
    found = locate([Article(id="a", text=TEXT, title=title, lang="nl")], gazetteer)
    assert found["surface"].tolist() == ["Andriivka"]
    assert [TEXT[start:end] for start, end in zip(found["start"], found["end"], strict=True)] == ["Andriivka"]


def test_the_joined_text_holds_the_names_of_both(gazetteer: Gazetteer) -> None:
    article = Article(id="a", text=TEXT, title="Slag om Bachmoet", lang="nl")
    both = headed(article, recognise(article, gazetteer), gazetteer)
    assert [both.text[t.span.start : t.span.end] for t in both.toponyms] == ["Bachmoet", "Andriivka"]
    assert both.titled == 1
    assert [TEXT[t.span.start : t.span.end] for t in both.own(article)] == ["Andriivka"]
