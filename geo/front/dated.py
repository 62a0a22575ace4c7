"""Days in the properties and the names of files."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from geo.errors import FrontError

# Properties that say of which day the data are, the plainest first; when a file was edited says nothing of that.
_NAMES = ("date", "data_date", "datadate", "datum", "day", "as_of", "timestamp", "time")
_ISO = re.compile(r"(?<!\d)(19|20)(\d\d)[-_. ]?(0[1-9]|1[0-2])[-_. ]?(0[1-9]|[12]\d|3[01])(?!\d)")
_WORDED = re.compile(r"(?<!\d)(0?[1-9]|[12]\d|3[01])[-_. ]?([A-Za-z]{3})[a-z]*[-_. ]?(20\d\d)(?!\d)")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def day_in(text: str) -> date | None:
    """The day that a text such as `frontline_20221220` or `ISW_20DEC2022` names; None where it names none."""
    iso = _ISO.search(text)
    if iso:
        return _day(int(iso[1] + iso[2]), int(iso[3]), int(iso[4]))
    worded = _WORDED.search(text)
    if worded and worded[2].lower() in _MONTHS:
        return _day(int(worded[3]), _MONTHS.index(worded[2].lower()) + 1, int(worded[1]))
    return None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def day_of(text: str, told: str) -> date:
    """The day that a text names.

    Raises
    ------
    FrontError
        Where it names none.
    """
    found = day_in(text)
    if found is None:
        raise FrontError(f"{told}: {text[:40]!r} is no day; write it as 2022-12-20")
    return found


def day_told(properties: Mapping[str, Any]) -> date | None:
    """The day of which the data of a feature are, as its properties say; None where they do not."""
    lowered = {str(key).lower(): value for key, value in properties.items()}
    for name in _NAMES:
        value = lowered.get(name)
        if isinstance(value, str) and (found := day_in(value)):
            return found
        # ArcGIS writes milliseconds since 1970.
        if isinstance(value, int) and not isinstance(value, bool) and 10**11 < value < 10**13:
            return datetime.fromtimestamp(value / 1000, UTC).date()
        if isinstance(value, int) and 19_000_101 <= value <= 21_001_231 and (found := day_in(str(value))):
            return found
    return None
