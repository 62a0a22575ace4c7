"""The filters: a drawer with what can be chosen and how many mentions each choice leaves, and above the map what is chosen."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import streamlit as st

from geo.assets import ASSETS, StaticFiles
from geo.errors import GeoError
from geo.filters import FACETS, FRONT_KMS, LEAST_SCORES, Filters, Found, Index, facet_counts, index, mask
from geo.gazetteer import load_gazetteer
from geo.loading import Loaded
from geo.opening import busy_month, most_told
from geo.page import address, comparing, naming
from geo.page.front import Ground, within
from geo.page.period import END, START, UNDATED, Choice, loader
from geo.page.stories import counted, counts_once, retold
from geo.page.words import (
    _,
    basis_name,
    count,
    country_name,
    kind_name,
    language,
    language_name,
    level_name,
    number,
    percent,
    role_name,
)
from geo.searching import articles_with, places_named
from geo.views import Mask, Views, extent, key_of

_CHOSEN, _HEARD, _READ, _BAR = "filters_chosen", "filters_heard", "address_read", "filters_bar"
_MOST_VALUES = 200  # of a facet in the drawer: of thousands of sources those with most mentions
_component = st.components.v2.component(
    "atlas_filters",
    html='<div class="filters"></div>',
    css=(ASSETS / "filters.css").read_text(encoding="utf-8"),
    js=loader("mountFilters"),
)


@dataclass(frozen=True, slots=True, eq=False)
class Sifted:
    """The filters with what they find in these views, whatever the period is; `problem` says what could not be searched."""

    known: Index
    filters: Filters
    found: Found
    mask: Mask
    problem: str

    @property
    def lists_others(self) -> bool:
        """Whether mentions that are never drawn, demonyms and metonyms, are asked for."""
        return bool(set(self.filters.kinds) - {"place"})


def open_address(view: Views, selected_key: str) -> None:
    """Take over what the address asks for; the first run of a session does so, later the address follows the page.

    An address that asks for nothing opens the last busy month with the place that it tells most of.
    """
    if st.session_state.get(_READ):
        return
    st.session_state[_READ] = True
    query = {name: st.query_params.get_all(name) for name in st.query_params}
    asked = address.read(query)
    if not address.asks(query) and (month := busy_month(view)):
        asked = replace(asked, period=month, place=most_told(view, month))
    st.session_state[_CHOSEN] = asked.filters
    if asked.period is not None and extent(view) is not None:
        st.session_state[START], st.session_state[END] = asked.period.start, asked.period.end
    if asked.undated:
        st.session_state[UNDATED] = True
    if asked.compare:
        comparing.open_with(asked.against)
    if asked.place:
        st.session_state[selected_key] = asked.place
    if asked.local:
        st.session_state[naming.LOCAL] = True


def sift(loaded: Loaded, ground: Ground) -> Sifted:
    """Apply the chosen filters."""
    known, filters = _index(loaded.view), st.session_state.get(_CHOSEN, Filters())
    problem, places, articles, front_km = "", None, None, None
    try:
        filters, front_km = within(loaded.view, ground, filters)
        places = _places(loaded.view, filters.place) if filters.place else None
        articles = _articles(loaded.view, filters.text, loaded) if filters.text else None
    except GeoError as error:
        problem = str(error)
    found = Found(articles, places, front_km)
    return Sifted(known, filters, found, mask(known, filters, found), problem)


@st.cache_resource(max_entries=4, show_spinner=False, hash_funcs={Views: key_of})
def _index(view: Views) -> Index:
    return index(view)


@st.cache_resource(max_entries=64, show_spinner=False, hash_funcs={Views: key_of})
def _places(view: Views, text: str) -> Mask:
    return places_named(view, text, load_gazetteer())


@st.cache_resource(max_entries=64, show_spinner=False, hash_funcs={Views: key_of})
def _articles(view: Views, text: str, _loaded: Loaded) -> Mask:
    return articles_with(_loaded.seen, view, text)


def show(sifted: Sifted, chosen: Choice, period: Mask, selected: str | None, static: StaticFiles) -> None:
    """Draw the bar and, while it is open, fill the drawer; called after the map, which need not wait for the counts.

    Parameters
    ----------
    period : numpy.ndarray of bool
        The mentions of every kind that the period keeps.
    """
    view, filters = sifted.known.view, sifted.filters
    # All days are not spelt out, except where nothing else would be asked for: a bare address opens the last busy month.
    is_bare = filters == Filters() and not chosen.undated and selected is None
    period_asked = None if chosen.period == extent(view) and not is_bare else chosen.period
    is_compared = comparing.is_asked() and chosen.period is not None
    shown = address.Address(
        filters,
        period_asked,
        chosen.undated,
        selected,
        compare=is_compared,
        against=comparing.against() if is_compared else None,
        local=naming.is_local(),
    )
    is_open = bool(st.session_state.get(_BAR, {}).get("open")) and not st.context.is_embedded
    _component(
        key=_BAR,
        data={
            "script": static.timeline,
            "lang": language(),
            "seq": st.session_state.get(_HEARD, 0),
            "embedded": bool(st.context.is_embedded),
            "own": list(address.OWN),
            "query": address.pairs(shown, language()),
            "chosen": {name: getattr(filters, name) for name in address.NAMES},
            "facets": _facets(sifted, period) if is_open else None,
            "chips": _chips(sifted),
            "sum": _sum(sifted, chosen, period),
            "problem": sifted.problem,
            "words": _words(),
        },
        on_chosen_change=_hear,
        on_open_change=lambda: None,
    )


def _hear() -> None:
    told = st.session_state[_BAR].get("chosen")
    try:
        filters, seq = told["filters"], int(told["seq"])
    except (KeyError, TypeError, ValueError):
        return
    if isinstance(filters, dict):
        st.session_state[_CHOSEN], st.session_state[_HEARD] = address.checked(filters), seq


@st.cache_resource(max_entries=256, show_spinner=False, hash_funcs={Views: key_of, Choice: repr})
def _every(view: Views, kinds: tuple[str, ...], is_once: bool, chosen: Choice, _known: Index, _period: Mask) -> int:  # noqa: ARG001
    return int(np.count_nonzero(counted(view, mask(_known, Filters(kinds=kinds), Found()) & _period)))


def _sum(sifted: Sifted, chosen: Choice, period: Mask) -> str:
    """How much the filters leave of what the period holds on the map or could not place."""
    view = sifted.known.view
    shown = int(np.count_nonzero(counted(view, sifted.mask & period)))
    if sifted.filters == Filters():
        return count("{n} mention", "{n} mentions", shown)
    every = _every(view, sifted.filters.kinds, counts_once(view), chosen, sifted.known, period)
    return _("{shown} of {all}").format(shown=number(shown), all=count("{n} mention", "{n} mentions", every))


def _facets(sifted: Sifted, period: Mask) -> list[dict[str, Any]]:
    counts = facet_counts(sifted.known, sifted.filters, sifted.found, period, retold(sifted.known.view))
    made = []
    for facet in FACETS:
        numbers = counts[facet].tolist()
        rows = list(zip(sifted.known.values[facet], numbers, strict=True))
        chosen = getattr(sifted.filters, facet)
        some = rows[:_MOST_VALUES] + [row for row in rows[_MOST_VALUES:] if row[0] in chosen]
        lost = [(value, 0) for value in chosen if value not in sifted.known.values[facet]]
        made.append(
            {
                "name": facet,
                "title": _title(facet),
                "values": [[value, value_name(facet, value), left] for value, left in [*some, *lost]],
            }
        )
    least = [
        [least, value_name("least_score", least), left]
        for least, left in zip(LEAST_SCORES, counts["least_score"].tolist(), strict=True)
    ]
    # How many each would leave is not counted: it would measure all mentions whenever the drawer is opened.
    near = [[km, value_name("front_km", km), None] for km in FRONT_KMS]
    return [
        *made,
        {"name": "least_score", "title": _title("least_score"), "values": least},
        {"name": "front_km", "title": _title("front_km"), "values": near},
    ]


def _chips(sifted: Sifted) -> list[dict[str, Any]]:
    chips = []
    for name in address.NAMES:
        chosen = getattr(sifted.filters, name)
        for value in chosen if isinstance(chosen, tuple) else (chosen,):
            if value:
                chips.append({"name": name, "value": value, "title": _title(name), "label": value_name(name, value)})
    return chips


def _title(name: str) -> str:
    return {
        "roles": _("Role"),
        "levels": _("What it is"),
        "kinds": _("How it is meant"),
        "bases": _("How it is known"),
        "countries": _("Country"),
        "admin1s": _("Province"),
        "languages": _("Language of the article"),
        "sources": _("Source"),
        "least_score": _("How sure"),
        "text": _("In the articles"),
        "place": _("Place name"),
        "front_km": _("From the front line"),
    }[name]


def value_name(name: str, value: Any) -> str:
    """A value of a filter in the reader's language."""
    if name == "admin1s":
        code, _slash, admin1 = value.partition("/")
        return f"{naming.division(code, admin1)}, {code}" if code else admin1
    if name == "least_score":
        return _("at least {share}").format(share=percent(value / 100))
    if name == "front_km":
        return _("within {km} km").format(km=value)
    namers = {
        "roles": role_name,
        "levels": level_name,
        "kinds": kind_name,
        "bases": basis_name,
        "countries": country_name,
        "languages": language_name,
    }
    return namers[name](value) if name in namers else str(value)


def _words() -> dict[str, str]:
    return {
        "filters": _("Filters"),
        "close": _("Close the filters"),
        "clear": _("Clear all"),
        "remove": _("Remove: {filter}"),
        "find": _("Find in this list: {list}"),
        "any": _("any"),
        "done": _("Show the map"),
        "copy": _("Copy link"),
        "copied": _("Copied"),
        "whole": _("Open the whole page"),
        "place": _("Search place names, in any spelling"),
        "text": _("Search the articles"),
        "waiting": _("Counting…"),
    }
