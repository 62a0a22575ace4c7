"""Why a candidate was chosen: short phrases with slots, so that the page can say them in the reader's language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

# Phrases as they stand in the column `reason`, separated by "; "; English, with slots in braces.
PHRASES = {
    "after_preposition": "after a preposition of place",
    "taken": "land that is taken",
    "state_acts": "a state that acts",
    "capital_acts": "a capital that acts",
    "people": "a people, a language or a state's own",
    "country_name": "name of a country",
    "listed": "listed name",
    "capital": "capital",
    "called": "called {level} in the text",
    "country_evidence": "the article is about {code}",
    "theatre": "in the theatre of the war",
    "division": "{name} is named",
    "division_share": "other places of the article lie in {name}",
    "held": "in what is named right after it",
    "holds": "holds what is named right before it",
    "within": "in an area that is named",
    "among_divisions": "among the names of other provinces",
    "main_name": "its main name",
    "near": "{km} km from {name}",
    "usual": "news of {name} means the area",
    "only": "the only place of this name",
    "largest": "the largest place of this name",
    "rivals": "one of {n} places of this name",
    "as_before": "as the article named it before",
    "spelt_like": "spelt like {name}",
    "stands_for": "{name} is not known, this is what holds it",
    "at_capital": "shown at its capital, {name}",
    "at_town": "a district, shown at the town that it is called after",
    "beside": "beside {name}, shown at it",
    "between": "between it and {name}, shown at it",
    "front": "where the war has been fought",
    "coordinates": "at the coordinates that it gives",
    "online": "found by {service}",
    "by_hand": "corrected by hand, {who}: {why}",
    "instead_of": "the program found {name}",
    "given": "given by {table}, {code}",
    "given_plain": "given by {table}",
    "unknown": "no place of this name in the gazetteer",
    "undecided": "nothing in the article decides for {name} ({code})",
    "undecided_area": "nothing in the article decides for {name}",
    "no_part": "no part of it is in the gazetteer",
}
_SEPARATOR = "; "


def say(key: str, **values: object) -> str:
    """The phrase of a key with its slots filled."""
    return PHRASES[key].format(**values)


def join(phrases: Iterable[str]) -> str:
    """Phrases as one reason; empty ones are left out."""
    return _SEPARATOR.join(filter(None, phrases))


def _pattern(phrase: str) -> re.Pattern[str]:
    parts = re.split(r"(\{\w+\})", phrase)
    return re.compile("".join(f"(?P<{part[1:-1]}>.+?)" if part.startswith("{") else re.escape(part) for part in parts))


_PATTERNS = {key: _pattern(phrase) for key, phrase in PHRASES.items()}


def read(reason: str) -> list[tuple[str, Mapping[str, str]]]:
    """The phrases of a reason: for each its text in `PHRASES` and the values of its slots; an unknown one stands for itself."""
    found: list[tuple[str, Mapping[str, str]]] = []
    for part in reason.split(_SEPARATOR):
        matches = ((key, pattern.fullmatch(part)) for key, pattern in _PATTERNS.items())
        known = next(((PHRASES[key], match.groupdict()) for key, match in matches if match), None)
        found.append(known or (part, {}))
    return found
