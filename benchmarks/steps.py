"""What a reader of `benchmarks.page` clicks, and what must then be on the map."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from geo.filters import Filters, Index
from geo.loading import Loaded
from geo.models import ROLES
from geo.selecting import Selection, chosen
from geo.timeline import last_days
from geo.views import extent, places_of


@dataclass(frozen=True, slots=True)
class Step:
    """Something that a reader clicks, and what must be on the map then."""

    target: str
    selection: Selection


def steps(loaded: Loaded, known: Index, count: int) -> list[Step]:
    """Clicks on filters and on the presets of the period, in an order that is the same each time; none leaves the map empty."""
    chance = np.random.default_rng(3)
    whole = extent(loaded.view)
    assert whole is not None
    selection = Selection(Filters(), whole, undated=False)
    made: list[Step] = []
    facets = {"roles": ROLES, "bases": ("named", "inferred"), "sources": known.values["sources"][:20]}
    while len(made) < count:
        kind = str(chance.choice(["roles", "roles", "bases", "sources", "sources", "least_score", "period", "period"]))
        if kind == "period":
            days = int(chance.choice([0, 7, 30]))
            target = f'.presets [data-days="{days}"]'
            asked = replace(selection, period=last_days(whole, days) if days else whole)
        elif kind == "least_score":
            least = int(chance.choice([0, 50, 80]))
            target = f'[data-facet="least_score"] input[value="{least}"]'
            asked = replace(selection, filters=replace(selection.filters, least_score=least))
        else:
            value = str(chance.choice(facets[kind]))
            now = getattr(selection.filters, kind)
            then = tuple(word for word in now if word != value) if value in now else (*now, value)
            changed: dict[str, Any] = {kind: then}
            target = f'[data-facet="{kind}"] input[value="{value}"]'
            asked = replace(selection, filters=replace(selection.filters, **changed))
        if asked != selection and chosen(loaded, asked, None, known).any():
            made.append(Step(target, asked))
            selection = asked
    return made


def drawn(loaded: Loaded, known: Index, selection: Selection) -> str:
    """What the map must hold, as `probe.js` notes it: how many places, and how many mentions."""
    places = places_of(loaded.view, chosen(loaded, selection, None, known))
    return json.dumps([len(places), int(places["mentions"].sum())], separators=(",", ":"))
