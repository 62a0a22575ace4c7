from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest

from geo import timeline
from geo.assembly import views
from geo.frame import to_frame
from geo.models import ROLES, Interval
from geo.views import EPOCH, Views, day_number, extent, has_undated, kept, places_of, rows_of

from .test_frame import row


def mention(number: int, **changes: Any) -> dict[str, Any]:
    return row(
        **{"mention_id": str(number), "article_id": f"a{number}", "event_start": None, "event_end": None, **changes}
    )


def day(text: str) -> dict[str, date]:
    return {"event_start": date.fromisoformat(text), "event_end": date.fromisoformat(text)}


LOST = dict.fromkeys(("place_id", "place_name", "level", "country_code", "latitude", "longitude", "basis", "score"))
MINSK = {"place_id": "geonames:625144", "place_name": "Minsk", "latitude": 53.9, "longitude": 27.57}


@pytest.fixture
def view() -> Views:
    return views(
        to_frame(
            [
                mention(0, **day("2022-12-20")),
                mention(1, published=date(2022, 12, 21), role="strike"),
                mention(2, published=date(2022, 12, 1), published_precision="month", role="other"),
                mention(3, published=None, published_precision=None),
                mention(4, **MINSK, **day("2022-12-19"), role="diplomacy", basis="inferred"),
                mention(5, **LOST, published=date(2022, 12, 22)),
                mention(6, kind="metonym", role=None),
                mention(7, event_start=date(2014, 1, 1), event_end=date(2014, 12, 31), role="control"),
            ]
        )
    )


def ids_of(view: Views, rows: Any) -> list[str]:
    """The articles of some rows of the view; here each article has one mention, and is called after its number."""
    return [f"a{number}" for number in view.article[rows]]


def found(view: Views, start: str, end: str, undated: bool = False) -> list[str]:
    mask = kept(view, Interval(date.fromisoformat(start), date.fromisoformat(end)), undated)
    return ids_of(view, np.flatnonzero(mask))


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2022-12-20", "2022-12-20", ["a0", "a2"]),
        ("2022-12-21", "2022-12-22", ["a1", "a2", "a5"]),
        ("2022-12-31", "2023-01-05", ["a2"]),
        ("2023-01-01", "2023-01-05", []),
        ("2014-06-01", "2014-06-01", ["a7"]),
        ("2022-11-01", "2022-11-30", []),
    ],
)
def test_a_period_keeps_what_overlaps_it(view: Views, start: str, end: str, expected: list[str]) -> None:
    assert sorted(found(view, start, end)) == expected


def test_undated_mentions_are_a_switch(view: Views) -> None:
    assert has_undated(view)
    assert sorted(found(view, "2022-12-20", "2022-12-20", undated=True)) == ["a0", "a2", "a3"]
    assert kept(view, None, False).sum() == 6
    assert kept(view, None, True).sum() == 7


def test_what_is_recalled_of_years_ago_does_not_stretch_the_axis(view: Views) -> None:
    assert extent(view) == Interval(date(2022, 12, 1), date(2022, 12, 31))


def test_what_lies_ahead_is_on_the_axis_and_not_among_the_last_days() -> None:
    news = mention(0, published="2022-12-20", event_start="2022-12-19", event_end="2022-12-20")
    talks = mention(1, published="2022-12-20", event_start="2022-12-26", event_end="2022-12-26")
    view = views(to_frame([news, talks]))
    assert extent(view) == Interval(date(2022, 12, 19), date(2022, 12, 26))
    assert view.newest == date(2022, 12, 20)
    assert views(to_frame([])).newest is None


def test_nothing_dated_has_no_extent() -> None:
    assert extent(views(to_frame([mention(0, published=None, published_precision=None)]))) is None
    assert extent(views(to_frame([]))) is None


def test_places_of_a_period(view: Views) -> None:
    places = places_of(view, kept(view, None, True)).set_index("place_name")
    assert list(places.index) == ["Bakhmut", "Minsk"]
    assert places.loc["Bakhmut", ["mentions", "articles", "role", "basis"]].tolist() == [5, 5, "combat", "named"]
    assert places.loc["Minsk", ["mentions", "role", "basis"]].tolist() == [1, "diplomacy", "inferred"]


def test_other_stands_for_a_place_only_where_nothing_says_more(view: Views) -> None:
    mask = view.article == 2
    assert list(places_of(view, mask)["role"]) == ["other"]


def test_no_mentions_give_an_empty_table_of_places(view: Views) -> None:
    places = places_of(view, np.zeros(len(view), dtype=bool))
    assert len(places) == 0
    assert {"place_id", "mentions", "articles", "role", "basis"} <= set(places.columns)
    empty = views(to_frame([]))
    assert len(places_of(empty, kept(empty, None, True))) == 0


def test_evidence_is_newest_first_and_undated_last(view: Views) -> None:
    rows = rows_of(view, kept(view, None, True), "geonames:713174")
    assert ids_of(view, rows) == ["a1", "a0", "a7", "a2", "a3"]


def test_what_could_not_be_placed_is_listed(view: Views) -> None:
    assert ids_of(view, rows_of(view, kept(view, None, True), None)) == ["a5"]
    assert len(rows_of(view, kept(view, None, True), "geonames:1")) == 0


def test_bars_count_days_and_keep_wide_intervals_apart(view: Views) -> None:
    whole = extent(view)
    assert whole is not None
    bars = timeline.bars(view, kept(view, whole, False), whole)
    assert {len(column) for column in (*bars["roles"], bars["wide"])} == {(whole.end - whole.start).days + 1}
    exact = [
        ((EPOCH + timedelta(bars["first"] + at)).day, role, number)
        for role, column in zip(ROLES, bars["roles"], strict=True)
        for at, number in enumerate(column)
        if number
    ]
    assert sorted(exact) == [(19, "diplomacy", 1), (20, "combat", 1), (21, "strike", 1), (22, "combat", 1)]
    assert sum(bars["wide"]) == 31
    assert set(bars["wide"]) == {1}
    nothing = timeline.bars(view, np.zeros(len(view), dtype=bool), whole)
    assert sum(map(sum, nothing["roles"])) + sum(nothing["wide"]) == 0
    # On a shorter axis a wide interval counts on the days of the axis alone, and a day beside it on none.
    short = timeline.bars(view, kept(view, whole, False), Interval(date(2022, 12, 20), date(2022, 12, 21)))
    assert [len(column) for column in short["roles"]] == [2] * len(ROLES)
    assert sum(map(sum, short["roles"])) == 2
    assert short["wide"] == [
        bars["wide"][day_number(one) - bars["first"]] for one in (date(2022, 12, 20), date(2022, 12, 21))
    ]


def test_presets_stay_inside_the_extent() -> None:
    whole = Interval(date(2022, 12, 1), date(2022, 12, 31))
    assert timeline.last_days(whole, 7) == Interval(date(2022, 12, 25), date(2022, 12, 31))
    assert timeline.last_days(whole, 99) == whole


def test_many_mentions_agree_with_a_plain_loop() -> None:
    generator = np.random.default_rng(1)
    size = 2000
    starts = pd.Timestamp("2022-01-01") + pd.to_timedelta(generator.integers(0, 300, size), unit="D")
    ends = starts + pd.to_timedelta(generator.integers(0, 9, size), unit="D")
    rows = [
        mention(
            number,
            place_id=f"geonames:{generator.integers(0, 20)}",
            event_start=start.date(),
            event_end=end.date(),
        )
        for number, (start, end) in enumerate(zip(starts, ends, strict=True))
    ]
    view = views(to_frame(rows))
    period = Interval(date(2022, 3, 1), date(2022, 3, 9))
    expected: dict[str, int] = {}
    for item in rows:
        if item["event_start"] <= period.end and item["event_end"] >= period.start:
            expected[item["place_id"]] = expected.get(item["place_id"], 0) + 1
    places = places_of(view, kept(view, period, False))
    assert dict(zip(places["place_id"], places["mentions"], strict=True)) == expected


def test_articles_are_counted_once_however_often_they_name_a_place() -> None:
    rows = [mention(number, article_id=f"a{number // 3}", start=number, end=number + 7) for number in range(7)]
    rows.append(mention(8, article_id="a0", start=90, end=97, **MINSK))
    view = views(to_frame(rows))
    places = places_of(view, kept(view, None, True)).set_index("place_name")
    assert places.loc["Bakhmut", ["mentions", "articles"]].tolist() == [7, 3]
    assert places.loc["Minsk", ["mentions", "articles"]].tolist() == [1, 1]
    some = np.isin(view.start, [0, 1, 3])
    assert places_of(view, some)["articles"].tolist() == [2]


def test_a_place_without_a_role_counts_as_other() -> None:
    view = views(to_frame([mention(0, role=None)]))
    assert places_of(view, kept(view, None, True))["role"].tolist() == ["other"]
