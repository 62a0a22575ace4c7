"""Finds expressions of time in a text ("last Tuesday", "in september") and reads them against its publication."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path

from babel.dates import get_day_names, get_month_names

from geo.calendar_days import PARTS, SEASONS, UNITS, Clock, Values
from geo.calendar_rules import RULES, meaning
from geo.errors import DataError
from geo.lists import read_list
from geo.models import Interval
from geo.paths import LEXICONS
from geo.phrases import LANGUAGES, Hit, Phrases, sequences

WORDS_FILE = LEXICONS / "time_words.csv"
EXPRESSIONS_FILE = LEXICONS / "time_expressions.csv"

_SLOT_VALUES: dict[str, tuple[str, ...]] = {
    "number": tuple(map(str, range(1, 32))),
    "ordinal": tuple(map(str, range(2, 11))),
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
_IS_BESIDE = re.compile(r",?\s(?:\w{1,3}\s)?")  # "after midnight on Thursday"
_HOURS = {("days", "0 0"), ("anaphor", "0")}
_DAYS = {"weekday", "day", "date"}
_RECENT = 6
_BEFORE_SINCE = 60  # characters before an expression in which "since" is looked for
_SENTENCE_END = re.compile(r"[.!?…]\s|\n")
_FIRST_WORD = re.compile(r"\w+\s+")
_NEVER_SINCE = {
    "range",
    "range_after",
    "months",
    "weekdays",
    "nights",
    "night_to",
    "anaphor",
    "days",
    "past_day",
    "past",
    "past_units",
    "run_days",
    "ago",
    "whole",
}
_WHOLE = {"date", "range", "range_after", "whole"}
_YEARLY = {"date", "months", "part_month", "half_month", "week_of_month", "season"}


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
    bare_weekday : bool
        Whether it is a weekday alone, which may be the next one as well ("travels on Monday").
    is_frame : bool
        Whether it is "the past 24 hours", of which a communiqué as a whole may tell.
    ahead : Interval or None
        The next such weekday, where the sentence tells of an appointment: the day of talks, and of nothing else.
    """

    start: int
    end: int
    interval: Interval | None
    since: int | None = None
    point: Interval | None = None
    bare_weekday: bool = False
    is_frame: bool = False
    ahead: Interval | None = None


@dataclass(frozen=True, slots=True)
class _Rule:
    name: str
    argument: str


def find_expressions(text: str, lang: str, published: Interval | None) -> tuple[Expression, ...]:
    """All expressions of time in `text`, from left to right; none in a language that is not one of the six.

    Parameters
    ----------
    text : str
        Of the whole article.
    lang : str
        ISO 639-1.
    published : Interval or None
        As `geo.calendar_rules.publication` gives it; without it only whole dates with a year are known.
    """
    if lang not in LANGUAGES:
        return ()
    found: list[Expression] = []
    lead = before = published
    for hit, values in _with_years(text, _without_hours(text, _phrases(lang).find(text)), published):
        if published is None or before is None or lead is None:
            found.append(Expression(hit.start, hit.end, _dated_by_itself(hit, values)))
            continue
        # "That day" in a new sentence is the day that the article is about, in the same sentence the one just named.
        ends = len(_SENTENCE_END.findall(text, found[-1].end, hit.start)) if found else 0
        is_near = ends == 1 and (published.end - before.end).days <= _RECENT
        leans_on = before if not ends or is_near else lead
        point = meaning(hit.entry.name, hit.entry.argument, values, Clock(published, leans_on))
        since = _since_before(text, hit, lang) if point else None
        interval = Interval(point.start, published.end) if point and since is not None else point
        name = hit.entry.name
        is_weekday, is_frame = name == "bare_weekday", name == "past_day" or _is_day_in_hours(name, values)
        found.append(Expression(hit.start, hit.end, interval, since, point, is_weekday, is_frame))
        if point is not None and (point.end - point.start).days <= 1:
            lead = point if lead is published and before is published else lead
            before = point
    return tuple(found)


def _is_day_in_hours(name: str, values: Values) -> bool:
    """Whether an expression is "the past 24 hours"."""
    return name == "past_units" and values.get("number") == ["24"]


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


def _dated_by_itself(hit: Hit[_Rule], values: Values) -> Interval | None:
    """The interval of an expression that needs no publication date: whole dates with their year."""
    if hit.entry.name not in _WHOLE or not (("year" in values and "day" in values) or "date" in values):
        return None
    always = Interval(date.max, date.max)
    return meaning(hit.entry.name, hit.entry.argument, values, Clock(always, always))


def _without_hours(text: str, hits: list[Hit[_Rule]]) -> list[Hit[_Rule]]:
    """The hits without hours of no day of their own ("shortly after midnight") that stand beside the day that they belong to."""
    pairs = [(before, after) for before, after in pairwise(hits) if _IS_BESIDE.fullmatch(text, before.end, after.start)]
    of_a_day = [
        hour
        for hour, day in (*pairs, *((after, before) for before, after in pairs))
        if (hour.entry.name, hour.entry.argument) in _HOURS and any(slot in _DAYS for slot, _ in day.values)
    ]
    return [hit for hit in hits if hit not in of_a_day]


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


def _takes_year(hit: Hit[_Rule], values: Values) -> bool:
    return hit.entry.name in _YEARLY and "year" not in values


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
        rule, phrases = _Rule(row.one_of("rule", tuple(RULES)), row["argument"]), sequences(row)
        if not all(_fills(rule, phrase) for phrase in phrases):
            raise DataError(f"{row.where}: pattern {row['pattern']!r} lacks a slot that rule {rule.name!r} reads")
        if row["lang"] == lang:
            entries.extend((phrase, rule) for phrase in phrases)
    return Phrases(lang, entries, _words(words)[lang])


def _fills(rule: _Rule, phrase: tuple[str, ...]) -> bool:
    """Whether a phrase has the slots that the rule cannot do without."""
    return all(any("{" + slot + "}" in phrase for slot in slots.split("|")) for slots in RULES[rule.name][1])


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
