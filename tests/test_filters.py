from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pandas as pd
import pytest

from geo.counting import once, units_of
from geo.filters import FACETS, LEAST_SCORES, Filters, Found, facet_counts, index, mask
from geo.models import Interval
from geo.views import EPOCH, UNDATED, kept, places_of

from .made_views import as_table, made_views

VIEW = made_views(4000, places=60, days=100)
KNOWN, TABLE = index(VIEW), as_table(VIEW)
PERIOD = Interval(EPOCH + timedelta(20), EPOCH + timedelta(60))
COLUMNS = {
    "roles": "role",
    "levels": "level",
    "kinds": "kind",
    "bases": "basis",
    "countries": "country_code",
    "languages": "lang",
    "sources": "source",
}
NOTHING = Found()
SOME = Found(np.arange(len(VIEW.articles)) % 3 > 0, np.arange(len(VIEW.places)) % 4 > 0)
CHOSEN = [
    Filters(),
    Filters(roles=("combat", "strike")),
    Filters(levels=("populated_place",)),
    Filters(kinds=("metonym",)),
    Filters(kinds=("place", "demonym", "metonym"), countries=("UA",)),
    Filters(bases=("named", "manual")),
    Filters(countries=("UA", "PL")),
    Filters(admin1s=("UA/North", "RU/South")),
    Filters(languages=("nl",)),
    Filters(sources=("source 3", "source 7")),
    Filters(least_score=80),
    Filters(roles=("control",), countries=("UA",), languages=("nl", "uk"), least_score=50, bases=("named",)),
    Filters(roles=("none such",)),
]


def naive(filters: Filters, found: Found, without: str | None = None) -> pd.Series:
    """What pandas keeps, filter by filter."""
    table, keep = TABLE, pd.Series(True, index=TABLE.index)
    if without != "kinds":
        keep &= table["kind"].isin(filters.kinds or ("place",))
    for facet, column in COLUMNS.items():
        if facet not in ("kinds", without) and getattr(filters, facet):
            keep &= table[column].isin(getattr(filters, facet))
    if filters.admin1s and without != "admin1s":
        keep &= (table["country_code"] + "/" + table["admin1"]).isin(filters.admin1s)
    if filters.least_score and without != "least_score":
        keep &= table["score"] >= filters.least_score
    if found.places is not None:
        keep &= table["place"].map(lambda place: place >= 0 and bool(found.places[place]))
    if found.articles is not None:
        keep &= found.articles[table["article"]]
    return keep


@pytest.mark.parametrize("found", [NOTHING, SOME], ids=["no search", "searches"])
@pytest.mark.parametrize("filters", CHOSEN, ids=str)
def test_the_mask_is_what_pandas_keeps(filters: Filters, found: Found) -> None:
    assert mask(KNOWN, filters, found).tolist() == naive(filters, found).tolist()


@pytest.mark.parametrize("found", [NOTHING, SOME], ids=["no search", "searches"])
@pytest.mark.parametrize("filters", CHOSEN, ids=str)
def test_a_count_is_what_the_value_alone_would_leave(filters: Filters, found: Found) -> None:
    period = kept(VIEW, PERIOD, False, every_kind=True)
    counts = facet_counts(KNOWN, filters, found, period)
    assert set(counts) == {*FACETS, "least_score"}
    for facet in FACETS:
        others = TABLE[naive(filters, found, facet) & period]
        column = others["country_code"] + "/" + others["admin1"] if facet == "admin1s" else others[COLUMNS[facet]]
        expected = column.value_counts().to_dict()
        assert dict(zip(KNOWN.values[facet], counts[facet].tolist(), strict=True)) == {
            value: expected.get(value, 0) for value in KNOWN.values[facet]
        }
        assert set(expected) <= set(KNOWN.values[facet])
    scores = TABLE[naive(filters, found, "least_score") & period]["score"]
    assert counts["least_score"].tolist() == [int((scores >= least).sum()) for least in LEAST_SCORES]


@pytest.mark.parametrize("facet", FACETS)
def test_choosing_a_value_leaves_as_many_as_it_says(facet: str) -> None:
    filters = Filters(roles=("combat", "strike", "control"), countries=("UA", "RU"), least_score=50)
    period = kept(VIEW, PERIOD, True, every_kind=True)
    counts = facet_counts(KNOWN, filters, NOTHING, period)
    for value, count in zip(KNOWN.values[facet], counts[facet], strict=True):
        alone = replace(filters, **{facet: (value,)})
        assert int((mask(KNOWN, alone, NOTHING) & period).sum()) == count


@pytest.mark.parametrize("facet", FACETS)
def test_a_story_counts_once_for_each_value(facet: str) -> None:
    articles = replace(VIEW.articles, story=(np.arange(len(VIEW.articles)) // 30).astype(np.int32))
    view = replace(VIEW, articles=articles)
    known, retold, period = index(view), units_of(view), kept(view, PERIOD, True, every_kind=True)
    for filters in (Filters(), Filters(roles=("combat", "strike", "control"), languages=("nl",))):
        counts = facet_counts(known, filters, NOTHING, period, retold)
        assert sum(counts["kinds"]) < sum(facet_counts(known, filters, NOTHING, period)["kinds"])
        for value, count in zip(known.values[facet], counts[facet], strict=True):
            alone = replace(filters, **{facet: (value,)})
            assert int(once(retold, mask(known, alone, NOTHING) & period).sum()) == count
        for least, count in zip(LEAST_SCORES, counts["least_score"], strict=True):
            sure = replace(filters, least_score=least)
            assert int(once(retold, mask(known, sure, NOTHING) & period).sum()) == count


def test_a_period_keeps_every_kind_only_when_asked() -> None:
    dated = TABLE["first"] != UNDATED
    inside = dated & (TABLE["first"] <= 60) & (TABLE["last"] >= 20)
    assert kept(VIEW, PERIOD, False, every_kind=True).tolist() == inside.tolist()
    assert kept(VIEW, PERIOD, True, every_kind=True).tolist() == (inside | ~dated).tolist()
    assert kept(VIEW, PERIOD, False).tolist() == (inside & (TABLE["kind"] == "place")).tolist()
    assert kept(VIEW, None, False, every_kind=True).tolist() == dated.tolist()


def test_what_is_never_drawn_can_be_listed() -> None:
    metonyms = mask(KNOWN, Filters(kinds=("metonym",)), NOTHING)
    assert len(places_of(VIEW, metonyms)) == 0
    listed = places_of(VIEW, metonyms, every_kind=True)
    assert listed["mentions"].sum() == ((TABLE["kind"] == "metonym") & (TABLE["place"] >= 0)).sum() > 0
    assert set(listed["role"]) == {"other"}


def test_values_come_with_the_most_mentioned_first() -> None:
    drawn = TABLE[TABLE["kind"] == "place"]
    for facet in ("countries", "languages", "sources"):
        counts = drawn[COLUMNS[facet]].value_counts()
        assert counts[list(KNOWN.values[facet])].is_monotonic_decreasing


def test_no_mentions_at_all() -> None:
    empty = made_views(0, places=1)
    known = index(empty)
    assert mask(known, Filters(roles=("combat",), countries=("UA",), least_score=50), NOTHING).tolist() == []
    counts = facet_counts(known, Filters(countries=("UA",)), NOTHING, np.zeros(0, dtype=np.bool_))
    assert all(not values.any() for values in counts.values())
