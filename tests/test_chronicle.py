"""The bundled chronicle: its form, its months, and every place of it against the lists written by hand above the reports."""

from __future__ import annotations

import csv
import re
from collections import Counter
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import pandas as pd
import pytest

from geo.articles import read_articles
from geo.articles.language import detect_language
from geo.gazetteer import Gazetteer
from geo.locate import locate
from geo.models import Span
from geo.paths import BUNDLED_ARTICLES
from tests.chronicle_reports import FIELDS, Report, meant, reports

REPORTS = reports()
FIRST, LAST = date(2022, 2, 24), date(2025, 12, 31)
FEWEST, MOST = 60, 200  # words
SHARE_MISSED = 0.02  # of the listed places
_SPEECH = re.compile(r"[\"“„«][^\"”“»]*[\"”“»]")

each_report = pytest.mark.parametrize("report", REPORTS, ids=lambda report: report.name)


@pytest.fixture(scope="session")
def located(gazetteer: Gazetteer) -> pd.DataFrame:
    """The mentions of kind place of all reports."""
    reading = read_articles([BUNDLED_ARTICLES])
    assert (reading.errors, reading.warnings) == ((), ())
    frame = locate(reading.articles, gazetteer)
    return frame[frame["kind"] == "place"]


@each_report
def test_a_report_says_what_it_is_and_rests_on(report: Report) -> None:
    fields = report.fields
    assert set(fields) == FIELDS
    assert fields["title"].strip()
    assert fields["source"] == "Frontline Atlas"
    assert re.fullmatch(rf"{fields['published']}-[a-z-]+\.{fields['lang']}\.md", report.name)
    assert FIRST - timedelta(FIRST.day - 1) <= report.day <= LAST
    assert detect_language(report.text) == fields["lang"]
    pages = fields["facts_from"]
    assert len(pages) == len(set(pages)) >= 2
    assert {urlsplit(page).scheme for page in pages} <= {"http", "https"}
    assert all(urlsplit(page).hostname for page in pages)


@each_report
def test_a_report_is_short_and_puts_words_in_nobodys_mouth(report: Report) -> None:
    assert FEWEST <= len(report.text.split()) <= MOST
    # Names of ships, missiles and units stand in quotation marks in Ukrainian; speech is longer.
    assert [said for said in _SPEECH.findall(report.text) if len(said.split()) > 3] == []


@each_report
def test_a_list_holds_the_places_of_its_own_text(report: Report) -> None:
    surfaces = [listed.surface for listed in report.places]
    assert len(surfaces) == len(set(surfaces)) >= 2
    assert [surface for surface in surfaces if not report.spans(surface)] == []


def test_no_month_of_the_war_is_empty() -> None:
    told = {report.day.replace(day=1) for report in REPORTS}
    months = {date(day.year, day.month, 1) for day in map(date.fromordinal, range(FIRST.toordinal(), LAST.toordinal()))}
    assert sorted(months - told) == []


def test_the_chronicle_is_told_in_three_languages() -> None:
    counts = Counter(report.fields["lang"] for report in REPORTS)
    assert set(counts) == {"nl", "en", "uk"}
    assert counts.total() >= 120
    assert counts["nl"] >= 60
    assert counts["uk"] >= 15


def test_no_two_reports_begin_alike() -> None:
    begun = Counter(" ".join(report.text.split()[:3]) for report in REPORTS)
    assert [words for words, times in begun.items() if times > 1] == []
    titles = Counter(report.fields["title"] for report in REPORTS)
    assert [title for title, times in titles.items() if times > 1] == []


def test_the_chronicle_fills_a_map(located: pd.DataFrame) -> None:
    assert len(located) >= 500
    assert located.loc[located["level"] == "populated_place", "place_id"].nunique() >= 120


# --- the lists of places ------------------------------------------------------------------------------------------

Failure = tuple[str, str, str, str]  # report, missed or drawn, surface, place


@cache
def _known() -> dict[Failure, str]:
    """What the program is known to get wrong in the chronicle, each with the reason."""
    with Path(__file__).with_name("chronicle_failures.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    return {(row["report"], row["failure"], row["surface"], row["place"]): row["why"] for row in rows}


@pytest.fixture(scope="session")
def failures(located: pd.DataFrame, gazetteer: Gazetteer) -> set[Failure]:
    """Listed places that are not found where the text names them, and places drawn that no list holds."""
    found = set()
    of_report = dict(list(located.groupby("article_id")))
    for report in REPORTS:
        found |= _failures(report, of_report.get(report.name, located[:0]), gazetteer)
    return found


def _failures(report: Report, mentions: pd.DataFrame, gazetteer: Gazetteer) -> set[Failure]:
    spans = [(Span(row.start, row.end), row) for row in mentions.dropna(subset=["place_id"]).itertuples()]
    found, listed_ids, explained = set(), set(), []
    for listed in report.places:
        place, named = meant(gazetteer, listed.place), report.spans(listed.surface)
        listed_ids.add(place.place_id if place else None)
        if place is None or not any(row.place_id == place.place_id for span, row in spans if _meets(span, named)):
            found.add((report.name, "missed", listed.surface, listed.place))
            explained += named
    for span, row in spans:
        if row.place_id not in listed_ids and not _meets(span, explained):
            found.add((report.name, "drawn", row.surface, row.place_name))
    return found


def _meets(span: Span, others: list[Span]) -> bool:
    return any(span.start < other.end and other.start < span.end for other in others)


def test_the_places_of_each_report_are_those_of_its_list(failures: set[Failure]) -> None:
    new = failures - set(_known())
    assert sorted(new) == [], "the program, or the list above the report, is wrong"


def test_of_fifty_listed_places_one_is_missed_at_most(failures: set[Failure]) -> None:
    missed = [failure for failure in failures if failure[1] == "missed"]
    assert len(missed) <= SHARE_MISSED * sum(len(report.places) for report in REPORTS)


def test_a_failure_that_is_mended_leaves_the_list(failures: set[Failure]) -> None:
    mended = set(_known()) - failures
    assert sorted(mended) == [], "well done: take these lines out of tests/chronicle_failures.csv"
    assert all(_known().values())
