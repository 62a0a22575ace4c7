"""What the rules of `time_expressions.csv` mean: the days that "last Tuesday" or "in September" stand for."""

# ruff: noqa: ARG001 - the meanings of all rules share one signature, few read all of it

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from datetime import date, timedelta

from geo.calendar_days import (
    PARTS,
    SEASONS,
    Clock,
    Meaning,
    Values,
    days_back,
    named_period,
    shift_month,
    third_of_year,
    week_of,
)
from geo.models import Interval
from geo.relative_rules import RELATIVE_RULES

# How a part of a month may be written out in a rule's argument, besides the values of the slot {part}.
_PARTS_OF_MONTH = {**PARTS, "first": (1, 7)}


def meaning(rule: str, argument: str, values: Values, clock: Clock) -> Interval | None:
    """The days that a rule stands for, up to the publication.

    Parameters
    ----------
    rule : str
        One of `RULES`.
    argument : str
        As the lexicon gives it: "-1 -1" of "days".
    values : dict
        Slot -> the values found in it, from left to right.
    clock : Clock

    Returns
    -------
    Interval or None
        None for a day that does not exist, that lies after the publication, or that cannot be known.
    """
    try:
        interval = RULES[rule][0](values, argument, clock)
    except (ValueError, OverflowError):  # 31 February; the year 0
        return None
    if interval is None or interval.start > clock.published.end:
        return None
    return Interval(interval.start, min(interval.end, clock.published.end))


def _years(values: Values, clock: Clock) -> list[int]:
    """The years to try: the one that is written, else the latest ones (29 February needs four or eight)."""
    return [int(values["year"][-1])] if values.get("year") else [clock.published.end.year - back for back in range(9)]


def _latest(values: Values, clock: Clock, build: Callable[[int], Interval]) -> Interval | None:
    for year in _years(values, clock):
        try:
            interval = build(year)
        except ValueError:
            continue
        if interval.start <= clock.published.end:
            return interval
    return None


def _date(values: Values, argument: str, clock: Clock) -> Interval | None:
    month = int((values.get("mon") or values["month"])[-1])
    first, last = 1, 31
    if values.get("day"):
        first = last = int(values["day"][-1])
    elif argument or values.get("part"):
        first, last = PARTS[argument or values["part"][-1]]

    def build(year: int) -> Interval:
        days = calendar.monthrange(year, month)[1]
        return Interval(date(year, month, first), date(year, month, last if first == last else min(last, days)))

    return _latest(values, clock, build)


def _stretch(values: Values, argument: str, clock: Clock) -> Interval | None:
    month = _date(values, "", clock)
    if month is None:
        return None
    days = {"1": (1, 15), "2": (16, 31), "first": (1, 7), "last": (month.end.day - 6, 31)}[argument]
    return Interval(month.start.replace(day=days[0]), month.end.replace(day=min(days[1], month.end.day)))


def _date_on_night(values: Values, argument: str, clock: Clock) -> Interval | None:
    day = _date(values, argument, clock)
    return day and Interval(day.start, day.end + timedelta(1))


def _day(values: Values, argument: str, clock: Clock) -> Interval | None:
    """The latest such day of a month: "on the 15th", "le 15"."""
    day, today = int((values.get("dayth") or values["day"])[-1]), clock.published.end
    month = shift_month(today, 0 if day <= today.day else -1)
    found = month.start.replace(day=day)
    return Interval(found, found)


def _fixed(values: Values, argument: str, clock: Clock) -> Interval | None:
    """Days of every year, as "12-31 01-01": the first of them is the latest one."""
    first, *others = (tuple(map(int, day.split("-"))) for day in argument.split())

    def build(year: int) -> Interval:
        start = date(year, *first)
        end = date(year, *others[0]) if others else start
        return Interval(start, end if start <= end else end.replace(year=year + 1))

    return _latest(values, clock, build)


def _date_night(values: Values, argument: str, clock: Clock) -> Interval | None:
    day = _date(values, argument, clock)
    return day and Interval(day.start - timedelta(1), day.end)


def _range(values: Values, argument: str, clock: Clock) -> Interval | None:
    months, days = values["mon"], [int(day) for day in values["day"]]

    def build(year: int) -> Interval:
        end = date(year, int(months[-1]), days[-1])
        start = date(year, int(months[0]), days[0])
        return Interval(start if start <= end else start.replace(year=year - 1), end)

    return _latest(values, clock, build)


def _months(values: Values, argument: str, clock: Clock) -> Interval | None:
    """From the first of two months to the end of the second: "in March and April 2022"."""
    first, last = int(values["mon"][0]), int(values["mon"][-1])

    def build(year: int) -> Interval:
        end = shift_month(date(year, last, 1), 0).end
        if end > shift_month(clock.published.end, 0).end:
            raise ValueError  # of the year before
        return Interval(date(year if first <= last else year - 1, first, 1), end)

    return _latest(values, clock, build)


def _whole(values: Values, argument: str, clock: Clock) -> Interval | None:
    numbers = [int(number) for number in re.split(r"\D", values["date"][-1])]
    year, month, day = numbers if numbers[0] > 31 else reversed(numbers)
    if month > 12:
        month, day = day, month  # as Americans write it
    return Interval(date(year, month, day), date(year, month, day))


def _weekday(values: Values, argument: str, clock: Clock) -> Interval | None:
    if not clock.exact:
        return clock.published
    today = clock.published.end
    back = (today.weekday() - int(values["weekday"][-1])) % 7
    return days_back(today, -(back or 7 if argument else back), -(back or 7 if argument else back))


def _last_weekday(values: Values, argument: str, clock: Clock) -> Interval | None:
    return _weekday(values, "before today", clock)


def _nights(values: Values, argument: str, clock: Clock) -> Interval | None:
    if not clock.exact:
        return clock.published
    day = _weekday(values, "", clock)
    return day and Interval(day.start - timedelta(1), day.end)


def _weekdays(values: Values, argument: str, clock: Clock) -> Interval | None:
    if not clock.exact:
        return clock.published
    last = _weekday(values, "", clock)
    length = (int(values["weekday"][-1]) - int(values["weekday"][0])) % 7
    if argument == "and" and length > 1:
        return last  # "on Monday and Friday": nothing happened between them
    return last and Interval(last.start - timedelta(length), last.end)


def _weekday_of_week(values: Values, argument: str, clock: Clock) -> Interval | None:
    if not clock.exact:
        return clock.published
    day = week_of(clock.published.end, int(argument)).start + timedelta(int(values["weekday"][-1]))
    return Interval(day, day)


def _period(values: Values, argument: str, clock: Clock) -> Interval | None:
    unit, shift = argument.split()
    return named_period(unit, int(shift), clock)


def _calendar_part(values: Values, argument: str, clock: Clock) -> Interval | None:
    """The beginning, middle or end of a month or year: "month 0 early", its part in the slot or as a third word."""
    unit, shift, *written = argument.split()
    whole = named_period(unit, int(shift), clock)
    part = written[0] if written else values["part"][-1]
    if unit != "month":
        return third_of_year(whole.start.year, part)
    first, last = _PARTS_OF_MONTH[part]
    return Interval(whole.start.replace(day=first), whole.start.replace(day=min(last, whole.end.day)))


def _year(values: Values, argument: str, clock: Clock) -> Interval | None:
    year = int(values["year"][-1])
    if argument or values.get("part"):
        return third_of_year(year, argument or values["part"][-1])
    return Interval(date(year, 1, 1), date(year, 12, 31))


def _season(values: Values, argument: str, clock: Clock) -> Interval | None:
    month = SEASONS[(values.get("season") or values["seasonal"])[-1]]

    def build(year: int) -> Interval:
        return Interval(date(year, month, 1), shift_month(date(year, month, 1), 2).end)

    return _latest(values, clock, build)


def _weekend(values: Values, argument: str, clock: Clock) -> Interval | None:
    if not clock.exact:
        return clock.published
    saturday = clock.published.end - timedelta((clock.published.end.weekday() - 5) % 7)
    return Interval(saturday, saturday + timedelta(1))


# The meaning of every rule, and the slots that it cannot do without; of those joined by | one is enough.
RULES: dict[str, tuple[Meaning, tuple[str, ...]]] = {
    "date": (_date, ("mon|month",)),
    "part_month": (_date, ("mon|month",)),
    "half_month": (_stretch, ("mon|month",)),
    "week_of_month": (_stretch, ("mon|month",)),
    "date_night": (_date_night, ("mon|month", "day")),
    "date_on_night": (_date_on_night, ("mon|month", "day")),
    "day": (_day, ("dayth|day",)),
    "fixed": (_fixed, ()),
    "range": (_range, ("mon", "day")),
    "range_after": (_range, ("mon", "day")),
    "months": (_months, ("mon",)),
    "whole": (_whole, ("date",)),
    "bare_weekday": (_weekday, ("weekday",)),
    "weekday": (_weekday, ("weekday",)),
    "last_weekday": (_last_weekday, ("weekday",)),
    "nights": (_nights, ("weekday",)),
    "night_to": (_nights, ("weekday",)),
    "weekdays": (_weekdays, ("weekday",)),
    "weekday_of_week": (_weekday_of_week, ("weekday",)),
    "calendar": (_period, ()),
    "calendar_part": (_calendar_part, ()),
    "year": (_year, ("year",)),
    "bare_year": (_year, ("year",)),
    "season": (_season, ("season|seasonal",)),
    "weekend": (_weekend, ()),
    **RELATIVE_RULES,
}
