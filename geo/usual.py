"""Names of a town and of the area around it, of which news usually means the area: "Gaza"."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from geo.lists import read_list
from geo.models import Resolution, Toponym
from geo.paths import PLACES
from geo.reasons import join, say
from geo.vocabulary import LIST_WORDS

LIST = "usual.csv"
_CITY = frozenset(("populated_place", "other"))  # "the city of Gaza", "a quarter of Gaza"


def as_usually_meant(text: str, toponyms: Sequence[Toponym], resolutions: Sequence[Resolution]) -> list[Resolution]:
    """The resolutions, with the area instead of its town where a name usually means the area.

    A name that is called a city, or stands in a list of towns ("Gaza, Khan Younis and Rafah"), keeps the town.
    """
    return [_meant(text, toponyms, resolutions, index) for index in range(len(resolutions))]


def _meant(text: str, toponyms: Sequence[Toponym], resolutions: Sequence[Resolution], index: int) -> Resolution:
    here, found = toponyms[index], resolutions[index]
    area_id = _areas().get(found.candidate.place_id) if found.candidate and here.kind == "place" else None
    area = next((candidate for candidate in here.candidates if candidate.place_id == area_id), None)
    if area is None or found.candidate is None or not _CITY.isdisjoint(here.levels):
        return found
    for before, after in ((index - 1, index), (index, index + 1)):
        if before < 0 or after == len(toponyms):
            continue
        peer = resolutions[before if after == index else after].candidate
        between = text[toponyms[before].span.end : toponyms[after].span.start].strip(" ,")
        if between in LIST_WORDS and peer is not None and peer.level == "populated_place":
            return found
    return Resolution(area, found.score, join((found.reason, say("usual", name=found.candidate.name))))


@lru_cache(maxsize=1)
def _areas() -> dict[str, str]:
    return {row["town"]: row["area"] for row in read_list(PLACES / LIST, ("town", "area", "name", "source"))}
