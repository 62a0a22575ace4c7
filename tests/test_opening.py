"""What the page opens with: which month is the last busy one, and which place is told most of in it."""

from __future__ import annotations

from datetime import date
from typing import Any

from geo.assembly import views
from geo.frame import to_frame
from geo.models import Interval
from geo.opening import busy_month, most_told
from geo.page.address import asks
from geo.views import Views

from .test_views import LOST, MINSK, mention


def told(*mentions: dict[str, Any]) -> Views:
    return views(to_frame([mention(number, **given) for number, given in enumerate(mentions)]))


def on(day: str, **given: Any) -> dict[str, Any]:
    return {"published": date.fromisoformat(day), **given}


def days(start: str, end: str) -> Interval:
    return Interval(date.fromisoformat(start), date.fromisoformat(end))


def test_a_month_that_has_only_begun_is_not_the_busy_one() -> None:
    months = [on(f"2022-{month:02}-{day}") for month in (9, 10, 11) for day in (10, 20, 30)]
    assert busy_month(told(*months, on("2022-12-01"))) == days("2022-11-01", "2022-11-30")
    assert busy_month(told(*months, on("2022-12-01"), on("2022-12-02"))) == days("2022-12-01", "2022-12-02")


def test_a_quiet_end_is_passed_over_and_months_without_a_word_are_too() -> None:
    busy = [on("2022-03-05") for _ in range(8)]
    assert busy_month(told(on("2022-01-20"), *busy, on("2022-08-01"))) == days("2022-03-01", "2022-03-31")


def test_the_month_ends_where_the_timeline_does() -> None:
    assert busy_month(told(on("2022-12-05"), on("2022-12-20"))) == days("2022-12-05", "2022-12-20")


def test_years_change() -> None:
    found = told(on("2022-12-31"), on("2023-01-01"), on("2023-01-02"), on("2023-03-01"), on("2023-03-02"))
    assert busy_month(found) == days("2023-03-01", "2023-03-02")


def test_what_is_never_drawn_makes_no_month_busy() -> None:
    acts = [on("2022-12-10", kind="metonym", role=None) for _ in range(20)]
    assert busy_month(told(on("2022-10-05"), on("2022-10-06"), *acts)) == days("2022-10-05", "2022-10-06")


def test_without_a_date_there_is_no_month() -> None:
    assert busy_month(told({"published": None, "published_precision": None})) is None


def test_a_town_that_several_articles_name_comes_before_one_that_is_named_often() -> None:
    often = [on("2022-12-20", article_id="one") for _ in range(3)]
    twice = [on("2022-12-20", **MINSK), on("2022-12-21", **MINSK)]
    assert most_told(told(*often, *twice), days("2022-12-01", "2022-12-31")) == MINSK["place_id"]


def test_the_town_most_named_is_opened() -> None:
    region = {"place_id": "atlas:donbas", "place_name": "Donbas", "level": "region", "country_code": "UA"}
    found = told(on("2022-12-20"), on("2022-12-20"), on("2022-12-20", **MINSK), *[on("2022-12-21", **region)] * 5)
    december = days("2022-12-01", "2022-12-31")
    assert most_told(found, december) == "geonames:713174"
    assert most_told(found, days("2022-12-21", "2022-12-21")) == "atlas:donbas"  # no town on that day
    assert most_told(found, days("2022-11-01", "2022-11-30")) is None
    assert most_told(told(on("2022-12-20", **LOST)), december) is None


def test_a_language_asks_for_nothing_and_all_else_does() -> None:
    assert not asks({})
    assert not asks({"lang": ["nl"], "utm_source": ["x"]})
    assert asks({"undated": ["0"]})
    assert asks({"place": ["geonames:713174"], "lang": ["nl"]})
    assert asks({"from": ["x"]})
