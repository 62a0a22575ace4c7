"""Reads the chronicle of `data/articles/` with the list of places that stands above each report, written by hand."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import yaml

from geo.articles.headers import split_front_matter
from geo.distances import distance_km
from geo.gazetteer import Gazetteer
from geo.models import Candidate, Span
from geo.paths import BUNDLED_ARTICLES

FIELDS = {"title", "published", "lang", "source", "facts_from", "places"}
NEAR_KM = 25.0  # "near X" of a list of places; far less than what lies between two villages of one name


@dataclass(frozen=True)
class Listed:
    """A line of a report's list: how the text writes a place, and which place of the gazetteer that is."""

    surface: str
    place: str


@dataclass(frozen=True)
class Report:
    name: str
    fields: dict[str, Any]
    text: str
    places: tuple[Listed, ...]

    @property
    def day(self) -> date:
        """The day of publication; of a report of a whole month its first."""
        return date.fromisoformat(f"{self.fields['published']}-01"[:10])

    def spans(self, surface: str) -> list[Span]:
        """Where the text has this surface as a word of its own."""
        found = re.finditer(rf"(?<!\w){re.escape(surface)}(?!\w)", self.text)
        return [Span(*match.span()) for match in found]


def reports() -> list[Report]:
    """All reports, by file name."""
    found = []
    for path in sorted(BUNDLED_ARTICLES.glob("*.md")):
        source = path.read_text(encoding="utf-8")
        _, text = split_front_matter(source, path.name)
        fields = yaml.safe_load(source.split("---\n")[1])
        listed = tuple(Listed(str(k), str(v)) for line in fields.get("places") or [] for k, v in line.items())
        found.append(Report(path.name, fields, text, listed))
    return found


@cache
def meant(gazetteer: Gazetteer, place: str) -> Candidate | None:
    """The one place that a list means; None where the gazetteer does not hold it.

    A bare name is a country, else the largest town of that name, else the largest place. Others are told by what stands behind:
    their province, country code or level ("Dnipro, water"), or "near Bakhmut".

    Raises
    ------
    ValueError
        Where several places are left that are equally large.
    """
    name, *marks = place.split(", ")
    found = {c.place_id: c for c in gazetteer.candidates(name) if c.name == name}.values()
    for mark in marks:
        if mark.startswith("near "):
            beside = meant(gazetteer, mark.removeprefix("near "))
            found = [c for c in found if beside and distance_km(c, beside) < NEAR_KM]
        else:
            found = [c for c in found if mark in (c.admin1, c.country_code, c.level)]
    size = {c.place_id: (c.level == "country", c.level == "populated_place", c.population) for c in found}
    ranked = sorted(found, key=lambda c: size[c.place_id], reverse=True)
    if len(ranked) > 1 and size[ranked[0].place_id] == size[ranked[1].place_id]:
        raise ValueError(f"{place!r} may be any of {[c.place_id for c in ranked]}: write its province or 'near ...'")
    return ranked[0] if ranked else None
