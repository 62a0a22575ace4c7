"""What else a name may mean: the places that were not chosen for a mention, and how far they lie from the one that was."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from geo.corrections import Place, place_of
from geo.distances import apart_km
from geo.gazetteer import Gazetteer
from geo.models import Candidate, Span
from geo.names import readings, towns_of
from geo.tokens import split_words

_MOST = 20


@dataclass(frozen=True, slots=True)
class Rival:
    """A place that a mention may mean, and what tells it from others.

    Attributes
    ----------
    km : float or None
        Distance from where the mention is shown; None where it is not.
    why : str
        What kind of name it is of this place, as `gazetteer lookup` says; empty for another form of a name.
    admin2 : str
        The district that it lies in; empty where unknown.
    """

    place: Place
    km: float | None
    why: str
    admin2: str = ""


def others(mention: Mapping[Any, Any], found: Iterable[Candidate], gazetteer: Gazetteer, name: str = "") -> list[Rival]:
    """Those of the candidates that a mention is not shown as, in their order, each once; at most 20.

    Parameters
    ----------
    mention : mapping
        A row of the table of mentions.
    name : str
        What was looked up in place of the mention's surface.
    """
    kinds = {candidate.place_id: why for candidate, why in gazetteer.meanings(name or str(mention["surface"]))}
    rest = {one.place_id: one for one in found if one.place_id != mention["place_id"]}
    here = (mention["latitude"], mention["longitude"])
    return [
        Rival(
            place_of(one),
            apart_km(*here, one.latitude, one.longitude) if pd.notna(here[0]) else None,
            kinds.get(one.place_id, ""),
            one.admin2,
        )
        for one in list(rest.values())[:_MOST]
    ]


def rivals_of(mention: Mapping[Any, Any], gazetteer: Gazetteer) -> list[Rival]:
    """The other places that bear the name of a mention, in whatever form it stands in the text; the likelier first, at most 20.

    Looked up in the name alone, without the article: quick, but what only its sentence brings ("north of X") is not among them.
    """
    surface = str(mention["surface"])
    lang = str(mention["lang"]) if pd.notna(mention["lang"]) else ""
    found = list(gazetteer.candidates(surface))
    words = split_words(surface, Span(0, len(surface)), lang)
    if words:
        for reading in readings(surface, words, 0, gazetteer, lang):
            if reading.end == len(words):
                found += reading.candidates
    if not found and len(words) == 1:
        found += towns_of(gazetteer, words[0].key, lang)
    return others(mention, found, gazetteer)
