"""Publication dates: what a source wrote -> a day, a month or a year. A wrong date is worse than none."""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from geo.models import Precision

_YEARS = range(1000, 3000)
# A time of day, with what may follow it: a.m., an offset, a zone's name. It is recognised only to be left out: the date
# counts as it is written, in its own offset.
_TIME = (
    r"(?:[T ,]\s*(?:[01]?\d|2[0-4])[:.][0-5]\d(?:[:.][0-6]\d(?:[.,]\d+)?)?"
    r"(?:\s?[ap]\.?m\.?)?\s?(?:[+-]\d{1,2}(?::?\d{2})?|[a-z_/]{1,40})?)?"
)
_FLAGS = re.ASCII | re.IGNORECASE
_YEAR_FIRST = re.compile(rf"([12]\d{{3}})(?:([-/.])(\d{{1,2}})(?:\2(\d{{1,2}}){_TIME})?)?", _FLAGS)
_COMPACT = re.compile(r"([12]\d{3})(\d\d)(\d\d)(?:T?\d{4}(?:\d\d)?Z?)?", _FLAGS)
_YEAR_LAST = re.compile(rf"(\d{{1,2}})([-/.])\s?(\d{{1,2}})\2\s?([12]\d{{3}}){_TIME}", _FLAGS)
_MONTH_YEAR = re.compile(r"(\d{1,2})[-/.]([12]\d{3})", _FLAGS)
# Three numbers in a row are never left to dateparser: it would choose an order for 03/04/2022.
_THREE_NUMBERS = re.compile(r"\d(?:\s*[-/.]\s*|\s+)\d{1,2}(?:\s*[-/.]\s*|\s+)\d")
_LETTER = re.compile(r"[^\W\d_]")
_LONGEST = 80  # characters; a longer string is prose that holds a date, not a date

_PARSER_SETTINGS = {
    "PARSERS": ["absolute-time"],  # neither "2 days ago" nor seconds since 1970
    "RETURN_AS_TIMEZONE_AWARE": True,  # else an offset moves the date to another day
}
_WITHOUT_LANGUAGE = ["en", "nl", "de", "fr", "uk", "ru"]


def parse_published(value: object, lang: str) -> tuple[date, Precision] | None:
    """Reads a publication date.

    Parameters
    ----------
    value : object
        ISO forms ("2022", "2022-12", "2022-12-20", "2022-12-20T10:00:00Z"), dates and datetimes (also those of pandas),
        whole numbers that are a year, or words in the article's language or English ("di, 20 dec 2022").
    lang : str
        ISO 639-1 code of the article's language; "" or "und" where it is not known.

    Returns
    -------
    (date, precision) or None
        A month is its first day, a year its 1 January. The date is the one that was written, in its own offset.
        None for what is relative ("gisteren"), ambiguous (03/04/2022), impossible, or outside the years 1000 to 2999.
    """
    if is_missing(value):
        return None
    if isinstance(value, date):
        day = value.date() if isinstance(value, datetime) else value
        return (day, "day") if day.year in _YEARS else None
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # a column of years with a gap comes as 2022.0
    if not isinstance(value, str | int):
        return None
    text = str(value).strip()
    if len(text) > _LONGEST:
        return None
    return parse_numeric_date(text) or _parse_words(text, lang)


def is_missing(value: object) -> bool:
    """Whether a value says that there is none: None, NaN, NaT (the last two are not equal to themselves)."""
    return value is None or (isinstance(value, float | date) and value != value)


def parse_numeric_date(text: str) -> tuple[date, Precision] | None:
    """Reads a date that is written in digits, with or without a time behind it; None where that is not certain."""
    if found := _YEAR_FIRST.fullmatch(text):
        year, _, month, day = found.groups()
        return _certain(year, month, day)
    if found := _COMPACT.fullmatch(text):
        return _certain(*found.groups())
    if found := _MONTH_YEAR.fullmatch(text):
        return _certain(found[2], found[1], None)
    if found := _YEAR_LAST.fullmatch(text):
        first, separator, second, year = found.groups()
        # With dots the day comes first in every language that writes dots; otherwise only a number above 12 tells.
        if separator == "." or int(first) > 12 or int(first) == int(second):
            return _certain(year, second, first)
        if int(second) > 12:
            return _certain(year, first, second)
    return None


def _certain(year: str, month: str | None, day: str | None) -> tuple[date, Precision] | None:
    try:
        known = date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return None
    return known, "day" if day else "month" if month else "year"


@lru_cache(maxsize=10_000)
def _parse_words(text: str, lang: str) -> tuple[date, Precision] | None:
    if _LETTER.search(text) is None or _THREE_NUMBERS.search(text):
        return None
    try:
        found = _word_parser(lang).get_date_data(text)
    except (ValueError, OverflowError):  # what dateparser lets through for a year or an offset beyond its range
        return None
    if found.date_obj is None:
        return None
    day, parts = found.date_obj.date(), set(found.parts)
    # What the words lack comes from today's date, and a year of two digits is a guess: neither stands in the words.
    numbers = {int(number) for number in re.findall(r"\d+", text)}
    if day.year not in _YEARS or day.year not in numbers:
        return None
    if {"year", "month", "day"} <= parts and day.day in numbers:
        return day, "day"
    if parts == {"year", "month"}:
        return day.replace(day=1), "month"
    if parts == {"year"} and found.period == "year":  # and not "quarter"
        return day.replace(month=1, day=1), "year"
    return None


@lru_cache(maxsize=100)
def _word_parser(lang: str) -> Any:
    # Imported here, for it takes longer than reading a thousand articles.
    from dateparser.data.languages_info import language_order
    from dateparser.date import DateDataParser

    # English stands behind every language: feeds write their dates in it.
    languages = list(dict.fromkeys((lang, "en"))) if lang in language_order else _WITHOUT_LANGUAGE
    return DateDataParser(languages=languages, use_given_order=True, settings=_PARSER_SETTINGS)
