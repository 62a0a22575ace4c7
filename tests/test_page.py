"""The page's pure functions; what a reader clicks is tested in a browser, in tests/browser."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import pytest

from geo.corrections import Place
from geo.models import Interval
from geo.page import atlas, correction, passages, period, words
from geo.rivals import Rival

HOSTILE = '<img src=x onerror="alert(1)"> `${alert(1)}` </script> **b** [a](javascript:alert(1)) :red[x] $x^2$'


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "language", lambda: "en")


def mention(**changes: Any) -> dict[Any, Any]:
    text = f"{HOSTILE} in Bakhmut {HOSTILE}"
    return {
        "start": 100 + text.index("Bakhmut"),
        "end": 107 + text.index("Bakhmut"),
        "excerpt": text,
        "excerpt_start": 100,
        "article_id": HOSTILE,
        "title": HOSTILE,
        "source": HOSTILE,
        "url": "javascript:alert(1)",
        "lang": "nl",
        "published": pd.Timestamp("2022-12-20"),
        "published_precision": "day",
        "event_start": pd.Timestamp("2022-12-19"),
        "event_end": pd.Timestamp("2022-12-19"),
        "role": "combat",
        "basis": "named",
        "score": 0.91,
        "reason": f"in the theatre of the war; {HOSTILE}",
        **changes,
    }


def test_article_text_reaches_the_page_as_text() -> None:
    html = passages.written([mention()])
    assert "<mark>Bakhmut</mark>" in html
    assert "<img" not in html
    assert "</script" not in html
    assert "href" not in html
    assert "&lt;img src=x" in html
    assert "in the theatre of the war" in html
    assert "91%" in html
    assert "20 Dec 2022" in html
    assert "19 Dec 2022" in html


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "JAVASCRIPT:x", "ftp://x", None, float("nan"), ""]
)
def test_only_web_addresses_become_links(url: Any) -> None:
    assert passages._link(url) == ""


def test_a_link_cannot_leave_its_attribute() -> None:
    link = passages._link('https://example.org/"onmouseover="x')
    assert '"onmouseover' not in link
    assert 'rel="noopener noreferrer"' in link


def test_two_mentions_of_one_passage_are_both_marked() -> None:
    text = "Bakhmut & Bakhmut."
    both = [
        mention(excerpt=text, excerpt_start=5, start=5, end=12),
        mention(excerpt=text, excerpt_start=5, start=15, end=22, role="strike"),
    ]
    html = passages.written(both)
    assert "<mark>Bakhmut</mark> &amp; <mark>Bakhmut</mark>." in html
    assert html.count("class='why'") == 1
    assert "combat, strike · named in the text" in html


def test_markdown_signs_stay_themselves() -> None:
    escaped = words.plain("a*b_c[d](e):red[f] $g$ <h> `i`")
    assert escaped.replace("\\", "") == "a*b_c[d](e):red[f] $g$ <h> `i`"
    for sign in "*_[]():$<>`":
        assert f"\\{sign}" in escaped


@pytest.mark.parametrize(("precision", "text"), [("day", "20 Dec 2022"), ("month", "December 2022"), ("year", "2022")])
def test_a_date_says_no_more_than_is_known(precision: str, text: str) -> None:
    assert words.published(pd.Timestamp("2022-12-20"), precision) == text
    assert words.published(pd.NaT, precision) == "undated"


def test_dates_and_numbers_follow_the_language(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "language", lambda: "nl")
    assert words.days(Interval(date(2022, 12, 19), date(2022, 12, 20))) == "19 dec 2022 – 20 dec 2022"
    assert words.count("{n} mention", "{n} mentions", 1234) == "1.234 vermeldingen"
    assert words.count("{n} mention", "{n} mentions", 1) == "1 vermelding"
    assert (
        words.reason_words("in the theatre of the war; 35 km from Kramatorsk")
        == "in het oorlogsgebied · 35 km van Kramatorsk"
    )


@pytest.mark.parametrize(
    ("number", "text"),
    [(1, "1 згадка"), (3, "3 згадки"), (11, "11 згадок"), (21, "21 згадка"), (1234, "1\xa0234 згадки")],
)
def test_ukrainian_has_three_forms_of_a_number(monkeypatch: pytest.MonkeyPatch, number: int, text: str) -> None:
    monkeypatch.setattr(words, "language", lambda: "uk")
    assert words.count("{n} mention", "{n} mentions", number) == text


def test_ukrainian_dates(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "language", lambda: "uk")
    assert words.day(date(2022, 12, 20)) == "20 груд. 2022"
    assert words.published(pd.Timestamp("2022-12-01"), "month") == "грудень 2022"


@pytest.mark.parametrize(
    ("level", "label"),
    [
        ("populated_place", "Belarus"),
        ("country", "Belarus (country), shown at its capital"),
        ("admin1", "Belarus (province)"),
    ],
)
def test_a_label_says_what_the_point_is(level: str, label: str) -> None:
    assert atlas.label({"place_name": "Belarus", "level": level}) == label


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"start": 19346, "end": 19346, "seq": 1}, Interval(date(2022, 12, 20), date(2022, 12, 20))),
        ({"start": 19346, "end": 19348, "seq": 2}, Interval(date(2022, 12, 20), date(2022, 12, 22))),
        ({"start": 19348, "end": 19346, "seq": 2}, None),
        ({"start": 19346, "end": 10**9, "seq": 2}, None),
        ({"start": "x", "end": 19346, "seq": 2}, None),
        ({"start": 19346, "end": 19348}, None),
        (None, None),
        ([1, 2], None),
    ],
)
def test_only_a_period_is_taken_over_from_the_browser(told: object, expected: Interval | None) -> None:
    assert period.period_told(told) == expected


def test_a_candidate_is_told_in_one_line() -> None:
    place = Place("geonames:9", "Ivanivka", "populated_place", "UA", None, 46.72, 34.55, 2.0)
    assert correction._choice("geonames:9", {"geonames:9": Rival(place, 230.4, "main name", "Kherson Raion")}) == (
        "Ivanivka · Kherson Raion, UA · 230 km away"
    )
    assert correction._choice(
        "geonames:9", {"geonames:9": Rival(replace(place, level="admin1"), None, "listed by hand")}
    ) == ("Ivanivka · UA · province · a listed name")
    assert correction._choice("not_a_place", {}) == "not a place"


def test_mentions_of_one_excerpt_are_told_apart_by_the_words_beside_them() -> None:
    assert correction._shown(mention(surface="Bakhmut", excerpt="In Bakhmut.", excerpt_start=0, start=3)) == (
        "… In [Bakhmut]. …"
    )
