"""Expressions that count from the publication or from the day last spoken of: "two days ago", "the next day"."""

# ruff: noqa: ARG001 - the meanings of all rules share one signature, few read all of it

from __future__ import annotations

from datetime import timedelta

from geo.calendar_days import UNITS, Clock, Meaning, Values, days_back, named_period
from geo.models import Interval


def _days(values: Values, argument: str, clock: Clock) -> Interval | None:
    first, last = map(int, argument.split())
    return days_back(clock.published.end, first, last) if clock.exact else clock.published


def _past(values: Values, argument: str, clock: Clock) -> Interval | None:
    return days_back(clock.published.end, -int(argument), 0) if clock.exact else clock.published


def _past_units(values: Values, argument: str, clock: Clock) -> Interval | None:
    number, unit = int(values.get("number", ["1"])[-1]), values.get("unit", ["hour"])[-1]
    days = -(-number // 24) if unit == "hour" else number * UNITS[unit]
    return (
        _past(values, str(days), clock)
        if clock.exact or days < 28
        else Interval(clock.published.start - timedelta(days), clock.published.end)
    )


def _run_days(values: Values, argument: str, clock: Clock) -> Interval | None:
    return _past(values, str(int(values["ordinal"][-1]) - 1), clock)


def _ago(values: Values, argument: str, clock: Clock) -> Interval | None:
    number, unit = int(values["number"][-1]), values["unit"][-1]
    if unit in {"month", "year"}:
        return named_period(unit, -number, clock)
    if not clock.exact:
        return clock.published
    days = -(-number // 24) - 1 if unit == "hour" else number * UNITS[unit]
    return days_back(clock.published.end, -days, -days)


def _anaphor(values: Values, argument: str, clock: Clock) -> Interval | None:
    if clock.before.end - clock.before.start > timedelta(1):
        return clock.before  # "the next day" of a month is a day of that month, which one is not known
    day = clock.before.end  # of a night the morning after: "the day before" is the day that the night began
    return clock.before if argument == "0" else days_back(day, int(argument), int(argument))


def _anaphor_back(values: Values, argument: str, clock: Clock) -> Interval | None:
    return _anaphor(values, f"-{values['number'][-1]}", clock)


def _anaphor_back_weeks(values: Values, argument: str, clock: Clock) -> Interval | None:
    return _anaphor(values, str(-7 * int(values["number"][-1])), clock)


def _anaphor_on(values: Values, argument: str, clock: Clock) -> Interval | None:
    return _anaphor(values, values["number"][-1], clock)


def _since_then(values: Values, argument: str, clock: Clock) -> Interval | None:
    return Interval(clock.before.start, clock.published.end)


def _future(values: Values, argument: str, clock: Clock) -> Interval | None:
    return None


# As `geo.calendar_rules.RULES`: the meaning of every rule, and the slots that it cannot do without.
RELATIVE_RULES: dict[str, tuple[Meaning, tuple[str, ...]]] = {
    "days": (_days, ()),
    "past_day": (_days, ()),
    "past": (_past, ()),
    "past_units": (_past_units, ()),
    "run_days": (_run_days, ("ordinal",)),
    "ago": (_ago, ("number", "unit")),
    "anaphor": (_anaphor, ()),
    "anaphor_back": (_anaphor_back, ("number",)),
    "anaphor_back_weeks": (_anaphor_back_weeks, ("number",)),
    "anaphor_on": (_anaphor_on, ("number",)),
    "since_then": (_since_then, ()),
    "future": (_future, ()),
}
