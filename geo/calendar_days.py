"""Days, weeks, months and parts of years as intervals, and the clock by which an expression of time is read."""

from __future__ import annotations

import calendar
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from geo.models import Interval, Precision

PARTS = {"early": (1, 10), "mid": (11, 20), "late": (21, 31)}
SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "winter": 12}
UNITS = {"hour": 0, "day": 1, "week": 7, "month": 30, "year": 365}

Values = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Clock:
    """What a rule reads: the days on which the article may have been published, and the days last spoken of."""

    published: Interval
    before: Interval

    @property
    def exact(self) -> bool:
        """Whether the day of publication is known."""
        return self.published.start == self.published.end


Meaning = Callable[[Values, str, Clock], Interval | None]


def publication(published: date | None, precision: Precision | None) -> Interval | None:
    """The days on which an article may have been published; None for an undated one."""
    if published is None:
        return None
    if precision == "year":
        return Interval(date(published.year, 1, 1), date(published.year, 12, 31))
    if precision == "month":
        return month_of(published.year, published.month)
    return Interval(published, published)


def days_back(day: date, first: int, last: int) -> Interval:
    """The days from `first` to `last` days after `day`; negative numbers lie before it."""
    return Interval(day + timedelta(first), day + timedelta(last))


def month_of(year: int, month: int) -> Interval:
    """A whole month."""
    return Interval(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]))


def shift_month(day: date, months: int) -> Interval:
    """The month that lies so many months after that of `day`."""
    index = day.year * 12 + day.month - 1 + months
    return month_of(index // 12, index % 12 + 1)


def week_of(day: date, weeks: int) -> Interval:
    """Monday to Sunday, so many weeks after that of `day`."""
    monday = day - timedelta(day.weekday()) + timedelta(7 * weeks)
    return Interval(monday, monday + timedelta(6))


def third_of_year(year: int, part: str) -> Interval:
    """January to April, May to August or September to December: "early", "mid" or "late" in a year."""
    before = list(PARTS).index(part) * 4
    return Interval(date(year, before + 1, 1), month_of(year, before + 4).end)


def named_period(unit: str, shift: int, clock: Clock) -> Interval:
    """The week, month or year that lies so many after that of the publication, -1 being the last one."""
    first, last = clock.published.start, clock.published.end
    if unit == "year":
        return Interval(date(first.year + shift, 1, 1), date(last.year + shift, 12, 31))
    if unit == "month":
        return Interval(shift_month(first, shift).start, shift_month(last, shift).end)
    return week_of(last, shift) if clock.exact else clock.published
