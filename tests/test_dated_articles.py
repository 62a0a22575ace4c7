"""Expressions of time and whole articles in six languages, labelled by hand in `tests/dated/`."""

from __future__ import annotations

import csv
from datetime import date

import pytest

from geo.article_times import article_times
from geo.dates import event_interval, interval_for
from geo.models import Interval, Span
from geo.roles import is_origin, role_of
from geo.text import sentence_index, sentences
from tests.dated_articles import FOLDER, Labelled, labelled

# Of the places labelled in the articles of a language, how many have the right role and the right days. A change that
# lowers one is a worse reading of the text; one that raises it is written down here.
RIGHT = {"nl": (20, 25), "en": (28, 31), "uk": (29, 30), "ru": (28, 28), "de": (25, 26), "fr": (23, 25)}

AREAS = ("admin1", "admin2", "country", "region", "water")
# The word of each sentence of `expressions.csv` that stands for the place.
SUBJECTS = {"nl": "het", "en": "it ", "uk": "місто", "ru": "город", "de": "es ", "fr": "elle"}


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        (row["lang"], row["text"], Interval(date.fromisoformat(row["start"]), date.fromisoformat(row["end"])))
        for row in csv.DictReader((FOLDER / "expressions.csv").read_text(encoding="utf-8").splitlines())
    ],
)
def test_an_expression_of_a_report_of_20_december_2022(lang: str, text: str, expected: Interval) -> None:
    place = SUBJECTS[lang]
    start = text.lower().index(place)
    span = Span(start, start + len(place))
    assert event_interval(text, sentences(text), span, lang, date(2022, 12, 20), "day") == expected


def count_right(article: Labelled) -> tuple[int, int]:
    split = sentences(article.text)
    times = article_times(article.text, split, article.lang, article.published, article.precision)
    roles = days = 0
    for label in article.labels:
        sentence = split[sentence_index(split, label.span.start)]
        others = [other.span for other in article.labels if other != label]
        areas = [other.span for other in article.labels if other.level in AREAS]
        role = role_of(article.text, sentence, label.span, article.lang, others, label.level, areas)
        sends = role == "other" and is_origin(article.text, sentence, label.span, article.lang, others)
        roles += role == label.role
        days += interval_for(label.span, times, role, is_origin=sends) == label.days
    return roles, days


@pytest.mark.parametrize("lang", sorted(RIGHT))
def test_the_labelled_articles(lang: str) -> None:
    counts = [count_right(article) for article in labelled(lang)]
    assert (sum(roles for roles, _ in counts), sum(days for _, days in counts)) == RIGHT[lang]
