"""The days of an event: expressions of time ("last Tuesday", "in september") read against the publication date."""

# ruff: noqa: ARG001 - the meanings of all rules share one signature, few read all of it

from __future__ import annotations

import calendar
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from pathlib import Path

from babel.dates import get_day_names, get_month_names

from geo.errors import DataError
from geo.lists import read_list
from geo.models import Interval, Precision, Role, Span
from geo.paths import LEXICONS
from geo.roles import LANGUAGES, Hit, Phrases, nearby, sequences, within

WORDS_FILE = LEXICONS / "time_words.csv"
EXPRESSIONS_FILE = LEXICONS / "time_expressions.csv"
MOODS_FILE = LEXICONS / "moods.csv"
MOODS = ("present", "background", "unreal", "condition", "relative")

PARTS = {"early": (1, 10), "mid": (11, 20), "late": (21, 31)}
SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "winter": 12}
UNITS = {"hour": 0, "day": 1, "week": 7, "month": 30, "year": 365}
_SLOT_VALUES: dict[str, tuple[str, ...]] = {
    "number": tuple(map(str, range(1, 32))),
    "unit": tuple(UNITS),
    "season": tuple(SEASONS),
    "seasonal": tuple(SEASONS),
    "part": tuple(PARTS),
    "weekday": tuple("0123456"),
    "month": tuple(map(str, range(1, 13))),
    "weekday_suffix": ("",),
    "since": ("",),  # directly before the expression
    "since_clause": ("",),  # anywhere before it in its clause: "since a truce collapsed in June"
}
_YEAR_GAP = re.compile(r"\W*(?:(?:van|of|in|im|des|de|l|d)\b\W*){0,2}")
_CLAUSE = re.compile(r"[,;:()—–]|\s-\s")
_CLAUSE_COST = 40  # characters that a clause boundary counts for when distances are compared
_SENTENCES_BACK = 12
_STALE = 5  # days before the publication; what is older is background and does not carry over
_OPENING = 6  # characters from a comma to the relative word after it
_LONG = 27  # days; a longer time does not carry over to the next sentence
_BEFORE_SINCE = 60  # characters before an expression in which "since" is looked for
_SENTENCE_END = re.compile(r"[.!?…]\s|\n")
_FIRST_WORD = re.compile(r"\w+\s+")


@dataclass(frozen=True, slots=True)
class Expression:
    """A found expression of time.

    Attributes
    ----------
    start, end : int
        Code points in the article's text.
    interval : Interval or None
        None where the time lies after the publication or cannot be known.
    since : int or None
        Where the word "since" stands that stretches the interval to the publication day.
    point : Interval or None
        The interval before it was stretched: what happened to a name between "since" and the time happened then
        ("since the fall of X in May").
    """

    start: int
    end: int
    interval: Interval | None
    since: int | None = None
    point: Interval | None = None


@dataclass(frozen=True, slots=True)
class _Rule:
    name: str
    argument: str


@dataclass(frozen=True, slots=True)
class _Clock:
    """What a rule reads: the days on which the article may have been published, and the days last spoken of."""

    published: Interval
    before: Interval

    @property
    def exact(self) -> bool:
        return self.published.start == self.published.end


Values = dict[str, list[str]]
Meaning = Callable[[Values, str, _Clock], Interval | None]


def publication(published: date | None, precision: Precision | None) -> Interval | None:
    """The days on which an article may have been published; None for an undated one."""
    if published is None:
        return None
    if precision == "year":
        return Interval(date(published.year, 1, 1), date(published.year, 12, 31))
    if precision == "month":
        return _month(published.year, published.month)
    return Interval(published, published)


def find_expressions(text: str, lang: str, published: Interval | None) -> tuple[Expression, ...]:
    """All expressions of time in `text`, from left to right; none in a language that is not one of the six.

    Parameters
    ----------
    text : str
        Of the whole article.
    lang : str
        ISO 639-1.
    published : Interval or None
        As `publication` gives it; without it only whole dates with a year are known.
    """
    if lang not in LANGUAGES:
        return ()
    found: list[Expression] = []
    lead = before = published
    for hit, values in _with_years(text, _phrases(lang).find(text), published):
        if published is None or before is None or lead is None:
            found.append(Expression(hit.start, hit.end, _dated_by_itself(hit, values)))
            continue
        # "That day" in a new sentence is the day that the article is about, in the same sentence the one just named.
        leans_on = lead if found and _SENTENCE_END.search(text, found[-1].end, hit.start) else before
        point = _meaning(hit.entry, values, _Clock(published, leans_on))
        since = _since_before(text, hit, lang) if point else None
        interval = Interval(point.start, published.end) if point and since is not None else point
        found.append(Expression(hit.start, hit.end, interval, since, point))
        if point is not None and (point.end - point.start).days <= 1:
            lead = point if lead is published and before is published else lead
            before = point
    return tuple(found)


def _since_before(text: str, hit: Hit[_Rule], lang: str) -> int | None:
    """Where "since" stands: as the first word of the expression itself ("since 2014") or before it in its clause."""
    if hit.entry.name in _NEVER_SINCE:
        return None
    first = _FIRST_WORD.match(text, hit.start)
    start = max(0, hit.start - _BEFORE_SINCE)
    for end in (hit.start, first.end() if first else hit.start):
        if found := _since(lang).search(text[start:end]):
            return start + found.start()
    return None


def _meaning(rule: _Rule, values: Values, clock: _Clock) -> Interval | None:
    try:
        interval = _MEANINGS[rule.name](values, rule.argument, clock)
    except (ValueError, OverflowError):  # 31 February; the year 0
        return None
    if interval is None or interval.start > clock.published.end:
        return None
    return Interval(interval.start, min(interval.end, clock.published.end))


def _dated_by_itself(hit: Hit[_Rule], values: Values) -> Interval | None:
    """The interval of an expression that needs no publication date: whole dates with their year."""
    if hit.entry.name not in _WHOLE or not (("year" in values and "day" in values) or "date" in values):
        return None
    always = Interval(date.max, date.max)
    return _meaning(hit.entry, values, _Clock(always, always))


def _with_years(text: str, hits: list[Hit[_Rule]], published: Interval | None) -> list[tuple[Hit[_Rule], Values]]:
    """The hits with their values by slot; "in May" + "last year" become one hit with a year."""
    merged: list[tuple[Hit[_Rule], Values]] = []
    waiting: str | None = None
    for index, hit in enumerate(hits):
        values: Values = {}
        for slot, value in hit.values:
            values.setdefault(slot, []).append(value)
        if waiting is not None and "year" not in values:
            values["year"] = [waiting]
        waiting = None
        if published is not None and hit.entry.name == "calendar" and hit.entry.argument.startswith("year"):
            year = str(published.end.year + int(hit.entry.argument.split()[1]))
            if merged and _takes_year(*merged[-1]) and _YEAR_GAP.fullmatch(text, merged[-1][0].end, hit.start):
                before, known = merged[-1]
                merged[-1] = Hit(before.start, hit.end, before.entry, before.values), {**known, "year": [year]}
                continue
            if index + 1 < len(hits) and hits[index + 1].entry.name in _YEARLY and hits[index + 1].start - hit.end <= 4:
                waiting = year
                continue
        merged.append((hit, values))
    return merged


_NEVER_SINCE = {"range", "range_after", "nights", "night_to", "anaphor", "days", "past", "past_units", "ago", "whole"}
_WHOLE = {"date", "range", "range_after", "whole"}
_YEARLY = {"date", "part_month", "half_month", "season"}


def _takes_year(hit: Hit[_Rule], values: Values) -> bool:
    return hit.entry.name in _YEARLY and "year" not in values


@dataclass(frozen=True, slots=True)
class ArticleTimes:
    """What is read once an article, before its mentions are dated; `article_times` makes it."""

    text: str
    sentences: tuple[Span, ...]
    lang: str
    published: Interval | None
    expressions: tuple[Expression, ...]
    moods: tuple[Hit[str], ...]


def article_times(
    text: str, sentences: list[Span], lang: str, published: date | None, precision: Precision | None
) -> ArticleTimes:
    """Find the expressions of time of an article, once for all of its mentions."""
    window = publication(published, precision)
    expressions = find_expressions(text, lang, window)
    taken = {place for found in expressions for place in range(found.start, found.end)}  # "May" is no "may"
    moods = tuple(hit for hit in _moods(lang).find(text) if hit.start not in taken) if lang in LANGUAGES else ()
    return ArticleTimes(text, _joined(sentences, expressions), lang, window, expressions, moods)


def _joined(sentences: Sequence[Span], expressions: Sequence[Expression]) -> tuple[Span, ...]:
    """The sentences, two made one where an expression of time lies across the end of the first ("am 18. April")."""
    open_ends: set[int] = set()  # the sentences that do not end where they seem to
    for found in expressions:
        first = bisect_right(sentences, found.start, key=_span_start) - 1
        last = bisect_right(sentences, found.end - 1, key=_span_start) - 1
        open_ends.update(range(first, last))
    joined: list[Span] = []
    for index, sentence in enumerate(sentences):
        if index - 1 in open_ends and joined:
            joined[-1] = Span(joined[-1].start, sentence.end)
        else:
            joined.append(sentence)
    return tuple(joined)


def interval_for(mention: Span, times: ArticleTimes, role: Role | None = None) -> Interval | None:
    """The days of what happens at a mention, or None where the text states none.

    Parameters
    ----------
    mention : Span
        Of the place.
    times : ArticleTimes
        As `article_times` gives it.
    role : str, optional
        As `geo.roles.role_of` gives it: a place that is only a reference or a background ("other") has no days.
    """
    if times.lang not in LANGUAGES or not times.sentences or role == "other":
        return None
    index = _index(times, mention)
    sentence = nearby(times.sentences[index], mention)
    clause = _clause(times.text, sentence, mention)
    around = within(times.moods, sentence.start, sentence.end)
    moods = {hit.entry for hit in around if clause.start <= hit.start < clause.end}
    if "unreal" in moods or any(hit.entry == "condition" for hit in around):
        return None
    own = [found for found in _within(times, sentence) if _applies(found, times, sentence, mention)]
    if own:
        nearest = min(own, key=lambda found: _distance(times.text, found, mention))
        inside = nearest.since is not None and nearest.since < mention.start < nearest.start
        return nearest.point if inside else nearest.interval
    if "background" in moods:
        return None
    present = any(hit.entry == "present" for hit in around)
    if present or times.published is None:
        return times.published
    if times.published.start != times.published.end:
        return times.published  # only the month is known, and this sentence does not say finer
    neighbour = _neighbour(times, index)
    return neighbour.interval if neighbour is not None else times.published


def _index(times: ArticleTimes, mention: Span) -> int:
    return max(0, bisect_right(times.sentences, mention.start, key=_span_start) - 1)


def _span_start(span: Span) -> int:
    return span.start


def _within(times: ArticleTimes, sentence: Span) -> list[Expression]:
    first = bisect_left(times.expressions, sentence.start, key=lambda found: found.start)
    last = bisect_left(times.expressions, sentence.end, key=lambda found: found.start)
    return list(times.expressions[first:last])


def _neighbour(times: ArticleTimes, index: int) -> Expression | None:
    """The expression that a sentence without one of its own goes on from.

    It is the first one of the nearest sentence before it in its paragraph that has any; where the sentence opens the
    paragraph, of the sentence after it ("X has fallen. The army said so on Sunday.").
    """
    text, sentences = times.text, times.sentences
    for before in range(index - 1, max(-1, index - 1 - _SENTENCES_BACK), -1):
        if "\n" in text[sentences[before].end : sentences[before + 1].start]:
            break
        told = [found for found in _within(times, sentences[before]) if _tells(found, times, sentences[before])]
        if told:
            return told[0]
    opens = index == 0 or "\n" in text[sentences[index - 1].end : sentences[index].start]
    if opens and index + 1 < len(sentences) and "\n" not in text[sentences[index].end : sentences[index + 1].start]:
        told = [found for found in _within(times, sentences[index + 1]) if _tells(found, times, sentences[index + 1])]
        if told:
            return told[0]
    return None


def _tells(found: Expression, times: ArticleTimes, sentence: Span) -> bool:
    """Whether an expression may date other sentences: it is no plan, no long time, no aside."""
    if found.interval is None or times.published is None or (found.interval.end - found.interval.start).days > _LONG:
        return False
    if (times.published.end - found.interval.end).days > _STALE + (times.published.end - times.published.start).days:
        return False
    return _aside(found, times, sentence) is None


def _aside(found: Expression, times: ArticleTimes, sentence: Span) -> Span | None:
    """The relative clause that an expression stands in, or None where it stands in a main clause."""
    clause = _clause(times.text, sentence, Span(found.start, found.end))
    if clause.start == sentence.start:
        return None
    opening = within(times.moods, clause.start, clause.end)
    opens = any(hit.entry == "relative" and hit.start <= clause.start + _OPENING for hit in opening)
    return clause if opens else None


def _applies(found: Expression, times: ArticleTimes, sentence: Span, mention: Span) -> bool:
    """Whether an expression of the sentence can be about the mention.

    One in a relative clause tells of that clause only, and of the name that the clause hangs on.
    """
    aside = _aside(found, times, sentence)
    return aside is None or aside.start - _OPENING <= mention.end <= aside.end


def event_interval(
    text: str,
    sentences: list[Span],
    mention: Span,
    lang: str,
    published: date | None,
    precision: Precision | None,
    role: Role | None = None,
) -> Interval | None:
    """`interval_for` for one mention; for many of one article, call `article_times` once."""
    return interval_for(mention, _times_of(text, tuple(sentences), lang, published, precision), role)


@lru_cache(maxsize=8)
def _times_of(
    text: str, sentences: tuple[Span, ...], lang: str, published: date | None, precision: Precision | None
) -> ArticleTimes:
    return article_times(text, list(sentences), lang, published, precision)


def _clause(text: str, sentence: Span, mention: Span) -> Span:
    start, end = sentence.start, sentence.end
    for match in _CLAUSE.finditer(text, sentence.start, sentence.end):
        if match.end() <= mention.start:
            start = match.end()
        elif match.start() >= mention.end:
            end = match.start()
            break
    return Span(start, end)


def _distance(text: str, found: Expression, mention: Span) -> int:
    start, end = (found.end, mention.start) if found.end <= mention.start else (mention.end, found.start)
    return max(0, end - start) + _CLAUSE_COST * len(_CLAUSE.findall(text, start, end))


# --- what the rules of time_expressions.csv mean ---------------------------------------------------------------------


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


def _years(values: Values, clock: _Clock) -> list[int]:
    """The years to try: the one that is written, else the latest ones (29 February needs four or eight)."""
    return [int(values["year"][-1])] if values.get("year") else [clock.published.end.year - back for back in range(9)]


def _latest(values: Values, clock: _Clock, build: Callable[[int], Interval]) -> Interval | None:
    for year in _years(values, clock):
        try:
            interval = build(year)
        except ValueError:
            continue
        if interval.start <= clock.published.end:
            return interval
    return None


def _date(values: Values, argument: str, clock: _Clock) -> Interval | None:
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


def _half_month(values: Values, argument: str, clock: _Clock) -> Interval | None:
    month = _date(values, "", clock)
    if month is None:
        return None
    middle = month.start + timedelta(14)
    return Interval(month.start, middle) if argument == "1" else Interval(middle + timedelta(1), month.end)


def _date_night(values: Values, argument: str, clock: _Clock) -> Interval | None:
    day = _date(values, argument, clock)
    return day and Interval(day.start - timedelta(1), day.end)


def _range(values: Values, argument: str, clock: _Clock) -> Interval | None:
    months, days = values["mon"], [int(day) for day in values["day"]]

    def build(year: int) -> Interval:
        end = date(year, int(months[-1]), days[-1])
        start = date(year, int(months[0]), days[0])
        return Interval(start if start <= end else start.replace(year=year - 1), end)

    return _latest(values, clock, build)


def _whole(values: Values, argument: str, clock: _Clock) -> Interval | None:
    numbers = [int(number) for number in re.split(r"\D", values["date"][-1])]
    year, month, day = numbers if numbers[0] > 31 else reversed(numbers)
    return Interval(date(year, month, day), date(year, month, day))


def _weekday(values: Values, argument: str, clock: _Clock) -> Interval | None:
    if not clock.exact:
        return clock.published
    today = clock.published.end
    back = (today.weekday() - int(values["weekday"][-1])) % 7
    return _days_back(today, -(back or 7 if argument else back), -(back or 7 if argument else back))


def _last_weekday(values: Values, argument: str, clock: _Clock) -> Interval | None:
    return _weekday(values, "before today", clock)


def _nights(values: Values, argument: str, clock: _Clock) -> Interval | None:
    if not clock.exact:
        return clock.published
    day = _weekday(values, "", clock)
    return day and Interval(day.start - timedelta(1), day.end)


def _weekday_of_week(values: Values, argument: str, clock: _Clock) -> Interval | None:
    if not clock.exact:
        return clock.published
    day = _week(clock.published.end, int(argument)).start + timedelta(int(values["weekday"][-1]))
    return Interval(day, day)


def _calendar(values: Values, argument: str, clock: _Clock) -> Interval | None:
    unit, shift = argument.split()
    first, last = clock.published.start, clock.published.end
    if unit == "year":
        return Interval(date(first.year + int(shift), 1, 1), date(last.year + int(shift), 12, 31))
    if unit == "month":
        return Interval(_shift_month(first, int(shift)).start, _shift_month(last, int(shift)).end)
    return _week(last, int(shift)) if clock.exact else clock.published


def _year(values: Values, argument: str, clock: _Clock) -> Interval | None:
    year = int(values["year"][-1])
    if values.get("part"):
        quarter = list(PARTS).index(values["part"][-1]) * 4
        return Interval(date(year, quarter + 1, 1), _month(year, quarter + 4).end)
    return Interval(date(year, 1, 1), date(year, 12, 31))


def _season(values: Values, argument: str, clock: _Clock) -> Interval | None:
    month = SEASONS[(values.get("season") or values["seasonal"])[-1]]

    def build(year: int) -> Interval:
        return Interval(date(year, month, 1), _shift_month(date(year, month, 1), 2).end)

    return _latest(values, clock, build)


def _weekend(values: Values, argument: str, clock: _Clock) -> Interval | None:
    if not clock.exact:
        return clock.published
    saturday = clock.published.end - timedelta((clock.published.end.weekday() - 5) % 7)
    return Interval(saturday, saturday + timedelta(1))


def _days(values: Values, argument: str, clock: _Clock) -> Interval | None:
    first, last = map(int, argument.split())
    return _days_back(clock.published.end, first, last) if clock.exact else clock.published


def _past(values: Values, argument: str, clock: _Clock) -> Interval | None:
    return _days_back(clock.published.end, -int(argument), 0) if clock.exact else clock.published


def _past_units(values: Values, argument: str, clock: _Clock) -> Interval | None:
    number, unit = int(values.get("number", ["1"])[-1]), values.get("unit", ["hour"])[-1]
    days = -(-number // 24) if unit == "hour" else number * UNITS[unit]
    return (
        _past(values, str(days), clock)
        if clock.exact or days < 28
        else Interval(clock.published.start - timedelta(days), clock.published.end)
    )


def _ago(values: Values, argument: str, clock: _Clock) -> Interval | None:
    number, unit = int(values["number"][-1]), values["unit"][-1]
    if unit in {"month", "year"}:
        return _calendar(values, f"{unit} {-number}", clock)
    if not clock.exact:
        return clock.published
    days = -(-number // 24) - 1 if unit == "hour" else number * UNITS[unit]
    return _days_back(clock.published.end, -days, -days)


def _anaphor(values: Values, argument: str, clock: _Clock) -> Interval | None:
    if clock.before.end - clock.before.start > timedelta(1):
        return clock.before  # "the next day" of a month is a day of that month, which one is not known
    day = clock.before.end if int(argument) > 0 else clock.before.start
    return clock.before if argument == "0" else _days_back(day, int(argument), int(argument))


def _anaphor_back(values: Values, argument: str, clock: _Clock) -> Interval | None:
    return _anaphor(values, f"-{values['number'][-1]}", clock)


def _anaphor_on(values: Values, argument: str, clock: _Clock) -> Interval | None:
    return _anaphor(values, values["number"][-1], clock)


def _since_then(values: Values, argument: str, clock: _Clock) -> Interval | None:
    return Interval(clock.before.start, clock.published.end)


def _future(values: Values, argument: str, clock: _Clock) -> Interval | None:
    return None


_MEANINGS: dict[str, Meaning] = {
    "date": _date,
    "part_month": _date,
    "half_month": _half_month,
    "date_night": _date_night,
    "range": _range,
    "range_after": _range,
    "whole": _whole,
    "weekday": _weekday,
    "last_weekday": _last_weekday,
    "nights": _nights,
    "night_to": _nights,
    "weekday_of_week": _weekday_of_week,
    "calendar": _calendar,
    "year": _year,
    "bare_year": _year,
    "season": _season,
    "weekend": _weekend,
    "days": _days,
    "past": _past,
    "past_units": _past_units,
    "ago": _ago,
    "anaphor": _anaphor,
    "anaphor_back": _anaphor_back,
    "anaphor_on": _anaphor_on,
    "since_then": _since_then,
    "future": _future,
}

# The slots that a rule cannot do without; of those joined by | one is enough.
_NEEDED: dict[str, tuple[str, ...]] = {
    "date": ("mon|month",),
    "part_month": ("mon|month",),
    "half_month": ("mon|month",),
    "date_night": ("mon|month", "day"),
    "range": ("mon", "day"),
    "range_after": ("mon", "day"),
    "whole": ("date",),
    "weekday": ("weekday",),
    "last_weekday": ("weekday",),
    "nights": ("weekday",),
    "night_to": ("weekday",),
    "weekday_of_week": ("weekday",),
    "year": ("year",),
    "bare_year": ("year",),
    "season": ("season|seasonal",),
    "ago": ("number", "unit"),
    "anaphor_back": ("number",),
    "anaphor_on": ("number",),
}


# --- the lexicons ----------------------------------------------------------------------------------------------------


@cache
def _words(path: Path) -> dict[str, dict[str, list[tuple[str, str]]]]:
    words: dict[str, dict[str, list[tuple[str, str]]]] = {lang: {} for lang in LANGUAGES}
    suffixes: dict[str, list[str]] = {lang: [] for lang in LANGUAGES}
    for row in read_list(path, ("lang", "slot", "value", "forms", "source")):
        row.one_of("lang", LANGUAGES)
        row.one_of("value", _SLOT_VALUES[row.one_of("slot", tuple(_SLOT_VALUES))])
        if not row["forms"].split():
            raise DataError(f"{row.where}: no forms")
        for form in row["forms"].split():
            if row["slot"] == "weekday_suffix":
                suffixes[row["lang"]].append(form)
            else:
                words[row["lang"]].setdefault(form, []).append((row["slot"], row["value"]))
                if row["slot"] == "month":
                    words[row["lang"]][form].append(("mon", row["value"]))
    for lang in LANGUAGES:
        _add_names(words[lang], lang, suffixes[lang])
    return words


def _add_names(words: dict[str, list[tuple[str, str]]], lang: str, suffixes: list[str]) -> None:
    """Month and weekday names of CLDR; short months count only beside a day ("5 Dec"), short weekdays never ("Sat")."""
    for context in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            for month, name in get_month_names(width, context, lang).items():
                key = name.lower().rstrip(".")
                capital = "^" if name[0].isupper() else ""
                slots = ["mon", "month"] if width == "wide" else ["mon"]
                words.setdefault(key, []).extend((slot + capital, str(month)) for slot in slots)
        for weekday, name in get_day_names("wide", context, lang).items():
            for suffix in ("", *suffixes):
                pair = ("weekday^" if name[0].isupper() else "weekday", str(weekday))
                if pair not in words.setdefault(name.lower() + suffix, []):
                    words[name.lower() + suffix].append(pair)


@cache
def _phrases(lang: str, path: Path = EXPRESSIONS_FILE, words: Path = WORDS_FILE) -> Phrases[_Rule]:
    entries: list[tuple[tuple[str, ...], _Rule]] = []
    for row in read_list(path, ("lang", "pattern", "rule", "argument", "source")):
        rule, phrases = _Rule(row.one_of("rule", tuple(_MEANINGS)), row["argument"]), sequences(row)
        if not all(_fills(rule, phrase) for phrase in phrases):
            raise DataError(f"{row.where}: pattern {row['pattern']!r} lacks a slot that rule {rule.name!r} reads")
        if row["lang"] == lang:
            entries.extend((phrase, rule) for phrase in phrases)
    return Phrases(lang, entries, _words(words)[lang])


def _fills(rule: _Rule, phrase: tuple[str, ...]) -> bool:
    """Whether a phrase has the slots that the rule cannot do without."""
    return all(any("{" + slot + "}" in phrase for slot in slots.split("|")) for slots in _NEEDED.get(rule.name, ()))


@cache
def _since(lang: str) -> re.Pattern[str]:
    """Finds, at the end of what stands before an expression or at its beginning, a word for "since"."""
    forms: dict[str, list[str]] = {"since": [], "since_clause": []}
    for form, pairs in _words(WORDS_FILE)[lang].items():
        for slot, _ in pairs:
            if slot in forms:
                forms[slot].append(re.escape(form))
    direct, clause = ("|".join(words) or "(?!)" for words in forms.values())
    return re.compile(rf"(?<!\w)(?:(?:{direct})(?:\s+\w{{1,3}})?\s+|(?:{clause})\s[^,;:.()]*)$", re.IGNORECASE)


@cache
def _moods(lang: str, path: Path = MOODS_FILE) -> Phrases[str]:
    entries: list[tuple[tuple[str, ...], str]] = []
    for row in read_list(path, ("lang", "pattern", "mood", "source")):
        mood, words = row.one_of("mood", MOODS), sequences(row)
        if row["lang"] == lang:
            entries.extend((sequence, mood) for sequence in words)
    return Phrases(lang, entries)
