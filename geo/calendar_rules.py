"""What the rules of `time_expressions.csv` mean: the days that "last Tuesday" or "in September" stand for."""

# ruff: noqa: ARG001 - the meanings of all rules share one signature, few read all of it

from __future__ import annotations

import calendar
import re
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
        return _month(published.year, published.month)
    return Interval(published, published)


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


def _days_back(day: date, first: int, last: int) -> Interval:
    return Interval(day + timedelta(first), day + timedelta(last))


def _month(year: int, month: int) -> Interval:
    return Interval(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]))


def _shift_month(day: date, months: int) -> Interval:
    index = day.year * 12 + day.month - 1 + months
    return _month(index // 12, index % 12 + 1)


def _week(day: date, weeks: int) -> Interval:
    monday = day - timedelta(day.weekday()) + timedelta(7 * weeks)
    return Interval(monday, monday + timedelta(6))


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


def _whole(values: Values, argument: str, clock: Clock) -> Interval | None:
    numbers = [int(number) for number in re.split(r"\D", values["date"][-1])]
    year, month, day = numbers if numbers[0] > 31 else reversed(numbers)
    return Interval(date(year, month, day), date(year, month, day))


def _weekday(values: Values, argument: str, clock: Clock) -> Interval | None:
    if not clock.exact:
        return clock.published
    today = clock.published.end
    back = (today.weekday() - int(values["weekday"][-1])) % 7
    return _days_back(today, -(back or 7 if argument else back), -(back or 7 if argument else back))


def _last_weekday(values: Values, argument: str, clock: Clock) -> Interval | None:
    return _weekday(values, "before today", clock)


def _nights(values: Values, argument: str, clock: Clock) -> Interval | None:
    if not clock.exact:
        return clock.published
    day = _weekday(values, "", clock)
    return day and Interval(day.start - timedelta(1), day.end)


def _weekday_of_week(values: Values, argument: str, clock: Clock) -> Interval | None:
    if not clock.exact:
        return clock.published
    day = _week(clock.published.end, int(argument)).start + timedelta(int(values["weekday"][-1]))
    return Interval(day, day)


def _calendar(values: Values, argument: str, clock: Clock) -> Interval | None:
    unit, shift = argument.split()
    first, last = clock.published.start, clock.published.end
    if unit == "year":
        return Interval(date(first.year + int(shift), 1, 1), date(last.year + int(shift), 12, 31))
    if unit == "month":
        return Interval(_shift_month(first, int(shift)).start, _shift_month(last, int(shift)).end)
    return _week(last, int(shift)) if clock.exact else clock.published


def _year(values: Values, argument: str, clock: Clock) -> Interval | None:
    year = int(values["year"][-1])
    if values.get("part"):
        quarter = list(PARTS).index(values["part"][-1]) * 4
        return Interval(date(year, quarter + 1, 1), _month(year, quarter + 4).end)
    return Interval(date(year, 1, 1), date(year, 12, 31))


def _season(values: Values, argument: str, clock: Clock) -> Interval | None:
    month = SEASONS[(values.get("season") or values["seasonal"])[-1]]

    def build(year: int) -> Interval:
        return Interval(date(year, month, 1), _shift_month(date(year, month, 1), 2).end)

    return _latest(values, clock, build)


def _weekend(values: Values, argument: str, clock: Clock) -> Interval | None:
    if not clock.exact:
        return clock.published
    saturday = clock.published.end - timedelta((clock.published.end.weekday() - 5) % 7)
    return Interval(saturday, saturday + timedelta(1))


def _days(values: Values, argument: str, clock: Clock) -> Interval | None:
    first, last = map(int, argument.split())
    return _days_back(clock.published.end, first, last) if clock.exact else clock.published


def _past(values: Values, argument: str, clock: Clock) -> Interval | None:
    return _days_back(clock.published.end, -int(argument), 0) if clock.exact else clock.published


def _past_units(values: Values, argument: str, clock: Clock) -> Interval | None:
    number, unit = int(values.get("number", ["1"])[-1]), values.get("unit", ["hour"])[-1]
    days = -(-number // 24) if unit == "hour" else number * UNITS[unit]
    return (
        _past(values, str(days), clock)
        if clock.exact or days < 28
        else Interval(clock.published.start - timedelta(days), clock.published.end)
    )


def _ago(values: Values, argument: str, clock: Clock) -> Interval | None:
    number, unit = int(values["number"][-1]), values["unit"][-1]
    if unit in {"month", "year"}:
        return _calendar(values, f"{unit} {-number}", clock)
    if not clock.exact:
        return clock.published
    days = -(-number // 24) - 1 if unit == "hour" else number * UNITS[unit]
    return _days_back(clock.published.end, -days, -days)


def _anaphor(values: Values, argument: str, clock: Clock) -> Interval | None:
    if clock.before.end - clock.before.start > timedelta(1):
        return clock.before  # "the next day" of a month is a day of that month, which one is not known
    day = clock.before.end if int(argument) > 0 else clock.before.start
    return clock.before if argument == "0" else _days_back(day, int(argument), int(argument))


def _anaphor_back(values: Values, argument: str, clock: Clock) -> Interval | None:
    return _anaphor(values, f"-{values['number'][-1]}", clock)


def _anaphor_on(values: Values, argument: str, clock: Clock) -> Interval | None:
    return _anaphor(values, values["number"][-1], clock)


def _since_then(values: Values, argument: str, clock: Clock) -> Interval | None:
    return Interval(clock.before.start, clock.published.end)


def _future(values: Values, argument: str, clock: Clock) -> Interval | None:
    return None


# The meaning of every rule, and the slots that it cannot do without; of those joined by | one is enough.
RULES: dict[str, tuple[Meaning, tuple[str, ...]]] = {
    "date": (_date, ("mon|month",)),
    "part_month": (_date, ("mon|month",)),
    "half_month": (_stretch, ("mon|month",)),
    "week_of_month": (_stretch, ("mon|month",)),
    "date_night": (_date_night, ("mon|month", "day")),
    "range": (_range, ("mon", "day")),
    "range_after": (_range, ("mon", "day")),
    "whole": (_whole, ("date",)),
    "bare_weekday": (_weekday, ("weekday",)),
    "weekday": (_weekday, ("weekday",)),
    "last_weekday": (_last_weekday, ("weekday",)),
    "nights": (_nights, ("weekday",)),
    "night_to": (_nights, ("weekday",)),
    "weekday_of_week": (_weekday_of_week, ("weekday",)),
    "calendar": (_calendar, ()),
    "year": (_year, ("year",)),
    "bare_year": (_year, ("year",)),
    "season": (_season, ("season|seasonal",)),
    "weekend": (_weekend, ()),
    "days": (_days, ()),
    "past": (_past, ()),
    "past_units": (_past_units, ()),
    "ago": (_ago, ("number", "unit")),
    "anaphor": (_anaphor, ()),
    "anaphor_back": (_anaphor_back, ("number",)),
    "anaphor_on": (_anaphor_on, ("number",)),
    "since_then": (_since_then, ()),
    "future": (_future, ()),
}
