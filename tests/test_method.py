"""The method page: its lists are read and refused by name, and the page itself runs and tells what they hold."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest
from streamlit.testing.v1 import AppTest

from geo import method
from geo.errors import DataError
from geo.page import method as page
from geo.page import words
from geo.paths import ROOT

LICENCES = {"MIT", "CC BY 4.0", "CC BY-IGO", "ODbL", "LGPL 2.1", "Unicode License", "BSD 2-Clause", "public domain"}


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_every_use_of_a_source_and_every_figure_has_a_name(lang: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "language", lambda: lang)
    assert len({page.use_name(use) for use in method.USES}) == len(method.USES)
    assert len({page._figure_name(name) for name in method.FIGURES}) == len(method.FIGURES)


def test_every_source_has_its_licence() -> None:
    known = method.sources()
    assert {source.use for source in known} == set(method.USES)
    assert {source.licence for source in known} == LICENCES
    assert all(source.url.startswith("https://") or source.name == "Frontline Atlas" for source in known)
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for name in ("GeoNames", "COD-AB Ukraine", "Unicode CLDR", "Natural Earth", "Leaflet"):
        assert name in readme
        assert any(source.name.startswith(name) for source in known)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("lang,figure,value,source\nnl,none_such,0.5,x\n", r"quality\.csv:2: figure is 'none_such'"),
        ("lang,figure,value,source\nnl,others_f1,97,x\n", r"quality\.csv:2: value is '97'; write a number from 0 to 1"),
        ("lang,figure\nnl,others_f1\n", r"quality\.csv:1: no column value, source"),
    ],
)
def test_broken_figures_are_refused_by_name(
    text: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "quality.csv"
    broken.write_text(text, encoding="utf-8")
    monkeypatch.setattr(method, "MEASURED", broken)
    with pytest.raises(DataError, match=message):
        method.figures()


def test_a_hostile_address_is_no_link() -> None:
    assert page._linked("<b>", "javascript:alert(1)") == "&lt;b&gt;"
    assert '"onclick' not in page._linked("x", 'https://x.org/"onclick="')


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_the_page_tells_figures_and_licences(lang: str) -> None:
    app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=60)
    app.query_params.update({"page": "method", "lang": lang})
    app.run()
    assert not app.exception
    assert not app.error
    assert app.title[0].value == "Frontline Atlas"
    assert len(app.subheader) == 4
    told = "".join(element.proto.body for element in app.get("html"))
    (figures,) = re.findall('<table class="sources figures">(.*?)</table>', told)
    rows = [re.findall("<td>(.*?)</td>", row) for row in re.findall("<tr>(.*?)</tr>", figures)]
    assert [len(row) for row in rows] == [0, *[len(method.figures())] * len(method.FIGURES)]
    assert re.match(r"\d\d\D{1,2}$", rows[1][0])
    for source in method.sources():
        assert source.licence in told
    # Six roles, five ways of being known, five changes.
    assert told.count('<img src="data:image/svg+xml,') == 16
    assert "<svg" not in told
    for picture in re.findall(r'src="data:image/svg\+xml,([^"]+)"', told):
        assert len(ElementTree.fromstring(unquote(picture))) >= 1
    assert f"?lang={lang}" in told


def test_it_is_shown_only_where_the_address_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page.st, "query_params", {"page": "other"})
    assert not page.is_asked()
    monkeypatch.setattr(page.st, "query_params", {"page": "method"})
    assert page.is_asked()
