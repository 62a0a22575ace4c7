"""The page's address: filters, period, chosen place and language as words that can be read, and back again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from geo import timeline
from geo.filters import FACETS, FRONT_KMS, LEAST_SCORES, Filters
from geo.models import BASES, KINDS, LEVELS, ROLES, Interval

_LONGEST, _MOST = 200, 50  # characters of a word, and words of a filter, that are taken from an address or a browser
_WORDS: dict[str, tuple[str, ...]] = {"roles": ROLES, "levels": LEVELS, "kinds": KINDS, "bases": BASES}
# What each filter is called in the address; a value that repeats repeats its name.
NAMES = {
    "roles": "role",
    "levels": "level",
    "kinds": "kind",
    "bases": "basis",
    "countries": "country",
    "admin1s": "province",
    "languages": "written",
    "sources": "source",
    "least_score": "sure",
    "text": "text",
    "place": "name",
    "front_km": "front",
}
FROM, UNTIL, UNDATED, COMPARE = "from", "until", "undated", "compare"
CHOSEN, LANG, NAMING = "place", "lang", "names"
OWN = (*NAMES.values(), FROM, UNTIL, UNDATED, COMPARE, CHOSEN, LANG, NAMING)
_BEFORE = "before"  # the period is compared with the one before it; else two days with a comma
_LOCAL = "local"


@dataclass(frozen=True, slots=True)
class Address:
    """What an address asks for.

    Attributes
    ----------
    period : Interval or None
        None for all days.
    place : str or None
        The place_id that is opened.
    compare : bool
        Whether the period is compared with another one: `against`, or, where that is None, the one before it.
    local : bool
        Whether places are called as they themselves write it.
    """

    filters: Filters
    period: Interval | None
    undated: bool
    place: str | None
    compare: bool = False
    against: Interval | None = None
    local: bool = False


def checked(told: Mapping[str, Any]) -> Filters:
    """The filters that a browser or an address tells of; what is not understood is left out.

    Parameters
    ----------
    told : mapping
        Values under the names of the attributes of `Filters`: lists of words, least_score and front_km a number or its digits.
    """
    found: dict[str, Any] = {}
    for facet in FACETS:
        given = told.get(facet)
        if isinstance(given, list | tuple):
            words = [word for word in given[:_MOST] if isinstance(word, str) and 0 < len(word) <= _LONGEST]
            known = _WORDS.get(facet)
            found[facet] = tuple(dict.fromkeys(word for word in words if known is None or word in known))
    least = str(told.get("least_score", ""))
    if least.isdecimal() and int(least) in LEAST_SCORES:
        found["least_score"] = int(least)
    within = str(told.get("front_km", ""))
    if within.isdecimal() and int(within) in FRONT_KMS:
        found["front_km"] = int(within)
    for name in ("text", "place"):
        given = told.get(name)
        if isinstance(given, str):
            found[name] = " ".join(given.split())[:_LONGEST]
    return Filters(**found)


def read(query: Mapping[str, list[str]]) -> Address:
    """What the query of an address asks for; what is not understood is left out."""

    def one(name: str) -> str:
        return query[name][-1].strip() if query.get(name) else ""

    told = {facet: query.get(name, []) if facet in FACETS else one(name) for facet, name in NAMES.items()}
    place, (first, _comma, last) = one(CHOSEN), one(COMPARE).partition(",")
    against = _period(first, last)
    return Address(
        checked(told),
        _period(one(FROM), one(UNTIL)),
        one(UNDATED) == "1",
        place[:_LONGEST] or None,
        compare=against is not None or one(COMPARE) == _BEFORE,
        against=against,
        local=one(NAMING) == _LOCAL,
    )


def asks(query: Mapping[str, list[str]]) -> bool:
    """Whether the query asks for more than a language and names in it; where not, the page chooses what it opens with."""
    return any(name in query for name in OWN if name not in (LANG, NAMING))


def _period(start: str, end: str) -> Interval | None:
    try:
        first, last = date.fromisoformat(start), date.fromisoformat(end)
    except ValueError:
        return None
    return Interval(first, last) if timeline.FIRST_DAY <= first <= last <= timeline.LAST_DAY else None


def pairs(address: Address, lang: str) -> list[tuple[str, str]]:
    """The query that asks for this, as names and values in the order in which they are written."""
    found: list[tuple[str, str]] = [(LANG, lang)]
    if address.period is not None:
        found += [(FROM, address.period.start.isoformat()), (UNTIL, address.period.end.isoformat())]
    if address.undated:
        found.append((UNDATED, "1"))
    if address.compare:
        days = address.against
        found.append((COMPARE, f"{days.start},{days.end}" if days else _BEFORE))
    for facet, name in NAMES.items():
        found += [(name, str(value)) for value in _several(getattr(address.filters, facet)) if value]
    if address.place:
        found.append((CHOSEN, address.place))
    if address.local:
        found.append((NAMING, _LOCAL))
    return found


def _several(value: Any) -> Iterable[Any]:
    return value if isinstance(value, tuple) else (value,)
