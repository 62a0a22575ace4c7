"""Two periods compared: against pandas that groups one row a mention, and exact binomial tails."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from math import comb

import numpy as np
import pandas as pd
import pytest

from geo.comparing import (
    ALPHA,
    CHANGES,
    adjusted,
    compare,
    is_testable,
    length,
    overlap,
    period_before,
    rate_chance,
)
from geo.models import Interval
from geo.views import EPOCH, Mask, Views, kept

from .made_views import as_table, made_views


def days(first: int, last: int) -> Interval:
    return Interval(*(date.fromordinal(EPOCH.toordinal() + number) for number in (first, last)))


def exact(before: int, after: int, share: Fraction) -> float:
    """Twice the smaller binomial tail, in fractions."""
    n = before + after
    terms = [comb(n, k) * share**k * (1 - share) ** (n - k) for k in range(n + 1)]
    return float(min(Fraction(1), 2 * min(sum(terms[: after + 1]), sum(terms[after:]))))


def naive(view: Views, before: Mask, after: Mask, lengths: tuple[int, int]) -> pd.DataFrame:
    """The same by grouping and a loop over the places."""
    table = as_table(view).assign(before=before, after=after)
    table = table[(table["kind"] == "place") & (table["place"] >= 0) & (table["before"] | table["after"])]
    share = Fraction(lengths[1], sum(lengths))
    rows = []
    for place_id, own in table.groupby("place_id"):
        early, late = set(own.loc[own["before"], "article"]), set(own.loc[own["after"], "article"])
        counts = len(early - late), len(late - early)
        least = 2 * float(min(share, 1 - share)) ** sum(counts)
        rows.append(
            {
                "place_id": place_id, "before": int(own["before"].sum()), "after": int(own["after"].sum()),
                "articles_before": len(early), "articles_after": len(late), "alone": counts,
                "chance": exact(*counts, share) if least <= ALPHA else np.nan,
            }
        )  # fmt: skip
    found = pd.DataFrame(rows).set_index("place_id")
    tested = found["chance"].dropna().sort_values()
    fit = {id_: p * len(tested) / rank for rank, (id_, p) in enumerate(tested.items(), 1)}
    values = list(fit.values())
    found["chance"] = pd.Series({id_: min(1.0, *values[rank:]) for rank, id_ in enumerate(fit)}, dtype="float64")

    def change(row: pd.Series) -> str:
        if not row["before"] or not row["after"]:
            return "gone_quiet" if row["before"] else "new"
        if not row["chance"] <= ALPHA:
            return "steady"
        return "risen" if row["alone"][1] > float(share) * sum(row["alone"]) else "fallen"

    return found.assign(change=found.apply(change, axis=1)).drop(columns="alone")


@pytest.mark.parametrize(
    ("early", "late"), [((100, 399), (400, 699)), ((0, 99), (600, 999)), ((300, 620), (600, 700))], ids=str
)
def test_as_grouping_in_pandas(early: tuple[int, int], late: tuple[int, int]) -> None:
    view = made_views(20_000, places=150)
    # Some places move wholly, as random ones hardly do.
    moved = view.place % 9
    before = kept(view, days(*early), undated=False) & ((moved != 0) | (view.start % 5 == 0))
    after = kept(view, days(*late), undated=False) & ((moved != 1) | (view.start % 5 == 0)) & (moved != 2)
    lengths = length(days(*early)), length(days(*late))
    found, expected = compare(view, before, after, *lengths), naive(view, before, after, lengths)
    assert set(found["change"]) >= {"gone_quiet", "risen", "fallen", "steady"}
    assert set(found["change"]) <= set(CHANGES)
    found = found.set_index("place_id")[expected.columns].loc[expected.index]
    pd.testing.assert_frame_equal(found, expected, check_dtype=False, rtol=1e-9)


@pytest.mark.parametrize(("before", "after"), [(0, 6), (6, 0), (3, 3), (1, 0), (0, 0), (40, 75), (812, 700)])
@pytest.mark.parametrize("lengths", [(7, 7), (30, 7), (1, 365)])
def test_the_chance_is_the_binomial_one(before: int, after: int, lengths: tuple[int, int]) -> None:
    found = rate_chance(np.array([before]), np.array([after]), *lengths)
    assert found == pytest.approx([exact(before, after, Fraction(lengths[1], sum(lengths)))], rel=1e-9)


def test_a_longer_period_is_expected_to_hold_more() -> None:
    assert rate_chance(np.array([10]), np.array([40]), 7, 28)[0] > 0.9
    assert rate_chance(np.array([10]), np.array([40]), 14, 14)[0] < 0.001


def test_few_articles_tell_nothing() -> None:
    both = np.arange(10)
    assert is_testable(both, np.zeros(10, np.int64), 7, 7).tolist() == [False] * 6 + [True] * 4  # 2 / 2 ** 6 is 0.03
    assert is_testable(np.array([1]), np.array([1]), 1, 99).tolist() == [True]


def test_chances_are_adjusted_for_how_many_are_tested() -> None:
    chance, tested = np.array([0.04, 0.01, 0.03, 0.001, 0.5]), np.array([True, True, True, False, True])
    # Sorted 0.01, 0.03, 0.04, 0.5, times 4 / rank; no smaller one above a larger one.
    assert adjusted(chance, tested) == pytest.approx([4 / 75, 0.04, 4 / 75, np.nan, 0.5], nan_ok=True)
    assert adjusted(np.empty(0), np.empty(0, np.bool_)).tolist() == []


def test_where_no_rate_changed_few_places_are_called_changed() -> None:
    chance = np.random.default_rng(1)
    before, after = chance.poisson(30, 2000), chance.poisson(60, 2000)
    found = adjusted(rate_chance(before, after, 10, 20), is_testable(before, after, 10, 20))
    assert (found <= ALPHA).mean() < 0.002  # unadjusted it would be some 0.04
    risen = adjusted(rate_chance(before, after * 2, 10, 20), is_testable(before, after * 2, 10, 20))
    assert (risen <= ALPHA).mean() > 0.8


def test_nothing_in_both_periods_is_nothing() -> None:
    view = made_views(500)
    none = np.zeros(len(view), np.bool_)
    found = compare(view, none, none, 7, 7)
    assert len(found) == 0
    assert {"before", "after", "chance", "change"} <= set(found.columns)


def test_a_period_without_days_is_refused() -> None:
    view = made_views(10)
    none = np.zeros(len(view), np.bool_)
    with pytest.raises(ValueError, match="0 and 7 days"):
        compare(view, none, none, 0, 7)


def test_the_period_before_is_as_long_and_touches() -> None:
    assert period_before(Interval(date(2022, 12, 1), date(2022, 12, 31))) == Interval(
        date(2022, 10, 31), date(2022, 11, 30)
    )
    assert period_before(Interval(date(2022, 12, 20), date(2022, 12, 20))) == Interval(*[date(2022, 12, 19)] * 2)
    assert period_before(Interval(date(1950, 1, 1), date(2100, 12, 31))) is None
    assert period_before(Interval(date(1900, 1, 1), date(1900, 1, 1))) is None


def test_periods_overlap_where_they_share_a_day() -> None:
    one = Interval(date(2022, 12, 1), date(2022, 12, 10))
    assert overlap(one, Interval(date(2022, 12, 10), date(2022, 12, 20)))
    assert not overlap(one, Interval(date(2022, 12, 11), date(2022, 12, 20)))
    assert not overlap(one, Interval(date(2022, 11, 1), date(2022, 11, 30)))
